"""The line in which a file is named: typed or pasted, completed with Tab, picked among those there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from branchkit.core.text_width import wrap
from branchkit.i18n.catalog import Catalog
from branchkit.screens.modes import Modes
from branchkit.services.importing.files import FoundFile, common_start, files_for, typed_path
from branchkit.widgets import cells
from branchkit.widgets.line_editor import plain_character
from branchkit.widgets.prompt import Prompt, PromptEventKind
from branchkit.widgets.report_view import ReportLine, ReportView
from branchkit.widgets.theme import Tone

_KILO = 1024
_SIZE, _DATE = 8, 16
"""Cells for size and day of a file."""


class PathLine:
    """A mode that asks for a file until it is named or left. What it has no use for is the screen's: ``other_key``.

    While the line is empty ``:`` and ``?`` are keys like everywhere, since no file is called so.
    """

    def __init__(
        self,
        modes: Modes,
        prompt: Prompt,
        view: ReportView,
        catalog: Catalog,
        intro: Sequence[str | ReportLine],
        fault: Sequence[str | ReportLine],
        done: Callable[[Path], None],
        other_key: Callable[[str, str | None], None],
        *,
        text: str = "",
        beside: Sequence[Path] = (),
        endings: Sequence[str] = (),
    ) -> None:
        """``intro`` stands above the files, ``fault`` instead until something else is typed; ``beside`` are folders to look into, ``endings`` what plugins read."""
        self._modes, self._prompt, self._view, self._catalog = modes, prompt, view, catalog
        self._intro, self._done, self._other_key = intro, done, other_key
        self._fault = fault
        self._beside, self._endings = tuple(beside), tuple(endings)
        self._label = catalog.text("screen.import.file")
        self._files: list[FoundFile] = []
        self._at = -1
        """The file that is picked; -1: what is typed counts."""
        self._fill(text)
        modes.begin(self)

    def press_key(self, key: str, character: str | None) -> None:
        """Edit, complete, pick, take."""
        asks = not self._prompt.typed and plain_character(character) in (":", "?")
        if key in ("up", "down"):
            self._pick(1 if key == "down" else -1)
        elif key == "tab":
            self._complete()
        elif key == "enter":
            self._take()
        elif key == "escape" or asks or (key[:1] == "f" and key[1:].isdigit()) or key in _PASSED:
            self._other_key(key, character)
        else:
            event = self._prompt.press_key(key, character)
            if event is not None and event.kind is PromptEventKind.EDITED:
                self._fault = ()
                self._look()

    def paste(self, text: str) -> None:
        """A pasted path."""
        self._prompt.paste(text)
        self._look()

    def close(self) -> None:
        """Give the keyboard back."""
        self._prompt.close()
        self._modes.end()

    # -- what there is ------------------------------------------------------------------------------

    def _fill(self, text: str) -> None:
        self._prompt.open(self._label, text)
        self._look()

    def _look(self) -> None:
        self._files = files_for(self._prompt.typed, *self._beside, endings=self._endings)
        self._at = -1
        self._show()

    def _pick(self, step: int) -> None:
        if self._files:
            self._at = max(-1, min(self._at + step, len(self._files) - 1))
            self._show()

    def _complete(self) -> None:
        """As far as all files are the same; then one after the other."""
        if not self._files:
            return
        start = common_start(self._files)
        if self._at < 0 and len(start) > len(self._prompt.typed):
            self._fill(start)
        elif self._at < 0 and len(self._files) == 1:
            self._fill(self._files[0].text)
        else:
            self._at = (self._at + 1) % len(self._files)
            self._show()

    def _take(self) -> None:
        picked = self._files[self._at] if self._at >= 0 else None
        if picked is not None and picked.is_folder:
            self._fill(picked.text)
            return
        text = picked.text if picked else self._prompt.typed
        if not text.strip():
            return
        path = typed_path(text)
        if path.is_dir():
            self._fill(f"{str(path).rstrip('/')}/")
            return
        self.close()
        self._done(path)

    # -- drawing --------------------------------------------------------------------------------------

    def _show(self) -> None:
        width = self._view.size.width or 80
        head = self._fault or self._intro
        lines: list[str | ReportLine] = [*head, ""]
        if not self._files:
            key = "screen.import.no_files" if self._prompt.typed else "screen.import.none_here"
            lines += (f"  {line}" for line in wrap(self._catalog.text(key), width - 4))
        lines += (self._line(place, file, width) for place, file in enumerate(self._files))
        self._view.set_lines(lines)
        if self._at >= 0:
            self._view.scroll_lines(max(0, len(head) + self._at + 3 - self._view.size.height))

    def _line(self, place: int, file: FoundFile, width: int) -> ReportLine:
        here = place == self._at
        size = "" if file.is_folder else _size(file.size)
        day = "" if file.is_folder else f"{file.modified:%Y-%m-%d %H:%M}"
        room = max(8, width - _SIZE - _DATE - 5)
        name = cells.fit(("> " if here else "  ") + _ending(file.text, room - 2), room)
        return ReportLine(
            f" {name}{size:>{_SIZE}} {day:>{_DATE}}", Tone.HEAD if here else Tone.NORMAL
        )


_PASSED = frozenset({"ctrl+c", "ctrl+q", "ctrl+l"})


def _ending(text: str, room: int) -> str:
    """Of a long path the end: there its name stands."""
    over = cells.width(cells.printable(text)) - room
    return text if over <= 0 else "<" + cells.window(cells.printable(text), over + 1, room - 1)


def _size(size: int) -> str:
    """In the largest unit of which there is a whole one."""
    left = float(size)
    for unit in ("B", "KB", "MB"):
        if left < _KILO:
            return f"{left:.0f} {unit}"
        left /= _KILO
    return f"{left:.1f} GB"
