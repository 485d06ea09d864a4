"""``branchkit demo``: made once, never over anything else, and it has a notice to show."""

from __future__ import annotations

from pathlib import Path

import pytest

from branchkit.cli import exit_codes
from branchkit.cli.main import main
from branchkit.settings import read_workspace_settings

pytest.importorskip("branchkit.services.demo.branch")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo that the tests of this file only read."""
    return tmp_path_factory.mktemp("demo") / "branch"


@pytest.fixture(autouse=True)
def made(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first test makes it, at the stopped clock of all tests."""
    assert main(["demo", "--path", str(demo)]) == exit_codes.OK
    assert capsys.readouterr().out == f"{demo}\n"


def test_the_demo_is_a_workspace_of_its_own(demo: Path) -> None:
    assert read_workspace_settings(demo).organization == "demo"


def test_it_has_forty_members(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import json

    assert main(["--workspace", str(demo), "members", "list", "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 40


def test_it_is_not_made_twice(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (demo / "branchkit.toml").stat().st_mtime_ns
    assert main(["demo", "--path", str(demo)]) == exit_codes.OK
    assert (demo / "branchkit.toml").stat().st_mtime_ns == before
    assert "--fresh" in capsys.readouterr().err


def test_its_notice_is_that_of_the_month_before(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--path", str(demo), "--notice"]) == exit_codes.OK
    text = capsys.readouterr().out
    assert "2026年10月" in text.replace(" ", "")
    assert "青石村" in text


def test_another_workspace_is_never_made_afresh(
    workspace_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(workspace_directory.rglob("*"))
    words = ["demo", "--path", str(workspace_directory), "--fresh"]
    assert main(words) == exit_codes.REFUSED
    assert sorted(workspace_directory.rglob("*")) == before
    assert "不是演示工作区" in capsys.readouterr().err


def test_a_demo_that_fails_half_way_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("branchkit.services.demo.branch.fill_demo", fails)
    assert main(["demo", "--path", str(tmp_path / "new")]) == exit_codes.CRASH
    assert not (tmp_path / "new").exists()


def test_without_a_terminal_a_start_prints_the_demos_notice(
    isolated: Path, demo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("branchkit.cli.demo.default_directory", lambda shell: demo)
    assert main(["--or-demo"]) == exit_codes.OK
    assert "青石村" in capsys.readouterr().out


def test_the_demo_stands_in_the_users_data_folder(
    isolated: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("branchkit.services.demo.branch.fill_demo", lambda *_, **__: None)
    assert main(["demo"]) == exit_codes.OK
    directory = Path(capsys.readouterr().out.strip())
    assert directory.is_relative_to(isolated)
    assert directory.name == "demo-2026-11"


def test_a_county_has_a_folder_and_a_name_of_its_own(
    isolated: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        "branchkit.services.demo.county.fill_county",
        lambda _store, _brought, org, _day: asked.append(org),
    )
    assert main(["demo", "--county"]) == exit_codes.OK
    directory = Path(capsys.readouterr().out.strip())
    assert directory.name == "county-2026-11"
    assert asked == ["demo"]
    assert main(["--workspace", str(directory), "org", "show", "demo"]) == exit_codes.OK
    shown = capsys.readouterr().out
    assert "中共云岭县委员会（演示）" in shown
    assert "党委" in shown
