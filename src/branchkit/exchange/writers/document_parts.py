"""Pieces of WordprocessingML that python-docx has no words for: East Asian fonts, page fields, tables made in one go, cards of
labels and values, the line to sign on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from branchkit.core.tables import Card, Report, Table
from branchkit.core.text_width import cell_width, printable
from branchkit.core.values import frozen
from branchkit.exchange.writers.grid import natural_widths
from branchkit.exchange.writers.values import card_lines, shown

LARGEST_TABLE_POINTS = 12.0
SMALLEST_TABLE_POINTS = 7.5
WIDEST_COLUMN = 40
"""Cells; longer texts wrap in their column."""
_PADDING_CELLS = 2
ROOMY_POINTS = 9.0
"""A size at which a table is still read with ease."""
_FIGURE_CELLS = 0.28
"""What a figure of a common font without Chinese characters is wider than one of 仿宋."""
_DASH = "—"


def element(name: str, *children: Any, **attributes: object) -> Any:
    """An element with attributes of the ``w`` namespace."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    for child in children:
        made.append(child)
    return made


def set_fonts(run_properties: Any, font: str) -> None:
    """One font for Chinese and Latin text alike; without ``eastAsia`` Word sets Chinese in the theme's font."""
    from docx.oxml.ns import qn

    fonts = run_properties.get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), font)


def set_spacing(run_properties: Any, twips: int) -> None:
    """What stands between two characters; to be set after the size."""
    from docx.oxml.ns import qn

    run_properties.find(qn("w:sz")).addprevious(element("w:spacing", val=twips))


def page_number_runs(font: str, points: int) -> Iterator[Any]:
    """Runs of "— 1 —" with the page's number as a field."""
    for part in (f"{_DASH} ", "PAGE", f" {_DASH}"):
        if part == "PAGE":
            yield _run(font, points, element("w:fldChar", fldCharType="begin"))
            yield _run(font, points, _text("w:instrText", "PAGE"))
            yield _run(font, points, element("w:fldChar", fldCharType="end"))
        else:
            yield _run(font, points, _text("w:t", part))


@frozen
class TableLook:
    """How a table is set: columns in twips, type size in points, ids of the paragraph styles for head and body."""

    widths: tuple[int, ...]
    points: float
    head_style: str = ""
    body_style: str = ""


def table_look(table: Table, width_points: float) -> TableLook:
    """The largest size in which the columns have what they want; a cell is half a character.

    Columns of figures want more, for machines without 仿宋, where another font's wider figures would tear a date apart; below
    :data:`ROOMY_POINTS` size counts more than that. What is left belongs to the columns whose texts are folded, or else to
    all in proportion.
    """
    natural = natural_widths(table)
    close = [min(width, WIDEST_COLUMN) + _PADDING_CELLS for width in natural]
    figures = [_figures(table, place) for place in range(len(table.columns))]
    wide = [cells + _FIGURE_CELLS * count for cells, count in zip(close, figures, strict=True)]
    points = _fitting_points(sum(wide), width_points)
    if points < ROOMY_POINTS:
        points = max(points, min(ROOMY_POINTS, _fitting_points(sum(close), width_points)))
    left = width_points * 2 / points - sum(wide)
    folded = [place for place, width in enumerate(natural) if width > WIDEST_COLUMN]
    for place in folded if left > 0 else ():
        wide[place] += left / len(folded)
    return TableLook(tuple(round(cell * width_points * 20 / sum(wide)) for cell in wide), points)


def _fitting_points(cells: float, width_points: float) -> float:
    """The largest size, in half points, at which so many cells go into a width, within what is readable and usual."""
    half_points = int(width_points / cells * 2 * 2)
    return min(LARGEST_TABLE_POINTS, max(SMALLEST_TABLE_POINTS, half_points / 2))


def _figures(table: Table, place: int) -> int:
    """How many figures the longest text of a column has that is nothing else."""
    column = table.columns[place]
    texts = (shown(row[place], column) for row in table.rows)
    return max((len(text) for text in texts if text.isascii()), default=0)


def table_element(table: Table, look: TableLook) -> Any:
    """The table with thin rules, its head repeated on every page, no row torn apart.

    Written as text and parsed once: cell by cell, python-docx takes a minute for what this does in seconds.
    """
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    return parse_xml(f"<w:tbl {nsdecls('w')}>{''.join(_table_text(table, look))}</w:tbl>")


def _table_text(table: Table, look: TableLook) -> Iterator[str]:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    yield f'<w:tblPr><w:tblW w:w="{sum(look.widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>'
    for side in sides:
        yield f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    yield '</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/>'
    yield '<w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>'
    for width in look.widths:
        yield f'<w:gridCol w:w="{width}"/>'
    yield "</w:tblGrid>"
    titles = [shown(column.title, column) for column in table.columns]
    centered = ["center"] * len(titles)
    yield from _row_text(titles, centered, look, look.head_style, "<w:cantSplit/><w:tblHeader/>")
    aligns = [column.align for column in table.columns]
    for row in table.rows:
        texts = [shown(value, column) for value, column in zip(row, table.columns, strict=True)]
        yield from _row_text(texts, aligns, look, look.body_style, "<w:cantSplit/>")


def _row_text(
    texts: list[str], aligns: list[str], look: TableLook, style: str, properties: str
) -> Iterator[str]:
    yield f"<w:tr><w:trPr>{properties}</w:trPr>"
    for text, align, width in zip(texts, aligns, look.widths, strict=True):
        yield (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
            f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:jc w:val="{align}"/></w:pPr>'
            f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:tc>'
        )
    yield "</w:tr>"


def _run(font: str, points: float, content: Any) -> Any:
    properties = element("w:rPr")
    set_fonts(properties, font)
    half_points = round(points * 2)
    properties.append(element("w:sz", val=half_points))
    properties.append(element("w:szCs", val=half_points))
    return element("w:r", properties, content)


def _text(name: str, text: str) -> Any:
    made = element(name)
    made.text = text
    made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made


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


def heads_of(report: Report) -> tuple[str, str]:
    """What stands at the left and at the right under a form's title."""
    return printable(report.filled_by), printable(report.filled_on)
