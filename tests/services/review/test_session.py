"""A reviewer at one sheet: agreed to, returned with remarks that the branch sees, undone."""

from __future__ import annotations

import pytest

from branchkit.core.actors import Actor
from branchkit.core.scoring.sheets import SheetKey, SheetState, SheetStep
from branchkit.services.review.deciding import agree
from branchkit.services.review.session import ReviewSession
from branchkit.services.scoring.board import SheetBoard
from branchkit.services.scoring.session import ScoringSession
from branchkit.services.scoring.suggested import LateProposals
from branchkit.testing.builders import fixed_clock
from branchkit.testing.memory_store import MemoryStore

from .town import (
    BRANCHES,
    CLERK,
    CONTRIBUTIONS,
    COUNTY,
    SECRETARY,
    TOWN,
    NoProposals,
    a_memory_town,
    handed_up,
    key_of,
    scored,
    step,
)

ORG = BRANCHES[0]


@pytest.fixture
def store() -> MemoryStore:
    return a_memory_town()


def reviewing(store: MemoryStore, key: SheetKey, actor: Actor = CLERK) -> ReviewSession:
    board = SheetBoard(store, CONTRIBUTIONS.schemes, key)
    proposals = LateProposals(NoProposals)
    return ReviewSession(store, CONTRIBUTIONS, board, proposals, actor, fixed_clock())


def scoring(store: MemoryStore, key: SheetKey) -> ScoringSession:
    board = SheetBoard(store, CONTRIBUTIONS.schemes, key)
    return ScoringSession(store, board, LateProposals(NoProposals), SECRETARY, fixed_clock())


def test_a_returned_sheet_shows_its_branch_where(store: MemoryStore) -> None:
    session = reviewing(store, handed_up(store, ORG))
    assert session.write_remark([(0, "c0"), (1, "c1")], "缺会议记录").done
    assert session.write_remark([(1, "c1")], "").done
    key = session.board.key
    assert scoring(store, key).remark(0, "c0") is None  # It is not back yet.
    assert session.give_back("有一格要改").params["state"] == "returned"
    branch = scoring(store, key)
    remark = branch.remark(0, "c0")
    assert remark is not None and (remark.text, remark.by) == ("缺会议记录", "王干事")
    assert branch.remark(1, "c1") is None
    branch.enter_score(0, "c0", "7")
    assert branch.remark(0, "c0") is None


def test_points_are_given_in_turn_and_taken_back(store: MemoryStore) -> None:
    session = reviewing(store, handed_up(store, ORG))
    wanting = session.give([(0, "c0"), (1, "c0")], "7")
    assert wanting.refused is not None and wanting.refused.code == "score.adjusted_without_reason"
    assert session.give([(0, "c0"), (1, "c0")], "7", "缺一次").params["count"] == 2
    assert session.board.total(0) == 15
    assert session.reverse("undo").touched == (0, 1)
    assert session.board.total(0) == 16
    assert session.give([(1, "c1")], "9", "帮扶突出").done
    assert session.agree().params["state"] == "reviewed"
    # What was reviewed is changed by whoever confirms it, and not from below.
    refused = session.reverse("undo").refused
    assert refused is not None and refused.code == "sheet.not_in_review"
    county = reviewing(store, session.board.key, COUNTY)
    county.give([(0, "c0")], "6", "抽查不符")
    cell = county.board.cell(0, "c0")
    assert cell is not None and cell.reviewed is None and cell.final == 6
    assert county.take_own([(0, "c0"), (1, "c0")]).params["count"] == 1
    assert county.agree().params["state"] == "confirmed"


def test_a_look_is_noted_once_and_only_while_it_is_here(store: MemoryStore) -> None:
    session = reviewing(store, handed_up(store, ORG))
    before = store.last_seq()
    session.look([(0, "c0")])
    session.look([(0, "c0")])
    assert session.looked(0, "c0") and not session.looked(0, "c1")
    assert store.last_seq() == before + 1
    session.give_back("再核")
    session.look([(0, "c1")])
    assert not session.looked(0, "c1")


def test_many_are_agreed_to_at_once_and_the_others_are_told(store: MemoryStore) -> None:
    for org in BRANCHES[:2]:
        handed_up(store, org)
    scored(store, BRANCHES[2])
    with store.begin(CLERK, "review.agree") as uow:
        agreed = agree(
            uow, CONTRIBUTIONS, map(key_of, (*BRANCHES, TOWN)), SheetStep.REVIEW, fixed_clock()
        )
        uow.commit()
    assert {sheet.key.org for sheet in agreed.sheets} == set(BRANCHES[:2])
    assert {sheet.state for sheet in agreed.sheets} == {SheetState.REVIEWED}
    told = {key.org: error.code for key, error in agreed.refused}
    assert told == {BRANCHES[2]: "sheet.wrong_state", TOWN: "sheet.not_opened"}
    # One operation: the ledger tells them together.
    assert step(store, BRANCHES[0], SheetStep.CONFIRM).state is SheetState.CONFIRMED
