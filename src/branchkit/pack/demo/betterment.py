"""Demo records of how a branch mends what is wrong (problems, commitments, comments) and of who does well and who is helped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from branchkit.core.dates import Period, add_months
from branchkit.pack.demo.people import committee, day_in, january, row, some, strangers
from branchkit.plugin.demos import DemoRecord, DemoScene

PROBLEM, RECTIFICATION, COMMITMENT = "book.problem", "book.rectification", "book.commitment"
COMMENT, REVIEW, SURVEY = "book.comment", "book.selfreview", "book.survey"

_PROBLEMS = (
    ("masses", "坪子组路灯坏了三盏", "now", "联系电工更换"),
    ("members", "学习资料发放不及时", "now", "由宣传委员每月初发放"),
    ("life", "支委会记录不完整", "soon", "补记并由书记逐次签字"),
    ("self", "流动党员联系不够", "soon", "支部联系人每月通一次电话"),
    ("superior", "集体经济薄弱", "long", "办好核桃合作社，逐年增加收入"),
)
_PROMISES = (
    "为独居老人挑水劈柴",
    "带两户邻居学嫁接",
    "包干门前五十米村道卫生",
    "义务调解本组纠纷",
    "每季度参加两次巡山",
)


def monthly(scene: DemoScene, month: Period) -> Iterator[DemoRecord]:
    """Two problems a month: those found earlier are mostly solved."""
    owners = committee(scene) or list(scene.members)
    is_past = month != scene.months[-1]
    for turn in range(2):
        origin, problem, term, measures = _PROBLEMS[(month.index * 2 + turn) % len(_PROBLEMS)]
        found = scene.day_in(month, 7 + 9 * turn)
        is_closed = term != "long" and is_past and turn == 0
        values = {
            "date": found.isoformat(),
            "origin": origin,
            "problem": problem,
            "term": term,
            "measures": measures,
            "owner": owners[(month.index + turn) % len(owners)].id,
            "deadline": _deadline(found, term),
            "state": "closed" if is_closed else "open",
            "closed_on": day_in(scene, month, 26) if is_closed else "",
            "result": "已整改到位" if is_closed else "",
        }
        yield row(PROBLEM, values)


def standing(scene: DemoScene) -> Iterator[DemoRecord]:
    """What is done once or twice a year."""
    yield from _rectification(scene)
    yield from _commitments(scene)
    yield from _comments(scene)
    yield from _reviews(scene)
    yield _survey(scene)


def _deadline(found: date, term: str) -> str:
    match term:
        case "now":
            return add_months(found, 1).isoformat()
        case "soon":
            return add_months(found, 3).isoformat()
        case _:
            return ""


def _rectification(scene: DemoScene) -> Iterator[DemoRecord]:
    (supervisor,) = strangers(scene, 1)
    owner = scene.members[0].id
    issued = scene.day_in(scene.months[0], 11)
    shared = {
        "date": issued.isoformat(),
        "ground": "inspection",
        "supervisor": supervisor,
        "owner": owner,
    }
    done = day_in(scene, scene.months[min(1, len(scene.months) - 1)], 20)
    yield row(
        RECTIFICATION,
        {
            **shared,
            "item": "党员活动室堆放杂物",
            "term": "now",
            "measures": "清理并配齐桌椅",
            "deadline": add_months(issued, 2).isoformat(),
            "done_on": done,
            "accepted_on": done,
            "remark": "已清理，验收合格",
        },
    )
    yield row(
        RECTIFICATION,
        {
            **shared,
            "item": "党费账没有按月公示",
            "term": "long",
            "measures": "每月五日前在公示栏张贴",
            "deadline": add_months(issued, 4).isoformat(),
        },
    )


def _commitments(scene: DemoScene) -> Iterator[DemoRecord]:
    """The branch's own, and one each of some members; the first of them are due and checked."""
    year = scene.months[0].year
    checked = day_in(scene, scene.months[0], 28)
    shared = {"date": january(scene), "published": True}
    branch = {"by": "branch", "commitment": "年内修通坪子组便道", "deadline": f"{year}-12-31"}
    yield row(COMMITMENT, {**shared, **branch, "state": "open"})
    for place, member in enumerate(some(scene, 12)):
        is_due = place < 5
        is_broken = place == 4
        state = ("broken" if is_broken else "kept") if is_due else "open"
        values = {
            **shared,
            "by": "member",
            "member": member.id,
            "commitment": _PROMISES[place % len(_PROMISES)],
            "deadline": checked if is_due else f"{year}-12-31",
            "state": state,
            "checked_on": checked if is_due else "",
            "reason": "外出时间长" if is_broken else "",
        }
        yield row(COMMITMENT, values)


def _comments(scene: DemoScene) -> Iterator[DemoRecord]:
    (leader,) = strangers(scene, 1)
    values = {
        "date": day_in(scene, scene.months[0], 24),
        "commentator": leader,
        "title": "乡党委书记",
        "about": "branch",
        "strengths": "组织生活正常，走访扎实",
        "problems": "集体经济收入少，年轻党员少",
        "demands": "办好合作社，注意培养青年",
        "mended_on": "",
    }
    yield row(COMMENT, values)


def _reviews(scene: DemoScene) -> Iterator[DemoRecord]:
    day = day_in(scene, scene.months[0], 25)
    branch = {
        "achieved": "三会一课按期召开，走访全覆盖",
        "lacking": "档案不齐全",
        "next": "补齐台账",
    }
    yield row(REVIEW, {"date": day, "by": "branch", **branch, "rating": "fairly-good"})
    for member in some(scene, 8):
        values = {
            "date": day,
            "by": "member",
            "member": member.id,
            "achieved": "按时参加组织生活，完成岗位任务",
            "lacking": "学习不够主动",
            "next": "每月自学两个小时",
            "rating": "good",
        }
        yield row(REVIEW, values)


def _survey(scene: DemoScene) -> DemoRecord:
    values = {
        "date": day_in(scene, scene.months[0], 15),
        "title": "年轻人为什么不愿留在村里",
        "lead": scene.members[0].id,
        "sent": "80",
        "returned": "72",
        "valid": "70",
        "interviews": "18",
        "reports": "1",
        "findings": "缺少稳定收入，孩子上学不便",
        "used": "列入合作社用工计划",
    }
    return row(SURVEY, values)


WEALTH, LEADERS, PAIRS, POOR = "form.wealth", "roll.leaders", "roll.pairs", "roll.poor"

_AREAS = ("上寨组", "下寨组", "河边组", "坪子组", "大田组")
_TRADES = (
    ("planting", "核桃四十亩", "核桃种植", "186000.00", 12),
    ("breeding", "肉牛三十头", "肉牛养殖", "240000.00", 9),
    ("processing", "年榨油二十吨", "菜籽油加工", "158000.00", 15),
)
_NEEDS = (
    ("illness", "5", "联系合作医疗报销，代销核桃", "9600.00", "14200.00"),
    ("labour", "2", "农忙时帮工，争取公益岗位", "7200.00", "8800.00"),
    ("schooling", "4", "申请助学金，介绍务工", "11000.00", "17500.00"),
    ("skill", "3", "送去参加养牛培训，赊给牛犊", "8400.00", "12600.00"),
    ("disability", "3", "办理残疾补贴，改造厨房", "6800.00", "9100.00"),
    ("funds", "4", "联系小额贷款，提供猪苗", "10200.00", ""),
)


def prosperity(scene: DemoScene) -> Iterator[DemoRecord]:
    """Three people who do well, who learns from them, and six households that are helped."""
    able = strangers(scene, len(_TRADES))
    yield from _examples(scene, able)
    yield from _pairs(scene, able)
    yield from _in_need(scene, able)


def _examples(scene: DemoScene, able: Sequence[str]) -> Iterator[DemoRecord]:
    since = january(scene)
    for place, (name, trade) in enumerate(zip(able, _TRADES, strict=True)):
        kind, scale, project, income, households = trade
        person = {
            "person": name,
            "is_member": False,
            "group": _AREAS[place],
            "phone": f"1200000{place:04d}",
            "since": since,
        }
        led = str(households)
        yield row(LEADERS, {**person, "project": project, "scale": scale, "households": led})
        if place < len(_TRADES) - 1:
            story = f"从几亩地做起，带着{households}户一起干。"
            more = {"trade": kind, "scale": scale, "income": income, "led": led, "story": story}
            yield row(WEALTH, {**person, **more})


def _pairs(scene: DemoScene, able: Sequence[str]) -> Iterator[DemoRecord]:
    for place, member in enumerate(some(scene, 5)):
        at = place % len(_TRADES)
        values = {
            "member": member.id,
            "person": able[at],
            "project": _TRADES[at][2],
            "since": january(scene),
            "goal": "一年内学会一门技术，增收两千元",
            "measures": "每月到场学一天",
            "progress": "已参加技术培训",
            "reached": place == 0,
        }
        yield row(PAIRS, values)


def _in_need(scene: DemoScene, able: Sequence[str]) -> Iterator[DemoRecord]:
    helpers = some(scene, len(_NEEDS))
    households = strangers(scene, len(_NEEDS))
    for place, (helper, need) in enumerate(zip(helpers, _NEEDS, strict=False)):
        cause, people, measures, before, after = need
        by_able = place == len(_NEEDS) - 1
        values = {
            "household": households[place],
            "group": _AREAS[place % len(_AREAS)],
            "people": people,
            "cause": cause,
            "helped_by": "able" if by_able else "member",
            "helper": "" if by_able else helper.id,
            "able_person": able[0] if by_able else "",
            "measures": measures,
            "since": january(scene),
            "visits": str(3 + place),
            "income_before": before,
            "income_after": after,
            "lifted": place in (0, 2),
        }
        yield row(POOR, values)
