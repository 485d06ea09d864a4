"""What subjects came to on sheets: total and band, without adding a row up.

The one place that says which band counts. It is the sheet's own, which ranks nobody but those on that sheet; what a rating among
siblings has decided is to be asked for here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

from branchkit.core.errors import SchemeError
from branchkit.core.ports import Reader
from branchkit.core.rating.movement import Settled
from branchkit.core.scoring.schemes import Scheme, SubjectKind
from branchkit.core.scoring.sheets import EDITABLE, Row, Sheet, SheetKey, SheetState, row_id
from branchkit.core.scoring.standings import Standings
from branchkit.core.values import frozen
from branchkit.services.scoring.rows import ROW
from branchkit.services.scoring.sheets import read_roll, read_sheets, scheme_of

_FIELDS = ("subject", "total", "complete", "ceiling", "excluded")
_NOTHING: tuple[Any, ...] = (None, False, "", "")


@frozen
class PastSheet:
    """A sheet with the settled results on it: subject → placing."""

    key: SheetKey
    state: SheetState
    scheme: Scheme
    placings: Mapping[str, Settled]

    @property
    def is_handed_up(self) -> bool:
        """Whether its results are more than the branch's own draft."""
        return self.state not in EDITABLE


def past_sheets(
    reader: Reader, schemes: Mapping[str, Scheme], keys: Iterable[SheetKey]
) -> dict[SheetKey, PastSheet]:
    """Those of the sheets that somebody has opened and whose scheme is still known, in the order of ``keys``.

    Sheets of organisations are read a page at a time, those of members one after the other.
    """
    sheets: list[tuple[Sheet, Scheme]] = []
    for sheet in read_sheets(reader, keys).values():
        with suppress(SchemeError):
            sheets.append((sheet, scheme_of(sheet, schemes)))
    own = [
        (sheet.key.org, ROW, row_id(sheet.key, sheet.key.org))
        for sheet, scheme in sheets
        if scheme.subject is SubjectKind.ORGANIZATION
    ]
    found = reader.get_many(own)
    past: dict[SheetKey, PastSheet] = {}
    for sheet, scheme in sheets:
        key = sheet.key
        if scheme.subject is SubjectKind.ORGANIZATION:
            document = found.get((key.org, ROW, row_id(key, key.org)))
            row = Row.from_body(document.body) if document is not None else Row(key.org)
            entries = [] if row.excluded else [(key.org, row.total, row.complete, row.ceiling)]
            subjects: Iterable[str] = (key.org,)
        else:
            subjects = read_roll(reader, key)
            entries = list(_entries(reader, key, subjects))
        past[key] = PastSheet(key, sheet.state, scheme, _placings(scheme, entries))
    return past


def _entries(
    reader: Reader, key: SheetKey, subjects: Iterable[str]
) -> Iterator[tuple[str, Decimal | None, bool, str]]:
    """Everybody on the sheet who is judged, scored or not: shares of bands count them all."""
    rows = {row[1]: row[2:] for row in reader.project(key.org, ROW, f"{key}/", _FIELDS)}
    for subject in subjects:
        total, complete, ceiling, excluded = rows.get(subject, _NOTHING)
        if not excluded:
            yield (
                subject,
                None if total is None else Decimal(total),
                bool(complete),
                ceiling or "",
            )


def _placings(
    scheme: Scheme, entries: list[tuple[str, Decimal | None, bool, str]]
) -> dict[str, Settled]:
    standings = Standings(scheme, entries)
    return {
        subject: Settled(total, standings.band(subject), scheme.bands)
        for subject, total, complete, _ceiling in entries
        if total is not None and complete
    }
