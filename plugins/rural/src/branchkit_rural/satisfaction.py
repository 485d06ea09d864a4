"""The people's satisfaction (群众满意率): of all votes cast in the period, those that are satisfied or mostly so.

Votes of several ballots are added up before the share is taken, so that a ballot of 200 weighs more than one of 20.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from branchkit.core.dates import day_of
from branchkit.core.evidence import Evidence, Measurement
from branchkit.core.registers import Record
from branchkit.plugin import MetricView

SATISFACTION = "rural/satisfaction"
BALLOT = "book.ballot"
_IN_FAVOUR = ("satisfied", "mostly")
_AGAINST = ("not",)


def measure_satisfaction(view: MetricView) -> Mapping[str, Measurement]:
    """The organisation's share in per cent; nothing where no vote was cast."""
    in_favour = cast = 0
    evidence = []
    for ballot in view.records(BALLOT):
        day = day_of(ballot.values.get("date"))
        if day is None or day not in view.scope.period:
            continue
        favourable, votes = _votes(ballot, _IN_FAVOUR), _votes(ballot, _IN_FAVOUR + _AGAINST)
        in_favour += favourable
        cast += votes
        summary = f"{day:%m-%d} {favourable}/{votes}"
        evidence.append(Evidence(BALLOT, ballot.id, day, summary))
    if not cast:
        return {}
    share = Decimal(100 * in_favour) / cast
    return {view.scope.org: Measurement(SATISFACTION, share, tuple(evidence))}


def _votes(ballot: Record, options: tuple[str, ...]) -> int:
    return sum(int(Decimal(str(ballot.values.get(option) or 0))) for option in options)
