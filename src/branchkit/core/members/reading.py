"""Makes a member's values out of what people typed: a workbook's cells, a form, options of a command.

One reader a field, declared in :data:`READERS`; then the fields are held against each other
(:mod:`~branchkit.core.members.consistency`). Nothing is raised: what is wrong comes back as problems, errors where the values cannot be
used. Texts of problems end with what was done, which only the caller knows for errors (``done``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from branchkit.core.date_reading import read_date
from branchkit.core.masking import mask_citizen_id, mask_id_start, mask_phone
from branchkit.core.members.citizen_id import read_citizen_id
from branchkit.core.members.consistency import (
    AGE_OF_JOINING,
    Finding,
    MemberReading,
    hold_together,
)
from branchkit.core.members.fixed_values import (
    CategoryFault,
    choice_meant,
    ethnicity_meant,
    label_of,
    read_category,
    sex_meant,
)
from branchkit.core.members.terms import NO_POST, NOT_KNOWN, NOTHING, STAR_COUNTS
from branchkit.core.tables import Value
from branchkit.core.text_width import cleaned, is_plain
from branchkit.core.texts import to_simplified

_TEXT_FORMULA = re.compile(r'[=＝]"(?P<text>[^"]*)"')
_DOTS = re.compile(r"[•‧・●∙⋅˙．.]")
_HAN = r"\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CHINESE_NAME = re.compile(rf"[{_HAN}]{{2,}}(?:·[{_HAN}]+)*")
_LATIN_NAME = re.compile(r"[A-Za-z][A-Za-z' -]+(?:·[A-Za-z' -]+)*")
_IN_BRACKETS = re.compile(r"\(.*?\)$")
_HOUSEHOLD_STARS = re.compile(r"(★+)☆*|(\d{1,2}|[一二三四五六七八九十])(?:颗?星级?户?)?")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_ABROAD = re.compile(rf"(?:\+|00)\d{{1,3}}{_MOBILE.pattern}|\+\d{{8,15}}")
_LANDLINE = re.compile(r"(?:0\d{2,3}-?\d{7,8}|[2-9]\d{6,7})(?:(?:转|-|#)\d{1,6})?")
_BETWEEN_PHONES = re.compile(r"\s*[/;,、或]\s*")
_SHORTENED = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)

_Read = tuple[object, tuple[Finding, ...]]


def read_member(
    values: Mapping[str, Value], today: date, *, incomplete_ids: bool = False
) -> MemberReading:
    """Read fields by name; unknown names are a programming error (KeyError). ``today`` dates two-digit years.

    ``incomplete_ids``: of an ID whose end a spreadsheet has cut off the start is taken (``citizen_id_start``), to be
    completed; else it is an error, since whoever types can type it whole.
    """
    reading = MemberReading()
    for name, cell in values.items():
        value = unwrapped(cell)
        found = cell_text(value)
        if to_simplified(found).lower() in NOTHING:
            continue
        if found.upper() in NOT_KNOWN:
            reading.tell(name, Finding("member.not_known", found=found))
            continue
        result, findings = READERS[name](value, today)
        if incomplete_ids and name == "citizen_id" and (start := read_citizen_id(value).start):
            reading.values["citizen_id_start"] = start
            findings = (Finding("member.citizen_id.incomplete", found=mask_id_start(start)),)
        if result not in ("", None):
            reading.values[name] = result
        for finding in findings:
            reading.tell(name, finding)
        if isinstance(value, str) and not is_plain(value):
            reading.tell(name, Finding("member.text.cleaned"))
    hold_together(reading, today)
    return reading


def unwrapped(value: Value) -> Value:
    """A cell, of ``="0591"`` what stands in the quotation marks: so people keep a spreadsheet from making a number of it."""
    if (
        isinstance(value, str)
        and '"' in value
        and (found := _TEXT_FORMULA.fullmatch(value.strip()))
    ):
        return found["text"]
    return value


def cell_text(value: Value) -> str:
    """A cell as text: full-width figures and letters folded, what is not seen gone, no space at the ends; a ticked one is 是."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    value = unwrapped(value)
    if isinstance(value, Decimal):
        value = format(value.normalize(), "f")
    text = unicodedata.normalize("NFKC", cleaned(str(value)))
    return re.sub(r"\s+", " ", text).strip().lstrip("'`").strip()


def comparable_name(name: str) -> str:
    """A name as it is compared: without spaces and dots, letters in one case."""
    return re.sub(r"[\s·]", "", name).casefold()


def dates_agree(one: str, other: str) -> bool:
    """Whether two ISO dates can be the same day: one may lack the day. An empty one agrees with nothing."""
    return bool(one and other) and (one.startswith(other) or other.startswith(one))


def _read_number(value: Value, _today: date) -> _Read:
    text = cell_text(value)
    if text.isdecimal() and int(text) > 0:
        return int(text), ()
    return None, (Finding("member.number.unreadable", found=text),)


def _read_name(value: Value, _today: date) -> _Read:
    text = cell_text(value)
    findings: list[Finding] = []
    name = _DOTS.sub("·", _IN_BRACKETS.sub("", text).strip())
    without_spaces = name.replace(" ", "")
    if _CHINESE_NAME.fullmatch(without_spaces):
        name = without_spaces
    elif not _LATIN_NAME.fullmatch(name):
        findings.append(Finding("member.name.unusual", found=text))
    if _IN_BRACKETS.search(text):
        findings.append(Finding("member.name.brackets", found=text, taken=name))
    return name, tuple(findings)


def _read_sex(value: Value, _today: date) -> _Read:
    text = cell_text(value)
    sex = sex_meant(text)
    return sex, () if sex else (Finding("member.choice.unknown", found=text),)


def _read_ethnicity(value: Value, _today: date) -> _Read:
    text = to_simplified(cell_text(value)).replace(" ", "")
    if name := ethnicity_meant(text):
        return name, ()
    return text, (Finding("member.ethnicity.unknown", found=text),)


def _read_citizen_id_field(value: Value, _today: date) -> _Read:
    reading = read_citizen_id(value)
    shown = mask_citizen_id(reading.start or cell_text(value).replace(" ", ""))
    if reading.fault:
        return "", (Finding(f"member.citizen_id.{reading.fault}", "error", shown),)
    taken = mask_citizen_id(reading.id)
    notes = (
        Finding(f"member.citizen_id.{note}", found=shown, taken=taken) for note in reading.notes
    )
    return reading.id, tuple(notes)


def _read_date_field(value: Value, today: date) -> _Read:
    reading = read_date(value, today)
    shown = cell_text(value)
    if reading.fault:
        return "", (Finding(f"member.date.{reading.fault}", "error", shown),)
    if reading.note:
        return reading.iso, (
            Finding(f"member.date.{reading.note}", found=shown, taken=reading.iso),
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
        return None, (Finding("member.choice.unknown", found=text),)
    signs, written = stars.groups()
    return len(signs) if signs else int(STAR_COUNTS.get(written, written)), ()


def _read_post(value: Value, _today: date) -> _Read:
    post = to_simplified(cell_text(value))
    return ("" if post in NO_POST else post), ()


def _read_phone(value: Value, _today: date) -> _Read:
    """Mobile numbers lose what parts their figures; whatever else is typed is kept as it is."""
    text = cell_text(value)
    if _SHORTENED.fullmatch(text):
        return "", (Finding("member.phone.damaged", found=text),)
    numbers = [number for part in _BETWEEN_PHONES.split(text) if part for number in _phones(part)]
    if all(numbers):
        return "/".join(dict.fromkeys(numbers)), ()
    return text, (Finding("member.phone.unusual", found=mask_phone(text)),)


def _phones(text: str) -> list[str]:
    """The numbers of a text, which may have spaces between them or in them; empty for one that is none."""
    if number := _phone(text):
        return [number]
    return [_phone(part) for part in text.split()]


def _phone(text: str) -> str:
    if _ABROAD.fullmatch(re.sub(r"[\s-]", "", text)):
        return text
    plain = re.sub(r"[\s()]", "", text)
    mobile = plain.replace("-", "")
    if _MOBILE.fullmatch(mobile):
        return mobile
    return plain if _LANDLINE.fullmatch(plain) else ""


def _read_category_field(value: Value, _today: date) -> _Read:
    text = cell_text(value)
    reading = read_category(to_simplified(text).replace(" ", ""))
    findings: list[Finding] = []
    if reading.by_code:
        findings.append(Finding("member.category.code", found=text, taken=reading.by_code))
    if reading.fault:
        severity = "warning" if reading.fault is CategoryFault.SILENT else "error"
        findings.append(Finding(f"member.category.{reading.fault}", severity, text))
    return reading.category, tuple(findings)


def _choice(name: str) -> Callable[[Value, date], _Read]:
    def read(value: Value, _today: date) -> _Read:
        text = to_simplified(cell_text(value)).replace(" ", "")
        chosen = choice_meant(name, text)
        return chosen, () if chosen else (Finding("member.choice.unknown", found=text),)

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
    "own_traits": _read_text,
}
"""Every field that can be typed, in the order in which lists and forms show them."""
DATE_FIELDS = frozenset(
    name for name, read in READERS.items() if read in (_read_date_field, _read_birth)
)
"""Those that are days, or months where nobody knows the day."""
