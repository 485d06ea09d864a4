"""Which bands a row's parts leave open: vetoes, the least that every section wants, and stars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from branchkit.core.scoring.results import Reason, RowInput, plain
from branchkit.core.scoring.rules.base import HUNDRED
from branchkit.core.scoring.schemes import Band, Criterion, Scheme, Star


def vetoed_by(scheme: Scheme, row: RowInput, reasons: list[Reason]) -> tuple[str, ...]:
    """The vetoes that stand, in the scheme's order."""
    if not row.vetoes:
        return ()
    sections = {section.id: section.title for section in scheme.sections}
    bands = {band.id: band.title for band in scheme.bands}
    standing = tuple(veto for veto in scheme.vetoes if veto.id in row.vetoes)
    for veto in standing:
        if veto.zero_total:
            reasons.append(Reason("veto_total", {"veto": veto.title}))
        elif veto.zero_section:
            params = {"veto": veto.title, "section": sections[veto.zero_section]}
            reasons.append(Reason("veto_section", params))
        else:
            reasons.append(Reason("veto_band", {"veto": veto.title, "band": bands[veto.band]}))
    return tuple(veto.id for veto in standing)


def stars_of(
    scheme: Scheme, row: RowInput, shares: Mapping[str, Decimal], reasons: list[Reason]
) -> tuple[str, ...]:
    """The stars that are earned: of criteria by their points, of sections by ``shares``, once nothing in them is open."""
    earned: list[str] = []
    reached: list[tuple[str, Star | None, Decimal | None]] = [
        *((c.id, c.star, _share_of(c, row)) for c in scheme.criteria),
        *((section.id, section.star, shares.get(section.id)) for section in scheme.sections),
    ]
    for id, star, share in reached:
        if star is not None and share is not None and share >= star.share:
            earned.append(id)
            reasons.append(Reason("star", {"star": star.title}))
    return tuple(earned)


def _share_of(criterion: Criterion, row: RowInput) -> Decimal | None:
    """A criterion's points in per cent of its maximum; None where it is open or does not apply."""
    points = row.points.get(criterion.id)
    if points is None or not criterion.maximum or not criterion.applies.covers(row.traits):
        return None
    return points * HUNDRED / criterion.maximum


def ceiling_of(
    scheme: Scheme,
    vetoed: Iterable[str],
    shares: Mapping[str, Decimal],
    stars: int,
    reasons: list[Reason],
) -> str:
    """The best band still open; empty when that is the very best."""
    places = {band.id: place for place, band in enumerate(scheme.bands)}
    if not places:
        return ""
    last = len(places) - 1
    by_veto = {
        veto.id: places[veto.band] if veto.band else last if veto.zero_total else 0
        for veto in scheme.vetoes
    }
    lowest = max((by_veto[id] for id in vetoed), default=0)
    while lowest < last:
        shortfall = _shortfall(scheme, scheme.bands[lowest], shares, stars)
        if shortfall is None:
            break
        reasons.append(shortfall)
        lowest += 1
    return scheme.bands[lowest].id if lowest else ""


def _shortfall(
    scheme: Scheme, band: Band, shares: Mapping[str, Decimal], stars: int
) -> Reason | None:
    """What the band wants and the row has not; None where it has everything."""
    if (wanted := band.section_minimum) is not None:
        short = [s.title for s in scheme.sections if shares.get(s.id, wanted) < wanted]
        if short:
            params = {"sections": tuple(short), "wanted": plain(wanted), "band": band.title}
            return Reason("section_minimum", params)
    if band.stars is not None and stars < band.stars:
        few = {"stars": stars, "wanted": band.stars, "band": band.title}
        return Reason("too_few_stars", few)
    return None
