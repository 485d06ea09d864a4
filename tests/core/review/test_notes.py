"""Remarks on cells: shown until they are answered, kept afterwards."""

from __future__ import annotations

from decimal import Decimal

from branchkit.core.review.notes import NO_NOTES, PastRemark, Remark, ReviewNotes
from branchkit.core.scoring.sheets import Cell

AT = "2026-12-02T09:00:00"
REMARK = Remark("会议记录缺一次", "王干事", AT, Decimal(9))
CELL = ("m0001", "study")


def test_a_remark_is_settled_by_other_points_of_the_branch() -> None:
    assert not REMARK.is_settled(Cell(Decimal(9)))
    assert not REMARK.is_settled(Cell(Decimal(9), reviewed=Decimal(6)))
    assert REMARK.is_settled(Cell(Decimal(7)))
    assert REMARK.is_settled(None)
    assert not Remark("没有打分", "王干事", AT).is_settled(None)


def test_handing_up_again_answers_all_remarks_and_keeps_them() -> None:
    notes = NO_NOTES.with_remark(CELL, REMARK).with_look(CELL, "王干事", AT)
    assert notes.with_look(CELL, "别人", "later") == notes
    answered = notes.answered("2026-12-03T09:00:00")
    assert not answered.remarks
    assert answered.past == (PastRemark(CELL, REMARK, "2026-12-03T09:00:00"),)
    assert ReviewNotes.from_body(answered.to_body()) == answered
    assert ReviewNotes.from_body(notes.to_body()) == notes


def test_nothing_written_is_no_document() -> None:
    assert NO_NOTES.with_remark(CELL, REMARK).with_remark(CELL, None).to_body() == {}
