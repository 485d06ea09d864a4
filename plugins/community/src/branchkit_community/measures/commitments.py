"""承诺兑现率: of what fell due in the period, each member unit's share that was kept, and of these the mean.

The mean over units and not over commitments: a bank that promised thirty small things and kept them would hide five units that
kept nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from branchkit.api.hooks import MetricView
from branchkit.api.scoring import Evidence, Measurement
from branchkit_community.measures.making import evidence, said
from branchkit_community.region.reading import commitment_on
from branchkit_community.region.values import CommitmentState
from branchkit_community.rows import share, subtree
from branchkit_community.vocabulary import COMMITMENTS

KEPT = "community/commitments-kept"


def measure_kept(view: MetricView) -> Mapping[str, Measurement]:
    """The organisation's figure in per cent; nothing where nothing fell due."""
    last = view.scope.period.last_day
    orgs = subtree(view.workspace, view.scope.org)
    by_unit: defaultdict[tuple[str, str], list[Evidence]] = defaultdict(list)
    for record in view.workspace.records(COMMITMENTS, orgs, until=last):
        commitment = commitment_on(record, last)
        if commitment.deadline in view.scope.period:
            kept = commitment.state is CommitmentState.KEPT
            summary = f"{commitment.unit} {commitment.text}"
            by_unit[record.org, commitment.unit].append(evidence(record, "deadline", summary, kept))
    if not by_unit:
        return {}
    shares = [share(sum(row.counted for row in rows), len(rows)) for rows in by_unit.values()]
    mean = sum(shares, Decimal(0)) / len(shares)
    return said(view, KEPT, mean, [row for rows in by_unit.values() for row in rows])
