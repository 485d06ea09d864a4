"""Duties of scoring: the month's sheet not yet handed up, a sheet returned, a quarter or year that closes."""

from __future__ import annotations

from collections.abc import Iterator

from branchkit.core.dates import Period, PeriodKind
from branchkit.core.duties import Duty, Opening
from branchkit.core.ports import Reader
from branchkit.core.rulepacks import Citation
from branchkit.core.scoring.schemes import Scheme, SubjectKind
from branchkit.core.scoring.sheets import EDITABLE, SheetKey, SheetState
from branchkit.services.duties.scene import DutyScene
from branchkit.services.roster import MEMBER, has_roster
from branchkit.services.scoring.rows import ROW
from branchkit.services.scoring.sheets import (
    default_scheme_id,
    read_organization,
    read_roll,
    read_sheet,
)
from branchkit.services.scoring.terms import terms_of

_SCORED = ("member-month", "branch-quarter", "branch-year")


def duties(scene: DutyScene) -> Iterator[Duty]:
    """This period's sheets, and those of the period before that were begun and not handed up."""
    if not has_roster(scene.reader, scene.org):
        return
    for scheme in _schemes(scene):
        period = Period.containing(scene.today, scheme.period)
        if duty := _duty(scene, scheme, period.previous, begun_only=True):
            yield duty
        if period.kind is PeriodKind.MONTH or period.last_day.month == scene.today.month:
            duty = _duty(scene, scheme, period, begun_only=False)
            if duty is not None:
                yield duty


def _schemes(scene: DutyScene) -> Iterator[Scheme]:
    schemes = scene.contributions.schemes
    sector = read_organization(scene.reader, scene.org).sector
    month = default_scheme_id(scene.contributions, sector)
    owner = month.partition("/")[0]
    for name in _SCORED:
        if scheme := schemes.get(f"{owner}/{name}") or schemes.get(f"base/{name}"):
            yield scheme


def _duty(scene: DutyScene, scheme: Scheme, period: Period, *, begun_only: bool) -> Duty | None:
    key = SheetKey(scheme.id, scene.org, period)
    sheet = read_sheet(scene.reader, key)
    if sheet is None and begun_only:
        return None
    if sheet is not None and sheet.state not in EDITABLE:
        return None
    terms = terms_of(scene.reader, scheme, key)
    if terms.extension is not None and terms.extension.exempt:
        return None
    returned = sheet is not None and sheet.state is SheetState.RETURNED
    unscored = _unscored(scene, scheme, key)
    scored = sheet is not None and not unscored
    return Duty(
        code="sheet_returned" if returned else "sheet_scored" if scored else "sheet_open",
        org=scene.org,
        opens=Opening("scoring", scheme=scheme.id, period=str(period)),
        due_on=terms.last_day or period.last_day,
        rule=Citation(scheme.title),
        params={
            "period": period,
            "open": unscored,
        },
        urgent=returned,
    )


def _unscored(scene: DutyScene, scheme: Scheme, key: SheetKey) -> int:
    """How many subjects are not fully scored."""
    done = scored_subjects(scene.reader, key)
    if roll := read_roll(scene.reader, key):
        return max(0, len(roll) - done)
    if scheme.subject is SubjectKind.ORGANIZATION:
        return 1
    return sum(
        1 for _id, removed in scene.reader.project(key.org, MEMBER, "", ("removed",)) if not removed
    )


def scored_subjects(reader: Reader, key: SheetKey) -> int:
    """How many rows of a sheet have nothing open."""
    rows = reader.project(key.org, ROW, f"{key}/", ("complete",))
    return sum(1 for _id, complete in rows if complete)
