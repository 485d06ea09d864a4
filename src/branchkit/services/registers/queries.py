"""Conditions on records as people type them: ``visited >= "2026-11-01" and kind != "phone"`` made into TinyDB's queries.

The notation is Python's. A text is parsed and never evaluated; whatever is not on this list is refused, with its place:

* a column by its id or its title, or as ``where("...")``, which any title can be;
* a column compared with a value: ``hours > 2``, ``"2026-03-01" <= date < "2026-06-01"``; ``None`` is an empty one;
* ``kind in ["a", "b"]``; ``"text" in note`` for texts, and for lists what they have among others;
* a column alone: a yes-no column that says yes, any other that is filled in;
* these with ``and``, ``or``, ``not``, or in brackets with ``&``, ``|``, ``~``.

Of a record whose column is empty no comparison holds, ``!=`` and ``not in`` neither; ``not`` turns that round.
"""

from __future__ import annotations

import ast
import operator
import re
import warnings
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import reduce
from typing import Any

from branchkit.core.errors import RecordError
from branchkit.core.ports import Reader
from branchkit.core.registers.conditions import as_number
from branchkit.core.registers.register import FIGURES, Column, ColumnKind, Record, Register
from branchkit.core.registers.values import Reading, RecordReader
from branchkit.plugin.queries import QueryInstance, where
from branchkit.services.registers.names import MemberNames, OrganizationNames, column_named

_MOST = 200
"""Parts of a condition: each of them is a call within a call."""
_SHOWN = 20
"""So much is shown of what stands behind a fault."""
_NOBODY = ""
"""The id of nobody: a name that is known, but not in this organisation."""
_ORDERED = (*FIGURES, ColumnKind.DATE, ColumnKind.MONTH, ColumnKind.TEXT)
_LISTS = (ColumnKind.MEMBERS, ColumnKind.LIST)
_TRUTH = {"true": True, "false": False}

_COMPARE: Mapping[type[ast.cmpop], Callable[[Any, Any], QueryInstance]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_MIRRORED: Mapping[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.Gt,
    ast.LtE: ast.GtE,
    ast.Gt: ast.Lt,
    ast.GtE: ast.LtE,
}
_EQUAL, _UNEQUAL = (ast.Eq, ast.Is), (ast.NotEq, ast.IsNot)


def record_condition(
    text: str,
    register: Register,
    orgs: Sequence[str],
    reader: Reader,
    today: date,
    hidden: Collection[str] = (),
) -> Callable[[Record], bool]:
    """Whether a condition holds of a record of one of these organisations; names mean people on the record's own roll.

    Raises :class:`RecordError` ``where_…``, ``unknown_column``, ``misspelt_column`` or ``hidden_column``, as :func:`read_query`
    lists them.
    """
    people = {org: MemberNames(reader, [org]) for org in orgs}
    organizations = OrganizationNames(reader)

    def query_of(org: str) -> QueryInstance:
        def find_member(name: str) -> str | None:
            known = any(names.find(name) for names in people.values())
            return people[org].find(name) or (_NOBODY if known else None)

        reading = Reading(find_member, today, organizations.find)
        return read_query(text, register, reading, hidden)

    queries = {org: query_of(org) for org in orgs}
    return lambda record: queries[record.org](register.comparable(record.values))


def read_query(
    text: str, register: Register, reading: Reading, hidden: Collection[str] = ()
) -> QueryInstance:
    """The query that a text means, for values as :meth:`Register.comparable` gives them.

    ``hidden`` columns must not be found out by asking. Raises :class:`RecordError`: ``where_syntax``, ``where_part``,
    ``where_brackets``, ``where_value``, ``where_kind``, ``where_choice``, ``where_comparison``, ``where_too_long`` with the text,
    the part at fault and its position from 1; of a column ``unknown_column``, ``misspelt_column`` with the nearest name, or
    ``hidden_column``.
    """
    # What a shell hands over may have several lines; a position counts within one.
    plain = text.replace("\r", " ").replace("\n", " ").strip()
    return _QueryReader(plain, register, reading, hidden).query(_parsed(plain))


def _parsed(text: str) -> ast.expr:
    try:
        with warnings.catch_warnings():
            # A stray backslash is a warning; it is no more than a character here.
            warnings.simplefilter("ignore")
            return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        position = error.offset or len(text) + 1  # 0 is the end
    except (ValueError, MemoryError, RecursionError):
        position = 1
    part = text[position - 1 :][:_SHOWN]
    raise RecordError("where_syntax", text=text, part=part, position=position)


class _QueryReader:
    """Makes a query of a parsed text."""

    def __init__(
        self, text: str, register: Register, reading: Reading, hidden: Collection[str]
    ) -> None:
        self._text = text
        self._register = register
        self._reader = RecordReader(register, reading)
        self._hidden = hidden
        self._left = _MOST

    def query(self, node: ast.expr) -> QueryInstance:
        """The query of a condition or a part of one."""
        self._left -= 1
        if self._left < 0:
            raise self._refused("where_too_long", node, most=_MOST)
        match node:
            case ast.BoolOp(op=ast.And(), values=parts):
                return reduce(operator.and_, map(self.query, parts))
            case ast.BoolOp(op=ast.Or(), values=parts):
                return reduce(operator.or_, map(self.query, parts))
            case ast.BinOp(left=left, op=ast.BitAnd(), right=right):
                return self.query(left) & self.query(right)
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return self.query(left) | self.query(right)
            case ast.UnaryOp(op=ast.Not() | ast.Invert(), operand=part):
                return ~self.query(part)
            case ast.Compare(left=left, ops=ops, comparators=others):
                pairs = zip([left, *others], ops, others, strict=False)
                return reduce(operator.and_, (self._compared(node, *pair) for pair in pairs))
        column = self._column(node)
        if column is None:
            raise self._refused("where_part", node)
        asked = where(column.id)
        return operator.eq(asked, True) if _is_yes_no(column) else asked.exists()

    def _column(self, node: ast.expr) -> Column | None:
        """The column that is named; None for anything that is no name."""
        match node:
            case ast.Name(id=name) if name not in _TRUTH or self._register.has(name):
                return column_named(self._register, name, self._hidden)
            case ast.Call(
                func=ast.Name(id="where"), args=[ast.Constant(value=str(name))], keywords=[]
            ):
                return column_named(self._register, name, self._hidden)
        return None

    def _compared(
        self, whole: ast.Compare, left: ast.expr, op: ast.cmpop, right: ast.expr
    ) -> QueryInstance:
        self._left -= 1
        for side in (left, right):
            if isinstance(side, ast.BinOp) and isinstance(side.op, ast.BitAnd | ast.BitOr):
                raise self._refused("where_brackets", whole)
        is_within = isinstance(op, ast.In | ast.NotIn)
        if column := self._column(left):
            found = (
                self._is_one_of(whole, column, right)
                if is_within
                else self._is(whole, column, type(op), right)
            )
        elif column := self._column(right):
            found = (
                self._has(whole, column, left)
                if is_within
                else self._is(whole, column, _MIRRORED.get(type(op), type(op)), left)
            )
        else:
            raise self._refused("where_part", whole)
        return where(column.id).exists() & ~found if isinstance(op, ast.NotIn) else found

    def _is(
        self, whole: ast.Compare, column: Column, op: type[ast.cmpop], node: ast.expr
    ) -> QueryInstance:
        """``column >= value``."""
        asked = where(column.id)
        value = self._value(column, node)
        if value is None:
            if op in _EQUAL:
                return ~asked.exists()
            if op in _UNEQUAL:
                return asked.exists()
        is_equality = op in (ast.Eq, ast.NotEq) and column.kind not in _LISTS
        if value is None or not (is_equality or (op in _COMPARE and column.kind in _ORDERED)):
            raise self._refused("where_comparison", whole, kind=column.kind)
        return _COMPARE[op](asked, value)

    def _is_one_of(self, whole: ast.Compare, column: Column, node: ast.expr) -> QueryInstance:
        """``column in [value, value]``."""
        if column.kind in _LISTS or not isinstance(node, ast.List | ast.Tuple | ast.Set):
            raise self._refused("where_comparison", whole, kind=column.kind)
        return where(column.id).one_of([self._filled(column, entry) for entry in node.elts])

    def _has(self, whole: ast.Compare, column: Column, node: ast.expr) -> QueryInstance:
        """``value in column``: a run of a text, an entry of a list, everybody who is named."""
        asked = where(column.id)
        match column.kind, self._filled(column, node):
            case ColumnKind.TEXT, str(word):
                return asked.search(re.escape(word))
            case ((ColumnKind.LIST | ColumnKind.MEMBERS), list(entries)):
                return asked.all(entries)
        raise self._refused("where_comparison", whole, kind=column.kind)

    def _filled(self, column: Column, node: ast.expr) -> object:
        value = self._value(column, node)
        if value is None:
            raise self._refused("where_value", node)
        return value

    def _value(self, column: Column, node: ast.expr) -> object:
        """What a column is compared with, as :meth:`Register.comparable` has it; None is the empty value."""
        text = self._typed(column, node)
        values, problems = self._reader.read_record({column.id: text})
        if problems:
            raise self._refused("where_kind", node, column=column.id, kind=column.kind)
        value = values[column.id]
        choices = {choice.id: choice.title for choice in column.choices}
        if choices and value is not None and value not in choices:
            known = list(choices.values())
            raise self._refused("where_choice", node, column=column.id, known=known)
        return as_number(value) if column.kind in FIGURES else value

    def _typed(self, column: Column, node: ast.expr) -> str:
        """A value as somebody would type it into the column; of a number every figure, as it stands there."""
        match node:
            case ast.Constant(value=None):
                return ""
            case ast.Constant(value=str(text)):
                return text
            case ast.Constant(value=bool(value)) if _is_yes_no(column):
                return "yes" if value else "no"
            case ast.Name(id="true" | "false" as word) if _is_yes_no(column):
                return "yes" if _TRUTH[word] else "no"
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                written = ast.get_source_segment(self._text, node) or ""
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float()) as number):
                written = f"-{ast.get_source_segment(self._text, number)}"
            case ast.Constant(value=bool()) | ast.Name(id="true" | "false"):
                written = ""
            case _:
                raise self._refused("where_value", node)
        if column.kind not in FIGURES or not written:
            raise self._refused("where_kind", node, column=column.id, kind=column.kind)
        return written

    def _refused(self, code: str, node: ast.expr, **params: object) -> RecordError:
        # Python counts bytes.
        before = self._text.encode()[: node.col_offset].decode()
        part = ast.get_source_segment(self._text, node) or ""
        return RecordError(code, text=self._text, part=part, position=len(before) + 1, **params)


def _is_yes_no(column: Column) -> bool:
    return column.kind is ColumnKind.YES_NO
