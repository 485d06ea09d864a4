"""Finding plugins by the entry points of installed distributions."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from branchkit.plugin.discovery import GROUP, InstalledPlugin, installed_plugins


def distribution(folder: Path, name: str, entry_points: str) -> None:
    info = folder / f"{name}.dist-info"
    info.mkdir(parents=True)
    if entry_points:
        (info / "entry_points.txt").write_text(entry_points, encoding="utf-8")


def test_entry_points_of_our_group_are_found(tmp_path: Path) -> None:
    text = (
        "[console_scripts]\nbranchkit = x:main\n\n"
        "[branchkit]\n# a sector\nrural = branchkit_rural\n; old\ncounty=our_county.plugin\n\n"
        "[other]\nno = no\n"
    )
    distribution(tmp_path, "branchkit_rural-0.1.0", text)
    distribution(tmp_path, "zebra-2", "")
    assert installed_plugins([str(tmp_path)]) == [
        InstalledPlugin("county", "our_county.plugin", "branchkit-rural", "0.1.0", site=tmp_path),
        InstalledPlugin("rural", "branchkit_rural", "branchkit-rural", "0.1.0", site=tmp_path),
    ]


def test_the_first_distribution_on_the_path_counts(tmp_path: Path) -> None:
    for number, version in enumerate(("2.0", "1.0")):
        distribution(tmp_path / str(number), f"trial-{version}", "[branchkit]\ntrial = trial\n")
    (found,) = installed_plugins([str(tmp_path / "0"), str(tmp_path / "1")])
    assert found.version == "2.0"


def test_what_is_damaged_or_missing_is_passed_over(tmp_path: Path) -> None:
    distribution(tmp_path, "damaged-1", "x")
    (tmp_path / "damaged-1.dist-info" / "entry_points.txt").write_bytes(b"[branchkit]\n\xff\xfe")
    assert installed_plugins([str(tmp_path), str(tmp_path / "nowhere"), __file__]) == []


def test_it_finds_what_the_standard_library_finds() -> None:
    standard = {(entry.name, entry.value) for entry in entry_points(group=GROUP)}
    assert {(plugin.id, plugin.module) for plugin in installed_plugins()} == standard


def test_a_package_is_found_without_being_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "trial_untouched"
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert InstalledPlugin("t", "trial_untouched", "t", "1").directory() == package
    assert "trial_untouched" not in sys.modules
    assert InstalledPlugin("t", "trial_nowhere", "t", "1").directory() is None
    assert InstalledPlugin("t", "trial_nowhere.sub", "t", "1").directory() is None
