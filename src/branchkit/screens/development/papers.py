"""What is read over the screen: the reminders of everybody shown, and everything that happened in one case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from branchkit.core.development.cases import Event, EventKind
from branchkit.core.development.standing import CaseStanding
from branchkit.core.text_width import cell_width, pad, wrap
from branchkit.i18n.catalog import Catalog
from branchkit.screens.development.detail import field_label
from branchkit.services.citations import citation_text
from branchkit.services.development.words import Reminder, in_order, reminder_text, reminders_of
from branchkit.widgets.paper_view import PaperLine
from branchkit.widgets.tones import Tone

WIDTH = 79
DAY_WIDTH = 12
INDENT = "  "

PaperText = list[str | PaperLine]


def reminders_paper(standings: Iterable[CaseStanding], catalog: Catalog, today: date) -> PaperText:
    """What is overdue, what has a day, what may be done; each with the rule that asks."""
    reminders = in_order(r for stands in standings for r in reminders_of(stands))
    late = [r for r in reminders if r.is_late(today)]
    dated = [r for r in reminders if r.due_on is not None and not r.is_late(today)]
    other = [r for r in reminders if r.due_on is None]
    lines: PaperText = []
    for key, part in (("late", late), ("dated", dated), ("other", other)):
        if not part:
            continue
        head = catalog.text(f"screen.development.reminders.{key}", count=len(part))
        lines += [PaperLine(head, Tone.ERROR if key == "late" else Tone.HEAD)]
        for reminder in part:
            lines += _reminder_lines(reminder, catalog)
        lines.append("")
    return lines or [catalog.text("screen.development.reminders.none")]


def _reminder_lines(reminder: Reminder, catalog: Catalog) -> list[str]:
    """The rule stands behind the text where there is room, else under it."""
    margin = INDENT + " " * DAY_WIDTH
    room = WIDTH - cell_width(margin)
    text = reminder_text(catalog, reminder)
    cited = citation_text(catalog, reminder.rule)
    day = reminder.due_on.isoformat() if reminder.due_on else ""
    if cell_width(text) + cell_width(cited) + 2 <= room:
        return [
            f"{INDENT}{pad(day, DAY_WIDTH)}{text}{pad(cited, room - cell_width(text), 'right')}"
        ]
    first, *rest = [*wrap(text, room), pad(cited, room, "right")]
    return [f"{INDENT}{pad(day, DAY_WIDTH)}{first}", *(margin + line for line in rest)]


def log_paper(stands: CaseStanding, catalog: Catalog, names: Mapping[str, str]) -> PaperText:
    """Everything that happened, refusals and repetitions included, in the order in which it was written down."""
    lines: PaperText = []
    for event in stands.case.events:
        step = stands.route.step(event.step)
        title = catalog.local(step.title) if step else event.step
        text = catalog.text(f"case.event.{event.kind}", step=title, months=event.months)
        parts = [text, event.by, *_written(event, catalog, names), event.note]
        first, *rest = wrap("  ".join(filter(None, parts)), WIDTH - DAY_WIDTH)
        tone = Tone.ERROR if event.kind in (EventKind.REFUSED, EventKind.CANCELLED) else Tone.NORMAL
        lines.append(PaperLine(pad(event.on, DAY_WIDTH) + first, tone))
        lines += [" " * DAY_WIDTH + line for line in rest]
    return lines


def _written(event: Event, catalog: Catalog, names: Mapping[str, str]) -> list[str]:
    parts = []
    for key, value in event.fields.items():
        people = isinstance(value, tuple)
        shown = catalog.listed(names.get(id, id) for id in value) if people else value
        label = field_label(catalog, key)
        parts.append(catalog.text("screen.development.written", label=label, value=shown))
    if event.papers:
        papers = catalog.listed(event.papers)
        parts.append(catalog.text("screen.development.papers", papers=papers))
    return parts
