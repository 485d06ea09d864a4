"""Bases, rows, arrears and who owes, month by month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.dates import Period
from branchkit.core.dues.entries import DuesEntry, EntryKind, MonthDues, arrears_until, months_of
from branchkit.core.dues.owing import BaseHistory, DuesBase, owes
from branchkit.core.members.member import Member, Standing

NOVEMBER = Period(2026, 11)


def base(since: str, amount: str = "3000.00") -> DuesBase:
    return DuesBase(since, "m1", "monthly", date.fromisoformat(since), Decimal(amount))


def entry(month: Period, due: str, paid: str = "", kind: EntryKind = EntryKind.NORMAL) -> DuesEntry:
    on = month.first_day if paid else None
    money = Decimal(paid) if paid else None
    return DuesEntry(f"{month}.{kind}", "m1", month, Decimal(due), money, on, kind)


def months(*paid: str, until: Period = NOVEMBER) -> Mapping[Period, MonthDues]:
    """Bills of 2.00 for the last months, with what was paid on each; ``-`` for a month without a bill."""
    rows = [
        entry(until.shifted(step - len(paid) + 1), "2.00", text)
        for step, text in enumerate(paid)
        if text != "-"
    ]
    return months_of(rows)


def test_a_base_of_the_first_of_a_month_counts_in_it_and_a_later_one_from_the_next() -> None:
    history = BaseHistory([base("2026-05-01", "3000.00"), base("2026-10-15", "6000.00")])

    def amount(month: int) -> Decimal | None:
        found = history.in_month("m1", Period(2026, month))
        return found.base if found else None

    assert [amount(m) for m in (4, 5, 10, 11)] == [None, 3000, 3000, 6000]


def test_of_two_bases_for_one_month_the_later_one_counts() -> None:
    history = BaseHistory([base("2026-10-20", "2.00"), base("2026-10-03", "1.00")])
    found = history.in_month("m1", NOVEMBER)
    assert found is not None
    assert found.base == Decimal("2.00")


def test_a_row_without_a_kind_is_a_bill() -> None:
    read = DuesEntry.from_values("x", {"member": "m1", "due": "1.00"}, NOVEMBER)
    assert (read.kind, read.paid, read.due) == (EntryKind.NORMAL, None, Decimal("1.00"))


def test_a_row_of_a_kind_that_another_version_writes_is_read() -> None:
    read = DuesEntry.from_values("x", {"member": "m1", "paid": "1.00", "kind": "refund"}, NOVEMBER)
    assert str(read.kind) == "refund"
    assert MonthDues.of((read,)).paid == Decimal("1.00")


def test_a_gift_is_no_part_of_what_is_due_or_paid() -> None:
    state = MonthDues.of(
        (entry(NOVEMBER, "2.00"), entry(NOVEMBER, "0.00", "1500.00", EntryKind.LARGE))
    )
    assert [state.due, state.paid, state.open] == [2, 0, 2]
    assert not state.settled
    assert not MonthDues.of((entry(NOVEMBER, "0.00", "1500.00", EntryKind.LARGE),)).is_billed


def test_a_part_paid_later_settles_the_month() -> None:
    parts = entry(NOVEMBER, "2.00", "0.50"), entry(NOVEMBER, "0.00", "1.50", EntryKind.CATCH_UP)
    assert MonthDues.of(parts[:1]).open == Decimal("1.50")
    assert MonthDues.of(parts).settled


@pytest.mark.parametrize(
    ("paid", "in_a_row", "total"),
    [
        (("2.00", "2.00", "2.00"), 0, "0.00"),
        (("2.00", "", ""), 2, "4.00"),
        (("", "2.00", ""), 1, "4.00"),
        (("", "0.50", ""), 2, "5.50"),
        (("", "0.50", "0.50"), 1, "5.00"),
        (("0.50", "0.50", "0.50"), 0, "4.50"),
        (("", "-", ""), 1, "4.00"),
        (("", "", "-"), 0, "4.00"),
        (("", "", "", "", "", ""), 6, "12.00"),
    ],
)
def test_arrears_count_back_without_a_gap(paid: tuple[str, ...], in_a_row: int, total: str) -> None:
    found = arrears_until(months(*paid), NOVEMBER)
    assert (found.in_a_row, str(found.total)) == (in_a_row, total)


def test_months_paid_in_part_are_told_of_where_others_were_not_paid() -> None:
    """A rest neither counts as a month without payment nor hides the months that do."""
    owing = arrears_until(months("", "", "", "0.50", "2.00", "", "", "0.50"), NOVEMBER)
    assert (owing.in_a_row, owing.in_part) == (2, 1)
    assert arrears_until(months("0.50", "0.50"), NOVEMBER).in_part == 0


def test_months_that_are_not_over_are_no_arrears() -> None:
    assert arrears_until(months("", ""), NOVEMBER.previous).in_a_row == 1


@given(
    st.lists(
        st.tuples(
            st.integers(1, 24),
            st.decimals(0, 500, places=2),
            st.none() | st.decimals(0, 500, places=2),
        ),
        max_size=40,
    )
)
def test_the_sums_of_a_roll_are_the_sums_of_its_rows(
    rows: list[tuple[int, Decimal, Decimal | None]],
) -> None:
    entries = [
        DuesEntry(str(n), "m1", Period(2025, 1).shifted(month), due, paid)
        for n, (month, due, paid) in enumerate(rows)
    ]
    states = months_of(entries).values()
    assert sum(state.due for state in states) == sum(row[1] for row in rows)
    assert sum(state.paid for state in states) == sum(row[2] or 0 for row in rows)


def member(**values: object) -> Member:
    return Member("m1", "b", "陈建国", **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, True),
        ({"joined": "2026-11-30"}, True),
        ({"joined": "2026-12-01"}, False),
        ({"removed": "转出", "removed_on": "2026-11-15"}, True),
        ({"removed": "转出", "removed_on": "2026-11-01"}, False),
        ({"removed": "转出", "removed_on": "2026-10-31"}, False),
        ({"removed": "转出"}, False),
        ({"standing": Standing.EXPELLED}, False),
        ({"standing": Standing.SUSPENDED, "standing_since": "2026-11-15"}, True),
        ({"standing": Standing.SUSPENDED, "standing_since": "2026-11-01"}, False),
        ({"standing": Standing.RESTORED}, True),
    ],
)
def test_who_owes_a_month(values: dict[str, object], expected: bool) -> None:
    assert owes(member(**values), NOVEMBER) is expected


def test_who_comes_from_another_branch_pays_here_from_the_next_month() -> None:
    came = date(2026, 11, 9)
    assert not owes(member(joined="1999-07-01"), NOVEMBER, came)
    assert owes(member(joined="1999-07-01"), NOVEMBER.shifted(1), came)
    assert owes(member(joined="1999-07-01"), NOVEMBER, NOVEMBER.first_day)
