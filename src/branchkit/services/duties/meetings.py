"""Duties of meetings: what the rules ask for in a period that runs or has just ended, and was not held."""

from __future__ import annotations

from collections.abc import Iterator

from branchkit.core.dates import Period, PeriodKind
from branchkit.core.duties import Duty, Opening
from branchkit.core.meetings.quotas import QuotaCell, QuotaState
from branchkit.services.duties.scene import DutyScene
from branchkit.services.meetings.calendar import citation_of, quota_year, quotas_on
from branchkit.services.roster import has_roster

SEEN_BACK = 2
"""For so many months a meeting that was missed is still reminded of; it cannot be held any more, only be written down."""


def duties(scene: DutyScene) -> Iterator[Duty]:
    """What is still owed this period, and what the periods before lack."""
    if not has_roster(scene.reader, scene.org):
        return
    reader, contributions = scene.reader, scene.contributions
    rules = {
        quota.id: citation_of(edition, quota)
        for edition, quota in quotas_on(reader, contributions, scene.org, scene.today)
    }
    earliest = Period.containing(scene.today).shifted(-SEEN_BACK).first_day
    for year in dict.fromkeys((earliest.year, scene.today.year)):
        for cell in quota_year(reader, contributions, scene.org, year, scene.today):
            missed = cell.state is QuotaState.MISSED and cell.period.last_day >= earliest
            if missed or (cell.state is QuotaState.OWED and _is_near(cell, scene)):
                yield Duty(
                    code="meeting_missed" if missed else "meeting_owed",
                    org=scene.org,
                    opens=Opening("meetings", period=str(cell.period), subject=cell.quota.id),
                    due_on=cell.period.last_day,
                    rule=rules[cell.quota.id],
                    params={
                        "meeting": cell.quota.title,
                        "period": cell.period,
                        "owed": cell.owed,
                        "groups": cell.groups_open,
                    },
                )


def _is_near(cell: QuotaCell, scene: DutyScene) -> bool:
    """What is due within a month or a quarter is named from its beginning, what is due within a year in its last quarter."""
    if cell.period.kind in (PeriodKind.MONTH, PeriodKind.QUARTER):
        return True
    return cell.period.last_day <= Period.containing(scene.today, PeriodKind.QUARTER).last_day
