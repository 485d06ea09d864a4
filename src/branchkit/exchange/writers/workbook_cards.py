"""Cards in a worksheet: one under the other, each on a page of its own when printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from branchkit.core.tables import Card, Paper
from branchkit.core.text_width import cell_width, printable
from branchkit.exchange.writers.card_lines import card_lines
from branchkit.exchange.writers.document_forms import heads_of, signing_text
from branchkit.exchange.writers.workbook_parts import Formats, set_up_print

_LABEL, _VALUE = 16, 28
"""Width of the columns in cells: label, value, label, value make an upright A4 page."""
_LINE = 18
"""Points of a line of text."""
_PAGE_LINES = 40


class CardSheet:
    """Writes the cards of one paper into one worksheet, from the top."""

    def __init__(self, worksheet: Any, formats: Formats, paper: Paper) -> None:
        self._worksheet = worksheet
        self._formats = formats
        self._paper = paper
        self._row = 0

    def write(self, cards: Sequence[Card]) -> None:
        """All cards, with a page break between two."""
        for place, width in enumerate((_LABEL, _VALUE, _LABEL, _VALUE)):
            self._worksheet.set_column(place, place, width)
        breaks = []
        for card in cards:
            if self._row:
                breaks.append(self._row)
            self._write_card(card)
        self._worksheet.set_h_pagebreaks(breaks)
        set_up_print(self._worksheet, landscape=self._paper.landscape)

    def _write_card(self, card: Card) -> None:
        title = self._formats.get(bold=True, font_size=16, align="center")
        self._line(card.title, title, height=26)
        left, right = heads_of(self._paper)
        if left or right:
            self._worksheet.write_string(self._row, 0, left, self._formats.get())
            self._worksheet.write_string(self._row, 3, right, self._formats.get(align="right"))
            self._row += 1
        for line in card_lines(card):
            room = _VALUE if len(line) > 1 else _LABEL + 2 * _VALUE
            lines = max(1 + cell_width(printable(field.value)) // (room - 2) for field in line)
            self._worksheet.set_row(self._row, max(lines, 2) * _LINE * 0.9)
            for pair, field in enumerate(line):
                label = self._formats.get(border=1, align="center", text_wrap=True)
                self._worksheet.write_string(self._row, 2 * pair, printable(field.label), label)
                self._write_value(2 * pair + 1, printable(field.value), alone=len(line) == 1)
            self._row += 1
        if self._paper.signatures:
            self._row += 1
            cells = 2 * (_LABEL + _VALUE)
            self._line(signing_text(self._paper.signatures, cells), self._formats.get())
        self._row += 1

    def _write_value(self, place: int, text: str, *, alone: bool) -> None:
        format = self._formats.get(border=1, num_format="@", text_wrap=True)
        if alone:
            self._worksheet.merge_range(self._row, place, self._row, 3, text, format)
        else:
            self._worksheet.write_string(self._row, place, text, format)

    def _line(self, text: str, format: Any, height: float = _LINE) -> None:
        self._worksheet.set_row(self._row, height)
        self._worksheet.merge_range(self._row, 0, self._row, 3, printable(text), format)
        self._row += 1
