"""People in development as a subject of imports: each row becomes a case with the days of its steps, or completes one.

A list says of paper work that is done: every step before the last one with a day counts as done, on a day that may not be
known, and the case goes on from there. Whoever has a case already gets only days that nobody had; another day is a
contradiction, and a further step is taken where steps are taken, with its papers and votes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from branchkit.core.date_reading import read_date
from branchkit.core.development.cases import Case, CaseState, Event, EventKind, Person
from branchkit.core.development.route import Route
from branchkit.core.development.standing import standing
from branchkit.core.errors import Place, Problem
from branchkit.core.members.consistency import MemberReading
from branchkit.core.members.member import PERSONAL_FIELDS, Category, Member
from branchkit.core.members.reading import cell_text, comparable_name, dates_agree, read_member
from branchkit.core.members.terms import NOTHING
from branchkit.core.ports import UnitOfWork
from branchkit.core.rulepacks import RulePack
from branchkit.exchange.readers.grid import GridRow, is_lost
from branchkit.services.development.cases import cases_of, keep_case, new_id, routes_of
from branchkit.services.development.entries import PERSON_FIELDS
from branchkit.services.importing.branches import Branches
from branchkit.services.importing.case_columns import (
    CONTACTS,
    STAGE,
    STEP,
    case_headings,
    stage_meant,
    stage_of_titles,
)
from branchkit.services.importing.engine import ImportedRow, RowOutcome, lost_problem
from branchkit.services.importing.member_columns import BRANCH, kind_of_row
from branchkit.services.importing.rolls import refuse
from branchkit.services.importing.sheets import FoundSheet
from branchkit.services.roster import branch_name, find, members_of

_TELLING = ("name", "citizen_id", "birth")
"""What a row must not have lost: who is meant."""
Days = Mapping[str, str]
"""Step → the day it was done: ISO text, or a month where the day is not known."""


class CaseSubject:
    """The development cases of one organisation and those below it."""

    id = noun = "cases"
    named = True
    action = "case.import"
    text_fields = ("citizen_id",)

    def __init__(self, packs: Mapping[str, RulePack], org: str, today: date) -> None:
        """Raises :class:`RulePackError` ``no_pack``."""
        self._routes = routes_of(packs)
        self._org = org
        self._today = today
        route = self._routes.on(today)
        self.headings = case_headings(route)
        self.date_fields = ("birth", *(f"{STEP}{step.id}" for step in route.steps))

    def open(self, uow: UnitOfWork, sheet: FoundSheet) -> CaseRows:
        """Read the cases; raises :class:`MemberError` ``no_organization``."""
        branch_name(uow, self._org)
        return CaseRows(uow, sheet, self._routes.on(self._today), self._org, self._today, self)

    def keep(self, uow: UnitOfWork, case: Case) -> None:
        """Write a case with what follows from it."""
        keep_case(uow, self._routes, case, self._today)

    def days_of(self, case: Case) -> dict[str, str | None]:
        """Step → the day it was done, None where nobody knows it, of the steps that are behind the person."""
        progress = standing(case, self._routes, self._today).progress
        known: dict[str, str | None] = dict.fromkeys(progress.adopted)
        known |= {step: events[0].on or None for step, events in progress.done.items()}
        return known

    def is_running(self, case: Case) -> bool:
        """Whether the case goes on."""
        return standing(case, self._routes, self._today).state is CaseState.RUNNING


class CaseRows:
    """The rows of one sheet, each to its end."""

    def __init__(
        self,
        uow: UnitOfWork,
        sheet: FoundSheet,
        route: Route,
        org: str,
        today: date,
        subject: CaseSubject,
    ) -> None:
        self._uow = uow
        self._layout = sheet.layout
        self._route = route
        self._org = org
        self._today = today
        self._subject = subject
        self._branches = Branches(uow, org) if BRANCH in sheet.layout.columns else None
        self._steps = {
            name.removeprefix(STEP): name for name in sheet.layout.columns if name.startswith(STEP)
        }
        self._stage = stage_of_titles(sheet.titles)
        """The stage that the last heading, else the title, names."""
        self._known: dict[str, tuple[list[Case], list[Member]]] = {}

    def take(self, first: int, rows: Sequence[GridRow]) -> Iterator[ImportedRow]:
        """What became of rows."""
        for number, row in enumerate(rows, start=first):
            kind = kind_of_row(row, self._layout)
            if kind == "member":
                yield self._taken(number, row)
            elif kind != "blank":
                if kind == "heading":
                    text = next(filter(None, map(cell_text, row)), "")
                    self._stage = stage_meant(text) or self._stage
                yield ImportedRow(number, RowOutcome.PASSED_OVER, detail=(kind,))

    def finish(self) -> Iterable[ImportedRow]:
        """Every row has been taken."""
        return ()

    def _taken(self, number: int, row: GridRow) -> ImportedRow:
        reading = self._reading(row)
        days = self._days(row, reading)
        stage = self._stage_of(row, reading) if reading.usable else ""
        org = self._org_of(row, reading) if reading.usable else ""
        ended = None
        if reading.usable:
            person = Person(**{n: str(v) for n, v in reading.values.items() if n in PERSON_FIELDS})
            ended = self._kept(number, row, person, days, stage, org, reading)
        problems = tuple(
            replace(p, params={**p.params, "done": "left_out"}) for p in reading.problems
        )
        if ended is None or not reading.usable:
            ended = ImportedRow(number, RowOutcome.LEFT_OUT)
        return ended._replace(problems=problems)

    def _reading(self, row: GridRow) -> MemberReading:
        cells = {name: self._layout.value(row, name) for name in PERSON_FIELDS}
        lost = [name for name, cell in cells.items() if is_lost(cell)]
        reading = read_member({**cells, **dict.fromkeys(lost)}, self._today, incomplete_ids=True)
        reading.problems[:0] = [
            lost_problem(
                name, cells[name], needed=name in _TELLING, personal=name in PERSONAL_FIELDS
            )
            for name in lost
        ]
        if "name" not in reading.values and "name" not in lost:
            refuse(reading, "member.name.missing")
        return reading

    def _days(self, row: GridRow, reading: MemberReading) -> Days:
        """The days of the row's steps in the order of the way, which they must not contradict."""
        found: dict[str, str] = {}
        for step in (s for s in self._route.steps if s.id in self._steps):
            field = self._steps[step.id]
            cell = self._layout.value(row, field)
            text = cell_text(cell)
            if is_lost(cell):
                reading.problems.append(lost_problem(field, cell, needed=True))
                continue
            if text.lower() in NOTHING:
                continue
            day = read_date(cell, self._today)
            told = {"title": step.title, "found": text, "taken": day.iso}
            if not day.iso:
                reading.problems.append(_problem("import.not_a_date", field, **told))
            elif day.iso > self._today.isoformat():
                reading.problems.append(_problem("case.in_future", field, on=day.iso))
            elif found and (last := max(found.values()))[: len(day.iso)] > day.iso:
                told["before"] = last
                reading.problems.append(_problem("import.out_of_order", field, **told))
            else:
                found[step.id] = day.iso
                if day.note:
                    note = Problem(f"import.{day.note}", Place(key=field), "warning", {**told})
                    reading.problems.append(note)
        return found

    def _stage_of(self, row: GridRow, reading: MemberReading) -> str:
        """The stage that the row, else its heading, names."""
        text = cell_text(self._layout.value(row, STAGE))
        if text.lower() in NOTHING:
            return self._stage
        stage = stage_meant(text)
        if not stage:
            reading.problems.append(_problem("import.stage_unknown", STAGE, found=text))
        return stage

    def _org_of(self, row: GridRow, reading: MemberReading) -> str:
        if self._branches is None:
            return self._org
        return self._branches.of(cell_text(self._layout.value(row, BRANCH)), reading)

    def _kept(
        self,
        number: int,
        row: GridRow,
        person: Person,
        days: Days,
        stage: str,
        org: str,
        reading: MemberReading,
    ) -> ImportedRow | None:
        """Open or complete the person's case; None where that is refused."""
        if org not in self._known:
            cases = [case for case in cases_of(self._uow, org) if self._subject.is_running(case)]
            self._known[org] = cases, members_of(self._uow, org)
        cases, members = self._known[org]
        if known := next((case for case in cases if _is_same(case.person, person)), None):
            return self._completed(number, known, person, days, cases, reading)
        member = next((m for m in members if _is_same(m, person)), None)
        passed = self._passed(days, stage)
        if (member and member.category is Category.FULL) or passed >= len(self._route.steps):
            refuse(reading, "import.full_member", name=person.name)
        elif not passed:
            refuse(reading, "import.no_stage", name=person.name)
        if not reading.usable:
            return None
        next_step = self._route.steps[passed].id
        events = [Event(EventKind.ADOPTED, self._today.isoformat(), next_step)]
        events += (Event(EventKind.DONE, day, step) for step, day in days.items())
        events += self._contacts(row, members, reading, days)
        member_id = member.id if member else ""
        case = Case(new_id(self._uow, org), org, person, member_id, tuple(events))
        self._subject.keep(self._uow, case)
        cases.append(case)
        return ImportedRow(number, RowOutcome.ADDED, case.id, name=person.name)

    def _passed(self, days: Days, stage: str) -> int:
        """How many steps are behind the person: to the last one with a day, to the entrance of the stage."""
        numbers = self._route.numbers
        passed = max((numbers[step] for step in days), default=0)
        maker = self._route.making("probationary")
        if maker is not None and self._route.probation_begins in days:
            passed = max(passed, numbers[maker.id])
        for known in self._route.edition.stages:
            if known.id == stage:
                entrance = next((s for s in known.steps if s.makes), known.steps[0])
                passed = max(passed, numbers[entrance.id])
        made_full = self._route.making("full")
        if made_full is not None and ("full-vote" in days or passed >= numbers[made_full.id]):
            passed = len(self._route.steps)
        return passed

    def _contacts(
        self, row: GridRow, members: list[Member], reading: MemberReading, days: Days
    ) -> Iterator[Event]:
        """Who looks after the person, where the route has a step for it; a name that is nobody's is told."""
        step = self._route.step("contacts")
        text = cell_text(self._layout.value(row, CONTACTS))
        if step is None or text.lower() in NOTHING:
            return
        ids: list[str] = []
        full = [member for member in members if member.category is Category.FULL]
        for name in text.replace("、", " ").replace(",", " ").replace(";", " ").split():
            found = find(full, name)
            if len(found) == 1:
                ids.append(found[0].id)
            else:
                told = _problem("import.no_contact", CONTACTS, found=name)
                reading.problems.append(replace(told, severity="warning"))
        if ids:
            fields = {"contacts": tuple(dict.fromkeys(ids))}
            yield Event(EventKind.DONE, days.get("contacts", ""), "contacts", fields=fields)

    def _completed(
        self,
        number: int,
        case: Case,
        person: Person,
        days: Days,
        cases: list[Case],
        reading: MemberReading,
    ) -> ImportedRow | None:
        """A case with the days that nobody had, and what was not known of the person."""
        known = self._subject.days_of(case)
        new: list[Event] = []
        for step, day in days.items():
            before = known.get(step)
            title = self._route.steps[self._route.numbers[step] - 1].title
            if step not in known:
                reading.problems.append(_problem("import.step_open", STEP + step, step=title))
            elif before is None:
                new.append(Event(EventKind.DONE, day, step))
            elif not dates_agree(before, day):
                told = {"step": title, "on": before, "found": day}
                reading.problems.append(_problem("import.step_differs", STEP + step, **told))
        if not reading.usable:
            return None
        given = {
            name: getattr(person, name)
            for name in PERSON_FIELDS
            if getattr(person, name) and not getattr(case.person, name)
        }
        changed = (*given, *(("events",) if new else ()))
        outcome = RowOutcome.CHANGED if changed else RowOutcome.UNCHANGED
        if changed:
            whole = replace(case, person=replace(case.person, **given), events=(*case.events, *new))
            self._subject.keep(self._uow, whole)
            cases[cases.index(case)] = whole
        return ImportedRow(number, outcome, case.id, changed, name=case.person.name)


def _is_same(known: Person | Member, person: Person) -> bool:
    """By the ID number where both have one, else by name and birth, as far as it is known."""
    if known.citizen_id and person.citizen_id:
        return known.citizen_id == person.citizen_id
    if comparable_name(known.name) != comparable_name(person.name):
        return False
    both = bool(known.birth and person.birth)
    return not both or dates_agree(known.birth, person.birth)


def _problem(code: str, field: str, **params: object) -> Problem:
    return Problem(code, Place(key=field), params=params)
