"""How values go between the program and the worker that holds plugins' Python: pickled, in frames that say their length.

What comes from a worker is taken for values of our own and for nothing else: no class of a plugin's is imported in the program by
being sent. What a plugin derives from a text or a number arrives as a plain one.
"""

from __future__ import annotations

import io
import pickle
import struct
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import cache
from types import FunctionType
from typing import Any

from branchkit.core.errors import BranchkitError

_LENGTH = struct.Struct(">I")
LONGEST = 64 << 20
"""Bytes of a frame: figures for some hundred thousand members."""
_OURS = ("branchkit.core.", "branchkit.plugin.contributions", "branchkit.plugin.wire")
_PLAIN = {("decimal", "Decimal"), ("datetime", "date"), ("datetime", "datetime")}
_BUILT_IN = ("frozenset", "set", "str", "int")
_PRIMITIVES = (str, int, Decimal)


class WireError(Exception):
    """What came is nothing that the program takes."""


def frame(value: object, *, to_program: bool = False) -> bytes:
    """A value as it is sent; raises :class:`WireError` for what cannot be, or not ``to_program``, with the class that it would not take."""
    packed = io.BytesIO()
    packed.write(_LENGTH.pack(0))
    try:
        packer = _WorkersPacker if to_program else _Packer
        packer(packed, pickle.HIGHEST_PROTOCOL).dump(value)
    except WireError:
        raise
    except Exception as error:  # a plugin's own class may raise whatever it likes
        raise WireError(type(error).__name__) from error
    length = packed.tell() - _LENGTH.size
    if length > LONGEST:
        raise WireError(str(length))
    packed.seek(0)
    packed.write(_LENGTH.pack(length))
    return packed.getvalue()


class Frames:
    """Puts together what comes in pieces."""

    def __init__(self, *, trusting: bool = False) -> None:
        """A ``trusting`` one takes values of any class: the worker's, of what the program sends."""
        self._came = bytearray()
        self._unpacker: type[pickle.Unpickler] = pickle.Unpickler if trusting else _Unpacker

    def take(self, piece: bytes) -> Iterator[Any]:
        """The values that are complete with this piece; raises :class:`WireError`."""
        self._came += piece
        while len(self._came) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._came)
            if length > LONGEST:
                raise WireError(str(length))
            end = _LENGTH.size + length
            if len(self._came) < end:
                return
            packed = bytes(self._came[_LENGTH.size : end])
            del self._came[:end]
            try:
                yield self._unpacker(io.BytesIO(packed)).load()
            except Exception as error:
                raise WireError(type(error).__name__) from error


@cache
def _names(kind: Any) -> tuple[str, ...] | None:
    """The fields of a class of values, in order; None for other classes."""
    is_values = isinstance(kind, type) and is_dataclass(kind)
    return tuple(field.name for field in fields(kind)) if is_values else None


class _Packer(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        """Values are made anew by their constructors; errors by code and parameters."""
        kind: Any = type(value)
        if (names := _names(kind)) is not None:
            return kind, tuple(getattr(value, name) for name in names)
        if isinstance(value, BranchkitError):
            return refused, (kind, value.code, value.params)
        if isinstance(value, _PRIMITIVES) and not _is_ours(kind.__module__):
            plain: Any = next(base for base in _PRIMITIVES if isinstance(value, base))
            # str() of a plugin's own text may say something else than it holds.
            return NotImplemented if kind is plain else (plain, (plain.__str__(value),))
        return NotImplemented


class _WorkersPacker(_Packer):
    def reducer_override(self, value: Any) -> Any:
        """Refuses at once what would be refused over there, where nobody knows any more whose it is."""
        if isinstance(value, type | FunctionType) and not _may_come(
            value.__module__, value.__qualname__
        ):
            raise WireError(f"{value.__module__}.{value.__qualname__}")
        return super().reducer_override(value)


class _Unpacker(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Our own values and plain ones; raises :class:`WireError` for all others."""
        if _may_come(module, name):
            return super().find_class(module, name)
        raise WireError(f"{module}.{name}")


def _may_come(module: str, name: str) -> bool:
    if module == "builtins":
        return name in _BUILT_IN
    return (module, name) in _PLAIN or (_is_ours(module) and "." not in name)


def _is_ours(module: str) -> bool:
    return module.startswith(_OURS)


def refused(kind: type[BranchkitError], code: str, params: dict[str, object]) -> BranchkitError:
    """An error as it was raised: its code begins with the subject of its class."""
    return kind(code.removeprefix(f"{kind.subject}."), **params)
