"""A table laid out as lines of text: columns aligned by cells, long texts wrapped, too many columns split into parts.

Only spaces and ``-`` are drawn: box-drawing characters are of ambiguous width and break in half of the terminals in use.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from branchkit.core.tables import Table, TableColumn
from branchkit.core.text_width import cell_width, pad, printable, wrap
from branchkit.core.values import frozen
from branchkit.exchange.writers.values import shown

NARROWEST_TEXT = 16
"""A column is not wrapped into fewer cells than this, which no figure needs; rather the table is split."""
_GAPS = (2, 1)
"""Cells between columns: the wider gap where it fits."""


@frozen
class TextBlock:
    """One part of a table: its head, the rule beneath, its rows."""

    head: tuple[str, ...]
    rule: str
    rows: tuple[str, ...]

    def all_lines(self) -> Iterator[str]:
        """Every line from the top."""
        yield from self.head
        yield self.rule
        yield from self.rows


@frozen
class _Strip:
    """A column as text: its title's lines, its values, and the width it was given."""

    column: TableColumn
    title: tuple[str, ...]
    values: Sequence[str]
    width: int

    def narrowed(self, width: int) -> _Strip:
        return _Strip(self.column, self.title, self.values, width)


def laid_out(table: Table, width: int | None) -> list[TextBlock]:
    """The table as one block, or as several that repeat the frozen columns where ``width`` cells are not enough."""
    strips = [_strip(table, place) for place in range(len(table.columns))]
    if width is None:
        return [_block(strips, _GAPS[0])]
    for gap in _GAPS:
        fitted = _fitted(strips, width, gap)
        if _total(fitted, gap) <= width:
            return [_block(fitted, gap)]
    return [_block(part, _GAPS[-1]) for part in _parts(strips, table.frozen_columns, width)]


def _strip(table: Table, place: int) -> _Strip:
    column = table.columns[place]
    values = [shown(row[place], column) for row in table.rows]
    title = tuple(printable(line) for line in column.title.split("\n"))
    natural = max(map(cell_width, (*title, *values)), default=0)
    return _Strip(column, title, values, column.width or natural)


def natural_widths(table: Table) -> list[int]:
    """Cells every column wants, from its title and values."""
    return [_strip(table, place).width for place in range(len(table.columns))]


def _total(strips: Sequence[_Strip], gap: int) -> int:
    return sum(strip.width for strip in strips) + gap * (len(strips) - 1)


def _fitted(strips: Sequence[_Strip], width: int, gap: int) -> list[_Strip]:
    """The strips with their longest texts narrowed until the row fits, or as far as that goes."""
    fitted = list(strips)
    excess = _total(fitted, gap) - width
    while excess > 0:
        texts = [
            (strip.width, place)
            for place, strip in enumerate(fitted)
            if strip.width > NARROWEST_TEXT
        ]
        if not texts:
            break
        widest, place = max(texts)
        others = [w for w, p in texts if p != place]
        step = min(excess, widest - max(NARROWEST_TEXT, *others, 0)) or 1
        fitted[place] = fitted[place].narrowed(widest - step)
        excess -= step
    return fitted


def _parts(strips: Sequence[_Strip], frozen_count: int, width: int) -> Iterator[list[_Strip]]:
    gap = _GAPS[-1]
    frozen = list(strips[:frozen_count])
    part = list(frozen)
    for strip in strips[frozen_count:]:
        if len(part) > len(frozen) and _total([*part, strip], gap) > width:
            yield _fitted(part, width, gap)
            part = list(frozen)
        part.append(strip)
    yield _fitted(part, width, gap)


def _block(strips: Sequence[_Strip], gap: int) -> TextBlock:
    height = max((len(strip.title) for strip in strips), default=1)
    head = [
        _joined([_bottom_line(strip, height, line) for strip in strips], strips, gap)
        for line in range(height)
    ]
    count = len(strips[0].values) if strips else 0
    rows = [line for place in range(count) for line in _row_lines(strips, place, gap)]
    rule = (" " * gap).join("-" * strip.width for strip in strips)
    return TextBlock(tuple(head), rule, tuple(rows))


def _bottom_line(strip: _Strip, height: int, line: int) -> str:
    above = height - len(strip.title)
    return strip.title[line - above] if line >= above else ""


def _row_lines(strips: Sequence[_Strip], place: int, gap: int) -> Iterator[str]:
    cells = [wrap(strip.values[place], strip.width) for strip in strips]
    for line in range(max(map(len, cells))):
        yield _joined([cell[line] if line < len(cell) else "" for cell in cells], strips, gap)


def _joined(texts: Sequence[str], strips: Sequence[_Strip], gap: int) -> str:
    padded = [
        pad(text, strip.width, strip.column.align)
        for text, strip in zip(texts, strips, strict=True)
    ]
    return (" " * gap).join(padded).rstrip()
