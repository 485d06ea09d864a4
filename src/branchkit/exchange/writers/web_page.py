"""A paper as one HTML file that needs nothing else: charts drawn as SVG, readable on a phone, printed on A4."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from branchkit.core.tables import Card, Paragraph, Report, Table
from branchkit.core.text_width import printable
from branchkit.exchange.writers.charts import figures
from branchkit.exchange.writers.official import end_indents
from branchkit.exchange.writers.official_page import (
    RED_HEAD_STYLE,
    attachment_paragraphs,
    imprint_lines,
    red_head_lines,
)
from branchkit.exchange.writers.values import card_lines, printed_part
from branchkit.exchange.writers.web_style import style
from branchkit.exchange.writers.web_table import WebTable

_ALONE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""A browser fetches nothing for the page and runs nothing in it, whatever a name or a note may hold."""
_ROOM = {False: 590, True: 850}
"""Pixels between the margins of an A4 page that stands, and that lies."""


def compose_html(report: Report) -> str:
    """The whole page; every text is escaped."""
    return "\n".join(_page(report)) + "\n"


def _page(report: Report) -> Iterator[str]:
    language = escape(report.properties.get("language", "zh-CN").replace("_", "-"), quote=True)
    yield f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_ALONE}">'
    yield '<meta name="color-scheme" content="light dark">'
    yield f"<title>{_text(report.title)}</title>"
    if report.red_head is not None:
        yield f"<style>{RED_HEAD_STYLE}</style>"
    yield f"<style>{style(landscape=report.landscape)}</style>"
    yield "</head>\n<body>\n<main>"
    if report.red_head is not None:
        yield from red_head_lines(report.red_head)
    has_cards = any(isinstance(block, Card) for block in report.blocks)
    if not has_cards:
        yield from _head(report, report.title)
    if report.salutation:
        yield f"<p>{_text(report.salutation)}</p>"
    for place, block in enumerate(report.blocks):
        if isinstance(block, Table):
            for number, chart in enumerate(block.charts):
                yield from figures(chart, f"{place}-{number}")
            name = block.title or report.title
            yield from WebTable(printed_part(block), name, _ROOM[report.landscape]).lines()
        elif isinstance(block, Card):
            yield from _card(report, block)
        else:
            yield _paragraph(block)
    if not has_cards:
        yield from _signing(report)
    if report.red_head is not None:
        yield from attachment_paragraphs(report.red_head)
    yield from _signature(report)
    if report.red_head is not None:
        yield from imprint_lines(report.red_head)
    yield "</main>\n</body>\n</html>"


def _head(report: Report, title: str) -> Iterator[str]:
    yield f"<h1>{_text(title)}</h1>"
    if report.subtitle:
        yield f'<p class="subtitle">{_text(report.subtitle)}</p>'
    if report.filled_by or report.filled_on:
        by, on = _text(report.filled_by), _text(report.filled_on)
        yield f'<p class="head"><span>{by}</span><span>{on}</span></p>'


def _card(report: Report, card: Card) -> Iterator[str]:
    yield '<section class="card">'
    yield from _head(report, card.title)
    yield '<table class="card"><tbody>'
    for line in card_lines(card):
        span = ' colspan="3"' if len(line) == 1 else ""
        cells = "".join(
            f'<th scope="row">{_text(field.label)}</th><td{span}>{_text(field.value)}</td>'
            for field in line
        )
        yield f"<tr>{cells}</tr>"
    yield "</tbody></table>"
    yield from _signing(report)
    yield "</section>"


def _signing(report: Report) -> Iterator[str]:
    if report.signatures:
        names = "".join(f"<span>{_text(name)}：</span>" for name in report.signatures)
        yield f'<p class="signing">{names}</p>'


def _paragraph(paragraph: Paragraph) -> str:
    if paragraph.level:
        tag = f"h{min(paragraph.level, 2) + 1}"
        return f"<{tag}>{_text(paragraph.text)}</{tag}>"
    kind = "indented" if paragraph.indent and paragraph.align == "left" else paragraph.align
    return f'<p class="{kind}">{_text(paragraph.text)}</p>'


def _signature(report: Report) -> Iterator[str]:
    indents = end_indents(report)
    if report.issuer or report.issued_on:
        yield '<p class="blank">&nbsp;</p>'
    for text, indent in zip((report.issuer, report.issued_on), indents, strict=True):
        if text:
            yield f'<p class="signature" style="padding-right: {indent / 2:g}em">{_text(text)}</p>'


def _text(text: str) -> str:
    return escape(printable(text))
