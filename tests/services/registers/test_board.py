"""What a screen is shown of a register: which rows, in which order, and what others did meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from branchkit.bootstrap import Workspace
from branchkit.core.dates import Period, PeriodKind
from branchkit.core.registers.filters import same_value, typed_filter
from branchkit.services.registers.board import AT_ONCE, End, RecordBoard, Selection
from branchkit.services.registers.reading import RecordRef
from branchkit.services.registers.writing import edit_record, remove_record
from branchkit.store.sqlite_store import SqliteStore

from .village_registers import ORG, OTHER, VISITS, a_board, enrol, notes, visits


@pytest.fixture
def village(workspace: Workspace) -> Workspace:
    enrol(workspace)
    visits(
        workspace,
        [
            {"date": "2026-11-03", "note": "b", "hours": "2"},
            {"date": "2026-09-01", "note": "a", "hours": "10", "kind": "home"},
            {"date": "2026-11-03", "who": "m0001", "note": "c", "kind": "field"},
        ],
    )
    return workspace


@pytest.fixture
def another(village: Workspace) -> Iterator[SqliteStore]:
    """The same workspace as another session has it."""
    store = SqliteStore.open(village.directory / "branchkit.db", village.clock)
    yield store
    store.close()


def test_rows_stand_by_date_and_of_one_date_as_they_were_entered(village: Workspace) -> None:
    assert notes(a_board(village)) == ["a", "b", "c"]


def test_filters_all_have_to_hold(village: Workspace) -> None:
    board = a_board(village)
    empty = typed_filter(board.column("kind"), "=", board.today)
    hours = typed_filter(board.column("hours"), ">=2", board.today)
    assert empty is not None
    assert hours is not None
    board.select(Selection(filters=(hours,)))
    assert notes(board) == ["a", "b"]
    board.select(Selection(filters=(hours, empty)))
    assert notes(board) == ["b"]
    assert board.total == 3
    board.select(Selection())
    assert notes(board) == ["a", "b", "c"]


def test_a_computed_column_can_be_filtered_and_sorted_by(village: Workspace) -> None:
    visits(village, [{"date": "2026-11-05", "note": "d", "with": ["m0002", "m0003"]}])
    board = a_board(village)
    board.select(Selection(filters=(same_value(board.column("people"), "2", "2"),)))
    assert notes(board) == ["d"]
    board.select(Selection(order="people", descending=True))
    assert notes(board)[0] == "d"


def test_a_period_picks_the_rows_dated_in_it(village: Workspace) -> None:
    board = a_board(village)
    board.select(Selection(period=Period(2026, 3, PeriodKind.QUARTER)))
    assert notes(board) == ["a"]


def test_sorting_is_stable_in_both_directions_and_empty_values_stand_last(
    village: Workspace,
) -> None:
    visits(village, [{"date": "2026-11-04", "note": "d", "hours": "2"}])
    board = a_board(village)
    board.select(Selection(order="hours"))
    assert notes(board) == ["b", "d", "a", "c"]
    board.select(Selection(order="hours", descending=True))
    assert notes(board) == ["a", "b", "d", "c"]


def test_choices_are_sorted_as_they_are_declared_and_names_by_pinyin(village: Workspace) -> None:
    board = a_board(village)
    board.select(Selection(order="kind"))
    assert notes(board) == ["a", "c", "b"]
    board.select(Selection(order="who"))
    assert [board.shown(place, "who") for place in range(3)] == ["陈建国", "陈建国", "欧阳若兰"]


def test_selecting_lets_keys_through_and_shows_the_old_rows_until_it_is_done(
    village: Workspace,
) -> None:
    visits(village, [{"date": f"2025-{m:02d}-{d:02d}"} for m in range(1, 9) for d in range(1, 29)])
    board = a_board(village)
    before = list(board.refs)
    steps = board.select_in_steps(Selection(order="hours"))
    assert next(steps) > 0
    assert board.refs == before
    assert sum(1 for _ in steps) >= 2
    assert board.refs != before


def test_a_new_row_is_shown_in_its_place(village: Workspace) -> None:
    board = a_board(village)
    visits(village, [{"date": "2026-10-01", "note": "new"}])
    board.take_in(RecordRef(ORG, "2026-10-01.001"))
    assert notes(board) == ["a", "new", "b", "c"]
    assert board.total == 4


def test_a_row_that_fits_the_filter_no_more_stays_until_it_is_set_again(
    village: Workspace,
) -> None:
    board = a_board(village)
    board.select(Selection(filters=(same_value(board.column("kind"), "home", ""),)))
    with village.store.begin(village.actor, "record.edit") as uow:
        edit_record(uow, VISITS, ORG, "2026-09-01.001", {"kind": "field"})
        uow.commit()
    board.take_in(RecordRef(ORG, "2026-09-01.001"))
    assert notes(board) == ["a"]
    assert board.shown(0, "kind") == "田间"
    board.select(board.selection)
    assert notes(board) == []


def test_rows_that_were_taken_away_are_shown_when_asked_for(village: Workspace) -> None:
    with village.store.begin(village.actor, "record.remove") as uow:
        remove_record(uow, VISITS.id, ORG, "2026-09-01.001", "重复")
        uow.commit()
    board = a_board(village)
    assert notes(board) == ["b", "c"]
    board.select(Selection(removed=True))
    assert notes(board) == ["a", "b", "c"]
    assert board.record(0).removed == "重复"


def test_what_another_session_did_is_taken_in(village: Workspace, another: SqliteStore) -> None:
    board = a_board(village)
    assert board.catch_up() == []
    with another.begin(OTHER, "record.edit") as uow:
        edit_record(uow, VISITS, ORG, "2026-09-01.001", {"note": "changed"})
        remove_record(uow, VISITS.id, ORG, "2026-11-03.001", "重复")
        uow.commit()
    found = board.catch_up()
    assert {(f.ref.id, f.actor) for f in found} == {
        ("2026-09-01.001", "王委员"),
        ("2026-11-03.001", "王委员"),
    }
    assert "note" in next(f.columns for f in found if f.ref.id == "2026-09-01.001")
    assert notes(board) == ["changed", "c"]
    assert board.catch_up() == []


def test_rows_read_anew_have_to_be_selected_again(village: Workspace) -> None:
    board = a_board(village)
    board.select(Selection(filters=(same_value(board.column("kind"), "home", ""),)))
    board.reread()
    assert not board.is_selected
    board.select(board.selection)
    assert board.is_selected
    assert notes(board) == ["a"]


def test_the_newest_rows_are_found_without_the_others(workspace: Workspace) -> None:
    enrol(workspace)
    days = [f"2026-{m:02d}-{d:02d}" for m in range(1, 12) for d in range(1, 28)]
    visits(workspace, [{"date": day, "note": day} for day in days])
    board = a_board(workspace, opened_at=End.NEWEST)
    assert not board.complete
    assert AT_ONCE <= len(board) < len(days)
    newest = notes(board)
    board.reread()
    assert board.complete
    assert notes(board)[-len(newest) :] == newest
    first = a_board(workspace, opened_at=End.FIRST)
    assert notes(first) == notes(board)[:AT_ONCE]


def test_a_short_register_is_known_whole_at_once(village: Workspace) -> None:
    assert a_board(village, opened_at=End.NEWEST).complete
    assert a_board(village, opened_at=End.FIRST).complete


def test_several_organisations_stand_in_one_list(village: Workspace) -> None:
    enrol(village, "below")
    visits(village, [{"date": "2026-10-02", "note": "below"}], org="below")
    board: RecordBoard = a_board(village, orgs=(ORG, "below"))
    assert notes(board) == ["a", "below", "b", "c"]
    assert board.place_of("2026-10-02.001", "below") == 1
    assert board.place_of("2026-10-02.001", ORG) is None
