"""What is read over the table: who is in a cell, the findings, the reshaping as the tree that would come of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from branchkit.api.screens import ReportLine, Tone, cell_width, pad, wrap
from branchkit.api.workspace import Organization, OrganizationKind
from branchkit_schools.structure.outlook import Outlook
from branchkit_schools.structure.reshaping import Reshaping
from branchkit_schools.structure.school import Person, School
from branchkit_schools.words import Words

_INDENT = "  "
_GAP = 2
"""Cells between columns."""
_ALL = 10_000


def names_report(school: School, people: Sequence[Person]) -> list[str | ReportLine]:
    """A line for each person: name, branch, group."""
    rows = [(p.name, school.get(p.branch).short, p.group) for p in people]
    name, branch = (max(cell_width(row[part]) for row in rows) + _GAP for part in (0, 1))
    return ["", *(_INDENT + pad(row[0], name) + pad(row[1], branch) + row[2] for row in rows)]


def findings_report(words: Words, outlook: Outlook, width: int) -> list[str | ReportLine]:
    """All findings, numbered, with the three figures at the end."""
    lines: list[str | ReportLine] = [""]
    for number, finding in enumerate(outlook.findings, start=1):
        lines += _folded(f"{number}. {words.finding(finding)}", width)
    if not outlook.findings:
        lines.append(_INDENT + words.text("finding.none"))
    return [*lines, "", *_folded(words.rules(outlook.rules), width)]


def reshaping_report(words: Words, outlook: Outlook, width: int) -> list[str | ReportLine]:
    """What would be done in figures, the tree as it would be, who would go where."""
    reshaping = outlook.reshaping
    lines: list[str | ReportLine] = [""]
    if outlook.unknown:
        warning = words.text("reshaping.warning", count=outlook.unknown)
        lines += [ReportLine(line, Tone.ERROR) for line in _folded(warning, width)]
    lines += _folded(words.summary(reshaping), width)
    lines += ["", ReportLine(_INDENT + words.text("reshaping.after"), Tone.HEAD)]
    lines += list(_tree(words, reshaping))
    if reshaping.dissolved:
        lines += ["", ReportLine(_INDENT + words.text("reshaping.dissolved"), Tone.HEAD)]
        lines += _folded(
            words.joined([_full_name(reshaping, o) for o in reshaping.dissolved]), width
        )
    if reshaping.moved:
        lines += ["", ReportLine(_INDENT + words.text("reshaping.moves"), Tone.HEAD)]
        for text in _moves(words, reshaping):
            lines += _folded(text, width)
    return [*lines, "", *_folded(words.text("reshaping.apply_hint"), width)]


def _tree(words: Words, reshaping: Reshaping) -> Iterator[ReportLine]:
    after, new = reshaping.after, {organization.id for organization in reshaping.founded}

    def line(depth: int, organization: Organization, people: Sequence[Person]) -> ReportLine:
        note = words.text("reshaping.new") if organization.id in new else ""
        if organization.id in reshaping.converted:
            note = words.text("reshaping.converted")
        text = words.text(
            "reshaping.organization", name=organization.name, count=len(people), note=note
        )
        return ReportLine(_INDENT * (depth + 1) + text, Tone.PROPOSAL if note else Tone.NORMAL)

    yield line(0, after.root, after.people)
    for branch in after.branches:
        if branch.id != after.root.id:
            yield line(1, branch, after.in_branch(branch.id))
        for group in after.groups(branch.id):
            yield line(2, group, after.in_group(group))


def _full_name(reshaping: Reshaping, organization: Organization) -> str:
    """A group is named with its branch: every branch has a group for maths."""
    if organization.kind is not OrganizationKind.GROUP:
        return organization.name
    return f"{reshaping.before.get(organization.parent).short} {organization.name}"


def _moves(words: Words, reshaping: Reshaping) -> Iterator[str]:
    """From where to where, and who."""
    ways: dict[tuple[str, str], list[Person]] = {}
    for person in reshaping.before.people:
        if person.key in reshaping.moved:
            ways.setdefault((person.branch, reshaping.moved[person.key]), []).append(person)
    for (before, after), people in ways.items():
        yield words.text(
            "reshaping.move",
            names=words.names(people, shown=_ALL),
            before=reshaping.before.get(before).short,
            after=reshaping.after.get(after).short,
        )


def _folded(text: str, width: int) -> Iterable[str]:
    return [_INDENT + line for line in wrap(text, width - 2 * len(_INDENT))]
