"""A paper as a docx in the geometry of official papers (GB/T 9704-2012).

A4 with a type area of 156 by 225 mm, 37 mm from the top and 28 mm from the left; 22 lines of 28 characters of
仿宋 16 pt; title 小标宋 22 pt; page numbers 宋体 14 pt on the outer side.
"""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from branchkit.core.tables import Card, Paragraph, Report, Table
from branchkit.core.text_width import printable
from branchkit.exchange.writers.archive import settle
from branchkit.exchange.writers.document_official import (
    LINES_FOR_SEAL,
    add_attachments,
    add_imprint,
    add_red_head,
)
from branchkit.exchange.writers.document_parts import (
    CARD_POINTS,
    LINE_POINTS,
    CardLook,
    card_element,
    element,
    heads_of,
    page_number_runs,
    set_fonts,
    set_spacing,
    signing_text,
    table_element,
    table_look,
)
from branchkit.exchange.writers.official import end_indents, is_sealed
from branchkit.exchange.writers.values import made_at, printed_part

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.text.paragraph import Paragraph as DocxParagraph

PAGE_MM = (210, 297)
TYPE_AREA_MM = (156, 225)
TOP_MM, LEFT_MM = 37, 28
FOOTER_MM = 25
"""From the page's lower edge; sets the page number's dash 7 mm under the type area."""
LINE_TWIPS = 579
"""225 mm in 22 lines is 28.99 pt; 580 twips would be 29 pt, and the 22nd line would no longer fit."""
BODY_POINTS, TITLE_POINTS, PAGE_NUMBER_POINTS = 16, 22, 14
BODY_FONT, HEADING_FONT, SUBHEADING_FONT = "仿宋", "黑体", "楷体"
TITLE_FONT, PAGE_NUMBER_FONT = "方正小标宋简体", "宋体"
_MM_PER_POINT = 25.4 / 72
SPACING_TWIPS = -5
"""What a character of running text gives up: 28 of 16 pt are 448 pt wide, the type area 442.2. It is a property of the text and
not the page's character grid, in which LibreOffice puts a character that is wider than its place in two."""
_CHARACTER_TWIPS = BODY_POINTS * 20


def write_document(report: Report, file: BinaryIO) -> None:
    """Write a report as a Word document, set as official papers are (GB/T 9704): 22 lines of 28 characters a page."""
    import docx

    document = docx.Document()
    _set_properties(document, report)
    _set_styles(document)
    _set_page(document.sections[0], landscape=report.landscape)
    document.settings.odd_and_even_pages_header_footer = True
    area = TYPE_AREA_MM[1] if report.landscape else TYPE_AREA_MM[0]
    width = area / _MM_PER_POINT
    cards = [block for block in report.blocks if isinstance(block, Card)]
    red_head = report.red_head
    if red_head is not None:
        add_red_head(document, red_head, width)
    if not cards:
        _add_head(document, report, report.title, width)
    if report.salutation:
        _add_line(document, report.salutation, "Normal")
    for block in report.blocks:
        if isinstance(block, Table):
            _add_table(document, printed_part(block), width)
        elif isinstance(block, Card):
            head = _add_head(document, report, block.title, width)
            head.paragraph_format.page_break_before = block is not cards[0]
            _add_card(document, block, width)
            _add_signing(document, report, width)
        else:
            _add_paragraph(document, block)
    if not cards and report.signatures:
        _add_signing(document, report, width)
    if red_head is not None:
        add_attachments(document, red_head.attachments)
    _add_signature(document, report)
    if red_head is not None:
        add_imprint(document, red_head, width)
    made = BytesIO()
    document.save(made)
    settle(made, file, made_at(report))


def _add_head(document: Document, report: Report, title: str, width_points: float) -> DocxParagraph:
    """Title and what stands under it; of a form who fills it in and when, on one line."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Pt

    line = _add_line(document, title, "Title")
    if report.subtitle:
        _add_line(document, report.subtitle, "Normal", align="center")
    left, right = heads_of(report)
    if not left and not right:
        _add_line(document, "", "Normal")
        return line
    style = _small_style(document, "Form Line", BODY_FONT, LINE_POINTS)
    under = document.add_paragraph(f"{left}\t{right}", style=style)
    under.paragraph_format.tab_stops.add_tab_stop(Pt(width_points), WD_TAB_ALIGNMENT.RIGHT)
    under.paragraph_format.space_after = Pt(LINE_POINTS / 3)
    return line


def _add_card(document: Document, card: Card, width_points: float) -> None:
    look = CardLook(
        round(width_points * 20),
        _table_style(document, "Label", HEADING_FONT, CARD_POINTS),
        _table_style(document, "Value", BODY_FONT, CARD_POINTS),
    )
    document.element.body.sectPr.addprevious(card_element(card, look))


def _add_signing(document: Document, report: Report, width_points: float) -> None:
    from docx.shared import Pt

    if not report.signatures:
        document.add_paragraph()  # a document must not end with a table
        return
    cells = int(width_points / LINE_POINTS * 2)
    style = _small_style(document, "Form Line", BODY_FONT, LINE_POINTS)
    line = document.add_paragraph(signing_text(report.signatures, cells), style=style)
    line.paragraph_format.space_before = Pt(LINE_POINTS)


def _set_properties(document: Document, report: Report) -> None:
    properties = document.core_properties
    properties.title = printable(report.title)
    properties.author = properties.last_modified_by = printable(report.issuer)
    properties.language = report.properties.get("language", "zh-CN").replace("_", "-")
    properties.comments = ""
    properties.created = properties.modified = made_at(report)


def _set_styles(document: Document) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
    from docx.shared import Pt, RGBColor, Twips

    for name, font, points, spacing in (
        ("Normal", BODY_FONT, BODY_POINTS, SPACING_TWIPS),
        ("Title", TITLE_FONT, TITLE_POINTS, 0),
        ("Heading 1", HEADING_FONT, BODY_POINTS, SPACING_TWIPS),
        ("Heading 2", SUBHEADING_FONT, BODY_POINTS, SPACING_TWIPS),
    ):
        # python-docx's stub leaves the kind of style open; these four are paragraph styles.
        style: Any = document.styles[name]
        # The template's theme colours, theme fonts and character spacing go with everything else.
        style.element.get_or_add_rPr().clear()
        set_fonts(style.element.rPr, font)
        style.font.size = Pt(points)
        style.font.bold = False
        style.font.color.rgb = RGBColor(0, 0, 0)
        set_spacing(style.element.rPr, spacing)
        layout = style.paragraph_format
        layout.space_before = layout.space_after = Pt(0)
        layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        layout.line_spacing = Twips(LINE_TWIPS)
        layout.widow_control = False
    title: Any = document.styles["Title"]
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    # Larger than a line of the grid, it would take two of them in LibreOffice.
    title.element.pPr.find(_tag("w:spacing")).addprevious(element("w:snapToGrid", val=0))
    for unwanted in ("w:pBdr", "w:contextualSpacing"):
        title.element.pPr.remove(title.element.pPr.find(_tag(unwanted)))
    # Word chooses fonts and line breaks for Chinese by this language, English in the template.
    for language in document.styles.element.iter(_tag("w:lang")):
        language.set(_tag("w:eastAsia"), "zh-CN")


def _tag(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(name))


def _set_page(section: Section, *, landscape: bool) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    width, height = PAGE_MM
    right, bottom = width - LEFT_MM - TYPE_AREA_MM[0], height - TOP_MM - TYPE_AREA_MM[1]
    top, left = TOP_MM, LEFT_MM
    if landscape:
        # The upright page turned clockwise: its left edge, where papers are bound, comes to the top.
        section.orientation = WD_ORIENT.LANDSCAPE
        width, height = height, width
        top, right, bottom, left = left, top, right, bottom
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    section.footer_distance = Mm(min(FOOTER_MM, bottom - 8))
    _set_line_grid(section)
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        _set_page_number(footer.paragraphs[0], align)


def _set_line_grid(section: Section) -> None:
    grid = section._sectPr.find(_tag("w:docGrid"))
    if grid is not None:
        section._sectPr.remove(grid)
    section._sectPr.append(element("w:docGrid", type="lines", linePitch=LINE_TWIPS))


def _set_page_number(paragraph: DocxParagraph, align: str) -> None:
    from docx.shared import Pt, Twips

    _align(paragraph, align)
    one_character = Twips(PAGE_NUMBER_POINTS * 20)
    if align == "right":
        paragraph.paragraph_format.right_indent = one_character
    else:
        paragraph.paragraph_format.left_indent = one_character
    for run_element in page_number_runs(PAGE_NUMBER_FONT, PAGE_NUMBER_POINTS):
        paragraph._p.append(run_element)
    paragraph.paragraph_format.line_spacing = Pt(PAGE_NUMBER_POINTS + 4)


def _add_line(document: Document, text: str, style: str, align: str = "") -> DocxParagraph:
    paragraph = document.add_paragraph(printable(text), style=style)
    if align:
        _align(paragraph, align)
    return paragraph


def _add_paragraph(document: Document, block: Paragraph) -> None:
    style = ("Normal", "Heading 1", "Heading 2")[min(block.level, 2)]
    align = "justify" if block.align == "left" and not block.level else block.align
    paragraph = _add_line(document, block.text, style, align)
    paragraph.paragraph_format.keep_with_next = bool(block.level)
    if block.align == "left" and block.indent:
        _indent_two_characters(paragraph)


def _indent_two_characters(paragraph: DocxParagraph) -> None:
    properties = paragraph._p.get_or_add_pPr()
    indent = element("w:ind", firstLineChars=200, firstLine=2 * _CHARACTER_TWIPS)
    properties.insert_element_before(indent, "w:jc", "w:textDirection", "w:rPr")


def _add_table(document: Document, table: Table, width_points: float) -> None:
    if table.title:
        title = _add_line(document, table.title, "Normal", align="center")
        title.paragraph_format.keep_with_next = True
    look = table_look(table, width_points)
    look = replace(
        look,
        head_style=_table_style(document, "Head", HEADING_FONT, look.points),
        body_style=_table_style(document, "Body", BODY_FONT, look.points),
    )
    # Before the section's properties, which must stay the body's last child.
    document.element.body.sectPr.addprevious(table_element(table, look))
    _add_line(document, "", "Normal")


def _table_style(document: Document, part: str, font: str, points: float) -> str:
    """The id of a paragraph style for cells."""
    return str(_small_style(document, f"Table {part} {points:g}", font, points).style_id)


def _small_style(document: Document, name: str, font: str, points: float) -> Any:
    """A paragraph style that is single-spaced and off the page's grid."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_LINE_SPACING
    from docx.shared import Pt

    if name in document.styles:
        return document.styles[name]
    style: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    set_fonts(style.element.get_or_add_rPr(), font)
    style.font.size = Pt(points)
    set_spacing(style.element.rPr, 0)
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    style.element.pPr.insert(0, element("w:snapToGrid", val=0))
    return style


def _add_signature(document: Document, report: Report) -> None:
    from docx.shared import Twips

    if not report.issuer and not report.issued_on:
        return
    sealed = is_sealed(report)
    if sealed:
        # A seal without text on its page could have been put to anything (7.3.5.5).
        document.paragraphs[-1].paragraph_format.keep_with_next = True
    for _ in range(LINES_FOR_SEAL if sealed else 1):
        _add_line(document, "", "Normal").paragraph_format.keep_with_next = sealed
    indents = end_indents(report)
    for text, indent in zip((report.issuer, report.issued_on), indents, strict=True):
        if text:
            line = _add_line(document, text, "Normal", align="right")
            line.paragraph_format.right_indent = Twips(indent * _CHARACTER_TWIPS // 2)
            line.paragraph_format.keep_with_next = text is not report.issued_on


def _align(paragraph: DocxParagraph, align: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph.alignment = {
        "left": WD_ALIGN_PARAGRAPH.LEFT,
        "right": WD_ALIGN_PARAGRAPH.RIGHT,
        "center": WD_ALIGN_PARAGRAPH.CENTER,
        "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
    }[align]
