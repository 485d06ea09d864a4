"""The tree as a screen holds it: what is open, what is counted, what others change meanwhile."""

from __future__ import annotations

from branchkit.core.organizations.organization import Organization
from branchkit.plugin.manager import load_contributions
from branchkit.services.organizations.board import OrganizationBoard
from branchkit.services.organizations.organizations import RollCount, keep
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.township import (
    ACTOR,
    FIRST_GROUP,
    GAOGOU,
    GENERAL,
    QINGSHI,
    TODAY,
    TOWN,
    a_township_store,
    put_members,
)

PACKS = load_contributions(None, safe_mode=True).rule_packs


def a_board(store: MemoryStore) -> OrganizationBoard:
    return OrganizationBoard(store, PACKS, TODAY)


def shown(board: OrganizationBoard) -> list[tuple[str, int, str]]:
    return [(row.organization.id, row.depth, row.mark) for row in board.rows]


def test_a_small_tree_stands_open_down_to_its_branches() -> None:
    assert shown(a_board(a_township_store())) == [
        (TOWN, 0, "open"),
        (QINGSHI, 1, ""),
        (GENERAL, 1, "open"),
        (GAOGOU, 2, "closed"),
    ]


def test_of_a_large_tree_only_the_top_stands_open() -> None:
    store = a_township_store()
    with store.begin(ACTOR, "test") as uow:
        for number in range(300):
            keep(uow, Organization(f"o{number}", f"支部{number}", parent=GENERAL))
        uow.commit()
    assert len(a_board(store).rows) == 3


def test_whoever_is_revealed_stands_in_sight() -> None:
    board = a_board(a_township_store())
    assert board.place_of(FIRST_GROUP) is None
    assert board.reveal(FIRST_GROUP) == 4
    assert board.reveal("nobody") is None


def test_nodes_that_have_nothing_below_neither_open_nor_close() -> None:
    board = a_board(a_township_store())
    assert (board.unfold(QINGSHI), board.fold(QINGSHI)) == (False, False)
    assert (board.fold(TOWN), board.fold(TOWN)) == (True, False)
    assert shown(board) == [(TOWN, 0, "closed")]


def test_sums_are_there_once_every_roll_is_counted() -> None:
    store = a_township_store()
    with store.begin(ACTOR, "test") as uow:
        put_members(uow, GAOGOU, 5, probationary=1, group="第一党小组")
        put_members(uow, QINGSHI, 2)
        uow.commit()
    board = a_board(store)
    assert board.count(TOWN) is None
    assert board.count(QINGSHI) == RollCount(2, 2)
    for _ in board.counts_in_steps():
        pass
    assert board.count(TOWN) == RollCount(7, 6)
    assert board.count(FIRST_GROUP) == RollCount(5, 4)


def test_a_count_of_a_tree_that_is_no_more_is_dropped() -> None:
    board = a_board(a_township_store())
    steps = board.counts_in_steps()
    board.reload()
    for _ in steps:
        pass
    assert board.count(TOWN) == RollCount()
    steps = board.counts_in_steps()
    next(steps, None)
    board.reload()
    for _ in steps:
        pass
    assert board.count(TOWN) is None


def test_what_others_do_on_a_roll_is_counted_anew_for_it_and_above() -> None:
    store = a_township_store()
    board = a_board(store)
    for _ in board.counts_in_steps():
        pass
    untouched = board.overview(GAOGOU)
    assert board.overview(QINGSHI).members == 0
    with store.session().begin(ACTOR, "test") as uow:
        put_members(uow, QINGSHI, 3)
        uow.commit()
    assert board.catch_up()
    for _ in board.counts_in_steps():
        pass
    assert board.count(TOWN) == RollCount(3, 3)
    assert board.overview(QINGSHI).members == 3
    assert board.overview(GAOGOU) is untouched


def test_what_others_add_to_the_tree_stands_in_it() -> None:
    store = a_township_store()
    board = a_board(store)
    with store.session().begin(ACTOR, "test") as uow:
        keep(uow, Organization("new", "柳河村党支部", parent=TOWN))
        uow.commit()
    assert board.catch_up()
    assert board.place_of("new") is not None
    assert board.count("new") == RollCount()


def test_a_pack_without_its_rules_costs_the_warnings_only() -> None:
    board = OrganizationBoard(a_township_store(), {}, TODAY)
    assert board.overview(QINGSHI).problems == ()
    assert board.failure is not None
    assert board.failure.code == "rulepack.no_pack"
