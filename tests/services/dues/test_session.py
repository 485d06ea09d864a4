"""A month being keyed, without the screen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.dues.owing import DuesBase
from branchkit.core.errors import ConflictError, DuesError
from branchkit.core.ports import Store
from branchkit.services.dues.account import hand_up, handed_up_of
from branchkit.services.dues.payments import settle_month
from branchkit.services.dues.session import RowEdit
from branchkit.store.sqlite_store import SqliteStore
from branchkit.testing.builders import ORG
from branchkit.testing.statements import statements_of, verbs

from .branch import (
    ACTOR,
    NOVEMBER,
    NOW,
    REGISTERS,
    TODAY,
    a_branch,
    a_session,
    billed,
    change,
    rows,
)


@pytest.fixture
def store() -> Store:
    return a_branch()


def test_a_column_is_paid_at_once_and_undone_at_once(store: Store) -> None:
    session = a_session(store)
    outcome = session.settle_lines(range(len(session.board.roll)))
    assert outcome.params == {"count": 5, "total": "59.11"}
    totals = session.board.totals()
    assert (totals.people, totals.settled, str(totals.due), str(totals.open)) == (
        5,
        5,
        "59.11",
        "0.00",
    )
    undone = session.undo().params
    assert (undone["action"], undone["count"], undone["months"]) == ("dues.pay", 5, ["2026-11"])
    assert rows(store) == {}
    assert session.board.totals().settled == 0
    session.redo()
    assert len(rows(store)) == 5


def test_an_undo_survives_a_restart_and_leaves_others_alone(store: Store) -> None:
    billed(store, NOVEMBER)
    a_session(store).enter_payment(0, "40")
    a_session(store, actor=Actor("王委员")).enter_payment(1, "15")
    a_session(store).undo()
    assert rows(store)["2026-11", "m0000", "normal"] == "- of 43.21"
    assert rows(store)["2026-11", "m0001", "normal"] == "15.00 of 15.00 on 2026-11-20"


def test_an_entry_that_is_no_money_is_refused_as_a_value(store: Store) -> None:
    outcome = a_session(store).enter_payment(0, "1.005")
    assert isinstance(outcome.refused, DuesError)
    assert rows(store) == {}


def test_an_empty_entry_takes_nothing_back(store: Store) -> None:
    session = a_session(store)
    assert session.enter_payment(1, "").done
    session.enter_payment(1, "15")
    refused = session.enter_payment(1, "").refused
    assert refused is not None
    assert refused.code == "dues.correct_it"
    assert rows(store)["2026-11", "m0001", "normal"] == "15.00 of 15.00 on 2026-11-20"


def test_a_sum_that_comes_to_another_says_so_and_is_taken_back_alone(store: Store) -> None:
    session = a_session(store)
    assert session.enter_payment(2, "0.2").code == ""
    more = session.enter_payment(2, "0.3")
    assert (more.code, more.params["total"]) == ("dues.paid_more", "0.50")
    over = session.enter_payment(2, "0.3")
    assert (over.code, over.params["total"], over.params["over"]) == (
        "dues.paid_over",
        "0.80",
        "0.30",
    )
    session.undo()
    assert session.board.line(2).state.paid == Decimal("0.50")


def test_what_one_has_paid_too_much_hides_nothing_that_others_owe(store: Store) -> None:
    session = a_session(store)
    session.bill()
    session.enter_payment(0, "100")
    totals = session.board.totals()
    assert (totals.open, totals.due, totals.paid) == (
        Decimal("15.90"),
        Decimal("59.11"),
        Decimal("100.00"),
    )


def test_a_correction_is_undone_and_its_reason_stands_in_the_ledger(store: Store) -> None:
    session = a_session(store)
    session.enter_payment(1, "51")
    assert session.correct(1, "15", "看错了").code == "dues.corrected"
    assert session.board.line(1).state.paid == Decimal("15.00")
    newest = next(iter(store.entries(newest_first=True)))
    assert (newest.change.action, newest.reason) == ("dues.correct", "看错了")
    session.undo()
    assert session.board.line(1).state.paid == Decimal("51.00")
    refused = session.correct(1, "1.005", "看错了").refused
    assert isinstance(refused, DuesError)


def test_somebody_without_a_base_says_so(store: Store) -> None:
    session = a_session(store)
    refused = session.settle(5).refused
    assert refused is not None
    assert refused.code == "dues.no_base"
    assert session.board.line(5).due is None


def test_the_day_of_payment_can_be_another(store: Store) -> None:
    session = a_session(store)
    session.paid_on = date(2026, 11, 5)
    session.settle(1)
    assert rows(store)["2026-11", "m0001", "normal"] == "15.00 of 15.00 on 2026-11-05"


def test_a_base_of_several_is_one_change_with_the_bills_that_follow_it(store: Store) -> None:
    session = a_session(store)
    session.bill()
    session.settle(0)
    base = DuesBase("", "", "monthly", NOVEMBER.first_day, Decimal("12000.00"))
    outcome, changes = session.set_bases((0, 1, 5), base)
    assert outcome.done
    assert [str(change.open) for change in changes] == ["196.79", "240.00", "0.00"]
    assert rows(store)["2026-11", "m0000", "normal"] == "43.21 of 240.00 on 2026-11-20"
    assert rows(store)["2026-11", "m0001", "normal"] == "- of 240.00"
    assert rows(store)["2026-11", "m0005", "normal"] == "- of 240.00"
    assert session.board.line(1).due == Decimal("240.00")
    undone = session.undo()
    assert (undone.params["action"], undone.params["months"]) == ("dues.base", ["2026-11"])
    assert [line.due for line in session.board.lines()][:2] == [Decimal("43.21"), Decimal("15.00")]
    assert session.board.line(5).base is None
    assert ("2026-11", "m0005", "normal") not in rows(store)
    session.redo()
    assert session.board.line(1).due == Decimal("240.00")


def test_a_refused_base_leaves_the_book_as_it_was(store: Store) -> None:
    session = a_session(store)
    base = DuesBase("", "", "farmer", NOVEMBER.first_day, Decimal("5.00"))
    refused = session.set_bases([2], base)[0].refused
    assert refused is not None
    assert refused.code == "dues.outside_bounds"
    assert session.board.line(2).due == Decimal("0.50")


def test_months_ahead_and_open_ones_are_paid_together(store: Store) -> None:
    billed(store, Period(2026, 9), Period(2026, 10))
    session = a_session(store)
    months = session.payable(1)
    assert str(months[0].month) == "2026-09"
    outcome = session.settle_months(1, [item.month for item in months[:4]])
    assert outcome.params == {"count": 4, "total": "60.00"}
    assert session.board.line(1).arrears.months == ()


def test_day_receipt_and_note_of_a_row_are_edited(store: Store) -> None:
    session = a_session(store)
    session.settle(1)
    row = session.board.line(1).state.entries[0]
    day = date(2026, 11, 18)
    assert session.edit(row, RowEdit(day, "0012", "代缴")).refused is None
    kept = session.board.line(1).state.entries[0]
    assert (str(kept.paid), kept.paid_on) == ("15.00", day)
    assert (kept.receipt, kept.note) == ("0012", "代缴")


def test_what_was_handed_up_is_taken_back_from_the_screen(store: Store) -> None:
    session = a_session(store)
    session.settle_lines(range(len(session.board.roll)))
    with store.begin(ACTOR, "dues.hand_up") as uow:
        hand_up(uow, REGISTERS, ORG, NOVEMBER, Decimal("59.11"), TODAY)
        uow.commit()
    assert session.undo().params["action"] == "dues.hand_up"
    assert handed_up_of(store, ORG) == []
    assert session.board.totals().settled == 5


def test_paying_all_lines_takes_no_statement_for_a_line(tmp_path: Path) -> None:
    with SqliteStore.create(tmp_path / "branchkit.db", lambda: NOW) as store:
        a_branch(store)
        session = a_session(store)
        session.bill()
        with statements_of(store) as seen:
            assert session.settle_lines(range(len(session.board.roll))).params["count"] == 5
    assert verbs(seen) == ["BEGIN", "WITH", "SELECT", "INSERT", "INSERT", "COMMIT", "WITH"]


class Shared:
    """A store on which other sessions commit, as far as one session can tell."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.others = 0

    def version(self) -> int:
        return self.others

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


def test_what_another_session_paid_is_seen(store: Store) -> None:
    shared = Shared(store)
    session = a_session(shared)  # type: ignore[arg-type]
    session.bill()
    assert session.board.catch_up() is None
    change(store, lambda writer: settle_month(writer, "m0001", NOVEMBER, TODAY), Actor("王委员"))
    shared.others += 1
    assert session.board.catch_up() == ("王委员", (1,))
    assert session.board.line(1).state.settled


def test_an_entry_over_what_another_session_wrote_is_a_conflict_and_shows_theirs(
    store: Store,
) -> None:
    shared = Shared(store)
    session = a_session(shared)  # type: ignore[arg-type]
    session.bill()
    change(store, lambda writer: settle_month(writer, "m0001", NOVEMBER, TODAY), Actor("王委员"))
    shared.others += 1
    outcome = session.enter_payment(1, "20")
    assert isinstance(outcome.refused, ConflictError)
    assert outcome.touched == (1,)
    assert session.board.line(1).state.paid == Decimal("15.00")
