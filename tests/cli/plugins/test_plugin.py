"""``branchkit plugin``: written, checked, switched off and on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from branchkit.cli import exit_codes
from branchkit.cli.main import main
from branchkit.cli.plugins import check
from branchkit.settings import read_user_settings

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def county(tmp_path: Path, capsys: Captured) -> Path:
    """A plugin without Python, as the command writes it."""
    directory = tmp_path / "branchkit-county"
    words = ["plugin", "new", "county", "--declarative", "--path", str(directory)]
    assert main([*words, "--title", "某县", "--sector", "rural"]) == exit_codes.OK
    captured = capsys.readouterr()
    assert f"{directory}/pyproject.toml" in captured.out.splitlines()
    assert "plugin check" in captured.err
    return directory


def test_what_is_written_stands_where_it_was_called_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["plugin", "new", "county"]) == exit_codes.OK
    assert (tmp_path / "branchkit-county" / "src" / "branchkit_county" / "hooks.py").is_file()
    assert main(["plugin", "new", "county"]) == exit_codes.REFUSED
    assert "已经有东西" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "title"),
    [
        (["--title", "河湖巡护"], '{ zh_CN = "河湖巡护", en = "River watch" }'),
        (["--title", "Patrols"], '{ zh_CN = "Patrols", en = "Patrols" }'),
        (["--title", "河湖", "--title-en", "Rivers"], '{ zh_CN = "河湖", en = "Rivers" }'),
    ],
)
def test_an_english_title_is_english(tmp_path: Path, words: list[str], title: str) -> None:
    directory = tmp_path / "new"
    assert main(["plugin", "new", "river-watch", *words, "--path", str(directory)]) == 0
    manifest = directory / "src" / "branchkit_river_watch" / "plugin.toml"
    assert f"title = {title}" in manifest.read_text(encoding="utf-8")


def test_a_sound_plugin_ends_with_nothing_to_say(county: Path, capsys: Captured) -> None:
    assert main(["plugin", "check", str(county)]) == exit_codes.OK
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "没有发现问题" in captured.err
    assert main(["plugin", "check", str(county), "--format", "json"]) == exit_codes.OK
    assert json.loads(capsys.readouterr().out) == []


def test_findings_come_with_place_and_advice(county: Path, capsys: Captured) -> None:
    path = county / "src" / "branchkit_county" / "registers" / "book.county.toml"
    text = path.read_text(encoding="utf-8").replace(', en = "Hours"', "")
    path.write_text(text, encoding="utf-8")
    assert main(["plugin", "check", str(county)]) == exit_codes.PROBLEMS
    captured = capsys.readouterr()
    first, place, advice = captured.out.splitlines()
    assert first.startswith("1. ")
    assert "缺英文" in first
    assert place.strip() == "src/branchkit_county/registers/book.county.toml"
    assert "两种都要" in advice
    assert "1 处要改" in captured.err
    assert main(["--lang", "en", "plugin", "check", str(county), "--format", "json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert found["code"] == "text_missing"
    assert "has no English" in found["finding"]


def test_a_folder_without_a_plugin_is_refused(tmp_path: Path, capsys: Captured) -> None:
    assert main(["plugin", "check", str(tmp_path)]) == exit_codes.REFUSED
    assert "没有插件" in capsys.readouterr().err


def test_a_plugin_is_switched_off_and_on(
    workspace_directory: Path, isolated: Path, county: Path, capsys: Captured
) -> None:
    folder = workspace_directory / "plugins" / "county"
    folder.parent.mkdir()
    (county / "src" / "branchkit_county").rename(folder)
    settings = isolated / "settings.toml"

    def call(*words: str) -> int:
        return main(["--workspace", str(workspace_directory), *words])

    def listed() -> set[str]:
        capsys.readouterr()
        assert call("plugin", "list", "--format", "json") == exit_codes.OK
        return {row["id"] for row in json.loads(capsys.readouterr().out)}

    assert "county" in listed()
    assert call("plugin", "off", "county") == exit_codes.OK
    assert "记录和考核表都还在" in capsys.readouterr().err
    assert read_user_settings(settings).disabled_plugins == ("county",)
    assert "county" not in listed()
    assert call("plugin", "on", "county") == exit_codes.OK
    assert "county" in listed()
    assert call("plugin", "off", "农村") == exit_codes.OK
    assert read_user_settings(settings).disabled_plugins == ("rural",)
    assert call("plugin", "on", "农村") == exit_codes.OK
    assert "rural" in listed()
    assert call("plugin", "off", "base") == exit_codes.REFUSED
    assert call("plugin", "off", "nowhere") == exit_codes.REFUSED


def test_a_plugin_that_cannot_be_loaded_is_not_tried_out(county: Path, capsys: Captured) -> None:
    path = county / "src" / "branchkit_county" / "metrics" / "book.county.toml"
    path.write_text("api = 1\nx =\n", encoding="utf-8")
    assert main(["plugin", "dev", str(county)]) == exit_codes.PROBLEMS
    assert "第 2 行" in capsys.readouterr().err


ENDLESS = """

@hookimpl
def branchkit_events(commit: object, view: object) -> None:
    while True:
        pass
"""


@pytest.fixture
def with_python(tmp_path: Path, capsys: Captured) -> Path:
    """A plugin with hooks."""
    directory = tmp_path / "branchkit-county"
    assert main(["plugin", "new", "county", "--path", str(directory)]) == exit_codes.OK
    capsys.readouterr()
    return directory


def test_what_does_not_end_is_found_before_anybody_installs_it(
    with_python: Path, capsys: Captured
) -> None:
    package = with_python / "src" / "branchkit_county"
    hooks, report = package / "hooks.py", package / "report.py"
    hooks.write_text(hooks.read_text(encoding="utf-8") + ENDLESS, encoding="utf-8")
    before = "def service_report(scene: ReportScene) -> Report:\n"
    text = report.read_text(encoding="utf-8")
    assert before in text
    report.write_text(
        text.replace(before, f"{before}    __import__('time').sleep(600)\n"), encoding="utf-8"
    )
    assert main(["plugin", "check", str(with_python), "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    told = {(finding["code"], Path(finding["place"]).name.partition(":")[0]) for finding in found}
    assert told == {("deadline", "hooks.py"), ("deadline", "report.py")}
    assert all("循环要有出口" in finding["advice"] for finding in found)


def test_a_check_that_cannot_be_interrupted_says_where_it_stood(
    with_python: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "MOST_SECONDS", 8)
    hooks = with_python / "src" / "branchkit_county" / "hooks.py"
    deaf = "import itertools\nsum(itertools.repeat(0))\n"
    hooks.write_text(deaf, encoding="utf-8")
    assert main(["plugin", "check", str(with_python)]) == 3
    assert "停在 src/branchkit_county/hooks.py:2" in capsys.readouterr().err
