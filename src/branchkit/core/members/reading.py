"""Makes a member's values out of what people typed: a workbook's cells, a form, options of a command.

One reader a field, declared in :data:`READERS`; then the fields are held against each other (the citizen ID
says birth and sex). Nothing is raised: what is wrong comes back as problems, errors where the values cannot be
used. Texts of problems end with what was done, which only the caller knows for errors (``done``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from branchkit.core.date_reading import EARLIEST_YEAR, read_date
from branchkit.core.errors import Problem
from branchkit.core.masking import mask_citizen_id, mask_phone
from branchkit.core.members.citizen_id import birth_of, is_consistent, read_citizen_id, sex_of
from branchkit.core.members.fixed_values import (
    CategoryFault,
    choice_meant,
    ethnicity_meant,
    label_of,
    read_category,
    sex_meant,
)
from branchkit.core.members.member import Category
from branchkit.core.members.terms import NO_POST, NOT_KNOWN, NOTHING, STAR_COUNTS
from branchkit.core.tables import Value
from branchkit.core.text_width import cleaned, is_plain
from branchkit.core.texts import to_simplified
from branchkit.core.values import frozen

PAST_DATES = ("birth", "joined", "full_since", "standing_since", "away_since", "lost_since")
"""Dates that cannot lie ahead."""
AGE_OF_JOINING = 18
"""Party constitution, art. 1."""

_DOTS = re.compile(r"[•‧・●∙⋅˙．.]")
_HAN = r"\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CHINESE_NAME = re.compile(rf"[{_HAN}]{{2,}}(?:·[{_HAN}]+)*")
_LATIN_NAME = re.compile(r"[A-Za-z][A-Za-z' -]+(?:·[A-Za-z' -]+)*")
_IN_BRACKETS = re.compile(r"\(.*?\)$")
_HOUSEHOLD_STARS = re.compile(r"(★+)☆*|(\d{1,2}|[一二三四五六七八九十])(?:颗?星级?户?)?")
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|[2-9]\d{6,7}")


@dataclass(slots=True)
class MemberReading:
    """Values by field name of :class:`~branchkit.core.members.member.Member`, and what is wrong. Empty values are left out."""

    values: dict[str, object] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def usable(self) -> bool:
        """Whether there is no error among the problems."""
        return all(problem.severity != "error" for problem in self.problems)


@frozen
class _Finding:
    """A problem before it knows its field's place. ``found`` is what the cell said, masked where it is personal."""

    code: str
    severity: str = "warning"
    found: str = ""
    taken: str = ""


_Read = tuple[object, tuple[_Finding, ...]]


def read_member(values: Mapping[str, Value], today: date) -> MemberReading:
    """Read fields by name; unknown names are a programming error (KeyError). ``today`` dates two-digit years."""
    reading = MemberReading()
    for name, value in values.items():
        found = cell_text(value)
        if to_simplified(found).lower() in NOTHING:
            continue
        if found.upper() in NOT_KNOWN:
            _add(reading, name, _Finding("member.not_known", found=found))
            continue
        result, findings = READERS[name](value, today)
        if result not in ("", None):
            reading.values[name] = result
        for finding in findings:
            _add(reading, name, finding)
        if isinstance(value, str) and not is_plain(value):
            _add(reading, name, _Finding("member.text.cleaned"))
    _hold_against_citizen_id(reading)
    _settle_centuries(reading)
    _hold_dates_against_each_other(reading, today)
    return reading


def cell_text(value: Value) -> str:
    """A cell as text: full-width figures and letters folded, what is not seen gone, no space at the ends."""
    if isinstance(value, Decimal):
        value = format(value.normalize(), "f")
    text = unicodedata.normalize("NFKC", cleaned("" if value is None else str(value)))
    return re.sub(r"\s+", " ", text).strip().lstrip("'`").strip()


def comparable_name(name: str) -> str:
    """A name as it is compared: without spaces and dots, letters in one case."""
    return re.sub(r"[\s·]", "", name).casefold()


def dates_agree(one: str, other: str) -> bool:
    """Whether two ISO dates can be the same day: one may lack the day. An empty one agrees with nothing."""
    return bool(one and other) and (one.startswith(other) or other.startswith(one))


def _add(reading: MemberReading, name: str, finding: _Finding) -> None:
    params: dict[str, object] = {"field": name, "found": finding.found, "taken": finding.taken}
    reading.problems.append(Problem(finding.code, severity=finding.severity, params=params))


def _read_number(value: Value, _today: date) -> _Read:
    text = cell_text(value)
    if text.isdecimal() and int(text) > 0:
        return int(text), ()
    return None, (_Finding("member.number.unreadable", found=text),)


def _read_name(value: Value, _today: date) -> _Read:
    text = cell_text(value)
    findings: list[_Finding] = []
    name = _DOTS.sub("·", _IN_BRACKETS.sub("", text).strip())
    without_spaces = name.replace(" ", "")
    if _CHINESE_NAME.fullmatch(without_spaces):
        name = without_spaces
    elif not _LATIN_NAME.fullmatch(name):
        findings.append(_Finding("member.name.unusual", found=text))
    if _IN_BRACKETS.search(text):
        findings.append(_Finding("member.name.brackets", found=text, taken=name))
    return name, tuple(findings)


def _read_sex(value: Value, _today: date) -> _Read:
    text = cell_text(value)
    sex = sex_meant(text)
    return sex, () if sex else (_Finding("member.choice.unknown", found=text),)


def _read_ethnicity(value: Value, _today: date) -> _Read:
    text = to_simplified(cell_text(value)).replace(" ", "")
    if name := ethnicity_meant(text):
        return name, ()
    return text, (_Finding("member.ethnicity.unknown", found=text),)


def _read_citizen_id_field(value: Value, _today: date) -> _Read:
    reading = read_citizen_id(value)
    shown = mask_citizen_id(cell_text(value).replace(" ", ""))
    if reading.fault:
        return "", (_Finding(f"member.citizen_id.{reading.fault}", "error", shown),)
    taken = mask_citizen_id(reading.id)
    notes = (
        _Finding(f"member.citizen_id.{note}", found=shown, taken=taken) for note in reading.notes
    )
    return reading.id, tuple(notes)


def _read_date_field(value: Value, today: date) -> _Read:
    reading = read_date(value, today)
    shown = cell_text(value)
    if reading.fault:
        return "", (_Finding(f"member.date.{reading.fault}", "error", shown),)
    if reading.note:
        return reading.iso, (
            _Finding(f"member.date.{reading.note}", found=shown, taken=reading.iso),
        )
    return reading.iso, ()


def _read_birth(value: Value, today: date) -> _Read:
    """A year of two digits is one in which somebody was born who may join by now."""
    return _read_date_field(value, date(today.year - AGE_OF_JOINING, 1, 1))


def _read_term(value: Value, _today: date) -> _Read:
    return label_of(to_simplified(cell_text(value)).replace(" ", "")), ()


def _read_text(value: Value, _today: date) -> _Read:
    return to_simplified(cell_text(value)), ()


def _read_stars(value: Value, _today: date) -> _Read:
    """五星级, 5 星, ★★★★★ or 5."""
    text = cell_text(value)
    stars = _HOUSEHOLD_STARS.fullmatch(to_simplified(text).replace(" ", ""))
    if stars is None:
        return None, (_Finding("member.choice.unknown", found=text),)
    signs, written = stars.groups()
    return len(signs) if signs else int(STAR_COUNTS.get(written, written)), ()


def _read_post(value: Value, _today: date) -> _Read:
    post = to_simplified(cell_text(value))
    return ("" if post in NO_POST else post), ()


def _read_phone(value: Value, _today: date) -> _Read:
    text = cell_text(value)
    numbers = [_bare_number(part) for part in re.split(r"[/;,、\s]+(?=\+?\d{7,})", text) if part]
    phone = "/".join(dict.fromkeys(numbers))
    if all(_PHONE.fullmatch(number) for number in numbers):
        return phone, ()
    return phone, (_Finding("member.phone.unusual", found=mask_phone(text)),)


def _bare_number(text: str) -> str:
    number = re.sub(r"^(?:\+|00)86-?", "", re.sub(r"[\s()]", "", text))
    return number.replace("-", "") if number.startswith("1") else number


def _read_category_field(value: Value, _today: date) -> _Read:
    text = cell_text(value)
    reading = read_category(to_simplified(text).replace(" ", ""))
    findings: list[_Finding] = []
    if reading.by_code:
        findings.append(_Finding("member.category.code", found=text, taken=reading.by_code))
    if reading.fault:
        severity = "warning" if reading.fault is CategoryFault.SILENT else "error"
        findings.append(_Finding(f"member.category.{reading.fault}", severity, text))
    return reading.category, tuple(findings)


def _choice(name: str) -> Callable[[Value, date], _Read]:
    def read(value: Value, _today: date) -> _Read:
        text = to_simplified(cell_text(value)).replace(" ", "")
        chosen = choice_meant(name, text)
        return chosen, () if chosen else (_Finding("member.choice.unknown", found=text),)

    return read


READERS: Mapping[str, Callable[[Value, date], _Read]] = {
    "number": _read_number,
    "name": _read_name,
    "sex": _read_sex,
    "ethnicity": _read_ethnicity,
    "birth": _read_birth,
    "citizen_id": _read_citizen_id_field,
    "native_place": _read_text,
    "education": _read_term,
    "joined": _read_date_field,
    "full_since": _read_date_field,
    "probation_until": _read_date_field,
    "group": _read_text,
    "post": _read_post,
    "work_unit": _read_text,
    "phone": _read_phone,
    "address": _read_text,
    "household_star": _read_stars,
    "category": _read_category_field,
    "standing": _choice("standing"),
    "standing_since": _read_date_field,
    "standing_reason": _read_text,
    "mobility": _choice("mobility"),
    "away_since": _read_date_field,
    "contact": _choice("contact"),
    "lost_since": _read_date_field,
    "member_class": _choice("member_class"),
}
"""Every field that can be typed, in the order in which lists and forms show them."""


def _hold_against_citizen_id(reading: MemberReading) -> None:
    """Birth and sex follow from the ID. Where they contradict it, an ID with the right check character is believed."""
    citizen_id = str(reading.values.get("citizen_id", ""))
    born = birth_of(citizen_id)
    if born is None:
        return
    believed = is_consistent(citizen_id)
    for name, derived in (("birth", born.isoformat()), ("sex", sex_of(citizen_id))):
        given = str(reading.values.get(name, ""))
        if (
            name == "birth"
            and given[2:]
            and derived[2:].startswith(given[2:])
            and _supplied_century(reading, "birth")
        ):
            given = derived[: len(given)]
            _drop(reading, "member.date.two_digits", "birth")
        if name == "birth" and given.endswith("-01"):
            given = given[:7]  # what a date cell shown as 1985年3月 holds
        if not given or derived.startswith(given):
            reading.values[name] = derived
            continue
        taken = derived if believed else given
        reading.values[name] = taken
        _add(reading, name, _Finding(f"member.{name}.differs", found=given, taken=taken))


def _supplied_century(reading: MemberReading, name: str) -> Problem | None:
    """What was told of a date whose year was written in one digit or two."""
    return next(
        (
            problem
            for problem in reading.problems
            if problem.code == "member.date.two_digits" and problem.params["field"] == name
        ),
        None,
    )


def _settle_centuries(reading: MemberReading) -> None:
    """Of years written in two digits take the century before where else people would join before they are of age."""
    for name, later, years in (("joined", "full_since", 0), ("birth", "joined", AGE_OF_JOINING)):
        told = _supplied_century(reading, name)
        given, bound = (str(reading.values.get(field, "")) for field in (name, later))
        if told is None or not bound or not _before(bound, _years_later(given, years)):
            continue
        taken = _years_later(given, -100)
        if int(taken[:4]) >= EARLIEST_YEAR:
            reading.values[name] = taken
            place = reading.problems.index(told)
            reading.problems[place] = replace(told, params={**told.params, "taken": taken})


def _drop(reading: MemberReading, code: str, name: str) -> None:
    reading.problems = [p for p in reading.problems if (p.code, p.params["field"]) != (code, name)]


def _hold_dates_against_each_other(reading: MemberReading, today: date) -> None:
    birth, joined, full_since = (
        str(reading.values.get(name, "")) for name in ("birth", "joined", "full_since")
    )
    if birth and joined and _before(joined, _years_later(birth, AGE_OF_JOINING)):
        _add(reading, "joined", _Finding("member.joined.young", found=joined, taken=birth))
    if joined and full_since and _before(full_since, joined):
        _add(
            reading,
            "full_since",
            _Finding("member.full_since.early", found=full_since, taken=joined),
        )
    _hold_probation(reading, joined)
    for name in PAST_DATES:
        given = str(reading.values.get(name, ""))
        if given and _before(today.isoformat(), given):
            _add(reading, name, _Finding("member.date.future", found=given))
    if joined and not full_since and "category" not in reading.values:
        year_ago = _years_later(today.isoformat(), -1)
        if not _before(joined, year_ago):
            reading.values["category"] = Category.PROBATIONARY
            _add(reading, "category", _Finding("member.category.assumed", found=joined))


def _hold_probation(reading: MemberReading, joined: str) -> None:
    """A probation that was extended ends later than one that was not."""
    until = str(reading.values.get("probation_until", ""))
    if joined and until and not _before(_years_later(joined, 1), until):
        _add(reading, "probation_until", _Finding("member.probation.short", found=until))


def _before(one: str, other: str) -> bool:
    """Surely before: dates without a day are compared by month."""
    length = min(len(one), len(other))
    return one[:length] < other[:length]


def _years_later(iso: str, years: int) -> str:
    return f"{int(iso[:4]) + years:04d}{iso[4:]}"
