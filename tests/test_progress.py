"""What is shown while ``./run`` installs."""

from __future__ import annotations

import importlib.util
import io
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
TOOL = ROOT / "tools" / "progress.py"


def load() -> ModuleType:
    """The tool, which belongs to no package."""
    spec = importlib.util.spec_from_file_location("branchkit_progress", TOOL)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


progress = load()


class Screen(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


def fetching(**totals: int) -> Any:
    return progress.Progress(progress.ZH, totals or {"fetch": 23}, 0.0)


def test_it_says_which_package_of_how_many_and_what_has_come() -> None:
    shown = fetching()
    assert shown.text(2) == "准备，2 秒"
    shown.hear("Collecting textual==8.2.8 (from -r requirements.lock (line 4))", 2)
    shown.hear("  Downloading textual-8.2.8-py3-none-any.whl (723 kB)", 2)
    shown.look(700_000, 0, 3)
    assert shown.text(3) == "下载 1/23 textual，收到 0.7 MB，3 秒"
    shown.hear("Processing /cache/rich-15.0.0-py3-none-any.whl (from -r /a/b.lock (line 9))", 4)
    shown.look(100_000, 0, 4)
    shown.look(300_000, 0, 5)
    assert shown.text(5) == "下载 2/23 rich，收到 0.9 MB，5 秒"


def test_a_silent_network_is_told_from_work() -> None:
    shown = fetching()
    shown.hear("Collecting textual==8.2.8", 10)
    shown.look(1000, 0, 12)
    assert shown.text(16).endswith("，16 秒")
    assert shown.text(17).endswith("，网络 5 秒没有动静")
    shown.look(2000, 0, 18)
    assert shown.text(18).endswith("，18 秒")
    shown.hear("Installing collected packages: rich, textual", 20)
    shown.look(2000, 1, 60)
    assert shown.text(60) == "安装 1/2，60 秒"


def test_a_lost_connection_is_counted_until_something_comes() -> None:
    shown = fetching()
    shown.hear("Collecting rich==15.0.0", 0)
    for total in (4, 3):
        shown.hear(f"WARNING: Retrying (Retry(total={total})) after connection broken by ...", 1)
    assert shown.text(1) == "下载 1/23 rich，收到 0.0 MB，连接断了，第 2 次重试，1 秒"
    shown.hear("  Downloading rich-15.0.0-py3-none-any.whl (300 kB)", 2)
    assert "重试" not in shown.text(2)


def test_folders_are_counted_as_they_are_prepared_and_built() -> None:
    shown = fetching(build=2)
    shown.hear("Obtaining file:///somewhere/branchkit", 0)
    assert shown.text(0) == "准备，0 秒", "nothing is fetched: no network is spoken of"
    shown.hear("  Preparing editable metadata (pyproject.toml): started", 1)
    assert shown.text(9) == "编入 1/2 branchkit，9 秒"
    shown.hear("  Building editable for dangzhibu (pyproject.toml): started", 10)
    assert shown.text(10) == "编入 2/2 branchkit，10 秒"


def test_steps_are_counted_out_of_what_is_called(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("a==1 \\\n    --hash=sha256:0\nb-c[x]==2.0 \\\n    --hash=sha256:1\n")
    (tmp_path / "one" / "two").mkdir(parents=True)
    (tmp_path / "one" / "__pycache__").mkdir()
    assert progress.totals_of(["pip", "install", "-r", str(lock)]) == {"fetch": 2}
    assert progress.totals_of(["compileall", str(tmp_path / "one")]) == {"compile": 2}
    assert progress.totals_of(["pip", "install", "-e", str(tmp_path)]) == {"build": 2}


def test_a_terminal_has_one_line_that_never_wraps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "vt100")
    monkeypatch.setenv("COLUMNS", "20")
    screen = Screen()
    line = progress.Line(screen, "2/4")
    line.show("下载 1/23 markdown-it-py", 0)
    line.show("下载 2/23 rich", 0.1)
    line.show("下载 2/23 rich", 0.2)
    line.end("完成，9 秒")
    *drawn, last = screen.getvalue().split("\r")
    assert last == "\n"
    assert [text for text in drawn if text] == [
        "[2/4] 下载 1/23 mar",
        "[2/4] 下载 2/23 ric",
        "[2/4] 完成，9 秒   ",
    ]
    assert all(progress.width_of(text) < 20 for text in drawn)


def test_a_dumb_terminal_has_lines_and_few_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    screen = Screen()
    line = progress.Line(screen, "2/4")
    for second in range(25):
        line.show(f"下载 {second}/23", second)
    line.end("完成，25 秒")
    assert screen.getvalue().splitlines() == [
        "[2/4] 下载 0/23",
        "[2/4] 下载 10/23",
        "[2/4] 下载 20/23",
        "[2/4] 完成，25 秒",
    ]


def test_it_ends_as_the_module_does_and_repeats_why(tmp_path: Path) -> None:
    def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, TOOL, "2/4", *words],
            cwd=tmp_path,
            env={"PYTHONPATH": str(tmp_path), "PYTHONUTF8": "1", **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    (tmp_path / "sound.py").write_text("print('Collecting rich')")
    (tmp_path / "broken.py").write_text("import sys; print('no such index'); sys.exit(7)")
    done = run("sound")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines()[-1].startswith("[2/4] 完成，")
    failed = run("broken")
    assert failed.returncode == 7
    assert failed.stderr.splitlines()[-2:] == ["[2/4] 没有成功，最后几行是：", "    no such index"]
    assert "It failed" in run("broken", BRANCHKIT_LANG="en").stderr
