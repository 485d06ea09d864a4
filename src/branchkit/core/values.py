"""``@frozen``: a frozen, slotted dataclass that is made without generating code.

The program has about a hundred and fifty value classes, and most are there before the first frame. ``@dataclass(frozen=True,
slots=True)`` compiles six methods for each, 0.5 to 1 ms a class, together more than half of all the time our own modules take to
import. The methods here are shared instead; a class costs a sixth of that, an instance the same.

It is the standard library's dataclass underneath: ``replace``, ``fields``, ``field(default_factory=...)``, matching by position
and inheritance work as usual.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from typing import Any, NoReturn, TypeVar, dataclass_transform

C = TypeVar("C")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[C]) -> type[C]:
    """Make a class of values: attributes are set once, by the constructor; equal when all of them are."""
    if not cls.__doc__:
        # Else dataclass makes one out of the signature, which takes longer than all the rest.
        cls.__doc__ = cls.__name__
    made: Any = dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    names: tuple[str, ...] = made.__match_args__
    shared = {
        "__init__": _constructor(made, names),
        "__eq__": _equality(names),
        "__hash__": _hashing(names),
        "__repr__": _representation(names),
        "__setattr__": _refused,
        "__delattr__": _refused,
    }
    for name, method in shared.items():
        if name not in cls.__dict__ or cls.__dict__[name] is None:
            setattr(made, name, method)
    return made  # type: ignore[no-any-return]


def _constructor(cls: Any, names: tuple[str, ...]) -> Callable[..., None]:
    setters = [getattr(cls, name).__set__ for name in names]
    defaults = {f.name: f.default for f in fields(cls) if f.default is not MISSING}
    factories = {f.name: f.default_factory for f in fields(cls) if f.default_factory is not MISSING}
    count = len(names)
    plain = [name in defaults for name in names]
    # From which position on every attribute has a plain default: most values are made without their last few.
    first = max((place + 1 for place, has in enumerate(plain) if not has), default=0)
    tail = tuple(defaults[name] for name in names[first:])

    def complete(given: tuple[Any, ...], named: dict[str, Any]) -> list[Any]:
        """All attributes in order, from positions, names and defaults."""
        if len(given) > count:
            raise TypeError(f"{cls.__name__} takes {count} values, {len(given)} were given")
        values = list(given)
        for name in names[len(given) :]:
            if name in named:
                values.append(named.pop(name))
            elif name in defaults:
                values.append(defaults[name])
            elif name in factories:
                values.append(factories[name]())
            else:
                raise TypeError(f"{cls.__name__} wants a value for {name!r}")
        if named:
            raise TypeError(f"{cls.__name__} has no use for {', '.join(named)}")
        return values

    def construct(self: Any, *given: Any, **named: Any) -> None:
        values: Sequence[Any]
        if named or not first <= len(given) <= count:
            values = complete(given, named)
        else:
            values = given + tail[len(given) - first :]
        for put, item in zip(setters, values, strict=True):
            put(self, item)

    return construct


def _equality(names: tuple[str, ...]) -> Callable[[Any, Any], bool]:
    def equals(self: Any, other: Any) -> bool:
        if self is other:
            return True
        if other.__class__ is not self.__class__:
            return NotImplemented  # type: ignore[no-any-return]
        return all(getattr(self, name) == getattr(other, name) for name in names)

    return equals


def _hashing(names: tuple[str, ...]) -> Callable[[Any], int]:
    def hashed(self: Any) -> int:
        return hash(tuple(getattr(self, name) for name in names))

    return hashed


def _representation(names: tuple[str, ...]) -> Callable[[Any], str]:
    def represented(self: Any) -> str:
        parts = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{self.__class__.__qualname__}({parts})"

    return represented


def _refused(self: object, name: str, *_: object) -> NoReturn:
    raise FrozenInstanceError(f"{self.__class__.__name__}.{name} is set once")
