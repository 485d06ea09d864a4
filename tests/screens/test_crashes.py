"""An error that nobody expected: the screen on which it happened is left, and the session goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual import events
from textual.message_pump import MessagePump
from textual.widget import Widget

from branchkit.app import BranchkitApp
from branchkit.bootstrap import Workspace
from branchkit.logs import logging_to_file
from branchkit.screens.console import ConsoleScreen
from branchkit.screens.context import Context, Place
from branchkit.screens.crashes import MOST
from branchkit.screens.home import HomeScreen
from branchkit.screens.welcome import WelcomeScreen
from branchkit.services.roster import add_member
from branchkit.terminal.driver import LineFault
from branchkit.testing.builders import members
from branchkit.testing.pilot import SIZE, an_app
from branchkit.widgets.picker import Picker

VALUE = "11010519491231002X"
TRIES = 20000
FAULTY = "branchkit.screens.meetings.screen.MeetingsScreen"
"""The screen in whose place the faulty one stands."""


def fail(*_: object) -> None:
    raise KeyError(VALUE)


async def fail_later() -> None:
    await asyncio.sleep(0)
    fail()


class FaultyWidget(Widget):
    """Fails where it is told to."""

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where = where

    def on_mount(self) -> None:
        if self.where == "a part begins":
            fail()

    def render(self) -> str:
        if self.where == "a part is drawn":
            fail()
        return ""


class FaultyScreen(ConsoleScreen):
    """Fails once it is asked to, in the way of ``where``."""

    where = ""

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context)
        if self.where == "it is made":
            fail()

    def body(self) -> Iterable[Widget]:
        if self.where == "its parts are made":
            fail()
        yield FaultyWidget(self.where)
        yield FaultyWidget(self.where)

    def on_mount(self) -> None:
        doing = ACTS.get(self.where)
        if doing is not None:
            doing(self)

    def take_key(self, key: str, character: str | None) -> bool:
        if self.where == "a key is pressed":
            fail()
        return super().take_key(key, character)


ACTS: dict[str, Callable[[FaultyScreen], object]] = {
    "it begins": fail,
    "something follows": lambda screen: screen.call_later(fail),
    "something follows at once": lambda screen: screen.call_next(fail),
    "something follows a frame": lambda screen: screen.call_after_refresh(fail),
    "a moment has passed": lambda screen: screen.set_timer(0.001, fail),
    "moments pass": lambda screen: screen.set_interval(0.001, fail),
    "a task works": lambda screen: screen.run_worker(fail_later()),
    "a thread works": lambda screen: screen.run_worker(fail, thread=True),
    "the app is asked for something": lambda screen: screen.app.call_later(fail),
}
WAYS = (
    *ACTS,
    "it is made",
    "its parts are made",
    "a part begins",
    "a part is drawn",
    "a key is pressed",
)


@pytest.fixture
def peopled(workspace: Workspace) -> Workspace:
    with workspace.store.begin(workspace.actor, "test.build") as uow:
        for member in members(3, workspace.organization):
            add_member(uow, member)
        uow.commit()
    return workspace


@pytest.fixture
def log(isolated: Path) -> Iterator[Callable[[], str]]:
    """What stands in the log."""
    with logging_to_file():
        yield lambda: "".join(path.read_text("utf-8") for path in isolated.rglob("branchkit.log"))


@asynccontextmanager
async def session(
    workspace: Workspace | None, start: str = "home", *, strict: bool = False
) -> AsyncIterator[BranchkitApp]:
    """The app without Textual's pilot, which waits for whatever stands on the screen, as a failed one will for ever."""
    app = an_app(workspace, start=start, strict=strict)
    running = asyncio.create_task(app.run_async(headless=True, size=SIZE))
    await until(lambda: app.screen_stack, "a screen")
    yield app
    app.exit()
    await running


def press(app: BranchkitApp, key: str, character: str) -> None:
    app.post_message(events.Key(key, character))


async def until(condition: Callable[[], object], description: str) -> None:
    for _ in range(TRIES):
        if condition():
            return
        await asyncio.sleep(0.001)
    raise AssertionError(f"never happened: {description}")


def bottom_line(app: BranchkitApp) -> str:
    assert isinstance(app.screen, ConsoleScreen)
    return app.screen.prompt.render_line(0).text


def says(app: BranchkitApp, text: str) -> bool:
    return text in bottom_line(app)


@pytest.mark.parametrize("where", WAYS)
async def test_the_screen_that_fails_is_left_and_the_session_goes_on(
    peopled: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    log: Callable[[], str],
    where: str,
) -> None:
    monkeypatch.setattr(FaultyScreen, "where", where)
    monkeypatch.setattr(FAULTY, FaultyScreen)
    async with session(peopled) as app:
        first = app.screen
        assert isinstance(first, HomeScreen)
        first.call_later(first.go, Place("meetings"))
        if where == "a key is pressed":
            await until(lambda: isinstance(app.screen, FaultyScreen), "the screen")
            press(app, "x", "x")
        await until(lambda: says(app, "KeyError"), "what happened is said")
        assert isinstance(app.screen, HomeScreen)
        assert VALUE not in bottom_line(app)
        press(app, "colon", ":")
        await until(lambda: app.screen.query_one(Picker).display, "the next key is answered")
        assert app.failure is None
    assert VALUE not in log()
    assert "branchkit.screens.crashes crash" in log()
    assert "test_crashes.py" in log()


class Panic(BaseException):
    """As a library in another language raises it: no Exception."""


async def test_a_librarys_panic_leaves_the_screen_as_an_error_does(
    peopled: Workspace, monkeypatch: pytest.MonkeyPatch, log: Callable[[], str]
) -> None:
    def panic(*_: object) -> None:
        raise Panic(VALUE)

    monkeypatch.setattr(FaultyScreen, "perform", panic)
    monkeypatch.setattr(FAULTY, FaultyScreen)
    async with session(peopled) as app:
        first = app.screen
        assert isinstance(first, HomeScreen)
        first.call_later(first.go, Place("meetings"))
        await until(lambda: isinstance(app.screen, FaultyScreen), "the screen")
        press(app, "colon", ":")
        await until(lambda: says(app, "Panic"), "what happened is said")
        assert isinstance(app.screen, HomeScreen)
        assert app.failure is None
    assert VALUE not in log()


async def test_home_that_fails_gives_way_to_the_welcome(
    peopled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HomeScreen, "on_mount", fail)
    async with session(peopled) as app:
        await until(lambda: says(app, "KeyError"), "what happened is said")
        assert isinstance(app.screen, WelcomeScreen)
        assert app.failure is None


async def test_a_place_to_begin_at_that_cannot_be_made_is_said(
    peopled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FaultyScreen, "where", "it is made")
    monkeypatch.setattr(FAULTY, FaultyScreen)
    async with session(peopled, start="meetings") as app:
        await until(lambda: says(app, "KeyError"), "what happened is said")
        assert isinstance(app.screen, WelcomeScreen)


async def test_when_nothing_can_be_shown_the_program_ends_with_its_reason(
    peopled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ConsoleScreen, "set_title", fail)
    async with session(peopled) as app:
        await until(lambda: not app.is_running, "the end")
    assert isinstance(app.failure, KeyError)


async def test_errors_that_feed_on_each_other_end(
    peopled: Workspace, monkeypatch: pytest.MonkeyPatch, log: Callable[[], str]
) -> None:
    def again(pump: MessagePump) -> None:
        pump.call_next(again, pump)
        fail()

    async with session(peopled) as app:
        app.call_next(again, app)
        await until(lambda: not app.is_running, "the end")
    assert isinstance(app.failure, KeyError)
    assert log().count(" crash\n") == MOST


async def test_an_error_of_the_terminals_threads_leaves_no_screen(peopled: Workspace) -> None:
    async with session(peopled) as app:
        before = app.screen
        app.post_message(LineFault(ZeroDivisionError()))
        await until(lambda: says(app, "ZeroDivisionError"), "what happened is said")
        assert app.screen is before


async def test_what_a_screen_does_after_it_was_left_leaves_no_other(peopled: Workspace) -> None:
    async with session(peopled) as app:
        first = app.screen
        assert isinstance(first, HomeScreen)
        first.call_later(first.go, Place("members"))
        await until(lambda: app.screen is not first, "another screen")
        second = app.screen
        first.call_later(fail)
        await until(lambda: says(app, "KeyError"), "what happened is said")
        assert app.screen is second


async def test_strict_ends_with_the_error_itself(peopled: Workspace) -> None:
    async with session(peopled, strict=True) as app:
        app.screen.call_later(fail)
        await until(lambda: not app.is_running, "the end")
    assert isinstance(app.failure, KeyError)
