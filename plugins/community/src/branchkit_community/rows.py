"""Rows of registers as the sector looks at them: which of them stand on a day, and their values as days and figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from branchkit.api.registers import as_number
from branchkit.api.scoring import plain
from branchkit.api.workspace import Record, WorkspaceView, day_of


def subtree(view: WorkspaceView, org: str) -> list[str]:
    """The ids of an organisation and of all below it: a region's books are kept by whoever in it sees to them."""
    return [organization.id for organization in view.tree().subtree(org)]


def standing(
    view: WorkspaceView, register: str, orgs: Sequence[str], day: date
) -> Iterator[Record]:
    """The rows that hold on a day: begun by then and not ended before."""
    declared = view.registers.get(register)
    ended_by = declared.ended_by if declared else ""
    for record in view.records(register, orgs, until=day):
        end = day_of(record.values.get(ended_by))
        if end is None or end >= day:
            yield record


def text_of(record: Record, column: str) -> str:
    """A text, an option or an id; empty where there is none."""
    return str(record.values.get(column) or "")


def texts_of(record: Record, column: str) -> list[str]:
    """The entries of a list."""
    entries = record.values.get(column)
    return [str(entry) for entry in entries] if isinstance(entries, list) else []


def on(record: Record, column: str) -> date | None:
    """A day."""
    return day_of(record.values.get(column))


def number_of(record: Record, column: str) -> Decimal:
    """A figure or an amount; nothing counts as nought."""
    return as_number(record.values.get(column)) or Decimal(0)


def figure_text(number: Decimal) -> str:
    """A figure as people write it: 13 for 13.0."""
    return f"{plain(number):f}"


def share(part: Decimal | int, whole: Decimal | int) -> Decimal:
    """In per cent; ``whole`` is not nought."""
    return 100 * Decimal(part) / Decimal(whole)
