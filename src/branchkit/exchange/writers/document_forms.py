"""Forms in WordprocessingML: cards of labels and values, the line under the title, the line to sign on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from branchkit.core.tables import Card, Paper
from branchkit.core.text_width import cell_width, printable
from branchkit.core.values import frozen
from branchkit.exchange.writers.card_lines import card_lines

LINE_POINTS = 12.0
"""Size of what stands around a form's table."""
CARD_POINTS = 12.0
_LABEL_SHARE = 0.18
"""Of a card's width, for each of the two columns of labels."""
_ROW_TWIPS = 560
"""A card's rows at least: room to write by hand."""
_SIGNING_CELLS = 16
"""Room behind a name to sign in."""


@frozen
class CardLook:
    """How a card is set: its width in twips, ids of the paragraph styles for labels and values."""

    width: int
    label_style: str
    value_style: str


def card_element(card: Card, look: CardLook) -> Any:
    """The card as a table with thin rules."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    return parse_xml(f"<w:tbl {nsdecls('w')}>{''.join(_card_text(card, look))}</w:tbl>")


def _card_text(card: Card, look: CardLook) -> Iterator[str]:
    label = round(look.width * _LABEL_SHARE)
    value = look.width // 2 - label
    yield f'<w:tblPr><w:tblW w:w="{2 * (label + value)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        yield f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    yield '</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>'
    yield f'<w:gridCol w:w="{label}"/><w:gridCol w:w="{value}"/>' * 2
    yield "</w:tblGrid>"
    for line in card_lines(card):
        yield (
            f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{_ROW_TWIPS}" w:hRule="atLeast"/>'
            "</w:trPr>"
        )
        for field in line:
            span = 3 if len(line) == 1 else 1
            yield _cell(field.label, label, 1, look.label_style, "center")
            yield _cell(
                field.value,
                value if span == 1 else label + 2 * value,
                span,
                look.value_style,
                "left",
            )
        yield "</w:tr>"


def _cell(text: str, width: int, span: int, style: str, align: str) -> str:
    spanning = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanning}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:jc w:val="{align}"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{escape(printable(text))}</w:t></w:r></w:p></w:tc>'
    )


def signing_text(signatures: Sequence[str], cells: int) -> str:
    """Who signs, side by side over a line of so many cells, each with room behind the name."""
    names = [printable(name) for name in signatures]
    room = max(cells // max(len(names), 1), _SIGNING_CELLS)
    # Wide spaces: a justified or narrow font leaves them as wide as the characters around them.
    filled = [f"{name}：" + "\u3000" * max((room - cell_width(name)) // 2 - 1, 1) for name in names]
    return "".join(filled).rstrip("\u3000")


def heads_of(paper: Paper) -> tuple[str, str]:
    """What stands at the left and at the right under a form's title."""
    return printable(paper.filled_by), printable(paper.filled_on)
