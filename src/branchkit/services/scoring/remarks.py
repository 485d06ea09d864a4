"""What stands beside a sheet of those who review it, as its branch sees it: remarks on cells while it has the sheet back."""

from __future__ import annotations

from branchkit.core.ports import Key, Reader, UnitOfWork
from branchkit.core.review.notes import NO_NOTES, ReviewNotes
from branchkit.core.scoring.sheets import SheetKey

REVIEW = "review"


def notes_key(key: SheetKey) -> Key:
    """The document beside a sheet."""
    return key.org, REVIEW, str(key)


def read_notes(reader: Reader, key: SheetKey) -> ReviewNotes:
    """What was written beside a sheet."""
    document = reader.get(*notes_key(key))
    return NO_NOTES if document is None else ReviewNotes.from_body(document.body)


def put_notes(uow: UnitOfWork, key: SheetKey, notes: ReviewNotes) -> None:
    """Keep what is written beside a sheet."""
    uow.put(*notes_key(key), notes.to_body())


def close_remarks(uow: UnitOfWork, key: SheetKey, at: str) -> None:
    """The sheet is handed up: its remarks have been answered."""
    notes = read_notes(uow, key)
    if notes.remarks:
        put_notes(uow, key, notes.answered(at))
