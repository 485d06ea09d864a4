"""``--format county.xml``: formats that plugins write, and nothing left behind of those that fail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from branchkit.cli import exit_codes
from branchkit.cli.main import main

from ..plugins.county import HOOKS, installed

WRITERS = """
from branchkit.api.reports import Table


def write(report):
    print("a word on stdout")
    tables = [block for block in report.blocks if isinstance(block, Table)]
    return "".join("|".join(map(str, row)) + "\\n" for table in tables for row in table.rows)


def binary(report):
    return report.title.encode("utf-16")


def raises(report):
    raise LookupError("no such cell")


def forgets(report):
    pass


def binary_as_text(report):
    return b"\\xff"
"""
NAMES = ("raises", "forgets", "binary_as_text")
IMPORTED = f"""{HOOKS}

@hookimpl
def branchkit_exporters():
    yield ExporterSpec("county.lines", LocalText("行", "Lines"), "trial_county.writers:write", ".lines", text=True)
    yield ExporterSpec("county.binary", LocalText("二进制", "Binary"), "trial_county.writers:binary", "bin")
    for name in {NAMES}:
        yield ExporterSpec(f"county.{{name}}", LocalText(name, name), f"trial_county.writers:{{name}}", ".x", text=True)
"""


class Commands:
    """On one workspace with two members; the last call's output."""

    def __init__(self, directory: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self._directory = directory
        self._capfd = capfd
        self.out = self.err = ""

    def __call__(self, *words: object, expect: int = exit_codes.OK) -> str:
        code = main(["--workspace", str(self._directory), *map(str, words)])
        self.out, self.err = self._capfd.readouterr()
        assert code == expect, self.err
        return self.out


@pytest.fixture
def county(
    workspace_directory: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Iterator[Commands]:
    with installed(tmp_path / "site", {"hooks.py": IMPORTED, "writers.py": WRITERS}, monkeypatch):
        run = Commands(workspace_directory, capfd)
        roster = tmp_path / "roster.csv"
        roster.write_text("姓名,身份证号\n陈建国,11010519491231002X\n", encoding="utf-8")
        run("import", "members", roster)
        yield run


def test_a_register_in_a_plugins_format(county: Commands, tmp_path: Path) -> None:
    shown = county("export", "members", "--format", "county.lines")
    assert "陈建国" in shown
    assert "110105********002X" in shown
    assert "a word" not in shown
    target = tmp_path / "out.LINES"
    county("export", "members", "-o", target)
    assert target.read_text(encoding="utf-8") == shown
    county("export", "members", "-o", target, expect=exit_codes.REFUSED)
    county("export", "members", "-o", tmp_path / "a.bin")
    assert (tmp_path / "a.bin").read_bytes().startswith(b"\xff\xfe")


def test_a_list_in_a_plugins_format(county: Commands) -> None:
    assert "|陈建国|" in county("members", "list", "--format", "county.lines")
    assert "|full|" in county.out
    assert "|" in county("due", "--format", "county.lines")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("raises", "LookupError: no such cell"),
        ("forgets", "NoneType, bytes | str"),
        ("binary_as_text", "UnicodeDecodeError"),
    ],
)
def test_one_that_fails_leaves_nothing_and_is_named(
    county: Commands, tmp_path: Path, name: str, said: str
) -> None:
    format = f"county.{name}"
    target = tmp_path / "out.x"
    target.write_text("what was there", encoding="utf-8")
    words = ("export", "members", "--format", format, "-o", target, "--force")
    county(*words, expect=exit_codes.REFUSED)
    assert said in county.err
    assert "插件 county" in county.err
    assert target.read_text(encoding="utf-8") == "what was there"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".out")] == []
    county("export", "members", "--format", format, expect=exit_codes.REFUSED)
    assert county.out == ""
    county("plugins", "--run", expect=exit_codes.PROBLEMS)
    assert format in county.err


@pytest.mark.parametrize("words", [("export", "members"), ("members", "list")])
def test_a_format_that_is_not_there_is_refused_with_those_that_are(
    county: Commands, words: tuple[str, ...]
) -> None:
    county(*words, "--format", "county.none", expect=exit_codes.REFUSED)
    assert "county.lines" in county.err


def test_what_is_no_text_wants_a_file(county: Commands) -> None:
    county("export", "members", "--format", "county.binary", expect=exit_codes.REFUSED)
    assert "-o" in county.err
