"""What Textual draws, sent as the difference from what the terminal already shows.

Textual repaints whole widgets and resets colours at every segment; over a slow line that is what a
keystroke costs. Here its output is drawn into a screen buffer first, and only the cells that
differ are sent, by the shortest moves and changes of attributes; a part that has moved up or down the terminal moves itself.
Used of the terminal are cursor moves, SGR, ED, EL, ECH, tab stops and scroll regions: what PuTTY, the Linux console, tmux and xterm agree on;
REP only where terminals of the name have it.

Where anything in the stream is not understood, it is passed through unchanged and the buffer
counts as unknown, so that whatever is drawn next is sent in full.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import repeat
from operator import and_, eq

from branchkit.terminal.cell_style import DEFAULT, CellStyle, UnclearError
from branchkit.terminal.moves import NO_STOPS, shortest_move
from branchkit.terminal.screen_buffer import UNKNOWN, ScreenBuffer, is_sure
from branchkit.terminal.scrolling import Shift, find_shift, shift_rows
from branchkit.terminal.tab_stops import LEAST_ROWS, better_stops, find_gaps, setting

LONGEST_BRIDGE = 4
"""Up to so many unchanged cells between two changed ones are written again rather than jumped over."""

LEAST_ERASED = 10
"""A shorter run of blanks within a row is written as blanks."""

LEAST_BLANKED = 6
"""Where fewer cells of a row become blank, erasing it first is not tried."""

LEAST_REPEATED = 9
"""A shorter run of one character is written out."""

ERASING = 3
"""Bytes that erasing one row takes."""

_COMMAND = re.compile(r"\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)?")
"""Title, clipboard, pointer: a terminal's own affairs, with which no frame has to do; old consoles print them."""
LOST = "?"
_STEERING = re.compile(
    "[\x00-\x06\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
"""What no frame is made of; for the sake of speed only the common ones of :func:`branchkit.core.text_width.steers`."""

CLEAR = "\x1b[m\x1b[2J"


class DifferenceWriter:
    """Takes in what Textual writes (:meth:`absorb`), gives what the terminal needs (:meth:`take`).

    The two may come at different paces: on a line that does not keep up, several frames become one
    difference. Not thread-safe; the owner locks.
    """

    def __init__(
        self, width: int, height: int, *, tabs: bool = False, repeats: bool = False
    ) -> None:
        """``tabs``: the terminal's tab stops may be set; ``repeats``: it can be told to repeat a character (REP)."""
        self._repeats = repeats
        self.tabs = tabs
        self._stops = NO_STOPS
        self._table = CellStyle()
        self._wanted = ScreenBuffer(width, height, self._table)
        self._shown = ScreenBuffer(width, height, self._table)
        self._out: list[str] = []
        self._x: int | None = None
        self._y: int | None = None
        self._look: int | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in cells."""
        return self._wanted.width, self._wanted.height

    def absorb(self, data: str) -> None:
        """Take in a piece of Textual's output.

        Texts are made visible where they are drawn; of one that was not, by a plugin's own widget say, nothing but the
        sequences that a terminal's screen is drawn with goes further.
        """
        data = _STEERING.sub(LOST, _COMMAND.sub("", data))
        try:
            for aside in self._wanted.draw(data):
                self._difference()
                self._out.append(aside)
        except UnclearError:
            self._pass_through(data)

    def drain(self) -> str:
        """What has to be sent now; empty when the terminal shows what it should."""
        self._difference()
        sent = "".join(self._out)
        self._out.clear()
        return sent

    def send(self, sequence: str) -> None:
        """Put in a sequence that does not draw (a mode)."""
        self._difference()
        self._out.append(sequence)

    def resize(self, width: int, height: int) -> None:
        """The terminal has another size: what it shows is undefined, what is wanted is not drawn yet."""
        self._out.append(CLEAR)
        self._wanted = ScreenBuffer(width, height, self._table)
        self._shown = ScreenBuffer(width, height, self._table, " ")
        self._x = self._y = None
        self._look, self._stops = DEFAULT, NO_STOPS

    def redraw(self) -> None:
        """Clear the terminal and send everything again."""
        self._out.append(CLEAR)
        self._shown.clear()
        self._x = self._y = None
        self._look, self._stops = DEFAULT, NO_STOPS
        self._wanted.touched.update(range(self._wanted.height))

    def forget(self) -> None:
        """Nothing is known any more; what is drawn next is sent in full."""
        self._wanted.forget()
        self._shown.forget()
        self._x = self._y = self._look = None
        self._stops = NO_STOPS

    def _pass_through(self, data: str) -> None:
        self._difference()
        self._out.append("\x1b[m")
        self._out.append(data)
        self.forget()

    def _difference(self) -> None:
        wanted, shown = self._wanted, self._shown
        if wanted.touched:
            shift = find_shift(wanted, shown)
            if shift is not None:
                self._scroll(shift)
            changed = [
                y
                for y in sorted(wanted.touched)
                if wanted.texts[y] != shown.texts[y] or wanted.style[y] != shown.style[y]
            ]
            if len(changed) >= LEAST_ROWS:
                changed = self._erased_below(changed)
                if self.tabs:
                    self._set_stops(changed)
            for y in changed:
                self._row(y)
            wanted.touched.clear()
        if wanted.x >= 0 and (wanted.x, wanted.y) != (self._x, self._y):
            self._move(min(wanted.x, wanted.width - 1), wanted.y)

    def _scroll(self, shift: Shift) -> None:
        """Have the terminal move rows; rows that come in take the current background."""
        self._set_look(DEFAULT)
        last_line = shift.bottom if shift.by > 0 else shift.top
        step = "\x1bD" if shift.by > 0 else "\x1bM"
        self._out.append(f"\x1b[{shift.top + 1};{shift.bottom + 1}r\x1b[{last_line + 1}H")
        self._out.append(step * abs(shift.by) + "\x1b[r")
        self._x = self._y = None
        shift_rows(self._shown, shift)
        self._wanted.touched.update(range(shift.top, shift.bottom + 1))

    def _erased_below(self, changed: list[int]) -> list[int]:
        """Erase all from the first changed row down, where rows of another picture would be erased one by one; the rows to be sent."""
        wanted, shown = self._wanted, self._shown
        rows = range(changed[0], wanted.height)
        gain = -len(rows)
        for y in rows:
            texts, shown_texts = wanted.texts[y], shown.texts[y]
            if UNKNOWN in texts:
                return changed
            if _to_be_blanked(texts, shown_texts) >= LEAST_BLANKED:
                gain += ERASING
            gain -= sum(map(eq, texts, shown_texts)) - sum(
                map(and_, map(eq, texts, repeat(" ")), map(eq, shown_texts, repeat(" ")))
            )
        if gain <= 0:
            return changed
        self._make_blank_look()
        self._move(0, rows[0])
        self._out.append("\x1b[J")
        for y in rows:
            shown.texts[y][:] = [" "] * shown.width
            shown.style[y][:] = [DEFAULT] * shown.width
        return [
            y
            for y in rows
            if wanted.texts[y] != shown.texts[y] or wanted.style[y] != shown.style[y]
        ]

    def _set_stops(self, rows: Sequence[int]) -> None:
        stops = better_stops(find_gaps(self._wanted, self._shown, rows), self._stops)
        if stops is not None:
            self._out.append("\r" + setting(stops.stops))
            self._x, self._stops = stops.stops[-1], stops

    def _row(self, y: int) -> None:
        """Have one row shown as it is wanted: by what differs, or erased first where that takes less."""
        texts, style = self._wanted.texts[y], self._wanted.style[y]
        shown_texts, shown_looks = self._shown.texts[y], self._shown.style[y]
        before = self._x, self._y, self._look
        begin = len(self._out)
        first = self._changes(y, shown_texts, shown_looks)
        if first is not None and _to_be_blanked(texts, shown_texts) >= LEAST_BLANKED:
            way = self._out[begin:]
            after = self._x, self._y, self._look
            del self._out[begin:]
            self._x, self._y, self._look = before
            start = first - 1 if shown_texts[first] == "" else first
            self._erase_to_end(start, y)
            count = self._wanted.width - start
            erased: list[str | None] = [*shown_texts[:start], *" " * count]
            self._changes(y, erased, [*shown_looks[:start], *[DEFAULT] * count])
            if sum(map(len, self._out[begin:])) >= sum(map(len, way)):
                self._out[begin:] = way
                self._x, self._y, self._look = after
        _copy(texts, shown_texts, style, shown_looks)

    def _changes(self, y: int, shown_texts: list[str | None], shown_looks: list[int]) -> int | None:
        """Send what differs in a row; where that begins, None where nothing does."""
        texts, style = self._wanted.texts[y], self._wanted.style[y]
        differing = [
            x
            for x in range(self._wanted.width)
            if (texts[x] != shown_texts[x] or style[x] != shown_looks[x])
            and texts[x] is not UNKNOWN
        ]
        tail = _blank_tail(texts, style)
        done = 0
        """Cells to the left of this are as wanted."""
        last = differing[-1] if differing else 0
        for changed in differing:
            # Where the second half of a double character differs, write the whole character.
            x = changed - 1 if texts[changed] == "" else changed
            if x < done:
                continue
            if x >= tail and last - x >= LONGEST_BRIDGE:
                stands = (self._x, self._y) == (done, y) and done >= tail
                self._erase_to_end(done if stands else x, y)
                break
            blanks = _blank_run(texts, style, x, min(tail, last + 1))
            if blanks >= LEAST_ERASED:
                self._erase(x, y, blanks)
                done = x + blanks
                continue
            self._approach(done, x, y)
            done = self._repeat(x, y) or self._write(x, y)
        return differing[0] if differing else None

    def _approach(self, done: int, x: int, y: int) -> None:
        """Bring the cursor to a cell: by writing over a few cells that are right already, or a move."""
        way = shortest_move(self._x, self._y, x, y, self._stops)
        best, start = len(way), x
        # A move to another row by its figures gets no shorter.
        longest = min(LONGEST_BRIDGE, x - done) if self._y == y or way[:1] == "\r" else 0
        for back in range(1, longest + 1):
            if back >= best or not self._is_bridge(x - back, y):
                break
            there = shortest_move(self._x, self._y, x - back, y, self._stops)
            if len(there) + back < best:
                best, start, way = len(there) + back, x - back, there
        self._out.append(way)
        self._out.append("".join(text or "" for text in self._wanted.texts[y][start:x]))
        self._x, self._y = x, y

    def _is_bridge(self, x: int, y: int) -> bool:
        """Whether a cell that is right already may be written again on the way."""
        text = self._wanted.texts[y][x]
        return bool(text and text.isascii()) and self._fits_look(text, self._wanted.style[y][x])

    def _repeat(self, x: int, y: int) -> int:
        """Have the terminal repeat a character; where the next cell begins, 0 where that would not pay."""
        if not self._repeats:
            return 0
        texts, style = self._wanted.texts[y], self._wanted.style[y]
        text, look = texts[x], style[x]
        if (
            not text
            or texts[x + 1 : x + 2] != [text]
            or not text.isascii()
            or texts[x + 1 : x + LEAST_REPEATED] != [text] * (LEAST_REPEATED - 1)
        ):
            return 0
        end = x
        while end < len(texts) and texts[end] == text and style[end] == look:
            end += 1
        if end - x < LEAST_REPEATED:
            return 0
        self._write(x, y)
        self._out.append(f"\x1b[{end - x - 1}b")
        self._x = end if end < len(texts) else None
        return end

    def _write(self, x: int, y: int) -> int:
        """Write the cell; returns where the next one begins."""
        text = self._wanted.texts[y][x] or " "
        look = self._wanted.style[y][x]
        if not self._fits_look(text, look):
            self._set_look(look)
        self._out.append(text)
        width = self._wanted.width
        after = x + (2 if x + 1 < width and self._wanted.texts[y][x + 1] == "" else 1)
        # In the last column the cursor stays or waits to wrap, as the terminal pleases.
        self._x = after if after < width and (text.isascii() or is_sure(text)) else None
        return after

    def _fits_look(self, text: str | None, look: int) -> bool:
        """Whether the cell looks right in the look that is set now; a blank does in many."""
        if look == self._look:
            return True
        return (
            text == " "
            and look == DEFAULT
            and self._look is not None
            and self._table.plain_on_blanks[self._look]
        )

    def _erase_to_end(self, x: int, y: int) -> None:
        self._move(x, y)
        self._make_blank_look()
        self._out.append("\x1b[K")

    def _erase(self, x: int, y: int, count: int) -> None:
        self._move(x, y)
        self._make_blank_look()
        self._out.append(f"\x1b[{count}X")

    def _make_blank_look(self) -> None:
        """Erased cells take the background that is set."""
        if not self._fits_look(" ", DEFAULT):
            self._set_look(DEFAULT)

    def _set_look(self, look: int) -> None:
        self._out.append(self._table.change(self._look, look))
        self._look = look

    def _move(self, x: int, y: int) -> None:
        if (self._x, self._y) != (x, y):
            self._out.append(shortest_move(self._x, self._y, x, y, self._stops))
            self._x, self._y = x, y


def _blank_tail(texts: list[str | None], style: list[int]) -> int:
    """Where the blanks begin that reach to the end of the row."""
    x = len(texts)
    while x and texts[x - 1] == " " and style[x - 1] == DEFAULT:
        x -= 1
    return x


def _to_be_blanked(texts: list[str | None], shown_texts: list[str | None]) -> int:
    """How many cells become blank that are not; 0 where it is not known what is wanted."""
    if UNKNOWN in texts:
        return 0
    return sum(text == " " != shown for text, shown in zip(texts, shown_texts, strict=True))


def _blank_run(texts: list[str | None], style: list[int], x: int, end: int) -> int:
    start = x
    while x < end and texts[x] == " " and style[x] == DEFAULT:
        x += 1
    return x - start


def _copy(
    texts: list[str | None],
    shown_texts: list[str | None],
    style: list[int],
    shown_looks: list[int],
) -> None:
    """Note a row as shown; cells of which it is not known what is wanted stay as they were."""
    if UNKNOWN in texts:
        for x, text in enumerate(texts):
            if text is not UNKNOWN:
                shown_texts[x], shown_looks[x] = text, style[x]
    else:
        shown_texts[:] = texts
        shown_looks[:] = style
