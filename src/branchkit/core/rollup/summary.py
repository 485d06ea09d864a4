"""What the figures of many sheets come to: how many are in, on time and complete, how the totals are spread, what is weak.

Sheets of several schemes are put together, so points are taken in per cent of their scheme's maximum.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from branchkit.core.rollup.figures import UNIT, SheetFigures
from branchkit.core.scoring.schemes import Band, Criterion, Scheme
from branchkit.core.scoring.sheets import EDITABLE, SheetState
from branchkit.core.scoring.standings import Standings
from branchkit.core.values import frozen

HUNDRED = Decimal(100)
STEPS = (Decimal(60), Decimal(70), Decimal(80), Decimal(90))
"""Per cent of the maximum at which the next part of a distribution begins."""
_SETTLED = frozenset({SheetState.CONFIRMED, SheetState.PUBLICISED, SheetState.SEALED})
_PLACES = Decimal("0.1")


@frozen
class Yardstick:
    """What a sheet is held against: its scheme, as it was for the sheet, and that one's maximum, which takes long to find."""

    scheme: Scheme
    maximum: Decimal


Measured = tuple[SheetFigures, Yardstick]


@frozen
class Summary:
    """Several sheets of one period. Counts of sheets, then counts of those judged on them."""

    wanted: int = 0
    """Organisations of which a sheet is expected."""
    opened: int = 0
    handed: int = 0
    """Sheets that are out of their branch's hands."""
    on_time: int = 0
    """Of these, handed up by their day."""
    returned: int = 0
    """Sheets that were given back at least once."""
    settled: int = 0
    """Sheets that are confirmed, publicised or sealed."""
    judged: int = 0
    complete: int = 0
    """Of those judged, with nothing open."""
    vetoed: int = 0
    share: Decimal | None = None
    """The mean total of those complete in per cent of the maximum, to a tenth; None where nobody is."""

    @property
    def completeness(self) -> Decimal | None:
        """Per cent of those judged with nothing open; None where nobody is judged. 100 only when all are."""
        if not self.judged:
            return None
        exact = HUNDRED * self.complete / self.judged
        shown = exact.quantize(_PLACES, ROUND_HALF_UP)
        return min(shown, HUNDRED - _PLACES) if exact < HUNDRED else HUNDRED


class Sum:
    """A :class:`Summary` in the making."""

    __slots__ = ("_points", "complete", "counts", "judged", "vetoed", "wanted")

    def __init__(self) -> None:
        self.wanted = self.judged = self.complete = self.vetoed = 0
        self.counts = [0, 0, 0, 0, 0]
        """Opened, handed, on time, returned, settled."""
        self._points = Decimal(0)

    def add(self, line: SheetFigures, maximum: Decimal, due: str) -> None:
        """One more sheet; ``maximum`` points of its scheme, ``due`` the last day (ISO) for handing it up."""
        counts = self.counts
        if line.state:
            counts[0] += 1
            if line.state not in EDITABLE:
                counts[1] += 1
                counts[2] += "" < line.handed[:10] <= due
            counts[3] += line.returned > 0
            counts[4] += line.state in _SETTLED
        self.judged += line.judged
        self.vetoed += line.vetoed
        if line.complete and maximum:
            self.complete += line.complete
            self._points += line.total / maximum

    def take(self, other: Sum) -> None:
        """All sheets of another one as well."""
        self.wanted += other.wanted
        self.judged += other.judged
        self.vetoed += other.vetoed
        self.complete += other.complete
        self._points += other._points
        self.counts = [one + more for one, more in zip(self.counts, other.counts, strict=True)]

    def summary(self) -> Summary:
        """What it comes to by now."""
        share = None
        if self.complete:
            exact = self._points * HUNDRED / UNIT / self.complete
            share = exact.quantize(_PLACES, ROUND_HALF_UP)
        opened, handed, on_time, returned, settled = self.counts
        return Summary(
            wanted=self.wanted,
            opened=opened,
            handed=handed,
            on_time=on_time,
            returned=returned,
            settled=settled,
            judged=self.judged,
            complete=self.complete,
            vetoed=self.vetoed,
            share=share,
        )


def ranks(shares: Sequence[Decimal | None]) -> list[int | None]:
    """Competition ranks (1, 2, 2, 4) by the shares, the highest first; None for none."""
    known = sorted((share for share in shares if share is not None), reverse=True)
    first = {share: place for place, share in reversed(list(enumerate(known, start=1)))}
    return [None if share is None else first[share] for share in shares]


def spread(lines: Iterable[Measured]) -> list[int]:
    """How many totals lie below :data:`STEPS` ``[0]`` per cent of the maximum, from there to the next, and from the last on."""
    counts = [0] * (len(STEPS) + 1)
    for line, yardstick in lines:
        maximum = yardstick.maximum
        if maximum <= 0:
            continue
        for (total, _ceiling), count in line.total_counts().items():
            share = total * HUNDRED / maximum
            counts[sum(share >= step for step in STEPS)] += count
    return counts


def bands(lines: Iterable[Measured]) -> tuple[tuple[Band, ...], list[int]]:
    """The bands, best first, and how many have each, as every sheet gives them out; none where the schemes have different ones."""
    found: tuple[Band, ...] = ()
    counts: Counter[str] = Counter()
    for line, yardstick in lines:
        scheme = yardstick.scheme
        if found and [band.id for band in scheme.bands] != [band.id for band in found]:
            return (), []
        found = scheme.bands
        counts += _bands_of(line, scheme)
    return found, [counts[band.id] for band in found]


def _bands_of(line: SheetFigures, scheme: Scheme) -> Counter[str]:
    """A sheet's bands follow from how many have which total, whoever they are."""
    kinds = line.total_counts()
    entries = [
        (f"{place}/{n}", total, True, ceiling)
        for place, ((total, ceiling), count) in enumerate(kinds.items())
        for n in range(count)
    ]
    rest = [(f"-/{n}", None, False, "") for n in range(line.judged - len(entries))]
    standings = Standings(scheme, [*entries, *rest])
    counts: Counter[str] = Counter()
    for place, count in enumerate(kinds.values()):
        band = standings.band(f"{place}/0")
        if band is not None:
            counts[band.id] += count
    return counts


@frozen
class CriterionShare:
    """How much of a criterion was reached in all scored cells: per cent, to a tenth."""

    scheme: Scheme
    criterion: Criterion
    share: Decimal
    cells: int
    """How many were scored."""


def criterion_shares(lines: Iterable[Measured]) -> list[CriterionShare]:
    """The criteria with a maximum that were scored at all, the weakest first; of one scheme those of the latest text."""
    sums: dict[tuple[str, str], list[Decimal]] = {}
    known: dict[tuple[str, str], tuple[Scheme, Criterion]] = {}
    for line, yardstick in lines:
        scheme, scored = yardstick.scheme, line.criterion_sums()
        for criterion, span in _spans(scheme):
            id = criterion.id
            if id not in scored:
                continue
            count, points = scored[id]
            pair = sums.setdefault((scheme.id, id), [Decimal(0), Decimal(0), Decimal(0)])
            pair[0] += points + criterion.base * count
            pair[1] += span * count
            pair[2] += count
            known[scheme.id, id] = scheme, criterion
    found = [
        CriterionShare(
            *known[key], (HUNDRED * reached / span).quantize(_PLACES, ROUND_HALF_UP), int(cells)
        )
        for key, (reached, span, cells) in sums.items()
    ]
    return sorted(found, key=lambda one: one.share)


def _spans(scheme: Scheme) -> Iterator[tuple[Criterion, Decimal]]:
    """What can be had of each criterion; none for those without a limit."""
    for criterion in scheme.criteria:
        span = criterion.base or criterion.maximum
        if span > 0 and not criterion.unlimited:
            yield criterion, span
