"""For what duties are worked out."""

from __future__ import annotations

from datetime import date

from branchkit.core.ports import Reader
from branchkit.core.values import frozen
from branchkit.plugin.contributions import Contributions


@frozen
class DutyScene:
    """One organisation on one day."""

    reader: Reader
    contributions: Contributions
    org: str
    today: date
