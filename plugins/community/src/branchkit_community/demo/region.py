"""The region: member units, joint meetings, what was promised, what is shared and how it is used."""

from __future__ import annotations

from collections.abc import Iterator

from branchkit.api.hooks import DemoRecord, DemoScene
from branchkit_community.demo.making import UNITS, before, day, from_today, row, some
from branchkit_community.vocabulary import COMMITMENTS, MEETINGS, RESOURCES, USES
from branchkit_community.vocabulary import UNITS as UNIT_ROLL

_RESOURCES = (
    ("梧桐路小学", "premises", "操场和阶梯教室", "300座", "all", "周末全天"),
    ("梧桐路小学", "people", "书法老师", "2名", "youth", "周六上午"),
    ("街道卫生中心", "people", "家庭医生团队", "3个组", "aged", "工作日"),
    ("街道卫生中心", "facilities", "体检车", "1辆", "aged", "预约"),
    ("供电营业所", "people", "电工服务队", "5名", "hardship", "随叫随到"),
    ("城北信用社", "funds", "关爱基金", "每年2万元", "hardship", ""),
    ("城北信用社", "premises", "二楼会议室", "60平方米", "members", "工作日晚上"),
    ("安居物业公司", "premises", "滨河新村架空层", "120平方米", "all", "每天"),
    ("安居物业公司", "facilities", "宣传栏和电子屏", "6处", "all", "每天"),
    ("梧桐派出所", "people", "法治宣讲员", "2名", "all", "预约"),
    ("区税务分局", "people", "办税辅导员", "4名", "jobless", "预约"),
    ("惠民农贸市场", "facilities", "检测室", "1间", "all", "每天"),
    ("邻里家政社", "people", "护理员", "6名", "aged", "每天"),
)
"""Unit, kind, resource, how much, for whom, when."""

_USES = (
    (-2, 6, "梧桐路小学", "操场和阶梯教室", "社区运动会", "", "180"),
    (-2, 12, "安居物业公司", "滨河新村架空层", "邻里节", "滨河新村", "95"),
    (-1, 9, "街道卫生中心", "家庭医生团队", "老人体检随访", "铁路宿舍", "64"),
    (-1, 14, "梧桐路小学", "书法老师", "周末书法班", "梧桐花园", "26"),
    (-1, 18, "供电营业所", "电工服务队", "老旧线路排查", "铁路宿舍", "40"),
    (-1, 25, "梧桐派出所", "法治宣讲员", "防诈骗讲座", "市场巷", "72"),
    (0, 3, "街道卫生中心", "家庭医生团队", "流感疫苗宣传", "梧桐花园", "51"),
    (0, 8, "梧桐路小学", "操场和阶梯教室", "消防演练", "", "120"),
    (0, 12, "惠民农贸市场", "检测室", "居民送检", "市场巷", "15"),
    (0, 15, "安居物业公司", "宣传栏和电子屏", "公示议定事项", "滨河新村", ""),
    (0, 18, "邻里家政社", "护理员", "独居老人助浴", "铁路宿舍", "8"),
)
"""Month, day, unit, resource, what for, quarter, people; three resources are used by nobody."""

_TOPICS = (
    (("通报三季度承诺兑现", "商定邻里节分工"), ("邻里节由物业牵头", "小学提供场地")),
    (
        ("老旧线路改造", "独居老人照护", "市场巷停车"),
        ("供电所逐户排查线路", "卫生中心和家政社轮流上门", "派出所划定夜间停车区"),
    ),
)

_COMMITMENTS = (
    (-2, 10, "安居物业公司", "service", "修好滨河新村三盏路灯", "滨河新村", (-2, 28), (-2, 20)),
    (-2, 10, "梧桐路小学", "premises", "周末向居民开放操场", "", (-1, 8), (-1, 5)),
    (-2, 10, "惠民农贸市场", "service", "清理市场巷占道摊点", "市场巷", (-1, 15), None),
    (-1, 15, "供电营业所", "people", "排查铁路宿舍老旧线路", "铁路宿舍", (0, 10), (0, 8)),
    (-1, 15, "街道卫生中心", "people", "独居老人每月上门一次", "铁路宿舍", (0, 15), (0, 12)),
    (-1, 15, "梧桐派出所", "service", "划出市场巷夜间停车位", "市场巷", (0, 12), (0, 16)),
    (-1, 15, "城北信用社", "funds", "资助四户困难家庭过冬", "市场巷", 1, None),
    (-1, 15, "邻里家政社", "service", "为十位老人免费助浴", "铁路宿舍", 1, None),
    (-1, 15, "区税务分局", "people", "办一期创业办税辅导", "", (0, 14), None),
    (-1, 15, "安居物业公司", "facilities", "架空层装一套健身器材", "滨河新村", 2, None),
)
"""Made in month and on day, unit, kind, what, quarter, by when (month, day, or months from today), kept on."""
_LATE_GUEST = "区税务分局"


def records(scene: DemoScene) -> Iterator[DemoRecord]:
    """All of it."""
    for name, kind, party, members, person, post, seated, quarter in UNITS:
        yield row(
            UNIT_ROLL,
            {
                "unit": name,
                "kind": kind,
                "party_org": party,
                "members": members,
                "representative": person,
                "post": post,
                "seated": seated,
                "quarter": quarter,
                "since": before(scene, 8),
            },
        )
    yield from _meetings(scene)
    yield from _commitments(scene)
    for unit, kind, resource, extent, whom, hours in _RESOURCES:
        yield row(
            RESOURCES,
            {
                "unit": unit,
                "kind": kind,
                "resource": resource,
                "extent": extent,
                "for_whom": whom,
                "hours": hours,
                "since": before(scene, 5),
            },
        )
    yield from _uses(scene)


def _meetings(scene: DemoScene) -> Iterator[DemoRecord]:
    invited = [unit[0] for unit in UNITS]
    for place, (topics, decisions) in enumerate(_TOPICS):
        absent = {_LATE_GUEST} if place == 0 else {_LATE_GUEST, "惠民农贸市场"}
        yield row(
            MEETINGS,
            {
                "date": day(scene, place - 2, 10 + 5 * place),
                "session": str(3 + place),
                "place": "社区议事厅",
                "chair": scene.members[0].name if scene.members else "",
                "topics": list(topics),
                "invited": invited,
                "present": [unit for unit in invited if unit not in absent],
                "decisions": list(decisions),
            },
        )


def _commitments(scene: DemoScene) -> Iterator[DemoRecord]:
    for month, number, unit, kind, text, quarter, due, kept in _COMMITMENTS:
        deadline = from_today(scene, due) if isinstance(due, int) else day(scene, *due)
        yield row(
            COMMITMENTS,
            {
                "date": day(scene, month, number),
                "unit": unit,
                "kind": kind,
                "commitment": text,
                "quarter": quarter,
                "deadline": deadline,
                "state": "kept" if kept else "open",
                "done_on": day(scene, *kept) if kept else "",
                "result": "按承诺办好" if kept else "",
            },
        )


def _uses(scene: DemoScene) -> Iterator[DemoRecord]:
    arranging = some(scene, 4)
    for place, (month, number, unit, resource, used_for, quarter, people) in enumerate(_USES):
        yield row(
            USES,
            {
                "date": day(scene, month, number),
                "unit": unit,
                "resource": resource,
                "used_for": used_for,
                "quarter": quarter,
                "people": people,
                "member": arranging[place % len(arranging)].id if arranging else "",
            },
        )
