"""What plugins are told after a commit: which sheets have moved on, and which rows of registers have changed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from branchkit.core.dates import Period
from branchkit.core.scoring.sheets import SheetState
from branchkit.core.values import frozen


class RecordStep(StrEnum):
    """What has become of a row."""

    ADDED = "added"
    """It is new, or counts again."""
    CHANGED = "changed"
    REMOVED = "removed"
    """It counts no more; it may still be read in the history."""


@frozen
class SheetMoved:
    """A sheet stands elsewhere than before: handed up, returned, sealed, and whatever else its states say."""

    scheme: str
    org: str
    period: Period
    before: SheetState | None
    """None for a sheet that was opened."""
    state: SheetState


@frozen
class RecordTouched:
    """A row of a register with rows of its own; people on the roll and in development are not among them."""

    register: str
    org: str
    id: str
    step: RecordStep


@frozen
class Commit:
    """One change, as it stands in the ledger: all of it has happened, and is on the disk."""

    operation: int
    """Its number there."""
    at: datetime
    actor: str
    action: str
    """What the ledger calls it: ``sheet.submit``, ``record.add``, ``undo`` …"""
    sheets: tuple[SheetMoved, ...] = ()
    records: tuple[RecordTouched, ...] = ()
