"""Rank and band of an organisation's own sheet: they come out of the rating among its siblings, since alone everybody is first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from branchkit.core.organizations.organization import Organization
from branchkit.core.ports import Document, Reader
from branchkit.core.rating.rating import RATING, RatedRow, Rating, band_of
from branchkit.core.scoring.schemes import Band, Scheme, SubjectKind
from branchkit.core.scoring.sheets import Row, SheetKey
from branchkit.core.scoring.standings import Standings
from branchkit.core.values import frozen


class Waiting(StrEnum):
    """Why an organisation with a total has no band."""

    RATING = "rating"
    """Its superior has still to rate it beside the others."""
    UNRATED = "unrated"
    """The rating has left it out."""


@frozen
class Placing:
    """Where a subject stands."""

    rank: int | None
    band: Band | None
    waiting: str = ""
    """Why there is no band (:class:`Waiting`); empty: there is one, or nothing is scored."""


NOWHERE = Placing(None, None)


def placed(
    scheme: Scheme, whose: Organization, rows: Iterable[Row], rated: RatedRow | None
) -> dict[str, Placing]:
    """Subject → where it stands; of members by their sheet, of an organisation by what :func:`rated_row` says of it.

    Without that an organisation has no rank, and its band only where the scheme's bands ask for nothing but its own points, or where
    nobody is above that could rate it.
    """
    judged = [row for row in rows if not row.excluded]
    standings = Standings(scheme, ((r.subject, r.total, r.complete, r.ceiling) for r in judged))
    if scheme.subject is SubjectKind.MEMBER:
        return {
            row.subject: Placing(standings.rank(row.subject), standings.band(row.subject))
            for row in judged
        }
    found: dict[str, Placing] = {}
    for row in judged:
        if rated is not None and not rated.is_rated:
            found[row.subject] = Placing(None, None, Waiting.UNRATED)
        elif rated is not None:
            found[row.subject] = Placing(rated.rank, band_of(scheme, rated.decided))
        elif scheme.rates_siblings and whose.parent:
            waits = row.complete and row.total is not None
            found[row.subject] = Placing(None, None, Waiting.RATING if waits else "")
        else:
            found[row.subject] = Placing(None, standings.band(row.subject))
    return found


def rated_row(
    reader: Reader, scheme: Scheme, key: SheetKey, whose: Organization
) -> RatedRow | None:
    """What the rating of its superior says of an organisation, once that is made known; None without one, and on sheets of members."""
    if scheme.subject is SubjectKind.MEMBER or not whose.parent:
        return None
    return known_row(reader.get(whose.parent, RATING, str(key)), key.org)


def known_row(document: Document | None, org: str) -> RatedRow | None:
    """What a rating, as the store keeps it, says of an organisation, once that is made known."""
    if document is None:
        return None
    rating = Rating.from_body(document.org, document.body)
    return rating.rows.get(org) if rating.is_known else None


def place_of(places: Mapping[str, Placing], subject: str) -> Placing:
    """Where a subject stands; nowhere while it is not judged."""
    return places.get(subject, NOWHERE)
