"""The only place that wires store, plugins and catalogs into a :class:`Workspace`.

A workspace is a folder: ``branchkit.toml`` (its settings), ``branchkit.db`` (documents and ledger),
``schemes/``, ``registers/``, ``metrics/``, ``rules/`` and ``plans/`` (the county's own declarations), ``exports/`` and ``backups/``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from branchkit.core.actors import Actor
from branchkit.core.errors import StoreError, WorkspaceError
from branchkit.core.organizations.organization import SECTORS, Organization, OrganizationKind
from branchkit.core.ports import Store
from branchkit.core.values import frozen
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.alarm import PATIENCE
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.discovery import InstalledPlugin, installed_plugins
from branchkit.settings import (
    Settings,
    UserSettings,
    WorkspaceSettings,
    is_workspace,
    read_workspace_settings,
    write_workspace_settings,
)
from branchkit.toml.targets import BACKUPS, DATABASE_FILE, EXPORTS

if TYPE_CHECKING:
    from branchkit.plugin.process import PluginProcess
    from branchkit.plugin.questions import Opening
    from branchkit.services.access.guard import GuardedStore
    from branchkit.store.sqlite_store import SqliteStore

FOLDERS = ("schemes", "registers", "metrics", "rules", "imports", "plans", EXPORTS, BACKUPS)


@frozen
class Workspace:
    """Everything a screen or a command is handed: no part of it is global."""

    directory: Path
    settings: Settings
    store: Store
    contributions: Contributions
    catalog: Catalog
    actor: Actor
    clock: Callable[[], datetime]
    plugin_process: PluginProcess | None = None
    """Where plugins' metrics and reports are run; None: in the program itself."""
    home: str = ""
    """Id of the organisation that the user works at, where it is another one than the workspace was made for."""

    @property
    def organization(self) -> str:
        """Id of the organisation that one works at to begin with: the workspace's own, or the user's."""
        return self.home or self.settings.workspace.organization

    @property
    def sector(self) -> str:
        """The sector that the workspace was made for."""
        return self.settings.workspace.sector

    def close(self) -> None:
        """End what plugins do, and let go of the database."""
        # First: the last one who has the file open puts its parts together.
        if self.plugin_process is not None:
            self.plugin_process.close()
        self.store.close()


def create_workspace(
    directory: Path,
    *,
    name: str,
    sector: str,
    clock: Callable[[], datetime],
    actor: Actor,
    organization: str = "",
    kind: OrganizationKind = OrganizationKind.BRANCH,
    sectors: Collection[str] = SECTORS,
) -> None:
    """Make a workspace in a new or empty folder, with its organisation as the first document.

    ``organization`` is the organisation's id, a random one when empty; ``kind`` is a branch's, or that of the township or
    county whose tree the workspace is to hold; ``sectors`` are those it may be of, a plugin may bring more. Raises
    :class:`~branchkit.core.errors.WorkspaceError`; a folder that was begun is taken away again.
    """
    if not name.strip():
        raise WorkspaceError("no_name")
    if sector not in sectors:
        raise WorkspaceError("unknown_sector", sector=sector, known=list(sectors))
    existed = _refuse_occupied(directory)
    root = Organization(organization or os.urandom(4).hex(), name.strip(), kind, sector)
    try:
        _fill(directory, root, clock, actor)
    except BaseException as error:
        _take_away(directory, keep=existed)
        if isinstance(error, OSError):
            raise WorkspaceError(
                "not_created", directory=directory, detail=error.strerror
            ) from error
        raise


def _refuse_occupied(directory: Path) -> bool:
    """Whether the folder is there, and empty."""
    try:
        if not directory.exists():
            return False
        if is_workspace(directory):
            raise WorkspaceError("is_a_workspace", directory=directory)
        if not directory.is_dir() or any(directory.iterdir()):
            raise WorkspaceError("not_empty", directory=directory)
    except OSError as error:
        raise WorkspaceError("not_created", directory=directory, detail=error.strerror) from error
    return True


def _fill(directory: Path, root: Organization, clock: Callable[[], datetime], actor: Actor) -> None:
    from branchkit.store.sqlite_store import SqliteStore

    directory.mkdir(parents=True, exist_ok=True)
    # Names and identity numbers are in here: nobody else on the machine reads them.
    directory.chmod(0o700)
    for folder in FOLDERS:
        (directory / folder).mkdir()
    store = SqliteStore.create(directory / DATABASE_FILE, clock)
    try:
        with store.begin(actor, "workspace.create") as uow:
            uow.put("", "organization", root.id, root.to_body())
            uow.commit()
    finally:
        store.close()
    # Last: a folder with this file is a workspace.
    created = clock().date().isoformat()
    settings = WorkspaceSettings(root.name, root.id, root.sector, created)
    write_workspace_settings(directory, settings)


def _take_away(directory: Path, *, keep: bool) -> None:
    import shutil

    if not keep:
        shutil.rmtree(directory, ignore_errors=True)
        return
    for path in directory.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def open_workspace(
    directory: Path,
    *,
    settings: UserSettings,
    catalog: Catalog,
    actor: Actor,
    clock: Callable[[], datetime],
    safe_mode: bool = False,
    strict: bool = False,
    installed: Callable[[], Sequence[InstalledPlugin]] = installed_plugins,
    patience: float = PATIENCE,
    apart: bool = False,
) -> Workspace:
    """Open a workspace; the caller closes it.

    ``strict`` lets a plugin's fault through instead of recording it; ``installed`` tells the plugins there are, ``patience`` how
    many seconds their code may take, ``apart`` that there is a process for their metrics, reports and
    events. Raises
    :class:`~branchkit.core.errors.WorkspaceError`, ``SettingsError`` or ``StoreError``; where the workspace has users, ``AccessError`` for
    whoever is none of them.
    """
    from branchkit.plugin.manager import load_contributions
    from branchkit.store.sqlite_store import SqliteStore

    require_workspace(directory)
    workspace_settings = read_workspace_settings(directory)
    contributions = load_contributions(
        directory,
        disabled=settings.disabled_plugins,
        safe_mode=safe_mode,
        strict=strict,
        installed=installed,
        patience=patience,
    )
    kept = SqliteStore.open(directory / DATABASE_FILE, clock)
    guarded = _guarded(kept, actor, clock) if kept.has_users else None
    store: Store = guarded or kept
    home = ""
    if guarded is not None:
        actor, home = guarded.actor, guarded.rights.home(workspace_settings.organization)
    process = None
    if apart:
        from branchkit.plugin.process import PluginProcess

        opening = partial(_opening, directory, settings, contributions, installed, guarded)
        process = PluginProcess(contributions, opening)
        if contributions.events:
            from branchkit.services.plugins.telling import Telling

            kept.listen(Telling(process, contributions, workspace_settings.organization))
    return Workspace(
        plugin_process=process,
        directory=directory,
        settings=Settings(settings, workspace_settings),
        store=store,
        contributions=contributions,
        catalog=catalog,
        actor=actor,
        clock=clock,
        home=home,
    )


def require_administrator(directory: Path, actor: Actor, clock: Callable[[], datetime]) -> None:
    """Raise ``AccessError`` unless somebody may do with the workspace's file what they like; one that cannot be opened has nobody to ask."""
    from branchkit.core.access.asking import require
    from branchkit.core.access.roles import WHOLE, Operation
    from branchkit.store.sqlite_store import SqliteStore

    try:
        store = SqliteStore.open_for_reading(directory / DATABASE_FILE)
        guarded = _guarded(store, actor, clock) if store.has_users else None
    except StoreError:
        return
    with store:
        require(guarded, Operation.ADMINISTER, [WHOLE])


def _guarded(store: SqliteStore, actor: Actor, clock: Callable[[], datetime]) -> GuardedStore:
    """The store for one of the workspace's users; raises ``AccessError``."""
    import pwd

    from branchkit.services.access.entering import enter

    try:
        account = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        account = ""
    try:
        return enter(store, actor.name, account, clock)
    except BaseException:
        store.close()
        raise


def _opening(
    directory: Path,
    settings: UserSettings,
    contributions: Contributions,
    installed: Callable[[], Sequence[InstalledPlugin]],
    guarded: GuardedStore | None,
) -> Opening:
    """What the worker that runs plugins' Python has to know."""
    import sys

    from branchkit.plugin.questions import Opening

    ended = {
        f.plugin for f in contributions.failures if f.code in ("import", "dependency") or f.is_end
    }
    return Opening(
        directory.absolute(),
        list(installed()),
        settings.disabled_plugins,
        sorted(ended),
        list(sys.path),
        contributions.patience,
        guarded.rights.user.login if guarded else "",
        guarded.rights.day if guarded else None,
    )


def require_workspace(directory: Path) -> None:
    """Raises ``workspace.missing`` or ``workspace.not_a_workspace``."""
    if not directory.is_dir():
        raise WorkspaceError("missing", directory=directory)
    if not is_workspace(directory):
        raise WorkspaceError("not_a_workspace", directory=directory)
