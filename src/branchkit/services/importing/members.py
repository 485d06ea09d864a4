"""Importing a branch's roster from a workbook: first a plan that changes nothing, then carrying it out.

Every row ends as added, changed, unchanged, passed over (blank, total, heading) or left out with its problems;
importing the same file again changes nothing. A blank cell never takes a value away from a member.

A roster's file into the store, and the rows that could not go in into a file to be mended.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path

from branchkit.core.actors import Actor
from branchkit.core.errors import Place, Problem
from branchkit.core.masking import is_masked
from branchkit.core.members.member import DATE_FIELDS, Member
from branchkit.core.members.reading import MemberReading, cell_text, dates_agree, read_member
from branchkit.core.ports import Reader, Store, UnitOfWork
from branchkit.core.tables import Value
from branchkit.core.texts import LocalText
from branchkit.core.values import frozen
from branchkit.exchange.mend_files import MendFile, write_mend_file
from branchkit.exchange.readers.grid import Grid, GridFile, GridRow, column_letter
from branchkit.i18n.catalog import Catalog
from branchkit.services.importing.layout import Layout, find_sheet
from branchkit.services.importing.mending import explanation, mend_columns
from branchkit.services.importing.roster_columns import (
    BRANCH,
    IGNORED,
    ROSTER,
    field_of,
    kind_of_row,
)
from branchkit.services.importing.roster_matching import Roll
from branchkit.services.organizations.names import can_be_same_branch
from branchkit.services.roster import MEMBER, members_of, new_ids, next_number


@frozen
class ChangedMember:
    """A member as the import leaves it, and which fields differ from before."""

    member: Member
    fields: tuple[str, ...]


@frozen
class RowLeftOut:
    """A row that cannot be imported as it is. ``row`` counts from 1 as the spreadsheet shows it."""

    row: int
    cells: tuple[Value, ...]
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class ImportPlan:
    """What an import would do. ``problems`` holds all of them, those of rows left out included, in order of rows."""

    sheet: str = ""
    labels: tuple[str, ...] = ()
    """The columns' headers, on one line."""
    id_column: int | None = None
    """Place of the citizen ID's column from 0."""
    added: list[Member] = field(default_factory=list)
    changed: list[ChangedMember] = field(default_factory=list)
    unchanged: int = 0
    left_out: list[RowLeftOut] = field(default_factory=list)
    passed_over: list[tuple[int, str]] = field(default_factory=list)
    """Rows without a member in them: row and kind (``total``, ``heading``, ``header``, ``remark``); blank ones not."""
    problems: list[Problem] = field(default_factory=list)


@frozen
class ImportRules:
    """What an import is told. ``branch`` is the organisation's name for checking 所在支部; empty: not checked."""

    org: str
    today: date
    branch: str = ""
    file: str = ""
    """The file's name, for the places of problems."""
    sheet: str = ""
    """A sheet's number from 1 or its name; empty: the first sheet with a header."""


def plan_import(reader: Reader, grids: GridFile, rules: ImportRules) -> ImportPlan:
    """Read a roster and say what importing it would do; writes nothing.

    Raises :class:`ExchangeError` ``read_no_such_sheet`` or ``read_no_header``.
    """
    sheet = find_sheet(grids, ROSTER, wanted=rules.sheet, file=rules.file)
    planning = _Planning(reader, sheet.grid, sheet.layout, rules)
    planning.tell_of_columns()
    if sheet.others:
        planning.tell("roster.sheets_not_read", sheets=list(sheet.others))
    for number, row in enumerate(sheet.grid.rows(), start=1):
        if number > sheet.layout.header_row:
            planning.take(number, row)
    return planning.finish()


def carry_out(uow: UnitOfWork, plan: ImportPlan) -> None:
    """Write what the plan says; the plan must have been made in the same unit of work."""
    for member in (*plan.added, *(change.member for change in plan.changed)):
        uow.put(member.org, MEMBER, member.id, member.to_body())


class _Planning:
    """The plan while it is being made, row by row."""

    def __init__(self, reader: Reader, grid: Grid, layout: Layout, rules: ImportRules) -> None:
        self._rules = rules
        self._layout = layout
        self._sheet = grid.name
        self._roster = members_of(reader, rules.org, include_removed=True)
        self._roll = Roll(self._roster)
        self._ids = new_ids(m.id for m in self._roster)
        self._rows_of: dict[str, int] = {}
        """Member id → the row that spoke of the member."""
        self._before = {member.id: member for member in self._roster}
        self._after: dict[str, Member] = {}
        self._wanted_numbers: dict[str, int] = {}
        self._masked: set[str] = set()
        self.plan = ImportPlan(grid.name, layout.labels, layout.columns.get("citizen_id"))

    def tell(self, code: str, **params: object) -> None:
        """A warning about the sheet as a whole."""
        place = Place(file=self._rules.file, sheet=self._sheet)
        self.plan.problems.append(Problem(code, place, "warning", params))

    def tell_of_columns(self) -> None:
        """Say which columns are not read."""
        for code, places in (
            ("roster.column_unknown", self._layout.unknown),
            ("roster.column_repeated", self._layout.repeated),
        ):
            for place in places:
                if field_of(self._layout.labels[place]) == IGNORED:
                    continue
                where = Place(
                    self._rules.file,
                    None,
                    self._sheet,
                    self._layout.header_row,
                    column_letter(place),
                )
                params: dict[str, object] = {"found": self._layout.labels[place]}
                self.plan.problems.append(Problem(code, where, "warning", params))

    def take(self, number: int, row: GridRow) -> None:
        """Decide about one row below the header."""
        kind = kind_of_row(row, self._layout)
        if kind != "member":
            if kind != "blank":
                self.plan.passed_over.append((number, kind))
            return
        reading = self._read(row)
        if reading.usable:
            self._match(number, reading)
        problems = [self._placed(problem, number) for problem in reading.problems]
        self.plan.problems += problems
        if not reading.usable:
            self.plan.left_out.append(RowLeftOut(number, tuple(row), tuple(problems)))

    def finish(self) -> ImportPlan:
        """Give the numbers out and compare with what was."""
        self._settle_numbers()
        for id, after in self._after.items():
            before = self._before.get(id)
            if before is None:
                self.plan.added.append(after)
            elif differing := _differing(before, after):
                self.plan.changed.append(ChangedMember(after, differing))
            else:
                self.plan.unchanged += 1
        return self.plan

    def _read(self, row: GridRow) -> MemberReading:
        wanted = (name for name in self._layout.columns if name not in (BRANCH, IGNORED))
        reading = read_member({name: self._cell(row, name) for name in wanted}, self._rules.today)
        if "name" not in reading.values:
            reading.problems.append(Problem("member.name.missing", params={"field": "name"}))
        branch = cell_text(self._layout.value(row, BRANCH))
        if branch and self._rules.branch and not can_be_same_branch(branch, self._rules.branch):
            params: dict[str, object] = {
                "field": BRANCH,
                "found": branch,
                "branch": self._rules.branch,
            }
            reading.problems.append(Problem("roster.other_branch", params=params))
        return reading

    def _cell(self, row: GridRow, name: str) -> Value:
        """A cell; one that was exported masked says nothing, which is told once for its column."""
        value = self._layout.value(row, name)
        if not isinstance(value, str) or not is_masked(value):
            return value
        if name not in self._masked:
            self._masked.add(name)
            self.tell("roster.masked", column=self._layout.label_of(name))
        return None

    def _match(self, number: int, reading: MemberReading) -> None:
        """Find the member or make one; a fault joins the reading's problems."""
        match = self._roll.match(reading.values)
        known = match.member
        if match.fault:
            others = [self._told_apart(other) for other in match.others]
            _refuse(reading, match.fault, others=others)
        elif known is not None and known.id in self._rows_of:
            _refuse(reading, "roster.twice", row=self._rows_of[known.id], name=known.name)
        elif known is not None and known.removed:
            _refuse(
                reading,
                "roster.removed",
                name=known.name,
                on=known.removed_on,
                reason=known.removed,
            )
        else:
            member = known or Member(next(self._ids), self._rules.org, str(reading.values["name"]))
            self._rows_of[member.id] = number
            self._after[member.id] = _merged(member, reading, is_new=known is None)
            if isinstance(wanted := reading.values.get("number"), int):
                self._wanted_numbers[member.id] = wanted
            if known is None:
                self._roll.add(self._after[member.id])

    def _told_apart(self, member: Member) -> LocalText:
        """Somebody else in a problem's text: by number on the roll, or by the row of this file."""
        if member.id in self._before:
            return LocalText(
                f"{member.number} 号{member.name}", f"no. {member.number} {member.name}"
            )
        row = self._rows_of[member.id]
        return LocalText(f"第 {row} 行的{member.name}", f"{member.name} in row {row}")

    def _placed(self, problem: Problem, row: int) -> Problem:
        name = str(problem.params.get("field", ""))
        place = self._layout.columns.get(name)
        column = "" if place is None else column_letter(place)
        where = Place(self._rules.file, None, self._sheet, row, column)
        return replace(problem, place=where, params={**problem.params, "done": "left_out"})

    def _settle_numbers(self) -> None:
        """The file's numbers where they fit the whole roll; else members keep theirs and the new ones are appended."""
        on_roll = {m.id: m.number for m in self._roster if not m.removed}
        numbers = on_roll | self._wanted_numbers
        if len(set(numbers.values())) < len(numbers):
            numbers = dict(on_roll)
        taken = set(numbers.values())
        following = max(next_number(self._roster), max(taken, default=0) + 1)
        for id, member in self._after.items():
            if id not in numbers:
                number = self._wanted_numbers.get(id, 0)
                if not number or number in taken:
                    number, following = following, following + 1
                numbers[id] = number
                taken.add(number)
                following = max(following, number + 1)
            self._after[id] = replace(member, number=numbers[id])


def _refuse(reading: MemberReading, code: str, **params: object) -> None:
    reading.problems.append(Problem(code, params={"field": "name", **params}))


def _merged(member: Member, reading: MemberReading, *, is_new: bool) -> Member:
    """The member with the row's values. What was only assumed, or is less exact than what is known, changes nothing."""
    values = {name: value for name, value in reading.values.items() if name != "number"}
    if not is_new:
        for problem in reading.problems:
            if problem.code == "member.category.assumed":
                values.pop("category", None)
        for name in DATE_FIELDS:
            known, given = getattr(member, name), str(values.get(name, ""))
            if len(known) > len(given) and dates_agree(known, given):
                values[name] = known
    return replace(member, **values).settled  # type: ignore[arg-type]


def _differing(before: Member, after: Member) -> tuple[str, ...]:
    return tuple(
        f.name for f in fields(Member) if getattr(before, f.name) != getattr(after, f.name)
    )


def import_roster(
    store: Store,
    actor: Actor,
    grids: GridFile,
    rules: ImportRules,
    catalog: Catalog,
    mend_file: Path,
) -> ImportPlan:
    """Plan and carry out in one transaction.

    Rows left out are in ``mend_file`` before the others are kept: at no moment is a row nowhere. Raises what
    :func:`~branchkit.services.importing.members.plan_import` and the writing of a file raise; then nothing is kept.
    """
    with store.begin(actor, "member.import") as uow:
        plan = plan_import(uow, grids, rules)
        if plan.left_out:
            write_mend_file(mend_file, _mend_content(plan, catalog))
        carry_out(uow, plan)
        uow.commit(reason=rules.file)
    return plan


def _mend_content(plan: ImportPlan, catalog: Catalog) -> MendFile:
    explained = (place for place, label in enumerate(plan.labels) if field_of(label) == IGNORED)
    columns = mend_columns(plan.labels, explained, [plan.id_column], catalog)
    return MendFile(
        columns.head,
        [columns.cells(row.cells) for row in plan.left_out],
        [explanation(row.problems, catalog) for row in plan.left_out],
    )
