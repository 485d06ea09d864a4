"""CellStyle texts up by key and fills their figures in; the only place where codes become sentences.

Keys are symbolic (``error.score.out_of_range``). Placeholders are named, as in :meth:`str.format`.
A placeholder may name a family of texts for its value: ``{state:@sheet.state}`` with the value
``draft`` becomes the text of ``sheet.state.draft``. A key or value that is missing never raises: the
reader sees the key, which is better than losing the screen. Values come from workbooks and arguments: whatever would steer
a terminal becomes a visible mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from pathlib import Path
from string import Formatter
from typing import Any, Protocol

from branchkit.core.text_width import visible
from branchkit.i18n.messages import Messages, Texts

LANGUAGES = ("zh_CN", "en")
DEFAULT_LANGUAGE = "zh_CN"
DOMAIN = "branchkit"
ARGPARSE = "argparse"
"""The library's own messages, which it looks up itself, and those that are given to it."""
LOCALE_DIRECTORY = Path(__file__).with_name("locale")
_DECIMALS = 4
"""More of them have only figures that a division has left without an end."""
_SHOWN = 2


class Coded(Protocol):
    """Something with a code and figures: a reason, a refusal."""

    @property
    def code(self) -> str:
        """The code without its prefix."""

    @property
    def params(self) -> Mapping[str, object]:
        """The figures that the text wants."""


class Keyed(Protocol):
    """A refusal that names its own text; see :class:`branchkit.core.errors.BranchkitError`."""

    @property
    def key(self) -> str:
        """The catalog key."""

    @property
    def params(self) -> Mapping[str, object]:
        """The figures that the text wants."""


class Located(Protocol):
    """Where something stands in an outside file; see :class:`branchkit.core.errors.Place`."""

    @property
    def file(self) -> str:
        """Name of the file, or empty."""

    @property
    def line(self) -> int | None:
        """Counted from 1."""

    @property
    def sheet(self) -> str:
        """A worksheet's name, or empty."""

    @property
    def row(self) -> int | None:
        """Counted from 1."""

    @property
    def column(self) -> str:
        """A column's letter or header, or empty."""

    @property
    def key(self) -> str:
        """A dotted key, or empty."""


class Placed(Coded, Protocol):
    """A problem in data from outside."""

    @property
    def place(self) -> Located:
        """Where it stands."""


class Ended(Coded, Protocol):
    """What an action did."""

    @property
    def refused(self) -> Keyed | None:
        """Why it was not done."""

    @property
    def problems(self) -> Sequence[Placed]:
        """What was wrong with what was given."""


class Bilingual(Protocol):
    """A text that came with data."""

    def in_language(self, language: str) -> str:
        """The text in one language."""


class Catalog:
    """The texts of one language."""

    def __init__(self, language: str, texts: Texts) -> None:
        self.language = language
        self._texts = texts
        self._formatter = _TextFormatter(self)

    @classmethod
    def load(cls, language: str = DEFAULT_LANGUAGE) -> Catalog:
        """The catalog of ``language``; Chinese for a language that is not there."""
        chosen = language if language in LANGUAGES else DEFAULT_LANGUAGE
        return cls(
            chosen, Messages.read(LOCALE_DIRECTORY / chosen / "LC_MESSAGES" / f"{DOMAIN}.mo")
        )

    def translated(self, language: str, texts: Mapping[str, str]) -> Catalog:
        """A catalog of another language, with these texts and, for what they lack, those of this one."""
        return Catalog(language, _Over(texts, self._texts))

    def has(self, key: str) -> bool:
        """Whether there is a text of this key."""
        return self._texts.gettext(key) != key

    def template(self, key: str) -> str:
        """A text as the catalog has it, placeholders and all."""
        return self._texts.gettext(key)

    def text(self, key: str, /, **params: object) -> str:
        """The text of ``key`` with its placeholders filled in."""
        template = self._texts.gettext(key)
        if template == key:
            return _bare(key, params)
        if "{" not in template and "}" not in template:
            return template
        return self._formatter.vformat(template, (), params)

    def code(self, family: str, code: object) -> str:
        """The text of one of a few codes (``<family>.<code>``); what another version has kept is said to be unknown."""
        key = f"{family}.{code}"
        return self.text(key) if self.has(key) else self.text("common.value.unknown", code=code)

    def titled(self, key: str, title: Bilingual | None) -> str:
        """The text of ``key``, or what came with data where the program has none; without either the end of the key."""
        if self.has(key):
            return self.text(key)
        return visible((title and self.local(title)) or key.rpartition(".")[2])

    def error(self, error: Keyed) -> str:
        """Why an operation was refused."""
        return self.text(error.key, **error.params)

    def outcome(self, outcome: Ended) -> str:
        """What was done (``outcome.<code>``), or why not; empty where there is nothing to say."""
        if outcome.refused is not None:
            return self.error(outcome.refused)
        for problem in outcome.problems:
            return self.problem(problem)
        return self.text(f"outcome.{outcome.code}", **outcome.params) if outcome.code else ""

    def problem(self, problem: Placed) -> str:
        """Where something stands and what is wrong with it (``problem.<code>``)."""
        text = self.text(f"problem.{problem.code}", **problem.params)
        place = self.place(problem.place)
        return self.text("common.place.then", place=place, text=text) if place else text

    def place(self, place: Located) -> str:
        """A place in words, outermost part first; empty when nothing is known."""
        parts = (
            ("file", place.file),
            ("sheet", place.sheet),
            ("line", place.line),
            ("row", place.row),
            ("column", place.column),
            ("key", place.key),
        )
        known = [
            self.text(f"common.place.{name}", **{name: value})
            for name, value in parts
            if value not in (None, "")
        ]
        return self.text("common.place.separator").join(known)

    def reason(self, reason: Coded) -> str:
        """One step on the way to the points (``reason.<code>``)."""
        return self.text(f"reason.{reason.code}", **reason.params)

    def refusal(self, refusal: Coded) -> str:
        """Why typed points do not fit (``refusal.<code>``)."""
        return self.text(f"refusal.{refusal.code}", **refusal.params)

    def local(self, text: Bilingual) -> str:
        """A text that came with data, in this catalog's language."""
        return text.in_language(self.language)

    def listed(self, values: Iterable[object]) -> str:
        """Values one after the other, separated as the language does it."""
        return self.text("common.list.separator").join(self.shown(value) for value in values)

    def shown(self, value: object) -> str:
        """A value inside a sentence."""
        match value:
            case str():
                return visible(value)
            case None:
                return self.text("common.value.none")
            case bool():
                return self.text("common.value.yes" if value else "common.value.no")
            case list() | tuple() | set() | frozenset():
                return self.listed(value)
        if hasattr(value, "in_language"):
            return self.local(value)
        if hasattr(value, "quantize"):
            return _figure(value)
        return visible(str(value))


class _Over:
    """Texts that lie over a catalog."""

    def __init__(self, texts: Mapping[str, str], below: Texts) -> None:
        self._texts = texts
        self._below = below

    def gettext(self, message: str, /) -> str:
        return self._texts.get(message) or self._below.gettext(message)


class _TextFormatter(Formatter):
    """str.format without its traps: nothing raises, no attribute of a value can be reached."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def get_field(
        self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> tuple[Any, str]:
        return kwargs.get(field_name, f"{{{field_name}}}"), field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec.startswith("@"):
            key = f"{format_spec[1:]}.{value}"
            if self._catalog.has(key):
                return self._catalog.text(key)
            if isinstance(value, Enum):
                return self._catalog.code(format_spec[1:], value)
            return self._catalog.shown(value)
        if format_spec:
            try:
                return visible(format(value, format_spec))
            except (TypeError, ValueError):
                return visible(str(value))
        return self._catalog.shown(value)


def _figure(number: Any) -> str:
    """As it is; of a share that never ends two decimals. Decimal is not imported here: most starts do without it."""
    exponent = number.as_tuple().exponent
    endless = isinstance(exponent, int) and exponent < -_DECIMALS
    return f"{number:.{_SHOWN}f}" if endless else str(number)


def _bare(key: str, params: Mapping[str, object]) -> str:
    return visible(" ".join([key, *(f"{name}={value}" for name, value in params.items())]))
