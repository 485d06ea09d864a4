"""``branchkit man``: the manual page, made of the help of all commands, so that it says what they say.

``python -m branchkit.cli.man FOLDER`` writes the pages that are installed, in both languages; ``docs/man`` has them.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from branchkit import __version__
from branchkit.cli import exit_codes
from branchkit.cli.exit_codes import OK
from branchkit.cli.parser import GroupParser, speak
from branchkit.core.text_width import printable
from branchkit.i18n.catalog import Catalog

if TYPE_CHECKING:
    from branchkit.cli.shell import Shell

VARIABLES = ("workspace", "lang", "config", "actor", "now")
"""What steers the program from outside: ``BRANCHKIT_…``."""
ENDINGS = (
    *("ok", "problems", "usage", "refused"),
    *("damaged", "plugin_failed", "crash", "interrupted"),
)
"""The codes of :mod:`branchkit.cli.exit_codes`."""
PAGES = {"zh_CN": Path("zh_CN", "branchkit.1"), "en": Path("branchkit.1")}
"""Where each language's page stands below a folder of manual pages."""
_WIDE = 10_000
"""Columns of a usage that is to be one line."""


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Nothing but how it is read."""
    parser.epilog = catalog.text("cli.man.epilog")


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Print the page."""
    for line in page(shell.catalog):
        print(line, file=shell.stdout)
    return OK


def page(catalog: Catalog) -> Iterator[str]:
    """The page line by line, in the language that argparse speaks as well."""
    from branchkit.cli.main import build_parser, global_options

    parser = build_parser(catalog)
    everywhere = set(global_options()._option_string_actions)

    def words(key: str) -> str:
        return catalog.text(f"cli.man.{key}")

    yield f'.TH BRANCHKIT 1 "" "branchkit {__version__}"'
    yield from (f".SH {words('name')}", f"branchkit \\- {_plain(words('what'))}")
    yield from (f".SH {words('synopsis')}", f".B {_plain(_usage(parser))}")
    yield from (f".SH {words('description')}", *_text(parser.description), *_text(parser.epilog))
    yield f".SH {words('options')}"
    yield from _arguments(parser, frozenset())
    yield f".SH {words('commands')}"
    for group in _below(parser):
        yield from _command(group, frozenset(everywhere), depth=0)
    yield f".SH {words('environment')}"
    for name in VARIABLES:
        yield from (".TP", f".B BRANCHKIT_{name.upper()}", *_text(words(f"variable.{name}")))
    yield f".SH {words('status')}"
    for name in ENDINGS:
        code = getattr(exit_codes, name.upper())
        yield from (".TP", f".B {code}", *_text(words(f"status.{name}")))


def _below(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for child in action.choices.values():
                if isinstance(child, GroupParser):
                    child.learn()
                yield child


def _command(
    parser: argparse.ArgumentParser, known: frozenset[str], *, depth: int
) -> Iterator[str]:
    """A command with its arguments; a group has a heading, and its commands below."""
    if not depth:
        yield f".SS {_plain(parser.prog)}"
        yield from _text(parser.description)
    below = list(_below(parser))
    if not below:
        yield from (".TP", f".B {_plain(_usage(parser))}")
        yield from _text(parser.description if depth else "")
        if arguments := list(_arguments(parser, known)):
            yield from (".RS", *arguments, ".RE")
    for child in below:
        yield from _command(child, known, depth=depth + 1)
    if not depth:
        yield from (line for part in _text(parser.epilog) for line in (".PP", part))


def _usage(parser: argparse.ArgumentParser) -> str:
    formatter = argparse.HelpFormatter(parser.prog, width=_WIDE)
    formatter.add_usage(parser.usage, parser._actions, parser._mutually_exclusive_groups, prefix="")
    return " ".join(formatter.format_help().split())


def _arguments(parser: argparse.ArgumentParser, known: frozenset[str]) -> Iterator[str]:
    """What may stand behind a command; ``known`` options are told elsewhere."""
    formatter = argparse.HelpFormatter(parser.prog, width=_WIDE)
    for action in parser._actions:
        is_told = isinstance(action, argparse._HelpAction) or known.intersection(
            action.option_strings
        )
        if is_told or isinstance(action, argparse._SubParsersAction) or not action.help:
            continue
        yield from (".TP", f".B {_plain(_invocation(action, formatter))}")
        yield from _text(formatter._expand_help(action))


def _invocation(action: argparse.Action, formatter: argparse.HelpFormatter) -> str:
    """How an argument is given, alike with every Python: argparse of 3.13 no longer repeats the value."""
    if not action.option_strings:
        return formatter._format_action_invocation(action)
    names = ", ".join(action.option_strings)
    if action.nargs == 0:
        return names
    value = action.dest.upper()
    return f"{names} {formatter._format_args(action, value)}"


def _text(text: str | None) -> Iterator[str]:
    """A text's lines, so that none of them is taken for a request."""
    for line in (text or "").split("\n"):
        if line.strip():
            yield _plain(line.strip())


def _plain(text: str) -> str:
    escaped = printable(text).replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^([.'])", r"\\&\1", escaped)


def main(arguments: Sequence[str]) -> int:
    """Write the pages that are installed below a folder."""
    folder = Path(arguments[0])
    for language, name in PAGES.items():
        speak(language)
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        lines = page(Catalog.load(language))
        target.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        print(target)
    return OK


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
