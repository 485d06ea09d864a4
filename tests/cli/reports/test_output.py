"""No command that writes a file writes it over what a workspace keeps, a database, or another file unasked."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from branchkit.cli import exit_codes
from branchkit.exchange.writers import FORMATS

from ..importing.test_records import BAD, HEADER, Commands, run, workbook

__all__ = ["run"]

WRITERS: dict[str, tuple[str, ...]] = {
    **{f"export as {f}": ("export", "roll.members", "--format", f, "-o") for f in FORMATS},
    "export by its name": ("export", "roll.members", "-o"),
    "set as workbook": ("export", "all", "-o"),
    "template": ("export", "book.visit", "--template", "-o"),
    "report": ("report", "notice", "2026-11", "--format", "html", "-o"),
    "dues": ("dues", "print", "account", "2026", "-o"),
    "backup": ("backup",),
}


@pytest.mark.parametrize("writer", WRITERS)
def test_a_workspace_is_as_it_was_whatever_is_named(
    run: Commands, workspace_directory: Path, tmp_path: Path, writer: str
) -> None:
    run("sheet", "open", "2026-11")
    other = tmp_path / "other"
    shutil.copytree(workspace_directory, other)
    link = tmp_path / "link.docx"
    link.symlink_to(workspace_directory / "branchkit.db")
    kept = _files(workspace_directory), _files(other)
    for target in (
        workspace_directory / "branchkit.db",
        workspace_directory / "branchkit.toml",
        workspace_directory / "schemes" / "new.xlsx",
        other / "branchkit.db",
        link,
    ):
        run(*WRITERS[writer], target, "--force", expect=exit_codes.REFUSED)
        assert str(target) in run.err
        assert not run.out
    assert (_files(workspace_directory), _files(other)) == kept


def _files(folder: Path) -> dict[Path, bytes]:
    """But for what SQLite notes beside a database."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in files if not path.name.endswith(("-shm", "-wal"))}


@pytest.mark.parametrize("writer", WRITERS)
def test_a_database_is_refused_and_another_file_goes_by_force_alone(
    run: Commands, tmp_path: Path, writer: str
) -> None:
    run("sheet", "open", "2026-11")
    backup, kept = tmp_path / "copy.xlsx", tmp_path / "kept.xlsx"
    run("backup", backup)
    kept.write_text("填好的", "utf-8")
    run(*WRITERS[writer], kept, expect=exit_codes.REFUSED)
    assert kept.read_text("utf-8") == "填好的"
    if writer == "backup":
        run("backup", kept, "--force", expect=exit_codes.REFUSED)
        run("backup", backup, expect=exit_codes.REFUSED)
        told = json.loads(run("backup", backup, "--force", "--format", "json"))
        assert told["replaced"] is True
        return
    run(*WRITERS[writer], backup, "--force", expect=exit_codes.REFUSED)
    run("verify", "--format", "json")
    run(*WRITERS[writer], kept, "--force")
    assert kept.read_bytes() != "填好的".encode()


def test_nothing_is_recorded_as_shown_when_nothing_could_be_written(
    run: Commands, workspace_directory: Path
) -> None:
    target = workspace_directory / "branchkit.db"
    words = ("export", "roll.members", "--unmask", "citizen_id", "-o", target)
    run(*words, expect=exit_codes.REFUSED)
    assert "unmask" not in run("history", "--all", "--format", "json")


def test_what_shows_personal_data_is_its_owners_alone(run: Commands, tmp_path: Path) -> None:
    def mode(path: Path) -> int:
        return path.stat().st_mode & 0o777

    run("export", "roll.members", "-o", tmp_path / "masked.csv")
    run("export", "roll.members", "--unmask", "citizen_id", "-o", tmp_path / "open.csv")
    run("export", "all", "--unmask", "citizen_id", "-o", tmp_path / "set")
    assert mode(tmp_path / "masked.csv") != 0o600
    assert mode(tmp_path / "open.csv") == 0o600
    assert {mode(path) for path in (tmp_path / "set").glob("0[1-9]*")} == {0o600}
    roster = workbook(tmp_path / "走访.xlsx", HEADER, BAD)
    run("import", "book.visit", roster, expect=exit_codes.PROBLEMS)
    assert mode(tmp_path / "走访-待改.xlsx") == 0o600


def test_a_set_is_written_whole_or_not_begun(run: Commands, tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "00-目录.xlsx").write_text("x")
    run("export", "all", "-o", folder, expect=exit_codes.REFUSED)
    assert len(list(folder.iterdir())) == 1
    run("export", "all", "-o", folder, "--force")


def test_mending_is_written_over_another_file_by_force_alone(
    run: Commands, workspace_directory: Path, tmp_path: Path
) -> None:
    rows = workbook(tmp_path / "走访.xlsx", HEADER, BAD)
    kept = tmp_path / "kept.csv"
    kept.write_text("填好的", "utf-8")
    words = ("import", "book.visit", rows, "--errors")
    for target in (kept, workspace_directory / "branchkit.toml.csv"):
        run(*words, target, expect=exit_codes.REFUSED)
    assert kept.read_text("utf-8") == "填好的"
    forced = run(*words, kept, "--force", "--format", "json", expect=exit_codes.PROBLEMS)
    assert json.loads(forced)["mend_file_replaced"] is True


def test_what_is_left_out_of_a_list_in_the_workspace_goes_to_its_exports(
    run: Commands, workspace_directory: Path
) -> None:
    rows = workbook(workspace_directory / "走访.xlsx", HEADER, BAD)
    run("import", "book.visit", rows, expect=exit_codes.PROBLEMS)
    assert (workspace_directory / "exports" / "走访-待改.xlsx").exists()


def test_a_plugin_is_not_written_into_a_workspace(run: Commands, workspace_directory: Path) -> None:
    folder = workspace_directory / "schemes"
    run("plugin", "new", "trial", "--path", folder, expect=exit_codes.REFUSED)
    assert not any(folder.iterdir())
