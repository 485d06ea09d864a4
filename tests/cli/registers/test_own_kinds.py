"""Columns of a plugin's kind and columns with a pattern: typed, imported, shown, put in order, asked for, exported."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from branchkit.cli import exit_codes
from branchkit.cli.main import main

from ..plugins.county import HOOKS, installed

REGISTER = """
api = 1
title = "河段登记"
dated_by = "date"

[[column]]
id = "date"
kind = "date"
title = "日期"

[[column]]
id = "code"
kind = "county/river-code"
title = "编码"
required = true

[[column]]
id = "length"
kind = "county/length"
title = "长度"

[[column]]
id = "seen"
kind = "county/lunar"
title = "农历日"

[[column]]
id = "sound"
kind = "county/soundness"
title = "完好"

[[column]]
id = "plate"
kind = "text"
title = "桩号"
pattern = "^[A-Z]{2}[0-9]{4}$"
message = { zh_CN = "桩号是两个大写字母加四位数字", en = "two capitals and four figures" }
"""
HOOK = f"""{HOOKS}
from branchkit.api.registers import ColumnKind


@hookimpl
def branchkit_column_kinds():
    def kind(name, target, **parts):
        return ColumnKindSpec(f"county/{{name}}", LocalText(name + "类", name), f"trial_county.kinds:{{target}}", **parts)

    return [
        kind("river-code", "RiverCode", width=8),
        kind("length", "Length", kept=ColumnKind.NUMBER),
        kind("lunar", "Lunar", kept=ColumnKind.DATE),
        kind("soundness", "Soundness", kept=ColumnKind.YES_NO),
        kind("raises", "Raises"),
        kind("raises-late", "RaisesLate"),
        kind("strange", "Strange"),
        kind("missing", "Missing"),
    ]
"""
KINDS = '''
from datetime import date
from decimal import Decimal
from branchkit.api.hooks import LocalText
from branchkit.api.registers import ColumnValues, NotOfKind


class RiverCode(ColumnValues):
    def read(self, text):
        print("reading")
        code = text.upper().replace("-", "")
        if len(code) != 4 or not code[1:].isdecimal():
            return NotOfKind(LocalText("编码是一个字母加三位数字", "a letter and three figures"))
        return code

    def check(self, value):
        return NotOfKind() if value.endswith("000") else None

    def show(self, value):
        return f"{value[0]}-{value[1:]}"

    def sort_key(self, value):
        return int(value[1:])


class Length(ColumnValues):
    """Kept in metres."""

    def read(self, text):
        if text.endswith("公里"):
            return Decimal(text.removesuffix("公里")) * 1000
        return Decimal(text.removesuffix("米"))

    def show(self, value):
        return f"{value / 1000:f}公里"


class Lunar(ColumnValues):
    def read(self, text):
        return date(2026, 11, int(text.removeprefix("初")))

    def show(self, value):
        return f"初{value.day}"


class Soundness(ColumnValues):
    def read(self, text):
        return {"好": True, "坏": False}.get(text, NotOfKind())

    def show(self, value):
        return "好" if value else "坏"


class Raises(ColumnValues):
    def read(self, text):
        raise LookupError("no such river")


class RaisesLate(ColumnValues):
    def show(self, value):
        raise LookupError("cannot be shown")

    sort_key = show


class Strange(ColumnValues):
    def read(self, text):
        return 1.5
'''


class Commands:
    """On one workspace; the last call's output."""

    def __init__(self, directory: Path, package: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self.directory, self.package = directory, package
        self._capfd = capfd
        self.out = self.err = ""

    def __call__(self, *words: object, expect: int = exit_codes.OK) -> str:
        code = main(["--workspace", str(self.directory), *map(str, words)])
        self.out, self.err = self._capfd.readouterr()
        assert code == expect, self.err
        return self.out

    def add(self, *values: str, expect: int = exit_codes.OK) -> None:
        self("record", "add", "book.county", "date=2026-11-03", *values, expect=expect)

    def kept(self, *words: str) -> list[dict[str, object]]:
        rows = json.loads(self("record", "list", "book.county", "--format", "json", *words))
        return [row["values"] for row in rows]

    def use_kind(self, kind: str) -> None:
        """The register with another kind for its code."""
        text = REGISTER.replace("county/river-code", kind)
        (self.package / "registers" / "book.county.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def county(
    workspace_directory: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Iterator[Commands]:
    files = {"registers/book.county.toml": REGISTER, "hooks.py": HOOK, "kinds.py": KINDS}
    with installed(tmp_path / "site", files, monkeypatch) as package:
        yield Commands(workspace_directory, package, capfd)


def test_values_are_read_kept_and_shown_by_the_plugin(county: Commands) -> None:
    county.add("code=a-012", "length=1.5公里", "seen=初9", "sound=坏", "plate=GS0001")
    (kept,) = county.kept()
    assert kept == {
        "date": "2026-11-03",
        "code": "A012",
        "length": "1500.0",
        "seen": "2026-11-09",
        "sound": False,
        "plate": "GS0001",
    }
    shown = county("record", "list", "book.county")
    for text in ("A-012", "1.5公里", "初9", "坏"):
        assert text in shown
    assert "reading" not in shown


def test_a_text_of_another_kind_is_refused_with_the_plugins_words(county: Commands) -> None:
    county.add("code=nonsense", expect=exit_codes.PROBLEMS)
    assert "编码是一个字母加三位数字" in county.err
    county.add("code=a000", expect=exit_codes.PROBLEMS)
    assert "“A000”看不明白，这里要填river-code类" in county.err
    assert county.kept() == []


def test_rows_are_in_the_plugins_order_and_asked_for_as_they_are_kept(county: Commands) -> None:
    for code, length in (("a300", "3"), ("c001", "1000"), ("b20", "")):
        if length:
            county.add(f"code={code}", f"length={length}米")
    asked = county.kept("--where", "length > 10")
    assert [row["code"] for row in asked] == ["C001"]
    found = county.kept("--where", "code == 'a-300'")
    assert [row["code"] for row in found] == ["A300"]


def test_what_is_exported_is_imported_again(county: Commands, tmp_path: Path) -> None:
    county.add("code=a-012", "length=1.5公里", "seen=初9", "sound=好")
    before = county.kept()
    for ending in ("xlsx", "csv"):
        target = tmp_path / f"out.{ending}"
        county("export", "book.county", "-o", target)
        county("import", "book.county", target)
        assert "未变 1 行" in county.out
    assert county.kept() == before


def test_a_cell_of_another_kind_leaves_its_row_out(county: Commands, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("日期,编码\n2026-11-03,a001\n2026-11-04,zz\n", encoding="utf-8")
    county("import", "book.county", path, expect=exit_codes.PROBLEMS)
    assert "编码是一个字母加三位数字" in county.err
    assert [row["code"] for row in county.kept()] == ["A001"]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("raises", "LookupError: no such river"),
        ("strange", "float, text | NotOfKind（trial_county.kinds:Strange）"),
        ("missing", "has no attribute 'Missing'"),
    ],
)
def test_a_kind_that_fails_keeps_its_values_from_being_written(
    county: Commands, kind: str, said: str
) -> None:
    county.use_kind(f"county/{kind}")
    county.add("code=x", expect=exit_codes.PROBLEMS)
    assert said in county.err
    assert "插件 county 出错" in county.err
    assert "Traceback" not in county.err
    assert county.kept() == []


def test_a_kind_that_cannot_show_leaves_the_plain_value(county: Commands) -> None:
    county.use_kind("county/raises-late")
    county.add("code=x12")
    assert "x12" in county("record", "list", "book.county")


def test_without_the_plugins_kind_the_register_is_refused_and_its_records_stay(
    county: Commands,
) -> None:
    county.add("code=a-012")
    county.use_kind("other/river-code")
    county("plugins", expect=exit_codes.PROBLEMS)
    assert "“other/river-code”是插件 other 的栏目种类" in county.err
    county.use_kind("county/river-codes")
    county("plugins", expect=exit_codes.PROBLEMS)
    assert "是不是 county/river-code？" in county.err
    county.use_kind("county/river-code")
    assert [row["code"] for row in county.kept()] == ["A012"]


def test_a_register_says_which_kinds_it_has(county: Commands) -> None:
    shown = county("register", "show", "book.county")
    assert "river-code类" in shown
    assert "[A-Z]{2}[0-9]{4}" in shown
    told = json.loads(county("register", "show", "book.county", "--format", "json"))
    assert told["columns"][1]["kind"] == "county/river-code"
    assert told["columns"][5]["pattern"] == "^[A-Z]{2}[0-9]{4}$"


def test_a_text_without_its_columns_form_is_refused(county: Commands, tmp_path: Path) -> None:
    county.add("code=a001", "plate=gs1", expect=exit_codes.PROBLEMS)
    assert "“gs1”不能填：桩号是两个大写字母加四位数字" in county.err
    path = tmp_path / "rows.csv"
    path.write_text("日期,编码,桩号\n2026-11-03,a001,GS0001\n2026-11-04,a002,G1\n", "utf-8")
    county("import", "book.county", path, expect=exit_codes.PROBLEMS)
    assert [row["code"] for row in county.kept()] == ["A001"]
