"""A screen that waits for what plugins' Python is asked: it goes on, says whose it is, and Esc gives up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import monotonic

from branchkit.plugin.contributions import ENDED
from branchkit.plugin.questions import Reply
from branchkit.screens.context import Context

PAUSE = 0.05
"""Seconds between two looks; nothing is looked at while nothing is awaited."""
NOTICE = 0.5
"""Seconds from which on it is said that there is something to wait for."""
BRIEF = 0.3
"""Seconds that a key may wait, so that what is asked mostly stands when the key has been answered."""


class PluginWait:
    """What one screen waits for. Without a worker there is never anything."""

    def __init__(self, context: Context, awaited: Callable[[], Sequence[Reply]]) -> None:
        workspace = context.workspace
        self._process = workspace.plugin_process if workspace else None
        self._catalog = context.catalog
        self._awaited = awaited

    def steps(self, changed: Callable[[str], None]) -> Iterator[float]:
        """Look until everything is answered, with a pause after each look.

        ``changed`` is called when something has come or the words have changed, with the words of what has been ended, "" where
        nothing has.
        """
        process, before = self._process, list(self._awaited())
        if process is None or not before:
            return
        said = ""
        while before:
            process.attend()
            awaited = self._awaited()
            words = self.words()
            if len(awaited) != len(before) or words != said:
                said = words
                changed(self._ends(before))
            before = list(awaited)
            if before:
                yield PAUSE

    def briefly(self) -> None:
        """Look for a moment, for a key whose reply needs what is awaited."""
        process = self._process
        last = monotonic() + BRIEF
        while process is not None and self._awaited() and monotonic() < last:
            process.attend()
            process.sleep(last - monotonic())

    def words(self) -> str:
        """Whose code is waited for, once it has been long enough; "" where nothing has to be said."""
        awaited = self._awaited()
        running = self._process.running if self._process and awaited else None
        if running is None or monotonic() - min(a.asked for a in awaited) < NOTICE:
            return ""
        return self._catalog.text(
            "screen.plugin.waiting",
            plugin=running.question.plugin,
            what=self._catalog.local(running.question.title),
        )

    def give_up(self) -> bool:
        """Wait no longer; False where it was not said that one waits."""
        if self._process is None or not self.words():
            return False
        self.abandon()
        return True

    def abandon(self) -> None:
        """Nobody is here any more to wait, be it said or not."""
        if self._process is not None:
            self._process.give_up(self._awaited())

    def _ends(self, replies: Sequence[Reply]) -> str:
        for reply in replies:
            failure, question = reply.failure, reply.question
            if failure is not None and failure.is_end:
                key = "screen.plugin.ended" if failure.code == ENDED else "screen.plugin.stopped"
                return self._catalog.text(
                    key,
                    plugin=question.plugin,
                    what=self._catalog.local(question.title),
                    seconds=failure.message,
                    place=Path(failure.place).name,
                )
        return ""
