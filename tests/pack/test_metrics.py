"""The built-in metrics: in both languages, and every one of them says something of the demo branch."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest

from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.organizations.organization import Organization
from branchkit.core.registers.register import RecordsFrom
from branchkit.core.scoring.measuring import Figures, Scope, measure
from branchkit.core.scoring.schemes import SubjectKind
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.manager import load_contributions
from branchkit.services.demo.branch import fill_demo
from branchkit.services.registers.reading import RegisterRecords
from branchkit.services.roster import members_of
from branchkit.testing.memory_store import MemoryStore

TODAY = date(2026, 11, 20)
YEAR = Period.parse("2026")
ORG = "demo"
NOTHING_THIS_YEAR = {"member.penalty/had-this-year"}
"""The demo's only warning was given years ago."""

Measure = Callable[[str, Period], Figures]


@pytest.fixture(scope="module")
def contributions() -> Contributions:
    return load_contributions(None, safe_mode=True, strict=True)


@pytest.fixture(scope="module")
def store(contributions: Contributions) -> MemoryStore:
    store = MemoryStore(lambda: datetime.combine(TODAY, datetime.min.time()).astimezone())
    with store.begin(Actor("测试员"), "test") as uow:
        branch = Organization(ORG, "高沟村党支部", sector="rural")
        uow.put("", "organization", ORG, branch.to_body())
        uow.commit()
    fill_demo(store, contributions, ORG, TODAY)
    return store


@pytest.fixture(scope="module")
def measured(store: MemoryStore, contributions: Contributions) -> Measure:
    roll = {member.id: member.traits for member in members_of(store, ORG)}

    def figures(id: str, period: Period) -> Figures:
        metric = contributions.metrics[id]
        register = contributions.registers[metric.register]
        rows = RegisterRecords(store, contributions, register, [ORG], TODAY).all()
        return measure(metric, register, rows, Scope(ORG, period, roll))

    return figures


def figure(measured: Measure, id: str, period: Period = YEAR) -> Decimal | None:
    return measured(id, period).of(ORG).value


def test_every_title_is_there_in_both_languages(contributions: Contributions) -> None:
    for metric in contributions.metrics.values():
        assert metric.title.zh_CN, metric.id
        assert metric.title.en, metric.id


def test_titles_tell_the_metrics_of_a_register_apart(contributions: Contributions) -> None:
    for language in ("zh_CN", "en"):
        told = [
            (m.register, m.about, m.title.in_language(language))
            for m in contributions.metrics.values()
        ]
        assert len(told) == len(set(told))


def test_every_register_of_records_is_measured(contributions: Contributions) -> None:
    measured = {metric.register for metric in contributions.metrics.values()}
    unmeasured = {r.id for r in contributions.registers.values() if r.position} - measured
    assert unmeasured == {"form.member", "org.contact"}


def test_every_figure_of_the_branch_can_be_said_of_the_demo(
    measured: Measure, contributions: Contributions
) -> None:
    silent = {
        metric.id
        for metric in contributions.metrics.values()
        if metric.about is SubjectKind.ORGANIZATION
        and contributions.registers[metric.register].rows is not RecordsFrom.CASES
        and figure(measured, metric.id) is None
    }
    assert silent == NOTHING_THIS_YEAR


def test_every_figure_of_members_can_be_said_of_somebody(
    measured: Measure, store: MemoryStore, contributions: Contributions
) -> None:
    members = [member.id for member in members_of(store, ORG)]
    for metric in contributions.metrics.values():
        if metric.about is SubjectKind.MEMBER and metric.register != "member.penalty":
            figures = measured(metric.id, YEAR)
            assert any(figures.of(m).value is not None for m in members), metric.id


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("book.distance/films-this-year", 3),
        ("roll.reserve/standing", 5),
        ("list.facilities/there", 8),
        ("list.facilities/share", 80),
        ("book.survey/return-rate", 90),
        ("book.commitment/kept", 80),
        ("book.rectification/in-time", 50),
        ("book.rectification/open", 1),
        ("roll.contactpoint/tasks-done", 0),
        ("roll.members/standing", 40),
        ("roll.dues/gifts", 0),
        ("member.post/committee", 5),
        ("dues.base/covered", 100),
    ],
)
def test_figures_of_the_demo_year(metric: str, expected: int, measured: Measure) -> None:
    assert figure(measured, metric) == expected


def test_months_in_a_row_are_counted_back_from_the_last(measured: Measure) -> None:
    november, december = Period(2026, 11), Period(2026, 12)
    assert figure(measured, "book.activity/theme-held-streak", november) == 3
    # Nothing is kept of December yet, which says nothing about what was done.
    assert figure(measured, "book.activity/theme-held-streak", december) is None
    assert figure(measured, "book.meeting/committee-streak", november) == 3


def test_women_and_the_young_are_counted_on_the_roll(measured: Measure, store: MemoryStore) -> None:
    women = [member for member in members_of(store, ORG) if member.sex == "f"]
    assert women
    assert figure(measured, "roll.members/women") == len(women)
    assert figure(measured, "roll.members/women-share") == Decimal(100 * len(women)) / 40
    young = figure(measured, "roll.members/young-share")
    assert young is not None
    assert 0 < young < 50


def test_only_what_is_due_is_asked_whether_it_was_paid_in_time(
    contributions: Contributions,
) -> None:
    """Neither a gift nor what is paid beyond what is due betters or worsens the share."""
    for id in ("roll.dues/on-time", "roll.dues/paid", "roll.dues/member-on-time"):
        metric = contributions.metrics[id]
        (condition,) = metric.where
        kinds = ("normal", "catch-up", "correction")
        assert (condition.column, condition.one_of) == ("kind", kinds)
        assert metric.together == ("member", "month")
