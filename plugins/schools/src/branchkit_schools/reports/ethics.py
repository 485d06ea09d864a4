"""师德标兵评选情况报告: who received a title for teaching ethics in the year, and who may be proposed by the year's points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from branchkit.api.registers import Register
from branchkit.api.reports import Paragraph, Report, Table, TableColumn
from branchkit.api.scoring import Scheme
from branchkit.api.workspace import (
    Record,
    ReportScene,
    SheetResults,
    SubjectResult,
    WorkspaceView,
    day_of,
    frozen,
)
from branchkit_schools.reports.parts import finished
from branchkit_schools.structure.outlook import vocabulary_of
from branchkit_schools.structure.reading import read_school
from branchkit_schools.structure.school import Person, PersonKey, School
from branchkit_schools.words import Words

ETHICS = "roll.schools-ethics"
SCHEMES = ("local/member-month", "schools/member-month")
"""A school's own scheme first."""
CRITERION = "ethics"
_HIGH = ("county", "city", "province", "nation")
_SHOWN = 20
_PLACES = Decimal("0.1")


@frozen
class Candidate:
    """Somebody who may be proposed, with the mean of so many months."""

    person: Person
    mean: Decimal
    months: int


def ethics_report(scene: ReportScene) -> Report:
    """The paper of a year."""
    view = scene.workspace
    words = Words(scene.language, vocabulary_of(view))
    # Read as one school whatever the node is: a branch, a school, or a bureau over many.
    school = read_school(view, scene.org)
    who = _Roll(view, school)
    titles = [row for row in _titles(scene, who.orgs) if who.person(row.org, _member(row))]
    blocks = [
        _opening(words, school, scene, titles),
        *_models(words, school, who, titles, view.registers[ETHICS]),
        Paragraph(words.text("ethics.heading.candidates"), level=1),
        *_candidates(words, school, who, titles, scene),
    ]
    title = words.text("ethics.title", year=scene.period.year)
    return finished(scene, title, blocks, issuer=school.root.name, landscape=True)


class _Roll:
    """Everybody, also by where they stood before they moved within the school."""

    def __init__(self, view: WorkspaceView, school: School) -> None:
        self._by_key: dict[PersonKey, Person] = {}
        people = {person.key: person for person in school.people}
        for organization in school.organizations:
            for member in view.members(organization.id) if organization.kind.has_roll else ():
                person = people[member.org, member.id]
                org, _, id = member.moved_from.partition("/")
                self._by_key[member.org, member.id] = person
                if id:
                    self._by_key.setdefault((org, id), person)

    def person(self, org: str, member: str) -> Person | None:
        """Who is meant; None for somebody who is no longer here."""
        return self._by_key.get((org, member))

    @property
    def orgs(self) -> list[str]:
        """Where anybody stands or stood."""
        return list(dict.fromkeys(org for org, _id in self._by_key))


def _titles(scene: ReportScene, orgs: list[str]) -> Iterator[Record]:
    """The titles of the year that have not been withdrawn, oldest first."""
    until = min(scene.period.last_day, scene.workspace.today)
    rows = scene.workspace.records(ETHICS, orgs, since=scene.period.first_day, until=until)
    standing = (row for row in rows if not _is_withdrawn(row, until))
    yield from sorted(standing, key=lambda row: (str(row.values.get("date")), row.id))


def _is_withdrawn(row: Record, until: date) -> bool:
    end = day_of(row.values.get("withdrawn"))
    return end is not None and end <= until


def _member(row: Record) -> str:
    return str(row.values.get("member"))


def _opening(words: Words, school: School, scene: ReportScene, titles: list[Record]) -> Paragraph:
    named = {"year": scene.period.year, "name": school.root.name}
    if not titles:
        return Paragraph(words.text("ethics.none", **named))
    high = sum(row.values.get("level") in _HIGH for row in titles)
    return Paragraph(words.text("ethics.opening", count=len(titles), high=high, **named))


def _models(
    words: Words, school: School, who: _Roll, titles: list[Record], register: Register
) -> Iterator[Paragraph | Table]:
    if not titles:
        return
    text = words.text
    columns = (
        TableColumn("name", text("ethics.column.name")),
        TableColumn("branch", text("ethics.column.branch")),
        TableColumn("post", text("ethics.column.post")),
        TableColumn("title", text("ethics.column.title")),
        TableColumn("level", text("ethics.column.level")),
        TableColumn("date", text("ethics.column.date")),
        TableColumn("deeds", text("ethics.column.deeds")),
    )
    rows = tuple(
        (
            *_named(words, school, person),
            _choice(words, register, row, "title"),
            _choice(words, register, row, "level"),
            str(row.values.get("date")),
            str(row.values.get("deeds") or ""),
        )
        for row in titles
        if (person := who.person(row.org, _member(row)))
    )
    yield Paragraph(text("ethics.heading.models"), level=1)
    yield Table(columns, rows, text("ethics.table.models"), 1)


def _choice(words: Words, register: Register, row: Record, column: str) -> str:
    value = row.values.get(column)
    choices = register.column(column).choices
    titles = (choice.title for choice in choices if choice.id == value)
    return next((title.in_language(words.language) for title in titles), str(value or ""))


def _named(words: Words, school: School, person: Person) -> tuple[str, str, str]:
    """Name, branch, and what the person teaches."""
    units = [words.grade(person.grade)] if person.grade else []
    units += [words.subject(person.subject)] if person.subject else []
    return person.name, school.get(person.branch).short, " ".join(units)


def _candidates(
    words: Words, school: School, who: _Roll, titles: Iterable[Record], scene: ReportScene
) -> Iterator[Paragraph | Table]:
    sheets = list(_sheets(scene, who.orgs))
    if not any(result.complete for sheet in sheets for result in sheet.subjects):
        yield Paragraph(words.text("ethics.no_candidates"))
        return
    have = {who.person(row.org, _member(row)) for row in titles}
    least = _least(sheets[0].scheme)
    found = [c for c in _found(sheets, who, least) if c.person not in have]
    yield Paragraph(words.text("ethics.candidates", least=f"{least:f}", count=len(found)))
    if not found:
        return
    text = words.text
    columns = (
        TableColumn("name", text("ethics.column.name")),
        TableColumn("branch", text("ethics.column.branch")),
        TableColumn("post", text("ethics.column.post")),
        TableColumn("points", text("ethics.column.points"), "right", places=1),
        TableColumn("months", text("ethics.column.months"), "right"),
    )
    rows = tuple((*_named(words, school, c.person), c.mean, c.months) for c in found[:_SHOWN])
    yield Table(columns, rows, text("ethics.table.candidates"), 1)


def _sheets(scene: ReportScene, orgs: Iterable[str]) -> Iterator[SheetResults]:
    """The months of the year that have begun, of the school's own scheme where it has one."""
    view = scene.workspace
    months = [month for month in scene.period.months() if month.first_day <= view.today]
    for org in orgs:
        for month in months:
            opened = (view.results(id, org, month) for id in SCHEMES if id in view.schemes)
            yield from (sheet for sheet in opened if sheet is not None)


def _least(scheme: Scheme) -> Decimal:
    """The points from which on the best band begins."""
    return next((band.minimum for band in scheme.bands if band.minimum is not None), Decimal(0))


def _found(sheets: Iterable[SheetResults], who: _Roll, least: Decimal) -> list[Candidate]:
    """Those whose months are good enough, the best first."""
    totals: dict[Person, list[Decimal]] = {}
    barred: set[Person] = set()
    for sheet in sheets:
        full_marks = _full_marks(sheet.scheme)
        for result in sheet.subjects:
            person = who.person(sheet.org, result.subject)
            if person is None or result.total is None or not result.complete:
                continue
            totals.setdefault(person, []).append(result.total)
            if result.vetoes or _is_docked(result, full_marks):
                barred.add(person)
    means = (
        Candidate(person, _mean(months), len(months))
        for person, months in totals.items()
        if person not in barred
    )
    good = [candidate for candidate in means if candidate.mean >= least]
    return sorted(good, key=lambda candidate: -candidate.mean)


def _full_marks(scheme: Scheme) -> Mapping[str, Decimal]:
    return {c.id: c.maximum for c in scheme.criteria if c.id == CRITERION}


def _is_docked(result: SubjectResult, full_marks: Mapping[str, Decimal]) -> bool:
    return any(result.points.get(id, most) < most for id, most in full_marks.items())


def _mean(points: list[Decimal]) -> Decimal:
    return (sum(points, Decimal(0)) / len(points)).quantize(_PLACES, ROUND_HALF_UP)
