"""What may stand where a command line ends: out of the parsers themselves, and ids out of the workspace.

Of people nothing is offered: a list of names would come up at every Tab, on whatever screen is shared.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from branchkit.cli.parser import GroupParser
from branchkit.core.dates import Period, PeriodKind
from branchkit.core.errors import BranchkitError
from branchkit.core.text_width import printable
from branchkit.core.values import frozen

if TYPE_CHECKING:
    from branchkit.cli.shell import Shell
    from branchkit.plugin.contributions import Contributions

FILES = ":files"
"""Answer where a file is wanted: the shell knows how to complete one."""
_MANY = (argparse.ZERO_OR_MORE, argparse.ONE_OR_MORE)
_MONTHS = 3


@frozen
class Candidate:
    """A word, and what it stands for, which is shown beside it."""

    text: str
    told: str = ""


def candidates(typed: Sequence[str], shell: Shell) -> list[Candidate] | None:
    """What may stand for the last of the words typed, which may be empty; None where that is a file's name.

    Where something is out of order nothing is offered: who presses Tab wants no error.
    """
    from branchkit.cli.main import build_parser, global_options
    from branchkit.cli.plugins.commands import plugin_parser

    *before, last = typed
    everywhere = global_options(shell.catalog)
    line = _Line(build_parser(shell.catalog), everywhere)
    for word in before:
        line.take(word)
        if line.workspace is not None:
            shell.workspace_directory = line.workspace
        if line.unknown:
            line.enter(plugin_parser(line.unknown, shell, everywhere))
    if last == "=" and line.awaited is not None:
        last = ""
    with suppress(BranchkitError, OSError):
        found = _offered(line, last, shell)
        return None if found is None else [one for one in found if one.text.startswith(last)]
    return []


class _Line:
    """A command line as far as it goes: at which parser it has arrived, and what it waits for."""

    def __init__(
        self, parser: argparse.ArgumentParser, everywhere: argparse.ArgumentParser
    ) -> None:
        self.parser: argparse.ArgumentParser | None = parser
        self.begins = True
        self.awaited: argparse.Action | None = None
        """The option whose value comes next."""
        self.workspace: Path | None = None
        self.unknown = ""
        """A first word that is none of our commands."""
        self._everywhere = _options_of(everywhere)
        self._place = 0
        self._only_words = False

    def enter(self, parser: argparse.ArgumentParser | None) -> None:
        """Go on below a sub-command; None: an unknown one."""
        if isinstance(parser, GroupParser):
            parser.learn()
        self.parser, self._place, self.begins, self.unknown = parser, 0, False, ""

    def take(self, word: str) -> None:
        """The next word that stands there whole."""
        # bash gives the mark between an option and its value as a word of its own.
        if self.awaited is not None and word == "=":
            return
        if word.startswith("-") and len(word) > 1 and not self._only_words:
            self._take_option(word)
        elif self.awaited is not None:
            self._note(self.awaited, word)
            if self.awaited.nargs not in _MANY:
                self.awaited = None
        else:
            self._take_word(word)

    def _take_option(self, word: str) -> None:
        self.awaited = None
        if word == "--":
            self._only_words = True
            return
        name, mark, value = word.partition("=")
        action = self.options().get(name)
        if action is None or action.nargs == 0:
            return
        if mark:
            self._note(action, value)
        else:
            self.awaited = action

    def _take_word(self, word: str) -> None:
        action = self.wanted()
        if isinstance(action, argparse._SubParsersAction):
            unknown = word if self.begins and word not in action.choices else ""
            self.enter(action.choices.get(word))
            self.unknown = unknown
        elif action is not None and action.nargs not in _MANY:
            self._place += 1

    def _note(self, action: argparse.Action, value: str) -> None:
        if action.dest == "workspace":
            self.workspace = Path(value).expanduser()

    def wanted(self) -> argparse.Action | None:
        """What the next word that is no option stands for."""
        places = self.parser._get_positional_actions() if self.parser is not None else []
        return places[self._place] if self._place < len(places) else None

    def options(self) -> Mapping[str, argparse.Action]:
        """The options that may stand here, by every name they have."""
        own = _options_of(self.parser) if self.parser is not None else {}
        return {**self._everywhere, **own}


def _options_of(parser: argparse.ArgumentParser) -> dict[str, argparse.Action]:
    return dict(parser._option_string_actions)


def _offered(line: _Line, last: str, shell: Shell) -> Iterable[Candidate] | None:
    if line.awaited is not None:
        return _values(line.awaited, line.parser, shell)
    if line.parser is None:
        return []
    if last.startswith("-"):
        return _named(line.options())
    action = line.wanted()
    if action is None:
        return _named(line.options())
    if isinstance(action, argparse._SubParsersAction):
        below = [Candidate(one.dest, _told(one)) for one in action._choices_actions]
        return [*below, *(_plugins_with_commands(shell) if line.begins else ())]
    return _values(action, line.parser, shell)


def _named(options: Mapping[str, argparse.Action]) -> Iterator[Candidate]:
    for name, action in sorted(options.items()):
        if name.startswith("--") and action.help is not argparse.SUPPRESS:
            yield Candidate(name, _told(action))


def _told(action: argparse.Action) -> str:
    return printable((action.help or "").replace("%%", "%")).partition("；")[0]


def _values(
    action: argparse.Action, parser: argparse.ArgumentParser | None, shell: Shell
) -> Iterable[Candidate] | None:
    if action.type is Path:
        return None
    if action.choices is not None:
        return [Candidate(str(choice)) for choice in action.choices]
    source = _SOURCES.get(_kind(action))
    if source is None:
        return []
    group = parser.prog.rpartition(" ")[2] if parser is not None else ""
    more = _BESIDE_REGISTERS.get(group, ()) if action.dest == "register" else ()
    return [*source(shell), *map(Candidate, more)]


_BESIDE_REGISTERS = {"export": ("all", "members"), "import": ("members", "cases")}
"""What these commands take in the place of a register."""
_ORGANIZATIONS = ("org", "organization", "superior", "into", "parent", "under")
_OF_ORGANIZATIONS = ("ORG", "ORGANIZATION")
_OF_PERIODS = ("MONTH", "PERIOD")


def _kind(action: argparse.Action) -> str:
    """Whose ids an argument takes, by the names that all commands give it."""
    if action.dest in _ORGANIZATIONS or action.metavar in _OF_ORGANIZATIONS:
        return "organization"
    if action.dest == "kind":
        return "report" if action.metavar == "REPORT" else ""
    if action.metavar in _OF_PERIODS:
        return "period"
    return action.dest


def _schemes(shell: Shell) -> Iterator[Candidate]:
    for id, scheme in sorted(_contributions(shell).schemes.items()):
        yield Candidate(id, shell.catalog.local(scheme.title))


def _registers(shell: Shell) -> Iterator[Candidate]:
    for id, register in sorted(_contributions(shell).registers.items()):
        yield Candidate(id, shell.catalog.local(register.title))


def _reports(shell: Shell) -> Iterator[Candidate]:
    from branchkit.services.reports.periodic import ReportKind

    for kind in ReportKind:
        yield Candidate(str(kind), shell.catalog.text(f"report.kind.{kind}"))
    for id, spec in sorted(_contributions(shell).reports.items()):
        yield Candidate(id, shell.catalog.local(spec.title))


def _plugins(shell: Shell) -> Iterator[Candidate]:
    for plugin in _contributions(shell).plugins:
        yield Candidate(plugin.id, shell.catalog.local(plugin.title))


def _organizations(shell: Shell) -> Iterator[Candidate]:
    from branchkit.services.organizations.organizations import read_tree

    for organization in read_tree(shell.workspace().store):
        if not organization.dissolved:
            yield Candidate(organization.id, organization.name)


def _periods(shell: Shell) -> Iterator[Candidate]:
    """This month and those before, which is what most is asked about."""
    month = Period.containing(shell.clock().date())
    for steps in range(_MONTHS):
        yield Candidate(str(month.shifted(-steps)))


def _years(shell: Shell) -> Iterator[Candidate]:
    year = Period.containing(shell.clock().date(), PeriodKind.YEAR)
    yield Candidate(str(year))
    yield Candidate(str(year.previous))


_SOURCES: Mapping[str, Callable[[Shell], Iterable[Candidate]]] = {
    "scheme": _schemes,
    "register": _registers,
    "report": _reports,
    "plugin": _plugins,
    "organization": _organizations,
    "period": _periods,
    "month": _periods,
    "year": _years,
}


def _contributions(shell: Shell) -> Contributions:
    from branchkit.cli.plugins.commands import contributions_for_help

    return contributions_for_help(shell)


def _plugins_with_commands(shell: Shell) -> Iterator[Candidate]:
    from branchkit.cli.groups import GROUPS
    from branchkit.cli.plugins.commands import plugin_groups

    ours = {group.name for group in GROUPS}
    for id, title in plugin_groups(shell):
        if id not in ours:
            yield Candidate(id, title)
