"""Guards a piece of a plugin's code that is called once for each of perhaps 50,000 rows."""

from __future__ import annotations

import decimal
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from branchkit.plugin.isolation import FailureLog, Watched

_WHOLLY = 32
"""So many calls have the process set back after each, which takes a fifth of a millisecond."""


class OftenGuarded:
    """The first calls are guarded as all code of plugins; after those what the next rows need is set back: decimals, output. A row that does not end is ended, whichever it is."""

    def __init__(self, log: FailureLog, plugin: str, hook: str) -> None:
        self._log = log
        self._plugin = plugin
        self._hook = hook
        self._calls = 0

    @contextmanager
    def call(self) -> Iterator[Watched]:
        """Around one call."""
        self._calls += 1
        if self._calls <= _WHOLLY:
            with self._log.guarded(self._plugin, "raised", self._hook) as watched:
                yield watched
            return
        out, error, context = sys.stdout, sys.stderr, decimal.getcontext().copy()
        sys.stdout = sys.stderr = io.StringIO()
        try:
            with self._log.caught_in_time(self._plugin, "raised", self._hook) as watched:
                yield watched
        finally:
            sys.stdout, sys.stderr = out, error
            decimal.setcontext(context)
