"""Rank and band of every row of a sheet, from totals alone, kept up to date row by row.

Ranks are competition ranks (1, 2, 2, 4) among the complete rows. A row whose ceiling keeps it out of a band (a veto, a
section below its minimum) stands behind every row whose total reaches that band: nobody who was vetoed is second. A band is the best one, no better than the row's
ceiling, of which all conditions hold:

* ``minimum``: the total reaches it;
* ``share``: at most that part of all rows given, whether complete or not, may have this band or a better one,
  rounded down. Rows whose ceiling excludes the band take no place away. Of rows with the same total either all fit
  or none does: nobody is preferred for standing earlier on the roll, and the share is never exceeded;
* ``best_ranks``: the rank among the rows that may have the band is at most N; rows that share the last rank all fit.

Looking up costs a handful of binary searches, replacing a row one insertion into a sorted list: 10,000 rows take about
10 ms to build and some 20 µs a change.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from branchkit.core.scoring.schemes import Band, Scheme

Entry = tuple[str, Decimal | None, bool, str]
"""Subject, total, whether the row is complete, ceiling (a band's id, or empty)."""

_Standing = tuple[Decimal, int]
"""A complete row: the total that it is ranked by, and the place of the best band that is open to it."""


class Standings:
    """The order of a sheet's subjects."""

    def __init__(self, scheme: Scheme, entries: Iterable[Entry]) -> None:
        self._bands = scheme.bands
        self._levels = {band.id: place for place, band in enumerate(scheme.bands)}
        self._below = _below_minimums(scheme)
        self._standings: dict[str, _Standing | None] = {}
        self._shared: dict[_Standing, _Standing] = {}
        """Each standing once: ten thousand rows have a few hundred different ones."""
        for subject, total, complete, ceiling in entries:
            self._standings[subject] = self._standing(total, complete, ceiling)
        self._totals: list[list[Decimal]] = [[] for _level in scheme.bands or (None,)]
        counts = Counter(self._standings.values())
        counts.pop(None, None)
        for standing in sorted(counts, key=_by_total):
            if standing is not None:
                total, level = standing
                self._totals[level] += [total] * counts[standing]

    def replace(self, subject: str, total: Decimal | None, complete: bool, ceiling: str) -> None:
        """Take in a changed row; a subject not seen before is added."""
        self.remove(subject)
        after = self._standing(total, complete, ceiling)
        self._standings[subject] = after
        if after is not None:
            insort(self._totals[after[1]], after[0])

    def remove(self, subject: str) -> None:
        """Take a subject out, who is not judged: it has no rank and counts in no share."""
        before = self._standings.pop(subject, None)
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
        total, ceiling = standing
        for level in range(ceiling, len(self._bands)):
            if self._fits(self._bands[level], level, total):
                return self._bands[level]
        return None

    def count(self) -> int:
        """How many rows are judged."""
        return len(self._standings)

    def complete_count(self) -> int:
        """How many rows are complete."""
        return sum(len(totals) for totals in self._totals)

    def _standing(self, total: Decimal | None, complete: bool, ceiling: str) -> _Standing | None:
        if total is None or not complete:
            return None
        level = self._levels.get(ceiling, 0)
        standing = min(total, self._below[level]), level
        return self._shared.setdefault(standing, standing)

    def _fits(self, band: Band, level: int, total: Decimal) -> bool:
        if band.minimum is not None and total < band.minimum:
            return False
        if band.share is not None:
            places = int(band.share * len(self._standings) / 100)
            if self._at_or_above(total, level + 1) > places:
                return False
        if band.best_ranks is not None:
            return self._above(total, level + 1) < band.best_ranks
        return True

    def _above(self, total: Decimal, levels: int) -> int:
        """Complete rows with a better total, among those whose ceiling is in the first ``levels`` bands."""
        return sum(len(totals) - bisect_right(totals, total) for totals in self._totals[:levels])

    def _at_or_above(self, total: Decimal, levels: int) -> int:
        return sum(len(totals) - bisect_left(totals, total) for totals in self._totals[:levels])


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


def _by_total(standing: _Standing | None) -> Decimal:
    return standing[0] if standing is not None else Decimal(0)
