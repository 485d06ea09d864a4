"""What registers suggest, as a session asks for it, and the cells that depart from it: overridden, or taken and gone stale.

A cell that was taken from a proposal says so (its origin), so its points are what was proposed then: it is stale when something
else is proposed now. Points from elsewhere want a note that says why they are not the proposed ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

from branchkit.core.ports import Reader
from branchkit.core.scoring.results import Proposal, Reason
from branchkit.core.scoring.schemes import Scheme
from branchkit.core.scoring.sheets import Cell, SheetKey
from branchkit.core.values import frozen
from branchkit.services.scoring.rows import read_rows

if TYPE_CHECKING:
    from branchkit.plugin.questions import Reply

TAKEN = "proposal"
"""The origin of a cell whose points were proposed."""

JUDGED = "cases"
"""The origin of a cell that follows the cases entered for it, which say why."""

ROWS_A_STEP = 20
"""Rows looked through between two looks at the keyboard: each may ask for a dozen proposals."""


class Proposals(Protocol):
    """Where proposals come from: :class:`branchkit.services.scoring.proposals.MeasuredProposals`."""

    def get(self, subject: str, criterion: str) -> Proposal | None:
        """What the registers suggest for a cell."""

    def silence(self, subject: str, criterion: str) -> Reason | None:
        """Why they suggest nothing; None where they do, or where nothing ever feeds the cell."""

    @property
    def failed(self) -> Mapping[str, Reason]:
        """Metric → which plugin's failure it is that nothing is said; of those that were asked so far."""

    def is_unanswered(self, criterion: str) -> bool:
        """Whether it is not known what they would suggest, since a plugin has not said it."""

    def ask_ahead(self) -> None:
        """Have plugins asked at once what will be wanted of them."""

    def awaited(self) -> list[Reply]:
        """What plugins are still asked."""


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
        cell = subject, criterion
        if cell not in self._kept:
            if len(self._kept) >= self.KEPT:
                self._kept.clear()
            proposals = self._proposals()
            if proposals.is_unanswered(criterion):
                return None
            self._kept[cell] = proposals.get(subject, criterion)
        return self._kept[cell]

    def silence(self, subject: str, criterion: str) -> Reason | None:
        """Why they suggest nothing."""
        return self._proposals().silence(subject, criterion)

    @property
    def failed(self) -> Mapping[str, Reason]:
        """The metrics that have failed so far."""
        return {} if self._made is None else self._made.failed

    def is_unanswered(self, criterion: str) -> bool:
        """Whether it is not known what they would suggest."""
        return self._proposals().is_unanswered(criterion)

    def ask_ahead(self) -> None:
        """Have plugins asked at once."""
        self._proposals().ask_ahead()

    def awaited(self) -> list[Reply]:
        """What plugins are still asked; nothing before anything was asked for."""
        return self._made.awaited() if self._made is not None else []

    def forget(self) -> None:
        """Have everything worked out anew when it is asked for next: the registers have changed."""
        self._made = None
        self._kept.clear()

    def _proposals(self) -> Proposals:
        if self._made is None:
            self._made = self._make()
        return self._made


REASONS_OFFERED = 5


class GivenReasons:
    """Why points were given otherwise than suggested in this session, the last reason first."""

    def __init__(self) -> None:
        self._given: list[tuple[str, str]] = []

    def remember(self, reason: str, criteria: Iterable[str]) -> None:
        """It was given for these."""
        given = [(criterion, reason) for criterion in criteria]
        self._given = [*given, *(kept for kept in self._given if kept not in given)]

    def likely(self, criterion: str, around: Iterable[str]) -> tuple[str, ...]:
        """At most :data:`REASONS_OFFERED`: those of this criterion, then what stands ``around``, then the others."""
        told = [
            *(reason for at, reason in self._given if at == criterion),
            *around,
            *(reason for at, reason in self._given if at != criterion),
        ]
        return tuple(dict.fromkeys(told))[:REASONS_OFFERED]


Suggested = Callable[[str, str], Proposal | None]
"""What the registers suggest for a subject and a criterion."""


@frozen
class Departure:
    """A cell whose points are not what is suggested now, and that does not say why.

    It is ``stale`` when its points were taken from a proposal; ``proposal`` None: nothing is suggested any more.
    """

    subject: str
    criterion: str
    cell: Cell
    proposal: Proposal | None

    @property
    def stale(self) -> bool:
        """Whether the records have changed since the proposal was taken."""
        return self.cell.origin == TAKEN


def is_stale(cell: Cell | None, proposal: Proposal | None) -> bool:
    """Whether a cell holds a proposal that the records no longer give."""
    if cell is None or cell.points is None or cell.origin != TAKEN:
        return False
    return proposal is None or proposal.points != cell.points


def is_override(cell: Cell | None, proposal: Proposal | None) -> bool:
    """Whether a cell was given other points than suggested."""
    if cell is None or cell.points is None or cell.origin in (TAKEN, JUDGED):
        return False
    return proposal is not None and proposal.points != cell.points


def departs(cell: Cell, proposal: Proposal | None) -> bool:
    """Whether a cell was given other points than suggested, without a word."""
    return not cell.note and is_override(cell, proposal)


def departures(
    reader: Reader, scheme: Scheme, key: SheetKey, roll: Iterable[str], proposals: Proposals
) -> Iterator[Departure | None]:
    """All departures of a sheet; None after every few rows, when something else may be looked at."""
    fed = [c for c in scheme.criteria if c.feeds or c.rule.history is not None]
    for count, line in enumerate(read_rows(reader, scheme, key, roll), start=1):
        subject = line.row.subject
        for criterion in () if line.row.excluded else fed:
            cell = line.row.cells.get(criterion.id)
            if cell is None or cell.points is None or not criterion.applies.covers(line.traits):
                continue
            if proposals.is_unanswered(criterion.id):
                continue  # Nobody knows what would be suggested now.
            proposal = proposals.get(subject, criterion.id)
            unexplained = scheme.reasons_wanted and departs(cell, proposal)
            if unexplained or is_stale(cell, proposal):
                yield Departure(subject, criterion.id, cell, proposal)
        if count % ROWS_A_STEP == 0:
            yield None
