"""What somebody does at a register's screen: every change is on disk when it is answered, and can be taken back.

Its outcomes name the rows they touched; the first is the one to go to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from branchkit.core.actors import Actor
from branchkit.core.errors import BranchkitError, Problem
from branchkit.core.fields import steps
from branchkit.core.outcomes import Outcome
from branchkit.core.ports import Store, UnitOfWork
from branchkit.core.registers.conditions import all_hold
from branchkit.core.registers.register import Record
from branchkit.core.registers.values import read_values, strange_choices, undecided_columns
from branchkit.services.ledger.undo import Scope, Way, reverse
from branchkit.services.registers.board import RecordBoard
from branchkit.services.registers.reading import RecordRef
from branchkit.services.registers.writing import (
    add_record,
    check_record,
    defaults_of,
    edit_record,
    reading_of,
    record,
    remove_record,
    restore_record,
    warnings_about,
)
from branchkit.services.unmasking import record_unmasking


class RecordSession:
    """The actions of one person on one register."""

    def __init__(
        self, store: Store, board: RecordBoard, actor: Actor, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self.board = board
        self._actor = actor
        self._clock = clock

    def defaults(self) -> dict[str, str]:
        """What a new row begins with, as one would type it."""
        return defaults_of(self.board.register, self._clock().date())

    def add(self, org: str, texts: Mapping[str, str]) -> Outcome[RecordRef]:
        """Keep a new row, typed column by column."""
        values, problems = self._read(org, texts)
        if problems := [*problems, *self._problems(org, values, problems)]:
            return Outcome(problems=tuple(problems))

        def write(uow: UnitOfWork) -> RecordRef:
            return RecordRef(org, add_record(uow, self.board.register, org, values).id)

        return self._write("record.add", write, "record.added")

    def change(self, ref: RecordRef, seen: Record, texts: Mapping[str, str]) -> Outcome[RecordRef]:
        """Change columns of a row, typed; refused where somebody else has changed them since ``seen``."""
        values, problems = self._read(ref.org, texts)
        whole = {**self._kept_values(seen), **values}
        if problems := [*problems, *self._problems(ref.org, whole, problems, ref.id)]:
            return Outcome(touched=(ref,), problems=tuple(problems))
        changes = self._differing(whole, seen)
        if not changes:
            return Outcome(touched=(ref,))

        def write(uow: UnitOfWork) -> RecordRef:
            register = self.board.register
            edit_record(uow, register, ref.org, ref.id, changes, seen.values)
            return ref

        return self._write("record.edit", write, "record.changed")

    def change_all(self, refs: Sequence[RecordRef], texts: Mapping[str, str]) -> Outcome[RecordRef]:
        """Change the same columns of several rows, typed, as one change; rows that would not be right are left as they are.

        Refused as a whole where none of them would be: with what is wrong with the first.
        """
        planned: list[tuple[RecordRef, Record, dict[str, object]]] = []
        faults: list[Problem] = []
        left = 0
        for ref, seen in zip(refs, list(self.board.records(refs)), strict=True):
            values, problems = self._read(ref.org, texts)
            whole = {**self._kept_values(seen), **values}
            problems = [*problems, *self._problems(ref.org, whole, problems, ref.id)]
            kept = all((whole.get(c) or None) == (values[c] or None) for c in values)
            if problems or seen.removed or not kept:
                faults = faults or problems
                left += 1
            else:
                planned.append((ref, seen, self._differing(whole, seen)))
        if not planned:
            return Outcome(problems=tuple(faults)) if faults else Outcome("record.none_changed")

        def write(uow: UnitOfWork) -> list[RecordRef]:
            for ref, seen, changes in planned:
                if changes:
                    edit_record(uow, self.board.register, ref.org, ref.id, changes, seen.values)
            return [ref for ref, _seen, _changes in planned]

        code = "record.some_changed" if left else "record.all_changed"
        return self._write_all("record.edit", write, code, count=len(planned), left=left)

    def _differing(self, whole: Mapping[str, object], seen: Record) -> dict[str, object]:
        return {
            column: value
            for column, value in whole.items()
            if (value or None) != (seen.values.get(column) or None)
        }

    def warnings(self, ref: RecordRef) -> list[Problem]:
        """What plugins have to say of a row that has been kept all the same."""
        register = self.board.register
        if not register.checks:
            return []
        values = record(self._store, register.id, ref.org, ref.id).values
        return warnings_about(self._store, register, ref.org, values, ref.id)

    def remove(self, ref: RecordRef, reason: str) -> Outcome[RecordRef]:
        """Take a row out of every count."""

        def write(uow: UnitOfWork) -> RecordRef:
            remove_record(uow, self.board.register.id, ref.org, ref.id, reason)
            return ref

        return self._write("record.remove", write, "record.removed", reason=reason)

    def restore(self, ref: RecordRef) -> Outcome[RecordRef]:
        """Let a row that was taken away count again."""

        def write(uow: UnitOfWork) -> RecordRef:
            restore_record(uow, self.board.register, ref.org, ref.id)
            return ref

        return self._write("record.restore", write, "record.restored")

    def undo(self) -> Outcome[RecordRef]:
        """Take back this person's latest change to the register, also one from before a restart."""
        return self._reverse("undo")

    def redo(self) -> Outcome[RecordRef]:
        """Do again what was taken back last."""
        return self._reverse("redo")

    def unmask(self, columns: Sequence[str]) -> Outcome[RecordRef]:
        """Show personal columns; that they were shown is on disk first."""
        board = self.board
        shown = [id for id in columns if board.column(id).personal]
        if not shown:
            board.unmask(())
            return Outcome("record.masked")
        try:
            with self._store.begin(self._actor, "record.unmask") as uow:
                where = f"register {board.register.id}"
                for org in board.orgs:
                    record_unmasking(uow, org, shown, where, self._clock())
                uow.commit()
        except BranchkitError as error:
            return Outcome(refused=error)
        board.unmask(shown)
        return Outcome("record.unmasked")

    # -- the work -------------------------------------------------------------------------------------

    def _read(self, org: str, texts: Mapping[str, str]) -> tuple[dict[str, object], list[Problem]]:
        reading = reading_of(self._store, org, self._clock().date())
        return read_values(self.board.register, texts, reading)

    def _kept_values(self, record: Record) -> dict[str, object]:
        """The values of a row that are kept, without those worked out."""
        typed = {column.id for column in self.board.register.columns if column.typed}
        return {id: value for id, value in record.values.items() if id in typed}

    def _problems(
        self,
        org: str,
        values: dict[str, object],
        unread: Sequence[Problem],
        id: str = "",
    ) -> list[Problem]:
        """What is wrong with a row, what could not be read left out; columns that do not apply are emptied on the way."""
        register = self.board.register
        row = self.board.completed(org, values)
        undecided = undecided_columns(register, strange_choices(register, values))
        for column in register.columns:
            applies = column.id in undecided or all_hold(column.when, row)
            if column.typed and not applies:
                values[column.id] = None
        named = {problem.place.key for problem in unread}
        found = check_record(self._store, register, org, values, id)
        return [problem for problem in found if problem.place.key not in named]

    def _write(
        self, action: str, write: Callable[[UnitOfWork], RecordRef], code: str, **params: object
    ) -> Outcome[RecordRef]:
        return self._write_all(action, lambda uow: [write(uow)], code, **params)

    def _write_all(
        self,
        action: str,
        write: Callable[[UnitOfWork], list[RecordRef]],
        code: str,
        **params: object,
    ) -> Outcome[RecordRef]:
        try:
            with self._store.begin(self._actor, action) as uow:
                refs = write(uow)
                self.board.own(uow.commit())
        except BranchkitError as error:
            return Outcome(refused=error)
        self.board.take_in(*refs)
        return Outcome(code, params, tuple(refs))

    def _reverse(self, way: Way) -> Outcome[RecordRef]:
        board = self.board
        outcome = reverse(
            self._store, self._actor, way, Scope("record", board.kind, frozenset(board.orgs))
        )
        refs = tuple(RecordRef(entry.org, entry.id) for entry in outcome.touched)
        board.own(outcome.operation)
        if len(refs) == 1:
            board.take_in(refs[0])
        elif refs:
            board.reread()
        return outcome.about(refs, steps(outcome.at)[-1] if refs else "")
