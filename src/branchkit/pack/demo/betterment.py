"""Demo records of how a branch mends what is wrong: problems, rectification, commitments, comments, surveys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from branchkit.core.dates import Period, add_months
from branchkit.pack.demo.making import committee, day_in, january, row, some, strangers
from branchkit.plugin import DemoRecord, DemoScene

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
