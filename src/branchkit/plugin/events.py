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
    """The scheme's id."""
    org: str
    period: Period
    """Of the sheet."""
    before: SheetState | None
    """None for a sheet that was opened."""
    state: SheetState
    """What it is now."""


@frozen
class RecordTouched:
    """A row of a register with rows of its own; people on the roll and in development are not among them."""

    register: str
    """The register's id."""
    org: str
    id: str
    step: RecordStep
    """What was done with it."""


@frozen
class Commit:
    """One change, as it stands in the ledger: all of it has happened, and is on the disk."""

    operation: int
    """Its number there."""
    at: datetime
    """When, with its zone."""
    actor: str
    """The user's name."""
    action: str
    """What the ledger calls it: ``sheet.submit``, ``record.add``, ``undo`` …"""
    sheets: tuple[SheetMoved, ...] = ()
    """Those that have moved on, or back."""
    records: tuple[RecordTouched, ...] = ()
    """Those that were added, changed or taken away."""
