"""What speaks against a step, and what a note excuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from branchkit.core.development.cases import Event, EventKind, Person
from branchkit.core.development.checks import StepEntry, check_entry, unexcused
from branchkit.core.development.standing import standing
from branchkit.core.errors import Problem
from branchkit.plugin.manager import load_contributions

from .way import ADMITTED, FULL, NEW, TO_THE_VOTE, WRITTEN, a_case, routes

VOTING = load_contributions(None, safe_mode=True).rule_packs["meetings"].on(NEW)


def entry(step: str, on: str, **more: Any) -> StepEntry:
    """A step with all that it asks for."""
    day = date.fromisoformat(on)
    asked = routes().on(day).step(step)
    assert asked is not None
    papers = tuple(paper.zh_CN for paper in asked.papers)
    written = {**WRITTEN, "notice_until": "2023-03-20"}
    return replace(StepEntry(step, day, fields=written, papers=papers), **more)


def check(done: dict[str, str], asked: StepEntry, *events: Event) -> list[Problem]:
    case = a_case(done, *events)
    return check_entry(standing(case, routes(), NEW), routes(), asked, NEW, VOTING)


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code.removeprefix("case.") for problem in problems]


def before(step: str) -> dict[str, str]:
    names = list(FULL)
    return {name: FULL[name] for name in names[: names.index(step)]}


@pytest.mark.parametrize("step", list(FULL))
def test_nothing_speaks_against_any_step_of_a_proper_way(step: str) -> None:
    assert check(before(step), entry(step, FULL[step])) == []


def test_too_early_is_told_with_the_day_and_the_rule() -> None:
    (problem,) = check(before("prospect"), entry("prospect", "2023-02-28"))
    assert (problem.code, problem.severity) == ("case.early", "error")
    assert problem.params["earliest"] == date(2023, 3, 1)
    assert getattr(problem.params["rule"], "provisional") is True  # noqa: B009


def test_the_step_before_has_to_be_done_first() -> None:
    (problem,) = check(before("activist"), entry("contacts", "2022-03-01"))
    assert codes([problem]) == ["not_yet"]


def test_tomorrow_is_no_day_to_write_down() -> None:
    assert codes(check({}, entry("application", "2026-11-21"))) == ["in_future"]


def test_whoever_is_seventeen_cannot_apply() -> None:
    young = Person("田禾", birth="2008-11-21")
    case = a_case({}, person=young)
    asked = entry("application", "2026-11-20")
    problems = check_entry(standing(case, routes(), NEW), routes(), asked, NEW, VOTING)
    assert codes(problems) == ["too_young"]
    of_age = replace(case, person=replace(young, birth="2008-11-20"))
    assert check_entry(standing(of_age, routes(), NEW), routes(), asked, NEW, VOTING) == []


@pytest.mark.parametrize(
    ("people", "expected"), [((), "field_missing"), (("a", "b", "c"), "too_many"), (("a",), "")]
)
def test_one_or_two_contact_members(people: tuple[str, ...], expected: str) -> None:
    asked = entry("contacts", "2022-03-10", fields={"contacts": people})
    assert codes(check(before("contacts"), asked)) == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("days", "hours", "enough"), [("3", "10", True), ("2", "24", True), ("2", "23.5", False)]
)
def test_training_of_three_days_or_of_24_hours(days: str, hours: str, enough: bool) -> None:
    asked = entry("training", "2023-05-10", fields={"days": days, "hours": hours})
    assert codes(check(before("training"), asked)) == ([] if enough else ["training_short"])


def test_a_public_notice_of_four_working_days_is_too_short() -> None:
    """From a Wednesday on, the weekend does not count."""
    short = entry("prospect", "2023-03-01", fields={"notice_until": "2023-03-07"})
    enough = entry("prospect", "2023-03-01", fields={"notice_until": "2023-03-08"})
    assert codes(check(before("prospect"), short)) == ["notice_short"]
    assert check(before("prospect"), enough) == []


@pytest.mark.parametrize(
    ("entitled", "present", "in_favour", "expected"),
    [
        ("20", "11", "11", []),
        ("20", "10", "10", ["vote_lost", "vote_lost"]),
        ("20", "16", "10", ["vote_lost"]),
        ("20", "9", "12", ["vote.more_votes"]),
        ("7", "9", "7", ["vote.more_present"]),
        ("20", "11", "x", ["not_a_number"]),
        ("20", "11", "10.5", ["not_a_number"]),
    ],
)
def test_more_than_half_of_those_entitled_have_to_agree(
    entitled: str, present: str, in_favour: str, expected: list[str]
) -> None:
    votes = {"entitled": entitled, "present": present, "in_favour": in_favour}
    asked = entry("admission-vote", "2023-06-10", fields=votes)
    assert codes(check(before("admission-vote"), asked)) == expected


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ({"against": "1", "abstained": "1"}, []),
        ({"against": "1", "abstained": "2"}, ["vote.more_votes"]),
        ({"in_favour": "14", "written": "2"}, []),
        ({"in_favour": "15", "written": "2"}, ["vote.more_votes"]),
        ({"written": "9"}, ["vote.more_written"]),
    ],
)
def test_all_votes_of_an_admission_are_those_of_the_present_and_of_who_wrote(
    figures: dict[str, str], expected: list[str]
) -> None:
    votes = {
        "entitled": "20",
        "present": "12",
        "in_favour": "11" if "against" not in figures else "10",
    }
    asked = entry("admission-vote", "2023-06-10", fields={**votes, **figures})
    found = codes(check(before("admission-vote"), asked))
    assert [code for code in found if code != "vote_lost"] == expected


def test_missing_papers_and_lateness_want_a_note() -> None:
    asked = entry("admission-approval", "2023-10-01", papers=())
    way = {**TO_THE_VOTE, "admission-talk": "2023-06-20"}
    problems = check(way, asked)
    assert codes(problems) == ["late", "papers_missing"]
    assert unexcused(problems, "") == problems
    assert unexcused(problems, "原件在上级党委") == []


@pytest.mark.parametrize(
    ("voted", "on", "expected"),
    [
        ("2023-06-10", "2023-12-10", ["late"]),
        ("2023-06-10", "2023-12-11", ["approval_over"]),
        ("2026-04-20", "2026-10-20", ["late"]),
        ("2026-04-20", "2026-10-21", ["approval_over"]),
        ("2025-08-31", "2026-02-28", ["late"]),
        ("2025-08-31", "2026-03-01", ["approval_over"]),
    ],
)
def test_an_admission_not_approved_within_six_months_has_to_be_voted_on_anew(
    voted: str, on: str, expected: list[str]
) -> None:
    """By both editions; and no note makes it valid."""
    way = {**TO_THE_VOTE, "admission-vote": voted, "admission-talk": voted}
    problems = check(way, entry("admission-approval", on))
    assert codes(problems) == expected
    assert bool(unexcused(problems, "上级同意")) is (expected == ["approval_over"])


def test_an_oath_of_last_year_is_not_late_by_a_rule_of_this_year() -> None:
    way = {**TO_THE_VOTE, "admission-vote": "2025-07-10", "admission-talk": "2025-07-20"}
    of_2025 = {**way, "admission-approval": "2025-08-31", "admission-filed": "2025-09-05"}
    assert check(of_2025, entry("oath", "2026-11-20")) == []
    of_2026 = {**way, "admission-approval": "2026-06-10", "admission-filed": "2026-06-15"}
    assert check(of_2026, entry("oath", "2026-07-10")) == []
    assert codes(check(of_2026, entry("oath", "2026-07-11"))) == ["late"]


def test_no_note_excuses_an_error() -> None:
    problems = check(before("full-vote"), entry("full-vote", "2024-06-09"))
    assert codes(unexcused(problems, "急")) == ["early"]


def test_a_look_is_late_half_a_year_after_the_last_one() -> None:
    way = before("prospect")
    assert check(way, entry("look", "2023-03-01")) == []
    assert codes(check(way, entry("look", "2023-03-02"))) == ["late"]


def test_a_day_filled_in_must_not_make_later_steps_too_early() -> None:
    adopted = Event(EventKind.ADOPTED, "2026-11-20", "full-vote")
    way = {"full-vote": "2026-11-20"}
    assert codes(check(way, entry("admission-vote", "2025-12-01"), adopted)) == ["overtaken"]
    assert check(way, entry("admission-vote", "2025-11-20", fields={}), adopted) == []


def test_an_unknown_step_is_told_with_those_there_are() -> None:
    problems = check(ADMITTED, StepEntry("interview", NEW))
    assert codes(problems) == ["unknown_step"]
