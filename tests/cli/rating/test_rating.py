"""``branchkit rating`` on a township in a file: a whole rating as an office types it, in words and as json."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from branchkit.bootstrap import create_workspace
from branchkit.cli import exit_codes
from branchkit.cli.main import main
from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.organizations.organization import Organization
from branchkit.core.scoring.schemes import Scheme
from branchkit.core.scoring.sheets import Cell, Row, Sheet, SheetKey, SheetState
from branchkit.plugin.scheme_files import read_scheme
from branchkit.services.scoring.rows import store_row
from branchkit.store.sqlite_store import SqliteStore
from branchkit.testing.builders import fixed_clock
from branchkit.toml.source import TomlSource
from branchkit.toml.targets import DATABASE_FILE

ACTOR = Actor("王干事")
SCHEME = """api = 1
id = "local/village-year"
title = "村党组织年度考核"
subject = "organization"
period = "year"
[[criterion]]
id = "work"
title = "实绩"
short = "实绩"
maximum = 100
rule = { kind = "judged" }
[[band]]
id = "advanced"
title = "先进"
short = "先进"
share = 34
[[band]]
id = "ordinary"
title = "一般"
short = "一般"
[rating]
one_grade_up = true
notice_days = 3
"""
VILLAGES = {"o1": ("东村党支部", 95), "o2": ("南村党支部", 75), "o3": ("西村党支部", 55)}


class Rating:
    """The command on one workspace; the last call's output."""

    def __init__(self, directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.directory = directory
        self._capsys = capsys
        self.err = ""

    def __call__(self, *words: str, expect: int = exit_codes.OK) -> str:
        code = main(["--workspace", str(self.directory), *words])
        out, self.err = self._capsys.readouterr()
        assert code == expect, self.err
        return out


def _scheme() -> Scheme:
    source, _problems = TomlSource.read_text(SCHEME, "village-year.toml")
    assert source is not None
    scheme, problems = read_scheme(source, "local")
    assert scheme is not None, problems
    return replace(scheme, origin="local")


@pytest.fixture
def rating(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Rating]:
    directory = tmp_path / "town"
    clock = fixed_clock()
    create_workspace(directory, name="白水乡党委", sector="rural", actor=ACTOR, clock=clock)
    (directory / "schemes").mkdir(exist_ok=True)
    (directory / "schemes" / "village-year.toml").write_text(SCHEME, encoding="utf-8")
    store = SqliteStore.open(directory / DATABASE_FILE, clock)
    scheme = _scheme()
    with store.begin(ACTOR, "test.build") as uow:
        (top,) = uow.scan("", "organization")
        uow.put("", "organization", top.id, {**top.body, "kind": "committee"})
        for org, (name, total) in VILLAGES.items():
            village = Organization(org, name, sector="rural", parent=top.id, founded="2001-07-01")
            uow.put("", "organization", org, village.to_body())
            key = SheetKey(scheme.id, org, Period.parse("2025"))
            sheet = Sheet(key, SheetState.CONFIRMED, scheme.digest)
            uow.put(org, "sheet", str(key), sheet.to_body())
            uow.put(org, "roll", str(key), {"subjects": [org]})
            row = Row(org, {"work": Cell(total)})  # type: ignore[arg-type]
            store_row(uow, scheme, key, row, frozenset({"branch", "rural"}))
        uow.commit()
    store.close()
    yield Rating(directory, capsys)


def test_a_rating_is_typed_from_opening_to_seal(
    rating: Rating, monkeypatch: pytest.MonkeyPatch
) -> None:
    rating("rating", "propose", "2025", expect=exit_codes.REFUSED)
    assert "还没有开始评定" in rating.err
    rating("rating", "open", "2025", "--before", "西村=先进")
    shown = json.loads(rating("rating", "propose", "2025", "--format", "json"))
    assert [(one["name"], one["rank"], one["proposal"], one["move"]) for one in shown] == [
        ("东村党支部", 1, "advanced", "new"),
        ("南村党支部", 2, "ordinary", "new"),
        ("西村党支部", 3, "ordinary", "fell"),
    ]
    why = rating("rating", "show", "2025", "--why", "南村")
    assert "先进以上限 1 个（34%），按名次已有 2 个，名额不够" in why
    rating("rating", "decide", "2025", "南村", "先进", expect=exit_codes.REFUSED)
    assert "请写明理由" in rating.err
    text = rating("rating", "decide", "2025")
    assert "降位" in text and "o3" not in text and "advanced" not in text
    rating("rating", "notice", "2025")
    rating("rating", "object", "2025", "西村", "有一项没有算", "--by", "村民")
    assert "有一项没有算" in rating("rating", "show", "2025", "--objections", "--format", "csv")
    assert "先进 1 个、一般 2 个" in rating("report", "评定通报", "2025")
    rating("rating", "seal", "2025", expect=exit_codes.REFUSED)
    assert "公示到" in rating.err
    monkeypatch.setenv("BRANCHKIT_NOW", "2026-12-01T09:00:00")
    rating("rating", "seal", "2025", expect=exit_codes.REFUSED)
    assert "第 1 号意见还没有答复" in rating.err
    rating("rating", "answer", "2025", "1", "已核实")
    assert json.loads(rating("rating", "seal", "2025", "--format", "json"))["state"] == "sealed"
    (listed,) = json.loads(rating("rating", "list", "--format", "json"))
    assert (listed["state"], listed["rated"]) == ("sealed", 3)
    assert "先进" in rating("rating", "history", "东村")
    assert "西村党支部 审定等次" in rating("history", "--all")
    sheet = json.loads(
        rating(
            "sheet",
            "show",
            "2025",
            "--scheme",
            "local/village-year",
            "--org",
            "o1",
            "--format",
            "json",
        )
    )
    assert (sheet[0]["rank"], sheet[0]["band"]) == (1, "先进")
    rating("rating", "reopen", "2025", "--reason", "上级复核")
    assert "待评定" in rating(
        "sheet", "show", "2025", "--scheme", "local/village-year", "--org", "o1"
    )
