"""Rank and band of every row of a sheet, from totals alone, kept up to date row by row.

Ranks are competition ranks (1, 2, 2, 4) among the complete rows. A row whose ceiling keeps it out of a band (a veto, a
section below its minimum) stands behind every row whose total reaches that band: nobody who was vetoed is second. Among
those that are kept out their totals count. A band is the best one, no better than the row's
ceiling, of which all conditions hold:

* ``minimum``: the total reaches it;
* ``share``: at most that part of all rows given, whether complete or not, may have this band or a better one,
  rounded down. Rows whose ceiling excludes the band take no place away. Of rows with the same total either all fit
  or none does: nobody is preferred for standing earlier on the roll, and the share is never exceeded;
* ``best_ranks``: the rank among the rows that may have the band is at most N; rows that share the last rank all fit;
* ``at_least`` of a worse band: at least that part of all rows given, rounded up, must stand in it or in one worse still, and
  this row is none of the last so many. Open rows are taken to stand behind; rows that share the edge all go down.

Rows of the same total are told apart by ``ties``, figures of which more is better, where they are given. A ``limit`` closes better
bands as a ceiling does, but the row keeps its rank: who may rise one grade only has not done worse.

Looking up costs a handful of binary searches, replacing a row one insertion into a sorted list: 10,000 rows take about
10 ms to build and some 20 µs a change.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import ROUND_CEILING, Decimal

from branchkit.core.scoring.schemes import Band, Scheme
from branchkit.core.values import frozen

Entry = tuple[str, Decimal | None, bool, str]
"""Subject, total, whether the row is complete, ceiling (a band's id, or empty)."""

_Key = tuple[Decimal, ...]
"""What a complete row is ranked by: its total as far as its ceiling lets it count, its total, then the figures that tell it from
others with the same."""
_Standing = tuple[_Key, int]
"""A complete row: what it is ranked by, and the place of the best band that is open to it."""


@frozen
class Missed:
    """A band that a row has not, and the first condition that keeps it out.

    ``why``: ``ceiling``, ``limit``, ``minimum``, ``share``, ``best_ranks`` or ``at_least``. ``places`` are those that a share has, or that
    a worse band wants; ``wanting`` is how many would have to share them, or stand behind.
    """

    band: Band
    why: str
    places: int = 0
    wanting: int = 0


class Standings:
    """The order of a sheet's subjects, or of those who are rated together."""

    def __init__(self, scheme: Scheme, entries: Iterable[Entry]) -> None:
        self._bands = scheme.bands
        self._levels = {band.id: place for place, band in enumerate(scheme.bands)}
        self._below = _below_minimums(scheme)
        self._standings: dict[str, _Standing | None] = {}
        self._ceilings: dict[str, int] = {}
        """Of those whom a limit holds further down than their ceiling."""
        self._shared: dict[_Standing, _Standing] = {}
        """Each standing once: ten thousand rows have a few hundred different ones."""
        for subject, total, complete, ceiling in entries:
            self._standings[subject] = self._standing(total, complete, ceiling)
        self._totals: list[list[_Key]] = [[] for _level in scheme.bands or (None,)]
        counts = Counter(self._standings.values())
        counts.pop(None, None)
        for standing in sorted(counts, key=_by_total):
            if standing is not None:
                key, level = standing
                self._totals[level] += [key] * counts[standing]

    def replace(
        self,
        subject: str,
        total: Decimal | None,
        complete: bool,
        ceiling: str,
        *,
        limit: str = "",
        ties: tuple[Decimal, ...] = (),
    ) -> None:
        """Take in a changed row; a subject not seen before is added. All rows have as many ``ties``, or none has any."""
        self.remove(subject)
        after = self._standing(total, complete, ceiling, limit, ties)
        self._standings[subject] = after
        if after is not None:
            insort(self._totals[after[1]], after[0])
            if after[1] > self._levels.get(ceiling, 0):
                self._ceilings[subject] = self._levels.get(ceiling, 0)

    def remove(self, subject: str) -> None:
        """Take a subject out, who is not judged: it has no rank and counts in no share."""
        before = self._standings.pop(subject, None)
        self._ceilings.pop(subject, None)
        if before is not None:
            totals = self._totals[before[1]]
            del totals[bisect_left(totals, before[0])]

    def rank(self, subject: str) -> int | None:
        """The rank from 1; None for a row that is not complete."""
        standing = self._standings.get(subject)
        return None if standing is None else self._above(standing[0], len(self._totals)) + 1

    def band(self, subject: str) -> Band | None:
        """The band; None for a row that is not complete, and where no band fits."""
        standing = self._standings.get(subject)
        if standing is None:
            return None
        key, best = standing
        for level in range(best, len(self._bands)):
            if self._missed(level, key) is None:
                return self._bands[level]
        return None

    def missed(self, subject: str) -> Iterator[Missed]:
        """The bands better than the row's own, best first, each with what keeps it out; none for a row that is not complete."""
        standing = self._standings.get(subject)
        if standing is None:
            return
        key, level = standing
        ceiling = self._ceilings.get(subject, level)
        for place, band in enumerate(self._bands[:level]):
            yield Missed(band, "ceiling" if place < ceiling else "limit")
        for place in range(level, len(self._bands)):
            missed = self._missed(place, key)
            if missed is None:
                return
            yield missed

    def count(self) -> int:
        """How many rows are judged."""
        return len(self._standings)

    def complete_count(self) -> int:
        """How many rows are complete."""
        return sum(len(totals) for totals in self._totals)

    def _standing(
        self,
        total: Decimal | None,
        complete: bool,
        ceiling: str,
        limit: str = "",
        ties: tuple[Decimal, ...] = (),
    ) -> _Standing | None:
        if total is None or not complete:
            return None
        level = self._levels.get(ceiling, 0)
        key = (min(total, self._below[level]), total, *ties)
        standing = key, max(level, self._levels.get(limit, 0))
        return self._shared.setdefault(standing, standing)

    def _missed(self, level: int, key: _Key) -> Missed | None:
        band = self._bands[level]
        if band.minimum is not None and key[0] < band.minimum:
            return Missed(band, "minimum")
        if band.share is not None:
            places = places_of(band.share, len(self._standings))
            wanting = self._at_or_above(key, level + 1)
            if wanting > places:
                return Missed(band, "share", places, wanting)
        if band.best_ranks is not None and self._above(key, level + 1) >= band.best_ranks:
            return Missed(band, "best_ranks", band.best_ranks)
        for worse in self._bands[level + 1 :]:
            if worse.at_least is not None:
                last = least_of(worse.at_least, len(self._standings))
                behind = len(self._standings) - self._at_or_above(key, len(self._totals))
                if behind < last:
                    return Missed(band, "at_least", last, behind)
        return None

    def _above(self, key: _Key, levels: int) -> int:
        """Complete rows that stand before this one, among those whose ceiling is in the first ``levels`` bands."""
        return sum(len(totals) - bisect_right(totals, key) for totals in self._totals[:levels])

    def _at_or_above(self, key: _Key, levels: int) -> int:
        return sum(len(totals) - bisect_left(totals, key) for totals in self._totals[:levels])


def places_of(share: Decimal, count: int) -> int:
    """How many a share of ``count`` subjects allows: rounded down."""
    return int(share * count / 100)


def least_of(share: Decimal, count: int) -> int:
    """How many a share of ``count`` subjects demands: rounded up."""
    return int((share * count / 100).to_integral_value(ROUND_CEILING))


def _below_minimums(scheme: Scheme) -> list[Decimal]:
    """For each ceiling the most that a row may be ranked by: just less than the bands above it want."""
    step = Decimal(1).scaleb(-scheme.rounding.places - 1)
    most = Decimal("Infinity")
    limits = [most]
    for band in scheme.bands[:-1]:
        if band.minimum is not None:
            most = min(most, band.minimum - step)
        limits.append(most)
    return limits


def _by_total(standing: _Standing | None) -> _Key:
    return standing[0] if standing is not None else ()
