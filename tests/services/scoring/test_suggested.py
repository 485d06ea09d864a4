"""Proposals that were taken and have gone stale, and the reasons for points that depart from what is proposed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from branchkit.core.actors import Actor
from branchkit.core.outcomes import Outcome
from branchkit.core.scoring.results import Proposal
from branchkit.core.scoring.schemes import Scheme
from branchkit.core.scoring.sheets import Cell
from branchkit.services.scoring.board import SheetBoard
from branchkit.services.scoring.pasting import plan_paste
from branchkit.services.scoring.scores import CellEdit, change_cells
from branchkit.services.scoring.session import ScoringSession
from branchkit.services.scoring.several import fill_down
from branchkit.services.scoring.suggested import LateProposals
from branchkit.testing.builders import a_criterion, a_scheme, a_sheet, fixed_clock
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.proposals import NoProposals

SECRETARY = Actor("李书记")
SCHEME = a_scheme([a_criterion("c0"), a_criterion("c1", metric="made/up"), a_criterion("c2")])


class Register(NoProposals):
    """Proposes for everybody in c1 what stands in it; None: it has no records."""

    def __init__(self) -> None:
        self.points: dict[str, Decimal | None] = {}
        self.usual: Decimal | None = Decimal(8)

    def get(self, subject: str, criterion: str) -> Proposal | None:
        points = self.points.get(subject, self.usual)
        return None if criterion != "c1" or points is None else Proposal(points, (), ())


@pytest.fixture
def register() -> Register:
    return Register()


def a_session(register: Register, scheme: Scheme = SCHEME) -> ScoringSession:
    store = MemoryStore(fixed_clock())
    key = a_sheet(store, scheme, SECRETARY)
    board = SheetBoard(store, {scheme.id: scheme}, key)
    list(board.standings_in_steps())
    return ScoringSession(store, board, LateProposals(lambda: register), SECRETARY, fixed_clock())


def refusal(session: ScoringSession, place: int, points: str, reason: str = "") -> str:
    refused = session.enter_score(place, "c1", points, reason).refused
    return "" if refused is None else refused.code


def test_a_taken_proposal_is_stale_when_the_records_give_another(register: Register) -> None:
    session = a_session(register)
    session.take_column("c1")
    session.ask_again()
    session.look_through()
    assert session.stale == set()
    register.points = {"m0001": Decimal(5)}
    session.ask_again()
    session.look_through()
    assert session.stale == {(1, "c1")}
    assert session.is_stale(1, "c1")
    assert session.board.cell(1, "c1") == Cell(Decimal(8), "proposal"), "nothing changes by itself"


def test_renewing_takes_the_new_value_and_undo_the_old_one_back(register: Register) -> None:
    session = a_session(register)
    session.take_column("c1")
    register.usual, register.points = Decimal(6), {"m0002": Decimal(8)}
    session.ask_again()
    session.look_through()
    outcome = session.renew()
    assert (outcome.code, outcome.params["count"]) == ("score.renewed", 5)
    assert session.board.cell(1, "c1") == Cell(Decimal(6), "proposal")
    assert session.stale == set()
    assert session.renew().code == "score.nothing_stale"
    session.undo()
    session.ask_again()
    session.look_through()
    assert session.board.cell(1, "c1") == Cell(Decimal(8), "proposal")
    assert len(session.stale) == 5


def test_a_proposal_whose_records_are_gone_is_stale_and_kept(register: Register) -> None:
    session = a_session(register)
    session.take_proposal(0, "c1")
    register.usual = None
    session.ask_again()
    session.look_through()
    assert session.stale == {(0, "c1")}
    assert session.renew().code == "score.nothing_stale"
    assert session.board.cell(0, "c1") == Cell(Decimal(8), "proposal")


def test_typing_over_a_stale_cell_ends_it(register: Register) -> None:
    session = a_session(register)
    session.take_proposal(0, "c1")
    register.usual = Decimal(4)
    session.ask_again()
    session.look_through()
    assert session.enter_score(0, "c1", "4").done
    assert session.stale == set()


def test_a_cell_that_somebody_else_has_settled_is_stale_no_more(register: Register) -> None:
    session = a_session(register)
    session.take_column("c1")
    register.usual = Decimal(4)
    session.ask_again()
    session.look_through()
    with session._store.begin(Actor("王委员"), "score.enter") as uow:
        seen = session.board.cell(0, "c1")
        edit = CellEdit("m0000", "c1", Cell(Decimal(4), "proposal"), seen)
        change_cells(uow, SCHEME, session.board.key, [edit])
        uow.commit()
    session.board.reread(["m0000"])
    session.look_again_at([0])
    assert session.stale == {(place, "c1") for place in range(1, 6)}


def test_points_other_than_proposed_want_a_reason(register: Register) -> None:
    session = a_session(register)
    assert refusal(session, 0, "3") == "score.reason_wanted"
    assert refusal(session, 0, "3", "  ") == "score.reason_wanted"
    assert session.board.cell(0, "c1") is None
    assert refusal(session, 0, "3", " 迟到 ") == ""
    assert session.board.cell(0, "c1") == Cell(Decimal(3), "typed", "迟到")
    assert refusal(session, 1, "8") == "", "as proposed"
    assert session.enter_score(0, "c0", "3").done, "nothing is proposed"


def test_points_that_do_not_fit_are_refused_for_that_first(register: Register) -> None:
    assert refusal(a_session(register), 0, "11") == "score.out_of_range"


def test_every_way_to_a_score_wants_the_reason(register: Register) -> None:
    session = a_session(register)
    plan = plan_paste(session.board, 0, "c1", [["7"], ["8"]])
    session.enter_score(0, "c0", "5")
    ways: tuple[Callable[[str], Outcome[int]], ...] = (
        lambda reason: fill_down(session, 2, "c1", "4", reason),
        lambda reason: session.repeat(1, "c1", reason),
        lambda reason: session.paste(plan, reason),
    )
    for way in ways:
        refused = way("").refused
        assert refused is not None and refused.code == "score.reason_wanted"
    assert ways[2]("迟到").done
    assert session.board.cell(0, "c1") == Cell(Decimal(7), "pasted", "迟到")
    assert session.board.cell(1, "c1") == Cell(Decimal(8), "pasted"), "as proposed"


def test_a_scheme_may_do_without_reasons(register: Register) -> None:
    session = a_session(register, replace(SCHEME, reasons_wanted=False))
    assert refusal(session, 0, "3") == ""
    assert session.unexplained(0) == ()


def test_a_reason_taken_away_leaves_the_cell_unexplained(register: Register) -> None:
    session = a_session(register)
    session.enter_score(0, "c1", "3", "迟到")
    assert session.unexplained(0) == ()
    assert session.annotate(0, "c1", "").refused is not None
    register.usual = Decimal(2)
    session.enter_score(1, "c1", "8", "补课")
    session.ask_again()
    session.look_through()
    session.enter_score(2, "c1", "2")
    assert session.unexplained(2) == ()
    register.usual = Decimal(9)
    session.ask_again()
    session.look_through()
    assert session.unexplained(2) == ("c1",)


def test_usual_reasons_are_those_given_last_then_those_around(register: Register) -> None:
    session = a_session(register)
    assert session.usual_reasons(0, "c1") == ()
    for place, reason in enumerate(("请假", "迟到", "请假", "早退")):
        session.enter_score(place, "c1", "3", reason)
    assert session.usual_reasons(4, "c1") == ("早退", "请假", "迟到")
    board = SheetBoard(session._store, {SCHEME.id: SCHEME}, session.board.key)
    later = ScoringSession(
        session._store, board, LateProposals(lambda: register), SECRETARY, fixed_clock()
    )
    assert later.usual_reasons(4, "c1")[0] == "请假", "the most frequent one in the column"
