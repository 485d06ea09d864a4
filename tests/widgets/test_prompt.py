from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult

from branchkit.widgets import cells
from branchkit.widgets.line_editor import LineEditor
from branchkit.widgets.picker import Picker, PickerEventKind, PickerItem
from branchkit.widgets.prompt import KeyLine, Prompt, PromptEvent, PromptEventKind
from branchkit.widgets.report_view import line_strip


class Lines(App[None]):
    def compose(self) -> ComposeResult:
        yield Picker()
        yield Prompt("=采纳")

    @property
    def prompt(self) -> Prompt:
        return self.query_one(Prompt)


def shown(prompt: Prompt) -> str:
    return prompt.render_line(0).text.rstrip()


def test_the_middle_of_a_text_is_mended() -> None:
    editor = LineEditor("李户危房")
    for key in ("left", "left", "backspace"):
        editor.edit(key)
    editor.insert("家")
    assert editor.text == "李家危房"


def test_a_pasted_line_break_becomes_a_space() -> None:
    editor = LineEditor()
    editor.insert("一\n二")
    assert editor.text == "一 二"


def test_ctrl_u_clears_what_stands_before_the_cursor() -> None:
    editor = LineEditor("走访五次")
    editor.edit("ctrl+u")
    assert editor.text == ""


@given(st.text(st.sampled_from("a张é 1"), max_size=40), st.integers(2, 30), st.integers(0, 40))
def test_what_is_shown_always_fills_the_room_and_holds_the_cursor(
    text: str, room: int, at: int
) -> None:
    editor = LineEditor(text)
    editor.cursor = min(at, len(text))
    view = editor.view(room)
    assert cells.width(view.before + view.under + view.after) == room
    assert view.under == (text[editor.cursor : editor.cursor + 1] or " ")


async def test_no_key_is_lost_between_opening_and_typing() -> None:
    app = Lines()
    async with app.run_test():
        app.prompt.open("备注: ")
        for character in "已报镇里":
            app.prompt.press_key(character, character)
        assert app.prompt.press_key("enter", "\r") == PromptEvent(
            PromptEventKind.ACCEPTED, "已报镇里"
        )
        assert not app.prompt.is_open


async def test_the_standing_text_comes_back_after_escape() -> None:
    app = Lines()
    async with app.run_test(size=(40, 10)):
        app.prompt.open("备注: ", "旧", "Esc 放弃")
        assert shown(app.prompt).startswith("备注: 旧")
        assert shown(app.prompt).endswith("Esc 放弃")
        event = app.prompt.press_key("escape", "\x1b")
        assert event and event.kind is PromptEventKind.ABANDONED
        assert shown(app.prompt) == "=采纳"


async def test_keys_without_a_meaning_are_left_to_the_screen() -> None:
    app = Lines()
    async with app.run_test():
        app.prompt.open("")
        assert app.prompt.press_key("f1", None) is None
        assert app.prompt.press_key("up", None) is None


async def test_input_methods_open_where_the_next_character_goes() -> None:
    app = Lines()
    async with app.run_test(size=(40, 10)):
        app.prompt.open("备注: ", "张三丰")
        assert app.cursor_position == (12, 0)
        app.prompt.press_key("left", None)
        assert app.cursor_position == (10, 0)


async def test_the_picker_filters_as_one_types_and_picks() -> None:
    items = [PickerItem("a", "上报"), PickerItem("b", "备份"), PickerItem("c", "报表")]
    app = Lines()
    async with app.run_test():
        picker = app.query_one(Picker)
        picker.open(":", lambda text: [item for item in items if text in item.text])
        picker.press_key("报", "报")
        assert [item.id for item in picker.items] == ["a", "c"]
        picker.press_key("down", None)
        event = picker.press_key("enter", "\r")
        assert event and event.kind is PickerEventKind.PICKED
        assert event.item == items[2]
        assert not picker.display


async def test_enter_on_an_empty_list_picks_nothing_and_leaves_it_open() -> None:
    app = Lines()
    async with app.run_test():
        picker = app.query_one(Picker)
        picker.open(":", lambda text: [])
        event = picker.press_key("enter", "\r")
        assert event and event.kind is PickerEventKind.CHANGED
        assert picker.display
        event = picker.press_key("escape", None)
        assert event and event.kind is PickerEventKind.ABANDONED


async def test_the_picker_keeps_the_chosen_line_in_sight() -> None:
    items = [PickerItem(str(n), f"line {n}") for n in range(50)]
    app = Lines()
    async with app.run_test(size=(40, 24)) as pilot:
        picker = app.query_one(Picker)
        picker.open("/", lambda text: items)
        await pilot.pause()
        for _ in range(30):
            picker.press_key("down", None)
        assert "line 30" in [picker.render_line(y).text.strip() for y in range(picker.size.height)]


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (40, "=采纳  *整列  /找人  ?按键        已存盘"),
        (28, "=采纳  *整列  ?按键   已存盘"),
        (20, "=采纳  ?按键  已存盘"),
    ],
)
def test_keys_get_fewer_by_importance_and_help_stays(width: int, shown: str) -> None:
    line = KeyLine(("=采纳", "*整列", "/找人"), "?按键", "已存盘").fitted(width)
    assert line_strip(line, width).text == shown


@pytest.mark.parametrize("width", range(12, 81))
def test_keys_never_touch_what_stands_at_the_right_end(width: int) -> None:
    line = KeyLine(("=采纳", "*整列", "/找人"), "?按键", "已存盘").fitted(width)
    text = line_strip(line, width).text
    assert cells.width(text) == width
    assert "?" in text
    assert " 已存盘" in text or width < 13
