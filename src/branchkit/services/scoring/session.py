"""A scoring session: what each key of the scoring screen does, without the screen.

Takes a place (row number) and a criterion, changes the store durably, keeps the :class:`SheetBoard` in step and answers
with an :class:`~branchkit.core.outcomes.Outcome` that names the rows it touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from branchkit.core.actors import Actor
from branchkit.core.errors import BranchkitError, ConflictError, ScoreRefused
from branchkit.core.fields import steps
from branchkit.core.outcomes import Outcome
from branchkit.core.ports import Store, UnitOfWork
from branchkit.core.review.notes import Remark
from branchkit.core.scoring.results import Proposal, Reason
from branchkit.core.scoring.schemes import Criterion
from branchkit.core.scoring.sheets import Cell, ExtraEvent, Row, SheetState, SheetStep
from branchkit.plugin.contributions import Contributions
from branchkit.services.ledger.undo import Way, reverse
from branchkit.services.scoring.board import SheetBoard
from branchkit.services.scoring.cases import set_cases
from branchkit.services.scoring.scores import (
    CellEdit,
    change_cells,
    parse_points,
    set_excluded,
    set_extras,
    set_vetoes,
)
from branchkit.services.scoring.steps import may_be_withdrawn, take_step
from branchkit.services.scoring.suggested import (
    TAKEN,
    GivenReasons,
    LateProposals,
    departs,
    departures,
    is_stale,
)
from branchkit.services.scoring.taking_back import sheet_changes, told

if TYPE_CHECKING:
    from branchkit.services.scoring.pasting import PastePlan


class ScoringSession:
    """The actions of one scorer on one sheet."""

    def __init__(
        self,
        store: Store,
        board: SheetBoard,
        proposals: LateProposals,
        actor: Actor,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self.board = board
        self.proposals = proposals
        self._actor = actor
        self._clock = clock
        self.last_points: Decimal | None = None
        """What was typed last, which can be repeated."""
        self._criteria = {criterion.id: criterion for criterion in board.scheme.criteria}
        self._reasons = GivenReasons()
        self.stale: set[tuple[int, str]] = set()
        """Cells known to hold a proposal that the records no longer give."""

    @property
    def _today(self) -> date:
        return self._clock().date()

    def criterion(self, id: str) -> Criterion:
        """A criterion of the sheet's scheme."""
        return self._criteria[id]

    def applies(self, place: int, criterion: str) -> bool:
        """Whether the row's subject is judged by this criterion."""
        return self._criteria[criterion].applies.covers(self.board.traits(place))

    def remark(self, place: int, criterion: str) -> Remark | None:
        """What those above have found wrong with a cell, while the sheet is back and the cell as it was."""
        board = self.board
        if board.sheet.state is not SheetState.RETURNED:
            return None
        found = board.notes.remarks.get((board.roll[place], criterion))
        settled = found is None or found.is_settled(board.cell(place, criterion))
        return None if settled else found

    def proposal(self, place: int, criterion: str) -> Proposal | None:
        """What registers suggest for a cell; None where nothing does."""
        judged = self._criteria[criterion]
        if not (judged.feeds or judged.rule.history) or not self.applies(place, criterion):
            return None
        return self.proposals.get(self.board.roll[place], criterion)

    def silence(self, place: int, criterion: str) -> Reason | None:
        """Why registers suggest nothing for a cell that they could feed."""
        if not self.applies(place, criterion):
            return None
        return self.proposals.silence(self.board.roll[place], criterion)

    def is_stale(self, place: int, criterion: str) -> bool:
        """Whether a cell holds a proposal that the records no longer give."""
        cell = self.board.cell(place, criterion)
        if cell is None or cell.origin != TAKEN or not self.applies(place, criterion):
            return False
        if self.board.row(place).excluded or self.proposals.is_unanswered(criterion):
            return False
        return is_stale(cell, self.proposal(place, criterion))

    def unexplained(self, place: int) -> tuple[str, ...]:
        """The criteria of a row whose points are other than suggested and do not say why."""
        if not self.board.scheme.reasons_wanted or self.board.row(place).excluded:
            return ()
        cells = self.board.row(place).cells
        known = (id for id in self._criteria if id in cells)
        return tuple(id for id in known if departs(cells[id], self.proposal(place, id)))

    def find_stale(self) -> Iterator[None]:
        """Look through the whole sheet for stale cells, a few rows at a time."""
        self.stale.clear()
        board = self.board
        for found in departures(self._store, board.scheme, board.key, board.roll, self.proposals):
            if found is None:
                yield
            elif found.stale:
                self.stale.add((self.board.place(found.subject), found.criterion))

    def ask_again(self) -> None:
        """Ask registers and plugins anew."""
        self.proposals.forget()
        self.proposals.ask_ahead()

    def look_through(self) -> None:
        """Look through the whole sheet for stale cells at once."""
        for _step in self.find_stale():
            pass

    def renew(self) -> Outcome[int]:
        """Put what the registers suggest now into the stale cells; where they suggest nothing any more, nothing changes."""
        edits = [
            self.edit(place, criterion, replace(cell, points=proposal.points))
            for place, criterion in sorted(self.stale)
            if (cell := self.board.cell(place, criterion))
            and (proposal := self.proposal(place, criterion))
        ]
        if not edits:
            return Outcome("score.nothing_stale")
        return self.write("score.renew", edits, "score.renewed")

    def usual_reasons(self, place: int, criterion: str) -> tuple[str, ...]:
        """A few reasons why points may depart from what is suggested here, the likeliest first.

        Those given last for this criterion, then what stands in the column around the cell, the subject's own of a period
        ago, and those given last for other criteria.
        """
        before = self.board.earlier_row(place).cells.get(criterion)
        earlier = [before.note] if before and before.points is not None and before.note else ()
        return self._reasons.likely(
            criterion, (*self.board.notes_around(place, criterion), *earlier)
        )

    def is_open(self, place: int, criterion: str) -> bool:
        """Whether a cell still wants points or a note."""
        row = self.board.row(place)
        empty = criterion not in row.cells and not row.excluded
        return empty and self.applies(place, criterion)

    def enter_score(self, place: int, criterion: str, text: str, reason: str = "") -> Outcome[int]:
        """Keep the points that were typed into a cell; what is no number, or does not fit, is refused.

        Here and below, points that depart from what is suggested want a ``reason``: :class:`ScoreRefused` ``reason_wanted``.
        """
        try:
            points = parse_points(text)
        except ScoreRefused as error:
            return Outcome(refused=error)
        outcome = self._score(place, criterion, points, "typed", reason)
        if outcome.done:
            self.last_points = points
        return outcome

    def take_proposal(self, place: int, criterion: str) -> Outcome[int]:
        """Take what the registers suggest for one cell."""
        proposal = self.proposal(place, criterion)
        if proposal is None:
            return Outcome("score.no_proposal")
        return self._score(place, criterion, proposal.points, TAKEN)

    def take_column(self, criterion: str, among: Iterable[int] | None = None) -> Outcome[int]:
        """Take the proposals of all cells of a column that are still open; ``among``: of these rows only."""
        edits = []
        nothing = 0
        for place in range(len(self.board.roll)) if among is None else among:
            if self.is_open(place, criterion) and (found := self.proposal(place, criterion)):
                edits.append(self.edit(place, criterion, Cell(found.points, TAKEN)))
                nothing += not found.points and not found.evidence
        if not edits:
            return Outcome("score.no_proposals_left")
        code = "score.column_taken_unrecorded" if nothing else "score.column_taken"
        return self.write("score.column", edits, code, nothing=nothing)

    def repeat(self, place: int, criterion: str, reason: str = "") -> Outcome[int]:
        """Give the cell the value that was typed last."""
        if self.last_points is None:
            return Outcome("score.nothing_to_repeat")
        return self._score(place, criterion, self.last_points, "repeated", reason)

    def annotate(self, place: int, criterion: str, note: str) -> Outcome[int]:
        """Write a cell's note; an empty one takes it away."""
        before = self.board.cell(place, criterion)
        note = note.strip()
        if before is None:
            cell = Cell(None, note=note) if note else None
        elif before.points is None and not note:
            cell = None
        else:
            cell = replace(before, note=note)
        return self.write("score.note", [CellEdit(self.board.roll[place], criterion, cell, before)])

    def clear(self, place: int, criterion: str) -> Outcome[int]:
        """Empty a cell."""
        if self.board.cell(place, criterion) is None:
            return Outcome()
        return self.write("score.clear", [self.edit(place, criterion, None)])

    def set_vetoes(self, place: int, vetoes: Mapping[str, str]) -> Outcome[int]:
        """Replace the vetoes of a row (veto id → reason)."""
        return self._row_change(
            "score.veto",
            lambda uow: set_vetoes(
                *(uow, self.board.scheme, self.board.key, self.board.roll[place], vetoes),
                today=self._today,
            ),
        )

    def set_excluded(self, place: int, reason: str) -> Outcome[int]:
        """Leave a row's subject out for a reason; judge it again with an empty one."""
        subject = self.board.roll[place]
        return self._row_change(
            "score.exclude",
            lambda uow: set_excluded(
                *(uow, self.board.scheme, self.board.key, subject, reason), today=self._today
            ),
        )

    def set_cases(self, place: int, criterion: str, cases: Iterable[ExtraEvent]) -> Outcome[int]:
        """Replace the cases of a row's criterion; its cell follows them."""
        board, judged = self.board, self._criteria[criterion]
        return self._row_change(
            "score.case",
            lambda uow: set_cases(
                *(uow, board.scheme, board.key, board.roll[place], judged, cases),
                today=self._today,
            ),
        )

    def set_extras(self, place: int, extras: Iterable[ExtraEvent]) -> Outcome[int]:
        """Replace the bonus and deduction events of a row."""
        return self._row_change(
            "score.extra",
            lambda uow: set_extras(
                *(uow, self.board.scheme, self.board.key, self.board.roll[place], extras),
                today=self._today,
            ),
        )

    def paste(self, plan: PastePlan, reason: str = "") -> Outcome[int]:
        """Write what a plan accepted, as one change."""
        if not plan.edits:
            return Outcome("score.nothing_to_paste")
        return self.write("score.paste", plan.edits, "score.pasted", reason)

    def undo(self) -> Outcome[int]:
        """Take back the latest change of this sheet, also one from before a restart."""
        return self._reverse("undo")

    def redo(self) -> Outcome[int]:
        """Do again what was taken back last."""
        return self._reverse("redo")

    def submit(self, contributions: Contributions) -> Outcome[int]:
        """Hand the sheet up; it is the branch's no longer."""
        return self._step(contributions, SheetStep.SUBMIT, "score.submitted")

    def may_be_withdrawn(self) -> bool:
        """Whether the sheet is handed up and may still be taken back."""
        return may_be_withdrawn(self._store, self.board.sheet)

    def withdraw(self, contributions: Contributions, reason: str) -> Outcome[int]:
        """Take the sheet back into the branch's hands, for a reason."""
        return self._step(contributions, SheetStep.WITHDRAW, "score.withdrawn", reason)

    def _step(
        self, contributions: Contributions, step: SheetStep, code: str, reason: str = ""
    ) -> Outcome[int]:
        try:
            with self._store.begin(self._actor, f"sheet.{step}") as uow:
                sheet = take_step(uow, contributions, self.board.key, step, self._clock, reason)
                self.board.own(uow.commit(reason=reason))
        except BranchkitError as error:
            return Outcome(refused=error)
        self.board.sheet = sheet
        return Outcome(code)

    def _reverse(self, way: Way) -> Outcome[int]:
        """Take the latest change or the latest undo back, and go where it was."""
        board = self.board
        scope = sheet_changes(board.scheme, board.key, self._today)
        outcome = reverse(self._store, self._actor, way, scope)
        outcome = told(outcome, way, board.scheme)
        self.board.own(outcome.operation)
        subjects = [entry.id.removeprefix(scope.prefix) for entry in outcome.touched]
        places = tuple(self.board.place(id) for id in subjects if self.board.has(id))
        self.board.reread(self.board.roll[place] for place in places)
        self.look_again_at(places)
        at = self._criterion_in(outcome.at) if places else ""
        return outcome.about(places, at)

    def _criterion_in(self, path: str) -> str:
        """The criterion of a changed field; the first one for an extra or a veto."""
        match steps(path):
            case ["cells", criterion, *_] if criterion in self._criteria:
                return criterion
        return next(iter(self._criteria))

    def _score(
        self, place: int, criterion: str, points: Decimal, origin: str, reason: str = ""
    ) -> Outcome[int]:
        if not self.applies(place, criterion):
            return Outcome(refused=ScoreRefused("not_applicable"))
        before = self.board.cell(place, criterion)
        cell = (
            Cell(points, origin)
            if before is None
            else replace(before, points=points, origin=origin)
        )
        edit = CellEdit(self.board.roll[place], criterion, cell, before)
        return self.write("score.enter", [edit], reason=reason)

    def edit(self, place: int, criterion: str, cell: Cell | None) -> CellEdit:
        """A change of one cell, for :meth:`write`."""
        before = self.board.cell(place, criterion)
        return CellEdit(self.board.roll[place], criterion, cell, before)

    def write(
        self,
        action: str,
        edits: Sequence[CellEdit],
        code: str = "",
        reason: str = "",
        **params: object,
    ) -> Outcome[int]:
        """Keep several cells as one change, and say ``code`` of it."""
        scheme, key = self.board.scheme, self.board.key
        outcome = self._rows_change(
            action,
            lambda uow: change_cells(
                *(uow, scheme, key, edits, self._suggested, reason), today=self._today
            ),
        )
        if reason:
            self._reasons.remember(reason, {edit.criterion for edit in edits})
        return outcome.saying(code, count=len(edits), **params) if code else outcome

    def _suggested(self, subject: str, criterion: str) -> Proposal | None:
        return self.proposal(self.board.place(subject), criterion)

    def _row_change(self, action: str, change: Callable[[UnitOfWork], Row]) -> Outcome[int]:
        return self._rows_change(action, lambda uow: [change(uow)])

    def _rows_change(self, action: str, change: Callable[[UnitOfWork], list[Row]]) -> Outcome[int]:
        try:
            with self._store.begin(self._actor, action) as uow:
                rows = change(uow)
                self.board.own(uow.commit())
        except ConflictError as error:
            changed = {self.board.place(foreign.subject) for foreign in self.board.catch_up()}
            return Outcome(touched=tuple(sorted(changed)), refused=error)
        except BranchkitError as error:
            return Outcome(refused=error)
        self.board.absorb(rows)
        touched = tuple(self.board.place(row.subject) for row in rows)
        self.look_again_at(touched)
        return Outcome(touched=touched)

    def look_again_at(self, places: Iterable[int]) -> None:
        """Let go of cells in rows that have changed, where they are stale no more."""
        rows = set(places)
        self.stale = {cell for cell in self.stale if cell[0] not in rows or self.is_stale(*cell)}
