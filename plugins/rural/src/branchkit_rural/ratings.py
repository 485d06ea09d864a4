"""How an organisation was rated in a year: by its sheet or, for the years before, by the ledger of ratings.

A sheet counts as a rating once it was handed up and nothing on it is open; where its superior has rated it beside the others, the
sheet has rank and band from there. Bands are compared by their place in the scheme,
best first, so that a county with bands of its own is served as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum

from branchkit.api.registers import as_number
from branchkit.api.scoring import EDITABLE, Band, Scheme
from branchkit.api.workspace import (
    Period,
    PeriodKind,
    SheetResults,
    SubjectResult,
    WorkspaceView,
    frozen,
)
from branchkit_rural.figures import Figures
from branchkit_rural.levels import SECTOR, Level

LEDGER = "roll.star-ratings"
_SCHEMES = {
    Level.COUNTY: "county-year",
    Level.TOWNSHIP: "township-year",
    Level.VILLAGE: "branch-year",
}


class Move(StrEnum):
    """Where an organisation went since the year before."""

    ROSE = "rose"
    """晋位"""
    HELD = "held"
    """保位"""
    FELL = "fell"
    """降位"""
    NEW = "new"
    """One of the two years has no rating."""


@frozen
class Rating:
    """An organisation's year. ``band`` is None while it is not rated."""

    scheme: Scheme
    total: Decimal | None = None
    band: Band | None = None
    sheet: SheetResults | None = None
    """What it follows from; None for one out of the ledger."""

    @property
    def result(self) -> SubjectResult | None:
        """The organisation's row on the sheet."""
        return self.sheet.subjects[0] if self.sheet and self.sheet.subjects else None

    @property
    def waiting(self) -> str:
        """Why there is no band though the sheet is done: ``rating``, ``unrated``; else empty."""
        return self.result.waiting if self.result is not None and self.band is None else ""

    @property
    def is_draft(self) -> bool:
        """Whether it is still being scored: it may have points, and no band that counts."""
        return self.sheet is not None and self.band is None and not self.waiting

    @property
    def place(self) -> int | None:
        """The band's place from the best, 0; None while there is none."""
        return None if self.band is None else self.scheme.bands.index(self.band)

    def has_reached(self, figures: Figures) -> bool:
        """Whether it has reached the five goods."""
        return self.place is not None and self.place < figures.goods_bands

    def is_backward(self, figures: Figures) -> bool:
        """Whether it is to be put right."""
        from_the_end = len(self.scheme.bands) - figures.backward_bands
        return self.place is not None and self.place >= from_the_end

    def is_best(self) -> bool:
        """Whether it is in the best band."""
        return self.place == 0


def year_of(year: int) -> Period:
    """The period of a year."""
    return Period(year, 1, PeriodKind.YEAR)


def scheme_for(view: WorkspaceView, level: Level) -> Scheme:
    """The scheme of a level: the workspace's own where it has one for villages, else this plugin's."""
    name = _SCHEMES[level]
    own = view.schemes.get(f"local/{name}")
    return own if own and own.sector in ("", SECTOR) else view.schemes[f"{SECTOR}/{name}"]


def rating_of(view: WorkspaceView, org: str, level: Level, year: int) -> Rating:
    """What an organisation was rated in a year, or how far its sheet has come."""
    scheme = scheme_for(view, level)
    sheet = view.results(scheme.id, org, year_of(year))
    if sheet is not None:
        return _of_sheet(sheet)
    return _of_ledger(view, scheme, org, year)


def move_between(before: Rating, now: Rating) -> Move:
    """Risen, held or fallen; new where one of the two is not rated."""
    if before.band is None or now.band is None:
        return Move.NEW
    places = {band.id: place for place, band in enumerate(now.scheme.bands)}
    was, is_now = places.get(before.band.id), places[now.band.id]
    if was is None:
        return Move.NEW
    if was == is_now:
        return Move.HELD
    return Move.ROSE if is_now < was else Move.FELL


def _of_sheet(sheet: SheetResults) -> Rating:
    result = sheet.subjects[0] if sheet.subjects else None
    if result is None:
        return Rating(sheet.scheme, sheet=sheet)
    is_rated = result.complete and sheet.state not in EDITABLE
    band = _band(sheet.scheme, result.band) if is_rated else None
    return Rating(sheet.scheme, result.total, band, sheet)


def _of_ledger(view: WorkspaceView, scheme: Scheme, org: str, year: int) -> Rating:
    """The row of the year; of several the one decided last."""
    from branchkit.api.queries import where

    rows = (row.values for row in view.table(LEDGER, [org]).search(where("year") == year))
    last = max(rows, key=lambda values: str(values.get("decided_on", "")), default=None)
    if last is None:
        return Rating(scheme)
    return Rating(scheme, as_number(last.get("total")), _band(scheme, str(last.get("band", ""))))


def _band(scheme: Scheme, id: str) -> Band | None:
    return next((band for band in scheme.bands if band.id == id), None)


def rated_years(
    view: WorkspaceView, org: str, level: Level, until: int, count: int
) -> Iterator[tuple[int, Rating]]:
    """The last so many years with their ratings, those without left out, latest first."""
    for year in range(until, until - count, -1):
        rating = rating_of(view, org, level, year)
        if rating.band is not None:
            yield year, rating
