"""A plugin's own sub-commands, as somebody types them."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from branchkit.cli import exit_codes
from branchkit.cli.main import main
from branchkit.core.text_width import cell_width

from ...plugin.installing import install

HOOKS = """
from decimal import Decimal

from branchkit.api.hooks import (
    ArgumentKind, CommandArgument, CommandSpec, LocalText, hookimpl
)


@hookimpl
def branchkit_commands():
    def argument(name, kind, **options):
        title = LocalText(f"参数{name} 100%", f"argument {name}")
        return CommandArgument(name, title, ArgumentKind(kind), **options)

    arguments = (
        argument("word", "text"),
        argument("times", "number", default=Decimal(2)),
        argument("since", "date", option=True),
        argument("month", "period", option=True),
        argument("at", "organization", option=True),
        argument("how", "choice", option=True, default="loud", choices={
            "loud": LocalText("大声", "Loudly"), "low": LocalText("小声", "Softly")
        }),
        argument("twice", "flag"),
    )
    title = LocalText("有多少人", "How many")
    more = LocalText("还有话说。", "There is more to say.")
    work = "trial_{id}.work:"
    return [
        CommandSpec("{id}.say", title, f"{work}say", arguments, more),
        CommandSpec("{id}.people", title, f"{work}people"),
        CommandSpec("{id}.add", title, f"{work}add"),
        CommandSpec("{id}.fail", title, f"{work}fail"),
        CommandSpec("{id}.find", title, f"{work}find"),
    ]
"""
WORK = """
from branchkit.api.hooks import Answer


def say(scene):
    print("nobody hears this")
    return {name: str(value) for name, value in scene.arguments.items()}


def people(scene):
    return [{"name": m.name, "phone": m.phone} for m in scene.workspace.members(scene.org)]


def add(scene):
    values = {"date": scene.workspace.today.isoformat(), "title": "巡河"}
    scene.actions.add_record("book.survey", scene.org, values)
    return "记了一条"


def fail(scene):
    raise LookupError("nobody at home")


def find(scene):
    return Answer("有错", problems=True)
"""


Call = Callable[..., int]
Out = pytest.CaptureFixture[str]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder in which ``choir`` is installed."""
    folder = tmp_path / "site"
    install(folder, "choir", {"hooks.py": HOOKS, "work.py": WORK})
    monkeypatch.syspath_prepend(str(folder))
    yield folder
    for name in [name for name in sys.modules if name.startswith("trial_")]:
        del sys.modules[name]


@pytest.fixture
def call(workspace_directory: Path, site: Path) -> Call:
    """Runs ``branchkit choir …`` on the workspace; the exit code."""

    def run(*words: str) -> int:
        try:
            return main(["--workspace", str(workspace_directory), *words])
        except SystemExit as left:
            return int(left.code or 0)

    return run


def test_arguments_are_given_by_their_kinds(call: Call, capsys: Out) -> None:
    words = [
        "--since",
        "2026.1.3",
        "--month",
        "2026-q4",
        "--how",
        "小声",
        "--twice",
        "--format",
        "json",
    ]
    assert call("choir", "say", "甲", "1.5", *words) == exit_codes.OK
    captured = capsys.readouterr()
    assert json.loads(captured.out) == {
        "word": "甲",
        "times": "1.5",
        "since": "2026-01-03",
        "month": "2026-Q4",
        "at": "None",
        "how": "low",
        "twice": "True",
    }
    assert "choir.say 往终端上写了" in captured.err


def test_they_are_completed_like_our_own(
    call: Call, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    def offered(*words: str) -> str:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{word}\n" for word in words)))
        assert call("completion", "words") == exit_codes.OK
        return capsys.readouterr().out

    assert offered("cho") == "choir\t试验\n"
    assert "say\t有多少人\n" in offered("choir", "")
    assert offered("choir", "say", "甲", "--ti") == "", "an argument, no option"
    assert offered("choir", "say", "甲", "--si") == "--since\t参数since 100%\n"
    assert offered("choir", "say", "--at", "t") == "test\t青石村党支部\n"


def test_what_is_left_out_has_its_default(call: Call, capsys: Out) -> None:
    assert call("choir", "say", "甲") == exit_codes.OK
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "word: 甲",
        "times: 2",
        "since: None",
        "month: None",
        "at: None",
        "how: loud",
        "twice: False",
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["甲", "many"], "“many”看不明白，这里要写数字"),
        (["甲", "nan"], "“nan”看不明白"),
        (["甲", "--since", "someday"], "这里要写日期"),
        (["甲", "--month", "2026-13"], "这里要写期间"),
        (["甲", "--how", "quickly"], "可用：loud=大声、low=小声"),
        ([], "缺少参数：word"),
        (["甲", "--loudly"], "不认识的参数：--loudly"),
    ],
)
def test_what_cannot_be_read_is_a_matter_of_usage(
    call: Call, capsys: Out, words: list[str], told: str
) -> None:
    assert call("choir", "say", *words) == exit_codes.USAGE
    assert told in capsys.readouterr().err


def test_an_organisation_is_looked_up(call: Call, capsys: Out) -> None:
    assert call("choir", "say", "甲", "--at", "nowhere") == exit_codes.REFUSED
    assert "nowhere" in capsys.readouterr().err
    assert call("choir", "people", "--org", "nowhere") == exit_codes.REFUSED


def test_what_a_command_changes_is_in_the_ledger(call: Call, capsys: Out) -> None:
    assert call("choir", "add") == exit_codes.OK
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "记了一条\n")
    assert call("record", "list", "book.survey", "--format", "json") == exit_codes.OK
    assert [row["values"]["title"] for row in json.loads(capsys.readouterr().out)] == ["巡河"]


def test_a_fault_is_a_refusal_with_its_place(call: Call, capsys: Out) -> None:
    assert call("choir", "fail") == exit_codes.REFUSED
    assert "LookupError: nobody at home" in (err := capsys.readouterr().err)
    assert "work.py:21" in err


def test_problems_are_an_exit_code(call: Call, capsys: Out) -> None:
    assert call("choir", "find") == exit_codes.PROBLEMS
    assert capsys.readouterr().err == "有错\n"


def test_help_speaks_both_languages_and_keeps_to_the_terminal(call: Call, capsys: Out) -> None:
    assert call("choir", "say", "--help") == exit_codes.OK
    told = capsys.readouterr().out
    assert "有多少人" in told
    assert "还有话说。" in told
    told_whole = "".join(told.split())
    assert "参数how100%，可用：loud=大声、low=小声（不写就是大声）" in told_whole
    assert max(map(cell_width, told.splitlines())) <= 80
    assert call("--lang", "en", "choir", "--help") == exit_codes.OK
    assert "How many" in capsys.readouterr().out


def test_the_plugin_is_named_in_the_help_of_its_workspace(call: Call, capsys: Out) -> None:
    assert call("--help") == exit_codes.OK
    told = capsys.readouterr().out
    assert "插件的命令" in told
    assert "choir  试验" in told


def test_reports_of_plugins_are_named_in_the_help_of_reports(call: Call, capsys: Out) -> None:
    assert call("report", "--help") == exit_codes.OK
    told = capsys.readouterr().out.partition("插件的报表")[2]
    assert "rural.appraisal  “五个好”评定表" in told
    assert max(map(cell_width, told.splitlines())) <= 80
    assert call("due", "--help") == exit_codes.OK
    assert "rural.appraisal" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [["choirs"], ["choir", "sing"], ["rural"], ["--safe-mode", "choir", "say"]]
)
def test_what_there_is_not_is_a_matter_of_usage(call: Call, capsys: Out, words: list[str]) -> None:
    assert call(*words) == exit_codes.USAGE


def test_without_a_workspace_it_says_so(site: Path, capsys: Out) -> None:
    assert main(["choir", "people"]) == exit_codes.REFUSED
    assert "没有指定工作区" in capsys.readouterr().err
    with pytest.raises(SystemExit) as left:
        main(["choir", "people", "--help"])
    assert left.value.code == exit_codes.OK


def test_a_plugin_called_like_a_group_of_ours_takes_nothing_over(
    tmp_path: Path, call: Call, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path / "other", "duties", {"hooks.py": HOOKS, "work.py": WORK})
    install(tmp_path / "other", "due", {"hooks.py": HOOKS, "work.py": WORK})
    monkeypatch.syspath_prepend(str(tmp_path / "other"))
    assert call("due", "--format", "json") == exit_codes.OK
    json.loads(capsys.readouterr().out)
    assert call("--help") == exit_codes.OK
    told = capsys.readouterr().out.partition("插件的命令")[2]
    assert "duties  " in told
    assert "due  " not in told


def test_neither_help_nor_a_command_of_ours_imports_more_than_it_must(
    workspace_directory: Path, site: Path
) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(site)!r})\n"
        "from branchkit.cli.main import main\n"
        "try: main({words!r})\n"
        "except SystemExit: pass\n"
        "print(*sys.modules, sep='\\n', file=sys.__stderr__)"
    )

    def loaded(*words: str) -> set[str]:
        text = code.replace("{words!r}", repr(["--workspace", str(workspace_directory), *words]))
        done = subprocess.run(
            [sys.executable, "-c", text], capture_output=True, text=True, check=True
        )
        return set(done.stderr.split())

    assert not loaded("--help") & {"textual", "sqlite3", "trial_choir.work"}
    assert not loaded("report", "--help") & {"textual", "sqlite3", "trial_choir.work"}
    assert not loaded("due", "--help") & {"trial_choir.hooks", "branchkit.plugin.manager"}
    assert not loaded("--version") & {"trial_choir.hooks", "pluggy"}
    assert not loaded("choir", "people") & {"textual", "rich"}
    assert not loaded("nonsense") & {"trial_choir.hooks", "pluggy"}
