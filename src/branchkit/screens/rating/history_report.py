"""The periods of a member or an organisation as a paper over any screen: a line of them for each scheme, then each period."""

from __future__ import annotations

from branchkit.core.text_width import pad
from branchkit.i18n.catalog import Catalog
from branchkit.screens.console import ConsoleScreen
from branchkit.services.duties.scene import period_text
from branchkit.services.rating.histories import HistoryEntry, SchemeHistory, histories
from branchkit.widgets.report_view import ReportLine
from branchkit.widgets.theme import Tone

_PERIOD, _TOTAL, _BY, _BAND, _MOVED = 18, 6, 6, 9, 6


def show_history(screen: ConsoleScreen, org: str, subject: str, name: str = "") -> None:
    """Show them until Esc; ``name`` is whom the title names, the organisation unless given."""
    workspace = screen.context.here
    found = histories(workspace.store, workspace.contributions.schemes, org, subject)
    if not name:
        document = workspace.store.get("", "organization", org)
        name = str(document.body["name"]) if document else org
    blocks = screen.context.user_settings.pictures == "blocks"
    lines: list[str | ReportLine] = []
    for one in found:
        lines += [*_lines(one, screen.catalog, blocks=blocks), ""]
    if not found:
        lines = [f" {screen.catalog.text('screen.history.none')}"]
    screen.show_report(screen.catalog.text("screen.history.title", name=name), lines)


def _lines(one: SchemeHistory, catalog: Catalog, *, blocks: bool) -> list[str | ReportLine]:
    title = catalog.local(one.scheme.title)
    line = f" {title}  [{one.line(blocks=blocks)}]" if len(one.entries) > 1 else f" {title}"
    lines: list[str | ReportLine] = [ReportLine(line, Tone.HEAD)]
    lines += [_entry(entry, one, catalog) for entry in reversed(one.entries)]
    if missing := one.missing:
        named = [period_text(catalog, period) for period in missing]
        lines.append(f"   {catalog.text('screen.history.missing', periods=named)}")
    return lines


def _entry(entry: HistoryEntry, one: SchemeHistory, catalog: Catalog) -> str:
    period = pad(period_text(catalog, entry.period), _PERIOD)
    placing = entry.placing
    total = f"{placing.total:.{one.scheme.rounding.places}f}" if placing else "-"
    band = catalog.local(placing.band.title) if placing and placing.band else ""
    moved = catalog.text(f"movement.{entry.moved}") if entry.moved else ""
    state = catalog.code("sheet.state", entry.state) if entry.state else ""
    of = catalog.text("screen.history.mean_of", count=entry.count) if entry.count else ""
    by = "" if entry.difference is None else f"{entry.difference:+f}"
    figures = f"{total:>{_TOTAL}} {by:>{_BY}}  "
    parts = (figures, pad(band, _BAND), pad(moved, _MOVED), state, f"  {of}")
    return f"   {period}{''.join(parts)}".rstrip()
