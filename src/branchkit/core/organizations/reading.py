"""Makes an organisation's values out of what people typed: a workbook's cells, a form, options of a command.

The words that people write for fixed values come first, then one reader a field, declared in :data:`READERS`. Nothing is
raised: what is wrong comes back as problems, errors where the value cannot be used. The superior is no field of this kind:
only the tree knows whom a name means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from branchkit.core.date_reading import read_date
from branchkit.core.errors import Problem
from branchkit.core.masking import mask_phone
from branchkit.core.members.citizen_id import EXACT_DIGITS
from branchkit.core.members.fixed_values import label_of
from branchkit.core.members.reading import cell_text, unwrapped
from branchkit.core.members.terms import NOT_KNOWN, NOTHING
from branchkit.core.organizations.organization import (
    KNOWN_SECTORS,
    Formation,
    OrganizationKind,
)
from branchkit.core.tables import Value
from branchkit.core.text_width import is_plain
from branchkit.core.texts import LocalText, to_simplified

KINDS: Mapping[str, OrganizationKind] = {
    "党委": OrganizationKind.COMMITTEE,
    "党的委员会": OrganizationKind.COMMITTEE,
    "基层党委": OrganizationKind.COMMITTEE,
    "二级党委": OrganizationKind.COMMITTEE,
    "党工委": OrganizationKind.COMMITTEE,
    "工委": OrganizationKind.COMMITTEE,
    "党组": OrganizationKind.COMMITTEE,
    "党总支": OrganizationKind.GENERAL_BRANCH,
    "党总支部": OrganizationKind.GENERAL_BRANCH,
    "总支": OrganizationKind.GENERAL_BRANCH,
    "总支部": OrganizationKind.GENERAL_BRANCH,
    "党支部": OrganizationKind.BRANCH,
    "支部": OrganizationKind.BRANCH,
    "联合党支部": OrganizationKind.BRANCH,
    "临时党支部": OrganizationKind.BRANCH,
    "党小组": OrganizationKind.GROUP,
    "小组": OrganizationKind.GROUP,
}
_BY_ENDING = (
    (re.compile(r"(总支部?)(委员会)?$"), OrganizationKind.GENERAL_BRANCH),
    (re.compile(r"支部(委员会)?$"), OrganizationKind.BRANCH),
    (re.compile(r"小组$"), OrganizationKind.GROUP),
    (re.compile(r"([党工省州市县区乡镇]委|委员会|党组)$"), OrganizationKind.COMMITTEE),
)
"""The first that fits: 支部委员会 is a branch, though it ends in 委员会."""

SECTOR_TERMS: Mapping[str, str] = {
    "农村": "rural",
    "村": "rural",
    "行政村": "rural",
    "建制村": "rural",
    "乡镇": "rural",
    "社区": "community",
    "居委会": "community",
    "街道社区": "community",
    "国企": "enterprise",
    "国有企业": "enterprise",
    "企业": "enterprise",
    "学校": "schools",
    "教育": "schools",
    "中小学": "schools",
    "高校": "schools",
    "机关": "organs",
    "党政机关": "organs",
    "机关事业单位": "organs",
    "事业单位": "organs",
    "事业": "organs",
    "卫生": "health",
    "医院": "health",
    "卫生健康": "health",
    "两新": "non-public",
    "非公": "non-public",
    "非公企业": "non-public",
    "非公有制企业": "non-public",
    "社会组织": "non-public",
    "两新组织": "non-public",
}

FORMATIONS: Mapping[str, Formation] = {
    "单独": Formation.SINGLE,
    "单独建": Formation.SINGLE,
    "单独组建": Formation.SINGLE,
    "单独建立": Formation.SINGLE,
    "联合": Formation.JOINT,
    "联合建": Formation.JOINT,
    "联建": Formation.JOINT,
    "联合组建": Formation.JOINT,
    "联合建立": Formation.JOINT,
    "依托": Formation.RELYING,
    "依托建": Formation.RELYING,
    "依托组建": Formation.RELYING,
    "挂靠": Formation.ATTACHED,
    "挂靠建": Formation.ATTACHED,
    "挂靠组建": Formation.ATTACHED,
}


def kind_of_name(name: str) -> OrganizationKind | None:
    """The kind that an organisation's name tells: 高沟村党总支 is a general branch; None where it tells nothing."""
    return next((kind for ending, kind in _BY_ENDING if ending.search(name)), None)


_SEPARATORS = re.compile(r"[、,，;；/\n]+")
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|[2-9]\d{6,7}")
_SHORTENED = re.compile(r"\d(?:\.\d+)?E\+?\d+")
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年?")
_YEARS = re.compile(r"([1-9])\s*年?")


@dataclass(slots=True)
class OrganizationReading:
    """Values by field of :class:`~branchkit.core.organizations.organization.Organization`, and what is wrong. Empty ones are left out."""

    values: dict[str, object] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def usable(self) -> bool:
        """Whether there is no error among the problems."""
        return all(problem.severity != "error" for problem in self.problems)


_Read = tuple[object, list[Problem]]
_ReadsField = Callable[[str, Value, date], _Read]
NO_SECTORS: Mapping[str, LocalText] = {}


def read_organization_values(
    values: Mapping[str, Value], today: date, sectors: Mapping[str, LocalText] = NO_SECTORS
) -> OrganizationReading:
    """Read fields by name; unknown names are a programming error (KeyError).

    ``sectors`` are those that plugins bring, with what they call them: either is understood.
    """
    reading = OrganizationReading()
    readers = {**READERS, "sector": _sector_reader(sectors)} if sectors else READERS
    for name, cell in values.items():
        value = unwrapped(cell)
        text = cell_text(value)
        if to_simplified(text).lower() in NOTHING or text.upper() in NOT_KNOWN:
            continue
        result, problems = readers[name](name, value, today)
        if result not in ("", None, ()):
            reading.values[name] = result
        reading.problems += problems
        if isinstance(value, str) and not is_plain(value):
            params: dict[str, object] = {"field": name}
            cleaned = Problem("organization.text_cleaned", severity="warning", params=params)
            reading.problems.append(cleaned)
    return reading


def _read_text(_name: str, value: Value, _today: date) -> _Read:
    return cell_text(value), []


def _read_name(_name: str, value: Value, _today: date) -> _Read:
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", cell_text(value)), []


def _read_code(name: str, value: Value, _today: date) -> _Read:
    """A code with more figures than a spreadsheet keeps of a number has lost its end."""
    text = cell_text(value).replace(" ", "").upper()
    if _SHORTENED.fullmatch(text) or (not isinstance(value, str) and len(text) > EXACT_DIGITS):
        return "", [_unreadable(name, text, code="code_damaged")]
    return text, []


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


def is_year(text: str) -> bool:
    """Whether a text is a year and no more."""
    return _YEAR.fullmatch(cell_text(text)) is not None


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


def _choice(terms: Mapping[str, object], own: type[StrEnum] | tuple[str, ...]) -> _ReadsField:
    ids = {str(value): value for value in own}

    def read(name: str, value: Value, _today: date) -> _Read:
        text = to_simplified(cell_text(value)).replace(" ", "")
        label = label_of(text, at_once=True)
        chosen = terms.get(text) or ids.get(text.lower()) or terms.get(label)
        return (chosen, []) if chosen else (None, [_unreadable(name, value, code="not_known")])

    return read


def _sector_reader(sectors: Mapping[str, LocalText]) -> _ReadsField:
    titles = {text: id for id, title in sectors.items() for text in (title.zh_CN, title.en) if text}
    return _choice({**titles, **SECTOR_TERMS}, (*KNOWN_SECTORS, *sectors))


def _unreadable(name: str, value: Value, code: str = "unreadable") -> Problem:
    return Problem(f"organization.{code}", params={"field": name, "found": cell_text(value)})


READERS: Mapping[str, _ReadsField] = {
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
    "traits": _read_units,
}
"""Every field that can be typed, in the order in which lists and forms show them."""
DATE_FIELDS = frozenset(("founded", "elected_on"))
"""Those that are days, or less where nobody knows the day."""
