"""The board: filters, and cases read as they are looked at."""

from __future__ import annotations

from datetime import date

from branchkit.core.development.cases import Person
from branchkit.services.development.board import ENDED, EVERYBODY, CaseBoard
from branchkit.services.development.cases import routes_of
from branchkit.services.development.life import cancel
from branchkit.testing.builders import ORG

from .branch import PACKS, TODAY, Branch


def a_board(branch: Branch) -> CaseBoard:
    return CaseBoard(branch.store, routes_of(PACKS), [ORG], TODAY)


def test_people_stand_in_the_order_of_their_stages() -> None:
    branch = Branch()
    branch.walk(branch.open(Person("石大勇")), "oath")
    branch.walk(branch.open(Person("项春生")), "look")
    branch.open(Person("苗秀云"))
    board = a_board(branch)
    assert board.names() == ["苗秀云", "项春生", "石大勇"]
    assert board.counts() == [("applicant", 1), ("activist", 1), ("probationary", 1)]


def test_filters_show_a_stage_or_those_who_have_come_to_the_end() -> None:
    branch = Branch()
    branch.walk(branch.open(Person("石大勇")), "archive")
    branch.walk(branch.open(Person("项春生")), "full-approval")
    branch.walk(branch.open(Person("苗秀云")), "talk")
    branch.do(cancel, branch.open(Person("鲁思源")), date(2022, 3, 1), "本人提出")
    board = a_board(branch)
    shown = {}
    for wanted in (EVERYBODY, 1, 2, 3, 4, ENDED):
        board.show(wanted)
        shown[wanted] = board.names()
    assert shown == {
        EVERYBODY: ["苗秀云", "项春生"],
        1: ["苗秀云"],
        2: [],
        3: [],
        # Full already, and the papers not filed yet.
        4: ["项春生"],
        ENDED: ["鲁思源", "石大勇"],
    }


def test_a_case_that_was_changed_is_read_again() -> None:
    branch = Branch()
    id = branch.open()
    board = a_board(branch)
    ref = board.ref(0)
    assert ref is not None
    assert board.standing(ref).done_count == 1
    branch.walk(id, "talk")
    assert board.standing(ref).done_count == 1
    board.reload()
    assert board.standing(ref).done_count == 2
    assert (board.row_of(id), board.row_of("c0099"), board.has("c0099")) == (0, None, False)
