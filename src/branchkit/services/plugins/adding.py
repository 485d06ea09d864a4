"""Puts a plugin without Python into a workspace's own folder, where its declarations count for that workspace."""

from __future__ import annotations

import shutil
from pathlib import Path

from branchkit.core.errors import PluginError
from branchkit.plugin.authored import AuthoredPlugin
from branchkit.plugin.discovery import FOLDER
from branchkit.plugin.holdings import RESERVED
from branchkit.plugin.manifests import MANIFEST, read_manifest

_CARRIED = (".toml", ".po")
"""What a declaration, a text or a language is written in; nothing else of the package has a use there."""


def require_addable(plugin: AuthoredPlugin) -> None:
    """Raises :class:`PluginError` ``manifest`` where its manifest cannot be used, ``has_python``, ``id_reserved``."""
    manifest, problems = read_manifest(plugin.package / MANIFEST)
    if manifest is None:
        line = problems[0].place.line or 1
        raise PluginError("manifest", file=plugin.package / MANIFEST, line=line)
    if manifest.hooks:
        raise PluginError("has_python", found=plugin.id, directory=plugin.root)
    if plugin.id in RESERVED:
        raise PluginError("id_reserved", found=plugin.id)


def add_plugin(workspace_dir: Path, plugin: AuthoredPlugin, *, replace: bool = False) -> Path:
    """Copy what it declares into ``plugins/<id>``, whole or not at all; the folder.

    A distribution's version goes into the manifest, since a folder has no other. Raises what :func:`require_addable` raises,
    and :class:`PluginError` ``is_there`` unless it may ``replace`` an earlier copy, ``not_written``.
    """
    require_addable(plugin)
    target = workspace_dir / FOLDER / plugin.id
    if target.exists() and not replace:
        raise PluginError("is_there", found=plugin.id, directory=target)
    fresh, former = (target.with_name(f".{plugin.id}.{word}") for word in ("new", "old"))
    try:
        for rest in (fresh, former):
            shutil.rmtree(rest, ignore_errors=True)
        for path in sorted(plugin.package.rglob("*")):
            if path.suffix in _CARRIED and path.is_file():
                copy = fresh / path.relative_to(plugin.package)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
        _write_version(fresh / MANIFEST, plugin.version)
        if target.exists():
            target.rename(former)
        fresh.rename(target)
        shutil.rmtree(former, ignore_errors=True)
    except OSError as error:
        shutil.rmtree(fresh, ignore_errors=True)
        raise PluginError("not_written", directory=target, detail=error.strerror) from error
    return target


def _write_version(manifest: Path, version: str) -> None:
    text = manifest.read_text(encoding="utf-8-sig")
    found, _problems = read_manifest(manifest)
    if version and found is not None and not found.version:
        # Before everything else: what stands behind a table's head belongs to the table.
        manifest.write_text(f'version = "{version}"\n{text}', encoding="utf-8")
