"""One column of a register as TOML has it: its kind, choices, bounds and default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from branchkit.core.registers.register import (
    FIGURES,
    Choice,
    Column,
    ColumnFunction,
    ColumnKind,
    Register,
)
from branchkit.core.texts import NO_TEXT
from branchkit.toml.source import TomlTable, nearest

if TYPE_CHECKING:
    from branchkit.core.registers.own_kinds import OwnKind

_ANY = tuple(ColumnKind)
_DAYS: Mapping[str, tuple[ColumnKind, ...]] = {
    "@today": (ColumnKind.DATE,),
    "@month": (ColumnKind.MONTH,),
    "@year": (ColumnKind.NUMBER, ColumnKind.TEXT),
}
_UNKNOWN_HERE = (ColumnKind.MEMBER, ColumnKind.MEMBERS, ColumnKind.ORGANIZATION)
"""Kinds of which no value can be known: who is on the roll differs from workspace to workspace."""


def check_default(table: TomlTable, column: Column) -> None:
    """Report a default that is no value of its column; ``table`` is the column's."""
    if column.default.startswith("@"):
        if column.kind not in _DAYS.get(column.default, ()):
            known = ", ".join(f"{name} ({', '.join(kinds)})" for name, kinds in _DAYS.items())
            table.report("register.default_day", "default", found=column.default, known=known)
    elif not _is_value(column):
        table.report("register.default", "default", found=column.default, kind=column.kind)


def _is_value(column: Column) -> bool:
    match column.entry:
        case ColumnKind.TEXT if not column.pattern and column.own is None:
            return True
        case ColumnKind.CHOICE:
            titles = ((c.id, c.title.zh_CN, c.title.en) for c in column.choices)
            return any(column.default in names for names in titles)
        case kind if kind in _UNKNOWN_HERE:
            return False
    from branchkit.core.registers.checks import check_values
    from branchkit.core.registers.values import Reading, read_values

    # On its own: what the column leans on is not there.
    register = Register("", column.title, (replace(column, when=()),), "")
    reading = Reading(lambda _text: None, date.max, typed=False)
    values, problems = read_values(register, {column.id: column.default}, reading)
    return not problems and not check_values(register, values, ())


def check_pattern(part: TomlTable, column: Column) -> None:
    """Report a pattern that could not be looked for, or not in time; ``part`` is the column's table."""
    from branchkit.core.registers.patterns import LONGEST_PATTERN, fault_of

    if fault := fault_of(column.pattern):
        code = f"register.pattern_{fault}"
        part.report(code, "pattern", found=column.pattern, limit=LONGEST_PATTERN)


def _read_kind(table: TomlTable, kinds: Mapping[str, OwnKind]) -> tuple[ColumnKind, OwnKind | None]:
    """One of ours, or a plugin's with the one that it is kept as."""
    found = table.data.get("kind")
    if not isinstance(found, str) or "/" not in found:
        return ColumnKind(table.choice("kind", _ANY)), None
    table.text("kind")
    if own := kinds.get(found):
        return ColumnKind(own.kept), own
    plugin = found.partition("/")[0]
    if close := nearest(found, kinds, 0.8):
        table.report("register.misspelt_own_kind", "kind", found=found, nearest=close)
    else:
        table.report("register.own_kind", "kind", found=found, plugin=plugin)
    return ColumnKind.TEXT, None


def read_column(
    table: TomlTable, kinds: Mapping[str, OwnKind], functions: Mapping[str, ColumnFunction]
) -> Column:
    """One ``[[column]]``; ``kinds`` and ``functions`` are those that plugins bring."""
    kind, own = _read_kind(table, kinds)
    is_text = kind is ColumnKind.TEXT and own is None
    choices = _read_choices(table) if kind is ColumnKind.CHOICE else ()
    formula = None
    if "formula" in table:
        from branchkit.plugin.condition_files import read_formula

        formula = read_formula(table, functions)
    return Column(
        id=table.text("id"),
        kind=kind,
        title=table.local("title"),
        required=table.flag("required", False),
        personal=table.flag("personal", False),
        choices=choices,
        minimum=_bound(table, "minimum") if kind in FIGURES else "",
        maximum=_bound(table, "maximum") if kind in FIGURES else "",
        default=table.text("default", ""),
        unset=table.choice("unset", [c.id for c in choices])
        if choices and "unset" in table
        else "",
        formula=formula,
        field=table.text("field", ""),
        aliases=table.texts("aliases", ()),
        width=table.integer("width", 0),
        printed=table.flag("printed", True),
        own=own,
        pattern=table.text("pattern", "") if is_text else "",
        pattern_message=table.local("message", NO_TEXT) if is_text else NO_TEXT,
        time=table.flag("time", False) if is_text else False,
    )


def _read_choices(table: TomlTable) -> tuple[Choice, ...]:
    """``choices = { yes = "中文", ... }``: id → title, in the order of the file."""
    choices = table.table("choices")
    if choices is None:
        return ()
    named = tuple(Choice(id, choices.local(id)) for id in choices.data)
    return with_words(named, table, "words")


def with_words(choices: tuple[Choice, ...], table: TomlTable, key: str) -> tuple[Choice, ...]:
    """``words = { yes = ["有的"] }``: what else workbooks call a choice, beside what is known already."""
    words = table.table(key)
    if words is None:
        return choices
    told = {choice.id: words.texts(choice.id, ()) for choice in choices}
    words.finish()
    return tuple(replace(choice, aliases=(*choice.aliases, *told[choice.id])) for choice in choices)


def _bound(table: TomlTable, key: str) -> str:
    value = table.optional_decimal(key)
    return "" if value is None else str(value)
