"""Where a case stands: what is next, from when, until when, what is late, what is missing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.dates import add_months
from branchkit.core.development.cases import Case, CaseState, Event, EventKind, Person
from branchkit.core.development.standing import CaseStanding, StepStanding, StepState, standing
from branchkit.core.development.windows import window_of

from .way import ADMITTED, FULL, NEW, TO_THE_VOTE, a_case, done, routes, stand


def until(step: str, way: dict[str, str] = FULL) -> dict[str, str]:
    """The steps of a way before one."""
    names = list(way)
    return {name: way[name] for name in names[: names.index(step)]}


def found(stands: CaseStanding, step: str) -> StepStanding:
    standing_of = stands.of(step)
    assert standing_of is not None
    return standing_of


def test_an_applicant_is_to_be_talked_with_within_a_month() -> None:
    stands = stand({"application": "2026-10-31"})
    following = stands.next
    assert following is not None
    assert (following.step.id, following.state) == ("talk", StepState.OPEN)
    assert following.window.last == date(2026, 11, 30)
    assert (stands.stage, stands.done_count, len(stands.steps)) == ("applicant", 1, 25)
    assert not stands.overdue


def test_the_day_after_the_last_one_is_late() -> None:
    way = {"application": "2026-10-19"}
    assert not stand(way, today=date(2026, 11, 19)).overdue
    assert stand(way, today=date(2026, 11, 20)).overdue


def test_an_activist_becomes_a_prospect_after_a_calendar_year() -> None:
    way = until("prospect")
    way["activist"] = "2023-03-01"
    early, ready = (stand(way, today=day) for day in (date(2024, 2, 29), date(2024, 3, 1)))
    assert found(early, "prospect").window.earliest == date(2024, 3, 1)
    assert found(early, "prospect").state is StepState.EARLY
    assert found(ready, "prospect").state is StepState.OPEN


def test_what_waits_for_other_steps_says_which() -> None:
    stands = stand(until("introducers"))
    assert found(stands, "committee-review").state is StepState.BLOCKED
    assert found(stands, "committee-review").window.awaited[0] == "introducers"


def test_steps_of_a_stage_that_do_not_wait_for_each_other_are_all_open() -> None:
    stands = stand(until("introducers"))
    open_steps = [s.step.id for s in stands.steps if s.state is StepState.OPEN]
    assert open_steps == ["introducers", "political-review", "training"]


def test_a_filing_has_to_wait_for_the_end_of_the_public_notice() -> None:
    way = until("prospect-filed")
    del way["prospect"]
    prospect = done("prospect", "2023-03-01", notice_until="2023-03-15")
    stands = stand(way, prospect, today=date(2023, 3, 10))
    assert found(stands, "prospect-filed").window.earliest == date(2023, 3, 15)


def test_looks_are_due_every_half_year_while_somebody_is_an_activist() -> None:
    way = until("prospect")
    assert found(stand(way), "look").again_by == date(2023, 3, 1)
    again = done("look", "2023-02-28")
    stands = stand(way, again, today=date(2023, 3, 1))
    assert found(stands, "look").again_by == date(2023, 8, 28)
    assert (found(stands, "look").times, stands.overdue) == (2, False)
    assert found(stand(until("prospect-filed")), "look").again_by is None


def test_a_late_look_makes_the_case_late() -> None:
    assert stand(until("prospect"), today=date(2023, 3, 2)).overdue
    assert not stand(until("prospect"), today=date(2023, 3, 1)).overdue


def test_probation_counts_from_the_vote_and_not_from_the_approval() -> None:
    stands = stand(ADMITTED, today=date(2024, 1, 1))
    assert stands.probation_end == date(2024, 6, 10)
    assert stands.reached["probationary"] == date(2023, 6, 10)
    assert found(stands, "full-vote").window.earliest == date(2024, 6, 10)


def test_before_the_approval_nobody_is_on_probation() -> None:
    stands = stand(TO_THE_VOTE)
    assert (stands.stage, stands.probation_end) == ("prospect", None)


def test_an_extension_moves_the_end_of_the_probation_and_the_vote() -> None:
    extension = Event(EventKind.EXTENDED, "2024-06-12", months=6)
    stands = stand(until("full-vote"), extension, today=date(2024, 7, 1))
    assert stands.probation_end == date(2024, 12, 10)
    assert found(stands, "full-vote").window.earliest == date(2024, 12, 10)
    # What counts from elsewhere stays where it was.
    assert found(stands, "admission-approval").window.last == date(2023, 9, 10)


def test_full_membership_counts_from_the_end_of_the_probation() -> None:
    stands = stand(FULL)
    assert stands.state is CaseState.COMPLETED
    assert stands.next is None
    assert stands.reached["full"] == date(2024, 6, 10)
    assert stands.done_count == 25


def test_papers_that_did_not_come_with_a_step_are_missing() -> None:
    bare = Event(EventKind.DONE, "2022-02-01", "talk")
    stands = stand({"application": "2022-01-05"}, bare)
    assert [(step.id, paper.zh_CN) for step, paper in stands.missing] == [("talk", "谈话记录")]
    later = Event(EventKind.PAPERS, "2022-03-01", "talk", papers=("谈话记录",))
    assert stand({"application": "2022-01-05"}, bare, later).missing == ()


def test_a_refusal_holds_a_case_up_and_a_repetition_takes_steps_back() -> None:
    refused = Event(EventKind.REFUSED, "2023-06-10", "admission-vote", note="票数不够")
    way = until("admission-vote")
    held_up = stand(way, refused)
    assert (held_up.state, held_up.next, held_up.overdue) == (CaseState.REFUSED, None, False)
    back = Event(EventKind.REPEATED, "2023-06-12", "training")
    again = stand(way, refused, back)
    assert again.state is CaseState.RUNNING
    assert again.next is not None
    assert again.next.step.id == "training"
    assert again.done_count == 10


def test_a_case_taken_over_needs_the_days_that_others_count_from() -> None:
    adopted = Event(EventKind.ADOPTED, "2026-11-20", "full-vote")
    stands = stand({}, adopted)
    vote = found(stands, "full-vote")
    assert (vote.state, vote.window.undated) == (StepState.BLOCKED, ("admission-vote",))
    assert found(stands, "oath").state is StepState.ADOPTED
    filled_in = done("admission-vote", "2025-11-01")
    assert found(stand({}, adopted, filled_in), "full-vote").state is StepState.OPEN


def test_the_day_of_a_step_says_which_edition_judges_it() -> None:
    """The older edition has no month for the oath; the newer one has, for those admitted under it."""
    assert not found(stand(FULL), "oath").late
    way = {
        **dict.fromkeys(ADMITTED, "2026-05-10"),
        "application": "2024-01-01",
        "activist": "2025-01-01",
        "prospect": "2026-04-01",
    }
    stands = stand(way, today=date(2026, 6, 11))
    assert found(stands, "oath").window.last == date(2026, 6, 10)
    assert found(stands, "oath").late
    assert found(stands, "application").rule.title.zh_CN.endswith("2014版")
    assert found(stands, "admission-vote").rule.title.zh_CN.endswith("2026版")


def test_a_case_that_came_to_its_end_stays_with_the_edition_of_its_last_day() -> None:
    assert stand(FULL, today=NEW).route.edition.id == "2014"
    assert stand(until("archive"), today=NEW).route.edition.id == "2026"


def test_nobody_is_asked_for_a_way_that_has_not_begun() -> None:
    stands = standing(Case("c1", "b1", Person("石大勇")), routes(), NEW)
    assert (stands.stage, stands.done_count) == ("", 0)
    assert stands.next is not None
    assert stands.next.step.id == "application"


STARTS = st.dates(date(2014, 6, 1), date(2024, 6, 1))
LENGTHS = st.lists(st.integers(0, 200), min_size=25, max_size=25)


@given(STARTS, LENGTHS)
def test_no_step_must_be_done_before_it_may_be(start: date, gaps: list[int]) -> None:
    """Walked with any pauses: the last day of a step never lies before its earliest, by the waits from the same step."""
    way: dict[str, str] = {}
    day = start
    for step, gap in zip(routes().on(start).steps, gaps, strict=True):
        stands = standing(a_case(way), routes(), day)
        window = window_of(step, routes().on(day), stands.progress, routes())
        for end in step.within:
            own = [w for w in step.earliest if w.after == end.after]
            begin = stands.progress.first_day(end.after)
            if own and begin is not None and window.last is not None:
                assert add_months(begin, own[0].months) <= window.last
        day = max(day, window.earliest or day) + timedelta(days=gap)
        way[step.id] = day.isoformat()
    assert standing(a_case(way), routes(), day).state is CaseState.COMPLETED


@given(STARTS, st.integers(1, 25))
def test_time_alone_never_makes_a_step_impossible_again(start: date, count: int) -> None:
    names = [step.id for step in routes().on(start).steps][:count]
    case = a_case(dict.fromkeys(names, start.isoformat()))
    today = standing(case, routes(), start)
    later = standing(case, routes(), add_months(start, 40))
    for one, other in zip(today.steps, later.steps, strict=True):
        if one.state is StepState.OPEN:
            assert other.state is StepState.OPEN
        if one.late and not one.taken:
            assert other.late


# -- by the edition of the day -----------------------------------------------------------------------

OF_2025 = {**TO_THE_VOTE, "admission-vote": "2025-07-10", "admission-talk": "2025-07-20"}


@pytest.mark.parametrize(
    ("approved", "due_on"),
    [
        ("2025-08-31", None),
        ("2026-03-31", None),
        ("2026-04-01", date(2026, 5, 1)),
        ("2026-06-10", date(2026, 7, 10)),
    ],
)
def test_a_rule_of_2026_makes_nothing_overdue_in_2025(approved: str, due_on: date | None) -> None:
    """Only the newer edition sets a day for the oath: a month after the approval, from its own first day on."""
    stands = stand({**OF_2025, "admission-approval": approved})
    oath = stands.of("oath")
    assert oath is not None
    assert (oath.due_on, oath.late) == (due_on, due_on is not None)


def test_what_was_done_this_year_is_not_late_by_a_day_of_last_year() -> None:
    stands = stand({**OF_2025, "admission-approval": "2025-08-31", "oath": "2026-06-01"})
    oath = stands.of("oath")
    assert oath is not None
    assert not oath.late


def test_a_day_that_both_editions_set_stays_overdue_over_the_change() -> None:
    approval = stand({**TO_THE_VOTE, "admission-vote": "2025-10-10"}).of("admission-approval")
    assert approval is not None
    assert (approval.due_on, approval.late) == (date(2026, 1, 10), True)


# -- first and last days -----------------------------------------------------------------------------


def test_a_line_about_a_case_names_one_step_with_its_own_days() -> None:
    """The look is overdue while the next step has to wait: never the days of the one beside those of the other."""
    way = {"application": "2025-10-01", "talk": "2025-10-20", "activist": "2025-12-28"}
    looked = {**way, "activist-filed": "2026-01-05", "contacts": "2026-01-05", "look": "2026-04-28"}
    stands = stand(looked)
    assert stands.next is not None and stands.next.step.id == "prospect"
    pressing = stands.pressing
    assert pressing is not None and pressing.step.id == "look"
    assert (pressing.earliest, pressing.due_on) == (None, date(2026, 10, 28))
    again = stand({**looked, "look": "2026-10-20"}, today=date(2026, 12, 28)).pressing
    assert again is not None and again.step.id == "prospect"
    assert again.earliest == date(2026, 12, 28)


@given(st.integers(0, len(FULL)), st.dates(date(2022, 1, 1), date(2027, 12, 31)))
def test_no_last_day_stands_before_a_first_one(done: int, today: date) -> None:
    stands = stand(dict(list(FULL.items())[:done]), today=today)
    for found in stands.steps:
        assert not (found.earliest and found.due_on and found.due_on < found.earliest)


@pytest.mark.parametrize("kind", [EventKind.CANCELLED, EventKind.REFUSED])
def test_of_a_case_that_does_not_go_on_no_step_is_ready_or_due(kind: EventKind) -> None:
    stands = stand(ADMITTED, Event(kind, "2023-08-01", "oath"))
    open_steps = [found for found in stands.steps if not found.taken]
    assert {found.state for found in open_steps} == {StepState.CLOSED}
    assert (stands.pressing, stands.due_on, stands.overdue) == (None, None, False)
