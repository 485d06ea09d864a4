"""A review of one sheet: what each key of the review screen does, without the screen.

Each change is durable when it is answered, and undo takes back one's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from branchkit.core.actors import Actor
from branchkit.core.errors import BranchkitError, ConflictError, ScoreRefused, SheetError
from branchkit.core.fields import steps
from branchkit.core.outcomes import Outcome
from branchkit.core.ports import Body, Entry, Reader, Store, UnitOfWork
from branchkit.core.review.notes import CellKey, Remark
from branchkit.core.scoring.results import Proposal, Reason
from branchkit.core.scoring.schemes import Criterion, Scheme
from branchkit.core.scoring.sheets import Cell, Row, SheetKey, SheetStep
from branchkit.plugin.contributions import Contributions
from branchkit.services.ledger.undo import ROW, Scope, Way, reverse
from branchkit.services.review.adjusting import (
    Adjustment,
    Change,
    Column,
    adjust,
    column_adjustments,
    column_in,
    column_of,
    own_adjustments,
    proposed_adjustments,
)
from branchkit.services.review.deciding import note_look, return_sheet, write_remarks
from branchkit.services.scoring.board import SheetBoard
from branchkit.services.scoring.rows import added_up, traits_of
from branchkit.services.scoring.scores import parse_points
from branchkit.services.scoring.sheets import existing_sheet
from branchkit.services.scoring.steps import take_step
from branchkit.services.scoring.suggested import LateProposals

ACTION = "review."
"""What the ledger calls everything that is done in a review begins with this."""
ACTIONS = {Column.REVIEWED: "review.adjust", Column.FINAL: "review.settle"}


def review_changes(scheme: Scheme, key: SheetKey) -> Scope:
    """What undo takes back of a review: points given to cells, as long as the sheet lies with those above."""

    def settled(uow: UnitOfWork, _id: str, body: Body) -> Body:
        row = Row.from_body(body)
        return added_up(scheme, row, traits_of(uow, scheme, key, row.subject)).to_body()

    def checked(uow: UnitOfWork, entries: Sequence[Entry]) -> None:
        require_open_column(uow, key, entries)

    prefix = f"{key}/"
    return Scope("review", ROW, (key.org,), prefix, ACTION, settle=settled, check=checked)


def require_open_column(reader: Reader, key: SheetKey, entries: Iterable[Entry]) -> None:
    """Raises :class:`SheetError` ``not_in_review`` where entries have given other points than are given now: the review is over."""
    letters = {Column.REVIEWED: "r", Column.FINAL: "f"}[column_in(reader, key)]
    paths = (steps(path) for entry in entries for path in entry.change.fields)
    given = {path[2].lower() for path in paths if path[0] == "cells" and len(path) > 2}
    if given - {letters}:
        raise SheetError("not_in_review", state=str(existing_sheet(reader, key).state))


class ReviewSession:
    """The actions of one reviewer on one sheet."""

    def __init__(
        self,
        store: Store,
        contributions: Contributions,
        board: SheetBoard,
        proposals: LateProposals,
        actor: Actor,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._contributions = contributions
        self.board = board
        self.proposals = proposals
        self._actor = actor
        self._clock = clock

    @property
    def column(self) -> Column | None:
        """Whose points are given now; None: the sheet does not lie with those above."""
        return column_of(self.board.sheet.state)

    @property
    def _at(self) -> str:
        return self._clock().isoformat(timespec="seconds")

    def criterion(self, id: str) -> Criterion:
        """A criterion of the sheet's scheme."""
        return self.board.scheme.criterion(id)

    def applies(self, place: int, criterion: str) -> bool:
        """Whether the row's subject is judged by this criterion."""
        return self.criterion(criterion).applies.covers(self.board.traits(place))

    def proposal(self, place: int, criterion: str) -> Proposal | None:
        """What registers suggest for a cell; None where nothing does."""
        judged = self.criterion(criterion)
        if not (judged.feeds or judged.rule.history) or not self.applies(place, criterion):
            return None
        return self.proposals.get(self.board.roll[place], criterion)

    def silence(self, place: int, criterion: str) -> Reason | None:
        """Why registers suggest nothing for a cell that they could feed."""
        applies = self.applies(place, criterion)
        return self.proposals.silence(self.board.roll[place], criterion) if applies else None

    def remark(self, place: int, criterion: str) -> Remark | None:
        """What was remarked on a cell."""
        return self.board.notes.remarks.get((self.board.roll[place], criterion))

    def looked(self, place: int, criterion: str) -> bool:
        """Whether somebody has looked at the evidence of a cell."""
        return (self.board.roll[place], criterion) in self.board.notes.looked

    # -- points -----------------------------------------------------------------------------------

    def give(self, cells: Iterable[tuple[int, str]], text: str, reason: str = "") -> Outcome[int]:
        """Give cells the points that were typed; :class:`ScoreRefused` ``adjusted_without_reason`` wants a reason."""
        try:
            points = parse_points(text)
        except ScoreRefused as error:
            return Outcome(refused=error)
        judged = [cell for cell in cells if self.applies(*cell)]
        if not judged:
            return Outcome(refused=ScoreRefused("not_applicable"))
        return self._adjust([self._to(cell, points) for cell in judged], reason)

    def take_proposals(self, cells: Iterable[tuple[int, str]], reason: str) -> Outcome[int]:
        """Give cells what registers suggest."""
        wanted = self._by_subject(cells)

        def suggested(subject: str, criterion: str) -> Proposal | None:
            return self.proposal(self.board.place(subject), criterion)

        board = self.board
        found = proposed_adjustments(self._store, board.scheme, board.key, wanted, suggested)
        return self._adjust(found, reason) if found else Outcome("review.nothing_proposed")

    def take_own(self, cells: Iterable[tuple[int, str]]) -> Outcome[int]:
        """Leave cells as they stood before this review."""
        return self._found(own_adjustments, self._by_subject(cells))

    def change_column(
        self, criterion: str, places: Iterable[int], change: Change, reason: str
    ) -> Outcome[int]:
        """The same change for one criterion of several rows."""
        board = self.board
        subjects = [board.roll[place] for place in places]
        try:
            found = column_adjustments(
                self._store, board.scheme, board.key, self.criterion(criterion), subjects, change
            )
        except BranchkitError as error:
            return Outcome(refused=error)
        return self._adjust(found, reason) if found else Outcome("review.nothing_changed")

    def _found(
        self,
        find: Callable[..., list[Adjustment]],
        wanted: Mapping[str, Sequence[str]],
    ) -> Outcome[int]:
        try:
            found = find(self._store, self.board.scheme, self.board.key, wanted)
        except BranchkitError as error:
            return Outcome(refused=error)
        return self._adjust(found, "") if found else Outcome("review.nothing_changed")

    def _by_subject(self, cells: Iterable[tuple[int, str]]) -> dict[str, list[str]]:
        wanted: dict[str, list[str]] = {}
        for place, criterion in cells:
            wanted.setdefault(self.board.roll[place], []).append(criterion)
        return wanted

    def _to(self, at: tuple[int, str], points: Decimal | None) -> Adjustment:
        place, criterion = at
        seen: Cell | None = self.board.cell(place, criterion)
        return Adjustment(self.board.roll[place], criterion, points, seen)

    def _adjust(self, adjustments: Sequence[Adjustment], reason: str) -> Outcome[int]:
        board = self.board
        try:
            action = ACTIONS[self.column or Column.REVIEWED]
            with self._store.begin(self._actor, action) as uow:
                rows = adjust(uow, board.scheme, board.key, adjustments, self._at, reason)
                board.own(uow.commit(reason=reason))
        except ConflictError as error:
            changed = {board.place(foreign.subject) for foreign in board.catch_up()}
            return Outcome(touched=tuple(sorted(changed)), refused=error)
        except BranchkitError as error:
            return Outcome(refused=error)
        board.absorb(rows)
        touched = tuple(board.place(row.subject) for row in rows)
        return Outcome("review.adjusted", {"count": len(adjustments)}, touched)

    def reverse(self, way: Way) -> Outcome[int]:
        """Take one's latest points of this review back, or put them there again."""
        board = self.board
        scope = review_changes(board.scheme, board.key)
        outcome = reverse(self._store, self._actor, way, scope)
        board.own(outcome.operation)
        subjects = [entry.id.removeprefix(scope.prefix) for entry in outcome.touched]
        places = tuple(board.place(id) for id in subjects if board.has(id))
        board.reread(board.roll[place] for place in places)
        return outcome.about(places, "")

    # -- remarks, looks, steps --------------------------------------------------------------------

    def write_remark(self, cells: Iterable[tuple[int, str]], text: str) -> Outcome[int]:
        """Put a remark on cells; an empty one takes theirs away."""
        board, meant = self.board, list(cells)
        places = dict.fromkeys(place for place, _criterion in meant)
        wanted: dict[CellKey, str] = {(board.roll[p], criterion): text for p, criterion in meant}
        outcome = self._note(
            "review.remark",
            lambda uow: write_remarks(uow, self._contributions, board.key, wanted, self._at),
        )
        return outcome.about(tuple(places), "") if outcome.done else outcome

    def look(self, cells: Iterable[tuple[int, str]]) -> Outcome[int]:
        """Write down that the evidence of cells was looked at, where that is not written down yet."""
        if self.column is None:
            return Outcome()
        fresh = [(self.board.roll[p], c) for p, c in cells if not self.looked(p, c)]
        if not fresh:
            return Outcome()
        key = self.board.key
        return self._note("review.look", lambda uow: note_look(uow, key, fresh, self._at))

    def _note(self, action: str, work: Callable[[UnitOfWork], None]) -> Outcome[int]:
        try:
            with self._store.begin(self._actor, action) as uow:
                work(uow)
                self.board.own(uow.commit())
        except BranchkitError as error:
            return Outcome(refused=error)
        self.board.forget_notes()
        return Outcome()

    def give_back(self, reason: str) -> Outcome[int]:
        """Return the sheet to its branch, with the remarks on it."""
        key = self.board.key
        return self._step(
            "review.return",
            lambda uow: return_sheet(uow, self._contributions, key, self._clock, reason),
            reason,
        )

    def agree(self) -> Outcome[int]:
        """Agree to the sheet as it stands: it is reviewed, or confirmed if it was."""
        final = self.column is Column.FINAL
        step = SheetStep.CONFIRM if final else SheetStep.REVIEW
        key = self.board.key
        return self._step(
            "review.confirm" if final else "review.agree",
            lambda uow: take_step(uow, self._contributions, key, step, self._clock),
        )

    def _step(
        self, action: str, work: Callable[[UnitOfWork], object], reason: str = ""
    ) -> Outcome[int]:
        try:
            with self._store.begin(self._actor, action) as uow:
                work(uow)
                self.board.own(uow.commit(reason=reason))
        except BranchkitError as error:
            return Outcome(refused=error)
        self.board.reload_roll()
        self.board.forget_notes()
        state = str(self.board.sheet.state)
        return Outcome("review.stands", {"state": state, "name": self.board.organization.name})
