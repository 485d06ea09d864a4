"""A plugin's screen: its own keys and words, the workspace it is handed, and that its faults end it and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest
from textual import on
from textual.message import Message
from textual.widget import Widget

from branchkit.bootstrap import Workspace
from branchkit.core.errors import PluginError, RecordError
from branchkit.core.texts import LocalText
from branchkit.screens.actions import EVERYWHERE
from branchkit.screens.context import Context, Place
from branchkit.screens.home import HomeScreen
from branchkit.screens.keymap import Keymap
from branchkit.screens.own_actions import PluginAction
from branchkit.screens.plugin_screen import PluginScreen, plugin_screen_for
from branchkit.testing.builders import ORG
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for
from branchkit.widgets.grid import Grid

from .opened_screens import Names, opened, said, with_screen


class RollScreen(PluginScreen):
    """Who is on the roll."""

    PLUGIN_ACTIONS: ClassVar[tuple[PluginAction, ...]] = (
        PluginAction("trial.greet", ("z", "ctrl+b"), LocalText("问好", "Say hello")),
        PluginAction("trial.refuse", ("q",), LocalText("被拒", "Be refused"), listed=True),
        PluginAction("trial.fail", ("x",), LocalText("出错", "Fail"), listed=True),
    )
    HELP_TEXT = LocalText("这里列出花名册。", "Here is the roll.")
    faulty = -1

    def body(self) -> Iterable[Widget]:
        names = [member.name for member in self.view.members(self.view.node)]
        self.grid = Grid(Names(names, self.faulty), moved=self.moved, keys=self.take_key)
        yield self.grid

    def on_mount(self) -> None:
        self.grid.focus()
        self.set_title("花名册", self.view.today.isoformat())

    def moved(self, row: int, column: int) -> None:
        self.say(f"第 {row + 1} 行")

    def perform(self, action: str) -> None:
        match action:
            case "trial.greet":
                self.say("你好")
            case "trial.refuse":
                raise RecordError("reason_missing")
            case "trial.fail":
                raise ZeroDivisionError("nobody at home")
            case _:
                super().perform(action)


class FaultyCells(RollScreen):
    faulty = 3


class FaultyLater(RollScreen):
    def perform(self, action: str) -> None:
        if action == "trial.greet":
            self.grid.set_source(Names(["甲", "乙"], 1))
        else:
            super().perform(action)


class FaultyMove(RollScreen):
    def moved(self, row: int, column: int) -> None:
        raise KeyError(row)


class FaultyBody(RollScreen):
    def body(self) -> Iterable[Widget]:
        yield from ()
        raise OSError("no map")

    def on_mount(self) -> None:
        """There is no grid to give the focus to."""


class FaultyMount(RollScreen):
    def on_mount(self) -> None:
        raise SystemExit("bye")


class BaseGrid(PluginScreen):
    """One that leaves grid, title and detail to the base."""

    PLUGIN_ACTIONS: ClassVar[tuple[PluginAction, ...]] = (
        PluginAction("trial.turn", ("k",), LocalText("换", "Turn")),
    )
    KEYS_TEXT = LocalText("k换", "k turn")
    detail_height = 1

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context, place)
        self.make_grid(Names([member.name for member in self.view.members(self.view.node)]))

    def show_title(self) -> None:
        self.set_title("花名册", self.view.today.isoformat())

    def detail_lines(self, width: int) -> Sequence[str]:
        return [f"第 {self.grid.cursor[0] + 1} 行"]

    def perform(self, action: str) -> None:
        if action == "trial.turn":
            self.speak("换了")
        else:
            super().perform(action)


class FaultyTitle(BaseGrid):
    def show_title(self) -> None:
        raise OSError("no title")


class FaultyDetail(BaseGrid):
    def detail_lines(self, width: int) -> Sequence[str]:
        raise OSError("no detail")


class FaultySettling(BaseGrid):
    def settle(self) -> Iterator[None]:
        yield
        raise OSError("not settled")


class FaultyStart(RollScreen):
    def __init__(self, context: Context, place: Place) -> None:
        raise TypeError("made wrongly")


async def until(condition: Callable[[], object], description: str) -> None:
    """As the pilot waits, without the pilot, which waits for whatever stands on the screen."""
    for _ in range(20000):
        if condition():
            return
        await asyncio.sleep(0.001)
    raise AssertionError(f"never happened: {description}")


async def test_it_has_the_workspace_and_its_own_keys(village: Workspace) -> None:
    workspace = with_screen(village, __name__, "RollScreen")
    async with an_app(workspace).run_test(size=SIZE) as pilot:
        screen = await opened(pilot, workspace)
        assert isinstance(screen, RollScreen)
        assert screen.view.node == ORG
        assert screen.grid.source.row_count() == 6
        said: list[str] = []
        screen.say = lambda text, *_: said.append(text)  # type: ignore[method-assign]
        await type_keys(pilot, "ctrl+b", "down", "q")
        assert said == ["你好", "第 2 行", "作废记录要写明原因"]
        assert workspace.contributions.failures == []
        text = "\n".join(screen.help_lines())
        assert "这里列出花名册" in text
        assert "问好" in text
        assert "z Ctrl+B" in text


async def test_what_it_leaves_to_the_base_is_done_there(village: Workspace) -> None:
    workspace = with_screen(village, __name__, "BaseGrid")
    async with an_app(workspace).run_test(size=SIZE) as pilot:
        screen = await opened(pilot, workspace)
        await wait_for(pilot, lambda: screen.grid.drawn, "the grid")
        assert screen.focused is screen.grid
        assert "花名册" in screen.title_line.render_line(0).text
        assert screen.idle_line() == "k换"
        await type_keys(pilot, "down")
        assert "第 2 行" in screen.detail.render_line(0).text
        await type_keys(pilot, "k")
        assert "换了" in screen.prompt.render_line(0).text
        await type_keys(pilot, "down")
        assert "k换" in screen.prompt.render_line(0).text
        assert workspace.contributions.failures == []


def test_escape_leads_back_and_may_be_taken_by_the_plugin() -> None:
    assert Keymap((*RollScreen.ACTIONS, *EVERYWHERE)).action("escape", None) == "app.back"

    class Taking(RollScreen):
        PLUGIN_ACTIONS = (PluginAction("trial.up", ("escape",), LocalText("上一级")),)

    taken = Keymap((*Taking.ACTIONS, *EVERYWHERE))
    assert taken.action("escape", None) == "trial.up"
    assert taken.keys("app.back") == ()


class Part(Widget):
    """A part of the plugin's own, which fails in the way of ``where``."""

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where = where

    def on_mount(self) -> None:
        if self.where == "a part begins":
            raise LookupError("no such household")

    def render(self) -> str:
        if self.where == "a part is drawn":
            raise LookupError("no such household")
        return ""


class Told(Message):
    """Something that a handler listens to."""


class FaultyAside(RollScreen):
    """Fails in places where no code of ours is on the stack."""

    where = ""

    def body(self) -> Iterable[Widget]:
        yield from super().body()
        yield Part(self.where)

    def on_mount(self) -> None:
        super().on_mount()
        match self.where:
            case "a task works":
                self.run_worker(self.fail_awaited())
            case "a thread works":
                self.run_worker(self.fail, thread=True)
            case "a timer rings":
                self.set_timer(0.001, self.fail)
            case "something follows":
                self.call_later(self.fail)
            case "a message is handled":
                self.post_message(Told())
            case "the program is to end":
                self.set_timer(0.001, self.app.exit)

    def fail(self) -> None:
        raise LookupError("no such household")

    async def fail_awaited(self) -> None:
        raise LookupError("no such household")

    @on(Told)
    async def told(self) -> None:
        raise LookupError("no such household")


ASIDE = (
    "a task works",
    "a thread works",
    "a timer rings",
    "something follows",
    "a message is handled",
    "a part begins",
    "a part is drawn",
)


@pytest.mark.parametrize("where", [*ASIDE, "the program is to end"])
async def test_a_fault_beside_its_keys_ends_the_screen_and_names_its_place(
    village: Workspace, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setattr(FaultyAside, "where", where)
    workspace = with_screen(village, __name__, "FaultyAside")
    app = an_app(workspace, start="home", strict=False)
    running = asyncio.create_task(app.run_async(headless=True, size=SIZE))
    await until(lambda: app.screen_stack, "home stands")
    home = app.screen
    assert isinstance(home, HomeScreen)
    home.call_later(home.go, Place("trial.roll"))
    await until(lambda: isinstance(app.screen, HomeScreen) and "trial" in said(app), "it is told")
    (failure, *_more) = workspace.contributions.failures
    assert (failure.plugin, failure.code) == ("trial", "raised")
    if where != "the program is to end":
        assert failure.message == "LookupError: no such household"
        assert f"{Path(__file__).name}:" in said(app)
        assert f"{__file__}:" in failure.place
    assert not running.done()
    app.exit()
    await running


class FaultyHandlers(BaseGrid):
    """Fails where Textual calls it by its name."""

    def action_leave(self) -> None:
        raise SystemExit(3)


async def test_leaving_from_an_action_leaves_the_screen_only(village: Workspace) -> None:
    workspace = with_screen(village, __name__, "FaultyHandlers")
    async with an_app(workspace).run_test(size=SIZE) as pilot:
        screen = await opened(pilot, workspace)
        await screen.run_action("leave")
        await wait_for(pilot, lambda: screen.report.display, "the fault is told")
        (failure,) = workspace.contributions.failures
        assert failure.message == "SystemExit: 3"


@pytest.mark.parametrize(
    ("target", "keys", "message"),
    [
        ("RollScreen", ("x",), "ZeroDivisionError: nobody at home"),
        ("FaultyCells", (), "LookupError: no such household"),
        ("FaultyLater", ("z",), "LookupError: no such household"),
        ("FaultyMove", ("down",), "KeyError: 1"),
        ("FaultyBody", (), "OSError: no map"),
        ("FaultyMount", (), "SystemExit: bye"),
        ("FaultyTitle", (), "OSError: no title"),
        ("FaultyDetail", (), "OSError: no detail"),
        ("FaultySettling", (), "OSError: not settled"),
    ],
)
async def test_a_fault_ends_the_screen_and_is_told(
    village: Workspace, target: str, keys: tuple[str, ...], message: str
) -> None:
    workspace = with_screen(village, __name__, target)
    failures = workspace.contributions.failures
    async with an_app(workspace).run_test(size=SIZE) as pilot:
        screen = await opened(pilot, workspace)
        await type_keys(pilot, *keys)
        await wait_for(pilot, lambda: screen.report.display, "the fault is told")
        (failure,) = failures
        assert (failure.plugin, failure.code, failure.message) == ("trial", "raised", message)
        assert str(Path(__file__).parent) in failure.place
        await type_keys(pilot, "x", "z")
        assert screen.report.display
        await type_keys(pilot, "escape")
        await wait_for(pilot, lambda: pilot.app.screen is not screen, "another screen stands")
    assert not pilot.app.return_code


async def test_under_strict_the_author_gets_the_traceback(village: Workspace) -> None:
    workspace = with_screen(village, __name__, "FaultyBody", strict=True)
    with pytest.raises(OSError, match="no map"):
        async with an_app(workspace).run_test(size=SIZE) as pilot:
            await opened(pilot, workspace)


@pytest.mark.parametrize(
    ("target", "code", "message"),
    [
        ("nothing_there", "plugin.target", "AttributeError"),
        ("Names", "plugin.screen", "Names"),
        ("FaultyStart", "plugin.screen", "TypeError: made wrongly"),
    ],
)
async def test_a_screen_that_cannot_be_opened_is_refused_in_words(
    village: Workspace, target: str, code: str, message: str
) -> None:
    workspace = with_screen(village, __name__, target)
    async with an_app(workspace).run_test(size=SIZE) as pilot:
        app: Any = pilot.app
        with pytest.raises(PluginError) as caught:
            plugin_screen_for(app.context(), Place("trial.roll"))
        assert caught.value.code == code
        assert message in str(caught.value.params["message"])
        assert len(workspace.contributions.failures) == 1
