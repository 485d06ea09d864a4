"""Versions as distributions carry them, and what one asks of another's: ``>=0.2, <1``.

A part of what pip knows is enough here: figures between points, one mark of what comes before a release (``1.0rc1``, ``1.0.dev3``)
or after it (``1.0.post1``), and a local part behind ``+``, which counts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from operator import eq, ge, gt, le, lt, ne

from branchkit.core.values import frozen

_STAGES = {
    "dev": -4,
    "alpha": -3,
    "a": -3,
    "beta": -2,
    "b": -2,
    "rc": -1,
    "c": -1,
    "pre": -1,
    "": 0,
    "post": 1,
}
_VERSION = re.compile(
    r"v?(?P<release>\d+(?:\.\d+)*)"
    r"(?:[-_.]?(?P<stage>dev|alpha|a|beta|b|rc|c|pre|post)[-_.]?(?P<number>\d*))?"
    r"(?:\+[a-z0-9._-]+)?"
)
_CLAUSE = re.compile(r"(?P<sign>>=|<=|==|!=|~=|>|<)\s*(?P<version>\S+)")
_ALIKE = "~="
ANY = "*"
"""Asks for no version in particular."""

Version = tuple[tuple[int, ...], int, int]
"""What is compared: the figures without zeros at their end, the stage, its number."""
_SIGNS: Mapping[str, Callable[[Version, Version], bool]] = {
    ">=": ge,
    "<=": le,
    "==": eq,
    "!=": ne,
    ">": gt,
    "<": lt,
}


def read_version(text: str) -> Version | None:
    """A version to compare with others; None for what is none."""
    found = _VERSION.fullmatch(text.strip().lower())
    if found is None:
        return None
    release = tuple(map(int, found["release"].split(".")))
    while len(release) > 1 and not release[-1]:
        release = release[:-1]
    return release, _STAGES[found["stage"] or ""], int(found["number"] or 0)


@frozen
class Demand:
    """What a version has to be; ``clauses`` all have to hold, and none is asked for where there are none."""

    clauses: tuple[tuple[str, str], ...]

    def is_met_by(self, version: str) -> bool:
        """Whether it holds of a version; of one that nobody knows only where none is asked for."""
        if not self.clauses:
            return True
        found = read_version(version)
        return found is not None and all(_holds(sign, found, text) for sign, text in self.clauses)


def read_demand(text: str) -> Demand | None:
    """``>=0.2, <1``, or ``*`` for any version; None for what is neither."""
    if text.strip() == ANY:
        return Demand(())
    clauses = []
    for part in text.split(","):
        found = _CLAUSE.fullmatch(part.strip())
        if found is None or read_version(found["version"]) is None:
            return None
        if found["sign"] == _ALIKE and not _series(found["version"]):
            return None
        clauses.append((found["sign"], found["version"]))
    return Demand(tuple(clauses))


def _holds(sign: str, found: Version, text: str) -> bool:
    wanted = read_version(text)
    assert wanted is not None  # read_demand has read it
    if sign != _ALIKE:
        return _SIGNS[sign](found, wanted)
    series = _series(text)
    padded = (*found[0], *(0 for _ in series))
    return found >= wanted and padded[: len(series)] == series


def _series(text: str) -> tuple[int, ...]:
    """What ``~=`` holds on to, as it is written: of 1.4.0 the 1.4, of 1.4 the 1, of 1 nothing."""
    found = _VERSION.fullmatch(text.strip().lower())
    assert found is not None
    return tuple(map(int, found["release"].split(".")[:-1]))
