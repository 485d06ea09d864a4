"""The lines under the grid: the person, what comes next and by which rule, what is missing.

What is read over the screen: the reminders of everybody shown, and everything that happened in one case.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from branchkit.core.dates import day_of, full_years
from branchkit.core.development.cases import Event, EventKind
from branchkit.core.development.checks import InputKind, inputs_by_key
from branchkit.core.development.standing import CaseStanding, StepStanding
from branchkit.core.text_width import cell_width, pad, wrap
from branchkit.i18n.catalog import Catalog
from branchkit.services.citations import citation_text
from branchkit.services.development.entries import shown_person
from branchkit.services.development.words import (
    Reminder,
    in_order,
    reminder_text,
    reminders_of,
    step_text,
)
from branchkit.widgets.report_view import Line, ReportLine
from branchkit.widgets.theme import Tone

HEIGHT = 7


def person_text(
    stands: CaseStanding, catalog: Catalog, today: date, unmasked: Collection[str]
) -> str:
    """Name, sex, age, ID, phone, work; personal data masked unless it was asked for."""
    person = stands.case.person
    shown = shown_person(person, unmasked)
    parts = [person.name]
    if person.sex:
        parts.append(catalog.text(f"member.sex.{person.sex}"))
    born = day_of(person.birth)
    if born is not None:
        age = full_years(born, today)
        parts.append(catalog.text("screen.development.born", birth=person.birth, age=age))
    parts += [shown[name] for name in ("ethnicity", "education", "work_unit") if shown[name]]
    parts += [shown[name] for name in ("citizen_id", "phone") if shown[name]]
    return "  ".join(parts)


def case_lines(
    stands: CaseStanding,
    catalog: Catalog,
    today: date,
    names: Mapping[str, str],
    unmasked: Collection[str],
    width: int,
) -> list[Line]:
    """About a case on the board. ``names``: member's id → name."""
    text = catalog.text
    lines = [_rule(width), Line(f" {person_text(stands, catalog, today, unmasked)}", Tone.HEAD)]
    following = stands.next
    if following is None:
        ended = text(f"screen.development.ended.{stands.state}", on=_last_day(stands))
        return [*lines, Line(f" {ended}"), *_note_lines(stands, catalog)]
    head = text("screen.development.next", number=following.number, step=following.step.title)
    lines.append(Line(f" {head}", right=_cited(catalog, following)))
    lines.append(Line(f" {step_text(catalog, stands, following)}"))
    lines += _pressing_lines(stands, catalog, today, following)
    lines += _missing_lines(stands, catalog)
    people = contacts_text(stands, catalog, names)
    return [*lines, *([Line(f" {people}")] if people else []), *_note_lines(stands, catalog)]


def step_lines(
    stands: CaseStanding,
    found: StepStanding,
    catalog: Catalog,
    names: Mapping[str, str],
    width: int,
) -> list[Line]:
    """About one step of a case."""
    text = catalog.text
    stage = catalog.local(stands.route.stage(found.step.id).title)
    head = text("screen.development.step", number=found.number, step=found.step.title)
    tone = Tone.ERROR if found.late else Tone.NORMAL
    lines = [
        _rule(width),
        Line(f" {head}", Tone.HEAD, _cited(catalog, found)),
        Line(f" {step_text(catalog, stands, found)}", tone, f" {stage} "),
    ]
    if found.step.papers:
        papers = catalog.listed(found.step.papers)
        line = text("screen.development.papers", papers=papers)
        if found.taken and found.missing:
            missing = catalog.listed(found.missing)
            line += text("screen.development.lacking", papers=missing)
        lines.append(Line(f" {line}"))
    written = written_text(stands, found, catalog, names)
    return [*lines, *([Line(f" {written}")] if written else [])]


def written_text(
    stands: CaseStanding, found: StepStanding, catalog: Catalog, names: Mapping[str, str]
) -> str:
    """What was written down with a step, and the note."""
    event = stands.progress.last_event(found.step.id)
    if event is None:
        return ""
    kinds = inputs_by_key(stands.route.steps)
    parts = []
    for key, value in event.fields.items():
        shown = [names.get(id, id) for id in value] if isinstance(value, tuple) else value
        label = field_label(catalog, key)
        if key in kinds and kinds[key].kind is InputKind.PEOPLE:
            shown = catalog.listed(shown)
        parts.append(catalog.text("screen.development.written", label=label, value=shown))
    if event.note:
        parts.append(catalog.text("screen.development.noted", note=event.note))
    return "  ".join(parts)


def field_label(catalog: Catalog, key: str) -> str:
    """What a field is called; a county's own by its key."""
    label = f"case.field.{key}"
    return catalog.text(label) if catalog.has(label) else key


def contacts_text(stands: CaseStanding, catalog: Catalog, names: Mapping[str, str]) -> str:
    """Who accompanies the person: contact members, introducers."""
    parts = []
    for key in ("contacts", "introducers"):
        for events in stands.progress.done.values():
            value = events[-1].fields.get(key)
            if isinstance(value, tuple) and value:
                people = catalog.listed(names.get(id, id) for id in value)
                label = field_label(catalog, key)
                parts.append(catalog.text("screen.development.written", label=label, value=people))
    return "  ".join(parts)


def _rule(width: int) -> Line:
    return Line("-" * width, tone=Tone.MUTED)


def _cited(catalog: Catalog, found: StepStanding) -> str:
    return f" {citation_text(catalog, found.rule)} "


def _pressing_lines(
    stands: CaseStanding, catalog: Catalog, today: date, following: StepStanding
) -> list[Line]:
    """The end of the probation, and other steps that are late or due again."""
    lines = []
    if stands.probation_end is not None:
        key = "probation_extended" if stands.progress.extended else "probation"
        lines.append(
            Line(" " + catalog.text(f"screen.development.{key}", end=stands.probation_end))
        )
    for found in stands.steps:
        pressing = found.again_by is not None or (found.late and not found.taken)
        if found is not following and pressing:
            line = f" {catalog.local(found.step.title)}  {step_text(catalog, stands, found)}"
            lines.append(Line(line, Tone.ERROR if found.late else Tone.NORMAL))
    return lines[:2]


def _missing_lines(stands: CaseStanding, catalog: Catalog) -> list[Line]:
    if not stands.missing:
        return []
    papers = catalog.listed(dict.fromkeys(catalog.local(paper) for _step, paper in stands.missing))
    shown = catalog.text("screen.development.missing", count=len(stands.missing), papers=papers)
    return [Line(f" {shown}")]


def _note_lines(stands: CaseStanding, catalog: Catalog) -> list[Line]:
    """The latest note, with its day."""
    noted = [event for event in stands.case.events if event.note]
    if not noted:
        return []
    last = noted[-1]
    return [Line(" " + catalog.text("screen.development.last_note", on=last.on, note=last.note))]


def _last_day(stands: CaseStanding) -> str:
    return max((event.on for event in stands.case.events), default="")


WIDTH = 79
DAY_WIDTH = 12
INDENT = "  "

ReportText = list[str | ReportLine]


def reminders_report(
    standings: Iterable[CaseStanding], catalog: Catalog, today: date
) -> ReportText:
    """What is overdue, what has a day, what may be done; each with the rule that asks."""
    reminders = in_order(r for stands in standings for r in reminders_of(stands))
    late = [r for r in reminders if r.is_late(today)]
    dated = [r for r in reminders if r.due_on is not None and not r.is_late(today)]
    other = [r for r in reminders if r.due_on is None]
    lines: ReportText = []
    for key, part in (("late", late), ("dated", dated), ("other", other)):
        if not part:
            continue
        head = catalog.text(f"screen.development.reminders.{key}", count=len(part))
        lines += [ReportLine(head, Tone.ERROR if key == "late" else Tone.HEAD)]
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


def log_report(stands: CaseStanding, catalog: Catalog, names: Mapping[str, str]) -> ReportText:
    """Everything that happened, refusals and repetitions included, in the order in which it was written down."""
    lines: ReportText = []
    for event in stands.case.events:
        step = stands.route.step(event.step)
        title = catalog.local(step.title) if step else event.step
        key = f"case.event.{event.kind}"
        told = catalog.text(key, step=title, months=event.months)
        text = told if catalog.has(key) else catalog.code("case.event", event.kind)
        parts = [text, event.by, *_written(event, catalog, names), event.note]
        first, *rest = wrap("  ".join(filter(None, parts)), WIDTH - DAY_WIDTH)
        tone = (
            Tone.ERROR
            if event.kind in (EventKind.REFUSED, EventKind.CANCELLED, EventKind.LEFT)
            else Tone.NORMAL
        )
        lines.append(ReportLine(pad(event.on, DAY_WIDTH) + first, tone))
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
