"""晋位: how a result stands beside that of the period before, by band and by total.

A band is better the earlier it stands in its scheme. Of a band that the scheme of today no longer has, nothing is said by band.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from branchkit.core.scoring.schemes import Band
from branchkit.core.values import frozen


class Movement(StrEnum):
    """What became of a result since the period before."""

    RISEN = "risen"
    """晋位"""
    HELD = "held"
    """保位"""
    FALLEN = "fallen"
    """退位"""


@frozen
class Settled:
    """A settled result: its total and, where the scheme rates, its band among the scheme's, best first."""

    total: Decimal
    band: Band | None = None
    bands: tuple[Band, ...] = ()

    @property
    def level(self) -> int | None:
        """The place of its band, 0 for the best; None without one."""
        ids = [band.id for band in self.bands]
        return ids.index(self.band.id) if self.band is not None and self.band.id in ids else None

    @property
    def is_last(self) -> bool:
        """Whether no band is worse: 后进."""
        return len(self.bands) > 1 and self.level == len(self.bands) - 1


def by_band(now: Settled | None, before: Settled | None) -> Movement | None:
    """Risen to a better band, fallen to a worse one, or held; None where either result has no band that can be compared."""
    if now is None or before is None or before.band is None:
        return None
    earlier = Settled(before.total, before.band, now.bands).level
    if now.level is None or earlier is None:
        return None
    return _compared(earlier, now.level)


def by_total(now: Settled | None, before: Settled | None) -> Movement | None:
    """The same by points; None without one of the results."""
    if now is None or before is None:
        return None
    return _compared(now.total, before.total)


def is_target_met(now: Settled | None, before: Settled | None) -> bool | None:
    """Whether one more place has been gained (“one place up”): a better band than before, or the best one kept.

    None where there is nothing to compare.
    """
    moved = by_band(now, before)
    if moved is None or now is None:
        return None
    return moved is Movement.RISEN or (moved is Movement.HELD and now.level == 0)


def _compared(more: Decimal | int, less: Decimal | int) -> Movement:
    if more == less:
        return Movement.HELD
    return Movement.RISEN if more > less else Movement.FALLEN
