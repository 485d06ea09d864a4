"""A list on which several are ticked, in columns."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.app import App, ComposeResult

from branchkit.core.names import matches
from branchkit.widgets.tick_list import TickList

OPTIONS = [(f"m{n}", f"第{n}人") for n in range(60)]


class Listing(App[None]):
    CSS = "Screen { layers: base overlay; }"

    def compose(self) -> ComposeResult:
        yield TickList()


@asynccontextmanager
async def listed(ticked: tuple[str, ...] = ()) -> AsyncIterator[TickList]:
    app = Listing()
    async with app.run_test(size=(80, 24)) as pilot:
        view = app.query_one(TickList)
        view.open(lambda: f"{len(view.ticked)} ", OPTIONS, ticked, matches, "空格打勾")
        await pilot.pause()
        yield view


def lines(view: TickList) -> list[str]:
    return [view.render_line(y).text for y in range(view.size.height)]


async def test_names_stand_in_columns_between_a_rule_and_the_line_to_find_one() -> None:
    async with listed(("m1",)) as view:
        shown = lines(view)
        assert shown[0] == "-" * 80
        assert shown[1].split() == [
            "[",
            "]",
            "第0人",
            "[",
            "]",
            "第12人",
            "[",
            "]",
            "第24人",
            "[",
            "]",
            "第36人",
        ]
        assert "[x] 第1人" in shown[2]
        assert shown[-1].startswith("1 ")
        assert shown[-1].rstrip().endswith("空格打勾")


async def test_the_cursor_moves_in_two_directions_and_the_columns_follow() -> None:
    async with listed() as view:
        view.move(0, 1)
        view.tick()
        assert view.ticked == {"m12"}
        view.move_to_end(last=True)
        assert "第59人" in "".join(lines(view))
        view.move(0, -9)
        assert "第0人" in "".join(lines(view))


async def test_ticking_goes_on_to_the_next() -> None:
    async with listed() as view:
        view.tick()
        view.tick()
        assert view.values == ("m0", "m1")


async def test_whom_a_text_found_is_ticked_and_the_text_has_done_its_work() -> None:
    async with listed() as view:
        view.editor.insert("第7")
        view.filter()
        view.tick()
        assert view.values == ("m7",)
        assert view.editor.text == ""
        assert "第0人" in "".join(lines(view))


async def test_all_that_are_shown_are_ticked_or_none() -> None:
    async with listed(("m3",)) as view:
        view.editor.insert("第5")
        view.filter()
        view.tick_all()
        assert view.values == ("m3", "m5", *(f"m{n}" for n in range(50, 60)))
        view.tick_all()
        assert view.values == ("m3",)


async def test_who_is_no_option_any_more_stays_ticked() -> None:
    async with listed(("gone", "m2")) as view:
        assert view.values == ("m2", "gone")
