"""Bytes as slow lines and wrongly set terminals send them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from branchkit.cli import exit_codes
from branchkit.testing.pty import Terminal

from .scoring_desk import BRANCHKIT, kept_scores, scoring

pytestmark = pytest.mark.pty

TOP = "陈建国"
SECOND = "欧阳若兰"


@pytest.mark.parametrize("parts", [(b"\x1b", b"[B"), (b"\x1b[", b"B"), (b"\x1b", b"[", b"B")])
def test_an_arrow_key_that_arrives_in_parts_is_an_arrow_key(
    demo: Path, monkeypatch: pytest.MonkeyPatch, parts: tuple[bytes, ...]
) -> None:
    # A busy machine may take longer between the parts than the program waits by itself.
    monkeypatch.setenv("ESCDELAY", "5000")
    with scoring(demo) as desk:
        desk.wait_at(TOP, "大会")
        desk.terminal.send_slowly(*parts)
        desk.wait_at(SECOND, "大会")
        assert desk.value(TOP, "大会") == "8"


def test_a_chinese_character_that_arrives_in_parts_is_one_character(demo: Path) -> None:
    with scoring(demo) as desk:
        desk.terminal.press("/")
        desk.terminal.wait_for("找人 /")
        desk.terminal.send_slowly(*(bytes([byte]) for byte in "单".encode()))
        desk.wait_at("单守信", "大会")


def test_gbk_bytes_are_answered_with_what_to_set(demo: Path) -> None:
    with scoring(demo) as desk:
        desk.terminal.send("张三丰".encode("gbk"))
        desk.terminal.wait_for("终端送来的不是 UTF-8", "UTF-8（PuTTY")
        desk.terminal.press("down")
        desk.wait_at(SECOND, "大会")
        desk.terminal.press("4", "enter")
        desk.explain("请假")
        desk.terminal.wait_until(
            lambda: kept_scores(demo)[SECOND, "大会"] == "4", "the score is on the disk"
        )


def test_a_session_of_gbk_is_told_so_and_shown_and_typed_in_it(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "gbk")
    with Terminal([BRANCHKIT, "--workspace", demo], encoding="gbk") as terminal:
        terminal.wait_for("近六月均分", "终端编码是 gbk，不是 UTF-8", "LANG=C.UTF-8")
        said = terminal.received.partition(b"\x1b[?1049h")[0]
        assert "终端编码是 gbk" in said.decode("gbk")
        terminal.press("2")
        terminal.wait_for("花名册", TOP)
        terminal.press("/")
        terminal.type("单守")
        terminal.wait_for("找: 单守")
        terminal.press("enter")
        terminal.wait_until(
            lambda: "单守信" in terminal.line(terminal.cursor[1]), "the cursor is on the person"
        )
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0


def test_a_session_without_chinese_characters_is_refused_in_words(demo: Path) -> None:
    ascii_locale = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    environment = {**os.environ, **ascii_locale}
    with Terminal([BRANCHKIT, "--workspace", demo], environment=environment) as terminal:
        assert terminal.wait_for_end() == exit_codes.USAGE
        terminal.wait_for_folded("export LANG=C.UTF-8")
        assert terminal.is_whole


def test_escape_sequences_in_a_note_are_refused_and_do_not_reach_the_terminal(demo: Path) -> None:
    note = "请假\x1b[31m一次\x1b]0;title\x07"
    command = [str(BRANCHKIT), "--workspace", str(demo), "sheet", "set", "2026-11", TOP, "大会"]
    refused = subprocess.run([*command, "--note", note], check=False, capture_output=True)
    assert refused.returncode == 2
    assert b"\x1b" not in refused.stdout + refused.stderr
    assert "控制符" in refused.stderr.decode()
