"""Metrics over a few rows that can be counted by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.dates import Period
from branchkit.core.registers.conditions import Condition
from branchkit.core.registers.register import Choice, Column, ColumnKind, Record, Register
from branchkit.core.scoring.measuring import Scope, measure
from branchkit.core.scoring.metrics import Aggregate, Metric, Span
from branchkit.core.scoring.schemes import SubjectKind
from branchkit.core.texts import LocalText

NOVEMBER = Period(2026, 11)
SCOPE = Scope(
    "b1",
    NOVEMBER,
    {
        "a": frozenset({"without-post"}),
        "b": frozenset({"without-post"}),
        "c": frozenset({"post-holder"}),
        "d": frozenset({"post-holder"}),
    },
)


def column(id: str, kind: ColumnKind, *choices: str) -> Column:
    return Column(id, kind, LocalText(id), choices=tuple(Choice(c, LocalText(c)) for c in choices))


MEETINGS = Register(
    "meetings",
    LocalText("会议"),
    (
        column("date", ColumnKind.DATE),
        column("kind", ColumnKind.CHOICE, "general", "group"),
        column("topic", ColumnKind.TEXT),
        column("hours", ColumnKind.NUMBER),
        column("expected", ColumnKind.MEMBERS),
        column("present", ColumnKind.MEMBERS),
        column("on_leave", ColumnKind.MEMBERS),
    ),
    dated_by="date",
    summary=("topic",),
)
DUES = Register(
    "dues",
    LocalText("党费"),
    (
        column("month", ColumnKind.MONTH),
        column("member", ColumnKind.MEMBER),
        column("due", ColumnKind.MONEY),
        column("paid", ColumnKind.MONEY),
        column("paid_on", ColumnKind.DATE),
    ),
    dated_by="month",
)
POSTS = Register(
    "posts",
    LocalText("岗位"),
    (
        column("member", ColumnKind.MEMBER),
        column("since", ColumnKind.DATE),
        column("until", ColumnKind.DATE),
    ),
    dated_by="since",
    ended_by="until",
)


def meeting(
    day: str,
    kind: str,
    present: str,
    *,
    expected: str = "abcd",
    on_leave: str = "",
    hours: str = "",
) -> Record:
    values: dict[str, object] = {
        "date": day,
        "kind": kind,
        "topic": f"议题{day[-2:]}",
        "expected": list(expected),
        "present": list(present),
        "on_leave": list(on_leave),
        "hours": hours,
    }
    return Record(f"{day}.{kind}", "meetings", "b1", values)


def dues(member: str, due: str, paid: str, paid_on: str, month: str = "2026-11") -> Record:
    values = {"month": month, "member": member, "due": due, "paid": paid, "paid_on": paid_on}
    return Record(f"{month}.{member}", "dues", "b1", {k: v for k, v in values.items() if v})


def post(member: str, since: str, until: str = "") -> Record:
    values = {"member": member, "since": since, "until": until}
    return Record(f"{since}.{member}", "posts", "b1", values)


MEETING_ROWS = [
    meeting("2026-10-30", "general", "abcd", hours="9"),
    meeting("2026-11-03", "general", "ab", on_leave="c", hours="1.5"),
    meeting("2026-11-10", "group", "a", expected="ab", hours="2"),
    meeting("2026-11-20", "general", "abc", hours="0.5"),
]


def metric(aggregate: Aggregate, **parts: object) -> Metric:
    made = Metric("m", LocalText("m"), "meetings", SubjectKind.MEMBER, aggregate)
    return replace(made, **parts)  # type: ignore[arg-type]


ATTENDANCE = {
    "member_column": "present",
    "expected_column": "expected",
    "excused_column": "on_leave",
}
ORGANIZATION = {"about": SubjectKind.ORGANIZATION}


def of_members(metric: Metric, register: Register, rows: list[Record]) -> dict[str, Decimal | None]:
    figures = measure(metric, register, rows, SCOPE)
    return {subject: figures.of(subject).value for subject in SCOPE.roll}


def of_organization(metric: Metric, register: Register, rows: list[Record]) -> Decimal | None:
    return measure(metric, register, rows, SCOPE).of("b1").value


def test_missed_counts_who_was_due_and_neither_came_nor_was_on_leave() -> None:
    missed = metric(Aggregate.MISSED, **ATTENDANCE)
    assert of_members(missed, MEETINGS, MEETING_ROWS) == {"a": 0, "b": 1, "c": 0, "d": 2}


def test_a_condition_picks_rows() -> None:
    missed = metric(Aggregate.MISSED, where=(Condition("kind", one_of=("general",)),), **ATTENDANCE)
    assert of_members(missed, MEETINGS, MEETING_ROWS) == {"a": 0, "b": 0, "c": 0, "d": 2}


def test_share_is_attended_of_expected_without_leave() -> None:
    share = metric(Aggregate.SHARE, **ATTENDANCE)
    found = of_members(share, MEETINGS, MEETING_ROWS)
    assert found == {"a": 100, "b": Decimal(200) / 3, "c": 100, "d": 0}


def test_sum_distinct_and_count_go_by_the_person() -> None:
    hours = metric(Aggregate.SUM, member_column="present", value_column="hours")
    kinds = metric(Aggregate.DISTINCT, member_column="present", value_column="kind")
    times = metric(Aggregate.COUNT, member_column="present")
    assert of_members(hours, MEETINGS, MEETING_ROWS) == {
        "a": 4,
        "b": 2,
        "c": Decimal("0.5"),
        "d": 0,
    }
    assert of_members(kinds, MEETINGS, MEETING_ROWS) == {"a": 2, "b": 1, "c": 1, "d": 0}
    assert of_members(times, MEETINGS, MEETING_ROWS) == {"a": 3, "b": 2, "c": 1, "d": 0}


def test_the_year_begins_in_january_and_nothing_after_the_period_counts() -> None:
    hours = metric(Aggregate.SUM, member_column="present", value_column="hours", span=Span.YEAR)
    rows = [
        *MEETING_ROWS,
        meeting("2026-12-01", "group", "abcd", hours="100"),
        meeting("2025-12-31", "group", "abcd", hours="100"),
    ]
    assert of_members(hours, MEETINGS, rows)["d"] == 9


def test_dues_count_when_paid_in_full_within_the_month() -> None:
    on_time = metric(
        Aggregate.SHARE,
        member_column="member",
        of=(Condition("paid", reaches="due"), Condition("paid_on", by_end_of="month")),
    )
    rows = [
        dues("a", "1.00", "1.00", "2026-11-30"),
        dues("b", "1.00", "0.99", "2026-11-02"),
        dues("c", "1.00", "1.00", "2026-12-01"),
    ]
    assert of_members(on_time, DUES, rows) == {"a": 100, "b": 0, "c": 0, "d": None}


def test_an_empty_value_fulfils_no_condition() -> None:
    paid = metric(
        Aggregate.SHARE, member_column="member", of=(Condition("paid", at_most=Decimal(5)),)
    )
    assert of_members(paid, DUES, [dues("a", "1.00", "", "")])["a"] == 0


def test_rows_that_are_alike_are_put_together_before_they_are_looked_at() -> None:
    on_time = metric(
        Aggregate.SHARE,
        member_column="member",
        together=("member", "month"),
        having=(Condition("due", at_least=Decimal("0.01")),),
        of=(Condition("paid", reaches="due"), Condition("paid_on", by_end_of="month")),
    )
    rows = [
        dues("a", "1.00", "0.40", "2026-11-02"),
        dues("a", "0.00", "0.60", "2026-11-30"),
        dues("b", "1.00", "0.40", "2026-11-02"),
        dues("b", "0.00", "0.60", "2026-12-01"),
        dues("c", "0.00", "", ""),
    ]
    assert of_members(on_time, DUES, rows) == {"a": 100, "b": 0, "c": None, "d": None}


def test_standing_rows_hold_from_their_beginning_to_their_end() -> None:
    held = metric(Aggregate.COUNT, member_column="member", span=Span.STANDING)
    rows = [
        post("a", "2020-01-01"),
        post("b", "2020-01-01", "2026-11-29"),
        post("c", "2026-11-30"),
        post("c", "2020-01-01", "2026-11-30"),
        post("d", "2026-12-01"),
    ]
    assert of_members(held, POSTS, rows) == {"a": 1, "b": 0, "c": 2, "d": 0}


def test_a_register_that_nobody_keeps_says_nothing() -> None:
    missed = metric(Aggregate.MISSED, **ATTENDANCE)
    old = [meeting("2026-10-30", "general", "a")]
    assert set(of_members(missed, MEETINGS, old).values()) == {None}
    assert of_organization(metric(Aggregate.COUNT, **ORGANIZATION), MEETINGS, old) is None


def test_rows_whose_figure_nobody_has_written_down_say_nothing() -> None:
    paid = metric(Aggregate.SUM, value_column="paid", member_column="member")
    rows = [dues("a", "2.00", "", ""), dues("b", "2.00", "", "")]
    assert set(of_members(paid, DUES, rows).values()) == {None}
    assert of_members(paid, DUES, [*rows, dues("c", "2.00", "2.00", "2026-11-03")])["a"] == 0


def test_rows_taken_away_do_not_count() -> None:
    rows = [*MEETING_ROWS[:-1], replace(MEETING_ROWS[-1], removed="录重了")]
    count = metric(Aggregate.COUNT, **ORGANIZATION)
    assert of_organization(count, MEETINGS, rows) == 2


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"aggregate": Aggregate.COUNT}, "3"),
        ({"aggregate": Aggregate.SUM, "value_column": "hours"}, "4.0"),
        ({"aggregate": Aggregate.LATEST, "value_column": "hours"}, "0.5"),
        ({"aggregate": Aggregate.DAYS_SINCE}, "10"),
        ({"aggregate": Aggregate.DISTINCT, "value_column": "present"}, "3"),
        ({"aggregate": Aggregate.MISSED, **ATTENDANCE}, "3"),
        ({"aggregate": Aggregate.COVERAGE, "member_column": "present"}, "75"),
        (
            {
                "aggregate": Aggregate.COVERAGE,
                "member_column": "present",
                "traits": frozenset({"post-holder"}),
            },
            "50",
        ),
        # In November a was there three times for 4 hours, b twice for 2, c once for half an hour.
        (
            {
                "aggregate": Aggregate.COVERAGE,
                "member_column": "present",
                "at_least": Decimal(2),
            },
            "50",
        ),
        (
            {
                "aggregate": Aggregate.COVERAGE,
                "member_column": "present",
                "value_column": "hours",
                "at_least": Decimal("2.5"),
            },
            "25",
        ),
        (
            {
                "aggregate": Aggregate.PER_MEMBER,
                "member_column": "present",
                "value_column": "hours",
            },
            "1.625",
        ),
        ({"aggregate": Aggregate.PER_MEMBER, "member_column": "present"}, "1.5"),
    ],
)
def test_figures_about_the_organization(parts: dict[str, object], expected: str) -> None:
    about = replace(metric(Aggregate.COUNT, **ORGANIZATION), **parts)  # type: ignore[arg-type]
    assert of_organization(about, MEETINGS, MEETING_ROWS) == Decimal(expected)


def test_the_mean_is_of_the_rows_that_have_a_figure() -> None:
    mean = metric(Aggregate.MEAN, **ORGANIZATION, value_column="hours")
    rows = [meeting("2026-11-03", "general", "a", hours=hours) for hours in ("1.5", "", "2")]
    assert of_organization(mean, MEETINGS, rows) == Decimal("1.75")
    mine = metric(Aggregate.MEAN, value_column="hours", member_column="present")
    assert of_members(mine, MEETINGS, rows) == {
        "a": Decimal("1.75"),
        "b": None,
        "c": None,
        "d": None,
    }


def test_attendance_of_the_organization_adds_people_not_meetings() -> None:
    share = metric(Aggregate.SHARE, **ORGANIZATION, **ATTENDANCE)
    # 2 of 3 (one on leave), 1 of 2, 3 of 4
    assert of_organization(share, MEETINGS, MEETING_ROWS) == Decimal(600) / 9


def test_evidence_shows_what_counted_and_what_did_not() -> None:
    missed = metric(Aggregate.MISSED, **ATTENDANCE)
    measurement = measure(missed, MEETINGS, MEETING_ROWS, SCOPE).of("b")
    assert [(e.summary, e.counted) for e in measurement.evidence] == [
        ("03 议题03", False),
        ("10 议题10", True),
        ("20 议题20", False),
    ]
    assert measurement.evidence[1].record == "2026-11-10.group"


def test_evidence_of_a_longer_period_names_the_month() -> None:
    count = metric(Aggregate.COUNT, **ORGANIZATION)
    quarter = replace(SCOPE, period=Period.parse("2026-Q4"))
    evidence = measure(count, MEETINGS, MEETING_ROWS, quarter).of("b1").evidence
    assert evidence[0].summary == "10-30 议题30"


STREAK: dict[str, Any] = {"aggregate": Aggregate.STREAK, "member_column": "present"}


def test_a_streak_counts_months_back_from_the_last_one_of_the_period() -> None:
    rows = [
        meeting("2026-07-01", "general", "abc"),
        meeting("2026-08-31", "general", "a"),
        meeting("2026-09-01", "general", "ab"),
        meeting("2026-10-15", "general", "ab"),
        meeting("2026-10-20", "group", "b"),
        meeting("2026-11-30", "general", "abc"),
        meeting("2026-12-01", "general", "abcd"),
    ]
    streak = metric(**STREAK)
    assert of_members(streak, MEETINGS, rows) == {"a": 5, "b": 3, "c": 1, "d": 0}
    assert of_organization(replace(streak, about=SubjectKind.ORGANIZATION), MEETINGS, rows) == 5
    quarter = replace(SCOPE, period=Period.parse("2026-Q3"))
    assert measure(streak, MEETINGS, rows, quarter).of("a").value == 3


def test_a_streak_goes_back_over_the_turn_of_the_year_and_ends_at_the_first_gap() -> None:
    rows = [meeting(f"{month}-03", "general", "a") for month in ("2025-10", "2025-12", "2026-01")]
    january = replace(SCOPE, period=Period(2026, 1))
    measurement = measure(metric(**STREAK), MEETINGS, rows, january).of("a")
    assert measurement.value == 2
    assert [e.record[:7] for e in measurement.evidence] == ["2025-12", "2026-01"]
    gap = [*rows, meeting("2026-11-03", "general", "b")]
    assert measure(metric(**STREAK), MEETINGS, gap, SCOPE).of("a").value == 0


def test_a_streak_is_not_broken_by_a_month_of_which_nothing_is_written_down() -> None:
    rows = [meeting("2026-10-03", "general", "a")]
    figures = measure(metric(**STREAK), MEETINGS, rows, SCOPE)
    assert figures.of("a").value is None
    assert not figures.kept


@given(st.sets(st.integers(0, 35)), st.integers(0, 35))
def test_a_streak_is_the_longest_run_that_ends_with_the_period(months: set[int], end: int) -> None:
    rows = [meeting(f"{2024 + m // 12}-{m % 12 + 1:02d}-03", "general", "a") for m in months]
    period = Period(2024 + end // 12, end % 12 + 1)
    found = measure(metric(**STREAK), MEETINGS, rows, replace(SCOPE, period=period)).of("a").value
    if end not in months:
        assert found is None
        return
    run = int(found or 0)
    assert all(month in months for month in range(end - run + 1, end + 1))
    assert end - run not in months


ROLL = Register(
    "roll",
    LocalText("花名册"),
    (column("member", ColumnKind.MEMBER), column("age", ColumnKind.NUMBER)),
    dated_by="",
    summary=("age",),
)


def test_rows_without_dates_all_count_in_every_period() -> None:
    rows = [
        Record(id, "roll", "b1", {"member": id, "age": age})
        for id, age in (("a", "30"), ("b", "35"), ("c", "36"), ("d", "70"))
    ]
    young = metric(
        Aggregate.SHARE,
        about=SubjectKind.ORGANIZATION,
        of=(Condition("age", at_most=Decimal(35)),),
    )
    for span in Span:
        assert of_organization(replace(young, span=span), ROLL, rows) == 50
    evidence = measure(young, ROLL, rows, SCOPE).of("b1").evidence
    assert [(e.on, e.summary, e.counted) for e in evidence] == [
        (None, "30", True),
        (None, "35", True),
        (None, "36", False),
        (None, "70", False),
    ]
    mine = metric(Aggregate.SUM, member_column="member", value_column="age")
    assert of_members(mine, ROLL, rows)["c"] == 36


@pytest.mark.parametrize(
    ("parts", "counted"),
    [
        ({"aggregate": Aggregate.COUNT}, "111"),
        ({"aggregate": Aggregate.SUM, "value_column": "hours"}, "111"),
        ({"aggregate": Aggregate.LATEST, "value_column": "hours"}, "111"),
        ({"aggregate": Aggregate.DAYS_SINCE}, "111"),
        ({"aggregate": Aggregate.DISTINCT, "value_column": "kind"}, "111"),
        ({"aggregate": Aggregate.MISSED, **ATTENDANCE}, "111"),
        ({"aggregate": Aggregate.SHARE, **ATTENDANCE}, "111"),
        (
            {"aggregate": Aggregate.SHARE, "of": (Condition("kind", one_of=("general",)),)},
            "101",
        ),
        ({"aggregate": Aggregate.COVERAGE, "member_column": "present"}, "111"),
        ({"aggregate": Aggregate.PER_MEMBER, "member_column": "present"}, "111"),
        ({"aggregate": Aggregate.STREAK}, "1111"),
    ],
)
def test_every_aggregate_about_the_organization_names_its_rows(
    parts: dict[str, object], counted: str
) -> None:
    about = replace(metric(Aggregate.COUNT, **ORGANIZATION), **parts)  # type: ignore[arg-type]
    evidence = measure(about, MEETINGS, MEETING_ROWS, SCOPE).of("b1").evidence
    rows = [row.id for row in MEETING_ROWS[-len(counted) :]]
    assert [e.record for e in evidence] == rows
    assert "".join("1" if e.counted else "0" for e in evidence) == counted


@pytest.mark.parametrize(
    ("parts", "counted"),
    [
        ({"aggregate": Aggregate.COUNT, "member_column": "present"}, {"a": "111", "c": "1"}),
        ({"aggregate": Aggregate.STREAK, "member_column": "present"}, {"a": "1111", "c": "11"}),
        ({"aggregate": Aggregate.MISSED, **ATTENDANCE}, {"a": "000", "c": "0", "d": "11"}),
        ({"aggregate": Aggregate.SHARE, **ATTENDANCE}, {"a": "111", "c": "1", "d": "00"}),
        (
            {
                "aggregate": Aggregate.SHARE,
                "member_column": "present",
                "of": (Condition("hours", at_least=Decimal(1)),),
            },
            {"a": "110", "c": "0"},
        ),
    ],
)
def test_every_member_has_the_rows_that_were_counted_for_them(
    parts: dict[str, object], counted: dict[str, str]
) -> None:
    figures = measure(metric(**parts), MEETINGS, MEETING_ROWS, SCOPE)  # type: ignore[arg-type]
    for member, marks in counted.items():
        evidence = figures.of(member).evidence
        assert "".join("1" if e.counted else "0" for e in evidence) == marks, member


CHAIR = column("chair", ColumnKind.MEMBER)


def test_ids_are_left_out_of_evidence() -> None:
    named = replace(MEETINGS, summary=("chair", "topic"), columns=(*MEETINGS.columns, CHAIR))
    row = meeting("2026-11-03", "general", "ab")
    chaired = replace(row, values={**row.values, "chair": "m0001"})
    count = metric(Aggregate.COUNT, **ORGANIZATION)
    (evidence,) = measure(count, named, [chaired], SCOPE).of("b1").evidence
    assert evidence.summary == "03 议题03"


@given(st.permutations(MEETING_ROWS))
def test_the_order_of_rows_changes_nothing(rows: list[Record]) -> None:
    for aggregate in (Aggregate.MISSED, Aggregate.SHARE, Aggregate.DAYS_SINCE):
        figures = metric(aggregate, **ATTENDANCE)
        expected = measure(figures, MEETINGS, MEETING_ROWS, SCOPE)
        found = measure(figures, MEETINGS, rows, SCOPE)
        assert [found.of(s) for s in SCOPE.roll] == [expected.of(s) for s in SCOPE.roll]


PEOPLE = st.lists(st.sampled_from("abcd"), unique=True).map("".join)


@given(st.lists(st.tuples(PEOPLE, PEOPLE, PEOPLE), min_size=1, max_size=8))
def test_missed_attended_and_excused_make_up_what_was_expected(
    calls: list[tuple[str, str, str]],
) -> None:
    rows = [
        meeting(f"2026-11-{day:02d}", "group", present, expected=expected, on_leave=on_leave)
        for day, (expected, present, on_leave) in enumerate(calls, start=1)
    ]
    missed = of_members(metric(Aggregate.MISSED, **ATTENDANCE), MEETINGS, rows)
    for subject in SCOPE.roll:
        by_hand = sum(
            subject in expected and subject not in present and subject not in on_leave
            for expected, present, on_leave in calls
        )
        assert missed[subject] == by_hand


@pytest.mark.parametrize("aggregate", [Aggregate.COUNT, Aggregate.SUM, Aggregate.DISTINCT])
def test_an_empty_book_of_what_should_not_happen_says_that_nothing_has(
    aggregate: Aggregate,
) -> None:
    value = "topic" if aggregate is Aggregate.DISTINCT else "hours"
    about = metric(aggregate, member_column="present", value_column=value)
    assert set(of_members(about, MEETINGS, []).values()) == {None}
    zero = replace(about, empty_is_zero=True)
    assert set(of_members(zero, MEETINGS, []).values()) == {Decimal(0)}
    ours = replace(zero, about=SubjectKind.ORGANIZATION)
    assert of_organization(ours, MEETINGS, []) == 0
    assert of_members(zero, MEETINGS, MEETING_ROWS) == of_members(about, MEETINGS, MEETING_ROWS)
