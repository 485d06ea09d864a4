"""小区党组织覆盖率: of the residential quarters in the tree, the share with a branch that stands.

A branch that was dissolved no longer covers anything, whatever the row still says.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from branchkit.api.hooks import MetricView
from branchkit.api.scoring import Measurement
from branchkit.api.workspace import OrganizationTree, Record
from branchkit_community.measures.making import evidence, share_of
from branchkit_community.rows import standing, subtree, text_of
from branchkit_community.vocabulary import QUARTERS

COVERED = "community/quarters-covered"


def measure_covered(view: MetricView) -> Mapping[str, Measurement]:
    """The organisation's share in per cent; nothing where no quarter is known."""
    workspace, last = view.workspace, view.scope.period.last_day
    tree = workspace.tree()
    rows = standing(workspace, QUARTERS, subtree(workspace, view.scope.org), last)
    return share_of(
        view,
        COVERED,
        (
            evidence(row, "founded_on", text_of(row, "quarter"), is_covered(row, tree, last))
            for row in rows
        ),
    )


def is_covered(quarter: Record, tree: OrganizationTree, day: date) -> bool:
    """Whether a quarter has a branch, its own or a joint one, that is not dissolved by that day."""
    branch = text_of(quarter, "branch")
    if text_of(quarter, "form") not in ("single", "joint") or branch not in tree:
        return False
    dissolved = tree.get(branch).dissolved
    return not dissolved or dissolved > day.isoformat()
