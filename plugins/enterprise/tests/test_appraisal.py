"""The appraisal of organisations: places shared among siblings, verdicts, shortfalls, and the paper."""

from __future__ import annotations

from decimal import Decimal

import pytest

from branchkit.core.dates import Period
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.tables import Paragraph, Table
from branchkit.plugin.contributions import Contributions
from branchkit.testing.plugin_view import FakeView, a_result
from branchkit_enterprise.appraisal import SATISFACTION, Movement, Verdict, appraise
from branchkit_enterprise.reports.four_strong import four_strong
from branchkit_enterprise.vocabulary import BRANCH_YEAR, LEADING_GROUP_YEAR

YEAR = Period.parse("2026")
_FIRST_OF = {
    "leading": "life",
    "development": "targets",
    "innovation": "reached",
    "cohesion": "satisfaction",
    "quarters": "quarters",
}


def ten_branches() -> list[Organization]:
    works = Organization("w", "东方机械厂党委", OrganizationKind.COMMITTEE, "enterprise")
    return [
        works,
        *(
            Organization(f"b{n}", f"第{n}党支部", OrganizationKind.BRANCH, "enterprise", parent="w")
            for n in range(1, 11)
        ),
    ]


def a_view(
    contributions: Contributions, totals: dict[str, str], satisfaction: dict[str, int] | None = None
) -> FakeView:
    """Branches with a total each; 90 and more has the best band."""
    view = FakeView(
        organizations=ten_branches(),
        contributions=contributions,
        measured={SATISFACTION: {k: Decimal(v) for k, v in (satisfaction or {}).items()}},
    )
    for org, total in totals.items():
        band = "four-strong" if Decimal(total) >= 90 else "good"
        points = {_FIRST_OF[section]: "18" for section in _FIRST_OF}
        view.sheet(BRANCH_YEAR, org, YEAR, [a_result(org, total, band, points=points)])
    return view


def verdicts(view: FakeView) -> dict[str, Verdict]:
    return {row.organization.id: row.verdict for row in appraise(view, "w", YEAR).rows}


def test_places_go_to_the_best_and_are_no_more_than_the_share(
    contributions: Contributions,
) -> None:
    view = a_view(contributions, {"b1": "91", "b2": "97", "b3": "95", "b4": "93", "b5": "88"})
    found = appraise(view, "w", YEAR)
    assert found.places == 3  # 30 % of ten
    assert [row.organization.id for row in found.proposed] == ["b2", "b3", "b4"]
    assert verdicts(view)["b1"] is Verdict.NO_PLACE
    assert verdicts(view)["b5"] is Verdict.NOT_REACHED
    assert verdicts(view)["b9"] is Verdict.OPEN


def test_of_equal_totals_all_fit_or_none(contributions: Contributions) -> None:
    view = a_view(contributions, {"b1": "97", "b2": "95", "b3": "93", "b4": "93"})
    found = appraise(view, "w", YEAR)
    assert [row.organization.id for row in found.proposed] == ["b1", "b2"]


def test_who_is_kept_out_by_the_ballot_takes_no_place_away(contributions: Contributions) -> None:
    view = a_view(
        contributions,
        {"b1": "97", "b2": "96", "b3": "95", "b4": "94"},
        {"b1": 89, "b2": 90},
    )
    # The figures of a fake view stand for every organisation asked; only b1's is below 90.
    found = verdicts(view)
    assert found["b1"] is Verdict.DISSATISFIED
    assert [found[org] for org in ("b2", "b3", "b4")] == [Verdict.PROPOSED] * 3


def test_a_branch_alone_is_appraised_by_itself(contributions: Contributions) -> None:
    view = a_view(contributions, {"b1": "97"})
    found = appraise(view, "b1", YEAR)
    assert [row.organization.id for row in found.rows] == ["b1"]
    assert [row.verdict for row in found.proposed] == [Verdict.PROPOSED]


@pytest.mark.parametrize(
    ("before", "movement"),
    [
        ("good", Movement.RISEN),
        ("four-strong", Movement.HELD),
        ("", Movement.FIRST),
    ],
)
def test_a_year_is_set_beside_the_one_before(
    contributions: Contributions, before: str, movement: Movement
) -> None:
    view = a_view(contributions, {"b1": "97"})
    if before:
        view.sheet(BRANCH_YEAR, "b1", YEAR.previous, [a_result("b1", "85", before)])
    (row,) = appraise(view, "b1", YEAR).rows
    assert row.movement is movement


def test_what_is_lacking_is_told_by_section(contributions: Contributions) -> None:
    view = a_view(contributions, {})
    points = {
        "life": "20",
        "targets": "20",
        "reached": "12",
        "satisfaction": "17",
        "quarters": "19",
    }
    view.sheet(BRANCH_YEAR, "b1", YEAR, [a_result("b1", "88", "good", points=points)])
    row = appraise(view, "b1", YEAR).rows[0]
    assert row.short_of == 2
    assert [(lack.section, lack.share, lack.wanted) for lack in row.lacks] == [
        ("innovation", Decimal(60), Decimal(85))
    ]


def test_the_paper_has_table_proposal_and_shortfalls(contributions: Contributions) -> None:
    view = a_view(contributions, {"b1": "91.5", "b2": "86"})
    view.sheet(LEADING_GROUP_YEAR, "b1", YEAR, [a_result("b1", "95", "four-good")])
    report = four_strong(view.scene(YEAR, org="w"))
    table = report.blocks[0]
    assert isinstance(table, Table)
    assert [column.title for column in table.columns][2:7] == [
        "政治引领力强",
        "推动发展力强",
        "改革创新力强",
        "凝聚保障力强",
        "日常考核",
    ]
    assert table.rows[0][:3] == (1, "第1党支部", Decimal(18))
    assert table.rows[0][-3:] == ("四好领导班子", None, "拟评四强")
    assert table.rows[2][0] is None
    texts = [block.text for block in report.blocks if isinstance(block, Paragraph)]
    assert any("不超过 30%，即 3 个" in text and "暂定" in text for text in texts)
    assert "拟评为四强党组织：第1党支部。" in texts
    assert any(text.startswith("第2党支部：总分差 4 分") for text in texts)
    assert (report.subtitle, report.issuer) == ("2026年度", "东方机械厂党委")


def test_the_paper_is_there_in_english_and_without_any_sheet(contributions: Contributions) -> None:
    report = four_strong(a_view(contributions, {}).scene(YEAR, org="w", language="en"))
    table = report.blocks[0]
    assert isinstance(table, Table)
    assert {row[-1] for row in table.rows} == {"not scored"}
    assert report.title == "Appraisal of four-strong organisations"
