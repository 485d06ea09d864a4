"""Forms that the texts of a column must have, as regular expressions that cannot keep anybody waiting.

Anybody may declare one, and it is asked for every cell of every import. So what Python's engine might go through in
ever more ways is refused when it is declared: a group that repeats itself and is not of a fixed form, references back,
looking around, and too many parts of open length. A text longer than :data:`LONGEST_TEXT` has no form.
"""

from __future__ import annotations

import re
from functools import lru_cache

LONGEST_TEXT = 100
LONGEST_PATTERN = 200
MOST_WAYS = 1_000_000
"""In so many ways the parts of a pattern may share a text of :data:`LONGEST_TEXT` characters: some hundredths of a second."""
_QUANTIFIER = re.compile(r"[*+?]|\{(\d*)(,?)(\d*)\}")


def fits(pattern: str, text: str) -> bool:
    """Whether the whole of a text has the form of a sound pattern."""
    return len(text) <= LONGEST_TEXT and _compiled(pattern).fullmatch(text) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def fault_of(pattern: str) -> str:
    """Why a pattern is refused: ``syntax``, ``form`` (something that is not taken), ``nested``, ``open`` (too many parts of open
    length), ``long``; empty for a sound one."""
    if len(pattern) > LONGEST_PATTERN:
        return "long"
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return "syntax"
    try:
        ways, _fixed = _Scan(pattern).ways()
    except _NestedError:
        return "nested"
    except _UnfitError:
        return "form"
    return "open" if ways > MOST_WAYS else ""


class _NestedError(Exception):
    """A group that repeats has several ways to be one and the same text."""


class _UnfitError(Exception):
    """A reference, a look around, a flag."""


class _Scan:
    """Goes once through a pattern that Python takes, and counts in how many ways it may be tried."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0

    def ways(self) -> tuple[int, bool]:
        """For what stands up to the end of the group at hand: the ways, and whether there is one only."""
        ways, branches, fixed = 1, 1, True
        while self._at < len(self._pattern) and self._pattern[self._at] != ")":
            if self._pattern[self._at] == "|":
                self._at += 1
                branches, fixed = branches + 1, False
                continue
            own, own_fixed = self._part()
            repeats, most = self._repeated()
            if most > 1 and not own_fixed:
                raise _NestedError
            ways = min(ways * own * repeats, MOST_WAYS + 1)
            fixed = fixed and own_fixed and repeats == 1
        return min(ways * branches, MOST_WAYS + 1), fixed

    def _part(self) -> tuple[int, bool]:
        """A character, a class or a group."""
        char = self._pattern[self._at]
        self._at += 1
        if char == "\\":
            escaped = self._pattern[self._at]
            if escaped in "123456789":
                raise _UnfitError
            self._at += 1
        elif char == "[":
            self._over_class()
        elif char == "(":
            if self._pattern.startswith("?:", self._at):
                self._at += 2
            elif self._pattern.startswith("?", self._at):
                raise _UnfitError
            inner = self.ways()
            self._at += 1
            return inner
        return 1, True

    def _over_class(self) -> None:
        if self._pattern.startswith("^", self._at):
            self._at += 1
        first = self._at
        while self._pattern[self._at] != "]" or self._at == first:
            self._at += 2 if self._pattern[self._at] == "\\" else 1
        self._at += 1

    def _repeated(self) -> tuple[int, int]:
        """In how many lengths the part before may stand, and how often at most."""
        found = _QUANTIFIER.match(self._pattern, self._at)
        if found is None or found[0] in ("{}", "{,}"):
            return 1, 1
        self._at = found.end()
        if self._pattern[self._at : self._at + 1] in ("?", "+"):
            self._at += 1
        if found[0] == "?":
            return 2, 1
        if found[0] in "*+":
            return LONGEST_TEXT, LONGEST_TEXT
        least = int(found[1] or 0)
        most = int(found[3] or LONGEST_TEXT) if found[2] else least
        return max(1, min(most, LONGEST_TEXT) - least + 1), most
