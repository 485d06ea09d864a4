"""Citizen ID numbers (公民身份号码, GB 11643-1999) as they come out of workbooks.

Eighteen characters: region (6), birth date (8), sequence (3, odd for men), check character. Spreadsheets keep
fifteen significant digits of a number, so an ID typed as a number has lost its end; the fifteen-digit numbers
issued before 1999 look much like that and are told apart by the date in them. Of what is left the birth date and the
province can be checked. Counties are not: people carry codes of counties that were dissolved long ago.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal

from branchkit.core.tables import Value
from branchkit.core.values import frozen

LENGTH = 18
OLD_LENGTH = 15
EXACT_DIGITS = 15
"""Significant digits that a spreadsheet keeps of a number."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_SHAPE = re.compile(r"\d{17}[0-9X]")
_EXPONENT = re.compile(r"\d(?:\.\d+)?E\+?1[4-9]", re.IGNORECASE)
_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
"""GB/T 2260, the first two digits."""
_IGNORED = re.compile(r"[\s'`‘’\-‐–—_]")


@frozen
class CitizenIdReading:
    """What was made of a cell. ``fault`` keeps the number from being used, ``notes`` are told and taken.

    Faults: ``damaged`` (a spreadsheet has cut its end off), ``length``, ``characters``, ``date``. Notes: ``upgraded``
    (from fifteen digits), ``checksum``.
    """

    id: str = ""
    fault: str = ""
    notes: tuple[str, ...] = ()
    start: str = ""
    """Of a damaged one the digits that are certainly true: fifteen, or fewer where they were shown as 4.4E+17."""


def read_citizen_id(value: Value) -> CitizenIdReading:
    """An ID from a cell; an empty cell gives an empty reading without a fault."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return _read_number(Decimal(value))
    text = (
        _IGNORED.sub("", unicodedata.normalize("NFKC", str(value or ""))).upper().replace("×", "X")
    )
    if _EXPONENT.fullmatch(text):
        return _cut_off(_exact_digits(text.partition("E")[0]))
    return _read_text(text)


def _read_number(value: Decimal) -> CitizenIdReading:
    if value != value.to_integral_value() or value < 0:
        return CitizenIdReading(fault="characters")
    digits = str(int(value))
    if len(digits) > EXACT_DIGITS:
        return _cut_off(digits) if len(digits) == LENGTH else CitizenIdReading(fault="length")
    return _read_text(digits)


def _exact_digits(shown: str) -> str:
    """The digits of 4.40524; the last one has been rounded unless all fifteen are shown."""
    digits = shown.replace(".", "")
    return digits if len(digits) >= EXACT_DIGITS else digits[:-1]


def _cut_off(digits: str) -> CitizenIdReading:
    start = digits[:EXACT_DIGITS]
    if len(start) == EXACT_DIGITS and _date(start[6:14]) is None:
        return CitizenIdReading(fault="date")
    return CitizenIdReading(fault="damaged", start=start)


def _read_text(text: str) -> CitizenIdReading:
    if not text:
        return CitizenIdReading()
    if not re.fullmatch(r"\d+X?", text):
        return CitizenIdReading(fault="characters")
    if len(text) == OLD_LENGTH and text.isdecimal():
        return _read_old(text)
    if len(text) != LENGTH:
        return CitizenIdReading(fault="length")
    if not is_consistent(text) and text.endswith("000"):
        return _cut_off(text)
    if birth_of(text) is None:
        return CitizenIdReading(fault="date")
    return CitizenIdReading(text, notes=() if is_consistent(text) else ("checksum",))


def _read_old(text: str) -> CitizenIdReading:
    """Fifteen digits: an old number, unless they can be the first fifteen of a new one."""
    old = upgraded(text)
    if _date(text[6:14]) is not None:
        return _cut_off(text)
    if birth_of(old) is None:
        return CitizenIdReading(fault="date")
    return CitizenIdReading(old, notes=("upgraded",))


def upgraded(old: str) -> str:
    """The eighteen characters of a fifteen-digit number; these were issued to people born in the 1900s only."""
    body = f"{old[:6]}19{old[6:]}"
    return body + check_character(body)


def check_character(body: str) -> str:
    """The last character that belongs to the first seventeen digits (ISO 7064, MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return _CHECK_CHARACTERS[total % 11]


def is_consistent(citizen_id: str) -> bool:
    """Whether the check character is right; False for anything that is not eighteen characters of an ID."""
    return bool(_SHAPE.fullmatch(citizen_id)) and check_character(citizen_id[:17]) == citizen_id[17]


def birth_of(citizen_id: str) -> date | None:
    """The birth date in an ID of eighteen characters, or in the fifteen digits of its start; None where there is none."""
    whole = _SHAPE.fullmatch(citizen_id) or (
        len(citizen_id) == EXACT_DIGITS and citizen_id.isdecimal()
    )
    return _date(citizen_id[6:14]) if whole else None


def completes(start: str, citizen_id: str) -> bool:
    """Whether an ID begins with the digits that were left of it; whatever is not known contradicts nothing."""
    return not citizen_id or citizen_id.startswith(start)


def has_province(start: str) -> bool:
    """Whether an ID, or its start, begins with the code of a province."""
    return bool(_PROVINCE.match(start))


def sex_of(citizen_id: str) -> str:
    """``m`` or ``f`` by the sequence number, empty where there is none."""
    if not _SHAPE.fullmatch(citizen_id):
        return ""
    return "m" if int(citizen_id[16]) % 2 else "f"


def _date(digits: str) -> date | None:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    if not 1850 <= year <= 2100:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
