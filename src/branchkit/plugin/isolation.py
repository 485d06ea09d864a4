"""Keeps the failure of one plugin from being anybody else's: exceptions become :class:`PluginFailure` values.

Codes: ``import`` (its Python cannot be loaded), ``unknown_hook`` (there is no hook of that name), ``signature`` (a hook
takes other arguments), ``raised`` (a hook or a computed metric raised), ``result`` (a hook returned something else than it
should), ``declaration`` (a TOML file is wrong, the manifest included), ``clash`` (an id that somebody else has),
``duplicate`` (two distributions for one plugin), ``unknown_metric`` (a scheme feeds on a metric that nobody declares).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from branchkit.core.errors import PluginError, Problem
from branchkit.plugin.contributions import PluginFailure

_LOG = logging.getLogger(__name__)


class FailureLog:
    """Collects failures; a strict one raises the first."""

    def __init__(self, *, strict: bool = False) -> None:
        self.failures: list[PluginFailure] = []
        self._strict = strict

    def note(self, failure: PluginFailure, cause: BaseException | None = None) -> None:
        """Keep a failure. Under strict raises ``cause``, or :class:`PluginError` ``failed`` where there is none."""
        if self._strict:
            raise cause or PluginError(
                "failed",
                plugin=failure.plugin,
                failure=failure.code,
                message=failure.message,
                place=failure.place,
            )
        if failure not in self.failures:
            self.failures.append(failure)
            _LOG.warning(
                "plugin %s: %s %s %s",
                failure.plugin,
                failure.code,
                failure.place,
                failure.message,
                exc_info=cause,
            )

    def note_problem(self, plugin: str, problem: Problem) -> None:
        """Keep what is wrong with a declaration."""
        place = problem.place
        where = f"{place.file}:{place.line}" if place.line else place.file
        message = f"{problem.code} {problem.params}"
        self.note(PluginFailure(plugin, "declaration", "", where, message, problem))

    @contextmanager
    def guarded(self, plugin: str, code: str, hook: str = "") -> Iterator[None]:
        """Run a plugin's code: what it raises, even SystemExit, is kept as a failure."""
        try:
            yield
        except (Exception, SystemExit) as error:
            message = f"{type(error).__name__}: {error}"
            self.note(PluginFailure(plugin, code, hook, _place(error), message), error)


def _place(error: BaseException) -> str:
    """Where it was raised, as "file:line"."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}:{error.lineno}"
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    return f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame else ""
