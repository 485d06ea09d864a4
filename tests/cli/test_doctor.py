"""``branchkit doctor``: what it finds wrong, and that it says what to do."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from branchkit.cli import checkups, exit_codes
from branchkit.cli.checkups import State
from branchkit.cli.main import main
from branchkit.cli.terminal_checkups import encoding_of


def examined(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, dict[str, Any]]:
    """The doctor's findings by check."""
    main([*words, "doctor", "--format", "json"])
    return {finding["check"]: finding for finding in json.loads(capsys.readouterr().out)}


def test_a_sound_workspace_has_no_error(
    workspace_directory: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    code = main(["--workspace", str(workspace_directory), "--safe-mode", "doctor"])
    text = capsys.readouterr().out
    assert code == exit_codes.OK
    assert "错误" not in text
    assert "青石村党支部" in text


def test_every_finding_has_words_and_every_fault_advice(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for finding in examined(capsys).values():
        assert not finding["text"].startswith("cli.doctor")
        assert bool(finding["advice"]) == (finding["state"] != State.OK)


def test_no_workspace_is_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    assert examined(capsys)["workspace"]["state"] == State.WARNING


def test_a_workspace_that_does_not_open_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    finding = examined(capsys, "--workspace", str(tmp_path))["workspace"]
    assert (finding["state"], finding["code"]) == (State.ERROR, "unusable")
    assert main(["--workspace", str(tmp_path), "doctor"]) == exit_codes.PROBLEMS


def test_broken_settings_do_not_stop_the_doctor(
    isolated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (isolated / "settings.toml").write_text("language = 1\n", "utf-8")
    finding = examined(capsys)["settings"]
    assert finding["state"] == State.ERROR
    assert "settings.toml 第 1 行" in finding["text"]


def test_a_folder_open_to_others_is_a_warning(
    workspace_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace_directory.chmod(0o755)
    finding = examined(capsys, "--workspace", str(workspace_directory))["privacy"]
    assert finding["state"] == State.WARNING
    assert f"chmod 700 {workspace_directory}" in finding["advice"]


def test_a_missing_sector_plugin_is_a_warning(
    workspace_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--safe-mode", "--workspace", str(workspace_directory), "doctor", "--format", "json"])
    codes = [f["code"] for f in json.loads(capsys.readouterr().out) if f["check"] == "plugins"]
    assert codes == ["sector_missing", "ok"]


@pytest.mark.parametrize(
    ("now", "check", "state", "code"),
    [
        ("2026-11-20T09:00:00", "clock", State.OK, "ok"),
        ("1970-01-01T09:00:00", "clock", State.ERROR, "implausible"),
        ("2026-11-19T09:00:00", "clock", State.ERROR, "behind"),
        ("2026-11-20T09:00:00", "clock.zone", State.OK, "ok"),
        ("2026-11-20T09:00:00+00:00", "clock.zone", State.OK, "ok"),
    ],
)
def test_the_clock_is_compared_with_reason_and_ledger(
    workspace_directory: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    now: str,
    check: str,
    state: State,
    code: str,
) -> None:
    monkeypatch.setenv("BRANCHKIT_NOW", now)
    finding = examined(capsys, "--workspace", str(workspace_directory))[check]
    assert (finding["state"], finding["code"]) == (state, code)


@pytest.mark.parametrize(
    ("term", "state"),
    [
        ("xterm-256color", State.OK),
        ("linux", State.OK),
        ("screen", State.OK),
        ("", State.ERROR),
        ("dumb", State.ERROR),
        ("wyse60", State.WARNING),
    ],
)
def test_the_kind_of_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, term: str, state: State
) -> None:
    monkeypatch.setenv("TERM", term)
    assert examined(capsys)["terminal.term"]["state"] == state


@pytest.mark.parametrize(
    ("encoding", "state"),
    [("utf-8", State.OK), ("UTF8", State.OK), ("gbk", State.WARNING), ("ascii", State.ERROR)],
)
def test_the_character_set(encoding: str, state: State) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    assert encoding_of(stream).state is state


@pytest.mark.parametrize(
    ("free", "state"),
    [(5_000, State.OK), (100, State.WARNING), (1, State.ERROR)],
)
def test_room_on_the_disk(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, free: int, state: State
) -> None:
    usage = type("Usage", (), {"free": free * checkups.MEGABYTE})
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage)
    assert examined(capsys)["disk.room"]["state"] == state


def test_a_slow_disk_is_a_warning(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkups, "_sync_seconds", lambda directory: 0.2)
    finding = examined(capsys)["disk.speed"]
    assert finding["state"] == State.WARNING
    assert "200.0" in finding["text"]


def test_the_file_system_is_that_of_the_nearest_mount(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "rootfs / ext4 rw 0 0\n"
        "server:/x /mnt/share nfs4 rw 0 0\n"
        "disk /mnt/share/my\\040disk xfs rw 0 0\n"
    )
    kinds = {
        where: checkups.filesystem_of(Path(where), mounts)
        for where in ("/srv/a", "/mnt/share/b", "/mnt/share/my disk/c", "/mnt/shared")
    }
    assert kinds == {
        "/srv/a": "ext4",
        "/mnt/share/b": "nfs4",
        "/mnt/share/my disk/c": "xfs",
        "/mnt/shared": "ext4",
    }
