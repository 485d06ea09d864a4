"""A look through registers: every row against its declaration, all rows against its limits, every declared field against what
rows have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from branchkit.core.errors import Place, Problem
from branchkit.core.masking import HIDDEN
from branchkit.core.members.member import MEMBER_FIELDS
from branchkit.core.ports import Reader
from branchkit.core.registers.limits import Exceeded, exceeded
from branchkit.core.registers.register import Limit, RecordsFrom, Register
from branchkit.core.rulepacks import Citation, RulePack, edition_on
from branchkit.core.values import frozen
from branchkit.services.registers.keeper import RecordKeeper
from branchkit.services.registers.lookup import UniqueColumns
from branchkit.services.registers.reading import kind_of, records_of


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


def examine(
    reader: Reader, register: Register, orgs: Sequence[str], packs: Mapping[str, RulePack]
) -> Examined:
    """Every row that counts, the limits of the register, and the fields that it shows."""
    findings = [Finding(register.id, "", "", problem) for problem in _unknown_fields(register)]
    rows = 0
    if register.rows is RecordsFrom.RECORDS:
        for org in orgs:
            keeper = RecordKeeper(reader, register, org)
            unique = UniqueColumns(reader, register, kind_of(register.id), org)
            for record in records_of(reader, register.id, org):
                rows += 1
                problems = [
                    *keeper.examined(record.values),
                    *unique.problems(record.id, record.values),
                ]
                findings += (
                    Finding(register.id, org, record.id, _masked(register, problem))
                    for problem in problems
                )
            findings += (
                Finding(register.id, org, over.newest.id, _over(register, over))
                for over in limits_exceeded(reader, register, org, packs)
            )
    return Examined(tuple(findings), rows)


def limits_exceeded(
    reader: Reader, register: Register, org: str, packs: Mapping[str, RulePack]
) -> Iterator[Exceeded]:
    """The limits of a register that the rows of an organisation do not keep.

    Raises :class:`~branchkit.core.errors.RulePackError` where a limit names a rule that there is not.
    """
    if register.limits:
        yield from exceeded(register, records_of(reader, register.id, org), partial(_one_in, packs))


def limit_rule(packs: Mapping[str, RulePack], limit: Limit, day: date) -> Citation:
    """Where a limit comes from, on a day."""
    pack, _, rule = limit.one_in.partition("/")
    return edition_on(packs, pack, day).cite(rule)


def _one_in(packs: Mapping[str, RulePack], limit: Limit, day: date) -> int:
    pack, _, rule = limit.one_in.partition("/")
    return edition_on(packs, pack, day).number(rule)


def limit_words(register: Register, over: Exceeded) -> Mapping[str, object]:
    """What is said of a limit that is not kept: which rows, how many, among how many, and how many may be."""
    condition = over.limit.where[0]
    column = register.column(condition.column)
    choice = next((c.title for c in column.choices if c.id in condition.one_of), column.title)
    return {
        "register": register.title,
        "alike": " ".join(over.alike),
        "what": choice,
        "found": over.found,
        "among": over.among,
        "most": over.most,
    }


def _over(register: Register, over: Exceeded) -> Problem:
    place = Place(key=over.limit.where[0].column)
    return Problem("record.over_limit", place, params=dict(limit_words(register, over)))


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
        yield from (_unknown(id, "shown") for id in condition.columns if id not in known)


def _unknown(field: str, column: str) -> Problem:
    return Problem(
        "register.unknown_field", Place(key=column), params={"found": field, "column": column}
    )


def _known_fields(rows: RecordsFrom) -> frozenset[str]:
    from branchkit.services.registers.people import CASE_FIELDS, DERIVED_FIELDS

    if rows is RecordsFrom.CASES:
        return frozenset(("id", *CASE_FIELDS))
    return frozenset(("id", "org", *MEMBER_FIELDS, *DERIVED_FIELDS))
