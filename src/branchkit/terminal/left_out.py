"""What a start of the app would import and never use: left out while Textual and asyncio are imported, and there for everybody afterwards.

Imports neither Textual nor rich: the environment must be set before they are imported.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

_TLS = ("ssl", "_hashlib")
"""Nothing here speaks TLS, but asyncio loads it all the same, and hashlib for functions that Python has built in. Both have their own way
of doing without."""
_LATE = ("textual.command", "platformdirs", "uuid")
"""Textual's command palette, with the widgets that it is made of; where downloads go; names of notifications. Textual takes names out of
them which it only uses where somebody asks for a palette of its own, a download or a notification."""


def import_without_openssl() -> None:
    """Import asyncio and hashlib without OpenSSL, before anything else has imported them with it.

    Together 4.6 MB of the app's 38 and 10 ms of its start. A plugin's ``import ssl`` works as ever afterwards; what only OpenSSL
    has in hashlib (``scrypt``) is not there in the app.
    """
    with _standing_in(dict.fromkeys(_absent(_TLS))):
        import asyncio  # noqa: F401
        import hashlib  # noqa: F401


def import_textual() -> None:
    """Import Textual's app, a tenth cheaper: what it takes out of ``_LATE`` is imported when it is used.

    ``import textual.command`` works as ever afterwards, and so does all that is done with it.
    """
    with _standing_in({name: _LateModule(name) for name in _absent(_LATE)}):
        import textual.app  # noqa: F401


def _absent(names: Sequence[str]) -> list[str]:
    return [name for name in names if name not in sys.modules]


@contextmanager
def _standing_in(modules: dict[str, Any]) -> Iterator[None]:
    """None is how Python is told that there is no such module."""
    sys.modules.update(modules)
    try:
        yield
    finally:
        for name in modules:
            del sys.modules[name]


class _LateModule(ModuleType):
    """Has every name that is taken out of it."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Late(name, (), {"__module__": self.__name__})


class _Late(type):
    """Stands for a class or a function: is the real one as soon as it is called, or something is asked of it."""

    def __call__(cls, *given: Any, **named: Any) -> Any:
        return cls._real()(*given, **named)

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(cls._real(), name)

    def _real(cls) -> Any:
        return getattr(import_module(cls.__module__), cls.__name__)
