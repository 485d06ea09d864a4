"""Single values of a scheme file, checked: ids, numbers above zero, steps that divide, lists that must not be empty."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from branchkit.core.scoring.schemes import Star
from branchkit.core.texts import LocalText
from branchkit.toml.source import TomlTable

HUNDRED = Decimal(100)
SHORT_LENGTH = 4
"""Characters of a column's head in Chinese; in English twice as many, which are as wide."""

_PLAIN_ID = re.compile(r"[a-z0-9][a-z0-9._-]*")
_NESTED_ID = re.compile(r"[a-z0-9][a-z0-9._-]*(?:/[a-z0-9][a-z0-9._-]*)*")

_STEPS = tuple(Decimal(step) for step in ("0.1", "0.05", "0.01", "0.001"))


class Seen:
    """Ids of one kind within a file; each may occur once."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._lines: dict[str, int] = {}

    def id(self, table: TomlTable, default: str | None = None) -> str:
        """The ``id`` of an entry; reports a bad one and one that was there before."""
        id = table.text("id", default)
        if not id:
            return ""
        if "id" in table:
            check_id(table, "id", id)
        if id in self._lines:
            first = table.source.line_of(*table.path[:-1], self._lines[id], "id")
            table.report("scheme.duplicate_id", "id", found=id, first=first)
        else:
            self._lines[id] = int(table.path[-1]) if table.path else 0
        return id


def check_id(table: TomlTable, key: str, id: str, *, nested: bool = False) -> None:
    """Ids are typed on command lines and stand in addresses of values: small letters, digits, hyphens."""
    if not (_NESTED_ID if nested else _PLAIN_ID).fullmatch(id):
        table.report("scheme.bad_id", key, found=id)


def positive(table: TomlTable, key: str, default: Decimal | None = None) -> Decimal:
    """A number above zero."""
    reported = len(table.problems)
    number = table.decimal(key, default)
    if number > 0:
        return number
    if key in table and len(table.problems) == reported:
        table.report("scheme.not_positive", key, found=number)
    return default or Decimal(1)


def whole(table: TomlTable, key: str, default: int) -> int:
    """A whole number from 1 on."""
    reported = len(table.problems)
    number = table.integer(key, default)
    if number < 1 and len(table.problems) == reported:
        table.report("scheme.not_positive", key, found=number)
    return max(number, 1)


def fitting_step(table: TomlTable, default: Decimal, amounts: Iterable[Decimal | None]) -> Decimal:
    """The rule's ``step``, which must divide every amount that the rule adds or takes away.

    Otherwise points that the rule itself works out could not be entered. Left out it is ``default`` or, where that does
    not divide them all, something finer that does.
    """
    parts = [amount for amount in amounts if amount is not None]
    if "step" not in table:
        finer = (step for step in (default, *_STEPS) if not any(part % step for part in parts))
        return table.decimal("step", next(finer, _STEPS[-1]))
    step = positive(table, "step")
    for part in parts:
        if part % step:
            table.report("scheme.step_too_coarse", "step", found=step, amount=part)
            break
    return step


def check_within(table: TomlTable, key: str, points: Decimal, maximum: Decimal) -> None:
    """Points between 0 and the maximum."""
    if not 0 <= points <= maximum:
        table.report("scheme.outside_maximum", key, found=points, maximum=maximum)


def required_tables(table: TomlTable, key: str) -> list[TomlTable]:
    """The entries of a list that has to be there, with something in it."""
    if key not in table:
        table.report("toml.missing_key", missing=key)
    entries = table.tables(key)
    if key in table and not table.data[key]:
        table.report("scheme.empty_list", key)
    return entries


def read_star(table: TomlTable) -> Star | None:
    """The ``star`` of a criterion or a section, where it has one; earned with full marks where no share is written."""
    part = table.table("star")
    if part is None:
        return None
    star = Star(part.local("title"), part.decimal("share", HUNDRED))
    if not 0 < star.share <= HUNDRED:
        part.report("scheme.not_per_cent", "share", found=star.share)
    part.finish()
    return star


def short_title(table: TomlTable) -> LocalText:
    """A column's head or a band's mark, ``short``."""
    short = table.local("short")
    if len(short.zh_CN) > SHORT_LENGTH or len(short.en) > 2 * SHORT_LENGTH:
        found = short.zh_CN if len(short.zh_CN) > SHORT_LENGTH else short.en
        table.report("scheme.short_too_long", "short", found=found, limit=SHORT_LENGTH)
    return short
