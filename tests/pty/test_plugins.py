"""The plugins on a real terminal: what is broken is told, a plugin is switched off and on, an author's is tried out."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from branchkit.testing.pty import Terminal

from .scoring_desk import BRANCHKIT, variables

pytestmark = pytest.mark.pty

KEYS = ".停用或启用"


def go_to_plugins(terminal: Terminal) -> None:
    """From the home screen, by the initials of the place."""
    terminal.wait_for("8组织")
    terminal.press(":")
    terminal.type("cj")
    terminal.wait_for("插件")
    terminal.press("enter")
    terminal.wait_for(KEYS)


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """A plugin with Python, as ``branchkit plugin new`` writes it."""
    directory = tmp_path / "branchkit-county"
    subprocess.run(
        [BRANCHKIT, "plugin", "new", "county", "--title", "志愿河湖", "--path", directory],
        check=True,
        env=variables(tmp_path),
        capture_output=True,
    )
    return directory


def test_a_clerk_finds_what_is_broken_and_switches_it_off(demo: Path, county: Path) -> None:
    folder = demo / "plugins" / "county"
    folder.parent.mkdir(exist_ok=True)
    (county / "src" / "branchkit_county").rename(folder)
    (folder / "metrics" / "book.county.toml").write_text("api = 1\nx =\n", encoding="utf-8")
    with Terminal([BRANCHKIT, "--workspace", demo]) as terminal:
        go_to_plugins(terminal)
        terminal.wait_for("志愿河湖", "3处出错")
        assert all(len(line) <= 80 for line in terminal.lines())
        terminal.press("/")
        terminal.type("zyhh")
        terminal.press("enter")
        terminal.wait_for(KEYS, "来自 plugins/county", "没有加载 branchkit_county.hooks")
        terminal.press("enter")
        terminal.wait_for_folded("metrics/book.county.toml，第 2 行", "办法")
        terminal.press("pagedown")
        terminal.wait_for("志愿服务记录")
        terminal.press("escape")
        terminal.wait_for(KEYS)
        terminal.press(".", "1")
        terminal.wait_for("停用", "按 . 启用")
        terminal.press(".", "1")
        terminal.wait_for("3处出错")
        terminal.press("escape")
        terminal.wait_for("8组织")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0


def test_an_author_sees_what_was_saved(county: Path) -> None:
    package = county / "src" / "branchkit_county"
    register = package / "registers" / "book.county.toml"
    text = register.read_text(encoding="utf-8")
    with Terminal([BRANCHKIT, "plugin", "dev", str(county)]) as terminal:
        terminal.wait_for("8组织")
        terminal.press(":")
        terminal.type("fwsx")
        terminal.wait_for("服务事项一览")
        terminal.press("enter")
        terminal.wait_for("关爱帮扶", "未参加", "回车看记录")
        register.write_text(text.replace("关爱帮扶", "敬老助残"), encoding="utf-8")
        terminal.press("down")
        terminal.wait_for("声明文件已重新读取", "敬老助残")
        register.write_text(f"{text}\nx =\n", encoding="utf-8")
        terminal.press("down")
        terminal.wait_for("book.county.toml", "敬老助残")
        (package / "board.py").touch()
        register.write_text(text, encoding="utf-8")
        terminal.press("down")
        terminal.wait_for("重新运行才生效")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0


def test_a_save_while_a_sheet_is_scored_goes_on_in_the_sheet(county: Path) -> None:
    register = county / "src" / "branchkit_county" / "registers" / "book.county.toml"
    text = register.read_text(encoding="utf-8")
    with Terminal([BRANCHKIT, "plugin", "dev", str(county)]) as terminal:
        terminal.wait_for("8组织")
        terminal.press("1")
        terminal.wait_for("F10上报")
        register.write_text(text.replace("服务事项", "服务小事"), encoding="utf-8")
        terminal.press("down")
        terminal.wait_for("声明文件已重新读取", "欧阳若兰   8    6    8")
        for key in ("down", "right", "up", "5", "enter"):
            terminal.press(key)
        terminal.wait_for("与建议 6 不同")
        terminal.type("迟到")
        terminal.press("enter")
        terminal.wait_for("欧阳若兰   8    5!   8")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
