"""What was held against what the rules ask for."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.dates import PeriodKind
from branchkit.core.meetings.quotas import BranchShape, Held, QuotaCell, QuotaState, quota_cells
from branchkit.core.rulepacks import Quota
from branchkit.core.texts import LocalText

TODAY = date(2026, 11, 20)
BRANCH = BranchShape(has_committee=True, groups=("一组", "二组"))


def a_quota(every: PeriodKind, *, kind: str = "general", by: str = "", times: int = 1) -> Quota:
    return Quota(kind, LocalText(kind), "book.meeting", "kind", (kind,), every, times, by)


def held(day: str, kind: str = "general", group: str = "") -> Held:
    return Held(
        date.fromisoformat(day), "book.meeting", kind, f"{day}.{kind}{group}", group, "kind"
    )


def states(cells: list[QuotaCell]) -> list[QuotaState]:
    return [cell.state for cell in cells]


def test_a_quarter_that_runs_is_owed_and_one_that_is_over_is_missed() -> None:
    cells = quota_cells(
        [a_quota(PeriodKind.QUARTER)], [held("2026-02-03"), held("2026-08-31")], 2026, BRANCH, TODAY
    )
    assert states(cells) == [
        QuotaState.MET,
        QuotaState.MISSED,
        QuotaState.MET,
        QuotaState.OWED,
    ]
    assert cells[0].records == ("2026-02-03.general",)


def test_a_month_to_come_owes_nothing_yet() -> None:
    cells = quota_cells([a_quota(PeriodKind.MONTH)], [], 2026, BRANCH, TODAY)
    assert cells[11].state is QuotaState.AHEAD
    assert cells[10].state is QuotaState.OWED


def test_a_group_that_met_twice_does_not_stand_in_for_one_that_did_not() -> None:
    quota = a_quota(PeriodKind.MONTH, kind="group", by="group")
    meetings = [held("2026-11-03", "group", "一组"), held("2026-11-09", "group", "一组")]
    november = quota_cells([quota], meetings, 2026, BRANCH, TODAY)[10]
    assert (november.held, november.wanted, november.groups_open) == (1, 2, ("二组",))


def test_where_no_group_is_written_down_meetings_are_counted() -> None:
    quota = a_quota(PeriodKind.MONTH, kind="group", by="group")
    meetings = [held("2026-11-03", "group"), held("2026-11-09", "group")]
    assert quota_cells([quota], meetings, 2026, BRANCH, TODAY)[10].state is QuotaState.MET


def test_a_branch_without_a_committee_owes_no_committee_meeting() -> None:
    quota = a_quota(PeriodKind.MONTH, kind="committee", by="committee")
    small = BranchShape(has_committee=False, groups=())
    assert set(states(quota_cells([quota], [], 2026, small, TODAY))) == {QuotaState.NOT_ASKED}


def test_what_began_before_the_books_did_was_not_missed_but_is_owed_while_it_runs() -> None:
    young = BranchShape(has_committee=True, groups=(), since=date(2026, 8, 15))
    cells = quota_cells([a_quota(PeriodKind.QUARTER)], [], 2026, young, date(2027, 1, 5))
    assert states(cells) == [
        QuotaState.NOT_ASKED,
        QuotaState.NOT_ASKED,
        QuotaState.NOT_ASKED,
        QuotaState.MISSED,
    ]
    (*_, third, _) = quota_cells([a_quota(PeriodKind.QUARTER)], [], 2026, young, date(2026, 9, 5))
    assert third.state is QuotaState.OWED


@given(
    st.sampled_from(list(PeriodKind)),
    st.lists(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=30),
)
def test_every_meeting_of_the_year_stands_in_exactly_one_period(
    every: PeriodKind, days: list[date]
) -> None:
    meetings = [held(day.isoformat(), group=str(n)) for n, day in enumerate(days)]
    cells = quota_cells([a_quota(every)], meetings, 2026, BRANCH, TODAY)
    counted = [record for cell in cells for record in cell.records]
    assert sorted(counted) == sorted(meeting.record for meeting in meetings)
