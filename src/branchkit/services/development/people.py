"""The person of a case, read from what somebody typed, and shown with personal data masked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, replace
from datetime import date

from branchkit.core.development.cases import Person
from branchkit.core.errors import Problem
from branchkit.core.masking import mask_citizen_id, mask_phone
from branchkit.core.members.member import Member
from branchkit.core.members.reading import read_member

PERSON_FIELDS = tuple(f.name for f in fields(Person))
MASKS: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "citizen_id": ("id", mask_citizen_id),
    "phone": ("phone", mask_phone),
}
"""Personal field → its name for unmasking, and how it is masked."""


def read_person(texts: Mapping[str, str], today: date) -> tuple[dict[str, str], list[Problem]]:
    """Field → value of what was typed, empty ones as such; and what is wrong. The ID says birth and sex."""
    given = {name: text for name, text in texts.items() if name in PERSON_FIELDS}
    reading = read_member(given, today)
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
