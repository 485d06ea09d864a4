"""What the Tab key offers, asked as the shells' scripts ask it."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from branchkit.cli.completing import FILES
from branchkit.cli.completion import SCRIPTS, SHELLS
from branchkit.cli.groups import GROUPS
from branchkit.cli.main import main

Ask = Callable[..., dict[str, str]]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Words of a line, the last one begun → what may stand for it, each with what it means."""

    def asked(*words: str) -> dict[str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{word}\n" for word in words)))
        assert main(["completion", "words"]) == 0
        out, err = capsys.readouterr()
        assert err == ""
        lines = (line.partition("\t") for line in out.splitlines())
        return {text: told for text, _, told in lines}

    return asked


def test_commands_come_with_what_they_do(ask: Ask) -> None:
    offered = ask("")
    assert {group.name for group in GROUPS} <= offered.keys()
    assert offered["doctor"] == "检查终端、工作区、插件、磁盘和时钟"
    assert list(ask("doc")) == ["doctor"]


def test_what_stands_below_a_command_is_offered(ask: Ask) -> None:
    assert {"open", "show", "set", "submit"} <= ask("sheet", "").keys()
    assert list(ask("sheet", "pub")) == ["publicise"]
    assert ask("sheet", "nothing", "") == {}


def test_options_of_the_command_and_of_all_commands(ask: Ask) -> None:
    offered = ask("sheet", "show", "2026-11", "--")
    assert {"--scheme", "--org", "--format", "--workspace", "--lang", "--help"} <= offered.keys()
    assert "--or-demo" in ask("--")
    assert "--or-demo" not in offered


def test_an_option_takes_its_value_and_the_words_go_on_behind_it(ask: Ask) -> None:
    assert list(ask("sheet", "show", "--format", "")) == ["text", "json", "csv"]
    assert list(ask("sheet", "show", "--format", "=", "j")) == ["json"]
    assert list(ask("sheet", "show", "--format", "=")) == ["text", "json", "csv"]
    assert ask("--lang", "en", "sheet", "--workspace=x", "sho") == {"show": "显示考核表"}
    assert "2026-11" in ask("sheet", "show", "--scheme", "base/x", "")


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("sheet", "show", "2026-11", "--scheme", "base/"), "base/member-month"),
        (("scheme", "show", ""), "base/member-month"),
        (("register", "show", "roll.m"), "roll.members"),
        (("export", "al"), "all"),
        (("import", "me"), "members"),
        (("history", "--register", "roll.m"), "roll.members"),
        (("report", "n"), "notice"),
        (("report", "notice", ""), "2026-11"),
        (("sheet", "open", "2026-1"), "2026-10"),
        (("dues", "account", ""), "2026"),
        (("plugin", "off", "ba"), "base"),
    ],
)
def test_ids_are_offered(ask: Ask, words: tuple[str, ...], wanted: str) -> None:
    assert wanted in ask("--safe-mode", *words)


def test_files_are_left_to_the_shell(ask: Ask) -> None:
    for words in (
        ("report", "notice", "2026-11", "-o", "re"),
        ("restore", ""),
        ("--workspace", ""),
    ):
        assert list(ask(*words)) == [FILES]


def test_organisations_are_offered_with_their_names_and_nobody_s_name_is(
    workspace_directory: Path, ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ("--workspace", str(workspace_directory))
    main([*at, "members", "add", "--name", "陈建国", "--joined", "2001-07-01"])
    assert "陈建国" in capsys.readouterr().out
    assert ask(*at, "org", "show", "") == {"test": "青石村党支部"}
    assert ask("report", "notice", *at, "2026-11", "--org", "t") == {"test": "青石村党支部"}
    for words in (("members", "show"), ("dues", "pay", "2026-11"), ("sheet", "set", "2026-11")):
        assert ask(*at, *words, "") == {}


def test_what_cannot_be_known_is_no_error(tmp_path: Path, ask: Ask) -> None:
    assert ask("org", "show", "") == {}
    assert ask("--workspace", str(tmp_path / "none"), "org", "show", "") == {}
    assert ask("sheet", "--no-such-option", "show", "x", "y", "z", "") != {}
    assert ask() != {}


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_has_its_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    assert capsys.readouterr().out == (SCRIPTS / f"branchkit.{shell}").read_text(encoding="utf-8")
