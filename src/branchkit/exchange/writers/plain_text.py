"""A paper for the terminal: set by cells here, printed through rich, which knows what the stream can show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from branchkit.core.tables import Card, Paragraph, RedHead, Report, Table
from branchkit.core.text_width import cell_width, pad, printable, wrap
from branchkit.exchange.writers.grid import laid_out
from branchkit.exchange.writers.official import (
    SIGNED_BY,
    attachment_lines,
    copies_text,
    end_indents,
    printed_text,
)
from branchkit.exchange.writers.values import card_lines, printed_part

_Line = tuple[str, str]
"""A line and its style as rich names it."""
_RULE = "-"
_INDENT = "    "
"""Two Chinese characters."""


def print_report(report: Report, stream: TextIO, width: int) -> None:
    """Print to a stream: plain text into a file or pipe, title and heads in bold on a terminal."""
    from rich.console import Console
    from rich.text import Text

    # A line can be wider than ``width`` where one word is; rich must not fold it again.
    # Lines are harmless already; a stream that guards itself against escapes would take rich's own for some.
    drawn_on = getattr(stream, "unguarded", stream)
    console = Console(file=drawn_on, width=width, soft_wrap=True, highlight=False, markup=False)
    for line, style in _set(report, width):
        console.print(Text(line, style=style))


def compose_text(report: Report, width: int) -> str:
    """The paper as plain text, every line ended; never with colours, whatever the environment asks of terminals."""
    return "".join(f"{line}\n" for line, _style in _set(report, width))


def _set(report: Report, width: int) -> Iterator[_Line]:
    """The paper's lines, never two empty ones together."""
    empty = False
    for line, style in _lines(report, width):
        if line or not empty:
            yield line, style
        empty = not line


def _lines(report: Report, width: int) -> Iterator[_Line]:
    red_head = report.red_head
    if red_head is not None:
        yield from _red_head_lines(red_head, width)
    yield from _head_lines(report, width)
    if report.salutation:
        yield printable(report.salutation), ""
    for place, block in enumerate(report.blocks):
        if isinstance(block, Table):
            yield from _table_lines(printed_part(block), width)
        elif isinstance(block, Card):
            yield from _card_lines(block, width)
        else:
            if block.level == 1 and place:
                yield "", ""
            yield from _paragraph_lines(block, width)
    if report.signatures:
        yield "", ""
        room = width // len(report.signatures)
        yield "".join(pad(f"{printable(name)}：", room) for name in report.signatures).rstrip(), ""
    if red_head is not None:
        yield from _attachment_lines(red_head, width)
    yield from _signature_lines(report, width)
    if red_head is not None:
        yield from _imprint_lines(red_head, width)


def _red_head_lines(head: RedHead, width: int) -> Iterator[_Line]:
    for mark in wrap(printable(head.mark), width):
        yield pad(mark, width, "center").rstrip(), "bold"
    yield "", ""
    number = printable(head.number)
    if head.signer:
        signer = f"{SIGNED_BY}{printable(head.signer)}"
        yield number + pad(signer, max(width - cell_width(number), 0), "right"), ""
    else:
        yield pad(number, width, "center").rstrip(), ""
    yield _RULE * width, "bold"
    yield "", ""


def _attachment_lines(head: RedHead, width: int) -> Iterator[_Line]:
    if head.attachments:
        yield "", ""
    for text, left, back in attachment_lines(head.attachments):
        margin, room = "  " * left, max(width - 2 * left, 8)
        first, *rest = wrap(text, room + 2 * back)
        folded = wrap("".join((first, *rest))[len(first) :], room) if rest else []
        yield "  " * (left - back) + first, ""
        yield from ((margin + line, "") for line in folded)


def _imprint_lines(head: RedHead, width: int) -> Iterator[_Line]:
    copies, on = copies_text(head), printed_text(head)
    if copies or on or head.printed_by:
        yield "", ""
        yield _RULE * width, ""
    if copies:
        yield from ((line, "") for line in wrap(copies, width))
        yield _RULE * width, ""
    if on or head.printed_by:
        by = printable(head.printed_by)
        yield by + pad(on, max(width - cell_width(by), cell_width(on) + 2), "right"), ""
        yield _RULE * width, ""


def _head_lines(report: Report, width: int) -> Iterator[_Line]:
    for title in wrap(printable(report.title), width):
        yield pad(title, width, "center").rstrip(), "bold"
    if report.subtitle:
        yield pad(printable(report.subtitle), width, "center").rstrip(), ""
    left, right = printable(report.filled_by), printable(report.filled_on)
    if left or right:
        yield "", ""
        yield left + pad(right, max(width - cell_width(left), cell_width(right) + 2), "right"), ""
    yield "", ""


def _card_lines(card: Card, width: int) -> Iterator[_Line]:
    """Two pairs a line, values in line with each other; a card under the other with a rule between."""
    label = max((cell_width(printable(field.label)) for field in card.fields), default=0) + 2
    half = width // 2
    for line in card_lines(card):
        room = (half if len(line) > 1 else width) - label
        sides = [wrap(printable(field.value), max(room - 2, 2)) for field in line]
        for row in range(max(map(len, sides))):
            parts = [
                pad(printable(field.label) if not row else "", label)
                + pad(side[row] if row < len(side) else "", room)
                for field, side in zip(line, sides, strict=True)
            ]
            yield "".join(parts).rstrip(), ""
    yield "-" * width, ""


def _paragraph_lines(paragraph: Paragraph, width: int) -> Iterator[_Line]:
    style = "bold" if paragraph.level else ""
    indented = paragraph.indent and not paragraph.level and paragraph.align == "left"
    # The indent takes part in wrapping as two wide spaces: wrap() would drop plain leading ones.
    text = ("\u3000\u3000" if indented else "") + printable(paragraph.text)
    for line in wrap(text, width):
        plain = (
            line.replace("\u3000\u3000", _INDENT, 1) if line.startswith("\u3000\u3000") else line
        )
        yield pad(plain, width, paragraph.align).rstrip(), style


def _table_lines(table: Table, width: int) -> Iterator[_Line]:
    yield "", ""
    if table.title:
        yield pad(printable(table.title), width, "center").rstrip(), "bold"
    for place, block in enumerate(laid_out(table, width)):
        if place:
            yield "", ""
        yield from ((line, "bold") for line in block.head)
        yield block.rule, ""
        yield from ((line, "") for line in block.rows)
    yield "", ""


def _signature_lines(report: Report, width: int) -> Iterator[_Line]:
    if not report.issuer and not report.issued_on:
        return
    yield "", ""
    issuer, issued_on = printable(report.issuer), printable(report.issued_on)
    for text, indent in zip((issuer, issued_on), end_indents(report), strict=True):
        if text:
            yield pad(text, max(width - indent, cell_width(text)), "right"), ""
