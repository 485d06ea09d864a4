"""The mouse in what lies over a screen: names are ticked, papers scrolled, lines picked."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.events import MouseScrollDown, MouseScrollUp

from branchkit.core.names import matches
from branchkit.widgets.picker import Picker, PickerItem
from branchkit.widgets.report_view import WHEEL_LINES, ReportView
from branchkit.widgets.tick_list import TickList

PEOPLE = [(f"m{n}", f"第{n}人") for n in range(60)]


class Over(App[None]):
    CSS = "Screen { layers: base overlay; }"

    def compose(self) -> ComposeResult:
        yield ReportView([f"第 {n} 行" for n in range(100)])
        yield TickList()
        yield Picker()


async def test_a_name_that_is_clicked_is_ticked_and_no_other() -> None:
    async with Over().run_test(size=(80, 24)) as pilot:
        view = pilot.app.query_one(TickList)
        view.open(lambda: "", PEOPLE, (), matches)
        await pilot.pause()
        await pilot.click(view, offset=(22, 3))  # The second column of twelve names each.
        assert view.values == ("m14",)
        await pilot.click(view, offset=(22, 0))
        assert view.values == ("m14",)


async def test_a_paper_is_scrolled_by_the_wheel() -> None:
    async with Over().run_test(size=(80, 24)) as pilot:
        view = pilot.app.query_one(ReportView)
        await pilot._post_mouse_events([MouseScrollDown], view, offset=(5, 5))
        assert view.top == WHEEL_LINES
        await pilot._post_mouse_events([MouseScrollUp], view, offset=(5, 5))
        assert view.top == 0


async def test_a_line_of_a_list_is_picked_and_the_wheel_moves_along() -> None:
    async with Over().run_test(size=(80, 24)) as pilot:
        picker = pilot.app.query_one(Picker)
        items = [PickerItem(str(n), f"第{n}") for n in range(9)]
        pressed: list[str] = []
        picker.open("", lambda _text: items)
        picker.pressed = lambda key, _character: pressed.append(key)
        await pilot.pause()
        await pilot.click(picker, offset=(3, 4))
        assert picker.current == items[4]
        await pilot._post_mouse_events([MouseScrollDown], picker, offset=(3, 4))
        assert pressed == ["enter", "down"]
        await pilot.click(picker, offset=(3, picker.size.height - 1))
        assert pressed == ["enter", "down"]
