"""What is known of a terminal's clipboard, and how a text gets there."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable

import pytest

from branchkit.terminal.clipboard import ASK, LONGEST, Clipboard, Reach, osc_52, reach


@pytest.mark.parametrize(
    ("environment", "known"),
    [
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "alacritty"}, True),
        ({"TERM": "xterm-256color", "WT_SESSION": "1"}, True),
        ({"TERM": "xterm-256color"}, None),
        ({"TERM": "screen-256color"}, None),
        ({"TERM": "linux"}, False),
        ({"TERM": "vt220"}, False),
        ({}, False),
    ],
)
def test_what_a_terminal_calls_itself_decides_or_it_is_asked(
    environment: dict[str, str], known: bool | None
) -> None:
    assert reach(environment) == Reach(known)


@pytest.mark.parametrize(
    ("said", "taken"), [("on", True), ("external", True), ("off", False), ("", False)]
)
def test_within_tmux_its_own_setting_decides(said: str, taken: bool) -> None:
    environment = {"TERM": "tmux-256color", "TMUX": "/tmp/tmux,1,0"}
    assert reach(environment, tmux_says=lambda: said) == Reach(False, taken)


def test_a_setting_overrules_what_is_known() -> None:
    assert reach({"TERM": "linux"}, "terminal") == Reach(True)
    assert reach({"TERM": "xterm-kitty"}, "file") == Reach(False)


def test_a_text_is_handed_over_whole_or_not_at_all() -> None:
    sequence = osc_52("陈建国\t8\n")
    assert sequence is not None
    assert (
        b64decode(sequence.removeprefix("\x1b]52;c;").removesuffix("\x07")).decode()
        == "陈建国\t8\n"
    )
    assert osc_52("x" * LONGEST) is None


class Line:
    """What was sent, and what is to be called later."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.late: list[Callable[[], None]] = []
        self.done: list[bool] = []

    def clipboard(self, **environment: str) -> Clipboard:
        later = lambda _seconds, call: self.late.append(call)  # noqa: E731
        return Clipboard("auto", self.sent.append, later, environment)


def test_the_first_copy_asks_and_those_after_it_know() -> None:
    line = Line()
    clipboard = line.clipboard(TERM="xterm-256color")
    clipboard.put("8", line.done.append)
    assert (line.sent, line.done) == ([ASK], [])
    clipboard.answered(frozenset({62, 52}))
    assert line.done == [True]
    clipboard.put("9", line.done.append)
    assert line.sent == [ASK, osc_52("8"), osc_52("9")]
    for late in line.late:
        late()
    assert line.done == [True, True]


def test_who_does_not_answer_takes_nothing_and_may_answer_later() -> None:
    line = Line()
    clipboard = line.clipboard(TERM="xterm-256color")
    clipboard.put("8", line.done.append)
    line.late[0]()
    assert line.done == [False]
    clipboard.answered(frozenset({52}))
    clipboard.put("9", line.done.append)
    assert line.done == [False, True]
