"""Declared registers: their columns, the conditions of their rows, and reading and checking what is typed."""

from __future__ import annotations

from branchkit.core.registers.checks import check_values, text_problem
from branchkit.core.registers.conditions import all_hold, as_number, is_empty
from branchkit.core.registers.own_kinds import NotOfKind
from branchkit.core.registers.register import (
    Choice,
    Column,
    ColumnKind,
    Record,
    RecordsFrom,
    Register,
)
from branchkit.core.registers.values import Reading, RecordReader, read_values
from branchkit.plugin.column_kinds import ColumnValues

__all__ = [
    "Choice",
    "Column",
    "ColumnKind",
    "ColumnValues",
    "NotOfKind",
    "Reading",
    "Record",
    "RecordReader",
    "RecordsFrom",
    "Register",
    "all_hold",
    "as_number",
    "check_values",
    "is_empty",
    "read_values",
    "text_problem",
]
