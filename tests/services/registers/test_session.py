"""What somebody does with rows: kept at once, refused in words, taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from branchkit.bootstrap import Workspace
from branchkit.core.errors import ConflictError
from branchkit.core.outcomes import Outcome
from branchkit.services.registers.board import Selection
from branchkit.services.registers.reading import RecordRef
from branchkit.services.registers.session import RecordSession
from branchkit.services.registers.writing import edit_record, record
from branchkit.services.unmasking import UNMASKING
from branchkit.store.sqlite_store import SqliteStore

from .village_registers import ORG, OTHER, VISITS, a_board, a_session, enrol, notes, visits


@pytest.fixture
def session(workspace: Workspace) -> RecordSession:
    enrol(workspace)
    return a_session(workspace)


@pytest.fixture
def another(workspace: Workspace) -> Iterator[SqliteStore]:
    store = SqliteStore.open(workspace.directory / "branchkit.db", workspace.clock)
    yield store
    store.close()


def added(session: RecordSession, **texts: str) -> RecordRef:
    outcome = session.add(ORG, {"date": "2026-11-03", "who": "陈建国", **texts})
    assert outcome.done, outcome
    return outcome.touched[0]


def codes(outcome: Outcome[RecordRef]) -> dict[str, str]:
    return {problem.place.key: problem.code for problem in outcome.problems}


def changed(session: RecordSession, ref: RecordRef, **texts: str) -> Outcome[RecordRef]:
    place = session.board.place_of(ref.id)
    assert place is not None
    return session.change(ref, session.board.record(place), texts)


def test_a_row_is_typed_and_on_disk_at_once(workspace: Workspace, session: RecordSession) -> None:
    ref = added(session, kind="入户", hours="2", **{"with": "m0001,m0002"})
    kept = record(workspace.store, VISITS.id, ORG, ref.id)
    assert kept.values == {
        "date": "2026-11-03",
        "who": "m0000",
        "kind": "home",
        "hours": "2",
        "with": ["m0001", "m0002"],
    }
    assert session.board.record(0).values["people"] == "2"


def test_everything_that_is_wrong_is_told_by_column(session: RecordSession) -> None:
    outcome = session.add(ORG, {"date": "abc", "who": "", "hours": "25"})
    assert codes(outcome) == {
        "date": "record.not_of_kind",
        "who": "record.missing",
        "hours": "record.too_large",
    }
    assert len(session.board) == 0


def test_a_row_that_repeats_another_is_refused(session: RecordSession) -> None:
    added(session)
    outcome = session.add(ORG, {"date": "2026-11-03", "who": "陈建国"})
    assert codes(outcome) == {"date": "record.not_unique"}


def test_a_column_that_does_not_apply_any_more_is_emptied(session: RecordSession) -> None:
    ref = added(session, kind="田间", field_name="东坡")
    assert changed(session, ref, kind="入户").done
    assert "field_name" not in session.board.record(0).values


def test_changing_nothing_writes_nothing(workspace: Workspace, session: RecordSession) -> None:
    ref = added(session, hours="2")
    before = workspace.store.last_seq()
    assert changed(session, ref, hours="2").done
    assert workspace.store.last_seq() == before


def test_a_date_that_changes_moves_the_row(session: RecordSession) -> None:
    first = added(session, note="first")
    added(session, who="欧阳若兰", note="second")
    changed(session, first, date="2026-11-09")
    assert notes(session.board) == ["second", "first"]


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(
    session: RecordSession, another: SqliteStore
) -> None:
    ref = added(session, note="mine")
    seen = session.board.record(0)
    with another.begin(OTHER, "record.edit") as uow:
        edit_record(uow, VISITS, ORG, ref.id, {"note": "theirs"})
        uow.commit()
    outcome = session.change(ref, seen, {"note": "again mine"})
    assert isinstance(outcome.refused, ConflictError)
    assert session.board.catch_up()
    assert notes(session.board) == ["theirs"]
    assert session.change(ref, seen, {"hours": "3"}).done


def test_taking_a_row_away_wants_a_reason_and_can_be_taken_back(session: RecordSession) -> None:
    ref = added(session, note="x")
    assert not session.remove(ref, " ").done
    assert session.remove(ref, "重复").done
    assert notes(session.board) == []
    session.board.select(Selection(removed=True))
    assert session.restore(ref).done
    session.board.select(Selection())
    assert notes(session.board) == ["x"]


def test_undo_and_redo_go_through_all_of_it(session: RecordSession) -> None:
    ref = added(session, note="first")
    changed(session, ref, note="second")
    session.remove(ref, "重复")
    assert session.undo().touched == (ref,)
    assert notes(session.board) == ["second"]
    outcome = session.undo()
    assert (outcome.touched, outcome.at) == ((ref,), "note")
    assert notes(session.board) == ["first"]
    assert session.redo().done
    assert notes(session.board) == ["second"]
    session.undo()
    session.undo()
    assert notes(session.board) == []
    assert session.undo().code == "record.nothing_to_undo"


def test_undo_survives_a_restart_and_leaves_the_changes_of_others_alone(
    workspace: Workspace, session: RecordSession
) -> None:
    added(session, note="mine")
    visits(workspace, [{"date": "2026-11-04", "note": "theirs"}], actor=OTHER)
    fresh = a_session(workspace, a_board(workspace))
    assert fresh.undo().done
    assert notes(fresh.board) == ["theirs"]
    assert fresh.undo().code == "record.nothing_to_undo"


def test_undo_of_many_rows_is_one_step(workspace: Workspace, session: RecordSession) -> None:
    visits(workspace, [{"date": f"2026-10-{day:02d}"} for day in range(1, 20)])
    session.board.reread()
    outcome = session.undo()
    assert outcome.params["count"] == 19
    assert len(session.board) == 0


def test_undo_reaches_every_organisation_that_is_shown(workspace: Workspace) -> None:
    enrol(workspace)
    enrol(workspace, "below")
    visits(workspace, [{"date": "2026-10-01", "note": "below"}], org="below")
    session = a_session(workspace, a_board(workspace, orgs=(ORG, "below")))
    assert session.undo().touched == (RecordRef("below", "2026-10-01.001"),)
    assert a_session(workspace).redo().code == "record.nothing_to_redo"


def test_personal_columns_are_shown_only_when_that_is_on_record(
    workspace: Workspace, session: RecordSession
) -> None:
    added(session, phone="13800001234")
    assert "0000" not in session.board.shown(0, "phone")
    assert session.unmask(["phone"]).done
    assert session.board.shown(0, "phone") == "13800001234"
    (shown,) = workspace.store.scan(ORG, UNMASKING)
    assert shown.body["fields"] == ["phone"]
    session.unmask([])
    assert "0000" not in session.board.shown(0, "phone")


def test_defaults_are_those_declared(session: RecordSession) -> None:
    assert session.defaults() == {"date": "2026-11-20"}


@pytest.fixture
def foreign(session: RecordSession, another: SqliteStore) -> RecordRef:
    """A row with a choice that no choice of its column is, and a column that hangs on it."""
    ref = added(session, kind="田间", field_name="东坡")
    kind = "record/" + VISITS.id
    kept = another.get(ORG, kind, ref.id)
    assert kept is not None
    with another.begin(OTHER, "of another version") as uow:
        values = {**kept.body["values"], "kind": "hologram"}
        uow.put(ORG, kind, ref.id, {**kept.body, "values": values})
        uow.commit()
    assert session.board.catch_up()
    return ref


def test_what_a_choice_of_another_version_decides_about_stays_with_it(
    workspace: Workspace, session: RecordSession, foreign: RecordRef
) -> None:
    # A form sends every field as it stands.
    assert changed(session, foreign, kind="hologram", hours="2").done
    kept = record(workspace.store, VISITS.id, ORG, foreign.id)
    assert kept.values == {
        "date": "2026-11-03",
        "who": "m0000",
        "kind": "hologram",
        "field_name": "东坡",
        "hours": "2",
    }


def test_no_other_choice_that_is_none_is_taken(session: RecordSession, foreign: RecordRef) -> None:
    assert codes(changed(session, foreign, kind="wormhole")) == {"kind": "record.unknown_choice"}


def test_a_choice_of_another_version_can_be_replaced(
    session: RecordSession, foreign: RecordRef
) -> None:
    assert changed(session, foreign, kind="入户").done
    values = session.board.record(0).values
    assert values["kind"] == "home"
    assert "field_name" not in values


def test_a_new_row_takes_no_choice_that_is_none(session: RecordSession) -> None:
    outcome = session.add(ORG, {"date": "2026-11-03", "who": "陈建国", "kind": "hologram"})
    assert codes(outcome) == {"kind": "record.unknown_choice"}
