"""What an official paper has above its title and below its date, in a docx: red head, attachments, seal's place, imprint.

The measures are those of GB/T 9704-2012; the clause stands behind each. Below 7.2.4 a line is one of the type area's 22.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from branchkit.core.tables import RedHead
from branchkit.core.text_width import printable
from branchkit.exchange.writers.document_parts import element, set_fonts
from branchkit.exchange.writers.official import (
    SIGNED_BY,
    attachment_lines,
    copies_text,
    mark_size,
    printed_text,
)

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph as DocxParagraph

MARK_TOP_MM = 35
"""From the type area's upper edge to that of the issuing body's name (7.2.4)."""
LINES_BELOW_MARK = 2
"""Empty ones, before the document number (7.2.5)."""
RULE_BELOW_NUMBER_MM = 4
"""From the document number to the red line (7.2.7)."""
LINES_ABOVE_TITLE = 2
"""Empty ones between the red line and the title (7.3.1)."""
LINES_FOR_SEAL = 2
"""Empty ones above the issuing body's name, so that a seal of 42 mm, pressed down on name and date with these a little below its
middle, begins within a line of the text (7.3.5.1)."""
THICK_MM, THIN_MM = 0.35, 0.25
"""The imprint's first and last line, and those between (7.4.1)."""
IMPRINT_POINTS = 14
"""仿宋 size 4 (7.4.2, 7.4.3); one of its characters is free at both sides."""
RED = "FF0000"
MARK_FONT, SIGNER_FONT, TEXT_FONT = "方正小标宋简体", "楷体", "仿宋"
"""小标宋 for the issuing body's name (7.2.4), 楷体 for who signs (7.2.6), 仿宋 for the rest."""
TEXT_POINTS = 16

_TWIPS_PER_MM = 1440 / 25.4
_EMU_PER_TWIP = 635
_ABOVE_GLYPHS = 0.36
"""Of a line that is set exactly, what stands above its glyphs, in sizes of the type: it is 1.3 of them high."""
_MARK_LINE = 1.3
_BELOW_GLYPHS_MM = 2
"""Of a line of the type area, what stands below its glyphs."""
_CHARACTER = TEXT_POINTS * 20


def add_red_head(document: Document, head: RedHead, width_points: float) -> None:
    """The issuing body's name, document number and who signs, the red line, and the room above the title."""
    mark = printable(head.mark)
    points, share = mark_size(mark, width_points)
    top = round(MARK_TOP_MM * _TWIPS_PER_MM - _ABOVE_GLYPHS * points * 20)
    _set_exactly(document.add_paragraph(), top)
    name = document.add_paragraph()
    _center(name)
    _set_exactly(name, round(points * _MARK_LINE * 20))
    run = _run(mark, MARK_FONT, points, color=RED)
    if share < 100:
        run.rPr.find(_tag("w:sz")).addprevious(element("w:w", val=share))
    name._p.append(run)
    for _ in range(LINES_BELOW_MARK):
        document.add_paragraph()
    _add_number(document, head, width_points)
    for _ in range(LINES_ABOVE_TITLE):
        document.add_paragraph()


def _add_number(document: Document, head: RedHead, width_points: float) -> None:
    """In the middle; of a paper to a superior at the left, and at the right who signs (7.2.5, 7.2.6)."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Pt

    line = document.add_paragraph()
    properties = line._p.get_or_add_pPr()
    space = max(round((RULE_BELOW_NUMBER_MM - _BELOW_GLYPHS_MM) * 72 / 25.4), 0)
    properties.append(element("w:pBdr", _border("bottom", THICK_MM, RED, space)))
    if head.signer:
        line._p.append(_run(f"\u3000{printable(head.number)}\t", TEXT_FONT, TEXT_POINTS))
        line._p.append(_run(SIGNED_BY, TEXT_FONT, TEXT_POINTS))
        line._p.append(_run(printable(head.signer), SIGNER_FONT, TEXT_POINTS))
        stop = Pt(width_points - TEXT_POINTS)
        line.paragraph_format.tab_stops.add_tab_stop(stop, WD_TAB_ALIGNMENT.RIGHT)
    else:
        line._p.append(_run(printable(head.number), TEXT_FONT, TEXT_POINTS))
        _center(line)


def add_attachments(document: Document, names: Sequence[str]) -> None:
    """A line below the text, each with its number where there are several, nothing behind it (7.3.4)."""
    if names:
        document.add_paragraph()
    for text, left, back in attachment_lines(names):
        line = document.add_paragraph(text)
        indent = element("w:ind", left=left * _CHARACTER, hanging=back * _CHARACTER)
        line._p.get_or_add_pPr().insert_element_before(indent, "w:jc", "w:textDirection", "w:rPr")


def add_imprint(document: Document, head: RedHead, width_points: float) -> None:
    """Whom copies go to, who has it printed and when, at the lower edge of the last page's type area (7.4)."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    width = round(width_points * 20)
    rows = list(_imprint_rows(head, width))
    if not rows:
        return
    left = (document.sections[0].left_margin or 0) // _EMU_PER_TWIP
    text = "".join(_imprint_text(rows, width, left))
    table = f"<w:tbl {nsdecls('w')}>{text}</w:tbl>"
    document.element.body.sectPr.addprevious(parse_xml(table))
    # It hangs on the paragraph that follows it.
    last = document.add_paragraph()
    _set_exactly(last, 20)


def _imprint_rows(head: RedHead, width: int) -> Iterator[str]:
    """Paragraphs of the imprint, a row for each."""
    character = IMPRINT_POINTS * 20
    if head.copies:
        indent = (
            f'<w:ind w:left="{4 * character}" w:right="{character}" w:hanging="{3 * character}"/>'
        )
        yield f"<w:pPr>{_CLOSE}{indent}</w:pPr>{_words(copies_text(head))}"
    if head.printed_by or head.printed_on:
        stop = f'<w:tabs><w:tab w:val="right" w:pos="{width - character}"/></w:tabs>'
        indent = f'<w:ind w:left="{character}"/>'
        by, on = _words(printable(head.printed_by)), _words(printed_text(head))
        yield f"<w:pPr>{stop}{_CLOSE}{indent}</w:pPr>{by}<w:r><w:tab/></w:r>{on}"


_CLOSE = '<w:snapToGrid w:val="0"/><w:spacing w:line="480" w:lineRule="exact"/>'


def _words(text: str) -> str:
    fonts = " ".join(f'w:{script}="{TEXT_FONT}"' for script in ("ascii", "hAnsi", "eastAsia", "cs"))
    size = 2 * IMPRINT_POINTS
    return (
        f'<w:r><w:rPr><w:rFonts {fonts}/><w:spacing w:val="0"/><w:sz w:val="{size}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    )


def _imprint_text(rows: Sequence[str], width: int, left: int) -> Iterator[str]:
    # From the page's edge: LibreOffice lets a table as wide as the text hang in no other way.
    thick, thin = _eighths(THICK_MM), _eighths(THIN_MM)
    yield (
        '<w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" w:horzAnchor="page"'
        f' w:tblpX="{left}" w:tblpYSpec="bottom"/><w:tblOverlap w:val="never"/><w:tblW w:w="{width}" w:type="dxa"/><w:tblBorders>'
        f'<w:top w:val="single" w:sz="{thick}" w:space="0" w:color="auto"/>'
        f'<w:bottom w:val="single" w:sz="{thick}" w:space="0" w:color="auto"/>'
        f'<w:insideH w:val="single" w:sz="{thin}" w:space="0" w:color="auto"/></w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
        f'</w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w="{width}"/></w:tblGrid>'
    )
    for row in rows:
        yield (
            f'<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
            f"<w:p>{row}</w:p></w:tc></w:tr>"
        )


def _eighths(mm: float) -> int:
    """A line's width as Word has it, in eighths of a point."""
    return round(mm / 25.4 * 72 * 8)


def _border(side: str, mm: float, color: str, space: int) -> Any:
    return element(f"w:{side}", val="single", sz=_eighths(mm), space=space, color=color)


def _set_exactly(paragraph: DocxParagraph, twips: int) -> None:
    """A line of exactly this height, off the page's grid."""
    from docx.enum.text import WD_LINE_SPACING
    from docx.shared import Twips

    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = Twips(twips)
    properties = paragraph._p.get_or_add_pPr()
    properties.find(_tag("w:spacing")).addprevious(element("w:snapToGrid", val=0))


def _run(text: str, font: str, points: float, color: str = "") -> Any:
    from docx.oxml.ns import qn

    properties = element("w:rPr")
    set_fonts(properties, font)
    if color:
        properties.append(element("w:color", val=color))
    properties.append(element("w:spacing", val=0))
    properties.append(element("w:sz", val=round(points * 2)))
    properties.append(element("w:szCs", val=round(points * 2)))
    run = element("w:r", properties)
    for place, part in enumerate(text.split("\t")):
        if place:
            run.append(element("w:tab"))
        made = element("w:t")
        made.text = part
        made.set(qn("xml:space"), "preserve")
        run.append(made)
    return run


def _center(paragraph: DocxParagraph) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _tag(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(name))
