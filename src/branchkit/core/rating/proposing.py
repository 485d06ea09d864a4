"""The proposal (建议等次): rank and band of everybody who is rated, with the reasons for every step.

In this order: who is not rated stands aside; vetoes, minimums of sections, stars and ballots close bands (a ceiling: whoever is held by
it stands behind all who reach the closed band); one grade up at a time closes bands as well, unless an honour lifts it, and leaves the
rank as it is; totals rank, equal ones by what the scheme names; shares, first and last places are counted by
:class:`~branchkit.core.scoring.standings.Standings`, as on every sheet. The order in which organisations are given changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from branchkit.core.rating.ballots import Votes, ballot_result
from branchkit.core.rating.rating import RatedRow, Unrated, band_of
from branchkit.core.scoring.ceilings import ceiling_of, vetoed_by
from branchkit.core.scoring.rating_terms import BALLOT, RaterGroup, RatingTerms
from branchkit.core.scoring.results import Reason, RowInput, RowResult, plain
from branchkit.core.scoring.schemes import Band, Scheme
from branchkit.core.scoring.standings import Missed, Standings
from branchkit.core.texts import LocalText
from branchkit.core.values import frozen

NOTHING_KNOWN = Decimal("-Infinity")
"""Stands for a figure that somebody lacks, where it would break a tie."""


@frozen
class Proposal:
    """What is proposed for one organisation, and why: rank and band are None and empty for whom is not rated."""

    rank: int | None
    band: str
    reasons: tuple[Reason, ...]


def terms_of(scheme: Scheme) -> RatingTerms:
    """How the scheme has siblings rated; where it says nothing, by totals alone."""
    return scheme.rating or RatingTerms()


def drawn_row(scheme: Scheme, org: str, given: RowInput, result: RowResult) -> RatedRow:
    """What a rating takes of an organisation's row; nothing in it is open."""
    tied = [id for id in terms_of(scheme).ties if id in given.points]
    return RatedRow(
        org,
        total=result.total,
        sections=result.sections,
        shares=result.section_shares,
        points={id: given.points[id] for id in tied},
        vetoes=result.vetoed,
        stars=len(result.stars),
    )


def proposals(scheme: Scheme, rows: Iterable[RatedRow]) -> dict[str, Proposal]:
    """Organisation → what is proposed for it."""
    terms = terms_of(scheme)
    found: dict[str, Proposal] = {}
    rated: list[_Rated] = []
    for row in rows:
        if row.is_rated and row.total is not None:
            rated.append(_Rated(scheme, terms, row))
        else:
            found[row.org] = Proposal(None, "", _aside(row))
    standings = Standings(scheme, ())
    for one in rated:
        standings.replace(
            one.row.org, one.row.total, True, one.ceiling, limit=one.limit, ties=one.ties
        )
    for one in rated:
        rank, band = standings.rank(one.row.org), standings.band(one.row.org)
        reasons = (
            *one.reasons,
            *_order(scheme, terms, one, rated, rank),
            *(_missed(missed) for missed in standings.missed(one.row.org) if missed.why in _TOLD),
            *_given(band),
        )
        found[one.row.org] = Proposal(rank, band.id if band else "", reasons)
    return found


def proposed(scheme: Scheme, rows: Iterable[RatedRow]) -> list[RatedRow]:
    """The rows with rank and band as they are proposed; what had been decided on other figures is gone."""
    listed = list(rows)
    found = proposals(scheme, listed)
    return [
        replace(row, rank=found[row.org].rank, band=found[row.org].band, decided="", reason="")
        for row in listed
    ]


class _Rated:
    """One who is rated: which bands are closed, and by which figures ties are broken."""

    def __init__(self, scheme: Scheme, terms: RatingTerms, row: RatedRow) -> None:
        self.row = row
        self.reasons: list[Reason] = []
        self.ballot = ballot_result(terms, row.votes)
        self.ceiling = self._ceiling(scheme)
        self.limit = self._limit(scheme) if terms.one_grade_up else ""
        self.ties = tuple(self._figure(id, terms) for id in terms.ties)

    def _ceiling(self, scheme: Scheme) -> str:
        vetoed = vetoed_by(scheme, RowInput({}, vetoes=self.row.vetoes), self.reasons)
        ceiling = ceiling_of(scheme, vetoed, self.row.shares, self.row.stars, self.reasons)
        place = next((n for n, band in enumerate(scheme.bands) if band.id == ceiling), 0)
        while place < len(scheme.bands) - 1 and self._lacks_votes(scheme.bands[place]):
            place += 1
        return scheme.bands[place].id if place else ""

    def _lacks_votes(self, band: Band) -> bool:
        wanted = band.ballot_minimum
        if wanted is None or (self.ballot is not None and self.ballot >= wanted):
            return False
        params = {"wanted": plain(wanted), "band": band.title}
        if self.ballot is None:
            self.reasons.append(Reason("rating_no_ballot", params))
        else:
            self.reasons.append(Reason("rating_ballot", {**params, "ballot": plain(self.ballot)}))
        return True

    def _limit(self, scheme: Scheme) -> str:
        places = {band.id: place for place, band in enumerate(scheme.bands)}
        before = places.get(self.row.previous)
        if before is None:
            self.reasons.append(Reason("rating_no_previous"))
            return ""
        if before <= 1:
            return ""
        highest = scheme.bands[before - 1]
        params = {"previous": scheme.bands[before].title, "band": highest.title}
        if self.row.honour:
            self.reasons.append(Reason("rating_honour", {**params, "honour": self.row.honour}))
            return ""
        self.reasons.append(Reason("rating_one_grade", params))
        return highest.id

    def _figure(self, id: str, terms: RatingTerms) -> Decimal:
        row = self.row
        figure: Decimal | None
        if id == BALLOT:
            figure = self.ballot
        elif id in set(RaterGroup):
            figure = row.votes.get(RaterGroup(id), Votes()).worth(terms.mostly)
        else:
            figure = row.sections.get(id, row.points.get(id))
        return NOTHING_KNOWN if figure is None else figure


def _aside(row: RatedRow) -> tuple[Reason, ...]:
    """Why somebody is not rated."""
    match row.unrated:
        case "":
            return (Reason("rating_nothing_scored"),)
        case Unrated.NEW:
            return (Reason("rating_unrated_new", {"why": row.because}),)
        case Unrated.EXCLUDED:
            return (Reason("rating_unrated_excluded", {"why": row.because}),)
    return (Reason("rating_unrated_left_out", {"why": row.because}),)


def _order(
    scheme: Scheme,
    terms: RatingTerms,
    own: _Rated,
    rated: Iterable[_Rated],
    rank: int | None,
) -> Iterator[Reason]:
    """Total and rank, and what told it from those with the same total."""
    others = [one for one in rated if one is not own]
    params: dict[str, object] = {"total": own.row.total, "rank": rank, "count": len(others) + 1}
    yield Reason("rating_rank", params)
    same = [one for one in others if one.row.total == own.row.total]
    if not same:
        return
    titles = _titles(scheme)
    open_ones = same
    for place, id in enumerate(terms.ties):
        apart = [one for one in open_ones if one.ties[place] != own.ties[place]]
        if apart:
            yield _told_apart(titles.get(id), id, own.ties[place], len(apart))
        open_ones = [one for one in open_ones if one not in apart]
        if not open_ones:
            return
    yield Reason("rating_tie_shared", {"count": len(open_ones)})


def _told_apart(title: LocalText | None, id: str, figure: Decimal, count: int) -> Reason:
    """By a section or criterion, which has a title, or by votes, which the catalogs have words for."""
    params: dict[str, object] = {"by": title or id, "count": count}
    if figure == NOTHING_KNOWN:
        return Reason("rating_tie_unknown" if title else "rating_tie_no_votes", params)
    params["figure"] = plain(figure)
    return Reason("rating_tie" if title else "rating_tie_votes", params)


def _titles(scheme: Scheme) -> Mapping[str, LocalText]:
    """What the figures of the scheme that break ties are called."""
    return {
        **{criterion.id: criterion.title for criterion in scheme.criteria},
        **{section.id: section.title for section in scheme.sections},
    }


_TOLD = ("minimum", "share", "best_ranks", "at_least")
"""What closes a band besides what has been told by the way to its ceiling or limit."""


def _missed(missed: Missed) -> Reason:
    params: dict[str, object] = {
        "band": missed.band.title,
        "places": missed.places,
        "wanting": missed.wanting,
    }
    if missed.band.minimum is not None:
        params["minimum"] = plain(missed.band.minimum)
    if missed.band.share is not None:
        params["share"] = plain(missed.band.share)
    return Reason(f"rating_{missed.why}", params)


def _given(band: Band | None) -> Iterator[Reason]:
    if band is None:
        yield Reason("rating_no_band")
    else:
        yield Reason("rating_band", {"band": band.title})


def closed_by_veto(scheme: Scheme, row: RatedRow, band: str) -> bool:
    """Whether a veto keeps an organisation out of a band, which no decision lifts."""
    places = {one.id: place for place, one in enumerate(scheme.bands)}
    last = len(scheme.bands) - 1
    held = [
        last if veto.zero_total else places.get(veto.band, 0)
        for veto in scheme.vetoes
        if veto.id in row.vetoes
    ]
    return band_of(scheme, band) is not None and places[band] < max(held, default=0)
