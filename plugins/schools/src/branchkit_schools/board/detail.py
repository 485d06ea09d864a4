"""The lines under the table: who is in the cell under the cursor, where they stand, and by which rule."""

from __future__ import annotations

from collections.abc import Iterable

from branchkit.api.screens import Line, Tone, wrap
from branchkit_schools.structure.matrix import Cell, Row
from branchkit_schools.structure.outlook import Outlook
from branchkit_schools.structure.school import full_members
from branchkit_schools.words import Words

HEIGHT = 6
"""Lines that a cell needs; what there is besides is filled with the findings."""
_MOST = 15
_NAME_LINES = 2


def height_for(rows: int, screen: int) -> int:
    """How many lines stand under a table of so many rows: what title, head, table and bottom line leave free."""
    return max(HEIGHT, min(_MOST, screen - rows - 3))


def detail_lines(
    outlook: Outlook,
    words: Words,
    row: Row | None,
    subject: str | None,
    width: int,
    height: int = HEIGHT,
) -> list[Line]:
    """What belongs to a cell, then what there is to be said of the school as far as there is room, the rule last."""
    lines = [Line(words.text("board.legend"), Tone.MUTED)]
    if row is not None and subject is not None:
        cell = outlook.matrix.cell(row, subject)
        lines += _cell_lines(outlook, words, row, subject, cell, width)
    room = height - len(lines) - 1
    lines += _finding_lines(outlook, words, width)[:room]
    lines += [Line()] * (height - len(lines) - 1)
    return [*lines, Line(words.rules(outlook.rules), Tone.MUTED)]


def _finding_lines(outlook: Outlook, words: Words, width: int) -> list[Line]:
    """The findings under a heading; those that do not fit are counted by the title, and read with a key."""
    told = [words.finding(finding) for finding in outlook.findings] or [words.text("finding.none")]
    folded = [line for text in told for line in wrap(text, width)]
    return [Line(), Line(words.text("finding.heading"), Tone.HEAD), *map(Line, folded)]


def _cell_lines(
    outlook: Outlook, words: Words, row: Row, subject: str, cell: Cell, width: int
) -> list[Line]:
    units = {"grade": words.grade(row.grade), "subject": words.subject(subject)}
    if not cell.people:
        return _filled([Line(words.text("detail.empty", **units), Tone.HEAD)])
    head = words.text(
        "detail.cell",
        count=len(cell.people),
        full=full_members(cell.people),
        state=_where(outlook, words, cell),
        **units,
    )
    names = wrap(words.joined([person.name for person in cell.people]), width)
    if len(names) > _NAME_LINES:
        names = wrap(words.names(cell.people), width)[:_NAME_LINES]
    return _filled([Line(head, Tone.HEAD), *map(Line, names)])


def _filled(lines: list[Line]) -> list[Line]:
    """Always as many, so that nothing below them jumps while the cursor moves."""
    return lines + [Line()] * (1 + _NAME_LINES - len(lines))


def _where(outlook: Outlook, words: Words, cell: Cell) -> str:
    """Where the people of a cell stand: in which group, else in which branch."""
    if groups := _distinct(person.group for person in cell.people):
        return words.text("detail.in_groups", names=words.joined(groups))
    branches = _distinct(outlook.school.get(person.branch).short for person in cell.people)
    return words.text("detail.in_branches", names=words.joined(branches))


def _distinct(texts: Iterable[str]) -> list[str]:
    return [text for text in dict.fromkeys(texts) if text]
