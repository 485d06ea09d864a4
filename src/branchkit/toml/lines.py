"""Where keys stand in a TOML text: the line numbers that ``tomllib`` does not give.

The scanner trusts that ``tomllib`` has accepted the text. It runs only when a problem has to be
placed, never for a file that is in order.
"""

from __future__ import annotations

import ast
import re

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACES = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_QUOTED = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'')
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}(?!")|\'\'\'.*?\'{3,5}(?!\')|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'',
    re.DOTALL,
)
_SCALAR = re.compile(r"[^,\]}#\n]*")


def key_lines(text: str) -> dict[Path, int]:
    """The line (from 1) of every key, table header and array element of a valid TOML text."""
    scanner = _Scanner(text)
    scanner.document()
    return scanner.lines


class _Scanner:
    """One pass over the text; ``at`` is the position."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self._counted_to = 0
        self._line = 1
        self._array_lengths: dict[Path, int] = {}

    def document(self) -> None:
        table: Path = ()
        while self._skip(_BLANK) < len(self.text):
            if self.text.startswith("[[", self.at):
                table = self._array_header()
            elif self.text.startswith("[", self.at):
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Path:
        line = self._current_line()
        self.at += 1
        path = self._resolved(self._dotted_key())
        self.at += 1
        for depth in range(1, len(path) + 1):
            self._mark(path[:depth], line)
        return path

    def _array_header(self) -> Path:
        line = self._current_line()
        self.at += 2
        name = self._dotted_key()
        array = (*self._resolved(name[:-1]), name[-1])
        self.at += 2
        index = self._array_lengths.get(array, 0)
        self._array_lengths[array] = index + 1
        self._mark(array, line)
        self._mark((*array, index), line)
        return (*array, index)

    def _resolved(self, name: Path) -> Path:
        """A header's name with the index of the latest element after every array of tables."""
        path: Path = ()
        for part in name:
            path = (*path, part)
            if path in self._array_lengths:
                path = (*path, self._array_lengths[path] - 1)
        return path

    def _pair(self, table: Path) -> None:
        line = self._current_line()
        path = (*table, *self._dotted_key())
        for depth in range(len(table) + 1, len(path) + 1):
            self._mark(path[:depth], line)
        self.at += 1  # the equals sign
        self._skip(_SPACES)
        self._value(path)

    def _dotted_key(self) -> Path:
        parts: list[str] = []
        while True:
            self._skip(_SPACES)
            if quoted := _QUOTED.match(self.text, self.at):
                parts.append(
                    ast.literal_eval(quoted[0]) if quoted[0][0] == '"' else quoted[0][1:-1]
                )
                self.at = quoted.end()
            elif bare := _BARE_KEY.match(self.text, self.at):
                parts.append(bare[0])
                self.at = bare.end()
            self._skip(_SPACES)
            if not self.text.startswith(".", self.at):
                return tuple(parts)
            self.at += 1

    def _value(self, path: Path) -> None:
        first = self.text[self.at : self.at + 1]
        if first == "[":
            self._array(path)
        elif first == "{":
            self._inline_table(path)
        elif string := _STRING.match(self.text, self.at):
            self.at = string.end()
        else:
            self._skip(_SCALAR)

    def _array(self, path: Path) -> None:
        self.at += 1
        index = 0
        while self._skip(_BLANK) < len(self.text) and self.text[self.at] != "]":
            if self.text[self.at] == ",":
                self.at += 1
                continue
            self._mark((*path, index), self._current_line())
            self._value((*path, index))
            index += 1
        self.at += 1

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        while self._skip(_BLANK) < len(self.text) and self.text[self.at] != "}":
            if self.text[self.at] == ",":
                self.at += 1
                continue
            self._pair(path)
        self.at += 1

    def _skip(self, shape: re.Pattern[str]) -> int:
        if found := shape.match(self.text, self.at):
            self.at = found.end()
        return self.at

    def _mark(self, path: Path, line: int) -> None:
        self.lines.setdefault(path, line)

    def _current_line(self) -> int:
        self._line += self.text.count("\n", self._counted_to, self.at)
        self._counted_to = self.at
        return self._line
