"""资源利用率: of the resources that stand at the period's end, the share that was used in it."""

from __future__ import annotations

from collections.abc import Mapping

from branchkit.api.hooks import MetricView
from branchkit.api.scoring import Measurement
from branchkit_community.measures.making import evidence, share_of
from branchkit_community.region.reading import read_resources
from branchkit_community.rows import subtree

USED = "community/resources-used"


def measure_used(view: MetricView) -> Mapping[str, Measurement]:
    """The organisation's share in per cent; nothing where nothing is offered."""
    period = view.scope.period
    orgs = subtree(view.workspace, view.scope.org)
    resources = read_resources(view.workspace, orgs, period, period.last_day)
    return share_of(
        view,
        USED,
        (
            evidence(
                resource.record, "since", f"{resource.unit} {resource.name}", resource.uses > 0
            )
            for resource in resources
        ),
    )
