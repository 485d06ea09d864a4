"""What others commit meanwhile: who is told, and what is read anew for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import pytest

from branchkit.bootstrap import Workspace
from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.ports import Body, Key, Store
from branchkit.core.registers.register import Column, ColumnKind, Register
from branchkit.core.scoring.sheets import Cell, Row, SheetKey
from branchkit.core.texts import LocalText
from branchkit.core.values import frozen
from branchkit.services.development.board import CaseBoard
from branchkit.services.development.cases import routes_of
from branchkit.services.dues.board import DuesBoard
from branchkit.services.dues.records import DuesRecords
from branchkit.services.ledger.watching import Watcher
from branchkit.services.members.board import RosterBoard
from branchkit.services.organizations.board import OrganizationBoard
from branchkit.services.registers.board import RecordBoard
from branchkit.services.scoring.board import SheetBoard
from branchkit.store.sqlite_store import SqliteStore
from branchkit.testing.builders import members
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.statements import statements_of, verbs

HERE, ELSEWHERE = "test", "other"
ACTOR, OTHER = Actor("李书记"), Actor("王委员")
NOVEMBER = Period(2026, 11)
SHEET = SheetKey("base/member-month", HERE, NOVEMBER)
NOTES = Register(
    id="test.note",
    title=LocalText("记事"),
    columns=(
        Column("date", ColumnKind.DATE, LocalText("日期")),
        Column("note", ColumnKind.TEXT, LocalText("内容")),
    ),
    dated_by="date",
)


def put(store: Store, key: Key, body: Body, actor: Actor = OTHER) -> int | None:
    with store.begin(actor, "test") as uow:
        uow.put(*key, body)
        return uow.commit()


# -- one who watches --------------------------------------------------------------------------------


def test_what_others_change_is_told_once_with_who_and_what() -> None:
    store = MemoryStore()
    watcher = Watcher(store, {"member"}, {HERE})
    other = store.session()
    put(other, (HERE, "member", "m1"), {"name": "张三"})
    put(other, (HERE, "member", "m2"), {"name": "李四"})
    put(other, (HERE, "member", "m1"), {"name": "张三", "phone": "1"}, ACTOR)
    told = watcher.foreign()
    assert [(c.key, c.actor, c.paths) for c in told] == [
        ((HERE, "member", "m2"), OTHER.name, ("/name",)),
        ((HERE, "member", "m1"), ACTOR.name, ("/name", "/phone")),
    ]
    assert watcher.foreign() == []


def test_what_concerns_nobody_is_not_told() -> None:
    store = MemoryStore()
    watcher = Watcher(store, {"member"}, {HERE})
    put(store.session(), (ELSEWHERE, "member", "m1"), {"name": "张三"})
    put(store.session(), (HERE, "case", "c1"), {"name": "张三"})
    assert watcher.foreign() == []


def test_own_changes_are_not_told_with_those_of_others() -> None:
    store = MemoryStore()
    watcher = Watcher(store, {"member"})
    watcher.own(put(store, (HERE, "member", "m1"), {"name": "张三"}))
    assert watcher.foreign() == []
    put(store.session(), (ELSEWHERE, "member", "m1"), {"name": "李四"})
    watcher.own(put(store, (HERE, "member", "m1"), {"name": "张三丰"}))
    assert [change.key for change in watcher.foreign()] == [(ELSEWHERE, "member", "m1")]


# -- those who show something ------------------------------------------------------------------------


@frozen
class Watching:
    """A board, how something on it is seen, and the document behind that before and after somebody else's change."""

    open: Callable[[Workspace], Any]
    seen: Callable[[Any], object]
    key: Key
    before: Body
    after: Body
    shows: object
    alike: tuple[Key, ...] = ()
    """Documents of the same kind that the board does not show."""


def a_sheet(workspace: Workspace) -> SheetBoard:
    board = SheetBoard.opened(workspace.store, ACTOR, workspace.contributions.schemes, SHEET)
    list(board.standings_in_steps())
    return board


def a_row(points: int) -> Body:
    return Row("m0000", cells={"c": Cell(Decimal(points), "typed")}).to_body()


def a_register(workspace: Workspace) -> RecordBoard:
    given = workspace.contributions, workspace.catalog, NOTES
    return RecordBoard(workspace.store, *given, [HERE], workspace.clock().date())


def a_note(note: str) -> Body:
    return {"values": {"date": "2026-11-03", "note": note}, "on": "2026-11-03"}


def a_month(workspace: Workspace) -> DuesBoard:
    store, packs = workspace.store, workspace.contributions.rule_packs
    return DuesBoard(store, DuesRecords(store, packs, HERE), NOVEMBER, workspace.clock().date())


def a_payment(paid: str) -> Body:
    values = {"month": "2026-11", "member": "m0000", "kind": "normal", "due": "5.00", "paid": paid}
    return {"values": values, "on": "2026-11"}


def a_route(workspace: Workspace) -> CaseBoard:
    routes = routes_of(workspace.contributions.rule_packs)
    return CaseBoard(workspace.store, routes, [HERE], workspace.clock().date())


def a_tree(workspace: Workspace) -> OrganizationBoard:
    packs = workspace.contributions.rule_packs
    board = OrganizationBoard(workspace.store, packs, workspace.clock().date())
    for _ in board.counts_in_steps():
        board.overview(HERE)
    return board


MEMBER_BODY = members(org=HERE)[0].to_body()
BRANCH = {"name": "青石村党支部", "kind": "branch", "sector": "rural"}

BOARDS: Mapping[str, Watching] = {
    "sheet": Watching(
        a_sheet,
        lambda board: (board.row(0).cells["c"].points, board.row(1).cells),
        (HERE, "row", f"{SHEET}/m0000"),
        a_row(3),
        a_row(5),
        (Decimal(5), {}),
        ((HERE, "row", "base/member-month@2026-10/m0000"),),
    ),
    "register": Watching(
        a_register,
        lambda board: [board.record(place).values["note"] for place in range(len(board))],
        (HERE, "record/test.note", "2026-11-03.001"),
        a_note("a"),
        a_note("b"),
        ["b"],
        ((ELSEWHERE, "record/test.note", "2026-11-03.001"),),
    ),
    "roster": Watching(
        lambda workspace: RosterBoard(workspace.store, [HERE], workspace.clock().date()),
        lambda board: board.shown[0].name,
        (HERE, "member", "m0000"),
        MEMBER_BODY,
        {**MEMBER_BODY, "name": "陈卫国"},
        "陈卫国",
        ((ELSEWHERE, "member", "m0000"),),
    ),
    "tree": Watching(
        a_tree,
        lambda board: board.rows[0].organization.name,
        ("", "organization", HERE),
        BRANCH,
        {**BRANCH, "name": "青石村第一党支部"},
        "青石村第一党支部",
    ),
    "dues": Watching(
        a_month,
        lambda board: str(board.line(0).state.paid),
        (HERE, "record/roll.dues", "2026-11.001"),
        a_payment("1.00"),
        a_payment("5.00"),
        "5.00",
        ((ELSEWHERE, "record/roll.dues", "2026-11.001"),),
    ),
    "development": Watching(
        a_route,
        lambda board: board.names(),
        (HERE, "case", "c0001"),
        {"name": "甲", "stage": "applicant", "state": "running"},
        {"name": "甲一", "stage": "applicant", "state": "running"},
        ["甲一"],
        ((ELSEWHERE, "case", "c0001"),),
    ),
}


@pytest.fixture(params=BOARDS)
def watching(request: pytest.FixtureRequest) -> Watching:
    return BOARDS[request.param]


@pytest.fixture
def village(workspace: Workspace, watching: Watching) -> Workspace:
    with workspace.store.begin(ACTOR, "test.build") as uow:
        for member in members(org=HERE):
            uow.put(HERE, "member", member.id, member.to_body())
        uow.put(*watching.key, watching.before)
        uow.commit()
    return workspace


@pytest.fixture
def other(village: Workspace) -> Iterator[SqliteStore]:
    """The same workspace as another session has it."""
    with SqliteStore.open(village.directory / "branchkit.db", village.clock) as opened:
        yield opened


def test_as_long_as_nobody_commits_only_that_is_asked(
    village: Workspace, watching: Watching
) -> None:
    board = watching.open(village)
    watching.seen(board)
    with statements_of(village.store) as seen:
        assert not board.catch_up()
    assert verbs(seen) == ["PRAGMA"]


def test_a_change_elsewhere_has_nothing_read_anew(
    village: Workspace, other: SqliteStore, watching: Watching
) -> None:
    board = watching.open(village)
    before = watching.seen(board)
    for key in ((HERE, "plan", "p1"), *watching.alike):
        put(other, key, watching.after)
        with statements_of(village.store) as seen:
            assert not board.catch_up()
            assert watching.seen(board) == before
        assert verbs(seen) == ["PRAGMA", "SELECT"], key


def test_a_change_of_what_is_shown_has_that_read_anew(
    village: Workspace, other: SqliteStore, watching: Watching
) -> None:
    board = watching.open(village)
    assert watching.seen(board) != watching.shows
    put(other, watching.key, watching.after)
    with statements_of(village.store) as seen:
        assert board.catch_up()
        assert watching.seen(board) == watching.shows
        assert not board.catch_up()
    assert verbs(seen) == ["PRAGMA", "SELECT", "WITH", "PRAGMA"]


def test_two_who_look_on_see_each_other(
    village: Workspace, other: SqliteStore, watching: Watching
) -> None:
    from dataclasses import replace

    here, there = watching.open(village), watching.open(replace(village, store=other))
    put(other, watching.key, watching.after)
    assert here.catch_up()
    put(village.store, watching.key, watching.before)
    assert there.catch_up()
    assert watching.seen(here) == watching.shows
    assert watching.seen(there) != watching.shows
