"""What an unexpected error comes to: one line in the log, one sentence, and the way out of the screen on which it happened.

Everything accepted is on disk by then, so a session has no reason to end with it. The screen is left for home; where home
fails as well, for the welcome; where that fails, too, nothing is left to show, and the program ends.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from typing import Any, cast

from textual import events
from textual._context import active_message_pump
from textual.app import App
from textual.dom import DOMNode
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import NoActiveWorker, WorkerFailed, get_current_worker

from branchkit.i18n.catalog import Catalog
from branchkit.screens.console import ConsoleScreen
from branchkit.screens.context import Place
from branchkit.screens.guests import console_below, is_claimed, leaves_pushed, quieten
from branchkit.screens.sheets import ScreenSheets
from branchkit.terminal.driver import BranchkitDriver, LineFault
from branchkit.widgets.theme import Tone

REFUGES = ("home", "welcome")
"""Places to go to, one after the other, until one stands."""
MOST = 20
"""Unexpected errors between two keys; more of them feed on each other."""

_log = logging.getLogger(__name__)


class Crashes:
    """The unexpected errors of one session."""

    def __init__(self, app: App[Any], catalog: Catalog, show: Callable[[Place], None]) -> None:
        """``show`` puts the screen of a place in front, and raises what making it raises."""
        self._app = app
        self._catalog = catalog
        self._show = show
        self._tried: set[str] = set()
        self._since_key = 0
        self.unsettled: Exception | None = None
        """The last error, as long as nobody has been told of it: with it the session has ended."""

    def key_typed(self) -> None:
        """Somebody works with what stands in front, so it stands."""
        self._since_key = 0
        self._tried.clear()

    def survive(self, error: Exception) -> bool:
        """Note an error while it is handled, where Textual handles it; False when the session cannot go on."""
        pump = active_message_pump.get()
        if isinstance(error, WorkerFailed):
            pump, error = _in_worker(error, pump)
        if not self._note(error):
            return False
        if not isinstance(pump, App):
            _stop_timers(pump)
        # Where tasks begin at once, as from Python 3.12 on, a screen fails before it stands in front: who does is asked later.
        self._app.call_next(self._settle, screen_of(pump), error)
        return True

    def _settle(self, failed: Screen[Any] | None, error: Exception) -> None:
        front = self._app.screen if self._app.screen_stack else None
        failed = failed or front
        words = self._words(failed, error)
        if failed is front:
            self._leave(failed, words)
        else:
            # It was left before, and works on in the background or under the one in front.
            self._tell(words)

    def survive_aside(self, error: Exception) -> bool:
        """As :meth:`survive`, for an error that no screen has made: none is left."""
        if not self._note(error):
            return False
        self._app.call_next(self._tell, self._words(None, error))
        return True

    def _words(self, failed: Screen[Any] | None, error: Exception) -> str:
        if failed is not None and not isinstance(failed, ConsoleScreen):
            failed = console_below(self._app.screen_stack)
        if failed is not None:
            return failed.words_of_crash(error)
        return self._catalog.text("screen.crash", kind=type(error).__name__)

    def watch(self, widgets: Iterable[Widget]) -> None:
        """Have it noticed when a widget's loop ends by what is no Exception, as some libraries' panics are, and SystemExit:
        Textual would leave the widget standing, and deaf."""
        for widget in widgets:
            if widget._task is not None:
                context = copy_context()
                context.run(active_message_pump.set, widget)
                widget._task.add_done_callback(partial(self._ended, widget), context=context)

    def _ended(self, widget: Widget, task: asyncio.Task[None]) -> None:
        panic = None if task.cancelled() else task.exception()
        if panic is not None and not isinstance(panic, (Exception, KeyboardInterrupt)):
            widget._task = None  # whoever takes the widget away waits for its task, and would be given the panic
            self._app._handle_exception(cast(Exception, panic))

    def _note(self, error: Exception) -> bool:
        self.unsettled = error
        self._since_key += 1
        if self._since_key > MOST:
            return False
        _log.error("crash", exc_info=error)
        return True

    def _leave(self, failed: Screen[Any] | None, words: str) -> None:
        """Open the next refuge in place of the screen that has failed; end the program when there is none."""
        for place in REFUGES:
            if place in self._tried:
                continue
            self._tried.add(place)
            try:
                self._show(Place(place))
            except Exception as further:
                _log.error("crash", exc_info=further)
                continue
            if failed is not None:
                self._empty(failed)
            self._tell(words)
            return
        self._app.exit()

    def _empty(self, failed: Screen[Any]) -> None:
        """Have nothing of it work on: a first screen stays below the others."""
        self._app.workers.cancel_node(failed)
        failed.remove_children()

    def _tell(self, words: str) -> None:
        front = self._app.screen
        if isinstance(front, ConsoleScreen):
            # Called after the screen's own beginning, which puts its keys there.
            front.call_later(self._said, front, words)

    def _said(self, front: ConsoleScreen, words: str) -> None:
        front.speak(words, Tone.ERROR)
        self.unsettled = None


def _in_worker(error: WorkerFailed, pump: MessagePump) -> tuple[MessagePump, Exception]:
    """Whose worker it was, and what it raised: Textual's own error about it has no place in our code."""
    cause = error.error
    with suppress(NoActiveWorker):  # somebody else has waited for it
        pump = get_current_worker().node
    return pump, cause if isinstance(cause, Exception) else error


def screen_of(pump: MessagePump) -> Screen[Any] | None:
    """The screen whose code runs, or the code of a part of it; None for the app's own."""
    while isinstance(pump, Widget):
        if isinstance(pump, Screen):
            return pump
        if pump.parent is None:
            return None
        pump = pump.parent
    return None


def _stop_timers(pump: MessagePump) -> None:
    """What fails once is not called every second."""
    for timer in tuple(pump._timers):
        timer.stop()


class SurvivingApp(App[None], inherit_bindings=False):
    """An app that goes on after an unexpected error, in another screen; a ``strict`` one ends with it, as Textual's do."""

    def __init__(self, catalog: Catalog, *, strict: bool) -> None:
        super().__init__(driver_class=BranchkitDriver, ansi_color=True)
        self._catalog = catalog
        self._strict = strict
        self._ending = False
        self.animation_level = "none"
        self._sheets = ScreenSheets(self.stylesheet)
        self._crashes = Crashes(self, catalog, self._show)

    def _show(self, place: Place) -> None:
        """Put the screen of a place in front."""
        raise NotImplementedError

    @property
    def failure(self) -> Exception | None:
        """The unexpected error that has ended the app; for whoever started it to tell."""
        return self._exception or self._crashes.unsettled

    def run(self, **options: Any) -> Any:
        """As Textual. SystemExit, wherever a task raises it, stops asyncio's loop, with everything in it whole: it is a fault
        of the screen like any other, and the loop goes on."""
        running: asyncio.Future[Any] | None = None

        async def work() -> Any:
            nonlocal running
            if running is None:
                running = asyncio.ensure_future(self.run_async(**options))
            return await running

        with asyncio.Runner() as runner:
            while True:
                try:
                    return runner.run(work())
                except SystemExit as leaving:
                    if running is None or running.done():
                        raise
                    runner.get_loop().call_soon(self._go_on_after, leaving)

    def _go_on_after(self, leaving: SystemExit) -> None:
        """What a widget's own loop has ended by is noted there; the rest, workers, is the front screen's."""
        error = cast(Exception, leaving)
        if self._crashes.unsettled is not error:
            active_message_pump.set(self.screen)
            self._handle_exception(error)

    def _handle_exception(self, error: Exception) -> None:
        """Where Textual brings whatever a screen, a timer or a worker did not catch; it would always end the app."""
        if self._strict or not self._crashes.survive(error):
            super()._handle_exception(error)

    def on_line_fault(self, event: LineFault) -> None:
        """In one of the threads that read and write the terminal; they go on by themselves."""
        event.stop()
        self.survive_aside(event.error)
        self.screen.refresh()

    def survive_aside(self, error: Exception) -> None:
        """Go on after an error that no screen has made."""
        if self._strict or not self._crashes.survive_aside(error):
            super()._handle_exception(error)

    async def _dispatch_message(self, message: Message) -> None:
        """As Textual; an error does not end the app's own loop, without which nothing is shown."""
        try:
            await super()._dispatch_message(message)
        except Exception as error:
            if not self._is_mounted:
                raise
            self._handle_exception(error)

    async def on_event(self, event: events.Event) -> None:
        """As Textual; a key shows that somebody can work, and may be the front screen's before it goes its way."""
        if isinstance(event, events.Key):
            self._crashes.key_typed()
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            front = self.screen_stack[-1] if self.screen_stack else None
            if front is not None and self._looks_first(front, event):
                return
        await super().on_event(event)

    def _looks_first(self, front: Screen[Any], event: events.Key | events.Paste) -> bool:
        with front._context():
            if isinstance(event, events.Paste):
                return isinstance(front, ConsoleScreen) and front.pastes_first(event.text)
            key, character = event.key, event.character
            if isinstance(front, ConsoleScreen):
                return front.looks_first(key, character)
            if is_claimed(front, key, character):
                return False
            if key == "ctrl+q":
                self.end()
                return True
            return leaves_pushed(front, key)

    def _load_screen_css(self, screen: Screen[Any]) -> None:
        load = partial(super()._load_screen_css, screen)
        self._sheets.load(load, [*self.screen_stack, screen])

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """An idle screen sends nothing."""
        quieten(event.widget)

    async def run_action(
        self,
        action: str | tuple[str, str, tuple[Any, ...]],
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """As Textual; what a binding does is done by whoever has declared it, not by the app."""
        doer = self if default_namespace is None else default_namespace
        with doer._context():
            return await super().run_action(action, default_namespace, namespaces)

    def _register(self, parent: DOMNode, *widgets: Widget, **places: Any) -> list[Widget]:
        try:
            started = super()._register(parent, *widgets, **places)
        except SystemExit as leaving:
            # Where tasks begin at once a part leaves in here, before it has a task that could be watched. Further up it would
            # end the loop of every part that it stands in.
            if self._strict:
                raise
            self._handle_exception(cast(Exception, leaving))
            return []
        self._crashes.watch(started)
        return started

    def _fatal_error(self) -> None:
        # Textual would make a traceback with what every variable holds, identity numbers among it.
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        self._exit_renderables.clear()

    def exit(self, *arguments: Any, **named: Any) -> None:
        """As Textual; a screen that may not end the session has made a mistake."""
        screen = screen_of(active_message_pump.get(self))
        if screen is not None and not isinstance(screen, ConsoleScreen):
            screen = console_below(self.screen_stack)
        if isinstance(screen, ConsoleScreen) and not (screen.may_end_session or self._ending):
            raise RuntimeError("App.exit")
        super().exit(*arguments, **named)

    def search_themes(self) -> None:
        """Textual's way to its own themes, which some widget of a plugin may go, leads to ours."""
        front = console_below(self.screen_stack)
        if front is not None:
            front.perform("app.theme")

    def end(self) -> None:
        """Whoever works wants to leave."""
        self._ending = True
        self.exit()
