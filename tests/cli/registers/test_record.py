"""``branchkit record``."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from branchkit.cli import exit_codes
from branchkit.cli.main import main

MEMBERS = ("陈建国", "欧阳若兰", "单守信", "仇春梅", "尉迟宏")


@pytest.fixture
def directory(workspace_directory: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    for name in MEMBERS:
        assert call(workspace_directory, "members", "add", "--name", name) == 0
    capsys.readouterr()
    return workspace_directory


def call(directory: Path, *words: str) -> int:
    return main(["--workspace", str(directory), "--safe-mode", *words])


def record(directory: Path, *words: str) -> int:
    return call(directory, "record", *words)


def listed(
    directory: Path, capsys: pytest.CaptureFixture[str], *words: str
) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert record(directory, "list", *words, "--format", "json") == exit_codes.OK
    rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return rows


ACTIVITY = (
    "book.activity",
    "date=2026.11.3",
    "kind=主题党日",
    "theme=清河道",
    "present=1、欧阳若兰",
)


def test_a_record_is_added_as_it_is_typed(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert record(directory, "add", *ACTIVITY, "hours=１．５") == exit_codes.OK
    (row,) = listed(directory, capsys, "book.activity")
    assert row["id"] == "2026-11-03.001"
    values = row["values"]
    assert (values["date"], values["kind"], values["hours"]) == ("2026-11-03", "theme", "1.5")
    assert len(values["present"]) == 2


def test_the_list_names_people_and_choices(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(directory, "add", *ACTIVITY[:-1], f"present={'、'.join(MEMBERS)}")
    capsys.readouterr()
    assert record(directory, "list", "book.activity") == exit_codes.OK
    captured = capsys.readouterr()
    assert "主题党日" in captured.out
    assert "陈建国、欧阳若兰、单守信等 5 人" in captured.out
    assert captured.err.strip() == "共 1 条"


def test_every_problem_of_a_row_is_told_and_nothing_is_kept(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("book.activity", "date=2026-13-01", "kind=舞会", "colour=red", "present=无名氏")
    assert record(directory, "add", *words) == exit_codes.PROBLEMS
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 5
    for part in ("2026-13-01", "舞会", "colour", "无名氏", "theme：必填"):
        assert sum(part in line for line in lines) == 1, part
    assert listed(directory, capsys, "book.activity") == []


def test_a_record_is_changed_and_taken_away(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(directory, "add", *ACTIVITY)
    assert record(directory, "edit", "book.activity", "2026-11-03.001", "theme=修路") == 0
    (row,) = listed(directory, capsys, "book.activity")
    assert row["values"]["theme"] == "修路"
    words = ("remove", "book.activity", "2026-11-03.001", "--reason", "录重了")
    assert record(directory, *words) == exit_codes.OK
    assert listed(directory, capsys, "book.activity") == []
    (removed,) = listed(directory, capsys, "book.activity", "--removed")
    assert removed["removed"] == "录重了"


def test_a_required_column_cannot_be_emptied(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(directory, "add", *ACTIVITY)
    words = ("edit", "book.activity", "2026-11-03.001", "theme=")
    assert record(directory, *words) == exit_codes.PROBLEMS
    assert "theme：必填" in capsys.readouterr().err


def test_the_list_can_be_of_one_period(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for day in ("2026-10-03", "2026-11-03"):
        record(directory, "add", "book.activity", f"date={day}", *ACTIVITY[2:])
    assert len(listed(directory, capsys, "book.activity", "--period", "2026-11")) == 1
    assert len(listed(directory, capsys, "book.activity", "--period", "2026-Q4")) == 2


def test_without_a_register_the_registers_are_listed(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(directory, "add", *ACTIVITY)
    rows = {row["id"]: row["rows"] for row in listed(directory, capsys)}
    assert rows["book.activity"] == 1
    assert rows["book.meeting"] == 0
    assert rows["roll.members"] == len(MEMBERS)


def test_a_new_record_begins_with_what_is_declared(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("theme=清河道", "present=1", "kind=study")
    assert record(directory, "add", "book.activity", *words) == exit_codes.OK
    (row,) = listed(directory, capsys, "book.activity")
    assert row["values"]["date"] == "2026-11-20"


def test_computed_columns_are_listed_and_cannot_be_typed(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("book.meeting", "date=2026-11-03", "kind=党员大会", "topic=议事", "expected=1、2")
    assert record(directory, "add", *words, "present=1") == exit_codes.OK
    (row,) = listed(directory, capsys, "book.meeting")
    assert row["values"]["attendance"] == "50"
    assert record(directory, "add", *words, "attendance=100") == exit_codes.PROBLEMS
    assert "attendance" in capsys.readouterr().err


def test_a_record_that_repeats_another_one_is_not_kept(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("roll.dues", "month=2026-11", "member=1", "kind=normal", "due=1")
    assert record(directory, "add", *words) == exit_codes.OK
    capsys.readouterr()
    assert record(directory, "add", *words) == exit_codes.PROBLEMS
    assert "2026-11.001" in capsys.readouterr().err


def topics(rows: list[dict[str, Any]]) -> list[str]:
    return [row["values"]["theme"] for row in rows]


@pytest.fixture
def activities(directory: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    for day, kind, theme, hours, present in (
        ("2026-09-03", "theme", "清河道", "2", "1、2"),
        ("2026-11-03", "study", "学条例", "10", "1"),
        ("2026-10-03", "study", "看教育片", "1.5", "2、3"),
    ):
        words = (f"date={day}", f"kind={kind}", f"theme={theme}", f"hours={hours}")
        assert record(directory, "add", "book.activity", *words, f"present={present}") == 0
    capsys.readouterr()
    return directory


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), ["清河道", "看教育片", "学条例"]),
        (("--sort", "hours"), ["看教育片", "清河道", "学条例"]),
        (("--sort", "hours", "--descending"), ["学条例", "清河道", "看教育片"]),
        (("--filter", "kind=集中学习"), ["看教育片", "学条例"]),
        (("--filter", "kind=study", "--filter", "hours=>=2"), ["学条例"]),
        (("--filter", "present=欧阳若兰"), ["清河道", "看教育片"]),
        (("--filter", "date=2026-10.."), ["看教育片", "学条例"]),
        (("--filter", "place="), ["清河道", "看教育片", "学条例"]),
        (("--filter", "类别=集中学习", "--sort", "学时"), ["看教育片", "学条例"]),
        (("--where", 'date >= "2026-10-01" and kind == "集中学习"'), ["看教育片", "学条例"]),
        (("--where", "hours > 2 or not place"), ["清河道", "看教育片", "学条例"]),
        (("--where", '"欧阳若兰" in present'), ["清河道", "看教育片"]),
        (("--where", '(where("学时") >= 2) & ~(where("类别") == "theme")'), ["学条例"]),
        (("--where", "attendance > 0"), []),
        (("--where", "hours", "--sort", "hours", "--descending"), ["学条例", "清河道", "看教育片"]),
        (("--where", "hours < 9", "--filter", "kind=study"), ["看教育片"]),
        (("--where", "hours > 1", "--find", "条例", "--period", "2026-11"), ["学条例"]),
        (("--where", ""), ["清河道", "看教育片", "学条例"]),
        (("--find", "条例"), ["学条例"]),
        (("--find", "oyrl"), ["清河道", "看教育片"]),
        (("--find", "没有的"), []),
    ],
)
def test_the_list_can_be_filtered_searched_and_sorted(
    activities: Path,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    expected: list[str],
) -> None:
    assert topics(listed(activities, capsys, "book.activity", *words)) == expected


def test_members_and_cases_are_asked_like_records(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--name", "田禾", "--birth", "2001-04-09", "--on", "2026-11-02")
    assert call(directory, "case", "open", *words, "--papers", "入党申请书") == exit_codes.OK
    rows = listed(directory, capsys, "roll.members", "--where", 'number > 2 and "守" in 姓名')
    assert [row["values"]["name"] for row in rows] == ["单守信"]
    rows = listed(directory, capsys, "roll.activists", "--where", 'name == "田禾"')
    assert rows == []
    assert record(directory, "list", "form.member", "--where", "citizen_id") == exit_codes.REFUSED


def test_a_masked_column_is_asked_once_it_is_shown(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(directory, "add", "roll.dues", "month=2026-11", "member=1", "base=5000", "due=0.5")
    words = ("roll.dues", "--unmask", "base", "--where")
    assert len(listed(directory, capsys, *words, "base >= 5000")) == 1
    assert listed(directory, capsys, *words, "base > 5000") == []


def test_a_list_of_the_subtree_says_whose_each_record_is(
    activities: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(activities, "org", "add", "--name", "一组", "--kind", "group") == exit_codes.OK
    assert "org" not in listed(activities, capsys, "book.activity")[0]
    below = listed(activities, capsys, "book.activity", "--subtree")
    assert {row["org"] for row in below} == {"test"}


def test_csv_has_what_reads_back(activities: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert record(activities, "list", "book.activity", "--format", "csv") == exit_codes.OK
    out = capsys.readouterr().out
    assert "2026-09-03.001,2026-09-03" in out
    assert "主题党日" in out
    assert "陈建国、欧阳若兰" in out


def test_members_are_listed_but_not_added(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(listed(directory, capsys, "roll.members")) == len(MEMBERS)
    assert record(directory, "add", "roll.members", "name=甲") == exit_codes.REFUSED
    assert "branchkit members" in capsys.readouterr().err
    assert record(directory, "edit", "roll.activists", "x", "name=甲") == exit_codes.REFUSED
    assert "branchkit case" in capsys.readouterr().err


def test_a_change_is_taken_back_and_done_again(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    id = "2026-11-03.001"
    record(directory, "add", *ACTIVITY)
    record(directory, "edit", "book.activity", id, "theme=修路", "--reason", "写错了")
    assert record(directory, "undo", "book.activity") == exit_codes.OK
    assert topics(listed(directory, capsys, "book.activity")) == ["清河道"]
    assert record(directory, "redo", "book.activity") == exit_codes.OK
    assert topics(listed(directory, capsys, "book.activity")) == ["修路"]
    assert record(directory, "undo", "book.activity") == exit_codes.OK
    assert record(directory, "undo", "book.activity") == exit_codes.OK
    assert capsys.readouterr().err.splitlines() == [f"已撤销：{id}"] * 2
    assert listed(directory, capsys, "book.activity") == []
    assert record(directory, "undo", "book.activity") == exit_codes.OK
    assert "没有可以撤销的" in capsys.readouterr().err
    assert record(directory, "redo", "book.activity") == exit_codes.OK
    assert topics(listed(directory, capsys, "book.activity")) == ["清河道"]


def test_a_removal_is_taken_back_by_restoring(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(directory, "add", *ACTIVITY)
    id = "2026-11-03.001"
    record(directory, "remove", "book.activity", id, "--reason", "录重了")
    assert record(directory, "restore", "book.activity", id) == exit_codes.OK
    assert len(listed(directory, capsys, "book.activity")) == 1
    assert record(directory, "restore", "book.activity", id) == exit_codes.REFUSED


def test_the_history_tells_of_records_in_words(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(directory, "add", *ACTIVITY)
    record(directory, "edit", "book.activity", "2026-11-03.001", "kind=study", "present=1")
    record(directory, "add", "roll.dues", "month=2026-11", "member=1", "base=5000", "due=1")
    record(directory, "undo", "book.activity")
    capsys.readouterr()
    words = ("history", "--register", "book.activity", "--limit", "0")
    assert call(directory, *words) == exit_codes.OK
    out = capsys.readouterr().out
    assert "撤销" in out
    changed = next(line for line in out.splitlines() if "修改台账" in line and "类别" in line)
    assert "主题党日" in changed
    assert "集中学习" in changed
    assert "已撤销" in changed
    assert "欧阳若兰" in out
    assert "m000" not in out
    assert "党费" not in out
    assert call(directory, "history", "--register", "roll.dues") == exit_codes.OK
    out = capsys.readouterr().out
    assert "5000" not in out
    assert "***" in out
    one = ("history", "--record", "2026-11.001", "--format", "json")
    assert call(directory, *one) == exit_codes.OK
    kinds = {line["kind"] for line in json.loads(capsys.readouterr().out)}
    assert kinds == {"record/roll.dues"}


def test_a_masked_column_is_shown_on_request_and_that_is_recorded(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(directory, "add", "roll.dues", "month=2026-11", "member=1", "base=5000", "due=0.5")
    (row,) = listed(directory, capsys, "roll.dues")
    assert row["values"]["base"] == "***"
    (row,) = listed(directory, capsys, "roll.dues", "--unmask", "base")
    assert row["values"]["base"] == "5000.00"
    assert call(directory, "history", "--format", "json") == exit_codes.OK
    assert "record list roll.dues" in capsys.readouterr().out
    assert record(directory, "list", "roll.dues", "--unmask", "paid") == exit_codes.REFUSED


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("list", "book.nowhere"), "book.nowhere"),
        (("add", "book.activity", "theme"), "列=值"),
        (("edit", "book.activity", "2026-01-01.001", "theme=x"), "2026-01-01.001"),
        (("remove", "book.activity", "x", "--reason", " "), "x"),
        (("list", "book.activity", "--period", "十三月"), "十三月"),
        (("list", "book.activity", "--filter", "kind"), "列=值"),
        (("list", "book.activity", "--filter", "colour=red"), "colour"),
        (("list", "book.activity", "--filter", "hours=许多"), "许多"),
        (("list", "book.activity", "--sort", "colour"), "colour"),
        (("list", "book.activity", "--org", "nowhere"), "nowhere"),
        (("list", "roll.dues", "--filter", "base=5000"), "--unmask"),
        (("list", "roll.dues", "--sort", "base"), "--unmask"),
        (("list", "roll.dues", "--where", "due > 1 and base > 1"), "--unmask"),
        (("list", "book.activity", "--where", "hour > 1"), "是不是“hours”"),
        (("list", "book.activity", "--where", "颜色 == 1"), "没有列“颜色”，可用："),
        (("list", "book.activity", "--where", "date >= “2026”"), "从第 9 个字““2026”"),
        (("list", "book.activity", "--where", "date >= '2026'"), "这里要写日期"),
        (("list", "book.activity", "--where", "kind == study"), "文字和日期要加引号"),
        (("list", "book.activity", "--where", "kind == '舞会'"), "主题党日、集中学习、志愿服务"),
        (("list", "book.activity", "--where", "kind < 'study'"), "选项不能这样比较"),
        (("list", "book.activity", "--where", "hours > 1 & place"), "加括号"),
        (("list", "book.activity", "--where", "open('x')"), "“open('x')”不是条件"),
        (("list", "book.activity", "--where", "not " * 300 + "hours"), "条件太长"),
    ],
)
def test_what_cannot_be_done_is_refused(
    directory: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert record(directory, *words) == exit_codes.REFUSED
    assert said in capsys.readouterr().err


def test_personal_columns_can_be_given_on_standard_input(
    directory: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("13812345678\n"))
    leader = ("add", "roll.leaders", "person=高志明", "project=养蜂", "households=3")
    assert record(directory, *leader, "phone=-") == exit_codes.OK, capsys.readouterr().err
    (row,) = listed(directory, capsys, "roll.leaders", "--unmask", "phone")
    assert row["values"]["phone"] == "13812345678"
    assert record(directory, *leader, "phone=-") == exit_codes.REFUSED
    assert "标准输入里没有联系电话" in capsys.readouterr().err
