"""A form over the screen: labels left, values right, what is wrong beneath them, whole; one field is edited where it stands.

It draws a :class:`~branchkit.widgets.form_model.Form` and never has the focus: keys come to the form through its mode.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.widget import Widget

from branchkit.core.text_width import visible, wrap
from branchkit.widgets import cells
from branchkit.widgets.form_model import FieldKind, Form, FormField
from branchkit.widgets.prompt import edited_line
from branchkit.widgets.report_view import Line, line_strip
from branchkit.widgets.theme import Tone, style_of

DETAIL_LINES = 3
"""Lines at the foot for the field under the cursor: what is expected, what is wrong with the whole, and a value too long for its
line."""
LABEL_WIDTH = 24
"""Cells that labels take at most."""
MARK = "*"
"""Before the label of a field that must be filled in."""
_GAP = 2
_INDENT = 4
"""Cells before what is wrong, where values have less room than :data:`_ROOM_FOR_FAULTS`."""
_ROOM_FOR_FAULTS = 40


class FormView(Widget):
    """One form, scrolled as far as keeps the cursor in sight; not displayed while there is none."""

    DEFAULT_CSS = """
    FormView {
        layer: overlay; dock: top; height: 100%; margin: 1 0 1 0; display: none; background: transparent;
        overflow: hidden hidden;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._form = Form(())
        self._title = ""
        self._top = 0
        self._rows: list[tuple[int, str]] = []
        """Line for line the number of its field, and a line of its fault; empty for the field itself."""
        self._detail: Sequence[Line] = ()

    @property
    def form(self) -> Form:
        """The form being filled in; one without fields while nothing is shown."""
        return self._form

    def open(self, title: str, form: Form) -> None:
        """Show a form from its first field on, under a title."""
        self._title, self._form, self._top = title, form, 0
        self.display = True
        self.repaint()

    def close(self) -> None:
        """Take the form away; what was typed and not kept is gone."""
        self._form = Form(())
        self.display = False

    def repaint(self, *, line: bool = False) -> None:
        """After a change of the form; ``line`` when nothing but the line being edited has changed."""
        if line and self.is_mounted and self.size.height:
            self._follow_cursor()
            self.refresh(Region(0, 1 + self._row_of(self._form.at) - self._top, self.size.width, 1))
        else:
            self.refresh()

    @property
    def page(self) -> int:
        """How many lines of fields are in sight."""
        return max(1, self.size.height - 2 - DETAIL_LINES)

    # -- drawing --------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Title, fields, a rule, the detail."""
        width = self.size.width
        if y == 0:
            self._rows = self._laid_out()
            self._scroll()
            self._detail = self._detail_lines()
            self._follow_cursor()
            return line_strip(Line(self._title, Tone.HEAD), width)
        row = self._top + y - 1
        if y <= self.page:
            if row >= len(self._rows):
                return Strip.blank(width)
            index, fault = self._rows[row]
            return line_strip(Line(fault, Tone.ERROR), width) if fault else self._field_line(index)
        if y == self.page + 1:
            return line_strip(Line("-" * width, Tone.MUTED), width)
        place = y - self.page - 2
        return line_strip(self._detail[place] if place < len(self._detail) else Line(), width)

    def _field_line(self, index: int) -> Strip:
        form, width = self._form, self.size.width
        field = form.fields[index]
        here = index == form.at
        label = self._label(field)
        room = max(1, width - cells.width(label))
        if here and form.editor is not None:
            return edited_line(form.editor.view(room), label, "", width)
        fixed = field.kind is FieldKind.FIXED
        segments = [
            Segment(label, style_of(Tone.MUTED if fixed else Tone.HEAD)),
            Segment(
                cells.fit(form.shown(field), room),
                style_of(Tone.MUTED if fixed else Tone.NORMAL, here),
            ),
        ]
        return Strip(segments).adjust_cell_length(width)

    def _laid_out(self) -> list[tuple[int, str]]:
        """Every field, and beneath it the lines of what is wrong with it."""
        rows: list[tuple[int, str]] = []
        width = self.size.width
        for index, field in enumerate(self._form.fields):
            rows.append((index, ""))
            if fault := cells.printable(self._form.faults.get(field.key, "")):
                indent = cells.width(self._label(field))
                if width - indent < _ROOM_FOR_FAULTS:
                    indent = _INDENT
                rows += (
                    (index, " " * indent + line) for line in wrap(fault, max(2, width - indent - 1))
                )
        return rows

    def _row_of(self, index: int, *, last: bool = False) -> int:
        """The line of a field, or the ``last`` one of its fault."""
        rows = [row for row, (field, _fault) in enumerate(self._rows) if field == index]
        return rows[-1 if last else 0] if rows else 0

    def _label(self, field: FormField) -> str:
        """Mark, label and gap, as wide for every field."""
        widest = max(
            (cells.width(cells.printable(other.label)) for other in self._form.fields), default=0
        )
        mark = MARK if field.required else " "
        return f" {mark}{cells.fit(field.label, min(widest, LABEL_WIDTH))}{' ' * _GAP}"

    def _detail_lines(self) -> list[Line]:
        """What is wrong with the whole or else the hint, then the value where its line is too short for it."""
        form, field, width = self._form, self._form.field, self.size.width
        if field is None or width < 2:
            return []
        fault = form.faults.get("", "")
        tone = Tone.ERROR if fault else Tone.MUTED
        told = [
            Line(" " + line, tone) for line in _folded(fault or field.hint, width, DETAIL_LINES)
        ]
        value, room = visible(form.shown(field)), DETAIL_LINES - len(told)
        if cells.width(value) <= width - cells.width(self._label(field)):
            return told
        return [*told, *(Line(" " + line) for line in _folded(value, width, room))]

    # -- scrolling and the terminal's cursor ------------------------------------------------------

    def _scroll(self) -> None:
        """As little as shows the cursor with what is wrong there, and what is only shown before the next field."""
        fields, at, page = self._form.fields, self._form.at, self.page
        first = at
        while first > 0 and fields[first - 1].kind is FieldKind.FIXED:
            first -= 1
        last = at
        while last + 1 < len(fields) and fields[last + 1].kind is FieldKind.FIXED:
            last += 1
        here = self._row_of(at)
        self._top = max(self._top, self._row_of(last, last=True) - page + 1)
        self._top = min(self._top, self._row_of(first), max(0, len(self._rows) - page))
        self._top = max(self._top, self._row_of(at, last=True) - page + 1)
        self._top = max(min(self._top, here), here - page + 1)

    def _follow_cursor(self) -> None:
        """Called while drawing: when the form is opened its place is not known yet."""
        form, field = self._form, self._form.field
        if field is None:
            return
        label = self._label(field)
        x = cells.width(label)
        if form.editor is not None:
            x += cells.width(form.editor.view(max(1, self.size.width - x)).before)
        origin = self.content_region.offset
        self.app.cursor_position = Offset(
            origin.x + x, origin.y + 1 + self._row_of(form.at) - self._top
        )


def _folded(text: str, width: int, room: int) -> list[str]:
    """A text in at most ``room`` lines; the last one is cut where there is more."""
    lines = wrap(text, width - 2)
    if len(lines) > room > 0:
        lines[room - 1] = cells.fit("".join(lines[room - 1 :]), width - 2)
    return lines[:room]
