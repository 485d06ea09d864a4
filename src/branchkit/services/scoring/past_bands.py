"""What subjects came to on sheets: total and band, without adding a row up.

The band of an organisation is the one that its rating among its siblings has made known, else what its sheet says by itself
(:mod:`~branchkit.services.scoring.placing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

from branchkit.core.errors import SchemeError
from branchkit.core.organizations.organization import Organization
from branchkit.core.ports import Key, Reader
from branchkit.core.rating.movement import Settled
from branchkit.core.rating.rating import RATING
from branchkit.core.scoring.schemes import Scheme, SubjectKind
from branchkit.core.scoring.sheets import EDITABLE, Row, Sheet, SheetKey, SheetState, row_id
from branchkit.core.scoring.standings import Standings
from branchkit.core.values import frozen
from branchkit.services.scoring.placing import known_row, place_of, placed
from branchkit.services.scoring.rows import ROW
from branchkit.services.scoring.sheets import read_roll, read_sheets, scheme_of

ORGANIZATION = "organization"
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
    judged = {
        sheet.key: scheme for sheet, scheme in sheets if scheme.subject is SubjectKind.ORGANIZATION
    }
    theirs = dict(_of_organizations(reader, judged))
    past: dict[SheetKey, PastSheet] = {}
    for sheet, scheme in sheets:
        placings = theirs.get(sheet.key)
        if placings is None:
            placings = _of_members(reader, scheme, sheet.key)
        past[sheet.key] = PastSheet(sheet.key, sheet.state, scheme, placings)
    return past


def _of_organizations(
    reader: Reader, schemes: Mapping[SheetKey, Scheme]
) -> Iterator[tuple[SheetKey, dict[str, Settled]]]:
    """What organisations came to on their own sheets, with two looks into the store for all of them."""
    wanted = [key for of in schemes for key in (("", ORGANIZATION, of.org), _row_key(of))]
    found = reader.get_many(wanted)
    whose = {
        key: Organization.from_body(key.org, document.body)
        for key in schemes
        if (document := found.get(("", ORGANIZATION, key.org))) is not None
    }
    ratings = reader.get_many({(above.parent, RATING, str(key)) for key, above in whose.items()})
    for key, scheme in schemes.items():
        document = found.get(_row_key(key))
        row = Row.from_body(document.body) if document is not None else Row(key.org)
        settled = row.total is not None and row.complete and not row.excluded
        if row.total is None or not settled or key not in whose:
            yield key, {}
            continue
        rated = known_row(ratings.get((whose[key].parent, RATING, str(key))), key.org)
        band = place_of(placed(scheme, whose[key], [row], rated), key.org).band
        yield key, {key.org: Settled(row.total, band, scheme.bands)}


def _row_key(key: SheetKey) -> Key:
    return key.org, ROW, row_id(key, key.org)


def _of_members(reader: Reader, scheme: Scheme, key: SheetKey) -> dict[str, Settled]:
    entries = list(_entries(reader, key, read_roll(reader, key)))
    standings = Standings(scheme, entries)
    return {
        subject: Settled(total, standings.band(subject), scheme.bands)
        for subject, total, complete, _ceiling in entries
        if total is not None and complete
    }


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
