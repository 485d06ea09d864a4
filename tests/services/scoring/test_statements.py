"""What scoring costs the store, in statements."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from branchkit.core.actors import Actor
from branchkit.core.scoring.results import Evidence, Proposal
from branchkit.core.scoring.sheets import SheetKey, SheetState
from branchkit.plugin.contributions import Contributions
from branchkit.services.scoring.board import SheetBoard
from branchkit.services.scoring.session import ScoringSession
from branchkit.services.scoring.several import fill_down
from branchkit.services.scoring.sheets import existing_sheet
from branchkit.services.scoring.suggested import LateProposals
from branchkit.store.sqlite_store import SqliteStore
from branchkit.testing.builders import a_criterion, a_scheme, a_sheet, fixed_clock
from branchkit.testing.proposals import NoProposals
from branchkit.testing.statements import statements_of, verbs

SECRETARY = Actor("李书记")
SCHEME = a_scheme([a_criterion("c0"), a_criterion("c1", metric="made/up"), a_criterion("c2")])
SCHEMES = {SCHEME.id: SCHEME}


class ColumnOfEights(NoProposals):
    def get(self, subject: str, criterion: str) -> Proposal | None:
        return Proposal(Decimal(8), (), (Evidence("book.meeting", "r1", None, "11-03"),))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "branchkit.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with SqliteStore.create(path, fixed_clock()) as created:
        yield created


def a_session(store: SqliteStore, count: int) -> ScoringSession:
    key = a_sheet(store, SCHEME, SECRETARY, count=count)
    return session_on(store, key)


def session_on(store: SqliteStore, key: SheetKey) -> ScoringSession:
    board = SheetBoard(store, SCHEMES, key)
    list(board.standings_in_steps())
    return ScoringSession(store, board, LateProposals(ColumnOfEights), SECRETARY, fixed_clock())


def test_one_score_takes_six(store: SqliteStore) -> None:
    session = a_session(store, 40)
    session.enter_score(0, "c0", "7")
    with statements_of(store) as seen:
        assert session.enter_score(1, "c0", "8").refused is None
    assert verbs(seen) == ["BEGIN", "WITH", "INSERT", "INSERT", "INSERT", "COMMIT"]


def test_a_proposed_column_of_twenty_takes_as_many_and_the_rows(store: SqliteStore) -> None:
    session = a_session(store, 20)
    with statements_of(store) as seen:
        assert session.take_column("c1").params["count"] == 20
    assert verbs(seen) == ["WITH", "BEGIN", "WITH", "INSERT", "INSERT", "INSERT", "COMMIT"]


def test_handing_up_forty_takes_seven(store: SqliteStore) -> None:
    session = a_session(store, 40)
    for criterion in ("c0", "c1", "c2"):
        fill_down(session, 0, criterion, "9", "另有表现")
    with statements_of(store) as seen:
        session.submit(Contributions(schemes=SCHEMES))
    assert verbs(seen) == ["BEGIN", "WITH", "WITH", "INSERT", "INSERT", "INSERT", "COMMIT"]
    assert session.board.sheet.state is SheetState.SUBMITTED
    assert existing_sheet(store, session.board.key).state is SheetState.SUBMITTED


def test_a_screenful_is_read_at_once(store: SqliteStore) -> None:
    key = a_sheet(store, SCHEME, SECRETARY, count=40)
    with statements_of(store) as seen:
        board = SheetBoard(store, SCHEMES, key)
        assert all(board.name(place) and not board.row(place).cells for place in range(40))
    assert verbs(seen) == ["SELECT", "PRAGMA", "WITH", "WITH"]


def test_own_scores_are_not_read_again_for_what_others_do_elsewhere(
    store: SqliteStore, path: Path
) -> None:
    session = a_session(store, 40)
    fill_down(session, 0, "c0", "9")
    with SqliteStore.open(path, fixed_clock()) as other, other.begin(SECRETARY, "test") as uow:
        uow.put("elsewhere", "member", "m0000", {"name": "某人"})
        uow.commit()
    with statements_of(store) as seen:
        assert session.board.catch_up() == []
    assert verbs(seen) == ["PRAGMA", "SELECT"]


def test_forty_rows_of_others_are_read_at_once(store: SqliteStore, path: Path) -> None:
    session = a_session(store, 40)
    with SqliteStore.open(path, fixed_clock()) as other:
        fill_down(session_on(other, session.board.key), 0, "c0", "9")
    with statements_of(store) as seen:
        assert len(session.board.catch_up()) == 40
    assert verbs(seen) == ["PRAGMA", "SELECT", "WITH"]
    assert session.board.total(39) == Decimal(9)
