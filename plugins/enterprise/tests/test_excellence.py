"""The ranking of members: a quarter beside the points of the year, and the paper."""

from __future__ import annotations

from decimal import Decimal

from branchkit.core.dates import Period
from branchkit.core.members.member import Member
from branchkit.core.organizations.organization import Organization
from branchkit.core.scoring.sheets import SheetState
from branchkit.core.tables import Paragraph, Table
from branchkit.plugin.contributions import Contributions
from branchkit.testing.plugin_view import FakeView, a_result
from branchkit_enterprise.excellence import rank_members
from branchkit_enterprise.reports.four_excellent import four_excellent
from branchkit_enterprise.vocabulary import MEMBER_MONTH, MEMBER_QUARTER

QUARTER = Period.parse("2026-Q2")


def a_view(
    contributions: Contributions, works: list[Organization], staff: list[Member]
) -> FakeView:
    view = FakeView(organizations=works, members=staff, contributions=contributions)
    months: dict[str, dict[str, tuple[str, ...]]] = {
        "b1": {"m1": ("80", "90", "100"), "m2": ("95", "95", "95")},
        "b2": {"m1": ("70",)},
    }
    for org, members in months.items():
        for number, month in enumerate(("2026-03", "2026-04", "2026-05")):
            rows = [
                a_result(member, totals[number])
                for member, totals in members.items()
                if number < len(totals)
            ]
            view.sheet(MEMBER_MONTH, org, Period.parse(month), rows)
    quarter = {
        "b1": [
            a_result("m1", "96.4", "four-excellent", points={"meetings": "10", "stand": "7"}),
            a_result("m2", "91", "good"),
        ],
        "b2": [a_result("m1", "91", "good"), a_result("m2")],
    }
    for org, results in quarter.items():
        view.sheet(MEMBER_QUARTER, org, QUARTER, results)
    return view


def test_members_of_all_branches_are_ranked_together(
    contributions: Contributions, works: list[Organization], staff: list[Member]
) -> None:
    found = rank_members(a_view(contributions, works, staff), "w", QUARTER)
    assert [(row.rank, row.organization.id, row.name) for row in found.rows] == [
        (1, "b1", "陈建国"),
        (2, "b1", "欧阳若兰"),
        (2, "b2", "单守信"),
        (None, "b2", "仇春梅"),
    ]
    assert [row.name for row in found.four_excellent] == ["陈建国"]


def test_the_points_of_the_year_are_added_up_and_ranked(
    contributions: Contributions, works: list[Organization], staff: list[Member]
) -> None:
    found = rank_members(a_view(contributions, works, staff), "b1", QUARTER)
    told = {row.name: (row.year_points, row.year_mean, row.year_rank) for row in found.rows}
    assert told == {
        "陈建国": (Decimal(270), Decimal(90), 2),
        "欧阳若兰": (Decimal(285), Decimal(95), 1),
    }
    assert [str(month) for month in found.months] == ["2026-03", "2026-04", "2026-05"]


def test_a_month_counts_only_once_it_is_handed_up_and_within_the_year_so_far(
    contributions: Contributions, works: list[Organization], staff: list[Member]
) -> None:
    view = a_view(contributions, works, staff)
    for month, state in (("2026-06", SheetState.DRAFT), ("2026-07", SheetState.SEALED)):
        view.sheet(MEMBER_MONTH, "b1", Period.parse(month), [a_result("m1", "99")], state)
    found = rank_members(view, "b1", QUARTER)
    assert max(found.months) == Period.parse("2026-05")


def test_sections_add_up_to_what_the_criteria_gave(
    contributions: Contributions, works: list[Organization], staff: list[Member]
) -> None:
    best = rank_members(a_view(contributions, works, staff), "b1", QUARTER).rows[0]
    assert best.sections == {"political": 17, "skill": 0, "results": 0, "people": 0}


def test_the_paper_sets_the_quarter_beside_its_months_and_the_year(
    contributions: Contributions, works: list[Organization], staff: list[Member]
) -> None:
    view = a_view(contributions, works, staff)
    report = four_excellent(view.scene(QUARTER, org="w"))
    table = report.blocks[0]
    assert isinstance(table, Table)
    assert [column.title for column in table.columns] == [
        "名次",
        "姓名",
        "党组织",
        "政治素质优",
        "岗位技能优",
        "工作业绩优",
        "群众评议优",
        "总分",
        "等次",
        "4月",
        "5月",
        "6月",
        "全年累计",
        "月均",
        "累计名次",
    ]
    assert table.rows[0] == (
        *(1, "陈建国", "机加车间党支部"),
        *(Decimal(17), Decimal(0), Decimal(0), Decimal(0)),
        *(Decimal("96.4"), "四优共产党员", Decimal(90), Decimal(100), None),
        *(Decimal(270), Decimal(90), 2),
    )
    texts = [block.text for block in report.blocks if isinstance(block, Paragraph)]
    assert texts == [
        "本季度四优共产党员 1 名：陈建国。",
        "全年累计取 3 月至 5 月已上报的党员月度积分，共 3 个月。",
    ]


def test_a_single_branch_needs_no_column_for_itself_and_an_empty_year_is_said(
    contributions: Contributions, works: list[Organization], staff: list[Member]
) -> None:
    view = FakeView(organizations=works, members=staff, contributions=contributions)
    report = four_excellent(view.scene(QUARTER, org="b1", language="en"))
    table = report.blocks[0]
    assert isinstance(table, Table)
    assert "Organisation" not in [column.title for column in table.columns]
    assert [row[1] for row in table.rows] == ["陈建国", "欧阳若兰"]
    texts = [block.text for block in report.blocks if isinstance(block, Paragraph)]
    assert texts[1] == "No month of this year was handed up yet."
