"""For what duties are worked out, and how a duty reads: what is to be done, when, by which rule."""

from __future__ import annotations

from datetime import date

from branchkit.core.dates import Period
from branchkit.core.duties import Duty, Urgency
from branchkit.core.ports import Reader
from branchkit.core.values import frozen
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import Contributions


@frozen
class DutyScene:
    """One organisation on one day."""

    reader: Reader
    contributions: Contributions
    org: str
    today: date


def duty_text(catalog: Catalog, duty: Duty) -> str:
    """What is to be done."""
    if duty.text.zh_CN or duty.text.en:
        return catalog.local(duty.text)
    params = {name: _shown(catalog, value) for name, value in duty.params.items()}
    return catalog.text(f"duty.{duty.code}", **params)


def when_text(catalog: Catalog, duty: Duty, today: date) -> str:
    """When: so many days overdue, today, by a day of this month or a later one; in at most ten cells."""
    if duty.due_on is None:
        return catalog.text("due.when.none")
    match duty.urgency(today):
        case Urgency.OVERDUE:
            return catalog.text("due.when.overdue", days=(today - duty.due_on).days)
        case Urgency.TODAY:
            return catalog.text("due.when.today")
    same_year = duty.due_on.year == today.year
    day = f"{duty.due_on:%m-%d}" if same_year else f"{duty.due_on:%y-%m-%d}"
    return catalog.text("due.when.by", day=day)


def period_text(catalog: Catalog, period: Period) -> str:
    """2026年11月, 2026年第四季度."""
    return catalog.text(f"period.{period.kind}", year=period.year, index=period.index)


def _shown(catalog: Catalog, value: object) -> object:
    return period_text(catalog, value) if isinstance(value, Period) else value
