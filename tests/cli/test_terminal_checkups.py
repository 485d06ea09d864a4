"""What the doctor says of a terminal."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from branchkit.cli import terminal_checkups
from branchkit.cli.checkups import Finding, State
from branchkit.cli.terminal_checkups import clipboard, colours, encoding_of, mouse, multiplexer
from branchkit.i18n.catalog import Catalog
from branchkit.terminal.probe import Answers

SILENT = Answers()


def stream(encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding)


@pytest.mark.parametrize(
    ("encoding", "utf8", "state", "code"),
    [
        ("utf-8", None, State.OK, "ok"),
        ("utf-8", True, State.OK, "ok"),
        ("utf-8", False, State.ERROR, "terminal_other"),
        ("gbk", None, State.WARNING, "not_utf8"),
        ("gbk", False, State.WARNING, "not_utf8"),
        ("gbk", True, State.ERROR, "session_other"),
        ("ascii", None, State.ERROR, "no_chinese"),
    ],
)
def test_session_and_terminal_have_one_character_set(
    encoding: str, utf8: bool | None, state: State, code: str
) -> None:
    finding = encoding_of(stream(encoding), Answers(spoke=True, utf8=utf8))
    assert (finding.state, finding.code) == (state, code)


@pytest.mark.parametrize(
    ("environment", "answers", "code"),
    [
        ({"COLORTERM": "truecolor"}, SILENT, "millions"),
        ({"NO_COLOR": "1", "COLORTERM": "truecolor"}, SILENT, "none"),
        ({"TERM": "xterm-256color"}, SILENT, "some"),
        ({"TERM": "xterm-256color"}, Answers(spoke=True, true_colour=True), "untold"),
        ({}, None, "some"),
    ],
)
def test_colours_are_what_the_session_has_been_told_or_the_terminal_tells(
    environment: dict[str, str], answers: Answers | None, code: str
) -> None:
    assert colours(environment, answers).code == code


@pytest.mark.parametrize(
    ("answers", "in_tmux", "code"),
    [
        (SILENT, "", "unknown"),
        (Answers(spoke=True, mouse=True), "", "ok"),
        (Answers(spoke=True, mouse=False), "", "none"),
        (Answers(spoke=True, mouse=True), "off", "tmux_off"),
        (SILENT, "on", "ok"),
    ],
)
def test_the_mouse(answers: Answers, in_tmux: str, code: str) -> None:
    assert mouse(answers, in_tmux).code == code


@pytest.mark.parametrize(
    ("answers", "within", "in_tmux", "code"),
    [
        (Answers(spoke=True, clipboard=True), "", "", "ok"),
        (SILENT, "", "", "unknown"),
        (Answers(spoke=True, clipboard=True), "screen", "", "screen"),
        (Answers(spoke=True, clipboard=True), "tmux", "external", "tmux_off"),
        (SILENT, "tmux", "on", "tmux_on"),
    ],
)
def test_what_is_copied(answers: Answers, within: str, in_tmux: str, code: str) -> None:
    assert clipboard(answers, within, in_tmux).code == code


def test_multiplexers_are_told_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert multiplexer({"TMUX": "/tmp/x,1,0", "STY": "1.pts"}) == "tmux"
    assert multiplexer({"STY": "1.pts-0"}) == "screen"
    assert multiplexer({"TMUX": ""}) == ""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert terminal_checkups.tmux_option("-gv", "mouse", {"TMUX": "/tmp/x,1,0"}) == ""


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize(
    "finding",
    [
        clipboard(SILENT, "tmux", "off"),
        clipboard(SILENT, "screen", ""),
        mouse(SILENT, "off"),
        encoding_of(stream("gbk"), Answers(utf8=True)),
        encoding_of(stream("utf-8"), Answers(utf8=False)),
    ],
)
def test_every_fault_says_what_to_set(finding: Finding, language: str) -> None:
    catalog = Catalog.load(language)
    assert not finding.message(catalog).startswith("cli.")
    advice = finding.advice(catalog)
    assert advice and not advice.startswith("cli.")
