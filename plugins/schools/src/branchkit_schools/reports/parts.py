"""What both reports are put together with: dates and periods in words, the frame of a paper."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from branchkit.api.hooks import Period
from branchkit.api.reports import Paragraph, Report, ReportScene, Table
from branchkit_schools.words import Words


def finished(
    scene: ReportScene,
    title: str,
    blocks: Iterable[Paragraph | Table],
    *,
    issuer: str,
    subtitle: str = "",
    landscape: bool = False,
) -> Report:
    """A paper with who made it and when."""
    today = scene.workspace.today
    words = Words.plain(scene.language)
    return Report(
        title,
        tuple(blocks),
        subtitle=subtitle,
        issuer=issuer,
        issued_on=day_text(words, today),
        landscape=landscape,
        properties={"language": scene.language, "created": today.isoformat()},
    )


def day_text(words: Words, day: date) -> str:
    """2026年11月20日."""
    if words.language == "en":
        return day.isoformat()
    return words.text("paper.day", year=day.year, month=day.month, day=day.day)


def quarter_text(words: Words, period: Period) -> str:
    """2026年第四季度; another kind of period as it is written."""
    if len(period.months()) != 3:
        return str(period)
    return words.text(f"paper.quarter.{period.index}", year=period.year)
