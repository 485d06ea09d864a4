"""Making and opening workspaces."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from branchkit.bootstrap import FOLDERS, Workspace, create_workspace, open_workspace
from branchkit.core.actors import Actor
from branchkit.core.errors import BranchkitError, SettingsError, StoreError, WorkspaceError
from branchkit.core.organizations.organization import Organization
from branchkit.i18n.catalog import Catalog
from branchkit.settings import UserSettings

Clock = Callable[[], datetime]


def _create(
    directory: Path, clock: Clock, actor: Actor, name: str = "青石村", sector: str = "rural"
) -> None:
    create_workspace(directory, name=name, sector=sector, clock=clock, actor=actor)


def _open(directory: Path, clock: Clock, actor: Actor) -> Workspace:
    return open_workspace(
        directory,
        settings=UserSettings(),
        catalog=Catalog.load(),
        actor=actor,
        clock=clock,
        safe_mode=True,
        strict=True,
    )


def test_a_new_workspace_has_its_organization_and_folders(workspace: Workspace) -> None:
    document = workspace.store.get("", "organization", workspace.organization)
    assert document is not None
    organization = Organization.from_body(document.id, document.body)
    assert (organization.name, organization.sector) == ("青石村党支部", "rural")
    assert all((workspace.directory / folder).is_dir() for folder in FOLDERS)
    assert workspace.settings.workspace.created == "2026-11-20"


def test_only_the_owner_can_look_into_a_workspace(workspace_directory: Path) -> None:
    assert workspace_directory.stat().st_mode & 0o077 == 0


def test_two_workspaces_have_different_organizations(
    tmp_path: Path, clock: Clock, actor: Actor
) -> None:
    ids = set()
    for name in ("one", "two"):
        _create(tmp_path / name, clock, actor)
        opened = _open(tmp_path / name, clock, actor)
        ids.add(opened.organization)
        opened.close()
    assert len(ids) == 2


def test_an_empty_folder_will_do(tmp_path: Path, clock: Clock, actor: Actor) -> None:
    _create(tmp_path, clock, actor)
    _open(tmp_path, clock, actor).close()


def test_a_folder_with_files_is_left_alone(tmp_path: Path, clock: Clock, actor: Actor) -> None:
    (tmp_path / "letter.txt").write_text("x")
    with pytest.raises(WorkspaceError) as refused:
        _create(tmp_path, clock, actor)
    assert refused.value.code == "workspace.not_empty"
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_workspace_is_not_made_twice(
    workspace_directory: Path, clock: Clock, actor: Actor
) -> None:
    with pytest.raises(WorkspaceError) as refused:
        _create(workspace_directory, clock, actor)
    assert refused.value.code == "workspace.is_a_workspace"


def test_an_unknown_sector_is_answered_with_the_known(
    tmp_path: Path, clock: Clock, actor: Actor
) -> None:
    with pytest.raises(WorkspaceError) as refused:
        _create(tmp_path / "new", clock, actor, sector="farming")
    assert refused.value.code == "workspace.unknown_sector"
    assert "rural" in Catalog.load().error(refused.value)
    assert not (tmp_path / "new").exists()


def test_a_blank_name_is_refused(tmp_path: Path, clock: Clock, actor: Actor) -> None:
    with pytest.raises(WorkspaceError, match="no_name"):
        _create(tmp_path / "new", clock, actor, name="  ")


@pytest.mark.parametrize("was_there", [True, False])
def test_a_workspace_that_fails_half_way_leaves_nothing(
    tmp_path: Path, clock: Clock, actor: Actor, monkeypatch: pytest.MonkeyPatch, was_there: bool
) -> None:
    directory = tmp_path / "new"
    if was_there:
        directory.mkdir()

    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("branchkit.bootstrap.write_workspace_settings", no_room)
    with pytest.raises(WorkspaceError) as refused:
        _create(directory, clock, actor)
    assert refused.value.code == "workspace.not_created"
    assert directory.exists() == was_there
    assert not was_there or not list(directory.iterdir())


def _missing(directory: Path) -> None:
    (directory / "branchkit.toml").rename(directory / "elsewhere.toml")


def _misspelt(directory: Path) -> None:
    with (directory / "branchkit.toml").open("a") as file:
        file.write('secctor = "rural"\n')


def _foreign(directory: Path) -> None:
    (directory / "branchkit.db").write_bytes(b"not a database, only as long as one" * 200)


@pytest.mark.parametrize(
    ("damage", "error", "code"),
    [
        (_missing, WorkspaceError, "workspace.not_a_workspace"),
        (_misspelt, SettingsError, "settings.unknown_key"),
        (_foreign, StoreError, "store."),
    ],
)
def test_what_is_no_sound_workspace_is_refused_with_its_reason(
    workspace_directory: Path,
    clock: Clock,
    actor: Actor,
    damage: Callable[[Path], None],
    error: type[BranchkitError],
    code: str,
) -> None:
    damage(workspace_directory)
    with pytest.raises(error) as refused:
        _open(workspace_directory, clock, actor)
    assert refused.value.code.startswith(code)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path, clock: Clock, actor: Actor) -> None:
    with pytest.raises(WorkspaceError) as refused:
        _open(tmp_path / "none", clock, actor)
    assert "none" in Catalog.load().error(refused.value)
