"""Proposals: from registers in a store to points with evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from branchkit.core.actors import Actor
from branchkit.core.dates import Period, PeriodKind
from branchkit.core.organizations.organization import Organization
from branchkit.core.registers.conditions import Condition
from branchkit.core.registers.register import ColumnKind, Formula, Operation, RecordsFrom, Register
from branchkit.core.scoring.metrics import Aggregate, Metric
from branchkit.core.scoring.results import Measurement
from branchkit.core.scoring.rules import CarryOver, Months, Proportional, Take
from branchkit.core.scoring.schemes import Criterion, Scheme, SubjectKind
from branchkit.core.scoring.sheets import Cell, Row, Sheet, SheetKey, SheetState
from branchkit.core.texts import LocalText
from branchkit.plugin.contributions import ComputedMetric, Contributions, MetricView
from branchkit.plugin.manager import load_contributions
from branchkit.services.registers.writing import add_records
from branchkit.services.scoring.proposals import (
    Histories,
    MeasuredProposals,
    periods_within,
    proposals_for,
)
from branchkit.testing.builders import ORG, a_criterion, a_scheme, members
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.registers import a_column, a_register

NOVEMBER = Period(2026, 11)
ACTOR = Actor("测试员")
HOURS = "book.activity/hours"


def fed(id: str, metric: str) -> Criterion:
    rule = Proportional(Decimal(4), step=Decimal("0.5"))
    return replace(a_criterion(id), rule=rule, feeds={"value": metric})


@pytest.fixture
def contributions() -> Contributions:
    return load_contributions(None, safe_mode=True, strict=True)


@pytest.fixture
def store(contributions: Contributions) -> MemoryStore:
    store = MemoryStore(lambda: datetime.fromisoformat("2026-11-20T09:00:00+08:00"))
    with store.begin(ACTOR, "test") as uow:
        uow.put("", "organization", ORG, Organization(ORG, "高沟村党支部").to_body())
        for member in members():
            uow.put(ORG, "member", member.id, member.to_body())
        everybody = [member.id for member in members()]
        rows: list[dict[str, object]] = [
            {"date": "2026-10-30", "kind": "study", "theme": "十月", "present": everybody},
            {"date": "2026-11-10", "kind": "theme", "theme": "清河道", "present": everybody[:3]},
            {"date": "2026-11-16", "kind": "study", "theme": "学条例", "present": everybody[:2]},
        ]
        for row, hours in zip(rows, ("8", "1.5", "2"), strict=True):
            row["hours"] = hours
        add_records(uow, contributions.registers["book.activity"], ORG, rows)
        uow.commit()
    return store


def book(
    store: MemoryStore, contributions: Contributions, *criteria: Criterion
) -> MeasuredProposals:
    return proposals_for(store, contributions, a_scheme(criteria), ORG, NOVEMBER, members())


def test_a_proposal_has_points_reasons_and_the_rows_behind_it(
    store: MemoryStore, contributions: Contributions
) -> None:
    proposal = book(store, contributions, fed("hours", HOURS)).get("m0000", "hours")
    assert proposal is not None
    assert proposal.points == Decimal("9")  # 3.5 of 4 hours, in half points
    assert [e.summary for e in proposal.evidence] == ["10 清河道", "16 学条例"]
    assert [r.code for r in proposal.reasons] == ["proportional"]


def test_who_has_no_rows_in_a_kept_register_is_proposed_nothing_but_zero(
    store: MemoryStore, contributions: Contributions
) -> None:
    proposal = book(store, contributions, fed("hours", HOURS)).get("m0005", "hours")
    assert proposal is not None
    assert proposal.points == 0


def test_a_register_nobody_keeps_proposes_nothing(
    store: MemoryStore, contributions: Contributions
) -> None:
    dues = fed("dues", "roll.dues/member-on-time")
    assert book(store, contributions, dues).get("m0000", "dues") is None


def test_a_judged_criterion_and_an_unknown_one_propose_nothing(
    store: MemoryStore, contributions: Contributions
) -> None:
    proposals = book(store, contributions, a_criterion("judged"), fed("hours", HOURS))
    assert proposals.get("m0000", "judged") is None
    assert proposals.get("m0000", "nowhere") is None
    assert proposals.proposing == {"hours"}


def test_a_metric_that_nobody_declares_is_told_once(
    store: MemoryStore, contributions: Contributions
) -> None:
    proposals = book(store, contributions, fed("x", "book.activity/hour"), fed("hours", HOURS))
    assert proposals.get("m0000", "x") is None
    assert proposals.get("m0001", "x") is None
    assert proposals.get("m0000", "hours") is not None
    assert [failure.code for failure in contributions.failures] == ["unknown_metric"]


def test_nothing_is_read_before_a_cell_is_asked_for(contributions: Contributions) -> None:
    class Closed(MemoryStore):
        def scan(self, *_: object, **__: object) -> object:  # type: ignore[override]
            raise AssertionError("read")

    store = Closed(lambda: datetime.fromisoformat("2026-11-20T09:00:00+08:00"))
    proposals = book(store, contributions, fed("hours", HOURS))
    with pytest.raises(AssertionError, match="read"):
        proposals.get("m0000", "hours")


def test_one_register_is_read_once_for_all_its_criteria(
    contributions: Contributions, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    scans: list[str] = []
    scan = MemoryStore.scan

    def counted(self: MemoryStore, org: str, kind: str, **rest: Any) -> object:
        scans.append(kind)
        return scan(self, org, kind, **rest)

    monkeypatch.setattr(MemoryStore, "scan", counted)
    criteria = [fed("hours", HOURS), fed("volunteered", "book.activity/volunteered")]
    proposals = book(store, contributions, *criteria)
    for subject in ("m0000", "m0001", "m0002"):
        for criterion in ("hours", "volunteered"):
            proposals.get(subject, criterion)
    assert scans == ["record/book.activity"]


def test_a_computed_metric_sees_records_and_scope(
    store: MemoryStore, contributions: Contributions
) -> None:
    seen: list[tuple[int, int]] = []

    def measure(view: MetricView) -> Mapping[str, Measurement]:
        rows = list(view.records("book.activity"))
        seen.append((len(rows), len(view.scope.roll)))
        return {"m0000": Measurement("trial/x", Decimal(len(rows)))}

    metric = ComputedMetric("trial/x", LocalText("x"), SubjectKind.MEMBER, measure)
    with_metric = replace(contributions, computed={"trial/x": metric})
    proposals = book(store, with_metric, fed("x", "trial/x"))
    first, second = proposals.get("m0000", "x"), proposals.get("m0001", "x")
    assert first is not None
    assert first.points == Decimal("7.5")
    assert second is None
    assert seen == [(3, 6)]


def a_year_scheme(**rule: object) -> Scheme:
    months = Months("test/member-month", out_of=Decimal(30), **rule)  # type: ignore[arg-type]
    criterion = replace(a_criterion("months"), rule=months)
    return replace(a_scheme([criterion]), id="test/quarter", period=PeriodKind.QUARTER)


def score(
    store: MemoryStore, scheme: Scheme, month: int, rows: Iterable[Row], state: SheetState
) -> None:
    key = SheetKey(scheme.id, ORG, Period(2026, month))
    with store.begin(ACTOR, "test") as uow:
        uow.put(ORG, "sheet", str(key), Sheet(key, state, "d").to_body())
        for row in rows:
            uow.put(ORG, "row", f"{key}/{row.subject}", row.to_body())
        uow.commit()


def row(subject: str, points: int, *, complete: bool = True) -> Row:
    cells = {"c0": Cell(Decimal(points))}
    return Row(subject, cells, total=Decimal(points), complete=complete)


@pytest.fixture
def monthly(store: MemoryStore) -> Scheme:
    scheme = a_scheme(3)
    handed_up, draft = SheetState.SUBMITTED, SheetState.DRAFT
    score(store, scheme, 10, [row("m0000", 20), row("m0001", 30)], handed_up)
    score(store, scheme, 11, [row("m0000", 25), row("m0001", 3, complete=False)], handed_up)
    score(store, scheme, 12, [row("m0000", 1)], draft)
    return scheme


def quarter_book(
    store: MemoryStore, contributions: Contributions, monthly: Scheme, scheme: Scheme
) -> MeasuredProposals:
    known = replace(contributions, schemes={monthly.id: monthly, scheme.id: scheme})
    return proposals_for(store, known, scheme, ORG, Period.parse("2026-Q4"), members())


def test_the_reasons_name_the_periods_that_lack_and_why(
    store: MemoryStore, contributions: Contributions, monthly: Scheme
) -> None:
    scheme = replace(a_year_scheme(), id="test/half", period=PeriodKind.HALF_YEAR)
    known = replace(contributions, schemes={monthly.id: monthly, scheme.id: scheme})
    half = proposals_for(store, known, scheme, ORG, Period.parse("2026-H2"), members())
    proposal = half.get("m0001", "months")
    assert proposal is not None
    told = {reason.code: reason.params.get("periods") for reason in proposal.reasons}
    assert told == {
        "months_mean": None,
        "months_absent": ("2026-07", "2026-08", "2026-09", "2026-11", "2026-12"),
        "months_draft": ("2026-12",),
        "months_unsettled": ("2026-11",),
    }
    assert [evidence.summary for evidence in proposal.evidence] == ["2026-10 30"]


def with_metric(
    contributions: Contributions, metric: Metric, register: Register | None = None
) -> Contributions:
    registers = {register.id: register} if register else contributions.registers
    return replace(contributions, registers=registers, metrics={metric.id: metric})


def a_metric(aggregate: Aggregate, register: str, **parts: object) -> Metric:
    made = Metric("m/x", LocalText("x"), register, SubjectKind.MEMBER, aggregate)
    return replace(made, **parts)  # type: ignore[arg-type]


def test_a_streak_looks_at_rows_before_the_period(
    store: MemoryStore, contributions: Contributions
) -> None:
    streak = a_metric(Aggregate.STREAK, "book.activity", member_column="present")
    proposals = book(store, with_metric(contributions, streak), fed("streak", streak.id))
    found = {id: proposals.get(id, "streak") for id in ("m0000", "m0005")}
    assert [f and f.points for f in found.values()] == [Decimal(5), 0]  # 2 and no months of 4
    first = found["m0000"]
    assert first is not None
    assert [e.on and e.on.month for e in first.evidence] == [10, 11, 11]


def test_a_computed_column_can_be_measured(
    store: MemoryStore, contributions: Contributions
) -> None:
    activity = contributions.registers["book.activity"]
    came = Formula(Operation.COUNT, ("present",))
    register = replace(
        activity,
        columns=(*activity.columns, a_column("came", ColumnKind.NUMBER, formula=came)),
    )
    metric = a_metric(
        Aggregate.LATEST, register.id, about=SubjectKind.ORGANIZATION, value_column="came"
    )
    proposals = book(store, with_metric(contributions, metric, register), fed("came", metric.id))
    proposal = proposals.get("m0000", "came")
    assert proposal is not None
    assert proposal.points == Decimal(5)  # 2 who came of 4


def test_members_can_be_measured_as_the_rows_of_a_register(
    store: MemoryStore, contributions: Contributions
) -> None:
    roll = a_register(
        id="roll.test",
        rows=RecordsFrom.MEMBERS,
        dated_by="",
        columns=(a_column("name", field="name"), a_column("sex", field="sex")),
    )
    with store.begin(ACTOR, "test") as uow:
        body = members()[0].to_body()
        uow.put(ORG, "member", "m0000", {**body, "sex": "f"})
        uow.commit()
    women = a_metric(
        Aggregate.COUNT,
        roll.id,
        about=SubjectKind.ORGANIZATION,
        where=(Condition("sex", one_of=("f",)),),
    )
    proposals = book(store, with_metric(contributions, women, roll), fed("women", women.id))
    proposal = proposals.get("m0000", "women")
    assert proposal is not None
    assert proposal.points == Decimal("2.5")  # 1 of 4
    assert [(e.record, e.on) for e in proposal.evidence] == [("m0000", None)]


def test_a_plugins_python_sees_computed_columns_and_no_row_of_an_unknown_register(
    store: MemoryStore, contributions: Contributions
) -> None:
    seen: dict[str, list[object]] = {}

    def measure(view: MetricView) -> Mapping[str, Measurement]:
        rows = {id: list(view.records(id)) for id in ("book.activity", "book.nowhere")}
        seen.update({id: [r.values.get("attendance") for r in found] for id, found in rows.items()})
        return {}

    computed = ComputedMetric("p/x", LocalText("x"), SubjectKind.MEMBER, measure)
    plugged = replace(contributions, computed={"p/x": computed})
    book(store, plugged, fed("x", "p/x")).get("m0000", "x")
    assert len(seen["book.activity"]) == 3
    assert seen["book.nowhere"] == []


def test_months_that_were_handed_up_add_up_to_a_quarter(
    store: MemoryStore, contributions: Contributions, monthly: Scheme
) -> None:
    proposals = quarter_book(store, contributions, monthly, a_year_scheme())
    found = proposals.get("m0000", "months")
    assert found is not None
    assert found.points == Decimal("7.5")  # (20 + 25) / 2 of 30
    assert [(e.register, e.summary) for e in found.evidence] == [
        ("sheet", "2026-10 20"),
        ("sheet", "2026-11 25"),
    ]
    one_month = proposals.get("m0001", "months")
    assert one_month is not None
    assert one_month.points == 10


def test_a_single_criterion_of_the_months_can_be_taken(
    store: MemoryStore, contributions: Contributions, monthly: Scheme
) -> None:
    scheme = a_year_scheme(criterion="c0", take=Take.LATEST)
    found = quarter_book(store, contributions, monthly, scheme).get("m0000", "months")
    assert found is not None
    assert found.points == Decimal("8.3")


def test_an_organization_takes_the_mean_of_its_members(
    store: MemoryStore, contributions: Contributions, monthly: Scheme
) -> None:
    scheme = replace(a_year_scheme(), subject=SubjectKind.ORGANIZATION)
    found = quarter_book(store, contributions, monthly, scheme).get(ORG, "months")
    assert found is not None
    # October (20 + 30) / 2, November 25 alone
    assert found.points == Decimal("8.3")


def test_without_any_month_nothing_is_proposed(
    store: MemoryStore, contributions: Contributions
) -> None:
    monthly = a_scheme(3)
    proposals = quarter_book(store, contributions, monthly, a_year_scheme())
    assert proposals.get("m0000", "months") is None


def test_a_scheme_that_is_not_there_has_no_history(store: MemoryStore) -> None:
    scheme = a_year_scheme()
    histories = Histories(store, {}, scheme, ORG, Period.parse("2026-Q4"))
    query = scheme.criteria[0].rule.history
    assert query is not None
    assert histories.of("m0000", query) == (None, ())


def test_a_year_is_made_of_its_quarters() -> None:
    year = Period.parse("2026")
    assert list(map(str, periods_within(year, PeriodKind.QUARTER))) == [
        "2026-Q1",
        "2026-Q2",
        "2026-Q3",
        "2026-Q4",
    ]
    assert len(periods_within(year, PeriodKind.MONTH)) == 12


def why(
    book: MeasuredProposals, criterion: str, subject: str = "m0000"
) -> tuple[str, dict[str, object]]:
    assert book.get(subject, criterion) is None
    reason = book.silence(subject, criterion)
    assert reason is not None
    return reason.code, dict(reason.params)


def test_what_would_feed_a_cell_is_said_where_nothing_is_proposed(
    store: MemoryStore, contributions: Contributions
) -> None:
    broken = ComputedMetric("p/x", LocalText("x"), SubjectKind.MEMBER, lambda _view: {})
    plugged = replace(contributions, computed={"p/x": broken})
    criteria = (
        fed("dues", "roll.dues/member-on-time"),
        fed("nowhere", "book.activity/hour"),
        fed("broken", "p/x"),
        fed("hours", HOURS),
        a_criterion("judged"),
    )
    proposals = book(store, plugged, *criteria)
    title = contributions.registers["roll.dues"].title
    assert why(proposals, "dues") == (
        "silent.no_records",
        {"register": title, "period": "2026-11"},
    )
    assert why(proposals, "nowhere") == ("silent.unknown_metric", {"metric": "book.activity/hour"})
    assert why(proposals, "broken") == ("silent.computed", {"metric": LocalText("x")})
    assert proposals.silence("m0000", "hours") is None
    assert proposals.silence("m0000", "judged") is None


def test_months_say_which_of_them_are_missing(
    store: MemoryStore, contributions: Contributions, monthly: Scheme
) -> None:
    proposals = quarter_book(store, contributions, monthly, a_year_scheme())
    found = proposals.get("m0000", "months")
    assert found is not None
    absent = [reason.params for reason in found.reasons if reason.code == "months_absent"]
    assert absent == [{"count": 1, "periods": ("2026-12",)}]
    everything = ("2026-10", "2026-11", "2026-12")
    assert why(proposals, "months", "m0005") == ("silent.no_sheets", {"periods": everything})
    unknown = replace(contributions, schemes={})
    alone = proposals_for(store, unknown, a_year_scheme(), ORG, Period.parse("2026-Q4"), members())
    assert why(alone, "months") == ("silent.no_scheme", {"scheme": "test/member-month"})


def test_points_that_are_carried_over_say_which_sheet_they_wait_for(
    store: MemoryStore, contributions: Contributions
) -> None:
    scheme = a_scheme([replace(a_criterion("base"), rule=CarryOver(Decimal(20)))])
    proposals = proposals_for(store, contributions, scheme, ORG, NOVEMBER, members())
    assert why(proposals, "base") == ("silent.no_sheets", {"periods": ("2026-10",)})
