"""Every plugin there is, loaded or switched off: where it is from, what it brings, what of it does not work."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from branchkit.core.errors import PluginError
from branchkit.core.texts import LocalText
from branchkit.core.values import frozen
from branchkit.plugin.contributions import Contributions, LoadedPlugin, PluginFailure
from branchkit.plugin.discovery import InstalledPlugin, folder_plugins, installed_plugins
from branchkit.plugin.holdings import LOCAL
from branchkit.plugin.manager import BUILT_IN
from branchkit.plugin.manifests import MANIFEST, read_manifest
from branchkit.settings import UserSettings

KINDS = ("schemes", "registers", "metrics", "rule_packs", "screens", "reports", "formats")
"""What plugins bring, as lists count it; computed metrics are metrics, importers, exporters and maps of other systems' lists are
formats, kinds of columns count among the registers."""
MORE_KINDS = ("commands", "actions", "duties", "checks", "rule_kinds", "functions", "themes")
"""What else they bring: told of one plugin."""
_KIND_OF = {
    "computed": "metrics",
    "importers": "formats",
    "exporters": "formats",
    "column_kinds": "registers",
}
"""Field of the contributions → kind, where they are called differently."""
_ALWAYS_ON = (BUILT_IN.id, LOCAL)


@frozen
class PluginEntry:
    """One plugin. A plugin that is switched off, or could not be loaded, is known by its manifest only."""

    id: str
    title: LocalText
    version: str
    source: str
    """The distribution, or the folder of a workspace."""
    sectors: Mapping[str, LocalText | None]
    """Sector → what the plugin calls it, where it does."""
    on: bool
    failures: tuple[PluginFailure, ...] = ()
    is_loaded: bool = True
    """Whether anything of it is used; one that is on may lack what it needs."""

    @property
    def errors(self) -> int:
        """How much of it does not work."""
        return sum(1 for failure in self.failures if not failure.is_warning)


@frozen
class Contribution:
    """Something that a plugin brings."""

    id: str
    title: LocalText


Installed = Callable[[], Sequence[InstalledPlugin]]


def plugin_entries(
    contributions: Contributions,
    disabled: Collection[str],
    workspace_dir: Path,
    installed: Installed = installed_plugins,
) -> list[PluginEntry]:
    """Those that are loaded in the order of loading, then those that could not be, then those that are switched off.

    Every declaration is read.
    """
    contributions.read_all()
    failures = contributions.failures
    entries = {p.id: _loaded(p, failures) for p in contributions.plugins}
    others = {e.id: e for e in _unloaded(workspace_dir, installed) if e.id not in entries}
    for id in dict.fromkeys(failure.plugin for failure in failures):
        if id not in entries and id not in disabled:
            # Of what has gone again, or cannot be told apart, there is nothing to see but why.
            entry = others.get(id) or PluginEntry(id, LocalText(id), "", "", {}, True)
            own = tuple(failure for failure in failures if failure.plugin == id)
            entries[id] = replace(entry, on=True, failures=own)
    off = (entry for entry in others.values() if entry.id in disabled)
    return [*entries.values(), *off]


def contributed(contributions: Contributions, plugin: str) -> dict[str, list[Contribution]]:
    """Kind → what a plugin brings of it; a register that it only adds columns to counts as the other's."""
    found: dict[str, list[Contribution]] = {kind: [] for kind in (*KINDS, *MORE_KINDS)}
    for kind, own in (
        ("schemes", (s for s in contributions.schemes.values() if s.origin == plugin)),
        ("registers", (r for r in contributions.registers.values() if r.source == plugin)),
        ("metrics", (m for m in contributions.metrics.values() if m.source == plugin)),
        ("themes", (t for t in contributions.themes.values() if t.source == plugin)),
        ("rule_packs", (p for p in contributions.rule_packs.values() if p.source == plugin)),
        ("formats", (m for m in contributions.import_maps.values() if _is_of(plugin, m.id))),
    ):
        found[kind] += [Contribution(value.id, value.title) for value in own]
    for (kind, id), owner in contributions.owners.items():
        if owner == plugin:
            title = getattr(contributions, kind)[id].title
            found[_KIND_OF.get(kind, kind)].append(Contribution(id, title))
    return found


def _is_of(plugin: str, id: str) -> bool:
    return id.partition(".")[0] == plugin


def switched(
    settings: UserSettings,
    id: str,
    on: bool,
    workspace_dir: Path | None,
    installed: Installed = installed_plugins,
) -> UserSettings:
    """The user's settings with a plugin on or off; it counts from the next opening of a workspace.

    Raises :class:`PluginError` ``always_on``, ``unknown``.
    """
    if id in _ALWAYS_ON:
        raise PluginError("always_on", found=id)
    disabled = dict.fromkeys(settings.disabled_plugins)
    folders = folder_plugins(workspace_dir) if workspace_dir else []
    known = [*(plugin.id for plugin in installed()), *(folder.name for folder in folders)]
    if id not in known and id not in disabled:
        raise PluginError("unknown", found=id, known=sorted(known))
    disabled.pop(id, None)
    return replace(settings, disabled_plugins=(*disabled, *(() if on else (id,))))


def _loaded(plugin: LoadedPlugin, failures: Sequence[PluginFailure]) -> PluginEntry:
    own = tuple(failure for failure in failures if failure.plugin == plugin.id)
    sectors = {id: plugin.sector_titles.get(id) for id in plugin.sectors}
    return PluginEntry(plugin.id, plugin.title, plugin.version, plugin.source, sectors, True, own)


def _unloaded(workspace_dir: Path, installed: Installed) -> Iterator[PluginEntry]:
    """Every plugin by its manifest alone; one that is not there any more is left out: nothing could be switched on."""
    for plugin in installed():
        yield _by_manifest(plugin.id, plugin.version, plugin.distribution, plugin.directory())
    for folder in folder_plugins(workspace_dir):
        yield _by_manifest(folder.name, "", str(folder), folder)


def _by_manifest(id: str, version: str, source: str, directory: Path | None) -> PluginEntry:
    manifest = read_manifest(directory / MANIFEST)[0] if directory else None
    title = manifest.title if manifest else LocalText(id)
    sectors = {id: manifest.sector_titles.get(id) for id in manifest.sectors} if manifest else {}
    version = version or (manifest.version if manifest else "")
    return PluginEntry(id, title, version, source, sectors, on=False, is_loaded=False)
