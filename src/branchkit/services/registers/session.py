"""What somebody does at a register's screen: every change is on disk when it is answered, and can be taken back.

Refusals are values here, as in scoring: what was typed does not fit, or somebody else was quicker.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import datetime

from branchkit.core.actors import Actor
from branchkit.core.errors import BranchkitError, Problem
from branchkit.core.fields import steps
from branchkit.core.ports import Store, UnitOfWork
from branchkit.core.registers.conditions import all_hold
from branchkit.core.registers.register import Record
from branchkit.core.registers.values import read_values
from branchkit.core.values import frozen
from branchkit.services.ledger.undo import Reversal, redo, undo
from branchkit.services.registers.board import RecordBoard
from branchkit.services.registers.reading import RecordRef
from branchkit.services.registers.writing import (
    add_record,
    check_record,
    defaults_of,
    edit_record,
    reading_of,
    remove_record,
    restore_record,
)
from branchkit.services.unmasking import record_unmasking


@frozen
class RecordOutcome:
    """What an action did. ``ref`` is the row it did it to, ``column`` the first one changed by an undo.

    ``text`` is a catalog key for the message line; ``problems`` and ``refused`` say why nothing was done.
    """

    ref: RecordRef | None = None
    column: str = ""
    text: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    refused: BranchkitError | None = None

    @property
    def done(self) -> bool:
        """Whether it was done."""
        return self.refused is None and not self.problems


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

    def add(self, org: str, texts: Mapping[str, str]) -> RecordOutcome:
        """Keep a new row, typed column by column."""
        values, problems = self._read(org, texts)
        if problems := [*problems, *self._problems(org, values, problems)]:
            return RecordOutcome(problems=tuple(problems))

        def write(uow: UnitOfWork) -> RecordRef:
            return RecordRef(org, add_record(uow, self.board.register, org, values).id)

        return self._write("record.add", write, "screen.register.added")

    def change(self, ref: RecordRef, seen: Record, texts: Mapping[str, str]) -> RecordOutcome:
        """Change columns of a row, typed; refused where somebody else has changed them since ``seen``."""
        values, problems = self._read(ref.org, texts)
        whole = {**self._kept_values(seen), **values}
        if problems := [*problems, *self._problems(ref.org, whole, problems, ref.id)]:
            return RecordOutcome(ref, problems=tuple(problems))
        changes = {
            column: value
            for column, value in whole.items()
            if (value or None) != (seen.values.get(column) or None)
        }
        if not changes:
            return RecordOutcome(ref)

        def write(uow: UnitOfWork) -> RecordRef:
            register = self.board.register
            edit_record(uow, register, ref.org, ref.id, changes, seen.values)
            return ref

        return self._write("record.edit", write, "screen.register.changed")

    def remove(self, ref: RecordRef, reason: str) -> RecordOutcome:
        """Take a row out of every count."""

        def write(uow: UnitOfWork) -> RecordRef:
            remove_record(uow, self.board.register.id, ref.org, ref.id, reason)
            return ref

        return self._write("record.remove", write, "screen.register.removed", reason=reason)

    def restore(self, ref: RecordRef) -> RecordOutcome:
        """Let a row that was taken away count again."""

        def write(uow: UnitOfWork) -> RecordRef:
            restore_record(uow, self.board.register, ref.org, ref.id)
            return ref

        return self._write("record.restore", write, "screen.register.restored")

    def undo(self) -> RecordOutcome:
        """Take back this person's latest change to the register, also one from before a restart."""
        return self._travel("undo", undo)

    def redo(self) -> RecordOutcome:
        """Do again what was taken back last."""
        return self._travel("redo", redo)

    def unmask(self, columns: Sequence[str]) -> RecordOutcome:
        """Show personal columns; that they were shown is on disk first."""
        board = self.board
        shown = [id for id in columns if board.column(id).personal]
        if not shown:
            board.unmask(())
            return RecordOutcome(text="screen.register.masked")
        try:
            with self._store.begin(self._actor, "record.unmask") as uow:
                where = f"register {board.register.id}"
                for org in board.orgs:
                    record_unmasking(uow, org, shown, where, self._clock())
                uow.commit()
        except BranchkitError as error:
            return RecordOutcome(refused=error)
        board.unmask(shown)
        return RecordOutcome(text="screen.register.unmasked")

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
        row = self.board.completed(org, values)
        for column in self.board.register.columns:
            if column.typed and column.when and not all_hold(column.when, row):
                values[column.id] = None
        named = {problem.place.key for problem in unread}
        found = check_record(self._store, self.board.register, org, values, id)
        return [problem for problem in found if problem.place.key not in named]

    def _write(
        self, action: str, write: Callable[[UnitOfWork], RecordRef], text: str, **params: object
    ) -> RecordOutcome:
        try:
            with self._store.begin(self._actor, action) as uow:
                ref = write(uow)
                self.board.own(uow.commit())
        except BranchkitError as error:
            return RecordOutcome(refused=error)
        self.board.take_in(ref)
        return RecordOutcome(ref, text=text, params=params)

    def _travel(self, way: str, go: Callable[..., Reversal | None]) -> RecordOutcome:
        board = self.board
        try:
            with self._store.begin(self._actor, f"record.{way}") as uow:
                reversal = go(uow, self._store, board.orgs, "", kind=board.kind)
                if reversal is None:
                    return RecordOutcome(text=f"screen.register.nothing_to_{way}")
                board.own(uow.commit(undoes=reversal.operation))
        except BranchkitError as error:
            return RecordOutcome(refused=error)
        refs = [RecordRef(reversal.org, id) for id in reversal.ids]
        if len(refs) == 1:
            board.take_in(refs[0])
        else:
            board.reread()
        column = steps(reversal.path)[-1]
        return RecordOutcome(refs[0], column, f"screen.register.done_{way}", {"count": len(refs)})
