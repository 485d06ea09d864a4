"""Finds packs and plugins, loads them one by one, and collects what they bring.

Built anew for every workspace; nothing here is global. The built-in pack comes in through the same door as everybody
else: its manifest is read, its folders are listed, its hooks are registered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from branchkit import __version__
from branchkit.core.evidence import Measurement
from branchkit.core.texts import LocalText
from branchkit.plugin.contributions import (
    ComputedMetric,
    Contributions,
    Declarations,
    DemoRecord,
    DemoScene,
    LoadedPlugin,
    MetricView,
    PluginFailure,
    ReportSpec,
    ScreenSpec,
)
from branchkit.plugin.declarations import DeclarationShelves
from branchkit.plugin.discovery import InstalledPlugin, installed_plugins
from branchkit.plugin.hook_calls import HookCalls
from branchkit.plugin.isolation import FailureLog
from branchkit.plugin.manifests import MANIFEST, Manifest, read_manifest

BUILT_IN = InstalledPlugin("base", "branchkit.pack", "branchkit", __version__)
"""The pack that comes with the program; it cannot be disabled."""
LOCAL = "local"
"""The id under which a workspace's own declarations are loaded."""
_LOCAL_TITLE = LocalText("本工作区自定", "This workspace's own")


class _Named(Protocol):
    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=_Named)


def load_contributions(
    workspace_dir: Path | None,
    *,
    disabled: Collection[str] = (),
    safe_mode: bool = False,
    strict: bool = False,
    installed: Callable[[], Sequence[InstalledPlugin]] = installed_plugins,
) -> Contributions:
    """Everything that the built-in pack, installed plugins and the workspace's own folder bring.

    ``disabled`` are ids of plugins to leave out; ``safe_mode`` loads the built-in pack only; ``strict`` raises the first
    failure instead of keeping it.
    """
    loading = _Loading(FailureLog(strict=strict))
    loading.load(BUILT_IN)
    if not safe_mode:
        for plugin in installed():
            if plugin.id not in disabled:
                loading.load(plugin)
        if workspace_dir is not None:
            loading.load_folder(workspace_dir)
    contributions = loading.collect()
    if strict:
        contributions.read_all()
    return contributions


class _Loading:
    """The state of one run of :func:`load_contributions`."""

    def __init__(self, log: FailureLog) -> None:
        self._log = log
        self._shelves = DeclarationShelves(log)
        self._hooks = HookCalls(log)
        self._plugins: dict[str, LoadedPlugin] = {}

    def load(self, plugin: InstalledPlugin) -> None:
        """One pack or plugin: its manifest and folders first, then its Python, if it has any."""
        if plugin.id in self._plugins:
            both = f"{self._plugins[plugin.id].source}, {plugin.distribution}"
            self._log.note(PluginFailure(plugin.id, "duplicate", message=both))
            return
        directory = plugin.directory()
        if directory is None or not (directory / MANIFEST).exists():
            # Without a manifest the module itself is the plugin; a missing one fails as an import does.
            self._hooks.load(plugin.id, plugin.module)
            self._enlist(plugin, Manifest(LocalText(plugin.id)))
            return
        manifest, problems = read_manifest(directory / MANIFEST)
        for problem in problems:
            self._log.note_problem(plugin.id, problem)
        self._shelves.add_folder(plugin.id, directory)
        if manifest is not None and manifest.hooks:
            self._hooks.load(plugin.id, manifest.hooks)
        self._enlist(plugin, manifest or Manifest(LocalText(plugin.id)))

    def load_folder(self, directory: Path) -> None:
        """The workspace's own declarations."""
        self._shelves.add_folder(LOCAL, directory)
        counts = _Counts(lambda: self._shelves.counts(LOCAL))
        self._plugins[LOCAL] = LoadedPlugin(LOCAL, _LOCAL_TITLE, "", str(directory), counts)

    def collect(self) -> Contributions:
        """Ask all hooks and put everything together."""
        for plugin, folder in self._hooks.values("branchkit_declarations", Declarations):
            self._shelves.add_folder(plugin, folder.directory)
        return Contributions(
            registers=self._shelves.registers,
            metrics=self._shelves.metrics,
            schemes=self._shelves.schemes,
            rule_packs=self._shelves.rule_packs,
            computed=self._by_id(self._computed()),
            screens=self._by_id(self._hooks.values("branchkit_screens", ScreenSpec)),
            reports=self._by_id(self._hooks.values("branchkit_reports", ReportSpec)),
            demos={
                id: partial(self._demo, id) for id in self._hooks.implementers("branchkit_demo")
            },
            plugins=tuple(self._plugins.values()),
            failures=self._log.failures,
        )

    def _enlist(self, plugin: InstalledPlugin, manifest: Manifest) -> None:
        self._plugins[plugin.id] = LoadedPlugin(
            id=plugin.id,
            title=manifest.title,
            version=plugin.version,
            source=plugin.distribution,
            contributes=_Counts(partial(self._shelves.counts, plugin.id)),
            sectors=manifest.sectors,
        )

    def _computed(self) -> Iterator[tuple[str, ComputedMetric]]:
        """Computed metrics whose failures are kept, and then say nothing of anybody."""
        for plugin, metric in self._hooks.values("branchkit_metrics", ComputedMetric):
            yield plugin, replace(metric, measure=partial(self._measure, plugin, metric))

    def _measure(
        self, plugin: str, metric: ComputedMetric, view: MetricView
    ) -> Mapping[str, Measurement]:
        with self._log.guarded(plugin, "raised", metric.id):
            return dict(metric.measure(view))
        return {}

    def _by_id(self, values: Iterable[tuple[str, N]]) -> dict[str, N]:
        owners: dict[str, str] = {}
        kept: dict[str, N] = {}
        for plugin, value in values:
            if value.id in kept:
                message = f"{value.id}: {owners[value.id]}, {plugin}"
                self._log.note(PluginFailure(plugin, "clash", message=message))
                continue
            owners[value.id] = plugin
            kept[value.id] = value
        return kept

    def _demo(self, plugin: str, scene: DemoScene) -> Sequence[DemoRecord]:
        return self._hooks.call(plugin, "branchkit_demo", DemoRecord, scene=scene)


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
