"""The command line's frame: languages, global options, refusals, exit codes."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from branchkit import __version__
from branchkit.cli import exit_codes
from branchkit.cli import main as main_module
from branchkit.cli.groups import GROUPS
from branchkit.cli.main import clock_of, main
from branchkit.cli.parser import Group, Parser
from branchkit.cli.shell import Shell
from branchkit.core.access.roles import Role
from branchkit.core.errors import Place, Problem, StoreError
from branchkit.core.text_width import cell_width
from branchkit.i18n.catalog import Catalog
from branchkit.settings import UserSettings, actor_of


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """A group ``probe`` that keeps what it was called with; ``probe["does"]`` is run in its place."""
    seen: dict[str, object] = {}
    module = ModuleType("probe")

    def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
        parser.add_argument("words", nargs="*")
        parser.add_argument("-n", type=int)

    def run(args: argparse.Namespace, shell: Shell) -> int:
        seen.update(args=args, shell=shell)
        does = seen.get("does")
        return does(shell) if callable(does) else exit_codes.OK

    module.__dict__.update(add_arguments=add_arguments, run=run)
    monkeypatch.setitem(sys.modules, "probe", module)
    monkeypatch.setattr(main_module, "GROUPS", (Group("probe", "probe"),))
    return seen


def _shell(probe: dict[str, object]) -> Shell:
    shell = probe["shell"]
    assert isinstance(shell, Shell)
    return shell


def test_version_goes_to_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out == f"branchkit {__version__}\n"


def test_help_lists_every_group_in_chinese_within_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    text = capsys.readouterr().out
    for group in GROUPS:
        assert f"    {group.name}" in text
    assert text.startswith("用法：")
    assert max(cell_width(line) for line in text.splitlines()) <= 80


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nonsense"], "没有 'nonsense' 这一项"),
        (["--nonsense"], "不认识的参数：--nonsense"),
        (["--workspace"], "后面应有一个值"),
        (["init"], "缺少参数：DIR, --name"),
    ],
)
def test_a_wrong_command_line_is_answered_in_chinese(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == exit_codes.USAGE
    assert message in capsys.readouterr().err


def test_lang_changes_the_language_of_this_call(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--lang", "en", "nonsense"])
    assert "invalid choice: 'nonsense'" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["--workspace", "here", "probe", "a", "-n", "3"],
        ["probe", "--workspace", "here", "a", "-n", "3"],
        ["probe", "a", "-n", "3", "--workspace=here"],
    ],
)
def test_global_options_stand_before_or_behind_the_group(
    words: list[str], probe: dict[str, object]
) -> None:
    assert main(words) == exit_codes.OK
    assert _shell(probe).workspace_directory == Path("here")
    args = probe["args"]
    assert isinstance(args, argparse.Namespace)
    assert (args.words, args.n) == (["a"], 3)


def test_a_named_workspace_comes_before_environment_and_settings(
    probe: dict[str, object], isolated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (isolated / "settings.toml").write_text('default_workspace = "/of/settings"\n', "utf-8")
    main(["probe"])
    assert _shell(probe).workspace_directory == Path("/of/settings")
    monkeypatch.setenv("BRANCHKIT_WORKSPACE", "/of/environment")
    main(["probe"])
    assert _shell(probe).workspace_directory == Path("/of/environment")
    main(["probe", "--workspace", "/of/command"])
    assert _shell(probe).workspace_directory == Path("/of/command")


def test_a_refusal_is_one_line_on_stderr(
    probe: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["probe"]) == exit_codes.OK
    probe["does"] = lambda shell: shell.workspace()
    assert main(["probe"]) == exit_codes.REFUSED
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("没有指定工作区")


def test_broken_settings_are_named_and_nothing_runs(
    probe: dict[str, object], isolated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (isolated / "settings.toml").write_text('lang = "en"\n', "utf-8")
    assert main(["probe"]) == exit_codes.REFUSED
    assert "settings.toml 第 1 行" in capsys.readouterr().err
    assert "args" not in probe


def test_a_defect_is_logged_and_not_thrown_at_the_user(
    probe: dict[str, object], isolated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(shell: Shell) -> int:
        number = 11010519491231002
        try:
            raise KeyError(f"{number}1")
        except KeyError as error:
            raise ZeroDivisionError(f"{number}X") from error

    probe["does"] = broken
    assert main(["probe"]) == exit_codes.CRASH
    error = capsys.readouterr().err
    assert "Traceback" not in error
    assert "ZeroDivisionError" in error
    (log,) = isolated.rglob("branchkit.log")
    assert str(log) in error
    lines = log.read_text(encoding="utf-8").splitlines()
    assert "KeyError" in lines
    assert lines[-1] == "ZeroDivisionError"
    assert "11010519491231002" not in error + "".join(lines)


class Panic(BaseException):
    """As a library in another language raises it: no Exception."""


def test_a_panic_of_a_library_is_a_defect_like_any_other(
    probe: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(shell: Shell) -> int:
        raise Panic("11010519491231002X")

    probe["does"] = broken
    assert main(["probe"]) == exit_codes.CRASH
    error = capsys.readouterr().err
    assert "Panic" in error
    assert "11010519491231002X" not in error


def test_strict_shows_a_defect_in_full(probe: dict[str, object]) -> None:
    def broken(shell: Shell) -> int:
        raise ZeroDivisionError

    probe["does"] = broken
    with pytest.raises(ZeroDivisionError):
        main(["probe", "--strict"])


def test_interrupting_is_no_defect(probe: dict[str, object]) -> None:
    def interrupted(shell: Shell) -> int:
        raise KeyboardInterrupt

    probe["does"] = interrupted
    assert main(["probe"]) == exit_codes.INTERRUPTED


def test_the_workspace_is_closed_even_after_a_refusal(
    probe: dict[str, object], workspace_directory: Path
) -> None:
    def refuses(shell: Shell) -> int:
        shell.workspace()
        raise StoreError("busy")

    probe["does"] = refuses
    assert main(["probe", "--safe-mode", "--workspace", str(workspace_directory)]) == 3
    assert not list(workspace_directory.glob("branchkit.db-wal"))


def test_problems_are_a_line_each(
    probe: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    problems = [
        Problem("no_such_text", Place(file="a.xlsx", row=3)),
        Problem("no_such_text", severity="warning"),
    ]
    probe["does"] = lambda shell: shell.problems(problems) or exit_codes.PROBLEMS
    assert main(["probe"]) == exit_codes.PROBLEMS
    assert capsys.readouterr().err.splitlines() == [
        "错误：a.xlsx，第 3 行：problem.no_such_text",
        "注意：problem.no_such_text",
    ]


def test_an_object_is_json_or_lines(
    probe: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    probe["does"] = lambda shell: shell.emit_object({"name": "张三", "n": 3}, "json") or 0
    main(["probe"])
    assert capsys.readouterr().out == '{\n  "name": "张三",\n  "n": 3\n}\n'
    probe["does"] = lambda shell: shell.emit_object({"name": "张三", "n": 3}) or 0
    main(["probe"])
    assert capsys.readouterr().out == "name: 张三\nn: 3\n"


def test_without_a_terminal_the_app_does_not_open(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == exit_codes.USAGE
    assert "branchkit --help" in capsys.readouterr().err


def test_a_reader_that_leaves_early_is_no_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as output:
        done = subprocess.run(
            [sys.executable, "-m", "branchkit", "doctor", "--format", "json"],
            stdout=output,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (exit_codes.OK, "")


def ended(command: str, **environment: str) -> tuple[int, str]:
    """A shell's command line with ``branchkit`` in it: how it ended and what it said on stderr."""
    done = subprocess.run(
        ["sh", "-c", command.replace("branchkit", f"{sys.executable} -m branchkit")],
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stderr.decode("utf-8")


@pytest.mark.parametrize(
    "words",
    ["register list", "register list --format json", "--help", "--version", "members add --help"],
)
@pytest.mark.parametrize(("stream", "said"), [("/dev/full", "磁盘已满"), ("&-", "系统不许")])
def test_an_output_that_cannot_be_written_is_a_sentence(
    workspace_directory: Path, words: str, stream: str, said: str
) -> None:
    code, error = ended(
        f"branchkit {words} >{stream}", BRANCHKIT_WORKSPACE=str(workspace_directory)
    )
    assert code == exit_codes.REFUSED
    assert said in error
    assert len(error.splitlines()) == 1


@pytest.mark.parametrize("stream", ["/dev/full", "&-"])
def test_what_is_narrated_to_nobody_changes_nothing(workspace_directory: Path, stream: str) -> None:
    add = "branchkit members add --name 张三 --format json"
    code, error = ended(f"{add} 2>{stream}", BRANCHKIT_WORKSPACE=str(workspace_directory))
    assert (code, error) == (exit_codes.OK, "")


ASCII = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def test_a_plain_ascii_locale_is_spoken_to_in_english(workspace_directory: Path) -> None:
    ascii_locale = {**ASCII, "BRANCHKIT_WORKSPACE": str(workspace_directory)}
    code, error = ended("branchkit history --member nobody", **ascii_locale)
    assert code == exit_codes.REFUSED
    assert error.isascii()
    assert "\\u" not in error


def test_chinese_arguments_in_a_plain_ascii_locale_are_refused_in_words(
    workspace_directory: Path,
) -> None:
    ascii_locale = {**ASCII, "BRANCHKIT_WORKSPACE": str(workspace_directory)}
    code, error = ended("branchkit members add --name 张三", **ascii_locale)
    assert code == exit_codes.USAGE
    assert "LC_ALL=C.UTF-8" in error


@pytest.mark.parametrize(
    "now", ["garbage", "2026-13-01", "0001-01-01T00:00", "9999-12-31", "1899-12-30"]
)
def test_a_moment_that_is_none_is_a_sentence(
    probe: dict[str, object],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    now: str,
) -> None:
    monkeypatch.setenv("BRANCHKIT_NOW", now)
    assert main(["probe"]) == exit_codes.REFUSED
    assert f"BRANCHKIT_NOW 的 {now} 不是可用的时间" in capsys.readouterr().err
    assert "args" not in probe


def test_a_clock_behind_the_last_entry_is_said_when_something_is_written(
    workspace_directory: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = ("--safe-mode", "--workspace", str(workspace_directory))
    monkeypatch.setenv("BRANCHKIT_NOW", "2025-01-01T01:00")
    assert main(["members", "list", *here]) == exit_codes.OK
    assert "时钟" not in capsys.readouterr().err
    assert main(["members", "add", "--name", "张三", *here]) == exit_codes.OK
    error = capsys.readouterr().err
    assert "时钟是 2025-01-01 01:00，早于账目的上一条（2026-11-20 09:00）" in error
    assert main(["members", "add", "--name", "李四", *here]) == exit_codes.OK
    assert "时钟" not in capsys.readouterr().err


def test_the_clock_can_be_stopped() -> None:
    stopped = clock_of({"BRANCHKIT_NOW": "2026-11-20T09:00:00"})
    assert stopped() == stopped()
    assert stopped().isoformat() == "2026-11-20T09:00:00+08:00"


@pytest.mark.parametrize(
    ("environment", "name", "role"),
    [
        ({"BRANCHKIT_ACTOR": "王五:reviewer"}, "王五", Role.REVIEWER),
        ({"BRANCHKIT_ACTOR": "王五:clerk"}, "王五", Role.REVIEWER),
        ({"BRANCHKIT_ACTOR": "王五"}, "王五", Role.CONFIRMER),
        ({"BRANCHKIT_ACTOR": "王五:nobody"}, "王五", Role.CONFIRMER),
        ({}, "李四", Role.CONFIRMER),
    ],
)
def test_who_is_at_the_keyboard(environment: dict[str, str], name: str, role: Role) -> None:
    actor = actor_of(environment, UserSettings(name="李四", role=Role.CONFIRMER))
    assert (actor.name, actor.role) == (name, role)


def test_without_a_name_the_login_name_is_kept() -> None:
    assert actor_of({"LOGNAME": "zhang"}, UserSettings()).name == "zhang"


def test_a_character_that_the_terminal_lacks_does_not_end_the_program(tmp_path: Path) -> None:
    directory = tmp_path / "\U0002b7a9"
    done = subprocess.run(
        [sys.executable, "-m", "branchkit", "init", directory, "--name", "甲", "--sector", "rural"],
        env={**os.environ, "PYTHONIOENCODING": "gbk"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == exit_codes.OK
    assert done.stdout.decode("gbk").strip().endswith(r"\U0002b7a9")


def test_closed_streams_are_no_terminal() -> None:
    done = subprocess.run(
        ["sh", "-c", f"exec {sys.executable} -m branchkit <&-"], capture_output=True, check=False
    )
    assert done.returncode == exit_codes.USAGE


@pytest.mark.parametrize("place", range(5))
def test_an_option_may_stand_between_words_of_different_meaning(place: int) -> None:
    parser = Parser()
    parser.add_argument("period")
    parser.add_argument("subject", nargs="?", default="")
    parser.add_argument("rest", nargs="*")
    parser.add_argument("--note")
    words = ["2026-11", "甲", "a=1", "b=2"]
    found = parser.parse_args([*words[:place], "--note", "n", *words[place:]])
    assert (found.period, found.subject, found.rest) == ("2026-11", "甲", ["a=1", "b=2"])
    assert found.note == "n"


def test_what_is_no_word_stays_unknown_among_words(capsys: pytest.CaptureFixture[str]) -> None:
    parser = Parser(prog="probe")
    parser.add_argument("register")
    parser.add_argument("values", nargs="+")
    parser.add_argument("--org", default="")
    found = parser.parse_args(["book", "a=1", "--org", "b1", "b=-2"])
    assert (found.values, found.org) == (["a=1", "b=-2"], "b1")
    with pytest.raises(SystemExit):
        parser.parse_args(["book", "a=1", "--orgs", "b1"])
    assert "--orgs" in capsys.readouterr().err
