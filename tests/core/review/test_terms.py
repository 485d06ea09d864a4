"""On time, late, or excused: what follows from terms and the day of handing up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.dates import Period
from branchkit.core.review.terms import (
    Extension,
    Terms,
    TermsInForce,
    Timeliness,
    handed_up_on,
    terms_in_force,
    usual_terms,
    with_extension,
)
from branchkit.core.scoring.schemes import HandingUp
from branchkit.core.scoring.sheets import Passage, SheetState, SheetStep

DUE = date(2026, 12, 5)
GRANTED = Extension(date(2026, 12, 8), "道路中断", "王干事", "2026-12-04T09:00:00")
FOR_ALL = TermsInForce(date(2026, 11, 21), DUE, date(2026, 12, 6))


@pytest.mark.parametrize(
    ("handed_up", "today", "granted", "expected"),
    [
        (None, DUE, None, Timeliness.WAITING),
        (None, date(2026, 12, 6), None, Timeliness.OVERDUE),
        (DUE, date(2026, 12, 20), None, Timeliness.ON_TIME),
        (date(2026, 12, 6), date(2026, 12, 6), None, Timeliness.LATE),
        (None, date(2026, 12, 8), GRANTED, Timeliness.WAITING),
        (DUE, date(2026, 12, 8), GRANTED, Timeliness.ON_TIME),
        (date(2026, 12, 8), date(2026, 12, 9), GRANTED, Timeliness.EXCEPTED),
        (date(2026, 12, 9), date(2026, 12, 9), GRANTED, Timeliness.LATE),
        (None, date(2027, 1, 1), replace(GRANTED, due=None, exempt=True), Timeliness.EXEMPT),
    ],
)
def test_a_sheet_stands_to_its_term(
    handed_up: date | None, today: date, granted: Extension | None, expected: Timeliness
) -> None:
    assert replace(FOR_ALL, extension=granted).timeliness(handed_up, today) is expected


def test_without_a_day_nothing_is_late() -> None:
    assert TermsInForce().timeliness(None, DUE) is Timeliness.UNTIMED


def test_an_exception_keeps_the_sheet_open() -> None:
    day = date(2026, 12, 7)
    assert FOR_ALL.is_over(day)
    assert not replace(FOR_ALL, extension=GRANTED).is_over(day)
    assert replace(FOR_ALL, extension=GRANTED).is_over(date(2026, 12, 9))
    assert FOR_ALL.is_before(date(2026, 11, 20)) and not FOR_ALL.is_before(date(2026, 11, 21))


def test_the_nearest_level_goes_before_those_above_and_the_scheme() -> None:
    usual = usual_terms(HandingUp(opens=-9, due=5, closes=10), Period(2026, 11))
    county = with_extension(Terms(due=DUE, closes=date(2026, 12, 8)), "b1", GRANTED)
    township = Terms(due=date(2026, 12, 3))
    found = terms_in_force("b1", [township, county], usual)
    assert (found.opens, found.due, found.closes) == (
        date(2026, 11, 21),
        date(2026, 12, 3),
        date(2026, 12, 8),
    )
    assert found.extension == GRANTED
    assert terms_in_force("b2", [township, county], usual).extension is None


def passage(step: SheetStep, day: str) -> Passage:
    return Passage(step, SheetState.SUBMITTED, f"2026-12-{day}T09:00:00", "李")


def test_what_was_returned_was_handed_up_and_what_was_taken_back_was_not() -> None:
    submit, back, returned = SheetStep.SUBMIT, SheetStep.WITHDRAW, SheetStep.RETURN
    again = [passage(submit, "04"), passage(returned, "06"), passage(submit, "09")]
    assert handed_up_on(again) == date(2026, 12, 4)
    anew = [passage(submit, "04"), passage(back, "04"), passage(submit, "09")]
    assert handed_up_on(anew) == date(2026, 12, 9)
    assert handed_up_on([]) is None


DAYS = st.none() | st.dates()
EXTENSIONS = st.builds(Extension, DAYS, st.text(), st.text(), st.text(), st.booleans())


@given(st.builds(Terms, DAYS, DAYS, DAYS, st.dictionaries(st.text("bo1"), EXTENSIONS)))
def test_terms_survive_the_store(terms: Terms) -> None:
    assert Terms.from_body(terms.to_body()) == terms
