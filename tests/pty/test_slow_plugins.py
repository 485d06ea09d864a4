"""A plugin whose code does not end, in the installed program: the screen stays alive, says whose it is, and is left as ever."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from branchkit.testing.pty import Terminal

from .foreign import a_plugin
from .scoring_desk import BRANCHKIT, ScoringDesk, variables

pytestmark = pytest.mark.pty

ENDLESS = {"loops": "while True: pass", "sleeps": "time.sleep(600)"}
DEAF = "import itertools; sum(itertools.repeat(0))"
"""Never comes back from C, and holds the interpreter."""
SCHEME = "trial/member-month"
LONG, SHORT = "600", "0.5"
"""Seconds of patience: for what somebody gives up, and for what is ended."""


def environment(folder: Path, patience: str, plugin: dict[str, str]) -> dict[str, str]:
    return {**os.environ, **variables(folder), **plugin, "BRANCHKIT_PATIENCE": patience}


def run(demo: Path, environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BRANCHKIT, "--workspace", demo, *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def a_terminal(demo: Path, environment: dict[str, str]) -> Terminal:
    return Terminal([BRANCHKIT, "--workspace", demo], environment=environment)


def go_to(terminal: Terminal, typed: str, title: str) -> None:
    """From the home screen to a place by what is typed of it."""
    terminal.wait_for("8组织")
    terminal.press(":")
    terminal.type(typed)
    terminal.wait_for(title)
    terminal.press("enter")


def workers_of(pid: int) -> list[int]:
    """The processes that run plugins for a program."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            command = (entry / "cmdline").read_text(encoding="utf-8", errors="replace")
            parent = (entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1]
        except (OSError, ValueError):
            continue
        if "branchkit.plugin_worker" in command and (not pid or int(parent) == pid):
            found.append(int(entry.name))
    return found


def is_alive(pid: int) -> bool:
    try:
        return "branchkit.plugin_worker" in Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")
    except OSError:
        return False


def wait_until_gone(pids: list[int]) -> None:
    last = time.monotonic() + 60
    while any(map(is_alive, pids)):
        assert time.monotonic() < last, "a worker has outlived its program"
        time.sleep(0.05)


@pytest.mark.parametrize("code", ENDLESS.values(), ids=ENDLESS.keys())
def test_a_sheet_is_scored_while_a_metric_does_not_end(
    demo: Path, tmp_path: Path, code: str
) -> None:
    around = environment(tmp_path, LONG, a_plugin(tmp_path / "site", measure=code))
    with a_terminal(demo, around) as terminal:
        go_to(terminal, "syjf", "试验积分")
        terminal.wait_for("正在等插件 trial 算满意度", "Esc不等了")
        (worker,) = workers_of(terminal.pid)
        desk = ScoringDesk(terminal)
        terminal.press("3", "enter")
        desk.wait_value("陈建国", "满意", "3")
        terminal.press("up")
        terminal.wait_for("正在等插件 trial 算满意度")
        terminal.press("escape")
        terminal.wait_for("=采纳", "没有等插件 trial 算完满意度")
        assert not is_alive(worker)
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0


def test_what_does_not_end_is_ended_and_named(demo: Path, tmp_path: Path) -> None:
    plugin = a_plugin(tmp_path / "site", measure=ENDLESS["loops"])
    with a_terminal(demo, environment(tmp_path, SHORT, plugin)) as terminal:
        go_to(terminal, "syjf", "试验积分")
        terminal.wait_for(
            "满意度 1 秒没有完，已经停下 hooks.py:", "插件 trial 的满意度 1 秒没有算完"
        )
        assert all(len(line) <= 80 for line in terminal.lines())
        terminal.press("down")
        terminal.wait_for("=采纳")
        assert "{" not in terminal.text()
        terminal.press("h")
        go_to(terminal, "syjf", "试验积分")
        terminal.wait_for("满意度 1 秒没有完，已经停下 hooks.py:", "没有算完")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0


def test_the_figures_come_when_they_are_there(demo: Path, tmp_path: Path) -> None:
    plugin = a_plugin(tmp_path / "site", measure="time.sleep(2)")
    with a_terminal(demo, environment(tmp_path, LONG, plugin)) as terminal:
        go_to(terminal, "syjf", "试验积分")
        terminal.wait_for("正在等插件 trial 算满意度")
        ScoringDesk(terminal).wait_value("陈建国", "满意", "5~")
        terminal.wait_for("=采纳")


@pytest.mark.parametrize("code", [*ENDLESS.values(), DEAF], ids=[*ENDLESS.keys(), "deaf"])
def test_one_leaves_while_it_runs_and_nothing_is_left(
    demo: Path, tmp_path: Path, code: str
) -> None:
    plugin = a_plugin(tmp_path / "site", measure=code)
    with a_terminal(demo, environment(tmp_path, LONG, plugin)) as terminal:
        go_to(terminal, "syjf", "试验积分")
        terminal.wait_for("正在等插件")
        workers = workers_of(terminal.pid)
        assert len(workers) == 1
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
    wait_until_gone(workers)


def test_a_worker_ends_with_a_program_that_is_killed(demo: Path, tmp_path: Path) -> None:
    plugin = a_plugin(tmp_path / "site", measure=ENDLESS["loops"])
    with a_terminal(demo, environment(tmp_path, LONG, plugin)) as terminal:
        go_to(terminal, "syjf", "试验积分")
        terminal.wait_for("正在等插件")
        workers = workers_of(terminal.pid)
        terminal.kill(signal.SIGKILL)
        wait_until_gone(workers)


def test_a_report_that_does_not_end_is_given_up(demo: Path, tmp_path: Path) -> None:
    plugin = a_plugin(tmp_path / "site", report=ENDLESS["loops"])
    with a_terminal(demo, environment(tmp_path, LONG, plugin)) as terminal:
        go_to_the_report(terminal)
        terminal.wait_for("正在等插件 trial 算试验报表", "Esc不等了")
        terminal.press("escape")
        terminal.wait_for("不等插件“trial”了", "4行业")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0


def test_a_report_that_does_not_end_is_ended(demo: Path, tmp_path: Path) -> None:
    plugin = a_plugin(tmp_path / "site", report=ENDLESS["sleeps"])
    with a_terminal(demo, environment(tmp_path, SHORT, plugin)) as terminal:
        go_to_the_report(terminal)
        terminal.wait_for("插件用了 1 秒还没有完，已经停下", "4行业")


def go_to_the_report(terminal: Terminal) -> None:
    terminal.wait_for("8组织")
    terminal.press("7")
    terminal.wait_for("4行业")
    terminal.press("4")
    terminal.wait_for("试验报表")
    terminal.type("sybb")
    terminal.press("enter")


def test_our_own_paper_waits_for_the_figures_of_plugins_and_does_without_them(
    demo: Path, tmp_path: Path
) -> None:
    around = environment(tmp_path, LONG, a_plugin(tmp_path / "site", measure=ENDLESS["loops"]))
    quick = {**around, "BRANCHKIT_PATIENCE": SHORT}
    run(demo, quick, "sheet", "open", "2026-08", "--scheme", SCHEME)
    run(demo, quick, "sheet", "set", "2026-08", "陈建国", "mood", "3", "--scheme", SCHEME)
    with a_terminal(demo, around) as terminal:
        terminal.wait_for("8组织")
        terminal.press("7")
        terminal.wait_for("4行业")
        terminal.press("[", "[", "[")
        terminal.wait_for("2026年8月")
        terminal.press("2")
        terminal.wait_for("正在等插件 trial 算满意度", "Esc不等了")
        terminal.press("escape")
        terminal.wait_for("试验积分", "陈建国", "4行业")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0


def test_commands_name_what_did_not_end_and_go_on(demo: Path, tmp_path: Path) -> None:
    bad = a_plugin(tmp_path / "site", measure=ENDLESS["sleeps"], report=ENDLESS["loops"])
    around = environment(tmp_path, SHORT, bad)
    run(demo, around, "sheet", "open", "2026-11", "--scheme", SCHEME)
    filled = run(demo, around, "sheet", "fill", "2026-11", "--scheme", SCHEME)
    assert filled.stdout == "已填 0 格\n没有算出来的：满意度\n"
    assert "插件 trial 的满意度 1 秒没有算完" in filled.stderr
    assert "trial/mood 用了 1 秒还没有完" in filled.stderr
    assert "hooks.py:" in filled.stderr
    report = run(demo, around, "report", "trial.paper", "2026-11")
    assert report.returncode == 3
    assert "插件用了 1 秒还没有完" in report.stderr
    paper = run(demo, around, "report", "sheet", "2026-11", "--scheme", SCHEME)
    assert "陈建国" in paper.stdout
    tried = run(demo, around, "plugins", "--run")
    assert tried.returncode == 1
    assert "trial.paper 用了 1 秒还没有完" in tried.stderr


def test_a_slow_metric_is_noted_and_one_that_never_returns_from_c_is_ended(
    demo: Path, tmp_path: Path
) -> None:
    slow = environment(tmp_path, LONG, a_plugin(tmp_path / "slow", measure="time.sleep(0.7)"))
    run(demo, slow, "sheet", "open", "2026-11", "--scheme", SCHEME)
    filled = run(demo, slow, "sheet", "fill", "2026-11", "--scheme", SCHEME)
    assert filled.stdout == "已填 40 格\n"
    assert "trial/mood 用了 0.7 秒，拖慢了程序" in filled.stderr
    deaf = environment(tmp_path, SHORT, a_plugin(tmp_path / "deaf", measure=DEAF))
    found = run(demo, deaf, "plugins", "--run")
    assert "停不下来，连同插件进程一起结束了" in found.stderr


LOOPS_AT_IMPORT = "while True:\n    pass\n"
LOOPS_IN_A_HOOK = """
@hookimpl
def branchkit_demo(scene):
    return []
@hookimpl
def branchkit_screens():
    while True: pass
"""


@pytest.mark.parametrize("more", [LOOPS_AT_IMPORT, LOOPS_IN_A_HOOK], ids=["import", "hook"])
def test_a_start_is_not_held_up_for_good(demo: Path, tmp_path: Path, more: str) -> None:
    plugin = a_plugin(tmp_path / "site", more=more)
    with a_terminal(demo, environment(tmp_path, SHORT, plugin)) as terminal:
        terminal.wait_for("8组织")
        go_to(terminal, "cj", "插件")
        terminal.wait_for("试验", "处出错")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
    around = environment(tmp_path, SHORT, plugin)
    run(demo, around, "sheet", "open", "2026-11", "--scheme", SCHEME)
    filled = run(demo, around, "sheet", "fill", "2026-11", "--scheme", SCHEME)
    named = run(demo, around, "plugins")
    if "import" in named.stderr:
        assert "trial/mood没有在时限内完成（hooks.py:" in filled.stderr.replace(" ", "")
        assert "引用了不存在的指标" not in named.stderr
    assert "用了 0.5 秒还没有完" in named.stderr
    assert "hooks.py:" in named.stderr


SCREENS = """
@hookimpl
def branchkit_screens():
    return [ScreenSpec("trial.board", LocalText("试验界面", "Board"), "branchkit_trial.board:Board")]
"""
BOARD = """
import itertools
import time
from branchkit.api.screens import *
from branchkit.api.hooks import LocalText

class Source:
    def columns(self):
        return (GridColumn("one", ("一",), 10),)
    def row_count(self):
        return 5
    def cell(self, row, column):
        if row == 4 and {cells}:
            while True: pass
        return GridCell(str(row))
    def row_tone(self, row):
        return Tone.NORMAL

class Board(PluginScreen):
    PLUGIN_ACTIONS = (PluginAction("trial.go", ("x",), LocalText("走", "go")),)
    KEYS_TEXT = LocalText("x走  Esc首页", "x go")
    def __init__(self, context, place):
        super().__init__(context, place)
        self.make_grid(Source())
    def perform(self, action):
        if action == "trial.go":
            {key}
        else:
            super().perform(action)
"""


@pytest.mark.parametrize("code", ENDLESS.values(), ids=ENDLESS.keys())
def test_a_screen_whose_key_does_not_end_is_ended(demo: Path, tmp_path: Path, code: str) -> None:
    files = {"board.py": BOARD.format(key=code, cells="False")}
    plugin = a_plugin(tmp_path / "site", more=SCREENS, files=files)
    with a_terminal(demo, environment(tmp_path, SHORT, plugin)) as terminal:
        go_to(terminal, "syjm", "试验界面")
        terminal.wait_for("x走")
        terminal.press("x")
        terminal.wait_for_folded("用了 0.5 秒还没有完", "board.py:")
        terminal.press("escape")
        terminal.wait_for("8组织")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0


def test_a_screen_whose_cell_does_not_end_is_ended(demo: Path, tmp_path: Path) -> None:
    files = {"board.py": BOARD.format(key="pass", cells="True")}
    plugin = a_plugin(tmp_path / "site", more=SCREENS, files=files)
    with a_terminal(demo, environment(tmp_path, SHORT, plugin)) as terminal:
        go_to(terminal, "syjm", "试验界面")
        terminal.wait_for_folded("用了 0.5 秒还没有完", "board.py:")
        terminal.press("escape")
        terminal.wait_for("8组织")


def test_code_that_hears_nothing_ends_the_program_and_the_terminal_is_given_back(
    demo: Path, tmp_path: Path
) -> None:
    files = {"board.py": BOARD.format(key="sum(itertools.repeat(0))", cells="False")}
    plugin = a_plugin(tmp_path / "site", more=SCREENS, files=files)
    with a_terminal(demo, environment(tmp_path, SHORT, plugin)) as terminal:
        go_to(terminal, "syjm", "试验界面")
        terminal.wait_for("x走")
        terminal.press("x")
        assert terminal.wait_for_end() == 1
        assert b"\x1b[?1049l" in terminal.received
    (log,) = tmp_path.rglob("branchkit.log")
    assert "board.py" in log.read_text(encoding="utf-8")


EVENTS = """
@hookimpl
def branchkit_events(commit, view):
    with open("{file}", "a", encoding="utf-8") as told:
        for moved in commit.sheets:
            told.write(f"{{moved.before}} {{moved.state}} {{view.tree().get(moved.org).name}}\\n")
        for row in commit.records:
            told.write(f"{{row.register}} {{row.step}}\\n")
    {then}
"""
ADD = ("record", "add", "book.visit", "date=2026-11-01", "member=陈建国", "household=张家")


def an_event_plugin(tmp_path: Path, then: str) -> tuple[dict[str, str], Path]:
    file = tmp_path / "told.txt"
    return a_plugin(tmp_path / "site", more=EVENTS.format(file=file, then=then)), file


def test_a_plugin_is_told_of_what_was_kept(demo: Path, tmp_path: Path) -> None:
    plugin, file = an_event_plugin(tmp_path, "pass")
    around = environment(tmp_path, LONG, plugin)
    added = run(demo, around, *ADD)
    opened = run(demo, around, "sheet", "open", "2026-11", "--scheme", SCHEME)
    assert (added.returncode, opened.returncode) == (0, 0)
    wait_for_lines(file, 2)
    assert file.read_text(encoding="utf-8").splitlines() == [
        "book.visit added",
        "None draft 中共清溪镇青石村支部委员会（演示）",
    ]


def wait_for_lines(file: Path, count: int) -> None:
    last = time.monotonic() + 60
    while not file.exists() or len(file.read_text(encoding="utf-8").splitlines()) < count:
        assert time.monotonic() < last, "the plugin was not told"
        time.sleep(0.05)


def test_a_handler_that_raises_is_named_and_what_was_kept_is_kept(
    demo: Path, tmp_path: Path
) -> None:
    plugin, _file = an_event_plugin(tmp_path, "raise ValueError")
    # The program waits a second for it, and the machine may be busy: what it cannot say stands in the log.
    added = run(demo, environment(tmp_path, LONG, plugin), *ADD)
    assert added.returncode == 0
    assert "2026-11-01" in added.stdout

    def named() -> bool:
        logs = tmp_path.rglob("branchkit.log")
        told = "".join(log.read_text(encoding="utf-8") for log in logs)
        return (
            "trial：运行 branchkit_events 时出错" in added.stderr or "plugin trial: raised" in told
        )

    last = time.monotonic() + 60
    while not named():
        assert time.monotonic() < last, "nobody has named it"
        time.sleep(0.05)


def test_a_handler_that_does_not_end_delays_nobody(demo: Path, tmp_path: Path) -> None:
    plugin, file = an_event_plugin(tmp_path, "while True: pass")
    with a_terminal(demo, environment(tmp_path, "1", plugin)) as terminal:
        go_to(terminal, "syjf", "试验积分")
        wait_for_lines(file, 1)
        workers = workers_of(terminal.pid)
        desk = ScoringDesk(terminal)
        terminal.press("3", "enter")
        desk.wait_value("陈建国", "满意", "3")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
    wait_until_gone(workers)


def test_what_is_still_done_when_the_program_ends_is_done_to_the_end(
    demo: Path, tmp_path: Path
) -> None:
    done = tmp_path / "done.txt"
    plugin, file = an_event_plugin(tmp_path, f"time.sleep(3); open('{done}', 'w').write('x')")
    run(demo, environment(tmp_path, LONG, plugin), *ADD)
    wait_for_lines(file, 1)
    wait_for_lines(done, 1)
    last = time.monotonic() + 60
    while (demo / "branchkit.db-wal").exists():
        assert time.monotonic() < last, "the parts of the file were not put together"
        time.sleep(0.05)
