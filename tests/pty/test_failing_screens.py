"""The installed program with screens and reports that fail: each ends alone, leads home, and names file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from branchkit.cli import exit_codes

from .plugins_on_path import API, HOME, distribution, go_to, on_screen, program

pytestmark = pytest.mark.pty

HOOKS = """
@hookimpl
def branchkit_screens():
    return [ScreenSpec("trial.board", LocalText("试验一览", "Board"), "trial_trial.board:Board")]


@hookimpl
def branchkit_reports():
    return [ReportSpec("trial.paper", LocalText("试验报表", "Paper"), "trial_trial.paper:paper")]
"""
BOARD = """
import time

from branchkit.api.hooks import LocalText
from branchkit.api.screens import GridCell, GridColumn, PluginAction, PluginScreen, Tone
from textual import on
from textual.message import Message
from textual.widget import Widget


class Told(Message):
    pass


class Part(Widget):
    DEFAULT_CSS = "Part {{ height: 1; }}"

    def on_mount(self):
        {part_begins}

    def render(self):
        {part_drawn}
        return ""

    @on(Told)
    def told(self):
        {part_told}


class Rows:
    def columns(self):
        return (GridColumn("name", ("姓名",), 10),)

    def row_count(self):
        return 3

    def cell(self, row, column):
        {cell}
        return GridCell("甲")

    def row_tone(self, row):
        return Tone.NORMAL


def fail():
    raise LookupError("no such household")


def leave():
    raise SystemExit(3)


class Board(PluginScreen):
    PLUGIN_ACTIONS = (PluginAction("trial.do", ("x",), LocalText("做", "Do")),)
    KEYS_TEXT = LocalText("F5做", "F5 do")

    def __init__(self, context, place):
        super().__init__(context, place)
        {made}
        self.make_grid(Rows())

    def body(self):
        {body}
        yield from super().body()
        {with_part}

    def show_title(self):
        {title}
        self.set_title("试验一览", "")

    def perform(self, action):
        if action != "trial.do":
            super().perform(action)
            return
        {key}

    async def work(self):
        fail()

    async def work_and_leave(self):
        leave()

    @on(Told)
    def told(self):
        {told}

    def action_leave(self):
        {action}
"""
PARTS = (
    *("part_begins", "part_drawn", "part_told", "cell", "made", "body"),
    *("title", "key", "told", "action", "with_part"),
)
FAIL, LEAVE = 'raise LookupError("no such household")', "raise SystemExit(3)"
BY_KEY = {
    "a key": {"key": FAIL},
    "leaving by a key": {"key": LEAVE},
    "an async worker": {"key": "self.run_worker(self.work())"},
    "a thread": {"key": "self.run_worker(fail, thread=True)"},
    "a timer": {"key": "self.set_timer(0.01, fail)"},
    "what follows": {"key": "self.call_later(fail)"},
    "a handler": {"key": "self.post_message(Told())", "told": FAIL},
    "an action": {"key": "self.call_later(self.run_action, 'leave')", "action": FAIL},
    "ending the app": {"key": "self.app.exit()"},
    "leaving from a worker": {"key": "self.run_worker(self.work_and_leave())"},
    "leaving from a timer": {"key": "self.set_timer(0.01, leave)"},
    "leaving from what follows": {"key": "self.call_later(leave)"},
    "leaving from a handler": {"key": "self.post_message(Told())", "told": LEAVE},
    "a part's handler": {
        "with_part": "yield Part()",
        "key": "self.query_one(Part).post_message(Told())",
        "part_told": FAIL,
    },
    "leaving from a part's handler": {
        "with_part": "yield Part()",
        "key": "self.query_one(Part).post_message(Told())",
        "part_told": LEAVE,
    },
}
WHEN_OPENED = {
    "its making": {"made": FAIL},
    "its body": {"body": FAIL},
    "its title": {"title": FAIL},
    "a cell": {"cell": FAIL},
    "a part that begins": {"with_part": "yield Part()", "part_begins": FAIL},
    "a part that is drawn": {"with_part": "yield Part()", "part_drawn": FAIL},
    "leaving from a part that begins": {"with_part": "yield Part()", "part_begins": LEAVE},
    "leaving from a part that is drawn": {"with_part": "yield Part()", "part_drawn": LEAVE},
}


def the_plugin(site: Path, faults: dict[str, str], paper: str = "") -> None:
    parts = {name: faults.get(name, "pass") for name in PARTS}
    files = {"hooks.py": API + HOOKS, "board.py": BOARD.format(**parts), "paper.py": paper}
    distribution(site, "trial", files)


@pytest.mark.parametrize("fault", [*BY_KEY, *WHEN_OPENED])
def test_a_fault_ends_the_screen_leads_home_and_names_its_line(
    demo: Path, tmp_path: Path, fault: str
) -> None:
    site = tmp_path / "site"
    the_plugin(site, {**BY_KEY, **WHEN_OPENED}[fault])
    with on_screen(demo, site) as terminal:
        go_to(terminal, "试验一览", "syyl")
        if fault in BY_KEY:
            terminal.wait_for("F5做")
            terminal.press("x")
        # "ending the app" has no frame of the plugin's own when it is noticed.
        terminal.wait_for("RuntimeError" if fault == "ending the app" else "board.py:")
        if not any(word in terminal.text() for word in ("已经离开", "打不开")):
            terminal.wait_for("Esc首页")
            terminal.press("escape")
            terminal.wait_for(HOME)
        go_to(terminal, "花名册", "hmc")
        terminal.wait_for("欧阳若兰")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0


SHORT = """
from branchkit.api.reports import Report, Table, TableColumn


def paper(scene):
    columns = (TableColumn("a", "甲"), TableColumn("b", "乙"))
    return Report("试验报表", (Table(columns, (("只有一格",),)),))
"""


def test_a_report_with_a_short_row_ends_alone(demo: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    the_plugin(site, {}, SHORT)
    done = program(demo, site, "report", "trial.paper", "2026-11")
    assert done.returncode == exit_codes.REFUSED
    assert "试验报表" in done.stderr
    assert "trial_trial.paper:paper" in done.stderr
    assert done.stdout == ""
    with on_screen(demo, site) as terminal:
        go_to(terminal, "报表", "bb")
        terminal.wait_for("4行业")
        terminal.press("4")
        terminal.wait_for("试验报表")
        terminal.type("sybb")
        terminal.press("enter")
        terminal.wait_for("报表“试验报表”出错，出不了（trial_trial.paper:paper）")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
