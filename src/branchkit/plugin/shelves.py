"""Declared things by id, each file read when something in it is first asked for.

Reading TOML is slow (some 3 KB a millisecond), and a start needs one scheme of six and the registers that feed it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from branchkit.core.errors import Problem
from branchkit.core.values import frozen
from branchkit.plugin.contributions import PluginFailure
from branchkit.plugin.isolation import FailureLog

T = TypeVar("T")


@frozen
class DeclaredFile:
    """A TOML file of a plugin. ``group`` is what can be known of its contents from its place and name."""

    plugin: str
    group: str
    path: Path


Read = Callable[[DeclaredFile], tuple[Mapping[str, T], list[Problem]]]
"""Reads a file into what it declares, by id."""


class Shelf(Mapping[str, T]):
    """Everything of one kind. A file with errors contributes nothing; they go to the log when it is read.

    ``group_of`` tells from an id in which files it can be declared. ``combine`` makes one item of two with the same id,
    the earlier one first; without it, or where it gives None, the second is a clash.
    """

    def __init__(
        self,
        read: Read[T],
        group_of: Callable[[str], str],
        log: FailureLog,
        combine: Callable[[T, T], T | None] | None = None,
    ) -> None:
        self._read = read
        self._combine = combine
        self._group_of = group_of
        self._log = log
        self._unread: dict[str, list[DeclaredFile]] = {}
        self._items: dict[str, T] = {}
        self._owners: dict[str, DeclaredFile] = {}

    def add(self, file: DeclaredFile) -> None:
        """Put a file on the shelf; of two that declare the same id the earlier counts."""
        self._unread.setdefault(file.group, []).append(file)

    def __getitem__(self, id: str) -> T:
        self._read_group(self._group_of(id))
        return self._items[id]

    def __iter__(self) -> Iterator[str]:
        for group in list(self._unread):
            self._read_group(group)
        return iter(list(self._items))

    def __len__(self) -> int:
        return sum(1 for _id in self)

    def count_of(self, plugin: str) -> int:
        """How many items come from a plugin."""
        return sum(1 for id in self if self._owners[id].plugin == plugin)

    def _read_group(self, group: str) -> None:
        for file in self._unread.pop(group, ()):
            with self._log.guarded(file.plugin, "declaration"):
                self._take(file)

    def _take(self, file: DeclaredFile) -> None:
        items, problems = self._read(file)
        for problem in problems:
            if problem.severity == "error":
                self._log.note_problem(file.plugin, problem)
        for id, item in items.items():
            if id in self._items:
                combined = self._combine(self._items[id], item) if self._combine else None
                if combined is not None:
                    self._items[id] = combined
                    continue
                both = f"{id}: {self._owners[id].path}, {file.path}"
                self._log.note(PluginFailure(file.plugin, "clash", message=both))
                continue
            self._items[id] = item
            self._owners[id] = file
