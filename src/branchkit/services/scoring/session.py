"""A scoring session: what each key of the scoring screen does, without the screen.

Takes a place (row number) and a criterion, changes the store durably, keeps the :class:`SheetBoard` in step and answers
with an :class:`Outcome`. Refusals are values here, since a refused entry is part of scoring, not an accident.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Protocol

from branchkit.core.actors import Actor
from branchkit.core.errors import BranchkitError, ConflictError, ScoreRefused
from branchkit.core.fields import steps
from branchkit.core.ports import Body, Store, UnitOfWork
from branchkit.core.scoring.results import Proposal, Refusal
from branchkit.core.scoring.schemes import Criterion, Scheme
from branchkit.core.scoring.sheets import Cell, ExtraEvent, Row, SheetStep
from branchkit.core.values import frozen
from branchkit.services.ledger.undo import Reversal, redo, undo
from branchkit.services.scoring.board import SheetBoard
from branchkit.services.scoring.scores import (
    CellEdit,
    RefusedEdit,
    change_cells,
    check_points,
    parse_points,
    require_editable,
    set_extras,
    set_vetoes,
)
from branchkit.services.scoring.sheets import added_up, take_step, traits_of


class Proposals(Protocol):
    """Where proposals come from: :class:`branchkit.services.scoring.proposals.ProposalBook`."""

    def get(self, subject: str, criterion: str) -> Proposal | None:
        """What the registers suggest for a cell."""


class LateProposals:
    """Proposals that are worked out when the first is asked for, after the first frame stands, and each once."""

    KEPT = 4000
    """Cells; a screen shows a few hundred, and each is painted many times."""

    def __init__(self, make: Callable[[], Proposals]) -> None:
        self._make = make
        self._made: Proposals | None = None
        self._kept: dict[tuple[str, str], Proposal | None] = {}

    def get(self, subject: str, criterion: str) -> Proposal | None:
        """What the registers suggest for a cell."""
        if self._made is None:
            self._made = self._make()
        cell = subject, criterion
        if cell not in self._kept:
            if len(self._kept) >= self.KEPT:
                self._kept.clear()
            self._kept[cell] = self._made.get(subject, criterion)
        return self._kept[cell]


@frozen
class Outcome:
    """What an action did. ``places`` are changed rows; ``text`` a catalog key for the message line, empty for silence."""

    places: tuple[int, ...] = ()
    text: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    refused: BranchkitError | None = None
    jump: tuple[int, str] | None = None
    """Where the cursor should go: the first cell that an undo touched."""


@frozen
class PastePlan:
    """A pasted block, checked: what would be written, what is refused and why."""

    edits: tuple[CellEdit, ...]
    refused: tuple[RefusedEdit, ...]
    overflow: int
    """How many pasted cells fall outside the sheet."""


class ScoringSession:
    """The actions of one scorer on one sheet."""

    def __init__(
        self,
        store: Store,
        board: SheetBoard,
        proposals: Proposals,
        actor: Actor,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self.board = board
        self.proposals = proposals
        self._actor = actor
        self._clock = clock
        self._last_points: Decimal | None = None
        self._criteria = {criterion.id: criterion for criterion in board.scheme.criteria}

    def criterion(self, id: str) -> Criterion:
        """A criterion of the sheet's scheme."""
        return self._criteria[id]

    def applies(self, place: int, criterion: str) -> bool:
        """Whether the row's subject is judged by this criterion."""
        return self._criteria[criterion].applies.covers(self.board.traits(place))

    def proposal(self, place: int, criterion: str) -> Proposal | None:
        """What registers suggest for a cell; None where nothing does."""
        judged = self._criteria[criterion]
        if not (judged.feeds or judged.rule.history) or not self.applies(place, criterion):
            return None
        return self.proposals.get(self.board.roll[place], criterion)

    def is_open(self, place: int, criterion: str) -> bool:
        """Whether a cell still wants points or a note."""
        return self.board.cell(place, criterion) is None and self.applies(place, criterion)

    def enter_score(self, place: int, criterion: str, text: str) -> Outcome:
        """Take typed points."""
        try:
            points = parse_points(text)
        except ScoreRefused as error:
            return Outcome(refused=error)
        outcome = self._score(place, criterion, points, "typed")
        if outcome.refused is None:
            self._last_points = points
        return outcome

    def take_proposal(self, place: int, criterion: str) -> Outcome:
        """Take what the registers suggest for one cell."""
        proposal = self.proposal(place, criterion)
        if proposal is None:
            return Outcome(text="screen.scoring.no_proposal")
        return self._score(place, criterion, proposal.points, "proposal")

    def take_column(self, criterion: str) -> Outcome:
        """Take the proposals of all cells of a column that are still open."""
        edits = []
        for place in range(len(self.board.roll)):
            if self.is_open(place, criterion) and (found := self.proposal(place, criterion)):
                edits.append(self._edit(place, criterion, Cell(found.points, "proposal")))
        if not edits:
            return Outcome(text="screen.scoring.no_proposals_left")
        return self._write("score.column", edits, "screen.scoring.column_taken")

    def fill_down(self, place: int, criterion: str, text: str = "") -> Outcome:
        """Give the open cells from here down the typed value, else this cell's, else full marks."""
        here = self.board.cell(place, criterion)
        if text:
            try:
                points = parse_points(text)
            except ScoreRefused as error:
                return Outcome(refused=error)
        elif here is not None and here.points is not None:
            points = here.points
        else:
            points = self._criteria[criterion].maximum
        edits = [
            self._edit(row, criterion, Cell(points, "filled"))
            for row in range(place, len(self.board.roll))
            if self.is_open(row, criterion) or (row == place and text)
        ]
        if not edits:
            return Outcome(text="screen.scoring.nothing_to_fill")
        self._last_points = points
        return self._write("score.fill", edits, "screen.scoring.filled", points=points)

    def repeat(self, place: int, criterion: str) -> Outcome:
        """Give the cell the value that was typed last."""
        if self._last_points is None:
            return Outcome(text="screen.scoring.nothing_to_repeat")
        return self._score(place, criterion, self._last_points, "repeated")

    def annotate(self, place: int, criterion: str, note: str) -> Outcome:
        """Write a cell's note; an empty one takes it away."""
        before = self.board.cell(place, criterion)
        note = note.strip()
        if before is None:
            cell = Cell(None, note=note) if note else None
        elif before.points is None and not note:
            cell = None
        else:
            cell = replace(before, note=note)
        return self._write(
            "score.note", [CellEdit(self.board.roll[place], criterion, cell, before)]
        )

    def clear(self, place: int, criterion: str) -> Outcome:
        """Empty a cell."""
        if self.board.cell(place, criterion) is None:
            return Outcome()
        return self._write("score.clear", [self._edit(place, criterion, None)])

    def set_vetoes(self, place: int, vetoes: Mapping[str, str]) -> Outcome:
        """Replace the vetoes of a row (veto id → reason)."""
        return self._row_change(
            "score.veto",
            lambda uow: set_vetoes(
                uow, self.board.scheme, self.board.key, self.board.roll[place], vetoes
            ),
        )

    def set_extras(self, place: int, extras: Iterable[ExtraEvent]) -> Outcome:
        """Replace the bonus and deduction events of a row."""
        return self._row_change(
            "score.extra",
            lambda uow: set_extras(
                uow, self.board.scheme, self.board.key, self.board.roll[place], extras
            ),
        )

    def plan_paste(
        self, place: int, criteria: Sequence[str], block: Sequence[Sequence[str]]
    ) -> PastePlan:
        """Check a pasted block whose top left corner is at ``place`` and the first of ``criteria``."""
        edits: list[CellEdit] = []
        refused: list[RefusedEdit] = []
        overflow = 0
        for down, line in enumerate(block):
            for right, text in enumerate(line):
                if not text.strip():
                    continue
                if place + down >= len(self.board.roll) or right >= len(criteria):
                    overflow += 1
                    continue
                self._plan_cell(place + down, criteria[right], text, edits, refused)
        return PastePlan(tuple(edits), tuple(refused), overflow)

    def paste(self, plan: PastePlan) -> Outcome:
        """Write what a plan accepted, as one change."""
        if not plan.edits:
            return Outcome(text="screen.scoring.nothing_to_paste")
        return self._write("score.paste", plan.edits, "screen.scoring.pasted")

    def undo(self) -> Outcome:
        """Take back the latest change of this sheet, also one from before a restart."""
        return self._travel("score.undo", undo)

    def redo(self) -> Outcome:
        """Do again what was taken back last."""
        return self._travel("score.redo", redo)

    def submit(self, schemes: Mapping[str, Scheme]) -> Outcome:
        """Hand the sheet up; it is the branch's no longer."""
        try:
            with self._store.begin(self._actor, "sheet.submit") as uow:
                take_step(uow, schemes, self.board.key, SheetStep.SUBMIT, self._clock)
                uow.commit()
        except BranchkitError as error:
            return Outcome(refused=error)
        self.board.reload_sheet()
        return Outcome(text="screen.scoring.submitted")

    def _travel(self, action: str, way: Callable[..., Reversal | None]) -> Outcome:
        """Take the latest change or the latest undo back, and go where it was."""
        kind = action.removeprefix("score.")
        prefix = f"{self.board.key}/"
        try:
            with self._store.begin(self._actor, action) as uow:
                require_editable(uow, self.board.key)
                reversal = way(
                    uow, self._store, self.board.key.org, prefix, partial(self._settled, uow)
                )
                if reversal is None:
                    return Outcome(text=f"screen.scoring.nothing_to_{kind}")
                uow.commit(undoes=reversal.operation)
        except BranchkitError as error:
            return Outcome(refused=error)
        places = tuple(
            self.board.place(subject)
            for subject in (id.removeprefix(prefix) for id in reversal.ids)
            if self.board.has(subject)
        )
        self.board.reread(self.board.roll[place] for place in places)
        jump = (places[0], self._criterion_in(reversal.path)) if places else None
        return Outcome(places, f"screen.scoring.done_{kind}", jump=jump)

    def _settled(self, uow: UnitOfWork, id: str, body: Body) -> Body:
        """A row put back as it was, added up."""
        row = Row.from_body(body)
        traits = traits_of(uow, self.board.scheme, self.board.key, row.subject)
        return added_up(self.board.scheme, row, traits).to_body()

    def _criterion_in(self, path: str) -> str:
        """The criterion of a changed field; the first one for an extra or a veto."""
        match steps(path):
            case ["cells", criterion, *_] if criterion in self._criteria:
                return criterion
        return next(iter(self._criteria))

    def _plan_cell(
        self,
        place: int,
        criterion: str,
        text: str,
        edits: list[CellEdit],
        refused: list[RefusedEdit],
    ) -> None:
        subject = self.board.roll[place]
        if not self.applies(place, criterion):
            refused.append(RefusedEdit(subject, criterion, text, Refusal("not_applicable")))
            return
        try:
            points = parse_points(text)
        except ScoreRefused:
            refused.append(
                RefusedEdit(subject, criterion, text, Refusal("unreadable", {"text": text}))
            )
            return
        refusal = check_points(self._criteria[criterion], points)
        if refusal is not None:
            refused.append(RefusedEdit(subject, criterion, text, refusal))
        else:
            edits.append(self._edit(place, criterion, Cell(points, "pasted")))

    def _score(self, place: int, criterion: str, points: Decimal, origin: str) -> Outcome:
        if not self.applies(place, criterion):
            return Outcome(refused=ScoreRefused("not_applicable"))
        before = self.board.cell(place, criterion)
        cell = (
            Cell(points, origin)
            if before is None
            else replace(before, points=points, origin=origin)
        )
        return self._write(
            "score.enter", [CellEdit(self.board.roll[place], criterion, cell, before)]
        )

    def _edit(self, place: int, criterion: str, cell: Cell | None) -> CellEdit:
        before = self.board.cell(place, criterion)
        return CellEdit(self.board.roll[place], criterion, cell, before)

    def _write(
        self, action: str, edits: Sequence[CellEdit], text: str = "", **params: object
    ) -> Outcome:
        outcome = self._rows_change(
            action, lambda uow: change_cells(uow, self.board.scheme, self.board.key, edits)
        )
        if outcome.refused is None and text:
            return replace(outcome, text=text, params={"count": len(edits), **params})
        return outcome

    def _row_change(self, action: str, change: Callable[[UnitOfWork], Row]) -> Outcome:
        return self._rows_change(action, lambda uow: [change(uow)])

    def _rows_change(self, action: str, change: Callable[[UnitOfWork], list[Row]]) -> Outcome:
        try:
            with self._store.begin(self._actor, action) as uow:
                rows = change(uow)
                uow.commit()
        except ConflictError as error:
            changed = {self.board.place(foreign.subject) for foreign in self.board.catch_up()}
            return Outcome(places=tuple(sorted(changed)), refused=error)
        except BranchkitError as error:
            return Outcome(refused=error)
        self.board.absorb(rows)
        return Outcome(places=tuple(self.board.place(row.subject) for row in rows))
