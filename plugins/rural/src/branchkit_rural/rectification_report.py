"""The rectification list (整顿提高名单): the backward and those that fell, what each lacks, and what it was given to mend."""

from __future__ import annotations

from collections.abc import Iterator

from branchkit.api.reports import Paragraph, Report, ReportScene, Table, TableColumn, Value
from branchkit_rural.ladder import Ladder, Line
from branchkit_rural.ratings import Move
from branchkit_rural.rectification import Item, State
from branchkit_rural.reports import finished, is_within
from branchkit_rural.shortfall import lost_points
from branchkit_rural.words import Words

_LOST = 3
"""So many criteria are named for each."""
_COLUMNS = (
    "number",
    "name",
    "band",
    "before",
    "lacks",
    "item",
    "measures",
    "deadline",
    "state",
)


def rectification(scene: ReportScene) -> Report:
    """Everybody below the organisation that the report is for, that one included."""
    words = Words(scene.language)
    ladder = Ladder(scene.workspace, scene.org, scene.period.year)
    found = [ladder.line(rung) for rung in ladder.rungs if is_within(ladder, rung, scene.org)]
    listed = [line for line in found if _is_to_mend(ladder, line)]
    title = words.text("rectification.title", year=scene.period.year)
    if not listed:
        key = "rectification.none" if found else "print.nobody"
        return finished(scene, words, title, [Paragraph(words.text(key))])
    blocks: list[Paragraph | Table] = [
        Paragraph(_summary(scene, ladder, words, listed)),
        _table(ladder, words, listed),
        Paragraph(words.text("rectification.note"), indent=False),
    ]
    return finished(scene, words, title, blocks)


def _is_to_mend(ladder: Ladder, line: Line) -> bool:
    return line.move is Move.FELL or line.now.is_backward(ladder.figures)


def _summary(scene: ReportScene, ladder: Ladder, words: Words, listed: list[Line]) -> str:
    items = [item for line in listed for item in ladder.items(line.rung.id)]
    states = [item.state(ladder.today) for item in items]
    return words.text(
        "rectification.why",
        year=scene.period.year,
        backward=sum(line.now.is_backward(ladder.figures) for line in listed),
        fell=sum(line.move is Move.FELL for line in listed),
        count=len(listed),
        items=len(items),
        done=sum(state in (State.DONE, State.ACCEPTED) for state in states),
        late=states.count(State.OVERDUE),
    )


def _table(ladder: Ladder, words: Words, listed: list[Line]) -> Table:
    columns = tuple(
        TableColumn(
            key,
            words.text(f"print.column.{key}"),
            "right" if key == "number" else "left",
        )
        for key in _COLUMNS
    )
    rows = [
        row
        for place, line in enumerate(listed, start=1)
        for row in _rows(ladder, words, place, line)
    ]
    return Table(columns, tuple(rows), frozen_columns=2)


def _rows(ladder: Ladder, words: Words, place: int, line: Line) -> Iterator[tuple[Value, ...]]:
    """A row for each item; the organisation stands in the first one only."""
    before = words.band(line.before) if line.before.band else "-"
    first: tuple[Value, ...] = (
        place,
        line.organization.name,
        words.band(line.now),
        before,
        _lacks(words, line),
    )
    items: list[Item | None] = [*ladder.items(line.rung.id)]
    for number, item in enumerate(items or [None]):
        head = first if number == 0 else (None,) * len(first)
        yield (*head, *_item(ladder, words, item))


def _item(ladder: Ladder, words: Words, item: Item | None) -> tuple[Value, ...]:
    if item is None:
        return (words.text("rectification.no-item"), "", None, "")
    state = words.text(f"item.{item.state(ladder.today)}")
    return (item.text, item.measures, item.deadline, state)


def _lacks(words: Words, line: Line) -> str:
    """The criteria that cost most; for a rating out of the ledger the points that are lacking."""
    lost = lost_points(line.now, line.organization)[:_LOST]
    if lost:
        return words.listed(map(words.lost, lost))
    return words.lacks(line.lacks, line.now)
