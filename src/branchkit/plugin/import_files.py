"""Reads ``imports/<name>.toml``: another system's list described without Python. The format: ``docs/register-format.md``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from branchkit.core.errors import Problem
from branchkit.core.importing import MEMBER_FIELDS, MEMBERS, ORG_FIELD, ImportMap, MappedColumn
from branchkit.core.registers.register import Column, ColumnKind, Register
from branchkit.plugin.manifests import check_api
from branchkit.toml.source import TomlSource, TomlTable, nearest

MOST_SKIPPED = 20
_OF_PEOPLE = (ColumnKind.MEMBER, ColumnKind.MEMBERS, ColumnKind.ORGANIZATION)
"""Kinds of which no value can be known: who is on the roll differs from workspace to workspace."""


def read_import_map(
    source: TomlSource, id: str, register: Register | None
) -> tuple[ImportMap | None, list[Problem]]:
    """The map that a file declares, over ``register`` or, where that is None, over the roster; None with at least one problem
    when it cannot be used."""
    problems: list[Problem] = []
    table = source.table(problems)
    check_api(table)
    columns = {c.id: c for c in register.columns if c.typed} if register else {}
    fields = (*columns, ORG_FIELD) if register else MEMBER_FIELDS
    parts = table.tables("column")
    if not parts and "column" not in table:
        table.report("toml.missing_key", missing="[[column]]")
    found = ImportMap(
        id=id,
        title=table.local("title"),
        register=table.text("register"),
        columns=tuple(_read_column(part, fields, columns) for part in parts),
        skip_rows=table.integer("skip_rows", 0),
        reader=table.text("reader", ""),
    )
    if not 0 <= found.skip_rows <= MOST_SKIPPED:
        table.report("imports.skip_rows", "skip_rows", found=found.skip_rows, limit=MOST_SKIPPED)
    _check_repeated(table, "header", (column.header for column in found.columns))
    _check_repeated(table, "field", (column.field for column in found.columns))
    table.finish()
    return (None if problems else found), problems


def unknown_register(
    source: TomlSource, found: str, known: Iterable[str], *, refused: bool
) -> Problem:
    """The problem of a map for a register that there is not; ``refused``: whose own file has errors."""
    if refused:
        return source.problem("metric.register_refused", "register", found=found)
    close = nearest(found, (*known, MEMBERS))
    code = "imports.misspelt_register" if close else "imports.register"
    return source.problem(code, "register", found=found, nearest=close)


def subject_of(source: TomlSource) -> str:
    """The register that a file names; :data:`MEMBERS` for the roster, empty where it names none."""
    found = source.data.get("register")
    return found if isinstance(found, str) else ""


def _read_column(
    table: TomlTable, fields: Iterable[str], columns: dict[str, Column]
) -> MappedColumn:
    fields = tuple(fields)
    field = table.text("field")
    if field and field not in fields:
        close = nearest(field, fields)
        code = "imports.misspelt_field" if close else "imports.field"
        table.report(code, "field", found=field, nearest=close, known=", ".join(fields))
    values: dict[str, str] = {}
    if (part := table.table("values")) is not None:
        # "" stands for a value that means nothing.
        values = {text: part.text(text) if part.data[text] != "" else "" for text in part.data}
        if field in columns:
            _check_values(table, columns[field], values)
    column = MappedColumn(table.text("header"), field, values)
    table.finish()
    return column


def _check_values(table: TomlTable, column: Column, values: dict[str, str]) -> None:
    """Report what no reader could make a value of this column of."""
    if column.kind in _OF_PEOPLE:
        return
    from branchkit.core.registers.values import Reading, choice_of, read_values

    register = Register("", column.title, (column,), "")
    reading = Reading(lambda _text: None, date.max, typed=False)
    for found, meant in values.items():
        _values, wrong = read_values(register, {column.id: meant}, reading)
        is_strange = column.kind is ColumnKind.CHOICE and meant and not choice_of(column, meant)
        if wrong or is_strange:
            known = ", ".join(choice.id for choice in column.choices)
            params = {"found": meant, "column": column.id, "kind": column.kind, "known": known}
            code = "imports.choice" if is_strange else "imports.value"
            table.report(code, "values", found, **params)


def _check_repeated(table: TomlTable, key: str, found: Iterable[str]) -> None:
    seen: set[str] = set()
    for place, text in enumerate(found):
        if text and text in seen:
            table.report("imports.twice", "column", place, key, found=text)
        seen.add(text)
