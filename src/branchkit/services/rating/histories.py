"""One's periods, scheme by scheme: what a member or an organisation came to, with the periods of which there is nothing.

Of an organisation the months of its members are told as well: by the mean of those that are settled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from branchkit.core.dates import Period
from branchkit.core.pictures import line_of
from branchkit.core.ports import Reader
from branchkit.core.rating.movement import Movement, Settled, by_band
from branchkit.core.scoring.schemes import Scheme, SubjectKind
from branchkit.core.scoring.sheets import SheetKey, SheetState
from branchkit.core.values import frozen
from branchkit.services.scoring.past_bands import PastSheet, past_sheets
from branchkit.services.scoring.sheets import SHEET

PERIODS = 24
"""So many periods of a scheme are told, the latest ones."""


@frozen
class HistoryEntry:
    """One period. ``state`` None: there is no sheet of it; ``placing`` None: nothing is settled on it.

    ``count`` is of how many members ``placing`` is the mean; 0: it is the subject's own.
    """

    period: Period
    state: SheetState | None = None
    placing: Settled | None = None
    moved: Movement | None = None
    """By band, since the period before."""
    difference: Decimal | None = None
    """Points more than in the period before, negative where fewer."""
    count: int = 0


@frozen
class SchemeHistory:
    """The periods of one scheme, oldest first, without a gap from the first to the last that has a sheet."""

    scheme: Scheme
    entries: tuple[HistoryEntry, ...]

    def line(self, *, blocks: bool = False) -> str:
        """A character for each period, between the least and the most of them."""
        totals = [entry.placing.total if entry.placing else None for entry in self.entries]
        return line_of(totals, blocks=blocks)

    @property
    def missing(self) -> tuple[Period, ...]:
        """The periods of which there is no settled result."""
        return tuple(entry.period for entry in self.entries if entry.placing is None)


def histories(
    reader: Reader, schemes: Mapping[str, Scheme], org: str, subject: str
) -> list[SchemeHistory]:
    """Every scheme by which ``subject``, a member of ``org`` or ``org`` itself, was judged; by title, those of long periods last."""
    periods: dict[str, list[Period]] = {}
    for (id,) in reader.project(org, SHEET, "", ()):
        scheme, _at, text = id.rpartition("@")
        if scheme in schemes:
            periods.setdefault(scheme, []).append(Period.parse(text))
    found = []
    for id, known in periods.items():
        keys = [SheetKey(id, org, period) for period in _without_gaps(known)]
        entries = _entries(keys, past_sheets(reader, schemes, keys), subject)
        if subject == org or any(entry.placing is not None for entry in entries):
            found.append(SchemeHistory(schemes[id], entries))
    return sorted(found, key=lambda one: (len(one.entries[0].period.months()), one.scheme.id))


def _without_gaps(periods: Iterable[Period]) -> list[Period]:
    """All from the first to the last, at most :data:`PERIODS`, oldest first."""
    first, last = min(periods, key=_starts), max(periods, key=_starts)
    whole = [last]
    while whole[-1] != first and len(whole) < PERIODS:
        whole.append(whole[-1].previous)
    return whole[::-1]


def _starts(period: Period) -> tuple[int, int]:
    return period.year, period.index


def _entries(
    keys: Iterable[SheetKey], sheets: Mapping[SheetKey, PastSheet], subject: str
) -> tuple[HistoryEntry, ...]:
    entries: list[HistoryEntry] = []
    before: Settled | None = None
    for key in keys:
        sheet = sheets.get(key)
        of_others = (
            sheet is not None and sheet.scheme.subject is SubjectKind.MEMBER and subject == key.org
        )
        placing, count = _mean(sheet) if sheet and of_others else (None, 0)
        if sheet is not None and not of_others:
            placing = sheet.placings.get(subject)
        difference = placing.total - before.total if placing and before else None
        state, moved = sheet.state if sheet else None, by_band(placing, before)
        entries.append(HistoryEntry(key.period, state, placing, moved, difference, count))
        before = placing
    return tuple(entries)


def _mean(sheet: PastSheet) -> tuple[Settled | None, int]:
    """What the settled members of a sheet come to in the mean, to the decimals of the scheme and one more."""
    totals = [placing.total for placing in sheet.placings.values()]
    if not totals:
        return None, 0
    step = Decimal(1).scaleb(-sheet.scheme.rounding.places)
    mean = (sum(totals, Decimal(0)) / len(totals)).quantize(step)
    return Settled(mean), len(totals)
