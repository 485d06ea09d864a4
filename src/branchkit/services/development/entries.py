"""What somebody typed about a case, in a form or on the command line: the person, and what goes with a step."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import fields, replace
from datetime import date

from branchkit.core.development.cases import FieldValue, Person
from branchkit.core.development.checks import Input, InputKind, StepEntry, inputs_of
from branchkit.core.errors import Place, Problem
from branchkit.core.masking import mask_citizen_id, mask_phone
from branchkit.core.members.member import Category, Member
from branchkit.core.members.reading import DATE_FIELDS, read_member
from branchkit.core.ports import Reader
from branchkit.core.rulepacks import Step
from branchkit.core.typed_days import days_written_out, typed_day
from branchkit.core.typed_numbers import number_written_out
from branchkit.services.roster import find, members_of

PERSON_FIELDS = tuple(f.name for f in fields(Person))
MASKS: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "citizen_id": ("id", mask_citizen_id),
    "phone": ("phone", mask_phone),
}
"""Personal field → its name for unmasking, and how it is masked."""


def read_person(texts: Mapping[str, str], today: date) -> tuple[dict[str, str], list[Problem]]:
    """Field → value of what was typed, empty ones as such; and what is wrong. The ID says birth and sex."""
    given = {name: text for name, text in texts.items() if name in PERSON_FIELDS}
    reading = read_member(days_written_out(given, DATE_FIELDS, today), today)
    problems = [
        replace(problem, params={**problem.params, "done": "refused"})
        for problem in reading.problems
    ]
    found = {name: str(value) for name, value in reading.values.items() if name in PERSON_FIELDS}
    return {**dict.fromkeys(given, ""), **found}, problems


def person_of(member: Member) -> Person:
    """Somebody who is on the roll already."""
    return Person(**{name: getattr(member, name) for name in PERSON_FIELDS})


def shown_person(person: Person, unmasked: Collection[str] = ()) -> dict[str, str]:
    """The person's fields, personal ones masked unless they were asked for (``id``, ``phone``)."""
    values = {name: str(getattr(person, name)) for name in PERSON_FIELDS}
    for name, (asked, mask) in MASKS.items():
        if asked not in unmasked:
            values[name] = mask(values[name])
    return values


ALL = "*"
"""Typed for papers: all of them are there."""
_SEPARATORS = re.compile(r"[,，、;；\s]+")


def read_entry(
    reader: Reader, org: str, step: Step, texts: Mapping[str, str], today: date
) -> tuple[StepEntry | None, list[Problem]]:
    """An entry from texts by key: ``on``, ``by``, ``note``, ``papers`` and what the step asks for.

    People are named by id, name, initials or number on the roll, papers by name or number; several with commas between them.
    None, with at least one problem, where something cannot be read.
    """
    problems: list[Problem] = []
    day = typed_day(texts.get("on", ""), today)
    if day is None:
        problems.append(_problem("not_a_day", "on", texts.get("on", "")))
    roster = (
        people_for(reader, org) if InputKind.PEOPLE in {i.kind for i in inputs_of(step)} else []
    )
    values: dict[str, FieldValue] = {}
    for wanted in inputs_of(step):
        text = texts.get(wanted.key, "").strip()
        value = _read_value(wanted, text, roster, today, problems) if text else ""
        if value:
            values[wanted.key] = value
    papers = _read_papers(step, texts.get("papers", ""), problems)
    if day is None or problems:
        return None, problems
    by, note = (texts.get(key, "").strip() for key in ("by", "note"))
    return StepEntry(step.id, day, by, note, values, papers), []


def people_for(reader: Reader, org: str) -> list[Member]:
    """Who may be somebody's contact member or introducer: the full members on the roll."""
    return [m for m in members_of(reader, org) if m.category is Category.FULL]


def _read_value(
    wanted: Input, text: str, roster: Iterable[Member], today: date, problems: list[Problem]
) -> FieldValue:
    match wanted.kind:
        case InputKind.PEOPLE:
            return tuple(_read_people(wanted.key, text, roster, problems))
        case InputKind.DAY:
            day = typed_day(text, today)
            if day is None:
                problems.append(_problem("not_a_day", wanted.key, text))
            return day.isoformat() if day else ""
        case InputKind.COUNT | InputKind.NUMBER:
            return number_written_out(text)
    return text


def _read_people(
    key: str, text: str, roster: Iterable[Member], problems: list[Problem]
) -> list[str]:
    ids = []
    for name in filter(None, _SEPARATORS.split(text)):
        found = find(roster, name)
        if len(found) == 1:
            ids.append(found[0].id)
        else:
            code = "several_people" if found else "unknown_person"
            problems.append(_problem(code, key, name))
    return list(dict.fromkeys(ids))


def _read_papers(step: Step, text: str, problems: list[Problem]) -> tuple[str, ...]:
    known = [paper.zh_CN for paper in step.papers]
    if text.strip() == ALL:
        return tuple(known)
    meant = {str(number): name for number, name in enumerate(known, start=1)}
    meant |= {word: p.zh_CN for p in step.papers for word in (p.zh_CN, p.en) if word}
    papers = []
    for name in (part.strip() for part in re.split(r"[,，、;；]", text)):
        if name in meant:
            papers.append(meant[name])
        elif name:
            problems.append(_problem("unknown_paper", "papers", name, known=tuple(known)))
    return tuple(papers)


def _problem(code: str, key: str, found: str, **params: object) -> Problem:
    return Problem(f"case.{code}", Place(key=key), params={"field": key, "found": found, **params})
