"""The people's satisfaction (群众满意率): of all votes that the masses cast in the period, those that are satisfied or mostly so.

Votes of several ballots, and for a committee those of all villages below it, are added up before the share is taken, so that a
ballot of 200 weighs more than one of 20.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from branchkit.api.hooks import MetricView
from branchkit.api.registers import as_number
from branchkit.api.scoring import Evidence, Measurement
from branchkit.api.workspace import Record, day_of
from branchkit_rural.levels import SECTOR

SATISFACTION = "rural/satisfaction"
BALLOT = "book.ballot"
_IN_FAVOUR = ("satisfied", "mostly")
_AGAINST = ("not",)
_MASSES = "masses"
"""Members and the committee above vote as well, which is another figure."""


def measure_satisfaction(view: MetricView) -> Mapping[str, Measurement]:
    """The organisation's share in per cent; nothing where no vote was cast."""
    period, tree = view.scope.period, view.workspace.tree()
    names = {o.id: o.short for o in tree.subtree(view.scope.org) if o.sector == SECTOR}
    orgs = list(dict.fromkeys((view.scope.org, *names)))
    in_favour = cast = 0
    evidence = []
    ballots = view.workspace.records(BALLOT, orgs, since=period.first_day, until=period.last_day)
    for ballot in ballots:
        if ballot.values.get("group", _MASSES) != _MASSES:
            continue
        day = day_of(ballot.values.get("date"))
        favourable, votes = _votes(ballot, _IN_FAVOUR), _votes(ballot, _IN_FAVOUR + _AGAINST)
        in_favour += favourable
        cast += votes
        where = "" if ballot.org == view.scope.org else f"{names[ballot.org]} "
        on = f"{day:%m-%d} " if day else ""
        evidence.append(Evidence(BALLOT, ballot.id, day, f"{where}{on}{favourable}/{votes}"))
    if not cast:
        return {}
    share = Decimal(100 * in_favour) / cast
    return {view.scope.org: Measurement(SATISFACTION, share, tuple(evidence))}


def _votes(ballot: Record, options: tuple[str, ...]) -> int:
    return sum(int(as_number(ballot.values.get(option)) or 0) for option in options)
