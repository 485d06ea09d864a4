"""Keeps the failure of one plugin from being anybody else's: exceptions become :class:`PluginFailure` values.

Codes, of which the last four cost nothing:

* ``import``: its Python cannot be loaded; ``dependency``: it needs a package that is not installed
* ``unknown_hook``: there is no hook of that name; ``signature``: a hook takes other arguments
* ``raised``: a hook, or what a hook named, raised; ``result``: it returned something else than it should
* ``number``: a metric gave a figure that cannot be reckoned with (NaN, endless, too large)
* ``bounds``: a rule gave points that its criterion does not have
* ``deadline``: it was ended, since it had not come to an end by itself; the message is its seconds
* ``stuck``: the same, where only the process in which it ran could be ended; ``ended``: it ended that process
* ``declaration``: a TOML file is wrong; ``manifest``: that of the plugin itself is, and nothing of it is used
* ``clash``: an id that it has used already; ``foreign``: an id that is not its own to give
* ``rivals``: two distributions for one plugin, of which neither is used
* ``needs``: what it needs is not there, so it is left out whole
* ``duplicate``: a workspace's folder called like an installed plugin; ``reserved``: a plugin called like the program's own
* ``python_in_folder``: a plugin in a workspace's folder names hooks
* ``target_form``: a screen, a report or whatever else stands behind a dotted name is not named by module and name
* ``command_form``: a command that could not be typed as it is declared
* ``key_taken``: an action wants a key that does something else on its screen
* ``unknown_metric``: a scheme feeds on a metric that nobody declares
* ``slow``: it did its work and took long for it
* ``printed``: it wrote to the terminal, where its words were kept from arriving
* ``changed``: it changed something of the process, which was set back
* ``doubled``: two distributions bring it, and hold the same

The failure is told in words (:func:`words_of`) on the plugins screen and by the command line: what broke, where, and what helps.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Protocol

from branchkit.core.errors import PluginError, Problem
from branchkit.core.masking import without_numbers
from branchkit.plugin.alarm import PATIENCE, DeadlinePassed, alarm
from branchkit.plugin.contributions import (
    CHANGED,
    DEADLINE,
    PRINTED,
    SLOW,
    Contributions,
    PluginFailure,
)
from branchkit.plugin.holdings import BUILT_IN_ID
from branchkit.plugin.surroundings import Interruptions, Outcry, kept_surroundings

if TYPE_CHECKING:
    from branchkit.core.texts import LocalText
    from branchkit.i18n.catalog import Catalog


_LOG = logging.getLogger(__name__)
machine_timer: Callable[[], float] = perf_counter
"""What tells seconds where nothing else is given; tests put one there that stands still."""
LIMIT = 0.5
"""Seconds from which on a hook, an import or a metric is noted as slow; half of what a whole start may take."""


_FORMS = {SLOW: ".1f", PRINTED: ".0f"}
"""How a warning's figure is written."""


class Watched:
    """What became of a piece of a plugin's code; ``failure`` is set when it has ended."""

    def __init__(self) -> None:
        self.failure: PluginFailure | None = None


class FailureLog:
    """Collects failures; a strict one raises the first.

    ``timer`` tells seconds, the machine's own where none is given; a call that takes longer than :data:`LIMIT` is noted. One that takes
    longer than ``patience`` seconds is ended (:mod:`~branchkit.plugin.alarm`), with the program if need be where it is the ``last_resort``.
    """

    def __init__(
        self,
        *,
        strict: bool = False,
        timer: Callable[[], float] | None = None,
        failures: list[PluginFailure] | None = None,
        patience: float = PATIENCE,
        last_resort: bool = False,
    ) -> None:
        self.failures: list[PluginFailure] = [] if failures is None else failures
        self._strict = strict
        self._timer = timer or machine_timer
        self._patience = patience
        self._last_resort = last_resort
        self._homes: dict[str, Path] = {}

    @classmethod
    def of(cls, contributions: Contributions) -> FailureLog:
        """The log that goes on where loading ended: for screens, reports and metrics."""
        log = cls(
            strict=contributions.strict,
            failures=contributions.failures,
            patience=contributions.patience,
            last_resort=True,
        )
        for plugin in contributions.plugins:
            if plugin.directory is not None:
                log.settle(plugin.id, plugin.directory)
        return log

    def settle(self, plugin: str, directory: Path) -> None:
        """Say in which folder a plugin's own code lies: of all frames of a traceback its author looks for that one."""
        self._homes[plugin] = directory

    def note(self, failure: PluginFailure, cause: BaseException | None = None) -> None:
        """Keep a failure. Under strict raises ``cause``, or :class:`PluginError` ``failed`` where there is none."""
        if self._strict and not failure.is_warning:
            raise cause or PluginError(
                "failed",
                plugin=failure.plugin,
                failure=failure.code,
                message=failure.message,
                place=failure.place,
            )
        if failure not in self.failures:
            self.failures.append(failure)
            # What was raised has its kind and place in the traceback; its words are the plugin author's to see.
            said = "" if cause else failure.message
            where = (failure.plugin, failure.code, failure.place, said)
            _LOG.warning("plugin %s: %s %s %s", *where, exc_info=cause)

    def merge(self, failure: PluginFailure) -> None:
        """Take in what another process has kept and logged."""
        if failure.is_warning:
            self._note_most(failure.plugin, failure.code, failure.hook, float(failure.message))
        elif failure not in self.failures:
            self.failures.append(failure)

    def note_problem(self, plugin: str, problem: Problem, code: str = "declaration") -> None:
        """Keep what is wrong with a declaration."""
        place = problem.place
        where = f"{place.file}:{place.line}" if place.line else place.file
        message = f"{problem.code} {problem.params}"
        self.note(PluginFailure(plugin, code, "", where, message, problem))

    def note_raised(self, plugin: str, code: str, hook: str, error: BaseException) -> PluginFailure:
        """Keep what a plugin's code raised, with the place in its own files."""
        message = f"{type(error).__name__}: {without_numbers(str(error))}"
        failure = PluginFailure(plugin, code, hook, self._place(plugin, error), message)
        self.note(failure, error)
        return failure

    @contextmanager
    def guarded(
        self,
        plugin: str,
        code: str,
        hook: str = "",
        *,
        passing: tuple[type[BaseException], ...] = (),
    ) -> Iterator[Watched]:
        """Run a plugin's code: whatever it raises, even SystemExit, is kept as a failure; what takes long is noted, and what does
        not end is ended.

        Afterwards the process is what it was (:mod:`~branchkit.plugin.surroundings`). A Ctrl+C at the terminal passes, and
        so does what is ``passing``: refusals, which are no fault.
        """
        began, outcry, interruptions = self._timer(), Outcry(), Interruptions()
        try:
            with self.caught(plugin, code, hook, passing=passing, unless=interruptions) as watched:
                if plugin == BUILT_IN_ID:
                    yield watched
                else:
                    bell = alarm(self._patience, plugin, last_resort=self._last_resort)
                    with interruptions.listening(), kept_surroundings(outcry), bell:
                        yield watched
        finally:
            if outcry.characters:
                self._note_most(plugin, PRINTED, hook or code, outcry.characters)
            for what in outcry.changed:
                self.note(PluginFailure(plugin, CHANGED, hook or code, message=what))
        seconds = self._timer() - began
        if seconds > LIMIT and watched.failure is None:
            self._note_most(plugin, SLOW, hook or code, seconds)

    @contextmanager
    def caught(
        self,
        plugin: str,
        code: str,
        hook: str = "",
        *,
        passing: tuple[type[BaseException], ...] = (),
        unless: Interruptions | None = None,
    ) -> Iterator[Watched]:
        """Keep what is raised as a failure, and no more: for declarations, and for cells, of which a screen has hundreds."""
        watched = Watched()
        try:
            yield watched
        except passing:
            raise
        except DeadlinePassed as passed:
            place = self._place(plugin, passed)
            watched.failure = PluginFailure(plugin, DEADLINE, hook or code, place, str(passed))
            self.note(watched.failure, passed)
        except BaseException as error:
            if unless is not None and unless.arrived:
                raise
            watched.failure = self.note_raised(plugin, code, hook, error)

    @contextmanager
    def caught_in_time(
        self, plugin: str, code: str, hook: str, *, passing: tuple[type[BaseException], ...] = ()
    ) -> Iterator[Watched]:
        """As :meth:`caught`, and what does not end is ended."""
        kept = self.caught(plugin, code, hook, passing=passing)
        with kept as watched, alarm(self._patience, plugin):
            yield watched

    def _note_most(self, plugin: str, code: str, hook: str, figure: float) -> None:
        """Of several calls of one hook the one that took longest, or printed most, counts."""
        earlier = [f for f in self.failures if (f.plugin, f.code, f.hook) == (plugin, code, hook)]
        if any(float(failure.message) >= figure for failure in earlier):
            return
        for failure in earlier:
            self.failures.remove(failure)
        self.note(PluginFailure(plugin, code, hook, message=f"{figure:{_FORMS[code]}}"))

    def _place(self, plugin: str, error: BaseException) -> str:
        """Where it was raised, as "file:line": the innermost place in the plugin's own files, where there is one."""
        if isinstance(error, SyntaxError) and error.filename:
            return f"{error.filename}:{error.lineno}"
        home = self._homes.get(plugin)
        innermost = own = ""
        frame = error.__traceback__
        while frame is not None:
            file = frame.tb_frame.f_code.co_filename
            innermost = f"{file}:{frame.tb_lineno}"
            if home is not None and Path(file).is_relative_to(home):
                own = innermost
            frame = frame.tb_next
        return own or innermost


class Targeted(Protocol):
    """A spec that names a class or function of a plugin."""

    @property
    def id(self) -> str:
        """By which it is known."""

    @property
    def title(self) -> LocalText:
        """What people call it."""

    @property
    def target(self) -> str:
        """``pkg.module:name``."""


def load_target(contributions: Contributions, kind: str, spec: Targeted) -> object:
    """The class or function behind a spec; ``kind`` is the field of the contributions that it stands in.

    Raises :class:`PluginError` ``target`` when it cannot be imported, which is kept as a failure as well.
    """
    log = FailureLog.of(contributions)
    plugin = contributions.owners.get((kind, spec.id), spec.id)
    found, failure = import_target(log, plugin, spec)
    if failure is not None:
        raise refused("target", spec, failure)
    return found


def import_target(
    log: FailureLog, plugin: str, spec: Targeted
) -> tuple[object, PluginFailure | None]:
    """The class or function behind a spec, or the failure that has been kept."""
    module, _, name = spec.target.partition(":")
    found: object = None
    with log.guarded(plugin, "import", spec.id) as watched:
        found = getattr(importlib.import_module(module), name)
    return found, watched.failure


def refused(code: str, spec: Targeted, failure: PluginFailure) -> PluginError:
    """What is said in the bottom line: the place without the way to its folder, which stands with the failure."""
    return PluginError(
        code,
        plugin=failure.plugin,
        title=spec.title,
        place=Path(failure.place).name,
        message=failure.message,
    )


def words_of(failure: PluginFailure, catalog: Catalog) -> str:
    """What went wrong; a declaration's fault says itself where it stands."""
    if failure.problem is not None:
        said = catalog.problem(failure.problem)
        is_manifest = failure.code == "manifest"
        return catalog.text("plugin.failure.manifest", message=said) if is_manifest else said
    message = failure.message
    if failure.code == CHANGED:
        message = catalog.text(f"plugin.changed.{message}")
    text = catalog.text(
        f"plugin.failure.{failure.code}",
        plugin=failure.plugin,
        hook=failure.hook,
        place=failure.place,
        message=message,
    )
    if not failure.place or failure.place in text:
        return text
    return catalog.text("plugin.failure.at", text=text, place=failure.place)


def place_of(function: object) -> str:
    """Where a function begins, as "file:line"; empty where it has no Python."""
    code = getattr(_unwrapped(function), "__code__", None)
    return f"{code.co_filename}:{code.co_firstlineno}" if code is not None else ""


def _unwrapped(function: object) -> object:
    """What a partial or a bound method calls."""
    while inner := getattr(function, "func", None) or getattr(function, "__func__", None):
        function = inner
    return function


def remedy_of(failure: PluginFailure, catalog: Catalog) -> str:
    """What to do about it."""
    return catalog.text(f"plugin.remedy.{failure.code}", plugin=failure.plugin)


def lines_of(failure: PluginFailure, catalog: Catalog, width: int) -> list[str]:
    """What went wrong and what to do about it, folded by cells."""
    from branchkit.core.text_width import wrap

    said = wrap(words_of(failure, catalog), width)
    return [*said, *wrap(remedy_of(failure, catalog), width)]
