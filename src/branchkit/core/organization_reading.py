"""Makes an organisation's values out of what people typed: a workbook's cells, a form, options of a command.

One reader a field, declared in :data:`READERS`. Nothing is raised: what is wrong comes back as problems, errors where the
value cannot be used. The superior is no field of this kind: only the tree knows whom a name means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from branchkit.core.errors import Problem
from branchkit.core.masking import mask_phone
from branchkit.core.member_reading import cell_text
from branchkit.core.member_terms import NOT_KNOWN, NOTHING
from branchkit.core.messy_dates import read_date
from branchkit.core.organization_terms import FORMATIONS, KINDS, SECTOR_TERMS
from branchkit.core.organizations import KNOWN_SECTORS, Formation, OrganizationKind
from branchkit.core.tables import Value
from branchkit.core.variants import to_simplified

_SEPARATORS = re.compile(r"[、,，;；/\n]+")
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|[2-9]\d{6,7}")
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年?")
_YEARS = re.compile(r"([1-9])\s*年?")


@dataclass(slots=True)
class OrganizationReading:
    """Values by field of :class:`~branchkit.core.organizations.Organization`, and what is wrong. Empty ones are left out."""

    values: dict[str, object] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def usable(self) -> bool:
        """Whether there is no error among the problems."""
        return all(problem.severity != "error" for problem in self.problems)


_Read = tuple[object, list[Problem]]


def read_organization_values(values: Mapping[str, Value], today: date) -> OrganizationReading:
    """Read fields by name; unknown names are a programming error (KeyError)."""
    reading = OrganizationReading()
    for name, value in values.items():
        text = cell_text(value)
        if to_simplified(text).lower() in NOTHING or text.upper() in NOT_KNOWN:
            continue
        result, problems = READERS[name](name, value, today)
        if result not in ("", None, ()):
            reading.values[name] = result
        reading.problems += problems
    return reading


def _read_text(_name: str, value: Value, _today: date) -> _Read:
    return cell_text(value), []


def _read_name(_name: str, value: Value, _today: date) -> _Read:
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", cell_text(value)), []


def _read_code(_name: str, value: Value, _today: date) -> _Read:
    return cell_text(value).replace(" ", "").upper(), []


def _read_units(_name: str, value: Value, _today: date) -> _Read:
    """Line breaks in a cell separate as well, so the cell is taken apart before its spaces are mended."""
    parts = _SEPARATORS.split(value) if isinstance(value, str) else [value]
    return tuple(text for part in parts if (text := cell_text(part))), []


def _read_years(name: str, value: Value, _today: date) -> _Read:
    found = _YEARS.fullmatch(cell_text(value))
    return (int(found[1]), []) if found else (None, [_unreadable(name, value)])


def _read_day(name: str, value: Value, today: date) -> _Read:
    reading = read_date(value, today)
    if reading.fault:
        return "", [_unreadable(name, value, code=f"date_{reading.fault}")]
    if reading.note:
        params: dict[str, object] = {
            "field": name,
            "found": cell_text(value),
            "taken": reading.iso,
        }
        return reading.iso, [Problem("organization.date_taken", severity="warning", params=params)]
    return reading.iso, []


def _read_founded(name: str, value: Value, today: date) -> _Read:
    """Of an old organisation often nobody knows more than the year."""
    year = _YEAR.fullmatch(cell_text(value))
    return (year[1], []) if year else _read_day(name, value, today)


def _read_phone(_name: str, value: Value, _today: date) -> _Read:
    text = cell_text(value)
    if "*" in text:
        return "", []  # a masked one, out of one of our own lists
    bare = re.sub(r"[\s()]", "", text)
    if _PHONE.fullmatch(bare):
        return bare, []
    params: dict[str, object] = {"field": "phone", "found": mask_phone(text)}
    return text, [Problem("organization.phone_unusual", severity="warning", params=params)]


def _choice(
    terms: Mapping[str, object], own: type[StrEnum] | tuple[str, ...]
) -> Callable[[str, Value, date], _Read]:
    ids = {str(value): value for value in own}

    def read(name: str, value: Value, _today: date) -> _Read:
        text = to_simplified(cell_text(value)).replace(" ", "")
        chosen = terms.get(text) or ids.get(text.lower())
        return (chosen, []) if chosen else (None, [_unreadable(name, value, code="not_known")])

    return read


def _unreadable(name: str, value: Value, code: str = "unreadable") -> Problem:
    return Problem(f"organization.{code}", params={"field": name, "found": cell_text(value)})


READERS: Mapping[str, Callable[[str, Value, date], _Read]] = {
    "name": _read_name,
    "short_name": _read_name,
    "kind": _choice(KINDS, OrganizationKind),
    "sector": _choice(SECTOR_TERMS, KNOWN_SECTORS),
    "code": _read_code,
    "formation": _choice(FORMATIONS, Formation),
    "units": _read_units,
    "founded": _read_founded,
    "approval_no": _read_text,
    "elected_on": _read_day,
    "term_years": _read_years,
    "contact_leader": _read_name,
    "contact_person": _read_name,
    "phone": _read_phone,
    "address": _read_text,
}
"""Every field that can be typed, in the order in which lists and forms show them."""
