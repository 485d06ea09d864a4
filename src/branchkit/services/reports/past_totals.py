"""Totals of the periods before, for the lines over months: out of rows as they are kept, no tally runs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from branchkit.core.dates import Period
from branchkit.core.ports import Reader
from branchkit.core.scoring.sheets import SheetKey
from branchkit.core.values import frozen
from branchkit.services.scoring.rows import ROW
from branchkit.services.scoring.sheets import ScoredSheet, read_sheets

PERIODS = 12
"""How many periods are looked at, the sheet's own included."""


@frozen
class PastTotals:
    """Settled totals of one period: subject → total."""

    period: Period
    totals: Mapping[str, Decimal]


def past_totals(reader: Reader, key: SheetKey) -> list[PastTotals]:
    """The periods before ``key``'s that have a sheet of the same scheme with something settled on it, oldest first."""
    before = [SheetKey(key.scheme, key.org, key.period.shifted(-n)) for n in range(1, PERIODS)]
    found = read_sheets(reader, before)
    past = [PastTotals(k.period, _settled(reader, k)) for k in reversed(before) if k in found]
    return [one for one in past if one.totals]


def _settled(reader: Reader, key: SheetKey) -> dict[str, Decimal]:
    rows = reader.project(key.org, ROW, f"{key}/", ("subject", "total", "complete"))
    return {
        subject: Decimal(total)
        for _id, subject, total, complete in rows
        if complete and total is not None
    }


def totals_until(past: list[PastTotals], scored: ScoredSheet) -> list[PastTotals]:
    """The periods before with the sheet's own at the end."""
    own = {
        row.subject: row.result.total
        for row in scored.rows
        if row.row.total is not None and row.result.complete
    }
    return [*past, PastTotals(scored.sheet.key.period, own)] if own else past
