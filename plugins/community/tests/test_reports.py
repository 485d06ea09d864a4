"""The two papers: a quarter of the joint meeting, and the service-type organisations."""

from __future__ import annotations

from decimal import Decimal

import pytest

from branchkit.core.registers.register import Record
from branchkit.core.tables import Paragraph, Report, Table
from branchkit_community import vocabulary as v
from branchkit_community.reports.joint_meetings import joint_meetings
from branchkit_community.reports.service_type import service_type, still_needed

from .community_builders import (
    CLINIC,
    ORG,
    Q3,
    Q4,
    SCHOOL,
    a_commitment,
    a_meeting,
    a_registration,
    a_resource,
    a_row,
    a_service,
    a_unit,
    a_use,
    a_view,
    an_organization,
)

RECORDS = (
    a_unit(SCHOOL),
    a_unit(CLINIC),
    a_meeting("2026-10-15", [SCHOOL, CLINIC], [SCHOOL]),
    a_commitment(SCHOOL, "2026-10-31", "2026-10-20", text="开放操场"),
    a_commitment(CLINIC, "2026-11-10", text="上门巡诊"),
    a_resource(SCHOOL),
    a_use("2026-11-02"),
    a_resource(CLINIC, "体检车", kind="facilities"),
    a_registration("甲"),
    a_service("2026-10-10", "甲", hours="2.50"),
)


def text(report: Report) -> str:
    return "\n".join(block.text for block in report.blocks if isinstance(block, Paragraph))


def tables(report: Report) -> list[list[tuple[object, ...]]]:
    return [list(block.rows) for block in report.blocks if isinstance(block, Table)]


def test_the_notice_says_what_the_quarter_came_to() -> None:
    report = joint_meetings(a_view(*RECORDS).scene(Q4))
    said = text(report)
    assert (report.subtitle, report.salutation) == ("（2026年第4季度）", "各成员单位：")
    assert "召开联席会议 1 次，每季度应开 1 次" in said
    assert "（暂定）" in said
    assert "应到 2 个单位次，实到 1 个单位次，到会率 50.0%" in said
    assert f"缺席的单位：{CLINIC}。" in said
    assert "共 2 件，已兑现 1 件，兑现中 0 件，逾期 1 件，未兑现 0 件" in said
    assert f"闲置的资源：{CLINIC}的体检车。" in said
    assert "在职党员 1 人，本季度服务 2.5 小时" in said


def test_its_tables_add_up() -> None:
    meetings, promised, urged, shared = tables(joint_meetings(a_view(*RECORDS).scene(Q4)))
    assert meetings == [("2026-10-15", "1/2", "停车", "")]
    assert promised == [(SCHOOL, 1, 1, 0, 0, 0), (CLINIC, 1, 0, 0, 1, 0), ("合计", 2, 1, 0, 1, 0)]
    assert urged == [(CLINIC, "上门巡诊", "2026-11-10", 10)]
    assert shared == [(SCHOOL, 1, 0), (CLINIC, 1, 1)]


def test_a_quarter_without_anything_is_said_to_be_one() -> None:
    report = joint_meetings(a_view().scene(Q3))
    assert "本季度没有召开联席会议" in text(report)
    assert "本季度没有承诺事项" in text(report)
    assert tables(report) == []


def test_it_is_written_in_english_as_well() -> None:
    report = joint_meetings(a_view(*RECORDS).scene(Q4, language="en"))
    assert report.subtitle == "(Q4 2026)"
    assert report.issued_on == "2026-11-20"
    assert "Absent: 街道卫生中心." in text(report)


def recognised(organization: str, **more: object) -> Record:
    marks = {"platform": True, "team": True, "mechanism": True, **more}
    values = {"organization": organization, "since": "2026-07-01", **marks}
    return a_row(v.RECOGNISED, "town", **values)


TREE = [
    an_organization("town", "committee", name="梧桐街道党工委"),
    an_organization(ORG, "general-branch", "town", name="梧桐社区党总支"),
    *(an_organization(f"b{n}", parent=ORG, name=f"第{n}党支部") for n in (1, 2, 3)),
    an_organization("c2", "general-branch", "town", name="滨河社区党总支"),
]


def test_the_share_stands_against_what_is_asked_for() -> None:
    records = (recognised("b1"), recognised("b2", brand="一家亲", team=False))
    report = service_type(a_view(*records, organizations=TREE).scene(Q4))
    assert "基层党组织 5 个，其中服务型党组织 2 个，占 40.0%。要求达到 60%" in text(report)
    assert "还差 1 个。" in text(report)
    by_superior, each = tables(report)
    assert by_superior == [
        ("梧桐社区党总支", 3, 2, Decimal("66.7"), None),
        ("滨河社区党总支", 1, 0, Decimal("0.0"), 1),
    ]
    assert each[2] == ("第2党支部", "2026-07-01", "一家亲", "服务队伍")
    assert each[4] == ("滨河社区党总支", "", "", "未核查")


def test_who_is_not_recognised_is_shown_what_of_the_six_is_missing() -> None:
    points = dict.fromkeys(v.SIX_POINTS, True) | {"pay": False, "rules": False}
    check = a_row(v.SIX, "b1", date="2026-05-01", **points)
    report = service_type(a_view(check, organizations=TREE).scene(Q4, org=ORG))
    (each,) = tables(report)
    assert each[0] == ("第1党支部", "", "", "工资待遇到位、完善制度到位")


def test_a_share_that_is_reached_says_so() -> None:
    records = [recognised(f"b{n}") for n in (1, 2)]
    report = service_type(a_view(*records, organizations=TREE).scene(Q4, org=ORG))
    assert "已经达到要求。" in text(report)


@pytest.mark.parametrize(
    ("found", "count", "needed"), [(0, 5, 3), (2, 5, 1), (3, 5, 0), (4, 7, 1), (5, 7, 0), (0, 0, 0)]
)
def test_as_many_are_needed_as_reach_the_share(found: int, count: int, needed: int) -> None:
    assert still_needed(found, count, Decimal(60)) == needed
