"""Bytes as slow lines and wrongly set terminals send them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

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


def test_escape_sequences_in_a_note_are_refused_and_do_not_reach_the_terminal(demo: Path) -> None:
    note = "请假\x1b[31m一次\x1b]0;title\x07"
    command = [str(BRANCHKIT), "--workspace", str(demo), "sheet", "set", "2026-11", TOP, "大会"]
    refused = subprocess.run([*command, "--note", note], check=False, capture_output=True)
    assert refused.returncode == 2
    assert b"\x1b" not in refused.stdout + refused.stderr
    assert "控制符" in refused.stderr.decode()
