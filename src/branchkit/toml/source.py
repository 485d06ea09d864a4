"""Declarations in TOML: every mistake is explained with file, line, key and the nearest right key.

:class:`TomlSource` is a file; :class:`TomlTable` is one table of it being read. Getters never
raise: a wrong value becomes a :class:`~branchkit.core.errors.Problem` in the shared list and reads
as a harmless stand-in, so that one run finds all mistakes of a file. After the getters,
:meth:`TomlTable.finish` reports the keys nobody asked for::

    source, problems = TomlSource.load(path)
    if source is not None:
        table = source.table(problems)
        title = table.local("title")
        limit = table.optional_decimal("maximum")
        for column in table.tables("column"):
            ...
            column.finish()
        table.finish()

Numbers with a point are read as Decimal, never as float.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from branchkit.core.errors import Place, Problem
from branchkit.core.numbers import FINEST, LIMITS, is_workable
from branchkit.core.texts import BUILT_IN_LANGUAGES, LocalText, is_other_language
from branchkit.core.values import frozen

if TYPE_CHECKING:
    from branchkit.toml.lines import Path as KeyPath


def _decimal(text: str) -> Decimal:
    """A number with a point; one that no Decimal can hold is too large."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("Infinity")


parsed: Callable[[str], Mapping[str, Any]] = partial(tomllib.loads, parse_float=_decimal)
"""A text's content; tests put one there that remembers."""


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """The known word that ``word`` was most probably meant to be; empty when none is near.

    ``likeness`` is how much two words must have in common, from 0 (always some word) to 1 (the same one).
    """
    from difflib import get_close_matches

    plain = {entry.lower().replace("-", "_"): entry for entry in known}
    close = get_close_matches(word.lower().replace("-", "_"), plain, 1, likeness)
    return plain[close[0]] if close else ""


@frozen
class TomlSource:
    """A TOML file that could be read: ``file`` as problems name it, its text, its content."""

    file: str
    text: str
    data: Mapping[str, Any]
    _lines: dict[KeyPath, int] = field(default_factory=dict, repr=False)

    @classmethod
    def read_text(cls, text: str, file: str) -> tuple[TomlSource | None, list[Problem]]:
        """From a text; None and one problem with its line when it is no TOML."""
        text = text.removeprefix("\ufeff")
        try:
            return cls(file, text, parsed(text)), []
        except (ValueError, RecursionError) as error:
            # ValueError: Python makes no integer of more than some 4,300 figures.
            from branchkit.toml.syntax import syntax_problem

            return None, [syntax_problem(error, text, file)]

    @classmethod
    def load(cls, path: Path) -> tuple[TomlSource | None, list[Problem]]:
        """From a file; a file that cannot be opened or is not UTF-8 is a problem too."""
        try:
            raw = path.read_bytes()
        except OSError as error:
            missing = isinstance(error, FileNotFoundError)
            code = "toml.missing" if missing else "toml.unreadable"
            params: dict[str, object] = {} if missing else {"detail": error.strerror or ""}
            return None, [Problem(code, Place(file=str(path)), params=params)]
        try:
            text = raw.decode("utf-8").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            place = Place(file=str(path), line=raw.count(b"\n", 0, error.start) + 1)
            return None, [Problem("toml.encoding", place)]
        return cls.read_text(text, str(path))

    def line_of(self, *path: str | int) -> int:
        """The line of a key or of a table array's element (counted from 0).

        For what is not there it is the line of the table that would hold it.
        """
        if not self._lines:
            # Where a key stands is asked for only when there is something to say about it.
            from branchkit.toml.lines import key_lines

            self._lines.update(key_lines(self.text))
        for depth in range(len(path), 0, -1):
            if (line := self._lines.get(path[:depth])) is not None:
                return line
        return 1

    def place(self, *path: str | int) -> Place:
        """File, line and dotted key; the key counts elements of arrays from 1, as people do."""
        dotted = ""
        for part in path:
            dotted += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if dotted else part
        return Place(file=self.file, line=self.line_of(*path), key=dotted)

    def problem(
        self, code: str, *path: str | int, severity: str = "error", **params: object
    ) -> Problem:
        """A problem standing at ``path``."""
        return Problem(code, self.place(*path), severity, params)

    def check_keys(
        self, table: Mapping[str, Any], known: Collection[str], path: KeyPath = ()
    ) -> list[Problem]:
        """A problem for every key of ``table`` that is not known, with the nearest that is."""
        problems: list[Problem] = []
        for key in table:
            if key in known:
                continue
            if close := nearest(key, known):
                problems.append(
                    self.problem("toml.misspelt_key", *path, key, found=key, nearest=close)
                )
            else:
                listed = tuple(sorted(known))
                problems.append(
                    self.problem("toml.unknown_key", *path, key, found=key, known=listed)
                )
        return problems

    def table(self, problems: list[Problem]) -> TomlTable:
        """The file's outermost table, for reading; what is wrong is added to ``problems``."""
        return TomlTable(self, self.data, (), problems)


class TomlTable:
    """One table being read. A getter without a default reports a missing key."""

    __slots__ = ("_asked", "data", "path", "problems", "source")

    def __init__(
        self, source: TomlSource, data: Mapping[str, Any], path: KeyPath, problems: list[Problem]
    ) -> None:
        self.source = source
        self.data = data
        self.path = path
        self.problems = problems
        self._asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self.data

    def report(
        self, code: str, *path: str | int, severity: str = "error", **params: object
    ) -> None:
        """Add a problem that stands at ``path`` within this table."""
        self.problems.append(
            self.source.problem(code, *self.path, *path, severity=severity, **params)
        )

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not blank."""
        value = self._get(key, required=default is None)
        if isinstance(value, str) and value.strip():
            return value
        if value is not None:
            self.report("toml.not_text", key, found=_shown(value))
        return default or ""

    def local(self, key: str, default: LocalText | None = None) -> LocalText:
        """A text in both languages: ``"中文"`` or ``{ zh_CN = "中文", en = "English" }``."""
        value = self._get(key, required=default is None)
        if value is None:
            return default or LocalText("")
        return self._local(value, key) or default or LocalText("")

    def locals(self, key: str) -> tuple[LocalText, ...]:
        """A list of texts in both languages; left out it is empty."""
        value = self._get(key, required=False) or []
        if not isinstance(value, list):
            self.report("toml.not_local_text", key, found=_shown(value))
            return ()
        found = (self._local(entry, key, index) for index, entry in enumerate(value))
        return tuple(text for text in found if text)

    def _local(self, value: object, *path: str | int) -> LocalText | None:
        if isinstance(value, str) and value.strip():
            return LocalText(value)
        if isinstance(value, dict) and all(isinstance(entry, str) for entry in value.values()):
            # "eng" is meant for "en"; "bo" is another language, which a plugin may bring.
            other = [
                k for k in value if is_other_language(k) and ("_" in k or not nearest(k, ("en",)))
            ]
            known = (*BUILT_IN_LANGUAGES, *other)
            self.problems += self.source.check_keys(value, known, (*self.path, *path))
            if value.get("zh_CN"):
                others = tuple((key, value[key]) for key in other if value[key].strip())
                return LocalText(value["zh_CN"], value.get("en", ""), others)
        self.report("toml.not_local_text", *path, found=_shown(value))
        return None

    def decimal(self, key: str, default: Decimal | None = None) -> Decimal:
        """A number; zero stands in for a missing or wrong one."""
        value = self._number(key, required=default is None)
        return value if value is not None else (default or Decimal(0))

    def optional_decimal(self, key: str) -> Decimal | None:
        """A number or None where the key is left out."""
        return self._number(key, required=False)

    def integer(self, key: str, default: int | None = None) -> int:
        """A whole number; zero stands in for a missing or wrong one."""
        value = self._integer(key, required=default is None)
        return value if value is not None else (default or 0)

    def optional_integer(self, key: str) -> int | None:
        """A whole number or None where the key is left out."""
        return self._integer(key, required=False)

    def flag(self, key: str, default: bool | None = None) -> bool:
        """``true`` or ``false``."""
        value = self._get(key, required=default is None)
        if isinstance(value, bool):
            return value
        if value is not None:
            self.report("toml.not_flag", key, found=_shown(value))
        return bool(default)

    def day(self, key: str) -> date | None:
        """A date, written without quotes (``2014-05-28``); None for a missing or wrong one."""
        value = self._get(key, required=True)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if value is not None:
            self.report("toml.not_date", key, found=_shown(value))
        return None

    def choice(self, key: str, allowed: Sequence[str], default: str | None = None) -> str:
        """One of some words; the first allowed one stands in for a wrong one."""
        value = self._get(key, required=default is None)
        if value in allowed:
            return str(value)
        if value is not None:
            close = nearest(str(value), allowed)
            code = "toml.misspelt_choice" if close else "toml.unknown_choice"
            self.report(code, key, found=str(value), nearest=close, known=tuple(allowed))
        return default if default is not None else allowed[0]

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts; a single text counts as a list of one."""
        value = self._get(key, required=default is None)
        if value is None:
            return default or ()
        if isinstance(value, str):
            return (value,)
        if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
            return tuple(value)
        self.report("toml.not_texts", key, found=_shown(value))
        return default or ()

    def text_lists(self, key: str) -> tuple[tuple[str, ...], ...]:
        """A list of lists of texts; left out it is empty."""
        value = self._get(key, required=False) or []
        lists = value if isinstance(value, list) else [None]
        if all(isinstance(e, list) and all(isinstance(text, str) for text in e) for e in lists):
            return tuple(map(tuple, lists))
        self.report("toml.not_text_lists", key, found=_shown(value))
        return ()

    def decimals(self, key: str, default: tuple[Decimal, ...] | None = None) -> tuple[Decimal, ...]:
        """A list of numbers."""
        value = self._get(key, required=default is None)
        if value is None:
            return default or ()
        numbers = [_as_decimal(entry) for entry in value] if isinstance(value, list) else [None]
        found = tuple(n for n in numbers if n is not None and _fits(n))
        if len(found) == len(numbers):
            return found
        self.report("toml.not_numbers", key, found=_shown(value))
        return default or ()

    def table(self, key: str) -> TomlTable | None:
        """A table within this one; None when left out or no table. The caller finishes it."""
        value = self._get(key, required=False)
        if value is None:
            return None
        if isinstance(value, dict):
            return TomlTable(self.source, value, (*self.path, key), self.problems)
        self.report("toml.not_table", key, found=_shown(value))
        return None

    def tables(self, key: str) -> list[TomlTable]:
        """The elements of a table array (``[[key]]``); the caller finishes each."""
        value = self._get(key, required=False)
        if value is None:
            return []
        if isinstance(value, list) and all(isinstance(entry, dict) for entry in value):
            return [
                TomlTable(self.source, entry, (*self.path, key, index), self.problems)
                for index, entry in enumerate(value)
            ]
        self.report("toml.not_tables", key, found=_shown(value))
        return []

    def finish(self, *also_known: str) -> None:
        """Report every key that no getter has asked for."""
        if self.data.keys() - self._asked:
            known = self._asked.union(also_known)
            self.problems += self.source.check_keys(self.data, known, self.path)

    def _get(self, key: str, *, required: bool) -> Any:
        self._asked.add(key)
        value = self.data.get(key)
        if value is None and required:
            self.report("toml.missing_key", missing=key)
        return value

    def _number(self, key: str, *, required: bool) -> Decimal | None:
        value = self._get(key, required=required)
        if value is None:
            return None
        number = _as_decimal(value)
        if number is None:
            self.report("toml.not_number", key, found=_shown(value))
        elif not _fits(number):
            self._report_size(key)
            return None
        return number

    def _report_size(self, key: str) -> None:
        place = self.source.place(*self.path, key)
        self.problems.append(Problem("toml.number_size", place, params=LIMITS))

    def _integer(self, key: str, *, required: bool) -> int | None:
        value = self._get(key, required=required)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool):
            self.report("toml.not_integer", key, found=_shown(value))
        elif not _fits(Decimal(value)):
            self._report_size(key)
        else:
            return value
        return None


def _as_decimal(value: object) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Decimal(value)
    return value if isinstance(value, Decimal) and not value.is_nan() else None


def _fits(number: Decimal) -> bool:
    """Whether a number can be reckoned with, as a divisor too."""
    return is_workable(number) and (not number or abs(number) >= FINEST)


def _shown(value: object) -> str:
    """A value as the author wrote it, near enough to find it again."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)
