"""The roster as a subject of imports: which rows hold a member, what each says, and to which roll it belongs.

Whom a row means on that roll, and what becomes of the member, is :mod:`~branchkit.services.importing.rolls`' matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from branchkit.core.errors import Problem
from branchkit.core.masking import is_masked
from branchkit.core.members.consistency import MemberReading
from branchkit.core.members.member import DATE_FIELDS, PERSONAL_FIELDS
from branchkit.core.members.reading import (
    READERS,
    cell_text,
    read_member,
)
from branchkit.core.members.terms import NOTHING
from branchkit.core.ports import UnitOfWork
from branchkit.core.registers.values import YES
from branchkit.core.tables import Value
from branchkit.core.texts import to_simplified
from branchkit.exchange.readers.grid import GridRow, is_lost
from branchkit.services.importing.branches import Branches
from branchkit.services.importing.engine import MASKED, ImportedRow, RowOutcome, lost_problem
from branchkit.services.importing.member_columns import (
    BRANCH,
    GONE,
    IS_MEMBER,
    ON_THE_WAY,
    ROSTER,
    SAYING_MEMBER,
    RosterHeadings,
    Section,
    kind_of_row,
    section_of,
    section_of_titles,
)
from branchkit.services.importing.rolls import BranchRoll, refuse
from branchkit.services.importing.sheets import FoundSheet
from branchkit.services.roster import branch_name

_TELLING = ("name", "citizen_id", *DATE_FIELDS)
"""What a row must not have lost: who is meant, and since when."""


def _lost(field: str, cell: Value) -> Problem:
    return lost_problem(field, cell, needed=field in _TELLING, personal=field in PERSONAL_FIELDS)


class MemberSubject:
    """The roster of one organisation."""

    id = noun = "members"
    named = True
    action = "member.import"
    text_fields = ("citizen_id",)
    date_fields = DATE_FIELDS

    def __init__(
        self,
        org: str,
        today: date,
        *,
        any_branch: bool = False,
        create_branches: bool = False,
        headings: RosterHeadings = ROSTER,
    ) -> None:
        """``any_branch``: 所在支部 is not looked at; ``create_branches``: names that no branch has are made branches under
        ``org``; ``headings`` are what
        :func:`~branchkit.services.importing.member_columns.roster_headings` gives for a workspace."""
        self.headings = headings
        self._org = org
        self._today = today
        self._any_branch = any_branch
        self._create_branches = create_branches

    def open(self, uow: UnitOfWork, sheet: FoundSheet) -> MemberRows:
        """Read the roll; raises :class:`MemberError` ``no_organization``."""
        branch_name(uow, self._org)
        branches = None
        if BRANCH in sheet.layout.columns and not self._any_branch:
            branches = Branches(uow, self._org, create=self._create_branches)
        return MemberRows(uow, sheet, self._org, self._today, branches)


class MemberRows:
    """A roster's rows until all are read: of each only the member that it makes, and its problems."""

    def __init__(
        self,
        uow: UnitOfWork,
        sheet: FoundSheet,
        org: str,
        today: date,
        branches: Branches | None,
    ) -> None:
        """``branches`` are those that 所在支部 may name; None: every row is this branch's."""
        layout = sheet.layout
        self._uow = uow
        self._layout = layout
        self._org = org
        self._today = today
        self._branches = branches
        self._fields = tuple(name for name in layout.columns if name in READERS)
        self._section = section_of_titles(sheet.titles)
        """What the last heading, else the title, says of those below it."""
        self._section_title = next(filter(section_of, sheet.titles), "")
        category = layout.columns.get("category")
        self._lists_all_statuses = category is not None and "政治面貌" in layout.labels[category]
        """Such a column is that of a list of all sorts of people, in which nobody is a member who is not said to be one."""
        self._rolls: dict[str, BranchRoll] = {}
        self._rows: list[tuple[ImportedRow, BranchRoll | None]] = []

    def take(self, first: int, rows: Sequence[GridRow]) -> Iterable[ImportedRow]:
        """Read and match; how a row ends is known when the numbers are."""
        for number, row in enumerate(rows, start=first):
            kind = kind_of_row(row, self._layout)
            if kind == "member":
                self._rows.append(self._read(number, row))
            elif kind != "blank":
                if kind == "heading":
                    self._begin_section(row)
                ended = ImportedRow(number, RowOutcome.PASSED_OVER, detail=(kind,))
                self._rows.append((ended, None))
        return ()

    def finish(self) -> Iterator[ImportedRow]:
        """Give the numbers out, compare with what was, and write."""
        for roll in self._rolls.values():
            roll.settle_numbers()
        for row, own in self._rows:
            yield own.kept(row) if own else row

    def _begin_section(self, row: GridRow) -> None:
        """A heading of people who are no members holds until another one; 第一党小组 ends nothing else."""
        text = next(filter(None, map(cell_text, row)), "")
        section = section_of(text)
        if section or self._section is Section.OTHERS:
            self._section, self._section_title = section, text

    def _read(self, number: int, row: GridRow) -> tuple[ImportedRow, BranchRoll | None]:
        """A row with its member's id and roll; without them when it is left out."""
        reading = self._reading(row)
        roll = self._roll_of(row, reading) if reading.usable else None
        numbered = self._branches is None or not self._branches.several
        member = roll.take(number, reading, numbered=numbered) if roll else None
        problems = tuple(
            replace(problem, params={**problem.params, "done": "left_out"})
            for problem in reading.problems
        )
        if member is None:
            return ImportedRow(number, RowOutcome.LEFT_OUT, problems=problems), None
        incomplete = bool(member.citizen_id_start)
        ended = ImportedRow(
            number, RowOutcome.UNCHANGED, member.id, problems=problems, incomplete=incomplete
        )
        return ended, roll

    def _roll_of(self, row: GridRow, reading: MemberReading) -> BranchRoll | None:
        """The roll that a row belongs to; None where that cannot be told, or is not here."""
        org = self._org
        if self._branches is not None:
            org = self._branches.of(cell_text(self._layout.value(row, BRANCH)), reading)
            if not reading.usable or self._branches.is_elsewhere(org, reading):
                return None
        if org not in self._rolls:
            self._rolls[org] = BranchRoll(self._uow, org)
        return self._rolls[org]

    def _reading(self, row: GridRow) -> MemberReading:
        cells = {name: self._layout.value(row, name) for name in self._fields}
        full = self._section is Section.FULL
        if full or (self._section is Section.PROBATIONARY and not cells.get("full_since")):
            cells["category"] = cells.get("category") or str(self._section)
        masked = [name for name, cell in cells.items() if isinstance(cell, str) and is_masked(cell)]
        lost = [name for name, cell in cells.items() if is_lost(cell)]
        known = {**cells, **dict.fromkeys((*masked, *lost))}
        reading = read_member(known, self._today, incomplete_ids=True)
        reading.problems[:0] = [
            *(Problem(MASKED, severity="warning", params={"field": name}) for name in masked),
            *(_lost(name, cells[name]) for name in lost),
        ]
        if "name" not in reading.values and "name" not in lost:
            refuse(reading, "member.name.missing")
        self._hold_against_list(row, reading)
        return reading

    def _hold_against_list(self, row: GridRow, reading: MemberReading) -> None:
        """Leave out whoever is no member by the heading above, by days on the way alone, or by having left."""
        if not self._is_said_to_be_member(row):
            found = cell_text(self._layout.value(row, IS_MEMBER))
            refuse(reading, "roster.said_no_member", field=IS_MEMBER, found=found)
        elif gone := self._label_of_filled(row, (GONE,)):
            refuse(reading, "roster.has_left", field=GONE, column=gone)
        elif not SAYING_MEMBER.isdisjoint(reading.values):
            return
        elif self._section is Section.OTHERS:
            told = {"field": "category", "found": self._section_title}
            refuse(reading, "member.category.not_a_member", **told)
        elif label := self._label_of_filled(row, ON_THE_WAY):
            refuse(reading, "roster.not_joined", column=label)
        elif self._lists_all_statuses and not self._label_of_filled(row, ("category",)):
            refuse(reading, "roster.status_missing", field="category")

    def _is_said_to_be_member(self, row: GridRow) -> bool:
        """False where the list says so of each, and this one has neither a yes nor a tick."""
        if IS_MEMBER not in self._layout.columns:
            return True
        return to_simplified(cell_text(self._layout.value(row, IS_MEMBER))) in YES

    def _label_of_filled(self, row: GridRow, fields: Iterable[str]) -> str:
        """The header of the first of these columns in which the row says something."""
        layout = self._layout
        told = (
            name
            for name in fields
            if name in layout.columns and cell_text(layout.value(row, name)).lower() not in NOTHING
        )
        return next((layout.labels[layout.columns[name]] for name in told), "")
