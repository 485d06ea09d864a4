"""Columns, members and organisations by what people write for them; the latter two also the other way round.

Members and organisations are read when first asked for.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

from branchkit.core.errors import RecordError
from branchkit.core.names import matches
from branchkit.core.ports import Reader
from branchkit.core.registers.register import Column, Register
from branchkit.services.pages import documents_of
from branchkit.toml.source import nearest

MEMBER, ORGANIZATION = "member", "organization"


def column_named(register: Register, name: str, hidden: Collection[str] = ()) -> Column:
    """The column with this id or, in either language, this title.

    ``hidden`` columns are refused: what is masked must not be found out by guessing. Raises :class:`RecordError`
    ``unknown_column``, ``misspelt_column`` with the nearest name, ``hidden_column``.
    """
    plain = _plain(name)
    names = {column.id: column for column in register.columns}
    for language in ("zh_CN", "en"):
        for column in register.columns:
            names.setdefault(_plain(column.title.in_language(language)), column)
    found = names.get(plain)
    if found is None:
        # Of names that differ in case only the last is given: the id.
        if close := nearest(plain, reversed(names)):
            raise RecordError("misspelt_column", register=register.id, column=name, nearest=close)
        known = [column.id for column in register.columns]
        raise RecordError("unknown_column", register=register.id, column=name, known=known)
    if found.id in hidden:
        raise RecordError("hidden_column", column=found.id)
    return found


class MemberNames:
    """The members of some organisations, those who have left included: rows tell of the past."""

    def __init__(self, reader: Reader, orgs: Iterable[str]) -> None:
        self._reader = reader
        self._orgs = tuple(orgs)
        self._shown: dict[str, str] = {}
        self._found: dict[str, str | None] = {}

    @cached_property
    def ids(self) -> frozenset[str]:
        """Everybody who may be named."""
        return frozenset(
            id for org in self._orgs for (id,) in self._reader.project(org, MEMBER, "", ())
        )

    def name(self, id: str) -> str:
        """The name of one member, the id where there is none; no other member is read."""
        if id not in self._shown:
            self.read_ahead([id])
        return self._shown[id]

    def read_ahead(self, ids: Iterable[str]) -> None:
        """Read the names that will be asked for."""
        unknown = [id for id in dict.fromkeys(ids) if id not in self._shown]
        found: dict[str, str] = {}
        for document in documents_of(
            self._reader, ((org, MEMBER, id) for id in unknown for org in self._orgs)
        ):
            found.setdefault(document.id, document.body.get("name") or document.id)
        self._shown |= {id: found.get(id, id) for id in unknown}

    def find(self, text: str) -> str | None:
        """The one member whom a text means: an id, a name, a number on the roll or all pinyin initials of a name.

        Those on the roll come before those who have left; where several are meant it is None.
        """
        if text not in self._found:
            self._found[text] = self._find(text)
        return self._found[text]

    def typed(self, id: str) -> str:
        """What one types for a member: the name where it means nobody else."""
        name = self._names.get(id, "")
        return name if name and self.find(_plain(name)) == id else id

    def _find(self, text: str) -> str | None:
        if text in self._names:
            return text
        for ways in (self._on_roll, self._removed):
            if found := ways.get(text):
                return found[0] if len(found) == 1 else None
        if text.isdecimal() or not text:
            return None
        alike = [
            id
            for id, name in self._names.items()
            if id in self._standing and len(name) == len(text) and matches(name, text)
        ]
        return alike[0] if len(alike) == 1 else None

    @cached_property
    def _people(self) -> list[tuple[str, str, int, bool]]:
        """Id, name, number, whether on the roll."""
        fields = ("name", "number", "removed")
        return [
            (id, str(name or ""), number or 0, not removed)
            for org in self._orgs
            for id, name, number, removed in self._reader.project(org, MEMBER, "", fields)
        ]

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {id: name for id, name, _number, _standing in self._people}

    @cached_property
    def _standing(self) -> frozenset[str]:
        return frozenset(id for id, _name, _number, standing in self._people if standing)

    @cached_property
    def _on_roll(self) -> Mapping[str, list[str]]:
        ways: dict[str, list[str]] = {}
        for id, name, number, standing in self._people:
            if standing:
                ways.setdefault(_plain(name), []).append(id)
                ways.setdefault(str(number), []).append(id)
        return ways

    @cached_property
    def _removed(self) -> Mapping[str, list[str]]:
        ways: dict[str, list[str]] = {}
        for id, name, _number, standing in self._people:
            if not standing:
                ways.setdefault(_plain(name), []).append(id)
        return ways


class OrganizationNames:
    """All organisations of the workspace."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    @cached_property
    def ids(self) -> frozenset[str]:
        """Every organisation that may be named."""
        return frozenset(self._names)

    def name(self, id: str) -> str:
        """The name of one; the id where there is none."""
        return self._names.get(id, id)

    def find(self, text: str) -> str | None:
        """The one that a text means: an id, a code, a name or a short name; None where several are meant."""
        if text in self._names:
            return text
        found = self._ways.get(text, [])
        return found[0] if len(found) == 1 else None

    def typed(self, id: str) -> str:
        """What one types for it: the name where it means no other."""
        name = self._names.get(id, "")
        return name if name and self.find(_plain(name)) == id else id

    @cached_property
    def _rows(self) -> list[tuple[str, str, str, str]]:
        fields = ("name", "short_name", "code")
        return [
            (id, str(name or ""), str(short or ""), str(code or ""))
            for id, name, short, code in self._reader.project("", ORGANIZATION, "", fields)
        ]

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {id: name for id, name, _short, _code in self._rows}

    @cached_property
    def _ways(self) -> Mapping[str, list[str]]:
        ways: dict[str, list[str]] = {}
        for id, *texts in self._rows:
            for text in dict.fromkeys(_plain(text) for text in texts if text):
                ways.setdefault(text, []).append(id)
        return ways


def _plain(text: str) -> str:
    """As typed texts are made before anything is looked for."""
    return unicodedata.normalize("NFKC", text).strip()
