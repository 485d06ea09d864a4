"""The grades and subjects there are, and how they are recognised in the names of branches and groups.

Which ones there are, their order and their titles are the choices of the register of teaching posts; only what else a name may
call them stands here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from branchkit.api.registers import Register
from branchkit.api.workspace import LocalText, frozen

POSTS = "roll.schools-posts"
"""The register of teaching posts."""
OFFICE = "office"
"""Whoever teaches no grade: administration and logistics."""
_ALSO: Mapping[str, tuple[str, ...]] = {
    "junior-1": ("七年级",),
    "junior-2": ("八年级",),
    "junior-3": ("九年级",),
    OFFICE: ("行政", "后勤", "机关"),
    "english": ("外语",),
    "politics": ("思政", "道法", "道德与法治"),
    "it": ("信息技术", "计算机"),
    "pe": ("体健",),
}


@frozen
class Unit:
    """A grade or a subject."""

    id: str
    title: LocalText
    written: tuple[str, ...]
    """How names of branches and groups write it."""


@frozen
class Vocabulary:
    """All grades and all subjects, in order."""

    grades: tuple[Unit, ...]
    subjects: tuple[Unit, ...]

    @classmethod
    def of(cls, posts: Register) -> Vocabulary:
        """The choices of the register of teaching posts."""
        grades, subjects = (
            tuple(
                Unit(choice.id, choice.title, (choice.title.zh_CN, *_ALSO.get(choice.id, ())))
                for choice in posts.column(column).choices
            )
            for column in ("grade", "subject")
        )
        return cls(grades, subjects)

    def grade(self, id: str) -> Unit:
        """A grade by id; one that is not declared any more has its id for a title."""
        return _unit(self.grades, id)

    def subject(self, id: str) -> Unit:
        """A subject by id, likewise."""
        return _unit(self.subjects, id)

    def place_of_grade(self, id: str) -> int:
        """Where a grade stands in the order; unknown ones stand last."""
        ids = [unit.id for unit in self.grades]
        return ids.index(id) if id in ids else len(ids)

    def place_of_subject(self, id: str) -> int:
        """Where a subject stands in the order; unknown ones stand last."""
        ids = [unit.id for unit in self.subjects]
        return ids.index(id) if id in ids else len(ids)

    def grades_in(self, name: str) -> list[str]:
        """The grades that a name speaks of, each once: 高一年级 is 高一, not 一年级."""
        return _found(self.grades, name)

    def subjects_in(self, name: str) -> list[str]:
        """The subjects that a name speaks of, each once."""
        return _found(self.subjects, name)


def _unit(units: tuple[Unit, ...], id: str) -> Unit:
    return next((unit for unit in units if unit.id == id), Unit(id, LocalText(id), ()))


def _found(units: tuple[Unit, ...], name: str) -> list[str]:
    pattern, meanings = _pattern(units)
    return list(dict.fromkeys(meanings[match.group()] for match in pattern.finditer(name)))


@lru_cache(maxsize=8)
def _pattern(units: tuple[Unit, ...]) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Looked for from the left, the longest first where several begin at one place."""
    meanings = {text: unit.id for unit in units for text in unit.written if text}
    ordered = sorted(meanings, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered)) or "(?!)"), meanings
