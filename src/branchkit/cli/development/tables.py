"""Cases as tables and objects: words for readers, ids and ISO dates in json and csv."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from branchkit.core.development.standing import CaseStanding, StepStanding
from branchkit.core.tables import Table, TableColumn, Value
from branchkit.i18n.catalog import Catalog
from branchkit.services.citations import citation_text
from branchkit.services.development.entries import shown_person
from branchkit.services.development.words import Reminder, reminder_text, stage_text, state_text

_BOARD = ("id", "org", "name", "stage", "state", "done", "next", "earliest", "due")
_BOARD_TEXT = ("id", "name", "stage", "done", "next", "due", "state", "missing")
_STEPS = ("number", "step", "title", "state", "on", "earliest", "last", "overdue", "by")
_STEPS_TEXT = ("number", "step", "title", "state", "on", "earliest", "last", "rule")
_REMINDERS = ("due", "kind", "id", "org", "name", "step", "text", "rule", "overdue")
_REMINDERS_TEXT = ("due", "text", "rule")
_NUMBERS = ("number", "done", "missing")


def board_table(
    catalog: Catalog, standings: Iterable[CaseStanding], today: date, format: str
) -> Table:
    """A row for each case."""
    if format == "text":
        rows = [_board_words(catalog, stands, today) for stands in standings]
        return _table(catalog, _BOARD_TEXT, rows)
    rows = [_board_values(stands) for stands in standings]
    return _table(catalog, (*_BOARD, "overdue", "missing"), rows)


def steps_table(catalog: Catalog, stands: CaseStanding, format: str) -> Table:
    """A row for each step of a case."""
    if format == "text":
        rows = [_step_words(catalog, stands, found) for found in stands.steps]
        return _table(catalog, _STEPS_TEXT, rows)
    rows = [_step_values(catalog, stands, found) for found in stands.steps]
    return _table(catalog, (*_STEPS, "missing", "rule"), rows)


def reminder_table(
    catalog: Catalog, reminders: Iterable[Reminder], today: date, format: str
) -> Table:
    """A row for each reminder."""
    columns = _REMINDERS_TEXT if format == "text" else _REMINDERS
    return _table(catalog, columns, [_reminder_values(catalog, r, today) for r in reminders])


def case_object(
    catalog: Catalog, stands: CaseStanding, unmasked: Collection[str]
) -> dict[str, Any]:
    """A case with its person, steps and events, for json."""
    case = stands.case
    person = {name: value for name, value in shown_person(case.person, unmasked).items() if value}
    reached = {stage: day.isoformat() if day else None for stage, day in stands.reached.items()}
    return {
        **_board_values(stands),
        "member": case.member or None,
        "edition": stands.route.edition.id,
        "person": person,
        "reached": reached,
        "probation_end": stands.probation_end,
        "steps": [_step_values(catalog, stands, found) for found in stands.steps],
        "events": [event.to_body() for event in case.events],
    }


def _table(catalog: Catalog, names: Sequence[str], rows: Iterable[Mapping[str, Value]]) -> Table:
    columns = tuple(
        TableColumn(
            name, catalog.text(f"cli.case.head.{name}"), "right" if name in _NUMBERS else "left"
        )
        for name in names
    )
    return Table(columns, tuple(tuple(row[name] for name in names) for row in rows))


def _board_values(stands: CaseStanding) -> dict[str, Value]:
    pressing = stands.pressing
    return {
        "id": stands.case.id,
        "org": stands.case.org,
        "name": stands.case.person.name,
        "stage": stands.stage,
        "state": str(stands.state),
        "done": stands.done_count,
        "next": pressing.step.id if pressing else None,
        "earliest": pressing.earliest if pressing else None,
        "due": pressing.due_on if pressing else None,
        "overdue": stands.overdue,
        "missing": len(stands.missing),
    }


def _board_words(catalog: Catalog, stands: CaseStanding, today: date) -> dict[str, Value]:
    pressing = stands.pressing
    return {
        **_board_values(stands),
        "stage": stage_text(catalog, stands.stage),
        "done": f"{stands.done_count}/{len(stands.steps)}",
        "next": catalog.local(pressing.step.title) if pressing else None,
        "state": state_text(catalog, stands, today),
        "missing": len(stands.missing) or None,
    }


def _step_values(catalog: Catalog, stands: CaseStanding, found: StepStanding) -> dict[str, Any]:
    event = stands.progress.last_event(found.step.id)
    return {
        "number": found.number,
        "step": found.step.id,
        "title": catalog.local(found.step.title),
        "state": str(found.state),
        "on": found.done_on,
        "earliest": found.earliest,
        "last": found.due_on,
        "overdue": found.late,
        "by": event.by if event and event.by else None,
        "missing": catalog.listed(found.missing) if found.taken and found.missing else None,
        "rule": citation_text(catalog, found.rule),
    }


def _step_words(catalog: Catalog, stands: CaseStanding, found: StepStanding) -> dict[str, Value]:
    values: dict[str, Value] = _step_values(catalog, stands, found)
    values["state"] = catalog.text(f"case.mark.{found.state}")
    return values


def _reminder_values(catalog: Catalog, reminder: Reminder, today: date) -> dict[str, Value]:
    case = reminder.case.case
    return {
        "due": reminder.due_on,
        "kind": str(reminder.kind),
        "id": case.id,
        "org": case.org,
        "name": case.person.name,
        "step": reminder.step.id if reminder.step else None,
        "text": reminder_text(catalog, reminder),
        "rule": citation_text(catalog, reminder.rule),
        "overdue": reminder.is_late(today),
    }
