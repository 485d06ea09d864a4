"""What a command is handed: catalog, streams, the workspace, and the ways to speak.

stdout is data, stderr is narration; a command that prints anything prints it through here.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from branchkit.core.access.asking import require
from branchkit.core.access.roles import Operation
from branchkit.core.actors import Actor
from branchkit.core.errors import Problem, SettingsError, WorkspaceError
from branchkit.core.text_width import printable, visible, without_controls
from branchkit.i18n.catalog import Catalog
from branchkit.settings import UserSettings

if TYPE_CHECKING:
    import argparse

    from branchkit.bootstrap import Workspace
    from branchkit.core.outcomes import Outcome
    from branchkit.core.ports import UnitOfWork
    from branchkit.core.tables import Table, Value
    from branchkit.plugin.contributions import Contributions
    from branchkit.plugin.discovery import InstalledPlugin


class GuardedStream(io.TextIOWrapper):
    """stdout or stderr, on which whatever steers a terminal comes out as a visible mark, whoever writes it.

    Into a file or a pipe, ``keeping_text``, marks of direction and of zero width stay as they are: they are part of the
    text, and a file steers nothing. Controls never pass.
    """

    def __init__(self, stream: io.TextIOWrapper, *, keeping_text: bool) -> None:
        stream.flush()
        # A rare character in a GBK terminal must not end the program; it comes out as its number.
        super().__init__(
            stream.buffer,
            encoding=stream.encoding,
            errors="backslashreplace",
            line_buffering=stream.line_buffering,
        )
        self.unguarded = stream
        """For what draws by itself, as rich does, and takes care of its texts."""
        self._shown = without_controls if keeping_text else visible

    def write(self, text: str) -> int:
        """Write it; as many characters as were given."""
        super().write(self._shown(text))
        return len(text)


@contextmanager
def guarded_streams() -> Iterator[tuple[TextIO, TextIO]]:
    """The program's stdout and stderr, guarded; what is no stream of bytes (a test's) stays as it is."""
    opened = []

    def guarded(stream: TextIO, *, keeping_text: bool) -> TextIO:
        if not isinstance(stream, io.TextIOWrapper):
            return stream
        opened.append(GuardedStream(stream, keeping_text=keeping_text))
        return opened[-1]

    try:
        yield (
            guarded(sys.stdout, keeping_text=not _is_terminal(sys.stdout)),
            guarded(sys.stderr, keeping_text=False),
        )
    finally:
        for stream in opened:
            stream.flush()
            stream.detach()


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


class OpenFormats(tuple[str, ...]):
    """Names of formats of ours; argparse takes what may be a plugin's besides, which is known when the workspace is open."""

    def __contains__(self, format: object) -> bool:
        return super().__contains__(format) or (isinstance(format, str) and "." in format)


FORMATS = ("text", "json", "csv")
"""What ``--format`` of a command takes."""
LIST_FORMATS = OpenFormats(FORMATS)
"""What that of a list of records, members or duties takes."""


def _plain(value: Value) -> Value:
    """A value without the enumeration that it may be of."""
    return str(value) if isinstance(value, str) else value


def silence(stream: TextIO) -> None:
    """Send nowhere what is still to be written, by the interpreter at its end too."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@dataclass(slots=True)
class Shell:
    """The surroundings of one command."""

    catalog: Catalog
    stdout: TextIO
    stderr: TextIO
    clock: Callable[[], datetime]
    actor: Actor
    user_settings: UserSettings
    user_settings_path: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    workspace_directory: Path | None = None
    """As named on the command line, by the environment or in the user's settings, in this order."""
    safe_mode: bool = False
    strict: bool = False
    installed: Callable[[], Sequence[InstalledPlugin]] | None = None
    """Who says which plugins there are; None: those that are installed."""
    settings_error: SettingsError | None = None
    """Why the user's settings could not be read; the defaults are in use."""
    _workspace: Workspace | None = None

    @property
    def has_workspace(self) -> bool:
        """Whether a workspace has been opened."""
        return self._workspace is not None

    def workspace(self) -> Workspace:
        """The workspace, opened at the first call; raises ``workspace.none`` when no folder is known."""
        if self._workspace is None:
            if self.workspace_directory is None:
                raise WorkspaceError("none")
            self._workspace = self.open_workspace(self.workspace_directory)
        return self._workspace

    def organization_meant(self, query: str) -> str:
        """The id of the organisation that is meant by a name or an id.

        Raises :class:`~branchkit.core.errors.OrganizationError` ``unknown`` or ``several``, and ``AccessError`` where the user may not look at
        it: there would be empty lists, which is no answer.
        """
        from branchkit.services.organizations.organizations import read_tree, the_organization

        store = self.workspace().store
        org = the_organization(read_tree(store), query).id
        require(store, Operation.READ, [org])
        return org

    def open_workspace(self, directory: Path, settings: UserSettings | None = None) -> Workspace:
        """Another workspace with the same surroundings, or with the user's ``settings`` as they are from now on; the
        caller closes it."""
        from branchkit.bootstrap import open_workspace
        from branchkit.plugin.alarm import patience_of
        from branchkit.plugin.discovery import installed_plugins

        self.user_settings = settings or self.user_settings
        return open_workspace(
            directory,
            settings=self.user_settings,
            catalog=self.catalog,
            actor=self.actor,
            clock=self.clock,
            safe_mode=self.safe_mode,
            strict=self.strict,
            installed=self.installed or installed_plugins,
            patience=patience_of(self.environment),
            apart=True,
        )

    def contributions(self) -> Contributions:
        """What there is in the workspace, or, where no folder is known, what the program and its plugins bring."""
        if self.workspace_directory is not None:
            return self.workspace().contributions
        from branchkit.plugin.alarm import patience_of
        from branchkit.plugin.discovery import installed_plugins
        from branchkit.plugin.manager import load_contributions

        return load_contributions(
            None,
            disabled=self.user_settings.disabled_plugins,
            safe_mode=self.safe_mode,
            strict=self.strict,
            installed=self.installed or installed_plugins,
            patience=patience_of(self.environment),
        )

    def close(self) -> None:
        """Close the workspace if it was opened, and say if the clock was behind when something was written; may be called
        again."""
        if self._workspace is not None:
            if last := self._workspace.store.clock_behind():
                now = self.clock()
                self.say(
                    "cli.clock_behind",
                    now=f"{now:%Y-%m-%d %H:%M}",
                    last=f"{last.astimezone(now.tzinfo):%Y-%m-%d %H:%M}",
                )
            workspace, self._workspace = self._workspace, None
            workspace.close()
            self._tell_of_events(workspace.contributions)

    def _tell_of_events(self, contributions: Contributions) -> None:
        """What plugins did after commits had no place where its failure would be seen."""
        for failure in contributions.failures if contributions.events else ():
            from branchkit.plugin.hookspecs import EVENTS
            from branchkit.plugin.isolation import words_of

            if failure.hook == EVENTS:
                text = words_of(failure, self.catalog)
                self.say("cli.plugins.failure", plugin=failure.plugin, text=text)

    def say(self, key: str, /, **params: object) -> None:
        """A line of narration on stderr."""
        self.tell(self.catalog.text(key, **params))

    def show_outcome(self, outcome: Outcome[Any]) -> None:
        """Say what was done: ``cli.outcome.<code>``, where the command line has more to say, or ``outcome.<code>``.

        Raises what refused it.
        """
        if outcome.refused is not None:
            raise outcome.refused
        more = f"cli.outcome.{outcome.code}"
        text = self.catalog.text(more, **outcome.params) if self.catalog.has(more) else ""
        self.tell(text or self.catalog.outcome(outcome))

    def tell(self, text: str) -> None:
        """A ready text on stderr; that nobody can read it ends no work."""
        try:
            print(text, file=self.stderr, flush=True)
        except OSError:
            silence(self.stderr)

    def emit(self, table: Table, format: str = "text") -> None:
        """A table on stdout as ``text`` (aligned by cells), ``json`` (a list of objects) or ``csv``, or in a plugin's format."""
        if format not in FORMATS:
            from branchkit.core.tables import Report
            from branchkit.services.reports.formats import ReportFormats

            formats = ReportFormats(self.contributions())
            rows = tuple(tuple(map(_plain, row)) for row in table.rows)
            report = Report(table.title, (replace(table, rows=rows),))
            formats.write_stream(report, format, self.stdout)
            return
        from branchkit.exchange.writers.delimited import render

        render(table, format, self.stdout)

    def emit_object(self, value: Mapping[str, Any], format: str = "text") -> None:
        """One object on stdout; as text it is a line for each key."""
        if format == "json":
            from branchkit.exchange.writers.delimited import render_object

            render_object(value, self.stdout)
            return
        for key, part in value.items():
            print(f"{key}: {self.catalog.shown(part)}", file=self.stdout)

    def answer(self, value: Mapping[str, Any], format: str, key: str, /, **params: object) -> None:
        """What came of a command, on stdout: ``value`` for programs, as text the sentence of ``key``."""
        if format == "text":
            print(self.catalog.text(key, **params), file=self.stdout)
        else:
            self.emit_object(value, format)

    def problems(self, problems: Iterable[Problem]) -> None:
        """Problems in data, a line each on stderr, errors and warnings told apart."""
        for problem in problems:
            text = self.catalog.problem(problem)
            self.say(f"cli.severity.{problem.severity}", text=text)


class CommandContext:
    """One call of a command: what was asked (``args``), of whom (``org``), on which day (``today``)."""

    def __init__(self, args: argparse.Namespace, shell: Shell) -> None:
        self.args = args
        self.shell = shell
        self.workspace = shell.workspace()
        self.store = self.workspace.store
        self.catalog = shell.catalog
        self.org: str = args.org or self.workspace.organization
        self.today = self.workspace.clock().date()

    def begin(self, action: str) -> UnitOfWork:
        """A transaction in the user's name."""
        return self.store.begin(self.workspace.actor, action)


Show = Callable[[int, int | None, str], None]
"""How much is done, of how much if that is known, and what is being done."""


@contextmanager
def progress(shell: Shell) -> Iterator[Show]:
    """The bar, gone when the block ends."""
    if not shell.stderr.isatty():
        yield lambda done, total, text: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(bar_width=30), MofNCompleteColumn())
    console = Console(file=getattr(shell.stderr, "unguarded", shell.stderr))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total, text: bar.update(
            task, completed=done, total=total, description=printable(text)
        )
