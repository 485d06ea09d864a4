"""Reads a register from TOML; the file's name is the register's id. The format: ``docs/register-format.md``.

A file with ``extends = true`` is laid over the register of that name: its columns are added, its other keys replace.
Registers are read while the first screen opens; what reading a figure or a date takes is imported for a column that has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from branchkit.core.errors import Problem
from branchkit.core.registers.register import (
    FIGURES,
    Column,
    ColumnFunction,
    ColumnKind,
    Limit,
    PageLayout,
    RecordsFrom,
    Register,
    Shelf,
)
from branchkit.plugin.column_files import check_default, check_pattern, read_column, with_words
from branchkit.plugin.condition_files import DATES, read_conditions
from branchkit.plugin.manifests import check_api
from branchkit.toml.source import TomlSource, TomlTable

if TYPE_CHECKING:
    from branchkit.core.registers.own_kinds import OwnKind
    from branchkit.core.rulepacks import RulePack

_ANY = tuple(ColumnKind)
_ID = re.compile(r"[a-z][a-z0-9_]*")
_SETTLING = (ColumnKind.DATE, ColumnKind.YES_NO)
_ONLY_SOME = ("choices", "words", "minimum", "maximum", "pattern", "message", "time")
"""Keys that only columns of some kinds have."""
_FIXED = ("dated_by", "ended_by", "rows", "shown")
"""What an extension leaves as it is: rows are kept by it."""


def extends(source: TomlSource) -> bool:
    """Whether a file is laid over another register."""
    return source.data.get("extends") is True


def read_register(
    source: TomlSource,
    id: str,
    origin: str,
    below: Register | None = None,
    packs: Mapping[str, RulePack] | None = None,
    kinds: Mapping[str, OwnKind] | None = None,
    functions: Mapping[str, ColumnFunction] | None = None,
) -> tuple[Register | None, list[Problem]]:
    """The register that a file declares; None with at least one problem when it cannot be used.

    For a file that extends one it is the whole register; ``below`` is the one that it is laid over. With ``packs`` the figures
    that its columns refer to are looked for. ``kinds`` and ``functions`` (for computed columns) are those
    that plugins bring.
    """
    problems: list[Problem] = []
    table = source.table(problems)
    check_api(table)
    if table.flag("extends", False) and below is None:
        table.report("register.nothing_to_extend", "extends", found=id)
        return None, problems
    reader = _RegisterReader(
        table, below if extends(source) else None, packs, kinds or {}, functions or {}
    )
    register = reader.read_register(id, origin)
    return (None if problems else register), problems


def _read_limit(table: TomlTable, register: Register) -> Limit:
    limit = Limit(
        where=read_conditions(table, "where", register),
        of=read_conditions(table, "of", register),
        together=table.texts("together", ()),
        one_in=table.text("one_in"),
    )
    for id in limit.together:
        if not register.has(id):
            known = ", ".join(column.id for column in register.columns)
            table.report("metric.column", "together", found=id, register=register.id, known=known)
    if not all(limit.one_in.partition("/")):
        table.report("register.limit_rule", "one_in", found=limit.one_in)
    table.finish()
    return limit


class _RegisterReader:
    def __init__(
        self,
        table: TomlTable,
        below: Register | None,
        packs: Mapping[str, RulePack] | None,
        kinds: Mapping[str, OwnKind],
        functions: Mapping[str, ColumnFunction],
    ) -> None:
        self._functions = functions
        self._table = table
        self._below = below
        self._packs = packs
        self._kinds = kinds

    def read_register(self, id: str, origin: str) -> Register:
        table = self._table
        parts = table.tables("column")
        below = self._below or self._new(id, origin)
        columns = [read_column(part, self._kinds, self._functions) for part in parts]
        extended = _with_names(below.columns, table) if self._below else ()
        register = replace(
            below,
            title=table.local("title", below.title) if self._below else below.title,
            columns=(*extended, *columns),
            summary=table.texts("summary", below.summary),
            unique=table.text_lists("unique") if "unique" in table else below.unique,
            shelf=Shelf(table.choice("shelf", tuple(Shelf), str(below.shelf))),
            position=table.integer("position", below.position),
            layout=self._layout(below.layout),
            retention_years=table.integer("retention_years", below.retention_years),
            basis=table.text("source", below.basis),
            due_by=table.text("due_by", below.due_by),
            settled_by=table.text("settled_by", below.settled_by),
            monthly=table.texts("monthly", below.monthly),
            in_order=table.text_lists("in_order") if "in_order" in table else below.in_order,
            extended_by=(*below.extended_by, origin) if self._below else (),
        )
        register = self._with_conditions(register, parts)
        limits = [_read_limit(part, register) for part in table.tables("limit")]
        register = replace(register, limits=(*below.limits, *limits))
        for key in _FIXED if self._below else ():
            if key in table:
                table.report("register.fixed", key, key=key)
        table.finish("column", "limit", *(_FIXED if self._below else ()))
        self._check(register, parts)
        return register

    def _new(self, id: str, origin: str) -> Register:
        """A register with what cannot be changed later."""
        table = self._table
        rows = RecordsFrom(table.choice("rows", tuple(RecordsFrom), str(RecordsFrom.RECORDS)))
        own = rows is RecordsFrom.RECORDS
        return Register(
            id=id,
            title=table.local("title"),
            columns=(),
            dated_by=table.text("dated_by", None if own else ""),
            ended_by=table.text("ended_by", ""),
            source=origin,
            rows=rows,
            shown=() if own else read_conditions(table, "shown", None),
        )

    def _layout(self, below: PageLayout) -> PageLayout:
        part = self._table.table("paper")
        if part is None:
            return below
        layout = PageLayout(
            title=part.local("title", below.title),
            card=part.flag("card", below.card),
            landscape=part.flag("landscape", below.landscape),
            note=part.local("note", below.note),
            signatures=part.locals("signatures") or below.signatures,
        )
        part.finish("signatures")
        return layout

    def _with_conditions(self, register: Register, parts: list[TomlTable]) -> Register:
        """The same with what columns say about each other, which is read when all are known."""
        first = len(register.columns) - len(parts)
        completed = [
            _with_condition(column, part, register)
            for column, part in zip(register.columns[first:], parts, strict=True)
        ]
        for column, part in zip(completed, parts, strict=True):
            # Where the kind itself is wrong, nothing can be said about the keys that only some kinds have.
            known_kind = column.own is not None or part.data.get("kind") in _ANY
            part.finish("formula", *(() if known_kind else _ONLY_SOME))
            self._check_column(register, column, part)
        return replace(register, columns=(*register.columns[:first], *completed))

    def _check_column(self, register: Register, column: Column, part: TomlTable) -> None:
        if column.id and not _ID.fullmatch(column.id):
            part.report("declaration.id_form", "id", found=column.id)
        if column.kind is ColumnKind.CHOICE and not column.choices and "kind" in part:
            part.report("register.no_choices", column=column.id)
        if column.formula is not None:
            from branchkit.plugin.condition_files import check_formula, check_reference

            check_formula(part, register, column)
            if column.formula.rule and self._packs is not None:
                check_reference(part, "formula", column.formula.rule, self._packs)
        if column.pattern:
            check_pattern(part, column)
        elif "message" in part and column.kind is ColumnKind.TEXT and column.own is None:
            part.report("register.message_alone", "message")
        if column.own is not None and not column.typed:
            part.report("register.own_kind_typed", "kind", found=column.own.id)
        if column.default:
            check_default(part, column)
        own = register.rows is RecordsFrom.RECORDS
        if own and column.field:
            part.report("register.field", "field", rows=register.rows)
        if not own and column.typed:
            part.report("register.field_missing", column=column.id, rows=register.rows)
        for key in ("required", "default"):
            if not column.typed and key in part:
                part.report("register.never_typed", key, key=key)

    def _check(self, register: Register, parts: list[TomlTable]) -> None:
        table = self._table
        first = len(register.columns) - len(parts)
        seen: set[str] = {column.id for column in register.columns[:first]}
        for index, column in enumerate(register.columns[first:]):
            if column.id in seen:
                table.report("declaration.twice", "column", index, "id", found=column.id)
            seen.add(column.id)
        if not register.columns:
            table.report("register.no_columns")
            return
        self._check_named(register)
        self._check_computed(register, parts, first)

    def _check_named(self, register: Register) -> None:
        """Columns that the register as a whole names."""
        for key, id, kinds in (
            ("dated_by", register.dated_by, DATES),
            ("ended_by", register.ended_by, DATES),
            ("due_by", register.due_by, DATES),
            ("settled_by", register.settled_by, _SETTLING),
            *(("summary", id, _ANY) for id in register.summary),
            *(("monthly", id, FIGURES) for id in register.monthly),
            *(("in_order", id, DATES) for columns in register.in_order for id in columns),
            *(("unique", id, _ANY) for columns in register.unique for id in columns),
        ):
            if not id:
                continue
            if not register.has(id, *kinds):
                self._report_column(register, key, id, kinds)
            elif key in ("unique", "in_order") and not register.column(id).typed:
                self._table.report("register.never_typed", key, key=key)
        if register.rows is RecordsFrom.RECORDS and register.has(register.dated_by):
            dated = register.column(register.dated_by)
            if not dated.typed or dated.when:
                self._table.report("register.dated_always", "dated_by", found=dated.id)

    def _report_column(
        self, register: Register, key: str, found: str, kinds: Iterable[ColumnKind]
    ) -> None:
        kinds = tuple(kinds)
        known = ", ".join(column.id for column in register.columns if column.kind in kinds)
        self._table.report("register.column", key, found=found, known=known)

    def _check_computed(self, register: Register, parts: list[TomlTable], first: int) -> None:
        if not register.computes:
            return
        from branchkit.core.registers.computed import in_order

        ordered = in_order(register)
        for index, column in enumerate(register.columns[first:]):
            if column.formula is not None and all(column.id != known.id for known in ordered):
                parts[index].report("register.ring", "formula", column=column.id)


def _with_names(columns: tuple[Column, ...], table: TomlTable) -> tuple[Column, ...]:
    """``aliases = { date = ["会议时间"] }`` and ``words = { kind = { general = ["支部大会"] } }`` of an extension: what else
    workbooks call the columns and choices that are there."""
    aliases, words = table.table("aliases"), table.table("words")
    named = columns
    if aliases is not None:
        more = {column.id: aliases.texts(column.id, ()) for column in columns}
        named = tuple(replace(c, aliases=(*c.aliases, *more[c.id])) for c in named)
        aliases.finish()
    if words is not None:
        named = tuple(
            replace(c, choices=with_words(c.choices, words, c.id)) if c.choices else c
            for c in named
        )
        words.finish()
    return named


def _with_condition(column: Column, part: TomlTable, register: Register) -> Column:
    when = read_conditions(part, "when", register)
    required = column.required or (column.typed and column.id == register.dated_by)
    if not when and required == column.required:
        return column
    return replace(column, when=when, required=required)
