"""Which rating a board begins with, and what it shows where there is no scheme any more."""

from __future__ import annotations

from dataclasses import replace

from branchkit.core.dates import Period
from branchkit.services.rating.board import RatingBoard
from branchkit.services.rating.steps import open_rating
from branchkit.testing.villages import ACTOR

from .villages import CONTRIBUTIONS, KEY, SCHEME, TOWN, YEAR, StoppedClock, a_township

NOVEMBER = Period.parse("2026-11")


def test_it_begins_with_the_year_of_the_month_and_then_with_what_was_begun() -> None:
    store = a_township()
    board = RatingBoard(store, CONTRIBUTIONS, TOWN, Period.parse("2027-01"), "")
    assert board.key is not None
    assert (str(board.key.period), board.rating, board.rows) == ("2027", None, ())
    with store.begin(ACTOR, "rating.open") as uow:
        open_rating(uow, CONTRIBUTIONS, KEY, StoppedClock())
        uow.commit()
    board = RatingBoard(store, CONTRIBUTIONS, TOWN, Period.parse("2027-01"), "")
    assert board.key == KEY
    assert [row.org for row in board.rows] == ["dongcun", "nancun", "xicun"]
    assert RatingBoard(store, CONTRIBUTIONS, "dongcun", NOVEMBER, "").key is None


def test_what_others_do_is_taken_in_and_one_s_own_is_not_told() -> None:
    store = a_township()
    board = RatingBoard(store, CONTRIBUTIONS, TOWN, YEAR, SCHEME.id)
    with store.session().begin(ACTOR, "rating.open") as uow:
        open_rating(uow, CONTRIBUTIONS, KEY, StoppedClock())
        uow.commit()
    assert board.catch_up()
    assert len(board.rows) == 3
    assert not board.catch_up()


def test_a_rating_whose_scheme_is_gone_is_shown_without_it() -> None:
    store = a_township()
    with store.begin(ACTOR, "rating.open") as uow:
        open_rating(uow, CONTRIBUTIONS, KEY, StoppedClock())
        uow.commit()
    board = RatingBoard(store, replace(CONTRIBUTIONS, schemes={}), TOWN, YEAR, "")
    assert (board.scheme, len(board.rows)) == (None, 3)
