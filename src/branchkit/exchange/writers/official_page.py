"""What an official paper has above its title and below its date, in HTML."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from branchkit.core.tables import RedHead
from branchkit.core.text_width import cell_width, printable
from branchkit.exchange.writers.official import (
    SIGNED_BY,
    attachment_lines,
    copies_text,
    mark_size,
    printed_text,
)

RED_HEAD_STYLE = """
p.mark { font-family: FZXiaoBiaoSong-B05S, STZhongsong, SimSun, serif; line-height: 1.3; color: #f00; text-align: center;
  white-space: nowrap; margin: 1em 0 1.2em; }
p.number { display: flex; justify-content: center; padding: 0 1em 4mm; border-bottom: 0.35mm solid #f00; margin-bottom: 2em; }
p.number.upward { justify-content: space-between; }
p.number b { font: 16pt/1.8 KaiTi, serif; }
p.attachment { text-align: left; }
footer.imprint { font-size: 14pt; border: solid #000; border-width: 0.35mm 0; margin-top: 3em; break-inside: avoid; }
footer.imprint p { padding: 0 1em; display: flex; justify-content: space-between; }
footer.imprint p.copies { display: block; padding-left: 4em; text-indent: -3em; }
footer.imprint p + p { border-top: 0.25mm solid #000; }
p.signature { break-before: avoid; }
@media print { p.mark { margin-top: 35mm; } }
"""
"""Its measures are those of the docx (GB/T 9704-2012), as far as a page without pages has them."""

_WIDTH = 156 / 25.4 * 72
"""Points across the type area."""
_OF_SCREEN = 176
"""Hundredths of the screen's width that the name takes at most, counted in half characters."""


def red_head_lines(head: RedHead) -> Iterator[str]:
    """The issuing body's name, the document number, who signs, the red line."""
    points, share = mark_size(printable(head.mark), _WIDTH)
    # On a telephone the page is narrower than the name at this size.
    size = f"min({points * share / 100:g}pt, {_OF_SCREEN / max(cell_width(head.mark), 1):.2f}vw)"
    yield f'<p class="mark" style="font-size: {size}">{_text(head.mark)}</p>'
    number = _text(head.number) or "&nbsp;"
    if head.signer:
        signer = f"<span>{SIGNED_BY}<b>{_text(head.signer)}</b></span>"
        yield f'<p class="number upward"><span>{number}</span>{signer}</p>'
    else:
        yield f'<p class="number">{number}</p>'


def attachment_paragraphs(head: RedHead) -> Iterator[str]:
    """The note on attachments, a line below the text."""
    if head.attachments:
        yield "<p>&nbsp;</p>"
    for text, left, back in attachment_lines(head.attachments):
        yield f'<p class="attachment" style="padding-left: {left}em; text-indent: -{back}em">{escape(text)}</p>'
    if head.seal:
        yield "<p>&nbsp;</p>"


def imprint_lines(head: RedHead) -> Iterator[str]:
    """Whom copies go to, who has it printed and when."""
    copies, on = copies_text(head), printed_text(head)
    if not (copies or on or head.printed_by):
        return
    yield '<footer class="imprint">'
    if copies:
        yield f'<p class="copies">{escape(copies)}</p>'
    if on or head.printed_by:
        yield f"<p><span>{_text(head.printed_by)}</span><span>{escape(on)}</span></p>"
    yield "</footer>"


def _text(text: str) -> str:
    return escape(printable(text))
