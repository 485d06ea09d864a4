"""服务型党组织比例: of the organisations below a node, the share that is recognised as service-type.

An organisation that has none below it is judged by itself: 100 or nothing. Recognition is kept by whoever gives it, so the
rolls of all superiors are looked at as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from branchkit.api.hooks import MetricView
from branchkit.api.scoring import Evidence, Measurement
from branchkit.api.workspace import Organization, OrganizationKind, Record, WorkspaceView
from branchkit_community.measures.making import evidence, share_of
from branchkit_community.rows import standing, text_of
from branchkit_community.vocabulary import RECOGNISED

SERVICE_SHARE = "community/service-share"


def measure_service_share(view: MetricView) -> Mapping[str, Measurement]:
    """The organisation's share in per cent."""
    workspace, last = view.workspace, view.scope.period.last_day
    judged = judged_below(workspace, view.scope.org)
    known = recognitions(workspace, view.scope.org, last)

    def seen(organization: Organization) -> Evidence:
        found = known.get(organization.id)
        if found is None:
            return Evidence(RECOGNISED, "", None, organization.short, counted=False)
        return evidence(found, "since", organization.short, counted=True)

    return share_of(view, SERVICE_SHARE, map(seen, judged))


def judged_below(view: WorkspaceView, node: str) -> list[Organization]:
    """The organisations that a node's share is taken of: those below it, groups left out, or itself."""
    standing_here = [o for o in view.tree().subtree(node) if o.kind is not OrganizationKind.GROUP]
    return standing_here[1:] or standing_here


def recognitions(view: WorkspaceView, node: str, day: date) -> Mapping[str, Record]:
    """Organisation → its recognition, as far as it holds on a day; the latest where there are several."""
    tree = view.tree()
    keepers: Sequence[str] = [
        *(above.id for above in tree.path(node)[:-1]),
        *(below.id for below in tree.subtree(node)),
    ]
    rows = sorted(standing(view, RECOGNISED, keepers, day), key=lambda row: text_of(row, "since"))
    return {text_of(row, "organization"): row for row in rows}
