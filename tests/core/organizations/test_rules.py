"""The regulation's figures held against one organisation; the built-in pack is the rule."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.errors import Problem
from branchkit.core.organizations.organization import Formation, Organization, OrganizationKind
from branchkit.core.organizations.rules import (
    OrganizationFacts,
    announced_on,
    school_problems,
    size_problems,
    term_of,
    term_problems,
)
from branchkit.core.rulepacks import Citation, Edition
from branchkit.plugin.manager import load_contributions

PACKS = load_contributions(None, safe_mode=True).rule_packs
EDITION = PACKS["organization"].on(date(2026, 11, 20))
SCHOOLS = PACKS["school-structure"].on(date(2026, 11, 20))


def a_branch(sector: str = "rural", **more: Any) -> Organization:
    return Organization("b", "高沟村党支部", sector=sector, **more)


def codes(problems: Any) -> list[str]:
    return [problem.code.removeprefix("organization.") for problem in problems]


def size(members: int, full: int | None = None, committee: int = 0, **more: Any) -> list[str]:
    facts = OrganizationFacts(
        a_branch(**more), members, members if full is None else full, committee=committee
    )
    return codes(size_problems(facts, EDITION))


@pytest.mark.parametrize(
    ("members", "full", "committee", "found"),
    [
        (3, 3, 1, []),
        (2, 2, 1, ["too_few"]),
        (5, 2, 1, ["too_few"]),
        (50, 50, 5, []),
        (51, 51, 5, ["too_many"]),
        (6, 6, 1, []),
        (7, 7, 0, ["no_committee"]),
        (8, 6, 0, []),
        (7, 7, 2, ["committee_small"]),
        (7, 7, 3, []),
        (40, 38, 5, []),
        (40, 38, 6, ["committee_large"]),
        (40, 38, 7, ["committee_large"]),
        (40, 38, 8, ["committee_too_large"]),
        (0, 0, 0, ["roll_empty"]),
    ],
)
def test_sizes(members: int, full: int, committee: int, found: list[str]) -> None:
    assert size(members, full, committee) == found


def test_a_joint_branch_has_at_most_five_units() -> None:
    def of(count: int) -> list[str]:
        return size(9, 6, formation=Formation.JOINT, units=tuple(map(str, range(count))))

    assert of(5) == []
    assert of(6) == ["too_many_units"]


def test_only_branches_have_sizes() -> None:
    facts = OrganizationFacts(Organization("t", "乡党委", OrganizationKind.COMMITTEE), 1, 1)
    assert list(size_problems(facts, EDITION)) == []


def test_every_warning_names_its_rule_but_the_empty_roll() -> None:
    facts = OrganizationFacts(a_branch(), 60, 60)
    (many, none) = size_problems(facts, EDITION)
    rule = many.params["rule"]
    assert isinstance(rule, Citation)
    assert (rule.article, rule.provisional) == ("4", False)
    assert {p.severity for p in (many, none)} == {"warning"}


def term(elected: str, sector: str, kind: str = "branch", years: int = 0) -> OrganizationFacts:
    organization = Organization("b", "甲", OrganizationKind(kind), sector)
    return OrganizationFacts(organization, 10, 10, elected_on=elected, term_years=years)


@pytest.mark.parametrize(
    ("elected", "sector", "years", "ends"),
    [
        ("2021-12-05", "rural", 0, date(2026, 12, 5)),
        ("2021-12-05", "community", 0, date(2026, 12, 5)),
        ("2021-12-05", "schools", 0, date(2024, 12, 5)),
        ("2021-12-05", "rural", 3, date(2024, 12, 5)),
        ("2024-02-29", "schools", 0, date(2027, 2, 28)),
        ("2021-12", "rural", 0, date(2026, 12, 1)),
    ],
)
def test_terms_are_five_years_in_villages_and_communities_else_three(
    elected: str, sector: str, years: int, ends: date
) -> None:
    found = term_of(term(elected, sector, years=years), EDITION)
    assert found is not None
    assert found.ends == ends


@pytest.mark.parametrize(
    ("today", "found"),
    [
        (date(2026, 6, 4), []),
        (date(2026, 6, 5), ["term_ends"]),
        (date(2026, 12, 5), ["term_ends"]),
        (date(2026, 12, 6), ["term_over"]),
    ],
)
def test_the_end_of_a_term_is_announced_half_a_year_ahead(today: date, found: list[str]) -> None:
    assert codes(term_problems(term("2021-12-05", "rural"), EDITION, today)) == found


def test_a_term_nobody_knows_of_is_told_and_a_group_has_none() -> None:
    today = date(2026, 11, 20)
    assert codes(term_problems(term("", "rural"), EDITION, today)) == ["term_unknown"]
    assert codes(term_problems(term("", "rural", "group"), EDITION, today)) == []


def test_the_term_of_a_committee_is_said_to_be_provisional() -> None:
    edition = PACKS["elections"].on(date(2026, 11, 20))
    (problem,) = term_problems(term("", "rural", "committee"), edition, date(2026, 11, 20))
    rule = problem.params["rule"]
    assert isinstance(rule, Citation)
    assert rule.provisional


def school(kind: str, members: int, parent: str = "", below: int = 0) -> list[str]:
    facts = OrganizationFacts(
        Organization("s", "甲", OrganizationKind(kind), "schools"),
        members,
        members,
        below=below,
        parent=OrganizationKind(parent) if parent else None,
    )
    return codes(school_problems(facts, SCHOOLS))


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (("branch", 39, "committee"), []),
        (("branch", 40, "committee"), ["general_branch_due"]),
        (("branch", 9, "general-branch"), ["grade_branch_small"]),
        (("branch", 10, "general-branch"), []),
        (("branch", 41, "general-branch"), []),
        (("general-branch", 0, "committee", 39), ["general_branch_small"]),
        (("general-branch", 0, "committee", 40), []),
        (("group", 1, "branch"), ["subject_group_small"]),
        (("group", 2, "branch"), []),
    ],
)
def test_schools_go_by_forty_ten_and_two(arguments: tuple[Any, ...], found: list[str]) -> None:
    assert school(*arguments) == found


def test_the_rule_for_schools_is_for_schools_only() -> None:
    facts = OrganizationFacts(a_branch("rural"), 41, 41)
    assert list(school_problems(facts, SCHOOLS)) == []


@given(
    members=st.integers(0, 80),
    probationary=st.integers(0, 80),
    committee=st.integers(0, 12),
)
def test_a_branch_is_never_too_small_and_too_large_at_once(
    members: int, probationary: int, committee: int
) -> None:
    full = max(0, members - probationary)
    facts = OrganizationFacts(a_branch(), members, full, committee=committee)
    found: list[Problem] = list(size_problems(facts, EDITION))
    about_committee = [code for code in codes(found) if "committee" in code]
    assert len(about_committee) <= 1
    assert not about_committee or full >= 7
    assert bool(members) != ("roll_empty" in codes(found))


@given(st.dates(date(2000, 1, 1), date(2040, 12, 31)), st.sampled_from(["rural", "organs"]))
def test_a_term_is_counted_in_calendar_years_and_announced_in_calendar_months(
    elected: date, sector: str
) -> None:
    found = term_of(term(elected.isoformat(), sector), EDITION)
    assert found is not None
    years = 5 if sector == "rural" else 3
    assert found.ends.year == elected.year + years
    assert (found.ends.month, min(found.ends.day, 28)) == (elected.month, min(elected.day, 28))
    months = (found.ends.year - announced_on(found, EDITION).year) * 12 + found.ends.month
    assert months - announced_on(found, EDITION).month == 6


def test_the_edition_says_what_it_is() -> None:
    assert isinstance(EDITION, Edition)
    assert EDITION.title.zh_CN.startswith("支部工作条例")
