"""The hooks of the rural sector."""

from __future__ import annotations

from collections.abc import Sequence

from branchkit.core.schemes import SubjectKind
from branchkit.core.texts import LocalText
from branchkit.plugin import ComputedMetric, hookimpl
from branchkit_rural.satisfaction import SATISFACTION, measure_satisfaction


@hookimpl
def branchkit_metrics() -> Sequence[ComputedMetric]:
    """The people's satisfaction, a share of sums that TOML has no word for."""
    title = LocalText("群众满意率", "The people's satisfaction")
    return [ComputedMetric(SATISFACTION, title, SubjectKind.ORGANIZATION, measure_satisfaction)]
