"""What an organisation lacks for the next better band, and where its points were lost."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from branchkit.api.scoring import Band, Criterion, RowInput, RowResult, Scheme, Section, Veto, tally
from branchkit.api.workspace import Organization, SubjectResult, frozen
from branchkit_rural.ratings import Rating

NOTHING = Decimal(0)


@frozen
class WeakSection:
    """A section that does not come to what a band asks of each."""

    section: Section
    share: Decimal
    """What it comes to, in per cent."""
    wanted: Decimal


@frozen
class Lost:
    """A criterion that brought less than it could."""

    criterion: Criterion
    points: Decimal
    """As they are missing in the total, the section's weight counted."""


@frozen
class Shortfall:
    """What keeps an organisation from ``band``; empty parts are fulfilled."""

    band: Band
    points: Decimal = NOTHING
    sections: tuple[WeakSection, ...] = ()
    vetoes: tuple[Veto, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether nothing keeps it from the band but what no sheet says: a quota, a rank."""
        return not (self.points or self.sections or self.vetoes)


def next_band(rating: Rating) -> Band | None:
    """The band above the one reached, for a draft the best; None at the top, or where nothing is known."""
    if rating.band is None:
        return rating.scheme.bands[0] if rating.is_draft and rating.scheme.bands else None
    place = rating.place or 0
    return rating.scheme.bands[place - 1] if place else None


def shortfall(rating: Rating, organization: Organization) -> Shortfall | None:
    """What is lacking for the next band; None where there is none or no total is known.

    A rating out of the ledger has a total at most: then only that is compared.
    """
    band = next_band(rating)
    if band is None or rating.total is None:
        return None
    points = max(NOTHING, (band.minimum or NOTHING) - rating.total)
    result = rating.result
    if result is None:
        return Shortfall(band, points)
    shares = _added_up(rating.scheme, result, organization).section_shares
    return Shortfall(
        band,
        points,
        tuple(_weak_sections(rating.scheme, shares, band)),
        tuple(_barring(rating.scheme, result, band)),
    )


def section_shares(rating: Rating, organization: Organization) -> Mapping[str, Decimal]:
    """What each section comes to in per cent; empty for a rating without a sheet."""
    result = rating.result
    return _added_up(rating.scheme, result, organization).section_shares if result else {}


def lost_points(rating: Rating, organization: Organization) -> list[Lost]:
    """The criteria that brought less than they could, the largest loss first."""
    result = rating.result
    if result is None:
        return []
    scheme, traits = rating.scheme, _traits(organization)
    weights = {section.id: section.weight for section in scheme.sections}
    lost = [
        Lost(criterion, (criterion.maximum - points) * weights[criterion.section])
        for criterion in scheme.criteria
        if criterion.applies.covers(traits)
        and (points := result.points.get(criterion.id)) is not None
        and points < criterion.maximum
    ]
    return sorted(lost, key=lambda one: -one.points)


def _traits(organization: Organization) -> frozenset[str]:
    return frozenset({str(organization.kind), organization.sector})


def _added_up(scheme: Scheme, result: SubjectResult, organization: Organization) -> RowResult:
    """The row without its bonuses, which no section has."""
    return tally(
        scheme,
        RowInput(points=result.points, vetoes=result.vetoes, traits=_traits(organization)),
    )


def _weak_sections(scheme: Scheme, shares: Mapping[str, Decimal], band: Band) -> list[WeakSection]:
    wanted = band.section_minimum
    if wanted is None:
        return []
    return [
        WeakSection(section, shares[section.id], wanted)
        for section in scheme.sections
        if section.id in shares and shares[section.id] < wanted
    ]


def _barring(scheme: Scheme, result: SubjectResult, band: Band) -> list[Veto]:
    """The vetoes that do not let the organisation into the band."""
    places = {one.id: place for place, one in enumerate(scheme.bands)}
    return [
        veto
        for veto in scheme.vetoes
        if veto.id in result.vetoes
        and (veto.zero_total or (veto.band and places[veto.band] > places[band.id]))
    ]
