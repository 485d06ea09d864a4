"""The process that runs plugins' metrics, reports and duties: ``python -m branchkit.plugin_worker REQUESTS ANSWERS``, two descriptors.

It opens the workspace for reading only, loads the same plugins as the program, and runs one question after the other. What does
not end is ended by its alarm, or else by the program, and where both cannot, by a watching thread. It ends with the program,
however that ends: the pipe on which questions come is closed then.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from queue import SimpleQueue
from typing import Any

from branchkit.core.errors import BranchkitError
from branchkit.core.ports import Reader
from branchkit.core.scoring.measuring import Scope
from branchkit.logs import logging_to_file
from branchkit.plugin.alarm import LAST_RESORT, LONGER_APART, watched_from_aside
from branchkit.plugin.contributions import DEADLINE, Contributions, PluginFailure
from branchkit.plugin.manager import load_contributions
from branchkit.plugin.questions import ANEW, LEFT, Asked, Opening, Question
from branchkit.plugin.wire import Frames, WireError, frame
from branchkit.services.duties.plugins import plugin_duties
from branchkit.services.duties.scene import DutyScene
from branchkit.services.reports.plugins import make_plugin_report
from branchkit.services.roster import members_of
from branchkit.services.scoring.workspace_view import StoreView, metric_view
from branchkit.store.sqlite_store import SqliteStore
from branchkit.toml.targets import DATABASE_FILE

_PIECE = 1 << 16


def main() -> None:
    """Reply until there are no more questions."""
    # A crash leaves no dump of somebody's roster.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests, replies = (int(argument) for argument in sys.argv[1:3])
    came: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_listen, args=(requests, came), daemon=True).start()
    with logging_to_file():
        _serve(came.get, partial(_say, replies))


def _listen(requests: int, came: SimpleQueue[Any]) -> None:
    """Take in what is asked, also while something runs; when nobody can ask any more, the process ends, whatever it does."""
    frames = Frames(trusting=True)
    left = False
    while piece := os.read(requests, _PIECE):
        for value in frames.take(piece):
            left = left or value == LEFT
            came.put(value)
    if not left:
        os._exit(0)


def _say(replies: int, *said: object) -> None:
    rest = memoryview(frame(said, to_program=True))
    with suppress(BrokenPipeError):  # whoever listened has gone, which the other pipe tells
        while rest:
            rest = rest[os.write(replies, rest) :]


def _serve(ask: Callable[[], Any], say: Callable[..., None]) -> None:
    opening: Opening = ask()
    sys.path[:] = opening.paths
    patience = opening.patience * LONGER_APART
    contributions = load_contributions(
        opening.directory,
        disabled=opening.disabled,
        installed=lambda: opening.installed,
        patience=patience,
        without_python=opening.without_python,
    )
    store = SqliteStore.open_for_reading(opening.directory / DATABASE_FILE)
    reader = _guarded(store, opening) if opening.user else store
    desk = _Desk(reader, contributions)
    spent: set[tuple[str, str]] = set()
    """What has run out of time; the program has settled whatever else of it stands in the pipe."""
    say("up")
    while (asked := ask()) != LEFT:
        if asked == ANEW:
            spent.clear()
            continue
        number, question = asked
        if question.key in spent:
            continue
        run = desk.find(question)
        if run is None:
            say("unknown", number)
            continue
        say("began", number)
        reader.version()  # rights may have been changed since
        # What failed before is known in the program; the same once more has to be told once more.
        contributions.failures.clear()
        with watched_from_aside(patience + LAST_RESORT):
            value, refused = _answered(run)
        noted = list(contributions.failures)
        if any(f.code == DEADLINE and f.hook == question.id for f in noted):
            spent.add(question.key)
        try:
            say("done", number, value, refused, noted)
        except WireError as error:
            # Its own class in a cell, where the program wants a text or a number.
            failure = PluginFailure(question.plugin, "result", question.id, message=str(error))
            say("done", number, None, None, [*noted, failure])
    store.close()
    # The program has closed the file before: the last one puts its parts together.
    SqliteStore.open(opening.directory / DATABASE_FILE, datetime.now).close()


def _guarded(store: SqliteStore, opening: Opening) -> Reader:
    """What the user may read: plugins see no more than whoever runs them."""
    from branchkit.core.access.users import User
    from branchkit.services.access.guard import GuardedStore
    from branchkit.services.access.guarded_reader import read_user

    day = opening.today or datetime.now().date()
    user = read_user(store, opening.user) or User(opening.user, opening.user)
    return GuardedStore(store, user, lambda: datetime.combine(day, datetime.min.time()))


def _answered(run: Callable[[], object]) -> tuple[object, BranchkitError | None]:
    try:
        return run(), None
    except BranchkitError as error:
        return None, error


class _Desk:
    """Finds what a question asks for."""

    def __init__(self, reader: Reader, contributions: Contributions) -> None:
        self._reader = reader
        self._contributions = contributions

    def find(self, question: Question) -> Callable[[], object] | None:
        """What is to be run; None where the plugin has no such thing here."""
        match question.asked:
            case Asked.METRIC:
                known = question.id in self._contributions.computed
                return partial(self._measure, question) if known else None
            case Asked.REPORT:
                known = question.id in self._contributions.reports
                return partial(self._report, question) if known else None
            case Asked.DUTIES:
                known = question.id in self._contributions.duties
                return partial(self._duties, question) if known else None
            case Asked.EVENT:
                known = question.plugin in self._contributions.events
                return partial(self._tell, question) if known else None

    def _tell(self, question: Question) -> None:
        commit = question.commit
        assert commit is not None
        view = StoreView(
            self._reader, self._contributions, node=question.org, today=commit.at.date()
        )
        self._contributions.events[question.plugin](commit, view)

    def _measure(self, question: Question) -> object:
        assert question.period is not None
        members = members_of(self._reader, question.org) if question.with_roll else ()
        scope = Scope(question.org, question.period, {m.id: m.traits for m in members})
        view = metric_view(self._reader, self._contributions, scope)
        return dict(self._contributions.computed[question.id].measure(view))

    def _report(self, question: Question) -> object:
        assert question.today is not None
        assert question.period is not None
        return make_plugin_report(
            self._reader,
            self._contributions,
            self._contributions.reports[question.id],
            org=question.org,
            period=question.period,
            language=question.language,
            today=question.today,
        )

    def _duties(self, question: Question) -> object:
        assert question.today is not None
        scene = DutyScene(self._reader, self._contributions, question.org, question.today)
        return plugin_duties(self._contributions.duties[question.id], scene)


if __name__ == "__main__":
    main()
