"""Somebody found by name, wherever below an organisation: by characters, pinyin initials or syllables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from branchkit.core.names import matches
from branchkit.core.organizations.organization import Organization
from branchkit.core.pinyin import is_spelled
from branchkit.core.ports import Reader

Found = tuple[str, str, str, str]
"""Organisation, id and name of a member, and the organisation's name where there are several."""
_SPELLED = 2000
"""Of more names syllables are not looked for: between two keys there is time for initials only."""


class People:
    """Who is on the rolls of some organisations, read once."""

    def __init__(self, reader: Reader, orgs: Sequence[Organization]) -> None:
        several = len(orgs) > 1
        self._people: list[Found] = [
            (o.id, id, str(name), o.name if several else "")
            for o in orgs
            for id, name, gone in reader.project(o.id, "member", "", ("name", "removed"))
            if name and not gone
        ]

    def find(self, typed: str, most: int) -> list[Found]:
        """At most so many, those found by characters or initials first."""
        found: dict[tuple[str, str], Found] = {}
        for person in self._meant(typed):
            found.setdefault(person[:2], person)
            if len(found) >= most:
                break
        return list(found.values())

    def _meant(self, typed: str) -> Iterator[Found]:
        yield from (person for person in self._people if matches(person[2], typed))
        if typed.isascii() and len(self._people) <= _SPELLED:
            yield from (person for person in self._people if is_spelled(person[2], typed))
