"""The program's side of the worker that holds plugins' Python: asks, looks whether something has come, ends what does not end.

One worker a workspace, begun when the first question is asked. It is spawned and not forked: a program with threads and an open
database cannot be forked soundly, and a fork would share pages that both then write to. It takes a third of a second to come up,
once, while the program goes on; after that a figure costs a millisecond more than in the program itself (``docs/benchmarks.md``).

Nothing here waits, save :meth:`PluginProcess.wait`, which commands call. What only a worker needs is imported with the first one: a
session in which no plugin is asked does not pay for it.
"""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any

from branchkit.plugin.alarm import LONGER_APART
from branchkit.plugin.contributions import DEADLINE, ENDED, STUCK, Contributions, PluginFailure
from branchkit.plugin.isolation import FailureLog
from branchkit.plugin.questions import ANEW, LEFT, Asked, Opening, Question, Reply

if TYPE_CHECKING:
    import subprocess

    from branchkit.plugin.wire import Frames

WORKER = (sys.executable, "-P", "-m", "branchkit.plugin_worker")
"""-P: a module in the folder in which one stands is not ours."""
MOST_START = 30.0
"""Seconds until a worker has said that it is there."""
GRACE = 2.0
"""Seconds that a worker has beyond the deadline to end what it runs by itself, and name the line."""
MOST_AFTER = 1.0
"""Seconds that a program at its end waits for what plugins do after commits."""
MOST_DEATHS = 3
"""So many workers may end with nothing to do before the program goes on without."""
_PIECE = 1 << 16
_MOMENT = 0.1
"""Seconds after which whoever waits looks at the clock."""


class PluginProcess:
    """Runs metrics, reports and sources of duties of plugins outside of the program."""

    def __init__(
        self,
        contributions: Contributions,
        opening: Callable[[], Opening],
        *,
        worker: Sequence[str] = WORKER,
    ) -> None:
        """``opening`` is asked when a worker is begun; failures go where those of ``contributions`` are."""
        self._contributions = contributions
        self._log = FailureLog.of(contributions)
        self._opening = opening
        self._command = worker
        self._most = contributions.patience * LONGER_APART + GRACE
        self._process: subprocess.Popen[bytes] | None = None
        self._requests = self._replies = -1
        self._outgoing = bytearray()
        self._frames: Frames | None = None
        self._number = 0
        self._open: dict[int, Reply] = {}
        """Questions without a reply, in the order in which they are run."""
        self._running = 0
        self._since = 0.0
        """When the worker began what is running, or was begun itself."""
        self._is_up = False
        self._deaths = 0
        self._useless = False
        self._spent: dict[tuple[str, str], PluginFailure] = {}

    @property
    def running(self) -> Reply | None:
        """What is waited for: the question that is being run, or else the next one."""
        running = self._open.get(self._running)
        return running or next(iter(self._open.values()), None)

    def ask(self, question: Question) -> Reply:
        """Have something run. What has run out of time before is not run again until :meth:`ask_anew`."""
        self.attend()
        reply = Reply(question)
        if spent := self._spent.get(question.key):
            reply.settle(failure=spent)
        elif self._useless:
            reply.hand_back()
        else:
            self._number += 1
            self._open[self._number] = reply
            if self._process is None:
                self._begin()
            else:
                self._send((self._number, question))
        return reply

    def ask_anew(self) -> None:
        """Give what has run out of time another chance: somebody wants to see it again."""
        if self._spent and self._process is not None:
            self._send(ANEW)
        self._spent.clear()

    def attend(self) -> None:
        """Take in what has come, and end what has run out of time. Never waits."""
        self._flush()
        self._read()
        if self._process is None or not (self._open or not self._is_up):
            return
        waited = monotonic() - self._since
        if not self._is_up and waited > MOST_START:
            self._end()
            self._give_back_all()
        elif self._running and waited > self._most:
            self._after_end(self._end(), STUCK)

    def wait(self, reply: Reply) -> Reply:
        """The reply when it is there; no longer than the deadlines of what stands before it allow."""
        while not reply.ready:
            self.attend()
            if not reply.ready:
                self.sleep(_MOMENT)
        return reply

    def sleep(self, seconds: float) -> None:
        """Until there is something to :meth:`attend` to, or so many seconds are over."""
        if self._process is not None and seconds > 0:
            writing = [self._requests] if self._outgoing else []
            select.select([self._replies], writing, [], seconds)

    def give_up(self, replies: Iterable[Reply]) -> None:
        """Nobody waits for these any more; what runs is ended with the worker, and so is what would be run next."""
        given_up = [reply for reply in replies if not reply.ready]
        runs = self._open.get(self._running)
        for reply in given_up:
            reply.given_up = True
            reply.settle()
        self._open = {n: reply for n, reply in self._open.items() if not reply.ready}
        if given_up and (runs is None or runs in given_up):
            self._end()
            self._begin_again()

    def close(self) -> None:
        """End the worker, whatever it does; only what follows a commit has a moment, and is left to end by itself after that.

        May be called again.
        """
        last = monotonic() + MOST_AFTER
        while self._follows() and (left := last - monotonic()) > 0:
            self.sleep(left)
            self.attend()
        self._end(leaving=self._follows())
        self._give_back_all()

    def _follows(self) -> bool:
        """Whether something that follows a commit is still to be done."""
        waits = any(reply.question.asked is Asked.EVENT for reply in self._open.values())
        return waits and self._process is not None

    # -- the worker ---------------------------------------------------------------------------------

    def _begin(self) -> None:
        """Start a worker, and send it everything that is open."""
        import subprocess

        from branchkit.plugin.wire import Frames

        self._frames = Frames()
        theirs, self._requests = os.pipe()
        self._replies, answering = os.pipe()
        os.set_blocking(self._requests, False)
        os.set_blocking(self._replies, False)
        try:
            # Not in the terminal's foreground group: Ctrl+C is ours to handle.
            self._process = subprocess.Popen(
                [*self._command, str(theirs), str(answering)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs, answering),
                process_group=0,
            )
        except OSError:
            self._give_back_all()
            self._end()
            return
        finally:
            os.close(theirs)
            os.close(answering)
        self._since = monotonic()
        self._send(self._opening())
        for number, reply in self._open.items():
            self._send((number, reply.question))

    def _begin_again(self) -> None:
        if self._open and self._process is None:
            self._begin()

    def _end(self, *, leaving: bool = False) -> int:
        """Kill the worker, if there is one, or leave it to its events; the number of the question that it ran, 0 for none."""
        if leaving:
            self._send(LEFT)
        process, self._process = self._process, None
        ran = self._running
        if process is not None and not leaving:
            process.kill()
            process.wait()
        for pipe in (self._requests, self._replies):
            if pipe >= 0:
                os.close(pipe)
        self._requests = self._replies = -1
        self._outgoing.clear()
        self._frames = None
        self._running, self._is_up = 0, False
        return ran

    def _give_back_all(self) -> None:
        """There is no worker to be had: whoever has asked runs it."""
        self._useless = True
        for reply in self._open.values():
            reply.hand_back()
        self._open.clear()

    def _after_end(self, ran: int, code: str) -> None:
        """The worker is gone: what it ran has failed, the rest goes to the next one."""
        if reply := self._open.pop(ran, None):
            question = reply.question
            seconds = f"{reply.waited():.0f}"
            failure = PluginFailure(question.plugin, code, question.id, message=seconds)
            reply.settle(failure=failure)
            self._spend(question.key, failure)
            self._log.note(failure)
        else:
            self._deaths += 1
            if self._deaths >= MOST_DEATHS:
                self._give_back_all()
        self._begin_again()

    def _spend(self, key: tuple[str, str], failure: PluginFailure) -> None:
        """What has run out of time is not run for the next organisation either; the worker passes over it as well."""
        self._spent[key] = failure
        for number in [n for n, reply in self._open.items() if reply.question.key == key]:
            self._open.pop(number).settle(failure=failure)

    # -- the pipes ----------------------------------------------------------------------------------

    def _send(self, value: object) -> None:
        from branchkit.plugin.wire import frame

        self._outgoing += frame(value)
        self._flush()

    def _flush(self) -> None:
        # That the worker has gone shows when it is read.
        with suppress(BlockingIOError, BrokenPipeError):
            while self._outgoing:
                del self._outgoing[: os.write(self._requests, self._outgoing[:_PIECE])]

    def _read(self) -> None:
        while self._process is not None and self._frames is not None:
            from branchkit.plugin.wire import WireError

            try:
                piece = os.read(self._replies, _PIECE)
            except BlockingIOError:
                return
            try:
                values = list(self._frames.take(piece))
            except WireError:
                values, piece = [], b""
            for value in values:
                self._take(*value)
            if not piece:
                self._after_end(self._end(), ENDED)

    def _take(self, what: str, number: int = 0, *answered: Any) -> None:
        match what:
            case "up":
                self._is_up = True
            case "began":
                self._running, self._since = number, monotonic()
                if reply := self._open.get(number):
                    reply.began = self._since
            case "unknown":
                self._running = 0
                if reply := self._open.pop(number, None):
                    reply.hand_back()
            case "done":
                self._running, self._deaths = 0, 0
                self._settle(number, *answered)

    def _settle(
        self, number: int, value: object, refused: Any, failures: Sequence[PluginFailure]
    ) -> None:
        for told in failures:
            self._log.merge(told)
        reply = self._open.pop(number, None)
        if reply is None:
            return
        own = [f for f in failures if f.hook == reply.question.id and not f.is_warning]
        failure = own[-1] if own else None
        reply.settle(value, refused=refused, failure=failure)
        if failure is not None and failure.code == DEADLINE:
            self._spend(reply.question.key, failure)
