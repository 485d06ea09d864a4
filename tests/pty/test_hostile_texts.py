"""Names and notes that want to steer the terminal reach it from no command and no screen, nor from what is refused."""

from __future__ import annotations

import io
import json
import re
import sys
import unicodedata
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from branchkit.cli.main import main
from branchkit.core.registers.register import ColumnKind
from branchkit.testing.pty import Terminal

from .scoring_desk import BRANCHKIT, SAVED, opened

HOSTILE = "\x1b]0;PWN\x07\x1b[2J\x9b2J\x9d0;PWN\x9c\u202e\u200b\u2066\x7f\r"
"""Sets the title, clears the screen, both once more in C1, turns the direction, hides, deletes, goes back."""
STYLING = re.compile(r"\x1b\[[\d;]*m")
"""What rich makes heads bold with."""
TEXTS = frozenset({"name", "short_name", "address", "work_unit", "native_place", "note", "reason"})


@pytest.fixture
def hostile(demo: Path) -> Path:
    """The demo, every free text of which ends in :data:`HOSTILE`, as an older version may have taken them over."""
    with opened(demo) as workspace:
        store = workspace.store
        free = {
            f"record/{register.id}": {
                column.id for column in register.columns if column.kind is ColumnKind.TEXT
            }
            for register in workspace.contributions.registers.values()
        }
        org = workspace.organization
        with store.begin(workspace.actor, "test.build") as uow:
            for at, kinds in (("", ["organization"]), (org, ["member", "case", "row", *free])):
                for kind in kinds:
                    for document in list(uow.scan(at, kind)):
                        body = _armed(document.body, free.get(kind, set()) | TEXTS)
                        uow.put(at, kind, document.id, body)
            uow.commit()
    return demo


def _armed(value: Any, keys: set[str] | frozenset[str], key: str = "") -> Any:
    match value:
        case dict():
            inner = {name: _armed(part, keys, str(name)) for name, part in value.items()}
            return {**inner, **({"vetoes": {"law": HOSTILE}} if "cells" in value else {})}
        case list():
            return [_armed(part, keys, key) for part in value]
        case str() if key in keys and value:
            return value + HOSTILE
    return value


def steering(text: str) -> set[str]:
    """What steers in the text, apart from line ends."""
    left = STYLING.sub("", text).replace("\r\n", "\n").replace("\n", "")
    return {f"U+{ord(c):04X}" for c in left if unicodedata.category(c) in ("Cc", "Cf", "Cs")}


LISTS = (
    "members list",
    "members show 1",
    "org list",
    "org check",
    "org show demo",
    "register list",
    "register check",
    "record list book.meeting",
    "record list book.visit",
    "record list roll.deeds",
    "case list",
    "case show c0009",
    "meeting calendar",
    "dues show 2026-10",
    "dues base",
    "dues arrears",
    "dues account 2026",
    "due",
    "sheet show 2026-10",
    "scheme list",
    "history --all --limit 0",
    "plugins",
)
PAPERS = (
    "report notice 2026-10",
    "report sheet 2026-10",
    "report ranking 2026-10",
    "export book.meeting",
    "export roll.members",
    "export card.mobile",
    "dues print account 2026",
)


class Console(io.TextIOWrapper):
    """A stream that says it is a terminal, or is not."""

    def __init__(self, tty: bool) -> None:
        self.bytes = io.BytesIO()
        self._tty = tty
        super().__init__(self.bytes, encoding="utf-8", errors="surrogatepass", newline="")

    def isatty(self) -> bool:
        return self._tty

    def text(self) -> str:
        self.flush()
        return self.bytes.getvalue().decode("utf-8", "surrogatepass")


def run(words: list[str], monkeypatch: pytest.MonkeyPatch, *, tty: bool) -> tuple[str, str]:
    """stdout and stderr of a command."""
    out, err = Console(tty), Console(tty)
    with monkeypatch.context() as streams:
        streams.setattr(sys, "stdout", out)
        streams.setattr(sys, "stderr", err)
        with suppress(SystemExit):
            main(words)
    return out.text(), err.text()


def test_no_list_and_no_paper_steers_a_terminal_or_a_pipe(
    hostile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRANCHKIT_ACTOR", f"某人{HOSTILE}")
    shown = ""
    for command in (*LISTS, *PAPERS):
        formats = ("text", "csv", "json", "html") if command in PAPERS else ("text", "csv", "json")
        for format in formats:
            words = ["--workspace", str(hostile), *command.split(), "--format", format]
            out, err = run(words, monkeypatch, tty=True)
            assert out, (command, format, err)
            assert (command, format, steering(out + err)) == (command, format, set())
            shown += out
    assert "^[]0;PWN" in shown
    assert "<U+202E>" in shown


def test_a_pipe_gets_the_text_but_no_controls(
    hostile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["--workspace", str(hostile), "members", "list", "--format"]
    out, _ = run([*words, "csv"], monkeypatch, tty=False)
    assert steering(out) == {"U+202E", "U+200B", "U+2066"}
    out, _ = run([*words, "json"], monkeypatch, tty=False)
    assert steering(out) == set()
    assert json.loads(out)[0]["name"].endswith(HOSTILE)


@pytest.mark.parametrize(
    "words",
    [
        ["members", "show", HOSTILE],
        ["members", "add", "--name", f"张三{HOSTILE}"],
        ["members", "edit", "1", "--address", f"村东{HOSTILE}"],
        ["record", "list", HOSTILE],
        ["record", "add", "book.talk", f"topic={HOSTILE}"],
        ["sheet", "show", HOSTILE],
        ["report", HOSTILE, "2026-10"],
        ["members", "list", f"--{HOSTILE}"],
        [HOSTILE],
        ["import", "members", f"/nowhere/{HOSTILE}.xlsx"],
        ["--workspace", f"/nowhere/{HOSTILE}", "members", "list"],
        ["org", "add", f"青石村党支部{HOSTILE}", "--kind", "branch"],
        ["members", "add", "--name", "Z\udced\udca0\udc80"],
        ["import", "members", "/nowhere/\udce9.xlsx"],
    ],
)
def test_what_is_refused_repeats_its_arguments_in_marks(
    words: list[str], workspace_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, err = run(["--workspace", str(workspace_directory), *words], monkeypatch, tty=True)
    assert steering(out + err) == set()
    assert err
    assert "程序出错" not in err


def test_an_import_leaves_out_what_is_not_seen_and_says_so(
    workspace_directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    roster = tmp_path / "roster.csv"
    name = HOSTILE.rstrip("\r")  # which would end the row
    roster.write_text(
        f"姓名,入党时间,工作单位\n张三{name},1985-03,青石\u202e小学\n",
        encoding="utf-8",
        newline="",
    )
    words = ["--workspace", str(workspace_directory)]
    out, err = run([*words, "import", "members", str(roster)], monkeypatch, tty=True)
    assert steering(out + err) == set()
    assert "姓名里有控制符或看不见的符号，已去掉" in err
    out, _ = run([*words, "members", "show", "1", "--format", "json"], monkeypatch, tty=False)
    member = json.loads(out)
    assert member["name"] == "张三]0;PWN[2J2J0;PWN"
    assert member["work_unit"] == "青石小学"


def differs(terminal: Terminal, before: str) -> bool:
    return terminal.text() != before


@pytest.mark.pty
def test_no_screen_steers_the_terminal(hostile: Path) -> None:
    with Terminal([BRANCHKIT, "--workspace", hostile]) as terminal:
        terminal.wait_for("本月进度")
        for key in "235678":
            terminal.press(key)
            terminal.wait_until(lambda: "本月进度" not in terminal.text(), "another screen")
            terminal.press("down", "/", "P", "W")
            terminal.press("escape")
            terminal.press("escape")
            terminal.wait_for("本月进度")
        terminal.press("ctrl+q")
        terminal.wait_for_end()
        received = terminal.received
    with Terminal([BRANCHKIT, "--at", "scoring", "--workspace", hostile]) as terminal:
        terminal.wait_for(SAVED)
        for keys in (
            (".",),
            ("escape", "b"),
            ("escape", "d"),
            ("escape", "/", "P"),
            ("escape", "n"),
        ):
            before = terminal.text()
            terminal.press(*keys)
            terminal.wait_until(partial(differs, terminal, before), str(keys))
        assert terminal.screen.title == ""
        received += terminal.received
    text = received.decode()
    assert not {c for c in text if unicodedata.category(c) == "Cf" or "\x7f" <= c <= "\x9f"}
    assert "\x1b]0" not in text
    assert "^[]0;PWN" in text
