"""What no output may replace, by whatever way it is named."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from branchkit.core.errors import ExchangeError
from branchkit.toml.atomic import atomic_file
from branchkit.toml.targets import check_folder, check_target, folder_for_outputs


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "支部"
    for name in ("schemes", "exports", "backups"):
        (folder / name).mkdir(parents=True)
    (folder / "branchkit.toml").write_text('name = "支部"\n', encoding="utf-8")
    database(folder / "branchkit.db")
    return folder


def database(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (x)")
    return path


def refusal(target: Path, *, replace: bool = True) -> str:
    with pytest.raises(ExchangeError) as refused:
        check_target(target, replace=replace)
    assert refused.value.params["path"] == str(target)
    return refused.value.code.removeprefix("exchange.")


@pytest.mark.parametrize(
    "name",
    [
        "branchkit.db",
        "branchkit.toml",
        "branchkit.db-wal",
        "new.docx",
        "schemes/new.toml",
        "new/a.csv",
        "exports/../branchkit.db",
    ],
)
def test_a_workspace_keeps_its_own_files(workspace: Path, name: str) -> None:
    assert refusal(workspace / name) == "write_into_workspace"


@pytest.mark.parametrize("folder", ["exports", "backups", "exports/2026"])
def test_a_workspace_takes_outputs_in_its_folders_for_them(workspace: Path, folder: str) -> None:
    check_target(workspace / folder / "a.docx")
    check_folder(workspace / folder)


def test_a_link_leads_to_what_is_judged(workspace: Path, tmp_path: Path) -> None:
    for name in ("branchkit.db", "branchkit.toml", "not-yet-there.toml"):
        link = tmp_path / f"link-{name}"
        link.symlink_to(workspace / name)
        assert refusal(link) == "write_into_workspace"
    (tmp_path / "folder").symlink_to(workspace)
    assert refusal(tmp_path / "folder" / "a.csv") == "write_into_workspace"
    (tmp_path / "round").symlink_to(tmp_path / "round")
    with pytest.raises((ExchangeError, OSError)):
        check_target(tmp_path / "round", replace=True)


def test_a_database_is_never_replaced_whatever_it_is_called(tmp_path: Path) -> None:
    kept = database(tmp_path / "报表.docx")
    (tmp_path / "hard.docx").hardlink_to(kept)
    for name in ("报表.docx", "hard.docx", "报表.docx-wal", "报表.docx-journal"):
        assert refusal(tmp_path / name) == "write_over_database"
    assert check_target(kept, replace=True, over_backup=True) == kept
    with pytest.raises(ExchangeError), atomic_file(kept, replace=True):
        pass


@pytest.mark.parametrize("name", ["/dev/null", "/dev/full", "fifo"])
def test_what_is_no_file_is_never_written(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "fifo")
    assert refusal(tmp_path / name) == "write_not_a_file"


def test_another_file_is_replaced_only_once_somebody_has_agreed(tmp_path: Path) -> None:
    target = tmp_path / "通报.docx"
    target.write_text("填好的")
    assert refusal(target, replace=False) == "write_exists"
    with pytest.raises(ExchangeError), atomic_file(target):
        pass
    assert target.read_text() == "填好的"
    assert check_target(target, replace=True) == target


def test_what_appears_while_the_file_is_being_written_stays(tmp_path: Path) -> None:
    target = tmp_path / "通报.docx"
    with pytest.raises(ExchangeError), atomic_file(target) as file:
        file.write(b"new")
        target.write_text("somebody was quicker")
    assert target.read_text() == "somebody was quicker"
    assert list(tmp_path.iterdir()) == [target]


def test_a_private_file_is_its_owners_whatever_was_there(tmp_path: Path) -> None:
    target = tmp_path / "名册.csv"
    for _ in range(2):
        with atomic_file(target, replace=True, private=True) as file:
            file.write(b"x")
        assert target.stat().st_mode & 0o777 == 0o600
        target.chmod(0o644)


def test_what_is_written_beside_a_file_of_the_workspace_goes_to_its_exports(
    workspace: Path, tmp_path: Path
) -> None:
    assert folder_for_outputs(tmp_path / "名册.xlsx") == tmp_path
    assert folder_for_outputs(workspace / "名册.xlsx") == workspace / "exports"
    assert folder_for_outputs(workspace / "exports" / "a.xlsx") == workspace / "exports"
