"""Documents as fields: paths to values, so that two documents can be compared and a change taken back.

A path is written as in RFC 6901 (``/cells/dues/p``; ``~1`` and ``~0`` stand for ``/`` and ``~``). A
list and an empty object count as one value. None means "not there"; a document does not keep it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from enum import StrEnum
from typing import Any, TypeVar

Fields = dict[str, Any]
"""Path → value, of a whole document."""

Differences = dict[str, list[Any]]
"""Path → ``[before, after]``, of those fields only that differ."""

Unknown = tuple[tuple[str, str], ...]
"""Fields of a body that this version does not know: name and canonical JSON. They are kept, passed through, and shown."""

Code = TypeVar("Code", bound=StrEnum)

# A body never holds itself, and looking for that takes a tenth of the time.
_ENCODER = json.JSONEncoder(
    ensure_ascii=False,
    allow_nan=False,
    sort_keys=True,
    separators=(",", ":"),
    check_circular=False,
)


def canonical(value: Any) -> str:
    """The one JSON text of a value: sorted keys, no spaces, characters as they are.

    Raises TypeError for what JSON has no name for (Decimal, date: keep them as text).
    """
    return _ENCODER.encode(value)


_LONG_NUMBER = re.compile(r"\d[\dXx]{5,}")


def unknown_fields(body: Mapping[str, Any], known: Set[str]) -> Unknown:
    """What another version has put into a body beside what is ``known``."""
    if body.keys() <= known:
        return ()
    return tuple((name, canonical(value)) for name, value in body.items() if name not in known)


def shown_names(unknown: Unknown) -> list[str]:
    """The names of unknown fields as they may be shown: one with a long number in it may be damage, and tell of a person."""
    return [_LONG_NUMBER.sub("***", name) for name, _value in unknown]


def with_unknown(body: dict[str, Any], unknown: Unknown) -> dict[str, Any]:
    """A body as it is written, with what was read of another version put back."""
    return body | {name: json.loads(value) for name, value in unknown} if unknown else body


def code_of(kind: type[Code], text: str) -> Code:
    """The one of ``kind`` that is kept as ``text``; for another version's a stand-in that is none of them.

    The stand-in is written as it was read, and compares, sorts and is shown as its text.
    """
    known = kind._value2member_map_.get(text)
    if known is None:
        known = str.__new__(kind, text)
        known._name_ = known._value_ = text
    return known  # type: ignore[return-value]


def escaped(key: str) -> str:
    """A key as one step of a path."""
    return key.replace("~", "~0").replace("/", "~1") if "~" in key or "/" in key else key


def steps(path: str) -> list[str]:
    """The keys that a path leads through."""
    return [step.replace("~1", "/").replace("~0", "~") for step in path.split("/")[1:]]


def flattened(body: Mapping[str, Any]) -> Fields:
    """Every field of a document."""
    return {path: value for key in body for path, value in _leaves(f"/{escaped(key)}", body[key])}


def nested(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The document with these fields: the inverse of :func:`flattened`.

    Raises ValueError when one path leads through the value of another.
    """
    body: dict[str, Any] = {}
    for path in sorted(fields):
        value = fields[path]
        if value is None:
            continue
        *parents, last = steps(path)
        inner = body
        for step in parents:
            inner = inner.setdefault(step, {})
            if not isinstance(inner, dict):
                raise ValueError(f"{path} leads through a value")
        if value != {}:
            inner[last] = value
        else:
            inner.setdefault(last, {})
    return body


def patched(before: Mapping[str, Any], changes: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """What :func:`differences` made out of ``before``."""
    return nested(flattened(before) | {path: after for path, (_, after) in changes.items()})


def without_nulls(body: Mapping[str, Any]) -> dict[str, Any]:
    """The document without keys that have None; lists stay as they are."""
    return {
        key: without_nulls(value) if isinstance(value, Mapping) else value
        for key, value in body.items()
        if value is not None
    }


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Differences:
    """What has to change in ``before`` to make it ``after``; empty when they are equal.

    Equal is what Python calls equal: ``1`` and ``true`` are, which spares walking through every
    part of a row that is the same, and costs nothing as long as a field keeps its type.
    """
    found: Differences = {}
    _compare(before, after, "", found)
    return found


def _compare(
    before: Mapping[str, Any], after: Mapping[str, Any], path: str, found: Differences
) -> None:
    for key, new in after.items():
        old = before.get(key)
        if old != new:
            _enter(old, new, f"{path}/{escaped(key)}", found)
    for key in before.keys() - after.keys():
        _enter(before[key], None, f"{path}/{escaped(key)}", found)


def _enter(old: Any, new: Any, here: str, found: Differences) -> None:
    if isinstance(new, tuple | list) and canonical(old) == canonical(new):
        return  # JSON has no tuples
    if isinstance(old, dict) and isinstance(new, dict) and old and new:
        _compare(old, new, here, found)
        return
    for place, value in _leaves(here, old):
        found[place] = [value, None]
    for place, value in _leaves(here, new):
        found.setdefault(place, [None, None])[1] = value


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for key, part in value.items():
            yield from _leaves(f"{path}/{escaped(key)}", part)
    elif value is not None:
        yield path, value
