"""The list behind ``:``: every action and place, found by Chinese, by pinyin initials or in English."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from branchkit.core.names import matches
from branchkit.core.values import frozen
from branchkit.i18n.catalog import Catalog
from branchkit.widgets.picker import PickerItem

NUMBERED = 9
"""Entries that have a digit before them; a digit reaches the program whatever the input method does."""


@frozen
class PaletteEntry:
    """One line: what it says, its English, its keys, what it does."""

    id: str
    text: str
    english: str
    keys: str
    run: Callable[[], None]


class Palette:
    """Entries, and which of them a typed text means."""

    def __init__(self, catalog: Catalog, entries: Sequence[PaletteEntry]) -> None:
        self._catalog = catalog
        self._entries = tuple(entries)

    def matching(self, text: str) -> Sequence[PickerItem]:
        """The entries for a filter text, in their order."""
        query = text.strip().casefold()
        return [
            PickerItem(entry.id, self._label(number, entry), entry.keys)
            for number, entry in enumerate(self._entries, start=1)
            if not query or query in entry.english.casefold() or matches(entry.text, query)
        ]

    def run(self, id: str) -> None:
        """Do what an entry stands for."""
        for entry in self._entries:
            if entry.id == id:
                entry.run()
                return

    def _label(self, number: int, entry: PaletteEntry) -> str:
        digit = str(number) if number <= NUMBERED else " "
        return f"{digit} {entry.text}"
