from __future__ import annotations

from textual.app import App, ComposeResult

from branchkit.widgets.report_view import Line, Lines, line_strip


class Titled(App[None]):
    def compose(self) -> ComposeResult:
        yield Lines(2)


def test_both_ends_of_a_line_are_measured_in_cells() -> None:
    assert line_strip(Line("高沟村党支部", right="11月"), 20).text == "高沟村党支部    11月"


def test_the_left_text_gives_way() -> None:
    assert line_strip(Line("高沟村党支部", right="11月"), 11).text == "高沟>  11月"


def test_both_ends_show_in_marks_what_would_steer_the_terminal() -> None:
    assert line_strip(Line("张\x1b三", right="\u202e11月"), 24).text == "张^[三      <U+202E>11月"


async def test_lines_that_are_missing_become_empty() -> None:
    app = Titled()
    async with app.run_test(size=(20, 5)):
        lines = app.query_one(Lines)
        lines.show(["一", "二", "三"])
        lines.show(["一"])
        assert [lines.render_line(y).text.strip() for y in range(2)] == ["一", ""]
        assert lines.size.height == 2
