"""A workbook into a register on a real terminal: the template written, filled in, tried, written, and what is left out mended."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest

from branchkit.services.registers.writing import all_records
from branchkit.testing.pty import Terminal

from .scoring_desk import BRANCHKIT, is_sound, opened

pytestmark = pytest.mark.pty

CLEAR_LINE = "\x15"
"""Ctrl+U."""
VISITS = "book.visit"
ENTERS_SCREEN, LEAVES_SCREEN = b"\x1b[?1049h", b"\x1b[?1049l"


def households(directory: Path) -> list[object]:
    with opened(directory) as workspace:
        found = all_records(workspace.store, VISITS, workspace.organization)
        return [record.values.get("household") for record in found]


def fill_in(template: Path, *rows: dict[str, str]) -> None:
    book = openpyxl.load_workbook(template)
    sheet = book.worksheets[0]
    titles = [str(cell.value).rstrip("*") for cell in sheet[1]]
    for number, row in enumerate(rows, start=2):
        for title, value in row.items():
            sheet.cell(number, titles.index(title) + 1, value)
    book.save(template)


def choose_visits(terminal: Terminal) -> None:
    terminal.wait_for("3台账")
    terminal.press(":")
    terminal.wait_until(lambda: terminal.line(-1).startswith(":"), "the list of places")
    terminal.type("drbg")
    terminal.wait_for("导入表格", "去处")
    terminal.press("enter")
    terminal.wait_for("导入：党员花名册", "表格文件:")
    terminal.press("f3")
    terminal.wait_for("导入到:")
    terminal.type("zfjl")
    terminal.wait_for("导入到: zfjl", "走访记录")
    terminal.press("enter")
    terminal.wait_for("导入：走访记录")


def choose_file(terminal: Terminal, file: Path) -> None:
    terminal.press("f2")
    terminal.wait_for("表格文件:")
    terminal.press(CLEAR_LINE)
    terminal.type(str(file))
    terminal.press("enter")


def test_a_workbook_from_the_template_to_the_last_mended_row(demo: Path, tmp_path: Path) -> None:
    before = len(households(demo))
    with Terminal([BRANCHKIT, "--workspace", demo]) as terminal:
        choose_visits(terminal)
        terminal.press("f8")
        terminal.wait_for("空表写到:")
        terminal.press("enter")
        terminal.wait_for("填好后按 Enter")
        (template,) = (demo / "exports").glob("走访记录*.xlsx")
        filled = tmp_path / "a.xlsx"
        filled.write_bytes(template.read_bytes())
        good = {"日期": "2026-11-18", "走访党员": "陈建国", "走访户": "赵家沟老赵"}
        fill_in(filled, good, {**good, "走访户": "李家坡老李", "走访党员": "张飞"})
        choose_file(terminal, filled)
        terminal.wait_for("试读，还没有写入", "新增 1 行", "未导入 1 行", "张飞", "按 Enter 写入")
        assert len(households(demo)) == before
        terminal.press("enter")
        terminal.wait_for_folded("已写入：", "a-待改.xlsx")
        assert len(households(demo)) == before + 1
        mend = tmp_path / "a-待改.xlsx"
        fill_in(mend, {"走访党员": "单守信"})
        choose_file(terminal, mend)
        terminal.wait_for("新增 1 行", "未导入 0 行", "按 Enter 写入")
        terminal.press("enter")
        terminal.wait_for("已写入：", "未导入 0 行")
        terminal.press("escape")
        terminal.wait_for("4会议")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
    assert {"赵家沟老赵", "李家坡老李"} <= set(households(demo))
    assert is_sound(demo)


def test_a_long_import_is_stopped_and_keeps_nothing(demo: Path, tmp_path: Path) -> None:
    import xlsxwriter

    before = len(households(demo))
    file = tmp_path / "long.xlsx"
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["日期", "走访党员", "走访户"])
        for row in range(1, 20_000):
            sheet.write_row(row, 0, ["2026-11-18", "陈建国", f"第{row}户"])
    with Terminal([BRANCHKIT, "--workspace", demo]) as terminal:
        choose_visits(terminal)
        choose_file(terminal, file)
        terminal.wait_for("正在试读", "行（Esc 停止）")
        terminal.press("escape")
        terminal.wait_for("已停止，什么都没有写入")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
    assert len(households(demo)) == before
    assert is_sound(demo)


@pytest.fixture
def long_file(tmp_path: Path) -> Path:
    file = tmp_path / "long.csv"
    rows = (f"2026-11-18,陈建国,第{n}户\n" for n in range(20_000))
    file.write_text("日期,走访党员,走访户\n" + "".join(rows), "utf-8")
    return file


def readers_of(terminal: Terminal) -> list[int]:
    """The processes that the program has begun to read files; another one watches over the terminal."""
    listed = Path(f"/proc/{terminal.pid}/task/{terminal.pid}/children").read_text()
    return [int(pid) for pid in listed.split() if b"readers.worker" in command_of(int(pid))]


def command_of(pid: int) -> bytes:
    """Its command line; empty when it has gone."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks Linux for children")
class TestTheReaderOfAFile:
    def test_when_it_is_killed_the_screen_says_so_and_goes_on(
        self, demo: Path, long_file: Path
    ) -> None:
        before = len(households(demo))
        with Terminal([BRANCHKIT, "--workspace", demo]) as terminal:
            choose_visits(terminal)
            choose_file(terminal, long_file)
            terminal.wait_until(lambda: bool(readers_of(terminal)), "the reader has begun")
            os.kill(readers_of(terminal)[0], signal.SIGKILL)
            terminal.wait_for_folded("展开后太大，或者已经损坏")
            terminal.press("escape")
            terminal.wait_for("4会议")
            terminal.press("ctrl+q")
            assert terminal.wait_for_end() == 0
            assert terminal.received.rstrip().rfind(LEAVES_SCREEN) > terminal.received.rfind(
                ENTERS_SCREEN
            )
        assert len(households(demo)) == before
        assert is_sound(demo)

    def test_escape_ends_it(self, demo: Path, long_file: Path) -> None:
        with Terminal([BRANCHKIT, "--workspace", demo]) as terminal:
            choose_visits(terminal)
            choose_file(terminal, long_file)
            terminal.wait_until(lambda: bool(readers_of(terminal)), "the reader has begun")
            terminal.press("escape")
            terminal.wait_for("已停止，什么都没有写入")
            assert readers_of(terminal) == []

    def test_ctrl_c_ends_a_command_with_it(self, demo: Path, long_file: Path) -> None:
        command: list[str | Path] = [BRANCHKIT, "--workspace", demo, "import", VISITS, long_file]
        with Terminal(command) as terminal:
            terminal.wait_until(lambda: bool(readers_of(terminal)), "the reader has begun")
            (reader,) = readers_of(terminal)
            terminal.press("ctrl+c")
            assert terminal.wait_for_end() == 130
            assert "Traceback" not in "\n".join(terminal.lines())
            assert not Path(f"/proc/{reader}").exists()
        assert is_sound(demo)
