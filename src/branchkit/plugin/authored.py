"""A plugin as it lies on its author's disk, installed or not."""

from __future__ import annotations

import importlib
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from branchkit.core.errors import PluginError
from branchkit.core.texts import LocalText
from branchkit.core.values import frozen
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.discovery import GROUP, InstalledPlugin, installed_plugins
from branchkit.plugin.manager import load_contributions
from branchkit.plugin.manifests import MANIFEST, read_manifest

PROJECT = "pyproject.toml"


@frozen
class AuthoredPlugin:
    """``root`` is the distribution's folder, ``package`` the one with ``plugin.toml``; one without Python may be both."""

    id: str
    root: Path
    package: Path
    distribution: str = ""
    version: str = ""

    @property
    def installed(self) -> InstalledPlugin:
        """As if it were installed."""
        return InstalledPlugin(
            self.id, self.package.name, self.distribution, self.version, self.package
        )

    @property
    def has_python(self) -> bool:
        """Whether its manifest names hooks."""
        return bool(self.hooks)

    @property
    def hooks(self) -> str:
        """The module with its hooks; empty for a plugin without Python."""
        manifest, _problems = read_manifest(self.package / MANIFEST)
        return manifest.hooks if manifest else ""

    @property
    def sectors(self) -> tuple[str, ...]:
        """Sectors it was made for."""
        manifest, _problems = read_manifest(self.package / MANIFEST)
        return manifest.sectors if manifest else ()

    @property
    def sector_titles(self) -> Mapping[str, LocalText]:
        """What those of its sectors are called that it gives a title."""
        manifest, _problems = read_manifest(self.package / MANIFEST)
        return manifest.sector_titles if manifest else {}

    def place(self, *parts: str) -> str:
        """A file of its package as its author finds it."""
        return str(self.package.joinpath(*parts).relative_to(self.root))

    def within(self, text: str) -> str:
        """A text with the files of the distribution named as its author finds them."""
        return text.replace(f"{self.root}/", "")

    def load(self, *, strict: bool = False) -> Contributions:
        """The built-in pack, this plugin, and what it needs of those that are installed."""
        found = with_needed([self.installed])
        contributions = load_contributions(None, installed=lambda: found, strict=strict)
        contributions.read_all()
        return contributions

    @contextmanager
    def importable(self) -> Iterator[None]:
        """Its package can be imported meanwhile."""
        folder = str(self.package.parent)
        sys.path.insert(0, folder)
        importlib.invalidate_caches()
        try:
            yield
        finally:
            sys.path.remove(folder)


def with_needed(plugins: Sequence[InstalledPlugin]) -> list[InstalledPlugin]:
    """The plugins, and of those that are installed what they need, directly or through each other."""
    found = {plugin.id: plugin for plugin in plugins}
    others: dict[str, InstalledPlugin] | None = None
    asked = [needed for plugin in plugins for needed in _needs_of(plugin)]
    while asked:
        if others is None:
            others = {plugin.id: plugin for plugin in installed_plugins()}
        plugin = others.get(asked.pop())
        if plugin is not None and plugin.id not in found:
            found[plugin.id] = plugin
            asked += _needs_of(plugin)
    return list(found.values())


def _needs_of(plugin: InstalledPlugin) -> Iterable[str]:
    directory = plugin.directory()
    manifest = read_manifest(directory / MANIFEST)[0] if directory else None
    return manifest.needs if manifest else ()


def find_plugin(directory: Path) -> AuthoredPlugin:
    """The plugin in a folder: a distribution with an entry point, or a folder with ``plugin.toml``.

    Raises :class:`PluginError` ``no_plugin``, ``project_unreadable``, ``entry_point``, ``no_manifest``.
    """
    root = directory.resolve()
    if (root / PROJECT).is_file():
        return _distribution(root)
    if (root / MANIFEST).is_file():
        return AuthoredPlugin(root.name, root, root)
    raise PluginError("no_plugin", directory=directory)


def _distribution(root: Path) -> AuthoredPlugin:
    place = root / PROJECT
    try:
        project = tomllib.loads(place.read_text(encoding="utf-8")).get("project", {})
    except (OSError, ValueError) as error:
        raise PluginError("project_unreadable", file=place, detail=str(error)) from error
    points = project.get("entry-points", {}).get(GROUP, {})
    if len(points) != 1:
        raise PluginError("entry_point", file=place, count=len(points))
    ((id, module),) = points.items()
    for package in (root / "src" / module, root / module):
        if (package / MANIFEST).is_file():
            name, version = project.get("name", ""), project.get("version", "")
            return AuthoredPlugin(id, root, package, name, version)
    raise PluginError("no_manifest", file=place, package=module)
