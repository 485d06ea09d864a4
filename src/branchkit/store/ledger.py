"""The ledger's lines: how a change is written down, sealed by a hash, and checked again.

Each line's hash covers the line and the hash of the one before, so no line can be altered, left out
or put in without every later hash changing. What the chain cannot show is that its newest lines
were cut off together with their documents; the last hash on a printed paper can.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from branchkit.core.errors import StoreError
from branchkit.core.fields import Fields, canonical, flattened
from branchkit.core.ports import CLOCK_SLACK, Change, Damage, Entry, Key

_NOT_JSON = (ValueError, TypeError, AttributeError, RecursionError)
"""What reading JSON ends in that is malformed, of another shape, or nested without end."""


class Line(NamedTuple):
    """An entry as it is kept: nothing is interpreted, so that what was tampered with can still be read."""

    seq: int
    at: str
    actor: str
    org: str
    kind: str
    id: str
    change: str
    reason: str
    prev: str
    hash: str

    def computed_hash(self) -> str:
        """SHA-256 over the canonical JSON of everything else in the line."""
        return _hash(self[:-1])

    def entry(self) -> Entry:
        """The line as the port has it; raises ``store.damaged_line`` when it cannot be read."""
        try:
            change = json.loads(self.change)
            return Entry(
                seq=self.seq,
                at=datetime.fromisoformat(self.at),
                actor=self.actor,
                org=self.org,
                kind=self.kind,
                id=self.id,
                change=Change(
                    fields=change["fields"],
                    operation=change["operation"],
                    action=change["action"],
                    undoes=change.get("undoes"),
                ),
                reason=self.reason,
                prev=self.prev,
                hash=self.hash,
            )
        except (*_NOT_JSON, KeyError):
            # Not "from": the cause repeats what the line holds.
            raise StoreError("damaged_line", seq=self.seq) from None


def _hash(covered: tuple[object, ...]) -> str:
    return sha256(canonical(covered).encode()).hexdigest()


End = tuple[int, str]
"""Where the ledger ends: seq and hash of the newest line; ``(0, "")`` before the first."""


class Operation(NamedTuple):
    """What all lines of one commit share; its number is the seq of its first line."""

    at: datetime
    actor: str
    action: str
    reason: str
    undoes: int | None

    def lines(self, end: End, changed: Iterable[tuple[Key, str]]) -> Iterator[Line]:
        """The sealed lines that follow ``end``, one about each document and its fields, which are canonical JSON."""
        seq, prev = end
        at = self.at.isoformat()
        # As canonical() would have it: sorted keys, no spaces.
        head = f'{{"action":{canonical(self.action)},"fields":'
        undoes = "" if self.undoes is None else f',"undoes":{self.undoes}'
        tail = f',"operation":{seq + 1}{undoes}}}'
        for key, fields in changed:
            seq += 1
            covered = (seq, at, self.actor, *key, f"{head}{fields}{tail}", self.reason, prev)
            prev = _hash(covered)
            yield Line(*covered, prev)


def later_than(at: datetime, before: str) -> datetime | None:
    """When the line before was made, if that lies behind ``at`` by more than clocks differ."""
    try:
        moment = datetime.fromisoformat(before).astimezone()
    except (ValueError, OverflowError):
        return None
    return moment if moment > at.astimezone() + CLOCK_SLACK else None


def is_shown(text: object) -> bool:
    """Whether a part of a key, or a path, may be told to anybody: damage can have moved anything into it.

    What we write there has neither quotes nor braces, and no number as long as a phone's.
    """
    return isinstance(text, str) and _HIDDEN.search(text) is None


_HIDDEN = re.compile(r'["{}\x00-\x1f\x7f-\x9f\ud800-\udfff]|\d{11}|.{120}')


def bad_lines(lines: Iterable[Line], after: End = (0, "")) -> Iterator[Damage]:
    """The lines that cannot be read, were altered, or do not follow from the one before; in the order of seq.

    ``after`` is the line before the first. After a bad one it is taken as it stands, so that one altered line is one damage. A value that cannot be read is None.
    """
    seq: int = after[0]
    prev: str | None = after[1]
    for line in lines:
        if code := _fault(line, seq, prev):
            key = (line.org, line.kind, line.id)
            shown = key if all(map(is_shown, key)) else ("", "", "")
            yield Damage(code, line.seq, *shown, path=_unread(line))
        seq, prev = line.seq, line.hash


def _fault(line: Line, seq: int, prev: str | None) -> str:
    if _unread(line):
        return "unreadable"
    if line.seq != seq + 1:
        return "sequence"
    if prev is not None and line.prev != prev:
        return "chain"
    return "" if line.hash == line.computed_hash() else "hash"


def _unread(line: Line) -> str:
    """The first column that holds no text."""
    columns = zip(line._fields[1:], line[1:], strict=True)
    return next((name for name, value in columns if not isinstance(value, str)), "")


def unfolded(
    changes: Iterable[tuple[Key, str | None]], documents: Iterable[tuple[Key, int, str | None]]
) -> Iterator[Damage]:
    """Documents that are not what the ledger makes of them, each with the first field that differs.

    ``changes`` are ``(key, change)`` sorted by key and seq, ``documents`` ``(key, rev, body)`` sorted
    by key; both are read once, and one document at a time is held. None is a text that cannot be read.
    """
    kept = iter(documents)
    current = next(kept, None)
    for key, rev, fields in _folds(changes):
        while current is not None and current[0] < key:
            yield Damage("document", None, *current[0])
            current = next(kept, None)
        if current is None or current[0] != key:
            yield Damage("document", None, *key)
            continue
        if damage := _differs(current, rev, fields):
            yield damage
        current = next(kept, None)
    while current is not None:
        yield Damage("document", None, *current[0])
        current = next(kept, None)


def _differs(
    document: tuple[Key, int, str | None], rev: int, fields: Fields | None
) -> Damage | None:
    """What is wrong with a document of which the ledger knows ``rev`` changes that come to ``fields``."""
    key, kept_rev, text = document
    if text is None:
        return Damage("unreadable", None, *key, "body")
    try:
        kept = flattened(json.loads(text))
    except _NOT_JSON:
        return Damage("malformed", None, *key, "body")
    path = "" if fields is None else _first_difference(fields, kept)
    if path is None and kept_rev != rev:
        path = ""
    if path is None:
        return None
    return Damage("document", None, *key, path if is_shown(path) else "")


def _folds(changes: Iterable[tuple[Key, str | None]]) -> Iterator[tuple[Key, int, Fields | None]]:
    """Every document's key, number of changes and fields; None where a change cannot be read."""
    current: Key | None = None
    rev = 0
    fields: Fields | None = {}
    for key, text in changes:
        if key != current:
            if current is not None:
                yield current, rev, fields
            current, rev, fields = key, 0, {}
        rev += 1
        fields = _folded(fields, text)
    if current is not None:
        yield current, rev, fields


def _folded(fields: Fields | None, change: str | None) -> Fields | None:
    if fields is None or change is None:
        return None
    try:
        for path, (_, after) in json.loads(change)["fields"].items():
            if after is None:
                fields.pop(path, None)
            else:
                fields[path] = after
    except (*_NOT_JSON, KeyError):
        return None
    return fields


def _first_difference(fields: Fields, kept: Fields) -> str | None:
    for path in sorted(fields.keys() | kept.keys()):
        if fields.get(path) != kept.get(path):
            return path
    return None
