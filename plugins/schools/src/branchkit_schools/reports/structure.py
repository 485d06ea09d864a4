"""学校党组织设置情况报告: how a school's organisations stand on its grades and subjects, what is lacking, what should be done.

Of a node over several schools it is one table with a line for each, and the findings school by school.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from branchkit.api.reports import Paragraph, Report, Table, TableColumn, Value
from branchkit.api.workspace import Organization, ReportScene
from branchkit_schools.figures import grades_share, subjects_share
from branchkit_schools.reports.parts import day_text, finished, quarter_text
from branchkit_schools.structure.foundations import subject_groups
from branchkit_schools.structure.matrix import Row
from branchkit_schools.structure.outlook import Outlook, outlook_on, school_ids, vocabulary_of
from branchkit_schools.structure.school import School, full_members
from branchkit_schools.words import Words

Block = Paragraph | Table


def structure_report(scene: ReportScene) -> Report:
    """The paper. The structure is that of the day on which it is made: an earlier one is not remembered."""
    view = scene.workspace
    words = Words(scene.language, vocabulary_of(view))
    outlooks = [outlook_on(view, school) for school in school_ids(view, scene.org)]
    organization = view.tree().get(scene.org)
    blocks: list[Block] = [Paragraph(words.text("board.no_school"))]
    if len(outlooks) == 1:
        organization = outlooks[0].school.root
        blocks = list(_of_school(words, outlooks[0], scene))
    elif outlooks:
        blocks = list(_of_several(words, outlooks))
    title = words.text("structure.title", name=organization.name)
    return finished(
        scene, title, blocks, issuer=organization.name, subtitle=quarter_text(words, scene.period)
    )


def _of_school(words: Words, outlook: Outlook, scene: ReportScene) -> Iterator[Block]:
    school = outlook.school
    yield Paragraph(
        words.text(
            "structure.opening",
            day=day_text(words, scene.workspace.today),
            name=school.root.name,
            people=len(school.people),
            full=full_members(school.people),
            branches=len(school.branches),
            groups=outlook.groups,
        )
    )
    yield Paragraph(_covered(words, outlook))
    yield Paragraph(words.text("structure.heading.grades"), level=1)
    yield _grades(words, outlook)
    yield Paragraph(words.text("structure.heading.groups"), level=1)
    yield _groups(words, school, words.text("structure.table.groups"))
    yield Paragraph(words.text("structure.heading.findings"), level=1)
    yield from _findings(words, outlook)
    yield Paragraph(words.text("structure.heading.reshaping"), level=1)
    yield from _reshaping(words, outlook)


def _of_several(words: Words, outlooks: Sequence[Outlook]) -> Iterator[Block]:
    text = words.text
    columns = (
        TableColumn("name", text("apply.school")),
        TableColumn("people", text("structure.column.people"), "right"),
        TableColumn("branches", text("structure.column.branch"), "right"),
        TableColumn("groups", text("structure.column.group"), "right"),
        TableColumn("lacking", text("structure.column.lacking"), "right"),
        TableColumn("short", text("structure.column.short"), "right"),
        TableColumn("unknown", text("board.unknown"), "right"),
    )
    rows = tuple(
        (
            o.school.root.name,
            len(o.school.people),
            len(o.school.branches),
            o.groups,
            o.lacking,
            o.short,
            o.unknown,
        )
        for o in outlooks
    )
    yield Paragraph(text("structure.several", count=len(outlooks)))
    yield Table(columns, rows, text("structure.table.schools"), 1)
    yield Paragraph(text("structure.heading.findings"), level=1)
    for outlook in outlooks:
        if outlook.findings:
            yield Paragraph(outlook.school.root.name, level=2)
            yield from _findings(words, outlook)


def _covered(words: Words, outlook: Outlook) -> str:
    grades = grades_share(outlook.school, outlook.rules)
    subjects = subjects_share(outlook.school, outlook.rules)
    return words.text(
        "structure.covered",
        due=len(grades.due),
        met=grades.met,
        subjects=len(subjects.due),
        grouped=subjects.met,
    )


def _grades(words: Words, outlook: Outlook) -> Table:
    text = words.text
    columns = (
        TableColumn("grade", text("structure.column.grade")),
        TableColumn("people", text("structure.column.people"), "right"),
        TableColumn("full", text("structure.column.full"), "right"),
        TableColumn("branch", text("structure.column.branch")),
        TableColumn("state", text("structure.column.state"), "center"),
    )
    rows = tuple(_grade_row(words, row) for row in outlook.matrix.rows)
    return Table(columns, rows, text("structure.table.grades"), 1)


def _grade_row(words: Words, row: Row) -> tuple[Value, ...]:
    state = words.text(f"board.mark.{row.mark}") if row.mark else ""
    branches = words.joined([branch.name for branch in row.branches])
    return words.grade(row.grade), len(row.people), full_members(row.people), branches, state


def _groups(words: Words, school: School, title: str) -> Table:
    """A line for each branch with its groups and how many belong to each."""
    text = words.text
    columns = (
        TableColumn("branch", text("structure.column.branch")),
        TableColumn("people", text("structure.column.people"), "right"),
        TableColumn("groups", text("structure.groups")),
    )
    rows = tuple(
        (branch.name, len(school.in_branch(branch.id)), _group_names(words, school, branch))
        for branch in school.branches
    )
    return Table(columns, rows, title, 1)


def _group_names(words: Words, school: School, branch: Organization) -> str:
    """Those on subjects in the order of the subjects, the others behind them."""
    standing = subject_groups(school, branch.id)
    place = school.vocabulary.place_of_subject
    groups = sorted(school.groups(branch.id), key=lambda group: place(standing.get(group.id, "")))
    sizes = [f"{group.name} {len(school.in_group(group))}" for group in groups]
    return words.joined(sizes) or words.text("detail.no_group")


def _findings(words: Words, outlook: Outlook) -> Iterator[Paragraph]:
    """Numbered, and by which rules."""
    for number, finding in enumerate(outlook.findings, start=1):
        yield Paragraph(f"{number}. {words.finding(finding)}")
    rules = (words.citation(outlook.rules.cite(finding.rule)) for finding in outlook.findings)
    cited = list(dict.fromkeys(rule for rule in rules if rule))
    if cited:
        yield Paragraph(words.text("structure.cited", cited=words.joined(cited)))
    if not outlook.findings:
        yield Paragraph(words.text("finding.none"))


def _reshaping(words: Words, outlook: Outlook) -> Iterator[Block]:
    reshaping = outlook.reshaping
    if reshaping.is_empty:
        yield Paragraph(words.text("structure.nothing"))
        return
    yield Paragraph(words.text("structure.advice", summary=words.summary(reshaping)))
    yield _groups(words, reshaping.after, words.text("structure.table.after"))
