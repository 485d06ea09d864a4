"""Confirming from below upwards, taking it back from above downwards, and terms that refuse scoring."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from branchkit.core.errors import SheetError
from branchkit.core.review.notes import NO_NOTES, Remark
from branchkit.core.review.terms import Extension, Terms
from branchkit.core.scoring.schemes import HandingUp
from branchkit.core.scoring.sheets import Cell, SheetState, SheetStep
from branchkit.services.scoring.remarks import put_notes, read_notes
from branchkit.services.scoring.rows import read_row
from branchkit.services.scoring.scores import CellEdit, change_cells
from branchkit.services.scoring.terms import refuse_outside_terms, terms_key, terms_of
from branchkit.testing.builders import MONTH
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.township import put_members

from ..review.town import (
    BRANCHES,
    CLERK,
    SCHEME,
    SECRETARY,
    TOWN,
    a_memory_town,
    handed_up,
    key_of,
    scored,
    step,
)


@pytest.fixture
def store() -> MemoryStore:
    return a_memory_town()


def set_terms(store: MemoryStore, terms: Terms) -> None:
    with store.begin(CLERK, "review.terms") as uow:
        uow.put(*terms_key(TOWN, "member-month", MONTH), terms.to_body())
        uow.commit()


def confirmed(store: MemoryStore, org: str) -> None:
    handed_up(store, org)
    step(store, org, SheetStep.REVIEW)
    step(store, org, SheetStep.CONFIRM)


def test_a_parent_is_confirmed_after_all_below_it_and_unconfirmed_before_them(
    store: MemoryStore,
) -> None:
    with store.begin(SECRETARY, "test.build") as uow:
        put_members(uow, TOWN, 1)
        uow.commit()
    confirmed(store, BRANCHES[0])
    handed_up(store, BRANCHES[1])
    handed_up(store, TOWN)
    step(store, TOWN, SheetStep.REVIEW)
    with pytest.raises(SheetError, match="below_open") as refused:
        step(store, TOWN, SheetStep.CONFIRM)
    # One of them is handed up only, of the other one there is no sheet.
    assert refused.value.params == {"count": 2, "names": ["白河村党支部", "青石村党支部"]}
    for step_ in (SheetStep.REVIEW, SheetStep.CONFIRM):
        step(store, BRANCHES[1], step_)
    exempt = Extension(None, "整建制外出", "王干事", "2026-11-20T09:00:00", exempt=True)
    set_terms(store, Terms(extensions={BRANCHES[2]: exempt}))
    assert step(store, TOWN, SheetStep.CONFIRM).state is SheetState.CONFIRMED

    with pytest.raises(SheetError, match="above_settled"):
        step(store, BRANCHES[0], SheetStep.UNCONFIRM, "算错了")
    with pytest.raises(SheetError, match="reason_missing"):
        step(store, TOWN, SheetStep.UNCONFIRM)
    assert step(store, TOWN, SheetStep.UNCONFIRM, "下级有误").state is SheetState.REVIEWED
    assert step(store, BRANCHES[0], SheetStep.UNCONFIRM, "算错了").state is SheetState.REVIEWED


def enter(store: MemoryStore, org: str, on: date) -> None:
    key = key_of(org)
    with store.begin(SECRETARY, "score.enter") as uow:
        edit = CellEdit("m0001", "c0", Cell(Decimal(7)), read_row(uow, key, "m0001").cells["c0"])
        change_cells(uow, SCHEME, key, [edit], today=on)
        uow.commit()


def test_outside_its_term_a_sheet_is_neither_scored_nor_handed_up(store: MemoryStore) -> None:
    key = scored(store, BRANCHES[0])
    granted = Extension(date(2026, 12, 9), "停电", "王干事", "2026-12-05T09:00:00")
    set_terms(
        store,
        Terms(date(2026, 11, 21), date(2026, 12, 5), date(2026, 12, 6), {BRANCHES[1]: granted}),
    )
    with pytest.raises(SheetError, match="not_yet"):
        enter(store, BRANCHES[0], date(2026, 11, 20))
    enter(store, BRANCHES[0], date(2026, 12, 6))
    with pytest.raises(SheetError, match="over") as refused:
        step(store, BRANCHES[0], SheetStep.SUBMIT, at="2026-12-07T09:00:00")
    assert refused.value.params["closed"] == date(2026, 12, 6)
    handed_up(store, BRANCHES[1], at="2026-12-09")
    assert terms_of(store, SCHEME, key).due == date(2026, 12, 5)


def test_the_scheme_names_the_usual_days(store: MemoryStore) -> None:
    usual = replace(SCHEME, handing_up=HandingUp(due=5, closes=10))
    key = key_of(BRANCHES[0])
    assert terms_of(store, usual, key).due == date(2026, 12, 5)
    with pytest.raises(SheetError, match="over"):
        refuse_outside_terms(store, usual, key, date(2026, 12, 11))
    refuse_outside_terms(store, SCHEME, key, date(2027, 12, 11))


def test_handing_up_again_answers_the_remarks(store: MemoryStore) -> None:
    key = handed_up(store, BRANCHES[0])
    with store.begin(CLERK, "review.remark") as uow:
        remark = Remark("缺一次", "王干事", "2026-11-20T09:00:00", Decimal(8))
        put_notes(uow, key, NO_NOTES.with_remark(("m0001", "c0"), remark))
        uow.commit()
    step(store, BRANCHES[0], SheetStep.RETURN, "有一格要改")
    assert read_notes(store, key).remarks
    step(store, BRANCHES[0], SheetStep.SUBMIT, at="2026-11-21T09:00:00")
    notes = read_notes(store, key)
    assert not notes.remarks
    assert [past.answered[:10] for past in notes.past] == ["2026-11-21"]
