"""Which sectors there are to choose from."""

from __future__ import annotations

from pathlib import Path

from branchkit.core.organizations.organization import SECTORS
from branchkit.plugin.discovery import InstalledPlugin, known_sectors


def plugin(folder: Path, manifest: str) -> InstalledPlugin:
    folder.mkdir()
    (folder / "plugin.toml").write_text(manifest, encoding="utf-8")
    return InstalledPlugin(folder.name, folder.name, folder.name, "1.0", folder)


def test_a_fifth_sector_comes_with_its_plugin(tmp_path: Path) -> None:
    health = plugin(tmp_path / "health", 'api = 1\ntitle = "卫生"\nsectors = ["health"]\n')
    assert known_sectors(lambda: [health]) == (*SECTORS, "health")


def test_a_broken_manifest_brings_none(tmp_path: Path) -> None:
    broken = plugin(tmp_path / "broken", "api = 1\nsectors = [")
    assert known_sectors(lambda: [broken]) == SECTORS
