"""The roster as a subject of imports: whom a row speaks of, and what it makes of that member.

A row's member is known by citizen ID, else by name and birth, never by a guess. Numbers on the roll are given out when the
whole list has been read: whether the file's fit is known only then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from branchkit.core.errors import Problem
from branchkit.core.masking import is_masked
from branchkit.core.members.citizen_id import completes, is_consistent
from branchkit.core.members.consistency import MemberReading
from branchkit.core.members.member import DATE_FIELDS, Member
from branchkit.core.members.reading import (
    READERS,
    cell_text,
    comparable_name,
    dates_agree,
    read_member,
)
from branchkit.core.members.terms import NOTHING
from branchkit.core.ports import UnitOfWork
from branchkit.core.texts import LocalText
from branchkit.core.values import frozen
from branchkit.exchange.readers.grid import GridRow
from branchkit.services.importing.engine import MASKED, ImportedRow, RowOutcome, differing_fields
from branchkit.services.importing.layout import FoundSheet
from branchkit.services.importing.member_columns import (
    BRANCH,
    GONE,
    ON_THE_WAY,
    ROSTER,
    SAYING_MEMBER,
    RosterHeadings,
    Section,
    kind_of_row,
    section_of,
    section_of_titles,
)
from branchkit.services.organizations.names import can_be_same_branch
from branchkit.services.roster import MEMBER, branch_name, members_of, new_ids, next_number


@frozen
class Match:
    """``member`` is None for somebody new. ``fault`` is the code of a problem that leaves the row out."""

    member: Member | None = None
    fault: str = ""
    others: tuple[Member, ...] = ()
    """Who else it could be, for the problem's text."""


class Roll:
    """The members of a branch, those removed included, by what identifies them."""

    def __init__(self, members: Iterable[Member]) -> None:
        self._by_citizen_id: dict[str, Member] = {}
        self._by_name: defaultdict[str, list[Member]] = defaultdict(list)
        for member in members:
            self.add(member)

    def add(self, member: Member) -> None:
        """Somebody who is on the roll from now on."""
        if member.citizen_id:
            self._by_citizen_id[member.citizen_id] = member
        self._by_name[comparable_name(member.name)].append(member)

    def match(self, values: Mapping[str, object]) -> Match:
        """Whom a row's values (``name``, ``citizen_id``, ``birth``) mean.

        Faults: ``roster.id_of_another`` (the ID belongs to somebody with another name), ``roster.id_differs`` (same
        name and birth, and one of two different IDs is wrong), ``roster.ambiguous``.
        """
        name, citizen_id, birth = (
            str(values.get(key, "")) for key in ("name", "citizen_id", "birth")
        )
        namesakes = self._by_name.get(comparable_name(name), [])
        if citizen_id and (known := self._by_citizen_id.get(citizen_id)):
            return (
                Match(known)
                if known in namesakes
                else Match(fault="roster.id_of_another", others=(known,))
            )
        if not namesakes:
            return Match()
        if citizen_id:
            return _match_by_birth_and_id(namesakes, birth, citizen_id)
        return _match_by_birth(namesakes, birth)


def _match_by_birth_and_id(namesakes: list[Member], birth: str, citizen_id: str) -> Match:
    born_alike = [m for m in namesakes if dates_agree(m.birth, birth)]
    without_id = [m for m in born_alike if not m.citizen_id]
    if len(without_id) == 1:
        return Match(without_id[0])
    doubtful = [
        m for m in born_alike if not (is_consistent(m.citizen_id) and is_consistent(citizen_id))
    ]
    if len(doubtful) == 1 and not without_id:
        return Match(fault="roster.id_differs", others=tuple(doubtful))
    nameless = [m for m in namesakes if not m.birth and not m.citizen_id]
    if doubtful or nameless:
        return Match(fault="roster.ambiguous", others=tuple(doubtful or nameless))
    return Match()


def _match_by_birth(namesakes: list[Member], birth: str) -> Match:
    if not birth:
        only = namesakes[0] if len(namesakes) == 1 else None
        if only is not None and not only.birth and not only.citizen_id:
            return Match(only)
        return Match(fault="roster.ambiguous", others=tuple(namesakes))
    born_alike = [m for m in namesakes if dates_agree(m.birth, birth)]
    if len(born_alike) == 1:
        return Match(born_alike[0])
    open_births = [m for m in namesakes if not m.birth]
    if born_alike or open_births:
        return Match(fault="roster.ambiguous", others=tuple(born_alike or open_births))
    return Match()


class MemberSubject:
    """The roster of one organisation."""

    id = noun = "members"
    named = True
    action = "member.import"
    text_fields = ("citizen_id",)

    def __init__(
        self,
        org: str,
        today: date,
        *,
        any_branch: bool = False,
        headings: RosterHeadings = ROSTER,
    ) -> None:
        """``any_branch``: 所在支部 is not held against the organisation's name; ``headings`` are what
        :func:`~branchkit.services.importing.member_columns.roster_headings` gives for a workspace."""
        self.headings = headings
        self._org = org
        self._today = today
        self._any_branch = any_branch

    def open(self, uow: UnitOfWork, sheet: FoundSheet) -> MemberRows:
        """Read the roll; raises :class:`MemberError` ``no_organization``."""
        name = branch_name(uow, self._org)
        return MemberRows(uow, sheet, self._org, self._today, "" if self._any_branch else name)


class MemberRows:
    """A roster's rows until all are read: of each only the member that it makes, and its problems."""

    def __init__(
        self, uow: UnitOfWork, sheet: FoundSheet, org: str, today: date, branch: str
    ) -> None:
        """``branch`` is the name that 所在支部 must mean; empty: any."""
        layout = sheet.layout
        self._uow = uow
        self._layout = layout
        self._org = org
        self._today = today
        self._branch = branch
        self._fields = tuple(name for name in layout.columns if name in READERS)
        self._section = section_of_titles(sheet.titles)
        """What the last heading, else the title, says of those below it."""
        self._section_title = next(filter(section_of, sheet.titles), "")
        self._roster = members_of(uow, org, include_removed=True)
        self._roll = Roll(self._roster)
        self._ids = new_ids(m.id for m in self._roster)
        self._rows: list[ImportedRow] = []
        self._row_of: dict[str, int] = {}
        """Member id → the row that spoke of the member."""
        self._before = {member.id: member for member in self._roster}
        self._after: dict[str, Member] = {}
        self._wanted_numbers: dict[str, int] = {}

    def take(self, first: int, rows: Sequence[GridRow]) -> Iterable[ImportedRow]:
        """Read and match; how a row ends is known when the numbers are."""
        for number, row in enumerate(rows, start=first):
            kind = kind_of_row(row, self._layout)
            if kind == "member":
                self._rows.append(self._read(number, row))
            elif kind != "blank":
                if kind == "heading":
                    self._begin_section(row)
                self._rows.append(ImportedRow(number, RowOutcome.PASSED_OVER, detail=(kind,)))
        return ()

    def finish(self) -> Iterator[ImportedRow]:
        """Give the numbers out, compare with what was, and write."""
        self._settle_numbers()
        for row in self._rows:
            yield self._kept(row) if row.id else row

    def _begin_section(self, row: GridRow) -> None:
        """A heading of people who are no members holds until another one; 第一党小组 ends nothing else."""
        text = next(filter(None, map(cell_text, row)), "")
        section = section_of(text)
        if section or self._section is Section.OTHERS:
            self._section, self._section_title = section, text

    def _read(self, number: int, row: GridRow) -> ImportedRow:
        """A row with its member's id; without one when it is left out."""
        reading = self._reading(row)
        id = self._matched(number, reading) if reading.usable else ""
        problems = (
            replace(problem, params={**problem.params, "done": "left_out"})
            for problem in reading.problems
        )
        outcome = RowOutcome.UNCHANGED if id else RowOutcome.LEFT_OUT
        incomplete = bool(id and self._after[id].citizen_id_start)
        return ImportedRow(number, outcome, id, problems=tuple(problems), incomplete=incomplete)

    def _reading(self, row: GridRow) -> MemberReading:
        cells = {name: self._layout.value(row, name) for name in self._fields}
        if self._section in (Section.FULL, Section.PROBATIONARY):
            cells["category"] = cells.get("category") or str(self._section)
        masked = [name for name, cell in cells.items() if isinstance(cell, str) and is_masked(cell)]
        known = {**cells, **dict.fromkeys(masked)}
        reading = read_member(known, self._today, incomplete_ids=True)
        reading.problems[:0] = [
            Problem(MASKED, severity="warning", params={"field": name}) for name in masked
        ]
        if "name" not in reading.values:
            _refuse(reading, "member.name.missing")
        self._hold_against_list(row, reading)
        branch = cell_text(self._layout.value(row, BRANCH))
        if branch and self._branch and not can_be_same_branch(branch, self._branch):
            told = {"field": BRANCH, "found": branch, "branch": self._branch}
            _refuse(reading, "roster.other_branch", **told)
        return reading

    def _hold_against_list(self, row: GridRow, reading: MemberReading) -> None:
        """Leave out whoever is no member by the heading above, by days on the way alone, or by having left."""
        if gone := self._label_of_filled(row, (GONE,)):
            _refuse(reading, "roster.has_left", field=GONE, column=gone)
        elif not SAYING_MEMBER.isdisjoint(reading.values):
            return
        elif self._section is Section.OTHERS:
            told = {"field": "category", "found": self._section_title}
            _refuse(reading, "member.category.not_a_member", **told)
        elif label := self._label_of_filled(row, ON_THE_WAY):
            _refuse(reading, "roster.not_joined", column=label)

    def _label_of_filled(self, row: GridRow, fields: Iterable[str]) -> str:
        """The header of the first of these columns in which the row says something."""
        layout = self._layout
        told = (
            name for name in fields if cell_text(layout.value(row, name)).lower() not in NOTHING
        )
        return next((layout.labels[layout.columns[name]] for name in told), "")

    def _matched(self, number: int, reading: MemberReading) -> str:
        """The id of the member whom a row means or makes; empty for a fault, which joins the reading's problems."""
        match = self._roll.match(reading.values)
        known = match.member
        if match.fault:
            others = [self._told_apart(other) for other in match.others]
            _refuse(reading, match.fault, others=others)
            return ""
        if known is not None and known.id in self._row_of:
            _refuse(reading, "roster.twice", row=self._row_of[known.id], name=known.name)
            return ""
        if known is not None and known.removed:
            told = {"name": known.name, "on": known.removed_on, "reason": known.removed}
            _refuse(reading, "roster.removed", **told)
            return ""
        start = known.citizen_id_start if known else ""
        if not completes(start, str(reading.values.get("citizen_id", ""))):
            params: dict[str, object] = {"field": "citizen_id"}
            other = Problem("member.citizen_id.other", severity="warning", params=params)
            reading.problems.append(other)
        member = known or Member(next(self._ids), self._org, str(reading.values["name"]))
        after = self._after[member.id] = _merged(member, reading, is_new=known is None)
        self._row_of[member.id] = number
        if isinstance(wanted := reading.values.get("number"), int):
            self._wanted_numbers[member.id] = wanted
        if known is None:
            self._roll.add(after)
        return member.id

    def _told_apart(self, member: Member) -> LocalText:
        """Somebody else in a problem's text: by number on the roll, or by the row of this file."""
        if member.id in self._before:
            return LocalText(
                f"{member.number} 号{member.name}", f"no. {member.number} {member.name}"
            )
        row = self._row_of[member.id]
        return LocalText(f"第 {row} 行的{member.name}", f"{member.name} in row {row}")

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

    def _kept(self, row: ImportedRow) -> ImportedRow:
        before, after = self._before.get(row.id), self._after[row.id]
        differing = () if before is None else differing_fields(before, after)
        if before is None or differing:
            self._uow.put(after.org, MEMBER, after.id, after.to_body())
            outcome = RowOutcome.ADDED if before is None else RowOutcome.CHANGED
            row = row._replace(outcome=outcome, detail=differing)
        return row._replace(name=after.name, number=after.number)


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
