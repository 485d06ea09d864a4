"""What each key of scoring does, without the screen."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.actors import Actor
from branchkit.core.outcomes import Outcome
from branchkit.core.scoring.results import Evidence, Proposal
from branchkit.core.scoring.sheets import Cell, ExtraEvent, SheetState
from branchkit.plugin.contributions import Contributions
from branchkit.services.scoring.board import SheetBoard
from branchkit.services.scoring.pasting import plan_paste
from branchkit.services.scoring.session import ScoringSession
from branchkit.services.scoring.several import fill_down
from branchkit.services.scoring.sheets import load_sheet
from branchkit.services.scoring.suggested import LateProposals
from branchkit.testing.builders import NAMES, a_criterion, a_scheme, a_sheet, fixed_clock
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.proposals import NoProposals

SECRETARY = Actor("李书记")
SCHEME = a_scheme([a_criterion("c0"), a_criterion("c1", metric="made/up"), a_criterion("c2")])
SCHEMES = {SCHEME.id: SCHEME}


class ColumnOfEights(NoProposals):
    """Proposes 8 for everybody in c1."""

    def get(self, subject: str, criterion: str) -> Proposal | None:
        if criterion != "c1":
            return None
        return Proposal(Decimal(8), (), (Evidence("book.meeting", "r1", None, "11-03"),))


@pytest.fixture
def session() -> ScoringSession:
    return a_session()


def a_session(store: MemoryStore | None = None) -> ScoringSession:
    store = store or MemoryStore(fixed_clock())
    key = a_sheet(store, SCHEME, SECRETARY)
    board = SheetBoard(store, SCHEMES, key)
    list(board.standings_in_steps())
    return ScoringSession(store, board, LateProposals(ColumnOfEights), SECRETARY, fixed_clock())


def points(session: ScoringSession, place: int, criterion: str) -> Decimal | None:
    cell = session.board.cell(place, criterion)
    return None if cell is None else cell.points


def test_a_typed_score_stands_in_store_and_board(session: ScoringSession) -> None:
    outcome = session.enter_score(2, "c0", "９。５")
    assert outcome.touched == (2,)
    assert points(session, 2, "c0") == Decimal("9.5")
    assert session.board.total(2) == Decimal("9.5")


def test_a_refused_score_is_an_answer_not_an_accident(session: ScoringSession) -> None:
    for text in ("11", "-1", "9.3", "x"):
        assert session.enter_score(0, "c0", text).refused is not None
    assert session.board.cell(0, "c0") is None


def test_taking_a_proposal_says_where_it_came_from(session: ScoringSession) -> None:
    session.take_proposal(0, "c1")
    assert session.board.cell(0, "c1") == Cell(Decimal(8), "proposal")
    assert session.take_proposal(0, "c0").code == "score.no_proposal"


def test_a_column_of_proposals_leaves_what_is_scored(session: ScoringSession) -> None:
    session.enter_score(1, "c1", "3", "迟到")
    outcome = session.take_column("c1")
    assert outcome.params["count"] == len(NAMES) - 1
    assert points(session, 1, "c1") == Decimal(3)
    assert points(session, 5, "c1") == Decimal(8)


def test_filling_uses_the_typed_value_this_cell_or_full_marks(session: ScoringSession) -> None:
    fill_down(session, 0, "c0")
    assert points(session, 5, "c0") == Decimal(10)
    session.enter_score(0, "c2", "7")
    session.enter_score(3, "c2", "2")
    fill_down(session, 0, "c2")
    assert [points(session, n, "c2") for n in range(6)] == [Decimal(n) for n in (7, 7, 7, 2, 7, 7)]
    fill_down(session, 2, "c1", "4", "一起迟到")
    assert points(session, 1, "c1") is None
    assert points(session, 2, "c1") == Decimal(4)


def test_repeating_gives_the_value_typed_last(session: ScoringSession) -> None:
    assert session.repeat(0, "c0").code == "score.nothing_to_repeat"
    session.enter_score(0, "c0", "6")
    session.repeat(1, "c2")
    assert points(session, 1, "c2") == Decimal(6)


def test_a_note_can_stand_alone_and_go_again(session: ScoringSession) -> None:
    session.annotate(0, "c0", " 住院 ")
    assert session.board.cell(0, "c0") == Cell(None, note="住院")
    assert "c0" not in session.board.missing(0)
    session.annotate(0, "c0", "")
    assert session.board.cell(0, "c0") is None


def test_one_undo_takes_a_whole_column_back(session: ScoringSession) -> None:
    session.enter_score(0, "c0", "5")
    session.take_column("c1")
    outcome = session.undo()
    assert (outcome.touched[0], outcome.at) == (0, "c1")
    assert all(points(session, n, "c1") is None for n in range(6))
    assert session.board.total(0) == Decimal(5)
    session.redo()
    assert points(session, 4, "c1") == Decimal(8)


def test_undo_reaches_back_past_a_restart() -> None:
    store = MemoryStore(fixed_clock())
    first = a_session(store)
    first.enter_score(0, "c0", "5")
    first.enter_score(0, "c0", "6")
    board = SheetBoard(store, SCHEMES, first.board.key)
    second = ScoringSession(store, board, LateProposals(ColumnOfEights), SECRETARY, fixed_clock())
    second.undo()
    assert points(second, 0, "c0") == Decimal(5)
    second.undo()
    assert points(second, 0, "c0") is None
    assert second.undo().code == "score.nothing_to_undo"


def test_extras_and_vetoes_show_in_total_and_band(session: ScoringSession) -> None:
    for criterion in ("c0", "c1", "c2"):
        session.enter_score(0, criterion, "9", "另有表现")
    session.set_extras(0, [ExtraEvent("deed", Decimal(2), "修路")])
    assert session.board.total(0) == Decimal(29)
    session.set_vetoes(0, {"law": "酒驾"})
    band = session.board.band(0)
    assert band is not None and band.id == "poor"
    assert session.set_vetoes(0, {"law": ""}).refused is not None


def test_ranks_move_with_the_scores(session: ScoringSession) -> None:
    for place, score in ((0, "9"), (1, "8"), (2, "8"), (3, "7")):
        for criterion in ("c0", "c1", "c2"):
            session.enter_score(place, criterion, score, "另有表现")
    assert [session.board.rank(n) for n in range(5)] == [1, 2, 2, 4, None]
    session.enter_score(3, "c0", "10")
    session.enter_score(3, "c1", "10")
    assert session.board.rank(3) == 1


def test_a_paste_is_planned_before_it_is_written(session: ScoringSession) -> None:
    block = [["8", "９"], ["x", "11"], ["", "7"]]
    plan = plan_paste(session.board, 4, "c1", block)
    assert (len(plan.edits), len(plan.refused), plan.overflow) == (2, 2, 1)
    assert session.board.cell(4, "c1") is None
    session.paste(plan)
    assert (points(session, 4, "c1"), points(session, 4, "c2")) == (Decimal(8), Decimal(9))


def test_a_sheet_with_open_cells_is_not_handed_up(session: ScoringSession) -> None:
    assert session.submit(Contributions(schemes=SCHEMES)).refused is not None
    for criterion in ("c0", "c1", "c2"):
        fill_down(session, 0, criterion, reason="另有表现")
    assert session.submit(Contributions(schemes=SCHEMES)).refused is None
    assert session.board.sheet.state is SheetState.SUBMITTED
    assert session.enter_score(0, "c0", "1").refused is not None
    assert session.undo().refused is not None


def test_an_undo_names_the_one_cell_that_it_took_back(session: ScoringSession) -> None:
    def said(outcome: Outcome[int]) -> tuple[str, object, object, object]:
        told = outcome.params
        return outcome.code, told["names"], told["points"], told["before"]

    who = (NAMES[0],)
    session.enter_score(0, "c0", "6")
    session.enter_score(0, "c0", "8")
    assert said(session.undo()) == ("score.done_undo_cell", who, "8", "6")
    assert said(session.redo()) == ("score.done_redo_cell", who, "8", "6")
    session.clear(0, "c0")
    assert said(session.undo()) == ("score.done_undo_cleared", who, None, "8")
    assert said(session.redo()) == ("score.done_redo_cleared", who, None, "8")
    session.annotate(0, "c0", "住院")
    assert session.undo().code == "score.done_undo"
    fill_down(session, 0, "c2")
    assert session.undo().code == "score.done_undo"


def test_late_proposals_are_worked_out_once() -> None:
    made = []

    def make() -> ColumnOfEights:
        made.append(1)
        return ColumnOfEights()

    late = LateProposals(make)
    assert made == []
    assert late.get("m0000", "c1") == late.get("m0000", "c1")
    assert made == [1]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["take", "fill", "column", "note", "clear", "undo", "redo"]),
        st.integers(0, len(NAMES) - 1),
        st.sampled_from(["c0", "c1", "c2"]),
        st.sampled_from(["0", "4.5", "10"]),
    ),
    max_size=12,
)


@given(STEPS)
def test_the_board_always_equals_the_sheet_read_afresh(
    steps: list[tuple[str, int, str, str]],
) -> None:
    store = MemoryStore(fixed_clock())
    session = a_session(store)
    for action, place, criterion, text in steps:
        match action:
            case "take":
                session.enter_score(place, criterion, text)
            case "fill":
                fill_down(session, place, criterion)
            case "column":
                session.take_column(criterion)
            case "note":
                session.annotate(place, criterion, text)
            case "clear":
                session.clear(place, criterion)
            case "undo":
                session.undo()
            case "redo":
                session.redo()
    fresh = load_sheet(store, SCHEMES, session.board.key)
    for place, row in enumerate(fresh.rows):
        assert session.board.row(place).cells == row.row.cells
        assert session.board.rank(place) == row.rank
        assert session.board.band(place) == row.band
        if row.row.total is not None:
            assert session.board.total(place) == row.result.total
    assert store.verify() == []
