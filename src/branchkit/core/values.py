"""``@frozen``: a frozen, slotted dataclass that is made without generating code.

The program has about two hundred value classes, and most are there before the first frame. ``@dataclass(frozen=True,
slots=True)`` compiles six methods for each, 0.5 to 1 ms a class, together more than half of all the time our own modules take to
import; even where it makes no methods, looking at the fields takes three quarters of what is left. So the methods are shared, and
what the standard library wants to know of a dataclass (for ``fields``, ``replace``) is worked out when it asks.

A class of which thousands of values are made gets a constructor of its own then: a county's members, rows and payments take a
third of the time that way, and a start has few of any class.

``replace``, ``fields``, ``field(default_factory=...)``, matching by position and inheritance work as usual.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field
from typing import Any, NoReturn, TypeVar, dataclass_transform

C = TypeVar("C")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[C]) -> type[C]:
    """Make a class of values: attributes are set once, by the constructor; equal when all of them are.

    A base that has attributes is ``frozen`` as well. Of ``field`` only ``default`` and ``default_factory`` are heeded.
    """
    members = vars(cls)
    own = {name: kind for name, kind in cls.__annotations__.items() if not _of_the_class(kind)}
    names: dict[str, None] = {}
    defaults: dict[str, Any] = {}
    for base in reversed(cls.__mro__[1:]):
        if "__value_defaults__" in vars(base):
            names |= dict.fromkeys(base.__match_args__)  # type: ignore[attr-defined]
            defaults |= base.__value_defaults__  # type: ignore[attr-defined]
    slots = tuple(name for name in own if name not in names)
    names |= dict.fromkeys(own)
    declared = {name: members[name] for name in own if name in members}
    # A class is given its slots when it is made: this one is made anew, without what it got for having none.
    given = {"__dict__", "__weakref__", *own}
    kind: Any = type(cls)
    made: Any = kind(
        cls.__name__,
        cls.__bases__,
        {name: member for name, member in members.items() if name not in given}
        | {
            "__slots__": slots,
            "__qualname__": cls.__qualname__,
            "__match_args__": tuple(names),
            "__value_defaults__": defaults | declared,
            **_DESCRIBED,
        },
    )
    shared = {
        "__init__": _constructor(made),
        "__eq__": _equality(made.__match_args__),
        "__hash__": _hashing(made.__match_args__),
        "__repr__": _representation(made.__match_args__),
        "__setattr__": _refused,
        "__delattr__": _refused,
    }
    for name, method in shared.items():
        if members.get(name) is None:
            setattr(made, name, method)
    return made  # type: ignore[no-any-return]


def _of_the_class(kind: object) -> bool:
    # Annotations are texts, as they stand; of some two hundred classes one has such a variable.
    text = str(kind)
    return "ClassVar" in text and "ClassVar" in text.partition("[")[0]


class _Described:
    """Stands for what the standard library has noted at a dataclass, until it looks."""

    def __init__(self, note: str) -> None:
        self._note = note

    def __get__(self, _instance: object, owner: Any) -> Any:
        cls = next(base for base in owner.__mro__ if vars(base).get(self._note) is self)
        own = {"__annotations__": cls.__annotations__, "__module__": cls.__module__, "__doc__": "-"}
        defaults = cls.__value_defaults__
        own |= {name: defaults[name] for name in cls.__annotations__ if name in defaults}
        twin: Any = dataclass(init=False, repr=False, eq=False)(type(cls.__name__, (), own))
        described: dict[str, Any] = {}
        for base in (*reversed(cls.__mro__[1:]), twin):
            described |= getattr(base, "__dataclass_fields__", {})
        cls.__dataclass_fields__ = described
        cls.__dataclass_params__ = twin.__dataclass_params__
        return getattr(cls, self._note)


_DESCRIBED = {note: _Described(note) for note in ("__dataclass_fields__", "__dataclass_params__")}


def _constructor(cls: Any) -> Callable[..., None]:
    names: tuple[str, ...] = cls.__match_args__
    setters = [getattr(cls, name).__set__ for name in names]
    defaults: dict[str, Any] = {}
    factories: dict[str, Any] = {}
    for name, default in cls.__value_defaults__.items():
        if not isinstance(default, Field):
            defaults[name] = default
        elif default.default is not MISSING:
            defaults[name] = default.default
        elif default.default_factory is not MISSING:
            factories[name] = default.default_factory
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

    made = 0

    def construct(self: Any, *given: Any, **named: Any) -> None:
        nonlocal made
        values: Sequence[Any]
        made += 1
        if made == _MANY and cls.__init__ is construct:
            cls.__init__ = _compiled_constructor(cls, defaults, factories)
        if named or not first <= len(given) <= count:
            values = complete(given, named)
        else:
            values = given + tail[len(given) - first :]
        for put, item in zip(setters, values, strict=True):
            put(self, item)

    return construct


def _compiled_constructor(cls: Any, defaults: dict[str, Any], factories: dict[str, Any]) -> Any:
    """The same as a function with the attributes as its parameters, in their order."""
    known: dict[str, Any] = {"_absent": _ABSENT}
    parameters: list[str] = []
    lines: list[str] = []
    optional = False
    for place, name in enumerate(cls.__match_args__):
        known[f"_put{place}"] = getattr(cls, name).__set__
        value, usual = name, "_absent"
        if name in defaults:
            usual = f"_usual{place}"
            known[usual] = defaults[name]
        elif name in factories:
            known[f"_make{place}"] = factories[name]
            value = f"_make{place}() if {name} is _absent else {name}"
        elif optional:
            # Behind a default Python takes no parameter without one.
            lines.append(f" if {name} is _absent: raise TypeError('{name} is wanted')")
        optional = optional or name in defaults or name in factories
        parameters.append(f"{name}={usual}" if optional else name)
        lines.append(f" _put{place}(self, {value})")
    text = "\n".join([f"def construct(self, {', '.join(parameters)}):", *lines])
    exec(text, known)
    known["construct"].__qualname__ = f"{cls.__qualname__}.__init__"
    return known["construct"]


_MANY = 1000
"""So many values pay for a constructor of their class's own."""
_ABSENT = object()


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
