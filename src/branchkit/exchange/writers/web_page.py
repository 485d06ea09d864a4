"""A paper as one HTML file that needs nothing else and prints on A4."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from branchkit.core.tables import Card, Paragraph, Report, Table
from branchkit.core.text_width import printable
from branchkit.exchange.writers.values import card_lines, printed_part, shown, signature_indents

_STYLE = """
@page { size: A4 %(orientation)s; margin: 37mm 26mm 35mm 28mm; }
@page :left { @bottom-left { content: "\\2014\\00a0" counter(page) "\\00a0\\2014"; } }
@page :right { @bottom-right { content: "\\2014\\00a0" counter(page) "\\00a0\\2014"; } }
body { font: 16pt/1.8 FangSong, FangSong_GB2312, STFangsong, serif; max-width: %(width)s; margin: 2em auto; padding: 0 1em; }
h1 { font: 22pt/1.4 FZXiaoBiaoSong-B05S, STZhongsong, SimSun, serif; text-align: center; }
h2 { font: 16pt/1.8 SimHei, sans-serif; margin: 0.6em 0 0; text-indent: 2em; }
h3 { font: 16pt/1.8 KaiTi, serif; margin: 0; text-indent: 2em; }
p { margin: 0; text-align: justify; }
p.indented { text-indent: 2em; }
p.subtitle { text-align: center; }
p.signature { text-align: right; }
table { border-collapse: collapse; width: 100%%; margin: 1em 0; font-size: 12pt; line-height: 1.4; }
caption { font-weight: bold; margin-bottom: 0.3em; }
th, td { border: 1px solid #000; padding: 0.15em 0.4em; }
th { font-family: SimHei, sans-serif; font-weight: normal; white-space: pre-line; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
.right { text-align: right; font-variant-numeric: tabular-nums; }
.center { text-align: center; }
.left { text-align: left; }
p.head { font-size: 12pt; display: flex; justify-content: space-between; }
p.signing { font-size: 12pt; margin-top: 1em; display: flex; }
p.signing span { flex: 1; }
section.card + section.card { break-before: page; }
table.card { table-layout: fixed; }
table.card th { width: 18%%; }
table.card td { height: 2em; white-space: pre-line; }
@media print { body { max-width: none; margin: 0; padding: 0; } }
"""


def compose_html(report: Report) -> str:
    """The whole page; every text is escaped."""
    return "\n".join(_page(report)) + "\n"


def _page(report: Report) -> Iterator[str]:
    language = escape(report.properties.get("language", "zh-CN").replace("_", "-"), quote=True)
    orientation, width = ("landscape", "225mm") if report.landscape else ("portrait", "156mm")
    yield f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{_text(report.title)}</title>"
    yield f"<style>{_STYLE % {'orientation': orientation, 'width': width}}</style>"
    yield "</head>\n<body>"
    has_cards = any(isinstance(block, Card) for block in report.blocks)
    if not has_cards:
        yield from _head(report, report.title)
    if report.salutation:
        yield f"<p>{_text(report.salutation)}</p>"
    for block in report.blocks:
        if isinstance(block, Table):
            yield from _table(printed_part(block))
        elif isinstance(block, Card):
            yield from _card(report, block)
        else:
            yield _paragraph(block)
    if not has_cards:
        yield from _signing(report)
    yield from _signature(report)
    yield "</body>\n</html>"


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


def _table(table: Table) -> Iterator[str]:
    yield "<table>"
    if table.title:
        yield f"<caption>{_text(table.title)}</caption>"
    heads = "".join(f'<th scope="col">{escape(column.title)}</th>' for column in table.columns)
    yield f"<thead><tr>{heads}</tr></thead>\n<tbody>"
    for row in table.rows:
        cells = "".join(
            f'<td class="{column.align}">{escape(shown(value, column))}</td>'
            for value, column in zip(row, table.columns, strict=True)
        )
        yield f"<tr>{cells}</tr>"
    yield "</tbody>\n</table>"


def _signature(report: Report) -> Iterator[str]:
    indents = signature_indents(report.issuer, report.issued_on)
    if report.issuer or report.issued_on:
        yield "<p>&nbsp;</p>"
    for text, indent in zip((report.issuer, report.issued_on), indents, strict=True):
        if text:
            yield f'<p class="signature" style="padding-right: {indent / 2:g}em">{_text(text)}</p>'


def _text(text: str) -> str:
    return escape(printable(text))
