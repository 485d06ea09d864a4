from __future__ import annotations

from textual.app import App, ComposeResult

from branchkit.widgets.report_view import ReportView


class Report(App[None]):
    def compose(self) -> ComposeResult:
        yield ReportView([f"第 {n} 行" + "长" * 50 for n in range(100)])

    @property
    def view(self) -> ReportView:
        return self.query_one(ReportView)


async def test_paging_stops_at_the_end() -> None:
    app = Report()
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press(*["pagedown"] * 20)
        assert app.view.top == 90


async def test_a_long_line_is_read_by_going_right_and_no_character_is_split() -> None:
    app = Report()
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("right")
        assert app.view.render_line(0).text == " " + "长" * 19 + " "


async def test_keys_typed_before_it_stands_are_done_once_it_does() -> None:
    app = Report()
    async with app.run_test(size=(40, 10)) as pilot:
        app.view.display = False
        later = ReportView([f"第 {n} 行" for n in range(50)])
        for key in ("end", "pageup"):
            later.press_key(key, None)
        assert later.top == 0
        await app.mount(later)
        await pilot.pause()
        assert later.top == 50 - 10 - 9
