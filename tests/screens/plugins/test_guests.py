"""Textual's own widgets and screens on a plugin's screen: whose a key is, and that nothing of theirs is the program's end."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

import pytest
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.geometry import Region
from textual.screen import ModalScreen
from textual.widgets import Button, DataTable, Input, Label, TabbedContent, TabPane, TextArea

from branchkit.bootstrap import Workspace
from branchkit.core.texts import LocalText
from branchkit.screens.guests import Covered
from branchkit.screens.own_actions import PluginAction
from branchkit.screens.plugin_screen import PluginScreen
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for
from branchkit.widgets.theme import Tone

from .opened_screens import Names, opened, said, with_screen


class Question(ModalScreen[bool]):
    """Pushed upon the plugin's screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("y", "answer", "是"),
        ("x", "fail", "错"),
        ("q", "app.quit", ""),
    ]

    def compose(self) -> ComposeResult:
        yield Label("真的吗？")

    def action_answer(self) -> None:
        self.dismiss(True)

    def action_fail(self) -> None:
        raise LookupError("no such household")


class DeskScreen(PluginScreen):
    """A line, two buttons and a table."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("f5", "count('甲')", "数"),
        ("f6", "ask", "问"),
        ("f8", "fail", "错"),
        ("f12", "app.quit", "退出"),
    ]
    CSS = "Input { width: 30; } DataTable { height: 1fr; }"
    PLUGIN_ACTIONS = (PluginAction("trial.pick", ("ctrl+b", "z"), LocalText("选", "Pick")),)
    KEYS_TEXT = LocalText("Ctrl+B选", "Ctrl+B pick")

    def body(self) -> ComposeResult:
        yield Input(id="name")
        with Horizontal():
            yield Button("确定", id="ok")
            yield Button("清空这张表格", id="clear")
        yield DataTable()

    def show_title(self) -> None:
        self.set_title("桌子", "右")

    def arrive(self) -> None:
        self.query_one(DataTable).add_columns("河段", "次数")
        self.query_one(Input).focus()

    def perform(self, action: str) -> None:
        if action == "trial.pick":
            self.choose("哪个: ", [("a", "甲"), ("b", "乙")], lambda id: self.speak(f"选了{id}"))
        else:
            super().perform(action)

    def action_count(self, who: str) -> None:
        self.speak(f"数到{who}")

    def action_ask(self) -> None:
        self.app.push_screen(Question(), lambda yes: self.speak(f"答 {yes}"))

    def action_fail(self) -> None:
        raise LookupError("no such household")

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        self.query_one(DataTable).add_row(event.value, "1")
        event.input.clear()
        self.look_up(event.value)

    @work(exclusive=True)
    async def look_up(self, text: str) -> None:
        await asyncio.sleep(0)
        self.speak(f"查过 {text}")


@pytest.fixture
def desk(village: Workspace) -> Workspace:
    return with_screen(village, __name__, "DeskScreen")


async def test_its_widgets_bindings_messages_and_workers_are_used_as_anywhere(
    desk: Workspace,
) -> None:
    async with an_app(desk).run_test(size=SIZE) as pilot:
        screen = await opened(pilot, desk)
        line = screen.query_one(Input)
        await wait_for(pilot, lambda: screen.focused is line, "the line has the keyboard")
        assert "桌子" in screen.title_line.render_line(0).text
        assert line.size.width < 30
        await type_keys(pilot, "'甲p3:?", "enter")
        await wait_for(pilot, lambda: "查过 甲p3:?" in said(pilot.app), "the worker has spoken")
        assert screen.query_one(DataTable).row_count == 1
        await type_keys(pilot, "f5")
        assert "数到甲" in said(pilot.app)
        await type_keys(pilot, "tab", "tab", "tab")
        assert screen.focused is screen.query_one(DataTable)
        assert "Ctrl+B选" in said(pilot.app), "what was said is over with the next key"
        assert desk.contributions.failures == []


async def test_actions_have_the_keys_that_no_widget_claims(desk: Workspace) -> None:
    async with an_app(desk).run_test(size=SIZE) as pilot:
        screen = await opened(pilot, desk)
        line = screen.query_one(Input)
        await wait_for(pilot, lambda: screen.focused is line, "the line has the keyboard")
        await type_keys(pilot, "z", "ctrl+b")
        assert (line.value, screen.modes.active) == ("z", True)
        await type_keys(pilot, "2")
        assert (line.value, said(pilot.app).strip()) == ("z", "选了b")
        await type_keys(pilot, "f9", "'hm")
        assert (line.value, screen.picker.typed) == ("z", "hm")
        await type_keys(pilot, "escape", "tab", "z")
        assert screen.modes.active
        await type_keys(pilot, "escape", "escape")
        await wait_for(pilot, lambda: pilot.app.screen is not screen, "Esc has led home")


async def test_nothing_lies_under_a_list_or_a_paper_that_would_cut_its_characters(
    desk: Workspace,
) -> None:
    async with an_app(desk).run_test(size=SIZE) as pilot:
        screen = await opened(pilot, desk)
        await wait_for(pilot, lambda: screen.focused is not None, "the keyboard is somewhere")
        screen.show_report("", ["帮扶" * 20] * 20)
        await wait_for(pilot, lambda: "帮扶" * 20 in shown(pilot.app, 5), "the paper is whole")
        await type_keys(pilot, "escape")
        await wait_for(pilot, lambda: "清空这张表格" in shown(pilot.app, 5), "the buttons are back")


async def test_a_pushed_screen_answers_and_is_left(desk: Workspace) -> None:
    async with an_app(desk).run_test(size=SIZE) as pilot:
        screen = await opened(pilot, desk)
        for key, answer in (("y", "True"), ("escape", "None")):
            await type_keys(pilot, "f6")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, Question), "it is asked")
            await type_keys(pilot, key)
            await wait_for(pilot, lambda: pilot.app.screen is screen, "it is answered")
            assert f"答 {answer}" in said(pilot.app)
        await type_keys(pilot, "f6")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, Question), "it is asked")
        await pilot.press("ctrl+q")
    assert pilot.app.return_code == 0


@pytest.mark.parametrize("keys", [("f8",), ("f6", "x"), ("f12",), ("f6", "q")])
async def test_a_fault_of_theirs_ends_the_plugins_screen_only(
    desk: Workspace, keys: tuple[str, ...]
) -> None:
    async with an_app(desk, strict=False).run_test(size=SIZE) as pilot:
        screen = await opened(pilot, desk)
        for key in keys:
            await pilot.press(key)
        await wait_for(pilot, lambda: desk.contributions.failures, "the fault is noted")
        (failure,) = desk.contributions.failures
        assert failure.plugin == "trial"
        if screen.report.display:
            await type_keys(pilot, "escape")
        await wait_for(
            pilot, lambda: pilot.app.screen_stack[-1] is not screen, "another screen stands"
        )
        assert screen not in pilot.app.screen_stack
        assert not any(isinstance(other, Question) for other in pilot.app.screen_stack)


class BothScreen(PluginScreen):
    """Our grid beside a line of Textual's."""

    def body(self) -> ComposeResult:
        yield from super().body()
        yield Input()
        with TabbedContent(), TabPane("写"):
            yield TextArea()

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.make_grid(Names(["甲", "乙", "丙"]))


async def test_tab_leads_on_from_a_grid_in_which_nothing_is_typed(village: Workspace) -> None:
    workspace = with_screen(village, __name__, "BothScreen")
    async with an_app(workspace).run_test(size=SIZE) as pilot:
        screen = await opened(pilot, workspace)
        await wait_for(pilot, lambda: screen.focused is screen.grid, "the grid has the keyboard")
        await type_keys(pilot, "down", "tab")
        assert screen.focused is screen.query_one(Input)
        await type_keys(pilot, "down", "'12")
        assert (screen.grid.cursor[0], screen.query_one(Input).value) == (1, "12")
        await type_keys(pilot, "shift+tab", "down")
        assert screen.grid.cursor[0] == 2
        assert screen.grid.source.row_tone(0) is Tone.NORMAL


async def test_an_idle_line_of_text_does_not_blink(village: Workspace) -> None:
    workspace = with_screen(village, __name__, "BothScreen")
    async with an_app(workspace).run_test(size=SIZE) as pilot:
        screen = await opened(pilot, workspace)
        await type_keys(pilot, "tab")
        assert not screen.query_one(Input).cursor_blink
        await type_keys(pilot, "tab", "tab")
        assert isinstance(screen.focused, TextArea)
        assert not screen.focused.cursor_blink


def shown(app: Any, row: int) -> str:
    """A row as the terminal would show it."""
    lines = app.screen._compositor.render_strips()
    return "".join(segment.text for segment in lines[row])


class Block:
    """As much of a widget as has a place."""

    def __init__(self, *region: int) -> None:
        self.region = Region(*region)
        self.visible = True
        self.refreshed = 0

    def refresh(self) -> None:
        self.refreshed += 1


def test_what_lies_below_is_hidden_until_nothing_lies_above() -> None:
    line, table = Block(0, 1, 30, 3), Block(0, 12, 80, 10)
    paper: Any = Block(0, 10, 80, 12)
    guests: Any = [line, table]
    covered = Covered()
    covered.make_room(guests, [])
    assert (line.visible, table.visible) == (True, True)
    covered.make_room(guests, [paper])
    assert (line.visible, table.visible, paper.refreshed) == (True, False, 1)
    table.region = Region()  # as of what is hidden
    covered.make_room(guests, [paper])
    assert (line.visible, table.visible, paper.refreshed) == (True, False, 1)
    covered.make_room(guests, [])
    assert (line.visible, table.visible) == (True, True)


def test_what_the_plugin_hides_stays_hidden() -> None:
    table = Block(0, 12, 80, 10)
    table.visible = False
    guests: Any = [table]
    covered = Covered()
    for above in ([Block(0, 10, 80, 12)], []):
        paper: Any = above
        covered.make_room(guests, paper)
        assert not table.visible


def test_a_screen_that_composes_itself_is_refused_with_what_to_write() -> None:
    with pytest.raises(TypeError, match=r"Whole\.compose.*body"):
        type("Whole", (PluginScreen,), {"compose": lambda self: ()})
