"""argparse as this program uses it: groups imported when called, messages translated, help folded by cells."""

from __future__ import annotations

import argparse
import gettext
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from types import ModuleType
from typing import Any

from branchkit.core.text_width import is_plain, visible
from branchkit.core.values import frozen
from branchkit.i18n.catalog import ARGPARSE, DEFAULT_LANGUAGE, LANGUAGES, LOCALE_DIRECTORY, Catalog


@frozen
class Group:
    """A command group: its name, and the module with ``add_arguments`` and ``run``."""

    name: str
    module: str

    @property
    def help_key(self) -> str:
        """Key of the line in ``--help``."""
        return f"cli.group.{self.name}"

    def load(self) -> ModuleType:
        """Import the module; nothing else of the command line does."""
        return import_module(self.module)


class HelpFormatter(argparse.HelpFormatter):
    """Folds by terminal cells: a Chinese character takes two, and argparse counts characters."""

    def __init__(self, prog: str) -> None:
        # argparse folds the usage by itself, by characters: its Chinese prefix needs room.
        columns = min(_columns(), 100) - 4
        super().__init__(prog, max_help_position=28, width=columns)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return folded(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        paragraphs = (folded(part, width - len(indent)) for part in text.split("\n"))
        return "\n".join(indent + line for lines in paragraphs for line in lines or [""])


def _columns() -> int:
    """How wide the terminal is. shutil tells it too, and loads all that files are packed with: argparse asks at each argument."""
    with suppress(KeyError, ValueError):
        if (columns := int(os.environ["COLUMNS"])) > 0:
            return columns
    with suppress(OSError, ValueError):
        if sys.__stdout__ is not None:
            return os.get_terminal_size(sys.__stdout__.fileno()).columns or _COLUMNS
    return _COLUMNS


_COLUMNS = 80
"""Where nobody says how many there are."""


def folded(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` cells; breaks between words, and between Chinese characters."""
    from branchkit.core.text_width import wrap

    return wrap(text, max(width, 10))


class Parser(argparse.ArgumentParser):
    """The parser of the program and of everything below it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"formatter_class": HelpFormatter, "allow_abbrev": False, **options})
        self.register("type", None, plain_text)

    def _match_arguments_partial(
        self, actions: Sequence[argparse.Action], arg_strings_pattern: str
    ) -> list[int]:
        """Words that may be left out are not given up before the last option: they may stand behind it."""
        counts = super()._match_arguments_partial(actions, arg_strings_pattern)
        while counts and not counts[-1] and "O" in arg_strings_pattern:
            counts.pop()
        return counts

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse, but for words of which there may be any number: they may stand before, behind and between options."""
        namespace, rest = super().parse_known_args(args, namespace)
        several = (argparse.ZERO_OR_MORE, argparse.ONE_OR_MORE)
        many = next((a for a in self._get_positional_actions() if a.nargs in several), None)
        if many is None:
            return namespace, rest
        words = [word for word in rest if not self._is_option(word)]
        values = [self._get_value(many, word) for word in words]
        setattr(namespace, many.dest, [*(getattr(namespace, many.dest) or ()), *values])
        return namespace, [word for word in rest if self._is_option(word)]

    def _is_option(self, word: str) -> bool:
        return word[:1] in self.prefix_chars and len(word) > 1

    def _print_message(self, message: str, file: Any = None) -> None:
        """As argparse, which does not care whether help and version have been written; raises OSError where they have not."""
        if not message:
            return
        if file is sys.stdout:
            file.write(visible(message))
            file.flush()
        else:
            super()._print_message(visible(message), file)


def plain_text(text: str) -> str:
    """An argument that is a text; the type of all that name no other. A file's name (:class:`Path`) may hold anything."""
    if not is_plain(text):
        raise argparse.ArgumentTypeError(gettext.gettext("cli.argument.steers").format(text=text))
    return text


class Words(tuple[str, ...]):
    """What the codes of a choice are called; argparse names these, and asks whether a code is among the choices."""

    codes: Mapping[str, str]
    """Word → code."""

    def __contains__(self, code: object) -> bool:
        return code in self.codes.values()


def worded(catalog: Catalog, words: Mapping[str, str]) -> dict[str, Any]:
    """What ``add_argument`` is given for a choice of codes: the user sees and types their words; a code is taken as well.

    ``words`` are by code. Where the codes are words of the user's language, as in English, they are shown themselves.
    """
    shown = Words(words if catalog.language == "en" else words.values())
    shown.codes = {word: code for code, word in words.items()} | {code: code for code in words}

    def read(text: str) -> str:
        return shown.codes.get(plain_text(text), text)

    return {"type": read, "choices": shown, "metavar": "{" + ",".join(shown) + "}"}


def also(words: Mapping[str, str]) -> Callable[[str], str]:
    """The type of an argument of which some values have words: those are taken too, one after the other between commas.

    ``words`` are by code.
    """
    codes = {word: code for code, word in words.items()}

    def read(text: str) -> str:
        parts = plain_text(text).replace("，", ",").replace("、", ",").split(",")
        named = [codes.get(part.strip()) for part in parts]
        return text if None in named else ",".join(part for part in named if part)

    return read


def personal_words(catalog: Catalog, names: Sequence[str]) -> dict[str, Any]:
    """What ``add_argument`` is given for ``--unmask``: the personal fields of these names."""
    words = {name: catalog.text(f"cli.personal.{name}") for name in names}
    shown = names if catalog.language == "en" else list(words.values())
    return {"type": also(words), "default": "", "metavar": ",".join(shown)}


PRIVATELY = "-"
"""Stands for a line of standard input, which nobody else finds in the list of processes."""


def private_text(title: str) -> Callable[[str], str]:
    """The type of an argument with personal data, called ``title`` where it is asked for: a text, or :data:`PRIVATELY`."""

    def read(text: str) -> str:
        if text != PRIVATELY:
            return plain_text(text)
        line = private_line(title)
        if line is None:
            raise argparse.ArgumentTypeError(
                gettext.gettext("cli.argument.no_line").format(field=title)
            )
        return plain_text(line)

    return read


def private_line(title: str) -> str | None:
    """The next line of standard input; at a terminal it is asked for. None when there is none."""
    if sys.stdin is None:
        return None
    if sys.stdin.isatty():
        ask = gettext.gettext("cli.argument.ask").format(field=title)
        print(ask, end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    return line.strip() if line else None


class GroupParser(Parser):
    """The parser of one group: learns its arguments when the command line has come to it."""

    def __init__(self, *, group: Group, catalog: Catalog, **options: Any) -> None:
        self._unmade: dict[str, Any] | None = options
        self._group: Group | None = group
        self._catalog = catalog

    def __getattr__(self, name: str) -> Any:
        """Be made once somebody wants something of it: there are two dozen, and a start of the app calls none."""
        if name == "_unmade" or self._unmade is None:
            raise AttributeError(name)
        options, self._unmade = self._unmade, None
        super().__init__(**options)
        return getattr(self, name)

    def learn(self) -> None:
        """Have the group's arguments; its module is imported at the first call."""
        if self._group is not None:
            module = self._group.load()
            self._group = None
            module.add_arguments(self, self._catalog)
            self.set_defaults(run_group=module.run)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse, with the group's arguments."""
        self.learn()
        return super().parse_known_args(args, namespace)

    def add_subparsers(self, **options: Any) -> Any:
        """As argparse; what stands below a group is an ordinary parser."""
        return super().add_subparsers(**{"parser_class": Parser, **options})


def speak(language: str) -> None:
    """Let argparse's own messages come from our catalogs; it asks gettext's default domain."""
    # Of another language than these there is no catalog that gettext could read.
    os.environ["LANGUAGE"] = language if language in LANGUAGES else DEFAULT_LANGUAGE
    gettext.bindtextdomain(ARGPARSE, str(LOCALE_DIRECTORY))
    gettext.textdomain(ARGPARSE)
