"""How far the month is: a few figures of done and to do, for the strip at the foot of the home screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from branchkit.core.dates import Period
from branchkit.core.dues.entries import DuesEntry, MonthDues
from branchkit.core.meetings.quotas import QuotaState
from branchkit.core.ports import Reader
from branchkit.core.scoring.schemes import Band
from branchkit.core.scoring.sheets import EDITABLE, SheetKey
from branchkit.core.scoring.standings import Entry, Standings
from branchkit.core.values import frozen
from branchkit.services.dues.records import ROLL
from branchkit.services.duties.scene import DutyScene
from branchkit.services.duties.scoring import scored_subjects
from branchkit.services.meetings.calendar import quota_year
from branchkit.services.organizations.organizations import read_tree
from branchkit.services.registers.writing import records_of
from branchkit.services.roster import has_roster
from branchkit.services.scoring.rows import ROW
from branchkit.services.scoring.sheets import (
    default_scheme_id,
    read_organization,
    read_roll,
    read_sheets,
    scheme_of,
)

MONTHS_SHOWN = 6


@frozen
class Progress:
    """``done`` of ``wanted``; the name is looked up as ``progress.<code>``."""

    code: str
    done: int
    wanted: int


@frozen
class MonthMean:
    """The mean of a month's totals; None where nobody was scored. ``complete``: everybody was."""

    month: Period
    mean: Decimal | None
    complete: bool


def month_key(scene: DutyScene, month: Period) -> SheetKey:
    """The sheet of the monthly session."""
    sector = read_organization(scene.reader, scene.org).sector
    return SheetKey(default_scheme_id(scene.contributions, sector), scene.org, month)


def month_progress(scene: DutyScene) -> Iterator[Progress]:
    """Scoring, meetings and dues of this month; what nothing is known of is left out.

    Of an organisation without members of its own: how many of the branches below have handed their month up.
    """
    month = Period.containing(scene.today)
    if not has_roster(scene.reader, scene.org):
        yield from _handed_up(scene, month)
        return
    key = month_key(scene, month)
    if roll := read_roll(scene.reader, key):
        yield Progress("scoring", scored_subjects(scene.reader, key), len(roll))
    year, contributions = scene.today.year, scene.contributions
    asked = [
        cell
        for cell in quota_year(scene.reader, contributions, scene.org, year, scene.today)
        if scene.today in cell.period and cell.state is not QuotaState.NOT_ASKED
    ]
    if asked:
        held = sum(min(cell.held, cell.wanted) for cell in asked)
        yield Progress("meetings", held, sum(cell.wanted for cell in asked))
    rows = records_of(scene.reader, ROLL, scene.org, since=month.first_day, until=month.last_day)
    by_member: dict[str, list[DuesEntry]] = {}
    for row in rows:
        entry = DuesEntry.from_values(row.id, row.values, month)
        by_member.setdefault(entry.member, []).append(entry)
    billed = [state for rows in by_member.values() if (state := MonthDues.of(rows)).due]
    if billed:
        yield Progress("dues", sum(1 for state in billed if state.settled), len(billed))


def _handed_up(scene: DutyScene, month: Period) -> Iterator[Progress]:
    """The branches below that have members, and whose sheet has left their hands."""
    below = [
        replace(scene, org=organization.id)
        for organization in read_tree(scene.reader).subtree(scene.org)
        if has_roster(scene.reader, organization.id)
    ]
    sheets = read_sheets(scene.reader, (month_key(branch, month) for branch in below))
    done = sum(1 for sheet in sheets.values() if sheet.state not in EDITABLE)
    if below:
        yield Progress("handed_up", done, len(below))


def month_means(scene: DutyScene) -> Iterator[MonthMean]:
    """The last six months, the oldest first; one month at a time, since each reads a row for every member."""
    this = Period.containing(scene.today)
    for back in range(MONTHS_SHOWN - 1, -1, -1):
        month = this.shifted(-back)
        yield _mean(scene.reader, month_key(scene, month))


@frozen
class MonthBands:
    """How many have which band in a month, the best first; ``counts`` belong to ``bands``."""

    month: Period
    bands: tuple[Band, ...]
    counts: tuple[int, ...]


def month_bands(scene: DutyScene) -> MonthBands | None:
    """The bands of this month, or of the last where none is known yet; reads a row for every member."""
    this = Period.containing(scene.today)
    for month in (this, this.shifted(-1)):
        key = month_key(scene, month)
        sheet = read_sheets(scene.reader, (key,)).get(key)
        if sheet is None:
            continue
        scheme = scheme_of(sheet, scene.contributions.schemes)
        standings = Standings(scheme, _entries(scene.reader, key))
        found = Counter(standings.band(subject) for subject in read_roll(scene.reader, key))
        counts = tuple(found[band] for band in scheme.bands)
        if any(counts):
            return MonthBands(month, scheme.bands, counts)
    return None


def _entries(reader: Reader, key: SheetKey) -> Iterator[Entry]:
    """All who are judged, those who have no row yet as well: shares are of all of them."""
    fields = ("total", "complete", "ceiling", "excluded")
    rows = {
        id.rpartition("/")[2]: found
        for id, *found in reader.project(key.org, ROW, f"{key}/", fields)
    }
    for subject in read_roll(reader, key):
        total, complete, ceiling, excluded = rows.get(subject, (None, False, "", False))
        if not excluded:
            points = None if total is None else Decimal(total)
            yield subject, points, bool(complete), ceiling or ""


def _mean(reader: Reader, key: SheetKey) -> MonthMean:
    rows = list(reader.project(key.org, ROW, f"{key}/", ("total", "complete")))
    totals = [Decimal(total) for _id, total, _complete in rows if total is not None]
    complete = sum(1 for _id, _total, complete in rows if complete) == len(read_roll(reader, key))
    mean = round(sum(totals, Decimal(0)) / len(totals), 1) if totals else None
    return MonthMean(key.period, mean, complete)
