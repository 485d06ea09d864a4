"""Of every way to break a plugin that somebody has tried the kit finds the cause, and tells it first."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from zlib import crc32

import pytest

from branchkit.core.texts import LocalText
from branchkit.i18n.catalog import Catalog
from branchkit.plugin import isolation
from branchkit.plugin.new_plugin import NewPlugin, write_plugin
from branchkit.testing.conformance import findings, words

from .broken_kinds import KINDS


@pytest.mark.parametrize("name", KINDS)
def test_the_cause_is_told_first_to_its_author(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    if name == "metric_slow":
        monkeypatch.setattr(isolation, "machine_timer", perf_counter)
    kind = KINDS[name]
    # Modules stay imported, so each plugin has a package of its own.
    id = f"k{crc32(name.encode())}"
    write_plugin(NewPlugin(id, LocalText("试验", "Trial")), tmp_path)
    kind.spoil(tmp_path)
    found = findings(tmp_path)
    first = found[0]
    code = first.failure.code if first.failure else first.code
    assert (code, kind.place.replace("REGISTER", f"book.{id}") in first.place) == (
        kind.code,
        True,
    ), found
    for finding in found:
        said = words(finding, Catalog.load("zh_CN"))
        assert "作者" not in said.advice
        assert "没有检查" not in said.what
        assert str(tmp_path) not in f"{finding.place} {said.what}"
