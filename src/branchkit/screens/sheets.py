"""TCSS of plugins' screens: one that cannot be read costs its own screen, and one plugin's rules reach no other's.

Textual keeps what it has read for the rest of the session, a sheet that cannot be read as well, on which every later reading fails;
tells rules of screens apart by the names of classes, which two plugins may share; and has rules of ``CSS_PATH`` count everywhere.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from textual.css.parse import parse
from textual.css.stylesheet import Stylesheet
from textual.css.tokenizer import TokenError
from textual.screen import Screen


def rules_of(screen: Screen[Any], variables: Mapping[str, str]) -> str:
    """What stands in a screen's ``CSS_PATH`` and ``CSS``, all of it to be read as its ``CSS``, which counts for the screen alone.

    ``variables`` are those of the theme. Raises SyntaxError with file and line, and OSError.
    """
    texts = [
        (str(path), 0, path.read_text(encoding="utf-8")) for path in map(Path, screen.css_path)
    ]
    if screen.CSS:
        file, line = _place_of(type(screen))
        texts.append((file, line, screen.CSS))
    for file, line, text in texts:
        _check(file, line, text, variables)
    return "\n".join(text for _file, _line, text in texts)


def _check(file: str, line: int, text: str, variables: Mapping[str, str]) -> None:
    try:
        wrong = [
            (token.location[0] + 1, str(said))
            for rules in parse("", text, (file, ""), variables=dict(variables))
            for token, said in rules.errors
        ]
    except TokenError as error:
        wrong = [(min(error.start[0], len(text.splitlines())), str(error))]
    for at, said in wrong:
        raise SyntaxError(said, (file, line + at, None, None))


def _place_of(kind: type[Screen[Any]]) -> tuple[str, int]:
    """The file in which a class has its ``CSS``, and how many lines stand above that."""
    maker = next(base for base in kind.__mro__ if "CSS" in vars(base))
    try:
        file = inspect.getfile(maker)
        above, found, _ = Path(file).read_text(encoding="utf-8").partition(vars(maker)["CSS"])
    except (OSError, TypeError, UnicodeDecodeError):
        return "", 0
    return file, above.count("\n") if found else 0


def _key(kind: type[Screen[Any]]) -> tuple[str, str]:
    """By which Textual keeps the ``CSS`` of a screen."""
    try:
        file = inspect.getfile(kind)
    except (OSError, TypeError):
        file = ""
    return file, f"{kind.__name__}.CSS"


class ScreenSheets:
    """The rules of screens in an app's stylesheet."""

    def __init__(self, sheet: Stylesheet) -> None:
        self._sheet = sheet
        self._added: set[tuple[str, str]] = set()

    def load(self, load: Callable[[], None], shown: Iterable[Screen[Any]]) -> None:
        """Add what ``load`` adds for a screen, or nothing; forget what no screen of those shown needs."""
        gone = self._added - {_key(type(screen)) for screen in shown}
        for key in gone:
            self._sheet.source.pop(key, None)
        self._added -= gone
        before = dict(self._sheet.source)
        try:
            load()
            if gone:
                self._sheet.reparse()
        except Exception:
            self._sheet.source = before
            raise
        self._added |= self._sheet.source.keys() - before.keys()
