"""The bottom line: a standing text, or a question with a line being edited.

The screen feeds it keys in its own key handler, so that none is lost between opening the prompt and
typing into it; the widget itself never has the focus.
"""

from __future__ import annotations

from enum import StrEnum

from rich.segment import Segment
from textual.geometry import Offset
from textual.strip import Strip
from textual.widget import Widget

from branchkit.core.values import frozen
from branchkit.widgets import cells
from branchkit.widgets.line_editor import LineEditor, LineView
from branchkit.widgets.report_view import Line, line_strip
from branchkit.widgets.theme import Tone, style_of

LEAST_ROOM = 12
"""Cells the text keeps before the hint has to go."""


class PromptEventKind(StrEnum):
    """What a key did to the prompt."""

    EDITED = "edited"
    MOVED = "moved"
    ACCEPTED = "accepted"
    ABANDONED = "abandoned"


@frozen
class PromptEvent:
    """What a key did, and the text as it is now."""

    kind: PromptEventKind
    text: str


_GAP = "  "


@frozen
class KeyLine:
    """Keys of a screen, by importance."""

    parts: tuple[str, ...]
    always: str
    right: str = ""

    def fitted(self, width: int) -> Line:
        """As many as there is room for; a lone part, which is a sentence, is cut."""
        room = width - cells.width(self.right) - (2 if self.right else 0)
        room -= cells.width(self.always)
        shown: list[str] = []
        for part in self.parts:
            room -= cells.width(part) + len(_GAP)
            if room < 0:
                break
            shown.append(part)
        if self.parts and not shown:
            room += cells.width(self.parts[0])
            shown.append(cells.fit(self.parts[0], room) if room > 0 else "")
        return Line(_GAP.join((*shown, self.always)), Tone.KEYS, self.right)


def edit_line(editor: LineEditor, key: str, character: str | None) -> PromptEvent | None:
    """Feed one key to a line; None when it has no use for it (up, F1, …)."""
    if key == "enter":
        return PromptEvent(PromptEventKind.ACCEPTED, editor.text)
    if key == "escape":
        return PromptEvent(PromptEventKind.ABANDONED, editor.text)
    before = editor.text
    if not editor.edit(key):
        if not character or not character.isprintable():
            return None
        editor.insert(character)
    changed = editor.text != before
    kind = PromptEventKind.EDITED if changed else PromptEventKind.MOVED
    return PromptEvent(kind, editor.text)


class Prompt(Widget):
    """One line. Closed it shows what :meth:`say` was given; open, a label, the text and a hint."""

    DEFAULT_CSS = "Prompt { width: 1fr; height: 1; }"

    def __init__(self, text: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._said: Line | KeyLine = Line(text)
        self._label = ""
        self._hint = ""
        self._editor: LineEditor | None = None

    @property
    def is_open(self) -> bool:
        """Whether a line is being edited."""
        return self._editor is not None

    @property
    def typed(self) -> str:
        """The text being edited; empty when closed."""
        return self._editor.text if self._editor else ""

    def say(self, text: str, tone: Tone = Tone.NORMAL, right: str = "") -> None:
        """What the closed line shows, ``right`` at its right end."""
        said = Line(text, tone, right)
        if said != self._said:
            self._said = said
            self._repaint()

    def say_keys(self, text: str, always: str, right: str = "") -> None:
        """What the closed line shows: keys with two blanks between them, as many as there is room for, the first ones first;
        ``always`` and ``right`` never go."""
        parts = [part for part in text.split("  ") if part and part[:1] != always[:1]]
        said = KeyLine(tuple(parts), always, right)
        if said != self._said:
            self._said = said
            self._repaint()

    def open(self, label: str, text: str = "", hint: str = "") -> None:
        """Start editing ``text``; keys come through :meth:`feed` from now on."""
        self._label, self._hint = cells.printable(label), cells.printable(hint)
        self._editor = LineEditor(text)
        self._repaint()

    def close(self) -> None:
        """Back to the standing text."""
        self._editor = None
        self._repaint()

    def set_hint(self, hint: str) -> None:
        """Change what stands at the right end while editing (why a text is refused, say)."""
        self._hint = cells.printable(hint)
        self._repaint()

    def press_key(self, key: str, character: str | None) -> PromptEvent | None:
        """One key while open; None when the prompt has no use for it. Accepting or abandoning closes it."""
        if self._editor is None:
            return None
        event = edit_line(self._editor, key, character)
        if event and event.kind in (PromptEventKind.ACCEPTED, PromptEventKind.ABANDONED):
            self.close()
        elif event:
            self._repaint()
        return event

    def paste(self, text: str) -> PromptEvent | None:
        """Pasted text, at the cursor; None when closed."""
        if self._editor is None:
            return None
        self._editor.insert(text.strip("\r\n"))
        self._repaint()
        return PromptEvent(PromptEventKind.EDITED, self._editor.text)

    def render_line(self, y: int) -> Strip:
        """The line."""
        width = self.size.width
        if self._editor is None:
            said = self._said if isinstance(self._said, Line) else self._said.fitted(width)
            return line_strip(said, width)
        label, room, hint = self._parts()
        return edited_line(self._editor.view(room), label, hint, width)

    def _parts(self) -> tuple[str, int, str]:
        """Label, cells for the text, hint: when it gets narrow the hint goes first, then the label."""
        width = self.size.width
        label = cells.cut(self._label, max(0, width - LEAST_ROOM))
        room = width - cells.width(label)
        hint = cells.cut(self._hint, max(0, room - LEAST_ROOM - 1))
        return label, room - cells.width(hint) - (1 if hint else 0), hint

    def _repaint(self) -> None:
        if self.is_mounted:
            self._follow_cursor()
        self.refresh()

    def _follow_cursor(self) -> None:
        """Put the terminal's own cursor where the next character goes: input methods open there."""
        if self._editor is None or not self.size.width:
            return
        label, room, _ = self._parts()
        origin = self.content_region.offset
        x = cells.width(label) + cells.width(self._editor.view(room).before)
        self.app.cursor_position = Offset(origin.x + x, origin.y)


def edited_line(view: LineView, label: str, hint: str, width: int) -> Strip:
    """Label, the text with its cursor in reverse video, hint."""
    parts = (
        (label, style_of(Tone.HEAD)),
        (view.before, style_of(Tone.NORMAL)),
        (view.under, style_of(Tone.NORMAL, cursor=True)),
        (view.after, style_of(Tone.NORMAL)),
        (" " + hint if hint else "", style_of(Tone.MUTED)),
    )
    segments = [Segment(text, style) for text, style in parts if text]
    return Strip(segments).adjust_cell_length(width)
