"""``branchkit import … --as``: formats that plugins read, however their code ends, and maps of other systems' lists."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import pytest

from branchkit.cli import exit_codes
from branchkit.cli.main import main

from ..plugins.county import HOOKS, installed

REGISTER = """
api = 1
title = "巡护记录"
dated_by = "date"

[[column]]
id = "date"
kind = "date"
title = "日期"

[[column]]
id = "river"
kind = "text"
title = "河段"
required = true

[[column]]
id = "kind"
kind = "choice"
title = "类别"
choices = { walk = "步行", boat = "乘船" }
"""
FORMATS = """
import os, sqlite3, subprocess, time
from branchkit.api.formats import ImportedSheet


def read(source):
    print("a word on stdout")
    lines = source.file.read().decode("gb18030").splitlines()
    yield ImportedSheet([line.split("|") for line in lines[1:]])


def base(source):
    rows = sqlite3.connect(f"file:{source.path}?mode=ro", uri=True).execute("select * from t").fetchall()
    return ImportedSheet([["日期", "河段"], *rows])


def again(source):
    def rows():
        yield ["日期", "河段"]
        for day in range(1, 10):
            yield [f"2026-11-0{day}", source.name]
    return [ImportedSheet([["说明"]], "说明"), ImportedSheet(rows(), "数据")]


def raises(source):
    raise ValueError("bad 13812345678")


def raises_late(source):
    def rows():
        yield ["日期", "河段"]
        for day in range(300):
            yield ["2026-11-02", f"上段{day}"]
        yield [1 / 0]
    return ImportedSheet(rows())


def loops(source):
    while True:
        try:
            time.sleep(0.01)
        except Exception:
            pass


def eats(source):
    held = []
    while True:
        held.append(bytearray(1 << 20))


def number(source):
    return 5


def cell(source):
    return ImportedSheet([["日期", {}]])


def leaves(source):
    os._exit(0)


def starts(source):
    child = subprocess.Popen(["sleep", "600"])
    with open(source.file.read().decode().strip(), "w") as told:
        told.write(str(child.pid))
    raise LookupError("with a child")


def exits(source):
    raise SystemExit
"""
NAMES = (
    "raises", "raises_late", "loops", "eats", "number", "cell", "leaves", "exits", "missing",
    "base", "again", "starts",
)  # fmt: skip
SPECS = (
    'ImporterSpec("county.cwt", LocalText("村务通", "Cwt"), "trial_county.formats:read", ("cwt",), (b"CWT1",))',
    'ImporterSpec("county.roster", LocalText("名册", "Roster"), "trial_county.formats:read", subjects=("members",))',
    *(
        f'ImporterSpec("county.{name}", LocalText("{name}", "{name}"), "trial_county.formats:{name}", seconds=2)'
        for name in NAMES
    ),
)
IMPORTERS = f"{HOOKS}\n\n@hookimpl\ndef branchkit_importers():\n    return [{', '.join(SPECS)}]\n"
FILE = "CWT1|2026\n日期|河段|类别\n2026-11-03|上段|步行\n2026-11-10|下段|乘船\n".encode("gb18030")


class Commands:
    """On one workspace; the last call's output."""

    def __init__(self, directory: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self.directory = directory
        self._capfd = capfd
        self.out = self.err = ""

    def __call__(self, *words: object, expect: int = exit_codes.OK) -> str:
        code = main(["--workspace", str(self.directory), *map(str, words)])
        self.out, self.err = self._capfd.readouterr()
        assert code == expect, self.err
        return self.out

    def rivers(self) -> list[str]:
        rows = json.loads(self("record", "list", "book.county", "--format", "json"))
        return [row["values"]["river"] for row in rows]


@pytest.fixture
def county(
    workspace_directory: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Iterator[Commands]:
    files = {"registers/book.county.toml": REGISTER, "hooks.py": IMPORTERS, "formats.py": FORMATS}
    with installed(tmp_path / "site", files, monkeypatch):
        yield Commands(workspace_directory, capfd)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.dat"
    path.write_bytes(FILE)
    return path


def test_a_format_is_found_by_its_first_bytes_and_goes_the_usual_way(
    county: Commands, file: Path
) -> None:
    county("import", "book.county", file, "--dry-run")
    assert county.rivers() == []
    told = json.loads(county("import", "book.county", file, "--format", "json"))
    assert (told["added"], told["register"]) == (2, "book.county")
    assert county.rivers() == ["上段", "下段"]


def test_a_format_is_found_by_its_ending_where_the_file_is_none_of_ours(
    county: Commands, tmp_path: Path
) -> None:
    ours, theirs = tmp_path / "a.csv", tmp_path / "a.CWT"
    ours.write_bytes(FILE.partition(b"\n")[2])
    theirs.write_bytes(b"?" + FILE)
    county("import", "book.county", theirs)
    county("import", "book.county", ours)
    assert "未变 2 行" in county.out


def test_it_is_asked_for_by_name(county: Commands, tmp_path: Path) -> None:
    import sqlite3

    path = tmp_path / "a.db"
    with sqlite3.connect(path) as base:
        base.execute("create table t (day text, river text)")
        base.execute("insert into t values ('2026-11-03', '库里的')")
    county("import", "book.county", path, "--as", "county.base")
    assert county.rivers() == ["库里的"]


def test_rows_that_can_be_had_once_are_read_anew(county: Commands, file: Path) -> None:
    county("import", "book.county", file, "--as", "county.again", "--sheet", "数据")
    assert county.rivers() == ["a.dat"] * 9


@pytest.mark.parametrize("wanted", ["county.nothing", "county.roster"])
def test_a_format_that_is_not_there_or_serves_something_else_is_refused(
    county: Commands, file: Path, wanted: str
) -> None:
    county("import", "book.county", file, "--as", wanted, expect=exit_codes.REFUSED)
    assert wanted in county.err
    assert "county.cwt" in county.err


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("raises", "ValueError: bad ********（{line of raise ValueError}）"),
        ("raises_late", "ZeroDivisionError: division by zero（{line of 1 / 0}）"),
        ("loops", "超过 2 秒没有结果，已停止（{line of time.sleep}）"),
        ("eats", "占用内存太多，已停止（{line of held.append}）"),
        ("number", "TypeError: int, ImportedSheet（trial_county.formats:number）"),
        ("cell", "TypeError: dict"),
        ("leaves", "exit 0（trial_county.formats:leaves）"),
        ("exits", "SystemExit"),
        ("missing", "AttributeError"),
    ],
)
def test_however_a_plugins_code_ends_it_is_one_refusal_with_its_line(
    county: Commands, file: Path, tmp_path: Path, name: str, said: str
) -> None:
    county("import", "book.county", file, "--as", f"county.{name}", expect=exit_codes.REFUSED)
    if found := re.search(r"\{line of (.*)\}", said):
        line = 1 + FORMATS[: FORMATS.index(found[1])].count("\n")
        said = said.replace(found[0], f"{tmp_path / 'site' / 'trial_county' / 'formats.py'}:{line}")
    assert said in county.err
    assert f"county.{name}" in county.err
    assert "Traceback" not in county.err
    assert county.rivers() == []


def has_ended(state: Path) -> bool:
    """Of a process by its ``stat``: gone, or a zombie that nobody has asked about."""
    try:
        return state.read_text(encoding="utf-8").split()[2] == "Z"
    except OSError:
        return True


def test_what_a_plugin_has_started_ends_with_it(county: Commands, tmp_path: Path) -> None:
    file, told = tmp_path / "a.dat", tmp_path / "pid"
    file.write_text(str(told), encoding="utf-8")
    county("import", "book.county", file, "--as", "county.starts", expect=exit_codes.REFUSED)
    assert "with a child" in county.err
    state = Path(f"/proc/{told.read_text(encoding='utf-8')}/stat")
    for _time in range(200):
        if has_ended(state):
            break
        sleep(0.05)
    assert has_ended(state)


MAP = """
api = 1
title = "河长系统导出"
register = "book.county"
skip_rows = 1

[[column]]
header = "巡河日"
field = "date"

[[column]]
header = "河道名"
field = "river"

[[column]]
header = "方式码"
field = "kind"
values = { "01" = "步行", "02" = "boat", "99" = "" }
"""
THEIRS = (
    "日期,河段,导出\n河长系统,2026,\n巡河日,河道名,方式码,日期\n"
    "2026-11-03,上段,01,1999-01-01\n2026-11-10,下段,02,1999-01-01\n2026-11-11,,02,\n2026-11-12,中段,99,\n"
)


@pytest.fixture
def mapped(county: Commands, tmp_path: Path) -> Path:
    (county.directory / "imports" / "hz.toml").write_text(MAP, encoding="utf-8")
    path = tmp_path / "theirs.csv"
    path.write_text(THEIRS, encoding="utf-8")
    return path


def test_another_systems_columns_and_values_are_translated(county: Commands, mapped: Path) -> None:
    county("import", "book.county", mapped, "--as", "local.hz", expect=exit_codes.PROBLEMS)
    rows = json.loads(county("record", "list", "book.county", "--format", "json"))
    values = [row["values"] for row in rows]
    assert [(v["date"], v["river"], v.get("kind")) for v in values] == [
        ("2026-11-03", "上段", "walk"),
        ("2026-11-10", "下段", "boat"),
        ("2026-11-12", "中段", None),
    ]


def test_the_mend_file_is_imported_without_the_map(
    county: Commands, mapped: Path, tmp_path: Path
) -> None:
    mend = tmp_path / "mend.csv"
    county(
        "import", "book.county", mapped, "--as", "local.hz", "--errors", mend,
        expect=exit_codes.PROBLEMS,
    )  # fmt: skip
    text = mend.read_text(encoding="utf-8-sig")
    assert text.startswith("日期,河段,类别")
    mend.write_text(text.replace("2026-11-11,,", "2026-11-11,补上的,"), encoding="utf-8")
    county("import", "book.county", mend)
    assert "补上的" in county.rivers()


def test_a_map_may_have_its_files_read_by_a_plugin(county: Commands, tmp_path: Path) -> None:
    text = MAP.replace("skip_rows = 1", 'reader = "county.cwt"')
    (county.directory / "imports" / "hz.toml").write_text(text, encoding="utf-8")
    path = tmp_path / "b.bin"
    path.write_text("x\n巡河日|河道名|方式码\n2026-11-03|上段|01\n", encoding="gb18030")
    county("import", "book.county", path, "--as", "local.hz")
    assert county.rivers() == ["上段"]
    assert "表中没有" not in county.err


def test_a_sheet_without_the_maps_headers_is_refused(county: Commands, mapped: Path) -> None:
    mapped.write_text("日期,河段\n2026-11-03,上段\n", encoding="utf-8")
    county("import", "book.county", mapped, "--as", "local.hz", expect=exit_codes.REFUSED)
    assert "巡河日、河道名、方式码" in county.err


def test_a_header_of_the_map_that_lacks_is_told(county: Commands, mapped: Path) -> None:
    mapped.write_text("x\n巡河日,河道名\n2026-11-03,上段\n", encoding="utf-8")
    county("import", "book.county", mapped, "--as", "local.hz")
    assert "表中没有：方式码" in county.err


def test_a_roster_of_another_system(county: Commands, tmp_path: Path) -> None:
    text = """api = 1
title = "人社系统"
register = "members"
column = [
  { header = "AAC003", field = "name" },
  { header = "AAC004", field = "sex", values = { 1 = "男", 2 = "女" } },
  { header = "AAC006", field = "birth" },
]
"""
    (county.directory / "imports" / "rs.toml").write_text(text, encoding="utf-8")
    path = tmp_path / "rs.csv"
    path.write_text("AAC003,AAC004,AAC006\n陈建国,1,1970-01-02\n仇春梅,2,1980-03\n", "utf-8")
    county("import", "members", path, "--as", "local.rs")
    found = json.loads(county("members", "list", "--format", "json"))
    assert [(m["name"], m["sex"], m["birth"]) for m in found] == [
        ("陈建国", "m", "1970-01-02"),
        ("仇春梅", "f", "1980-03"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('field = "river"', 'field = "rivr"', "第 13 行，column[2].field：没有“rivr”这一栏，是不是 river？"),
        ('field = "river"', 'field = "xyz"', "没有“xyz”这一栏，可用：date, river, kind, org"),
        ('"01" = "步行"', '"01" = "骑车"', "“骑车”不是 kind 的选项，可用：walk, boat"),
        ('field = "date"', 'field = "date"\nvalues = { a = "哪天" }', "“哪天”不能填进 date"),
        ("skip_rows = 1", "skip_rows = 21", "应在 0 到 20 之间"),
        ('field = "kind"', 'field = "date"\nheaders = 1', "headers"),
        ('"方式码"', '"巡河日"', "“巡河日”写了两次"),
        ('"book.county"', '"book.count"', "没有台账“book.count”，是不是 book.county？"),
        ('"book.county"', '"member"', "没有台账“member”，是不是 members？"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_map_is_told_with_its_line(
    county: Commands, before: str, after: str, said: str
) -> None:
    path = county.directory / "imports" / "hz.toml"
    assert before in MAP
    path.write_text(MAP.replace(before, after), encoding="utf-8")
    county("check", path, expect=exit_codes.PROBLEMS)
    assert said in county.err
    county("plugins", expect=exit_codes.PROBLEMS)
    assert said in county.err


def test_a_sound_map_has_no_problem(county: Commands, mapped: Path) -> None:
    county("check", county.directory / "imports" / "hz.toml")
    assert "没有错误。河长系统导出，3 项" in county.err
