"""``branchkit rectify`` as it is typed: from a sheet's low points to the list, and to the next month."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from branchkit.cli import exit_codes
from branchkit.cli.main import main

SCHEME = """id = "local/month"
title = "支部月度考核"
subject = "organization"
period = "month"

[[criterion]]
id = "life"
title = "组织生活"
short = "组织"
maximum = 10
rule = { kind = "judged" }

[[criterion]]
id = "people"
title = "联系群众"
short = "群众"
maximum = 20
rule = { kind = "judged" }

[[band]]
id = "good"
title = "先进"
short = "先进"
minimum = 20

[[band]]
id = "back"
title = "后进"
short = "后进"
"""
ROSTER = "序号,姓名,性别,入党时间,党内职务\n1,陈建国,男,1988-07-01,党支部书记\n"


class Desk:
    """Types commands; each must end well unless another code is awaited."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def run(self, *words: str, code: int = exit_codes.OK) -> tuple[str, str]:
        found = main(list(words))
        printed = self._capsys.readouterr()
        assert found == code, printed.err
        return printed.out, printed.err

    def data(self, *words: str) -> Any:
        return json.loads(self.run(*words, "--format", "json")[0])

    def score(self, month: str, life: str, people: str) -> None:
        where = (month, "--scheme", "local/month")
        self.run("sheet", "open", *where)
        for criterion, points in (("life", life), ("people", people)):
            self.run("sheet", "set", *where, "青石村党支部", criterion, points)
        self.run("sheet", "submit", *where)


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    directory, roster = tmp_path / "village", tmp_path / "roster.csv"
    roster.write_text(ROSTER, encoding="utf-8")
    desk = Desk(capsys)
    desk.run("init", str(directory), "--name", "青石村党支部", "--sector", "rural")
    monkeypatch.setenv("BRANCHKIT_WORKSPACE", str(directory))
    (directory / "schemes" / "month.toml").write_text(SCHEME, encoding="utf-8")
    desk.run("import", "members", str(roster))
    desk.score("2026-10", "4", "10")
    return desk


def test_low_points_are_proposed_taken_and_evaluated_in_the_next_month(desk: Desk) -> None:
    out, err = desk.run("rectify", "propose", "10")
    assert "组织生活得 4 分（满分 10 分）" in out
    assert "联系群众得 10 分（满分 20 分）" in out
    assert "共 2 项，还没列入清单的 2 项" in err
    assert "等次排在最后" in err
    desk.run("rectify", "take", "10", "1", "--measures", "每月一次", "--term", "立即解决")
    (item,) = desk.data("rectify", "list", "--state", "整改中")
    assert item["item"] == "组织生活得 4 分（满分 10 分）"
    assert (item["owner"], item["measures"], item["term"]) == ("陈建国", "每月一次", "now")
    assert item["deadline"] == "2026-12-20"
    assert [line["listed"] for line in desk.data("rectify", "propose", "10")] == [True, False]

    desk.score("2026-11", "8", "20")
    (seen,) = desk.data("rectify", "check", "--dry-run")
    assert (seen["before"], seen["after"], seen["result"]) == (4, 8, "met")
    assert desk.data("rectify", "list")[0]["result"] == ""
    assert "写进清单 1 项" in desk.run("rectify", "check")[1]
    assert "4 > 8 已达到" in desk.run("rectify", "list")[0]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("take", "10"), "--all"),
        (("take", "10", "9"), "一共 2 项"),
        (("take", "10", "1", "--owner", "没有此人"), "花名册里没有"),
        (("take", "10", "1", "--deadline", "昨晚"), "不是日期"),
        (("propose", "10", "--below", "120"), "不是 0 到 100"),
        (("propose", "2026-09"), "没有考核表"),
    ],
)
def test_what_cannot_be_done_is_refused_with_its_reason(
    desk: Desk, words: tuple[str, ...], said: str
) -> None:
    assert said in desk.run("rectify", *words, code=exit_codes.REFUSED)[1]
