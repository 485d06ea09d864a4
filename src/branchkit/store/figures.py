"""Figures of sheets: written by the commit that changes them, read for any organisations at once, counted anew and compared.

They follow from the documents and are no part of the ledger. What they are stands in :mod:`branchkit.core.rollup.figures`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from typing import Any

from branchkit.core.errors import StoreError
from branchkit.core.ports import Damage
from branchkit.core.rollup.figures import (
    NONE_KEPT,
    LineChange,
    LineKey,
    SheetFigures,
    differing,
    figures_of,
    summed,
)
from branchkit.store.connection import Connection
from branchkit.store.ledger import is_shown

KEPT_SINCE = 2
"""The format from which on a file has them."""

_COLUMNS = ", ".join(SheetFigures._fields)
# What is None is not told by this change; a column that wants a value would be refused before the conflict is looked at.
_WRITE = (
    f"INSERT INTO figure ({_COLUMNS}) VALUES {{}} ON CONFLICT (org, period, scheme) DO UPDATE SET "
    + ", ".join(
        f"{name} = coalesce(excluded.{name}, {name})"
        for name in ("state", "digest", "handed", "returned", "subjects", "left_out")
    )
    + ", "
    + ", ".join(f"{name} = {name} + excluded.{name}" for name in ("complete", "vetoed", "total"))
    + ", "
    + ", ".join(
        f"{name} = figures_added({name}, excluded.{name})" for name in ("totals", "criteria")
    )
)
_LINE = f"({', '.join('?' * len(SheetFigures._fields))})"
_AT_ONCE = 64
"""Fourteen variables each, and SQLite before 3.32 takes no more than 999 in a statement."""

_PARTS = "totals, criteria"
_HEAD = (
    "org, period, scheme, coalesce(state, ''), coalesce(digest, ''), coalesce(handed, ''), coalesce(returned, 0), "
    "coalesce(subjects, 0), coalesce(left_out, 0), complete, vetoed, total"
)
# CROSS JOIN: each wanted line is looked up, whatever SQLite guesses of the sizes.
_OF_MANY = (
    "SELECT {} FROM json_each(?) AS wanted CROSS JOIN json_each(?) AS span CROSS JOIN figure "
    "ON figure.org = wanted.value AND figure.period = span.value"
)
_WITH_PARTS, _WITHOUT = _OF_MANY.format(f"{_HEAD}, {_PARTS}"), _OF_MANY.format(_HEAD)
_OF_ONE = f"SELECT {_HEAD}, {_PARTS} FROM figure WHERE org = ?"
_SUMS = (
    "SELECT wanted.value, min(org), period, scheme, coalesce(digest, ''), sum(complete), sum(figure.total) FROM json_each(?) AS wanted "
    "CROSS JOIN json_each(?) AS span CROSS JOIN figure ON figure.org = wanted.key AND figure.period = span.value "
    "WHERE complete > 0 GROUP BY 1, 3, 4, 5"
)
_COUNTED = (
    "SELECT org, kind, id, body FROM document WHERE kind IN ('roll', 'row', 'sheet') {} "
    "ORDER BY org, kind, id"
)


def write_changes(connection: Connection, changes: Iterable[tuple[LineKey, LineChange]]) -> None:
    """Add what a unit of work has changed to the lines; one statement for every 64 sheets."""
    _write(connection, [(*key, *change.values()) for key, change in changes])


def read_figures(
    connection: Connection, orgs: Iterable[str], periods: Iterable[str], *, parts: bool
) -> list[SheetFigures]:
    """The sheets of organisations in periods, with one statement; in an old file that cannot be written they are counted."""
    wanted, span = list(orgs), list(periods)
    sql = _WITH_PARTS if parts else _WITHOUT
    try:
        rows = connection.run(sql, json.dumps(wanted), json.dumps(span))
    except StoreError:
        if _has_them(connection):
            raise
        counted = (figures_of(_documents(connection, org)).values() for org in wanted)
        return [line for lines in counted for line in lines if line.period in span]
    return [line for row in rows if not (line := SheetFigures(*row)).says_nothing]


def read_sums(
    connection: Connection, groups: Mapping[str, str], periods: Iterable[str]
) -> list[tuple[str, SheetFigures]]:
    """Complete rows and their totals by group, period, scheme and digest."""
    span = list(periods)
    try:
        rows = connection.run(_SUMS, json.dumps(groups), json.dumps(span))
    except StoreError:
        if _has_them(connection):
            raise
        return summed(read_figures(connection, groups, span, parts=False), groups)
    return [
        (group, SheetFigures(org, period, scheme, digest=digest, complete=n, total=total))
        for group, org, period, scheme, digest, n, total in rows
    ]


def count_anew(connection: Connection) -> None:
    """Fill the empty table out of the documents; within a transaction."""
    with connection.tolerant():
        for lines in _counted(connection):
            _write(connection, [tuple(line) for line in lines.values()])


def wrong_figures(connection: Connection) -> Iterator[Damage]:
    """Lines that are not what the documents come to, each with the first figure that differs."""
    if not _has_them(connection):
        return
    seen: set[str] = set()
    for counted in _counted(connection):
        org = next(iter(counted))[0]
        seen.add(org)
        yield from _wrong(_kept(connection, org), counted)
    for (org,) in connection.run("SELECT DISTINCT org FROM figure"):
        if org not in seen:
            yield from _wrong(_kept(connection, org), {})


def _has_them(connection: Connection) -> bool:
    return bool(connection.run("PRAGMA user_version")[0][0] >= KEPT_SINCE)


def _write(connection: Connection, lines: Sequence[Sequence[Any]]) -> None:
    for start in range(0, len(lines), _AT_ONCE):
        part = lines[start : start + _AT_ONCE]
        sql = _WRITE.format(", ".join([_LINE] * len(part)))
        connection.run(sql, *chain.from_iterable(part))


def _kept(connection: Connection, org: str) -> dict[LineKey, SheetFigures]:
    lines = map(SheetFigures._make, connection.run(_OF_ONE, org))
    return {line.key: line for line in lines if not line.says_nothing}


def _wrong(
    kept: dict[LineKey, SheetFigures], counted: dict[LineKey, SheetFigures]
) -> Iterator[Damage]:
    for key in sorted(kept.keys() | counted.keys(), key=str):
        nothing = SheetFigures(*key)
        if field := differing(kept.get(key, nothing), counted.get(key, nothing)):
            org, period, scheme = key
            where = (org, f"{scheme}@{period}")
            org, sheet = where if all(map(is_shown, where)) else ("", "")
            yield Damage("figures", None, org, "sheet", sheet, field)


def _counted(connection: Connection) -> Iterator[dict[LineKey, SheetFigures]]:
    """The figures of each organisation that has any; one organisation at a time is held."""
    rows = connection.walk(_COUNTED.format(""))
    for _org, documents in groupby(_readable(rows), key=lambda document: document[0]):
        if lines := figures_of(documents):
            yield lines


def _documents(connection: Connection, org: str) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    yield from _readable(connection.run(_COUNTED.format("AND org = ?"), org))


def _readable(rows: Iterable[Any]) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Documents that are there and can be read; a verification tells of the others."""
    for org, kind, id, text in rows:
        if text == NONE_KEPT or not all(isinstance(part, str) for part in (org, kind, id, text)):
            continue
        try:
            body = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(body, dict):
            yield org, kind, id, body
