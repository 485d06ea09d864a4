"""CellStyle through registers: every row against its declaration, and every declared field against what rows have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from branchkit.core.errors import Place, Problem
from branchkit.core.masking import HIDDEN
from branchkit.core.members.member import MEMBER_FIELDS
from branchkit.core.ports import Reader
from branchkit.core.registers.register import RecordsFrom, Register
from branchkit.core.values import frozen
from branchkit.services.registers.lookup import UniqueColumns
from branchkit.services.registers.reading import kind_of, records_of
from branchkit.services.registers.writing import RecordKeeper


@frozen
class Finding:
    """Something wrong with a row; with the declaration itself where ``record`` is empty."""

    register: str
    org: str
    record: str
    problem: Problem


@frozen
class Examined:
    """What was found, and how many rows were looked at."""

    findings: tuple[Finding, ...]
    rows: int


def examine(reader: Reader, register: Register, orgs: Sequence[str]) -> Examined:
    """Every row that counts, and the fields that the register shows."""
    findings = [Finding(register.id, "", "", problem) for problem in _unknown_fields(register)]
    rows = 0
    if register.rows is RecordsFrom.RECORDS:
        for org in orgs:
            keeper = RecordKeeper(reader, register, org)
            unique = UniqueColumns(reader, register, kind_of(register.id), org)
            for record in records_of(reader, register.id, org):
                rows += 1
                problems = [
                    *keeper.faults(record.values),
                    *unique.problems(record.id, record.values),
                ]
                findings += (
                    Finding(register.id, org, record.id, _masked(register, problem))
                    for problem in problems
                )
    return Examined(tuple(findings), rows)


def _masked(register: Register, problem: Problem) -> Problem:
    """Without the value of a personal column: a list of faults is no way around the masks."""
    id = problem.place.key
    if "found" not in problem.params or not register.has(id) or not register.column(id).personal:
        return problem
    return replace(problem, params={**problem.params, "found": HIDDEN})


def _unknown_fields(register: Register) -> Iterator[Problem]:
    if register.rows is RecordsFrom.RECORDS:
        return
    known = _known_fields(register.rows)
    for column in register.columns:
        if column.field and column.field not in known:
            yield _unknown(column.field, column.id)
    for condition in register.shown:
        if condition.column not in known:
            yield _unknown(condition.column, "shown")


def _unknown(field: str, column: str) -> Problem:
    return Problem(
        "register.unknown_field", Place(key=column), params={"found": field, "column": column}
    )


def _known_fields(rows: RecordsFrom) -> frozenset[str]:
    from branchkit.services.registers.people import CASE_FIELDS, DERIVED_FIELDS

    if rows is RecordsFrom.CASES:
        return frozenset(("id", *CASE_FIELDS))
    return frozenset(("id", "org", *MEMBER_FIELDS, *DERIVED_FIELDS))
