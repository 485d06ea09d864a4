"""The kit tries a plugin's formats and kinds of columns out: sample files are read, a small report is written, texts are typed."""

from __future__ import annotations

from pathlib import Path
from zlib import crc32

import pytest

from branchkit.core.texts import LocalText
from branchkit.plugin.new_plugin import NewPlugin, write_plugin
from branchkit.testing.conformance import Finding, findings

HOOKS = """
from branchkit.api.hooks import ColumnKindSpec, ExporterSpec, ImporterSpec, LocalText, hookimpl


@hookimpl
def branchkit_importers():
    return [ImporterSpec("ID.cwt", LocalText("村务通", "Cwt"), "PACKAGE.formats:read", (".cwt",), (b"CWT1",))]


@hookimpl
def branchkit_exporters():
    return [ExporterSpec("ID.lines", LocalText("行", "Lines"), "PACKAGE.formats:write", ".lines")]


@hookimpl
def branchkit_column_kinds():
    return [ColumnKindSpec("ID/code", LocalText("编码", "Code"), "PACKAGE.formats:Code")]
"""
FORMATS = """
from branchkit.api.formats import ImportedSheet
from branchkit.api.registers import ColumnValues


class Code(ColumnValues):
    def show(self, value):
        return value


def read(source):
    return ImportedSheet([line.split(b"|")[0].decode() for line in ()] or [["日期"], ["2026-11-03"]])


def write(report):
    return report.title
"""


@pytest.fixture
def root(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A plugin with both; its package has a name of its own in every test, since modules stay imported."""
    id = f"f{crc32(request.node.nodeid.encode())}"
    write_plugin(NewPlugin(id, LocalText("试验", "Trial"), (), True), tmp_path)
    package = tmp_path / "src" / f"branchkit_{id}"
    text = HOOKS.replace("ID", id).replace("PACKAGE", package.name)
    (package / "hooks.py").write_text(text, encoding="utf-8")
    (package / "formats.py").write_text(FORMATS, encoding="utf-8")
    manifest = package / "plugin.toml"
    said = f'hooks = "{package.name}.hooks"\n'
    manifest.write_text(manifest.read_text(encoding="utf-8") + said, encoding="utf-8")
    (tmp_path / "tests" / "samples").mkdir()
    (tmp_path / "tests" / "samples" / "a.cwt").write_bytes(b"CWT1\n")
    return tmp_path


def formats_of(root: Path) -> Path:
    return next((root / "src").glob("*/formats.py"))


def change(root: Path, before: str, after: str) -> list[Finding]:
    path = formats_of(root)
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    return findings(root)


def failures(found: list[Finding]) -> list[tuple[str, str]]:
    return [(f.failure.code, f.failure.message) for f in found if f.failure is not None]


def test_nothing_is_found_in_sound_formats(root: Path) -> None:
    assert [f for f in findings(root) if f.code != "text_missing"] == []


def test_a_sample_that_cannot_be_read_is_found_with_its_line(root: Path) -> None:
    found = change(root, "    return ImportedSheet(", "    1 / 0\n    return ImportedSheet(")
    assert ("raised", "ZeroDivisionError: division by zero") in failures(found)
    lines = formats_of(root).read_text(encoding="utf-8").splitlines()
    place = f"formats.py:{1 + lines.index('    1 / 0')}"
    assert any(f.place.endswith(place) for f in found)


def test_a_sample_that_is_no_format_of_anybodys_is_found(root: Path) -> None:
    (root / "tests" / "samples" / "a.cwt").rename(root / "tests" / "samples" / "a.dat")
    (root / "tests" / "samples" / "a.dat").write_bytes(b"\0\1\2")
    assert "sample_refused" in {f.code for f in findings(root)}


def test_a_function_that_is_not_there_is_found(root: Path) -> None:
    found = change(root, "def read", "def reads")
    assert any("has no attribute 'read'" in message for _code, message in failures(found))


def test_a_report_that_cannot_be_written_is_found(root: Path) -> None:
    found = change(root, "return report.title", "return report.titles")
    assert any("AttributeError" in message for _code, message in failures(found))


def test_a_kind_that_does_not_read_what_it_shows_is_found(root: Path) -> None:
    found = change(root, "        return value", '        return f"{value}!"')
    assert "kind_not_read_again" in {f.code for f in found}


def test_a_kind_that_raises_is_found(root: Path) -> None:
    found = change(root, "        return value", "        return value.nothing")
    assert any("AttributeError" in message for _code, message in failures(found))
