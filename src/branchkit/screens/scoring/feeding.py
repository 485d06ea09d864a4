"""Which registers feed a criterion, and the place where each is kept."""

from __future__ import annotations

from branchkit.core.dates import Period, PeriodKind
from branchkit.core.registers.register import Register
from branchkit.core.scoring.schemes import Criterion
from branchkit.plugin.contributions import Contributions
from branchkit.screens.context import Place
from branchkit.services.scoring.session import ScoringSession

_OWN_SCREENS = {"book.meeting": "meetings", "roll.dues": "dues", "roll.members": "members"}
"""Registers that are better kept elsewhere than in their own list."""
MOST = 9
"""So many are numbered."""


def feeding(contributions: Contributions, criterion: Criterion) -> list[Register]:
    """The registers out of which a criterion's points are suggested, as far as its metrics are declared."""
    metrics = (contributions.metrics.get(id) for id in criterion.feeds.values())
    ids = dict.fromkeys(metric.register for metric in metrics if metric)
    return [contributions.registers[id] for id in ids if id in contributions.registers][:MOST]


def place_of(register: Register, period: Period) -> Place:
    """Where its rows of a period are kept."""
    own = _OWN_SCREENS.get(register.id)
    month = period if period.kind is PeriodKind.MONTH else None
    return Place(own, period=month) if own else Place("register", register=register.id)


def unrecorded(session: ScoringSession, contributions: Contributions) -> list[Register]:
    """The registers that would feed the sheet, where none of them has anything for its period, and nobody has scored yet."""
    board = session.board
    if not board.roll or any(board.row(place).cells for place in range(min(len(board.roll), MOST))):
        return []
    found: dict[str, Register] = {}
    for criterion in board.scheme.criteria:
        for register in feeding(contributions, criterion):
            found[register.id] = register
        if session.proposal(0, criterion.id) is not None:
            return []
    return list(found.values())
