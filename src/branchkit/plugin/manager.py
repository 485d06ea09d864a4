"""Finds packs and plugins and loads them one by one; what they bring is collected by ``plugin/collecting``.

Built anew for every workspace; nothing here is global. The built-in pack comes in through the same door as everybody
else: its manifest is read, its folders are listed, its hooks are registered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from branchkit import DISTRIBUTION, __version__
from branchkit.core.errors import Problem
from branchkit.core.texts import LocalText
from branchkit.plugin.alarm import PATIENCE
from branchkit.plugin.collecting import Collecting
from branchkit.plugin.contributions import DOUBLED, Contributions, LoadedPlugin, PluginFailure
from branchkit.plugin.declarations import DeclarationShelves
from branchkit.plugin.discovery import InstalledPlugin, folder_plugins, installed_plugins
from branchkit.plugin.holdings import BUILT_IN_ID, LOCAL, RESERVED, Holdings
from branchkit.plugin.hook_calls import HookCalls
from branchkit.plugin.isolation import FailureLog
from branchkit.plugin.manifests import MANIFEST, Manifest, read_manifest
from branchkit.plugin.needs import Candidate, in_order_of_needs, unmet_needs

if TYPE_CHECKING:
    from branchkit.plugin.setting_values import SettingValue

BUILT_IN = InstalledPlugin(BUILT_IN_ID, "branchkit.pack", DISTRIBUTION, __version__)
"""The pack that comes with the program; it cannot be disabled."""
_LOCAL_TITLE = LocalText("本工作区自定", "This workspace's own")


def load_contributions(
    workspace_dir: Path | None,
    *,
    disabled: Collection[str] = (),
    safe_mode: bool = False,
    strict: bool = False,
    installed: Callable[[], Sequence[InstalledPlugin]] = installed_plugins,
    timer: Callable[[], float] | None = None,
    patience: float = PATIENCE,
    without_python: Collection[str] = (),
) -> Contributions:
    """Everything that the built-in pack, installed plugins and the workspace's own folder bring.

    ``disabled`` are ids of plugins to leave out; ``safe_mode`` loads the built-in pack only; ``strict`` raises the first
    failure instead of keeping it. ``timer`` tells seconds, for hooks that are slow; one that takes longer than ``patience`` is
    ended. Of plugins ``without_python`` only the declarations are loaded.
    """
    log = FailureLog(strict=strict, timer=timer, patience=patience)
    loading = _Loading(log, without_python)
    loading.load(BUILT_IN)
    if not safe_mode:
        wanted = [plugin for plugin in installed() if plugin.id not in disabled]
        folders = [] if workspace_dir is None else folder_plugins(workspace_dir)
        loading.load_found(wanted, [path for path in folders if path.name not in disabled])
        if workspace_dir is not None:
            loading.load_own(workspace_dir)
        loading.read_settings(workspace_dir, disabled)
    contributions = replace(loading.collect(), strict=strict, patience=patience)
    if strict:
        contributions.read_all()
    return contributions


class _Loading:
    """The state of one run of :func:`load_contributions`."""

    def __init__(self, log: FailureLog, without_python: Collection[str]) -> None:
        self._log = log
        self._without_python = without_python
        self._holdings = Holdings()
        self._shelves = DeclarationShelves(log, self._holdings)
        self._hooks = HookCalls(log)
        self._plugins: dict[str, LoadedPlugin] = {}
        self._settings: dict[str, Mapping[str, SettingValue]] = {}
        self._manifests: dict[Path, tuple[Manifest | None, list[Problem]]] = {}

    def load_found(self, installed: Sequence[InstalledPlugin], folders: Iterable[Path]) -> None:
        """What was found, as far as it can be told apart and has what it needs; needed ones first."""
        # Where a package lies is looked up once: it costs more than reading its manifest.
        found = {p.id: replace(p, home=p.directory()) for p in self._unrivalled(installed)}
        own = {path.name: path for path in self._own_folders(folders, found)}
        candidates = [
            *(self._candidate(id, plugin.version, plugin.home) for id, plugin in found.items()),
            *(self._candidate(id, "", path) for id, path in own.items()),
        ]
        unmet = unmet_needs(candidates, __version__)
        for id, problem in unmet.items():
            self._log.note_problem(id, problem, "needs")
        for id in in_order_of_needs(candidates):
            if id in unmet:
                continue
            if id in found:
                self.load(found[id])
            else:
                self._load_declarative(own[id])

    def _candidate(self, id: str, version: str, directory: Path | None) -> Candidate:
        has_manifest = directory is not None and (directory / MANIFEST).exists()
        manifest = self._manifest(directory)[0] if directory and has_manifest else None
        return Candidate(id, version, manifest, directory)

    def _manifest(self, directory: Path) -> tuple[Manifest | None, list[Problem]]:
        """A folder's manifest, read once."""
        if directory not in self._manifests:
            self._manifests[directory] = read_manifest(directory / MANIFEST)
        return self._manifests[directory]

    def _unrivalled(self, plugins: Sequence[InstalledPlugin]) -> Iterator[InstalledPlugin]:
        """One for each id. Of two distributions that hold the same it is the first; of two that differ nobody knows which was
        meant, so neither is used."""
        rivals: dict[str, list[InstalledPlugin]] = {}
        for plugin in plugins:
            rivals.setdefault(plugin.id, []).append(plugin)
        for id, (first, *others) in rivals.items():
            if id in RESERVED:
                self._log.note(PluginFailure(id, "reserved", message=first.distribution))
            elif not others or self._are_the_same(first, others):
                yield first

    def _are_the_same(self, first: InstalledPlugin, others: Sequence[InstalledPlugin]) -> bool:
        from branchkit.plugin.rivals import hold_the_same

        same = hold_the_same([first, *others])
        names = ", ".join(plugin.distribution for plugin in (first, *others))
        self._log.note(PluginFailure(first.id, DOUBLED if same else "rivals", message=names))
        return same

    def load(self, plugin: InstalledPlugin) -> None:
        """One pack or plugin: its manifest and folders first, then its Python, if it has any."""
        directory = plugin.directory()
        if directory is not None:
            self._log.settle(plugin.id, directory)
        if directory is None or not (directory / MANIFEST).exists():
            # Without a manifest the module itself is the plugin; a missing one fails as an import does.
            self._hooks.load(plugin.id, plugin.module)
            self._enlist(plugin.id, None, plugin.version, plugin.distribution, directory)
            return
        manifest = self._declared(plugin.id, directory)
        if manifest is not None and manifest.hooks and plugin.id not in self._without_python:
            self._hooks.load(plugin.id, manifest.hooks)
        self._enlist(plugin.id, manifest, plugin.version, plugin.distribution, directory)

    def _own_folders(
        self, folders: Iterable[Path], installed: Mapping[str, InstalledPlugin]
    ) -> Iterator[Path]:
        """Those that are not called like an installed plugin, which goes before."""
        for directory in folders:
            id = directory.name
            if id in RESERVED:
                self._log.note(PluginFailure(id, "reserved", message=str(directory)))
            elif id in installed:
                used = installed[id].distribution
                self._log.note(PluginFailure(id, "duplicate", place=str(directory), message=used))
            else:
                yield directory

    def _load_declarative(self, directory: Path) -> None:
        """A plugin in a folder of the workspace: declarations only, so that nobody runs code by copying a workspace."""
        id = directory.name
        manifest = self._declared(id, directory)
        if manifest is not None and manifest.hooks:
            place = str(directory / MANIFEST)
            self._log.note(PluginFailure(id, "python_in_folder", "", place, manifest.hooks))
        version = manifest.version if manifest else ""
        self._enlist(id, manifest, version, str(directory), directory)

    def load_own(self, directory: Path) -> None:
        """The workspace's own declarations."""
        self._shelves.add_folder(LOCAL, directory)
        own = Manifest(_LOCAL_TITLE)
        self._enlist(LOCAL, own, "", str(directory), directory)

    def read_settings(self, directory: Path | None, disabled: Collection[str]) -> None:
        """What the workspace has set for the plugins that are loaded."""
        having = [plugin for plugin in self._plugins.values() if plugin.settings]
        if not having:
            return
        from branchkit.plugin.setting_files import SettingsFile
        from branchkit.plugin.setting_values import figures_of

        file = SettingsFile(directory)
        for plugin in having:
            values, problems = file.values_for(plugin.id, plugin.settings)
            for problem in problems:
                self._log.note_problem(plugin.id, problem)
            self._settings[plugin.id] = values
            figures = figures_of(plugin.id, plugin.title, plugin.settings, values)
            if figures is not None:
                self._shelves.figures[plugin.id] = figures
        for problem in file.misspelt([*self._plugins, *disabled]):
            self._log.note_problem(LOCAL, problem)

    def collect(self) -> Contributions:
        """What all of them bring."""
        return Collecting(self._log, self._hooks, self._shelves, self._plugins).contributions(
            self._settings
        )

    def _declared(self, id: str, directory: Path) -> Manifest | None:
        """The manifest, and the declarations beside it on their shelves.

        One that cannot be read costs all of the plugin: whom it is for and what it holds is not known.
        """
        manifest, problems = self._manifest(directory)
        for problem in problems:
            self._log.note_problem(id, problem, "manifest")
        if manifest is not None:
            self._shelves.add_folder(id, directory)
        return manifest

    def _enlist(
        self,
        id: str,
        manifest: Manifest | None,
        version: str,
        source: str,
        directory: Path | None,
    ) -> None:
        self._holdings.add(id, manifest.holds if manifest else ())
        self._plugins[id] = LoadedPlugin(
            id=id,
            title=manifest.title if manifest else LocalText(id),
            version=version,
            source=source,
            contributes=_Counts(partial(self._shelves.counts, id)),
            sectors=manifest.sectors if manifest else (),
            sector_titles=manifest.sector_titles if manifest else {},
            directory=directory,
            needs=manifest.needs if manifest else {},
            settings=manifest.settings if manifest else (),
            languages=manifest.languages if manifest else {},
        )


class _Counts(Mapping[str, int]):
    """Counts that are worked out when somebody looks, since counting reads every declaration."""

    def __init__(self, count: Callable[[], Mapping[str, int]]) -> None:
        self._count = count

    def __getitem__(self, key: str) -> int:
        return self._count()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._count())

    def __len__(self) -> int:
        return len(self._count())
