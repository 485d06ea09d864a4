"""What other systems of the field get wrong and no other test here looks at.

Beside these: ``tests/core/members/test_citizen_id`` (a birth of 19 and six digits, samples that fail the checksum), ``core/development/test_windows``
(365 and 90 days), ``services/development/test_life`` (a second application), ``core/dues`` (floats, rounding up, farmers and students),
``core/members/test_member`` (axes mixed into one state), ``core/development/test_standing`` (steps as fixed columns),
``tests/plugin/test_manager`` (scoring that stops when one criterion fails).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal

from branchkit.core.actors import Actor
from branchkit.core.scoring.results import Reason
from branchkit.core.scoring.rules import BallotOption, Ballots, Facts, RaterGroup
from branchkit.core.scoring.standings import Standings
from branchkit.core.text_width import cell_width, pad
from branchkit.core.texts import LocalText
from branchkit.plugin.questions import Reply
from branchkit.services.scoring.board import SheetBoard
from branchkit.services.scoring.session import ScoringSession
from branchkit.services.scoring.suggested import LateProposals
from branchkit.testing.builders import a_scheme, a_sheet
from branchkit.testing.memory_store import MemoryStore

SCHEME = a_scheme()
ACTOR = Actor("李书记")


class NothingProposed:
    """Nobody keeps a register."""

    proposing: frozenset[str] = frozenset()

    @property
    def failed(self) -> Mapping[str, Reason]:
        return {}

    def silence(self, subject: str, criterion: str) -> None:
        return None

    def is_unanswered(self, criterion: str) -> bool:
        return False

    def ask_ahead(self) -> None:
        pass

    def awaited(self) -> list[Reply]:
        return []

    def get(self, subject: str, criterion: str) -> None:
        return None


def test_a_rater_who_gives_a_score_again_counts_once(clock: Callable[[], datetime]) -> None:
    """A running mean would make 9 of a 10 that was corrected to 8."""
    store = MemoryStore(clock)
    key = a_sheet(store, SCHEME, ACTOR)
    board = SheetBoard(store, {SCHEME.id: SCHEME}, key)
    session = ScoringSession(store, board, LateProposals(NothingProposed), ACTOR, clock)
    for typed in ("10", "8"):
        assert session.enter_score(0, "c0", typed).refused is None
    assert board.total(0) == 8


def test_a_ballot_is_the_mean_of_its_votes_whatever_the_order_they_were_counted_in() -> None:
    yes, no = (
        BallotOption(id, LocalText(id), Decimal(worth)) for id, worth in (("yes", 100), ("no", 0))
    )
    rule = Ballots((yes, no), (RaterGroup("masses", LocalText("群众")),))

    def points(votes: dict[str, int]) -> Decimal | None:
        found = rule.assess(Facts(ballots={"masses": votes}), Decimal(10))
        return None if found is None else found.points

    assert points({"yes": 9, "no": 1}) == points({"no": 1, "yes": 9}) == 9


def test_points_are_numbers_and_ten_is_more_than_nine() -> None:
    rows = ((id, Decimal(total), True, "") for id, total in (("a", "9"), ("b", "10"), ("c", "9.5")))
    order = Standings(SCHEME, rows)
    assert [order.rank(id) for id in "abc"] == [3, 1, 2]


def test_columns_of_chinese_are_measured_in_cells() -> None:
    names = ("王勇", "欧阳若兰", "买买提·艾力")
    assert {cell_width(pad(name, 12)) for name in names} == {12}
    assert len({len(pad(name, 12)) for name in names}) > 1
