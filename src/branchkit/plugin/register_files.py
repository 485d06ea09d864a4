"""Reads a register from TOML; the file's name is the register's id. The format: ``docs/register-format.md``."""

from __future__ import annotations

import re

from branchkit.core.errors import Problem
from branchkit.core.registers import Choice, Column, ColumnKind, Register
from branchkit.plugin.manifests import check_api
from branchkit.plugin.toml_source import TomlSource, TomlTable

_ID = re.compile(r"[a-z][a-z0-9_]*")
_BOUNDED = (ColumnKind.NUMBER, ColumnKind.MONEY)
_DATED = (ColumnKind.DATE, ColumnKind.MONTH)


def read_register(
    source: TomlSource, id: str, origin: str
) -> tuple[Register | None, list[Problem]]:
    """The register that a file declares; None with at least one problem when it cannot be used."""
    problems: list[Problem] = []
    table = source.table(problems)
    check_api(table)
    register = Register(
        id=id,
        title=table.local("title"),
        columns=tuple(_read_column(part) for part in table.tables("column")),
        dated_by=table.text("dated_by"),
        ended_by=table.text("ended_by", ""),
        summary=table.texts("summary", ()),
        source=origin,
    )
    table.text("source", "")
    table.finish("column")
    _check(register, table)
    return (None if problems else register), problems


def _read_column(table: TomlTable) -> Column:
    kind = ColumnKind(table.choice("kind", tuple(ColumnKind)))
    column = Column(
        id=table.text("id"),
        kind=kind,
        title=table.local("title"),
        required=table.flag("required", False),
        personal=table.flag("personal", False),
        choices=_read_choices(table) if kind is ColumnKind.CHOICE else (),
        minimum=_bound(table, "minimum") if kind in _BOUNDED else "",
        maximum=_bound(table, "maximum") if kind in _BOUNDED else "",
    )
    if column.id and not _ID.fullmatch(column.id):
        table.report("declaration.id_form", "id", found=column.id)
    if kind is ColumnKind.CHOICE and not column.choices:
        table.report("register.no_choices", column=column.id)
    # Where the kind itself is wrong, nothing can be said about the keys that only some kinds have.
    kind_is_known = table.data.get("kind") in tuple(ColumnKind)
    table.finish(*(() if kind_is_known else ("choices", "minimum", "maximum")))
    return column


def _read_choices(table: TomlTable) -> tuple[Choice, ...]:
    """``choices = { yes = "中文", ... }``: id → title, in the order of the file."""
    choices = table.table("choices")
    if choices is None:
        return ()
    return tuple(Choice(id, choices.local(id)) for id in choices.data)


def _bound(table: TomlTable, key: str) -> str:
    value = table.optional_decimal(key)
    return "" if value is None else str(value)


def _check(register: Register, table: TomlTable) -> None:
    seen: set[str] = set()
    for index, column in enumerate(register.columns):
        if column.id in seen:
            table.report("declaration.twice", "column", index, "id", found=column.id)
        seen.add(column.id)
    if not register.columns:
        table.report("register.no_columns")
    elif register.dated_by and not register.has(register.dated_by, *_DATED):
        _report_column(table, register, "dated_by", register.dated_by)
    if register.ended_by and not register.has(register.ended_by, *_DATED):
        _report_column(table, register, "ended_by", register.ended_by)
    for id in register.summary:
        if not register.has(id):
            _report_column(table, register, "summary", id)


def _report_column(table: TomlTable, register: Register, key: str, found: str) -> None:
    known = ", ".join(
        column.id for column in register.columns if key == "summary" or column.kind in _DATED
    )
    table.report("register.column", key, found=found, known=known)
