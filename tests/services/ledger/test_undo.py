from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from branchkit.core.actors import Actor
from branchkit.core.errors import ConflictError, SheetError
from branchkit.core.outcomes import Outcome
from branchkit.core.ports import Body, Entry, Store, UnitOfWork
from branchkit.services.ledger.undo import ROW, Scope, Settle, Way, reverse
from branchkit.store.sqlite_store import SqliteStore
from branchkit.testing.memory_store import MemoryStore

ORG = "village"
SHEET = "rural/member-month@2026-11/"
ANNA = Actor("甲")
BERT = Actor("乙")
CLARA = Actor("丙")


def score(store: Store, actor: Actor = ANNA, **cells: str | None) -> None:
    """Set cells ``subject_criterion=points`` (None: cleared) as one change, with totals as the scoring does."""
    with store.begin(actor, "score.enter") as uow:
        for name, points in cells.items():
            subject, criterion = name.split("_")
            document = uow.get(ORG, "row", SHEET + subject)
            body: Body = document.body if document else {"subject": subject}
            own = {**body.get("cells", {}), criterion: {"p": points} if points else None}
            own = {key: cell for key, cell in own.items() if cell}
            scored = {"subject": subject, "cells": own or None}
            uow.put(ORG, "row", SHEET + subject, add_up(uow, "", scored))
        uow.commit()


def add_up(_uow: UnitOfWork, _id: str, body: Body) -> Body:
    """A row with its total."""
    cells = body.get("cells") or {}
    total = str(sum(int(cell["p"]) for cell in cells.values())) if cells else None
    return {"subject": body["subject"], "cells": body.get("cells"), "total": total}


def reversal(
    store: Store, way: Way, actor: Actor = ANNA, settle: Settle | None = None
) -> Outcome[Entry]:
    return reverse(store, actor, way, Scope("score", ROW, (ORG,), SHEET, settle=settle))


def travel(
    store: Store, way: Way, actor: Actor = ANNA, settle: Settle | None = None
) -> list[str] | None:
    """The subjects that changed, None when there was nothing to take back; a refusal is raised."""
    outcome = reversal(store, way, actor, settle)
    if outcome.refused is not None:
        raise outcome.refused
    done = bool(outcome.touched)
    assert outcome.code == f"score.{'done' if done else 'nothing_to'}_{way}"
    return [entry.id.removeprefix(SHEET) for entry in outcome.touched] or None


def sheet(store: Store) -> dict[str, dict[str, str]]:
    """Points by subject and criterion."""
    return {
        row.id.removeprefix(SHEET): {
            key: cell["p"] for key, cell in row.body.get("cells", {}).items()
        }
        for row in store.scan(ORG, "row", SHEET)
    }


def rows(store: Store) -> dict[str, Any]:
    return {row.id: row.body for row in store.scan(ORG, "row")}


@pytest.fixture
def store() -> Store:
    return MemoryStore()


def test_undo_takes_the_latest_change_back_and_says_where(store: Store) -> None:
    score(store, m1_dues="5")
    score(store, m1_dues="7", m2_study="3")
    outcome = reversal(store, "undo")
    assert [(entry.org, entry.id) for entry in outcome.touched] == [
        (ORG, f"{SHEET}m1"),
        (ORG, f"{SHEET}m2"),
    ]
    told = {"action": "score.enter", "count": 2, "names": ("m1", "m2")}
    assert (outcome.at, outcome.params, outcome.operation) == ("/cells/dues/p", told, 4)
    assert [entry.change.undoes for entry in store.entries(after=3)] == [2, 2]
    assert sheet(store) == {"m1": {"dues": "5"}}
    document = store.get(ORG, "row", f"{SHEET}m1")
    assert document is not None
    assert document.body["total"] == "5"


def test_undo_goes_back_to_the_empty_sheet_and_redo_to_the_end(store: Store) -> None:
    states = [rows(store)]
    for points in ("1", "2", "3"):
        score(store, m1_dues=points, m2_dues="9")
        states.append(rows(store))
    for state in states[-2::-1]:
        assert travel(store, "undo")
        assert rows(store) == state
    assert travel(store, "undo") is None
    for state in states[1:]:
        assert travel(store, "redo")
        assert rows(store) == state
    assert travel(store, "redo") is None
    assert store.verify() == []


def test_a_new_change_leaves_nothing_to_redo(store: Store) -> None:
    score(store, m1_dues="1")
    travel(store, "undo")
    score(store, m1_dues="2")
    assert travel(store, "redo") is None
    assert travel(store, "undo")
    assert sheet(store) == {}


def test_redo_stops_at_a_change_that_was_itself_taken_back(store: Store) -> None:
    score(store, m1_dues="1")
    travel(store, "undo")
    score(store, m2_dues="2")
    travel(store, "undo")
    assert travel(store, "redo")
    assert sheet(store) == {"m2": {"dues": "2"}}
    assert travel(store, "redo") is None


def test_other_sheets_and_kinds_are_left_alone(store: Store) -> None:
    score(store, m1_dues="1")
    with store.begin(ANNA, "other") as uow:
        uow.put(
            ORG,
            "row",
            "rural/member-month@2026-10/m1",
            {"subject": "m1", "cells": {"a": {"p": "1"}}},
        )
        uow.commit()
    with store.begin(ANNA, "other") as uow:
        uow.put(ORG, "member", f"{SHEET}m1", {"name": "x"})
        uow.commit()
    assert travel(store, "undo")
    assert sheet(store) == {}
    assert travel(store, "undo") is None
    assert len(list(store.scan(ORG, "row"))) == 1


def test_everybody_takes_back_their_own_changes(store: Store) -> None:
    score(store, ANNA, m1_dues="1")
    score(store, BERT, m2_dues="2")
    assert travel(store, "undo", ANNA)
    assert sheet(store) == {"m2": {"dues": "2"}}
    assert travel(store, "undo", ANNA) is None
    assert travel(store, "redo", BERT) is None
    assert travel(store, "redo", ANNA)
    assert sheet(store) == {"m1": {"dues": "1"}, "m2": {"dues": "2"}}


def test_a_field_that_somebody_else_has_changed_since_is_not_overwritten(store: Store) -> None:
    score(store, ANNA, m1_dues="1", m2_dues="1")
    score(store, BERT, m2_dues="2")
    before = rows(store)
    with pytest.raises(ConflictError) as refused:
        travel(store, "undo", ANNA, add_up)
    assert rows(store) == before
    assert refused.value.code == "conflict.changed_since"
    params = refused.value.params
    assert (params["id"], params["path"]) == (f"{SHEET}m2", "/cells/dues/p")
    assert (params["mine"], params["theirs"], params["by"]) == ("1", "2", "乙")


def test_a_conflict_names_whoever_changed_the_field_last_and_when() -> None:
    hours = iter(range(8, 24))
    store = MemoryStore(lambda: datetime(2026, 11, 20, next(hours)))
    score(store, ANNA, m1_dues="1")
    score(store, BERT, m1_dues="2")
    score(store, CLARA, m1_dues="3")
    score(store, BERT, m1_study="5")
    score(store, BERT, m11_dues="6")
    refused = reversal(store, "undo", ANNA, add_up).refused
    assert isinstance(refused, ConflictError)
    assert (refused.params["by"], refused.params["theirs"]) == ("丙", "3")
    assert refused.params["at"] == datetime(2026, 11, 20, 10)


def test_what_the_check_of_a_scope_refuses_is_not_taken_back(store: Store) -> None:
    score(store, m1_dues="1")

    def refuse(uow: UnitOfWork, undone: Sequence[Entry]) -> None:
        assert [uow.get(ORG, "row", entry.id) for entry in undone] == [None]
        raise SheetError("closed", state="submitted")

    outcome = reverse(store, ANNA, "undo", Scope("score", ROW, (ORG,), SHEET, check=refuse))
    assert isinstance(outcome.refused, SheetError)
    assert sheet(store) == {"m1": {"dues": "1"}}


def test_a_scope_of_actions_takes_back_whole_operations_of_any_kind(store: Store) -> None:
    for action in ("plugin.reshape", "other"):
        with store.begin(ANNA, action) as uow:
            uow.put("", "organization", "new", {"name": action})
            uow.put(ORG, "member", action, {"name": "x"})
            uow.commit()
    plugins = Scope("plugin", actions="plugin.")
    assert isinstance(reverse(store, ANNA, "undo", plugins).refused, ConflictError)
    assert reverse(store, ANNA, "undo", Scope("all")).done
    outcome = reverse(store, ANNA, "undo", plugins)
    assert {(entry.org, entry.kind) for entry in outcome.touched} == {
        ("", "organization"),
        (ORG, "member"),
    }
    assert list(store.scan(ORG, "member")) == []
    assert reverse(store, ANNA, "undo", plugins) == Outcome("plugin.nothing_to_undo")


def test_personal_data_of_a_conflict_are_masked(store: Store) -> None:
    for actor, phone in ((ANNA, "13812345678"), (BERT, "13987654321")):
        with store.begin(actor, "member.edit") as uow:
            uow.put(ORG, "member", "m1", {"phone": phone})
            uow.commit()
    refused = reverse(store, ANNA, "undo", Scope("member", "member")).refused
    assert refused is not None
    assert (refused.params["mine"], refused.params["theirs"]) == ("138****5678", "139****4321")


def test_redo_does_not_overwrite_somebody_elses_change_either(store: Store) -> None:
    score(store, ANNA, m1_dues="1")
    travel(store, "undo", ANNA)
    score(store, BERT, m1_dues="2")
    with pytest.raises(ConflictError):
        travel(store, "redo", ANNA, add_up)
    assert sheet(store) == {"m1": {"dues": "2"}}


def test_other_cells_of_the_same_row_stay_and_the_total_follows(store: Store) -> None:
    score(store, ANNA, m1_dues="1")
    score(store, BERT, m1_study="4")
    assert travel(store, "undo", ANNA, add_up)
    assert rows(store) == {
        f"{SHEET}m1": {"subject": "m1", "cells": {"study": {"p": "4"}}, "total": "4"}
    }
    assert travel(store, "redo", ANNA, add_up)
    assert sheet(store) == {"m1": {"dues": "1", "study": "4"}}
    assert rows(store)[f"{SHEET}m1"]["total"] == "5"


def test_a_total_that_has_moved_is_not_put_back_wrong(store: Store) -> None:
    score(store, ANNA, m1_dues="1")
    score(store, BERT, m1_study="4")
    with pytest.raises(ConflictError):
        travel(store, "undo", ANNA)
    assert rows(store)[f"{SHEET}m1"]["total"] == "5"


def test_a_change_that_somebody_else_has_taken_back_is_passed_over(store: Store) -> None:
    score(store, ANNA, m2_dues="1")
    score(store, ANNA, m1_dues="1")
    score(store, BERT, m1_dues=None)
    assert travel(store, "undo", ANNA, add_up) == ["m2"]
    assert sheet(store).get("m2") is None


def test_an_empty_row_is_no_change_of_its_own(store: Store) -> None:
    score(store, m1_dues="1")
    travel(store, "undo")
    score(store, m2_dues=None)
    assert travel(store, "redo")
    assert travel(store, "undo")
    assert travel(store, "undo") is None


def test_totals_worked_out_anew_are_no_change_of_their_own(store: Store) -> None:
    score(store, m1_dues="1")
    with store.begin(ANNA, "sheet.follow") as uow:
        uow.put(
            ORG, "row", f"{SHEET}m1", {"subject": "m1", "cells": {"dues": {"p": "1"}}, "total": "9"}
        )
        uow.put(ORG, "sheet", SHEET[:-1], {"digest": "new"})
        uow.commit()
    assert travel(store, "undo", ANNA, add_up)
    assert sheet(store) == {}


def test_what_changed_more_than_rows_is_a_boundary(store: Store) -> None:
    score(store, m1_dues="1")
    with store.begin(ANNA, "sheet.review") as uow:
        uow.put(
            ORG, "row", f"{SHEET}m1", {"subject": "m1", "cells": {"dues": {"p": "1", "r": "2"}}}
        )
        uow.put(ORG, "sheet", SHEET[:-1], {"state": "reviewed"})
        uow.commit()
    assert travel(store, "undo") is None
    score(store, m2_dues="1")
    assert travel(store, "undo")
    assert travel(store, "undo") is None
    assert rows(store)[f"{SHEET}m1"]["cells"]["dues"] == {"p": "1", "r": "2"}


points = st.sampled_from(["1", "2", "3", None])
cells = st.sampled_from(["m1_dues", "m1_study", "m2_dues", "m3_a/b"])
edits = st.dictionaries(cells, points, min_size=1, max_size=3)
steps = st.lists(
    st.one_of(edits, st.just("undo"), st.just("redo"), st.just("restart")), max_size=30
)


class Model:
    """What undo and redo mean: a list of states and a place in it."""

    def __init__(self) -> None:
        self.states: list[dict[str, dict[str, str]]] = [{}]
        self.place = 0

    @property
    def state(self) -> dict[str, dict[str, str]]:
        return self.states[self.place]

    def edit(self, changes: dict[str, str | None]) -> None:
        new = {subject: dict(row) for subject, row in self.state.items()}
        for name, value in changes.items():
            subject, criterion = name.split("_")
            row = new.setdefault(subject, {})
            row.pop(criterion, None)
            if value:
                row[criterion] = value
        scored = {subject: row for subject, row in new.items() if row}
        if scored != self.state:
            self.states[self.place + 1 :] = [scored]
            self.place += 1

    def move(self, distance: int) -> bool:
        possible = 0 <= self.place + distance < len(self.states)
        self.place += distance if possible else 0
        return possible


@pytest.fixture
def fresh_path(tmp_path: Path) -> Iterator[Callable[[], Path]]:
    numbers = iter(range(10_000))
    yield lambda: tmp_path / f"{next(numbers)}.db"


@given(steps, st.booleans())
@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_sequence_of_changes_undo_and_redo_is_a_walk_through_states(
    fresh_path: Callable[[], Path], sequence: list[Any], settled: bool
) -> None:
    path = fresh_path()
    store = SqliteStore.create(path, datetime.now)
    model = Model()
    settle = add_up if settled else None
    for step in sequence:
        if step == "restart":
            store.close()
            store = SqliteStore.open(path, datetime.now)
        elif step == "undo":
            assert (travel(store, "undo", settle=settle) is not None) == model.move(-1)
        elif step == "redo":
            assert (travel(store, "redo", settle=settle) is not None) == model.move(1)
        else:
            score(store, **step)
            model.edit(step)
        scored = {subject: row for subject, row in sheet(store).items() if row}
        assert scored == model.state
    assert store.verify() == []
    store.close()
