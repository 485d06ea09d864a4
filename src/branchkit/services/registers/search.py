"""Finds rows by what a keyboard gives: any run of what is shown, or pinyin initials.

One text is made of each row beforehand, so that a key costs a look at ten thousand short texts and no reading.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from branchkit.core.names import initials
from branchkit.core.registers.register import Column, ColumnKind, Record
from branchkit.services.pages import in_pages
from branchkit.services.registers.board import ROWS_A_STEP, RecordBoard

_NAMING = (
    ColumnKind.MEMBER,
    ColumnKind.MEMBERS,
    ColumnKind.ORGANIZATION,
    ColumnKind.CHOICE,
)
_BETWEEN = "\n"
"""Between the texts of a row, so that nothing is found across two of them."""


class RecordSearch:
    """The rows that a board showed when this was made, in their order."""

    def __init__(self, board: RecordBoard) -> None:
        self._board = board
        self.refs = list(board.refs)
        self._columns = [
            column for column in board.register.columns if not board.texts.is_hidden(column)
        ]
        self._summary = [board.column(id) for id in board.register.summary] or self._columns[:2]
        self._keys: list[str] = []
        self._names: dict[tuple[str, str, str], str] = {}
        self._query = "", ""

    @property
    def complete(self) -> bool:
        """Whether every row can be found."""
        return len(self._keys) == len(self.refs)

    def in_steps(self) -> Iterator[int]:
        """Look at the rows, a few milliseconds' worth at a time; those that are known can be found at once."""
        for page in in_pages(self.refs[len(self._keys) :], ROWS_A_STEP):
            self._keys += map(self._key, self._board.records(page))
            yield len(self._keys)

    def is_meant(self, place: int, query: str) -> bool:
        """Whether a row has the typed text anywhere."""
        if self._query[0] != query:
            self._query = query, _folded(query)
        return place < len(self._keys) and self._query[1] in self._keys[place]

    def __len__(self) -> int:
        return len(self.refs)

    def __getitem__(self, place: int) -> str:
        """A row in short."""
        board = self._board
        record = board.record(place)
        parts = (board.texts.shown(column, record) for column in self._summary)
        return " ".join(part for part in parts if part)

    def _key(self, record: Record) -> str:
        parts = [self._part(column, record) for column in self._columns]
        return _BETWEEN.join(part for part in parts if part)

    def _part(self, column: Column, record: Record) -> str:
        """What is looked through of one column; the same few names come again and again."""
        value = record.values.get(column.id)
        if value is None or value in ("", []):
            return ""
        if column.kind not in _NAMING:
            return _with_reading(self._board.texts.shown(column, record))
        named = value if isinstance(value, list) else [value]
        return _BETWEEN.join(self._name(column, str(id), record) for id in named)

    def _name(self, column: Column, id: str, record: Record) -> str:
        key = column.id, record.org, id
        if key not in self._names:
            one: object = [id] if column.kind is ColumnKind.MEMBERS else id
            alone = Record(record.id, record.register, record.org, {column.id: one})
            self._names[key] = _with_reading(self._board.texts.shown(column, alone))
        return self._names[key]


def _with_reading(text: str) -> str:
    """The text and, where it has Chinese, its initials."""
    folded = _folded(text)
    return folded if folded.isascii() else f"{folded}{_BETWEEN}{initials(text)}"


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
