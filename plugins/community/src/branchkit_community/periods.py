"""Periods and days in words."""

from __future__ import annotations

from datetime import date

from branchkit.api.hooks import Period, PeriodKind
from branchkit_community.words import TEXTS


def period_text(language: str, period: Period) -> str:
    """A period as a title has it."""
    index = f"{period.index:02d}" if period.kind is PeriodKind.MONTH else str(period.index)
    shown = index if language == "en" else str(period.index)
    return TEXTS.text(language, f"period.{period.kind}", year=period.year, index=shown)


def day_text(language: str, day: date) -> str:
    """A day as a paper has it."""
    if language == "en":
        return day.isoformat()
    return TEXTS.text(language, "period.day", year=day.year, month=day.month, day=day.day)
