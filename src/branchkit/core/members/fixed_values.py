"""What a word stands for where only some values are possible: sex, ethnicity, category, and the other choices of a member.

Other programs write a code before or behind the word (224_预备党员, 868_汉族, 男(1)), or the code of a national standard
alone. Whoever's category is not understood may be anybody: nobody becomes a member by a word that is not known.
"""

from __future__ import annotations

import re
from enum import StrEnum

from branchkit.core.members.member import Category
from branchkit.core.members.terms import (
    CHOICES,
    ETHNICITIES,
    ETHNICITY_CODES,
    NO_MORE_A_MEMBER,
    NOT_YET_A_MEMBER,
    OF_ANOTHER_PARTY,
    POLITICAL_STATUSES,
    SEXES,
)
from branchkit.core.values import frozen

_CODE_FIRST = re.compile(r"[A-Za-z]?\d{1,6}\s*[_\-—–.、:|/ ]\s*(?P<label>\D.*)")
_CODE_AT_ONCE = re.compile(r"\d{1,4}(?P<label>[\u3400-\u9fff].*)")
_CODE_LAST = re.compile(r"(?P<label>.*\D)(?:\(\d{1,6}\)|[_\-—–:|/ ]\d{1,6})")
_BRACKETED = re.compile(r"(?P<outer>.*)\((?P<inner>.*)\)")
_SEVERAL = re.compile(r"[、,，/;；+|和及]")
_NOT_YET = re.compile(NOT_YET_A_MEMBER)
_NO_MEMBER = re.compile(f"{NOT_YET_A_MEMBER}|{OF_ANOTHER_PARTY}")
_DOUBTFUL = re.compile(f"预备|{NO_MORE_A_MEMBER}")
_OF_BOTH_CODES = ("01", "02")
"""Codes of a status that mean the same where somebody numbers full and probationary members."""


def label_of(text: str, *, at_once: bool = False) -> str:
    """The word of a value that has a code before or behind it; the text itself where it has none.

    ``at_once``: a figure may stand before the word without anything between them (01汉族), which is no code where words
    begin with figures.
    """
    patterns = (_CODE_FIRST, _CODE_LAST, *((_CODE_AT_ONCE,) if at_once else ()))
    for pattern in patterns:
        if found := pattern.fullmatch(text):
            return str(found["label"]).strip()
    return text


def sex_meant(text: str) -> str:
    """``m`` or ``f``, empty where the text says neither."""
    plain = text.replace(" ", "").lower()
    return SEXES.get(plain) or SEXES.get(label_of(plain, at_once=True), "")


def ethnicity_meant(text: str) -> str:
    """The name in GB/T 3304 that a simplified text means, by its word or its code; empty where it means none."""
    label = ETHNICITY_CODES.get(text.zfill(2)) or label_of(text, at_once=True)
    return next((name for name in (label, f"{label}族") if name in ETHNICITIES), "")


def choice_meant(field: str, text: str) -> StrEnum | None:
    """The value of a choice other than the category that a simplified text without spaces means."""
    terms = CHOICES[field]
    own = {str(value): value for value in terms.values()}
    label = label_of(text, at_once=True)
    return terms.get(text) or own.get(text.lower()) or terms.get(label) or own.get(label.lower())


class CategoryFault(StrEnum):
    """Why a text says no category."""

    NOT_A_MEMBER = "not_a_member"
    """Of another party, of none, or not yet."""
    UNKNOWN = "unknown"
    """Whoever it is may be anybody."""
    SILENT = "silent"
    """A member, and not said whether full or probationary: 退休党员."""


@frozen
class CategoryReading:
    """What a text under 政治面貌 or 人员类别 says: a ``category``, or why none."""

    category: Category | None = None
    fault: CategoryFault | None = None
    by_code: str = ""
    """The status of which the text has only the code of GB/T 4762."""


def read_category(text: str) -> CategoryReading:
    """What a simplified text without spaces says of whether somebody is a member.

    Of several words (正式党员、村主任) the one that is a category counts, unless two contradict each other.
    """
    code = text.zfill(2) if text.zfill(2) in _OF_BOTH_CODES else text
    if status := POLITICAL_STATUSES.get(code):
        category = _category(status)
        fault = None if category else CategoryFault.NOT_A_MEMBER
        return CategoryReading(category, fault, status)
    words = _words(label_of(text, at_once=True))
    meant = {category for word in words if (category := _category(word))}
    if meant and any(map(_NOT_YET.search, words)):
        return CategoryReading(fault=CategoryFault.UNKNOWN)
    if Category.PROBATIONARY in meant and not _is_said_to_be_full(words):
        return CategoryReading(Category.PROBATIONARY)
    if len(meant) == 1:
        return CategoryReading(meant.pop())
    if meant:
        return CategoryReading(fault=CategoryFault.UNKNOWN)
    if any(map(_NO_MEMBER.search, words)):
        return CategoryReading(fault=CategoryFault.NOT_A_MEMBER)
    silent = any(map(_is_some_member, words))
    return CategoryReading(fault=CategoryFault.SILENT if silent else CategoryFault.UNKNOWN)


def _words(text: str) -> list[str]:
    """The words of 中共党员(预备), 党员、村主任; the whole text is one of them."""
    found = _BRACKETED.fullmatch(text)
    parts = [found["outer"], found["inner"]] if found else [text]
    return [word for part in parts for word in (part, *_SEVERAL.split(part)) if word]


def _category(word: str) -> Category | None:
    found = CHOICES["category"].get(word) or {str(c): c for c in Category}.get(word.lower())
    return Category(found) if found else None


def _is_said_to_be_full(words: list[str]) -> bool:
    """Whether 正式 is said as such; 党员 alone is said of probationary members as well."""
    return any("正式" in word and _category(word) for word in words)


def _is_some_member(word: str) -> bool:
    classes = ("member_class", "mobility", "contact")
    known = any(word in CHOICES[field] for field in classes) and word not in ("是", "否", "不是")
    is_one = word.endswith("党员") and not word.endswith("党党员")
    return known or (is_one and not _DOUBTFUL.search(word))
