"""``branchkit dues``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from branchkit.cli import exit_codes
from branchkit.cli.main import main

MEMBERS = ("陈建国", "欧阳若兰", "单守信", "仇春梅")


@pytest.fixture
def directory(workspace_directory: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    for name in MEMBERS:
        assert call(workspace_directory, "members", "add", "--name", name) == 0
    for name, norm, base in (
        ("陈建国", "monthly", "4321"),
        ("欧阳若兰", "farmer", "0.5"),
        ("单守信", "student", ""),
    ):
        words = ["base", name, "--norm", norm, "--from", "2026-01-01"]
        assert dues(workspace_directory, *words, *(["--base", base] if base else [])) == 0
    capsys.readouterr()
    return workspace_directory


def call(directory: Path, *words: str) -> int:
    return main(["--workspace", str(directory), "--safe-mode", *words])


def dues(directory: Path, *words: str) -> int:
    return call(directory, "dues", *words)


def listed(
    directory: Path, capsys: pytest.CaptureFixture[str], *words: str
) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert dues(directory, *words, "--format", "json") in (exit_codes.OK, exit_codes.PROBLEMS)
    rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return rows


def test_a_bill_lists_what_is_due_and_tells_who_has_no_base(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dues(directory, "bill", "2026-11", "--format", "csv") == exit_codes.PROBLEMS
    told = capsys.readouterr()
    assert "仇春梅：没有登记缴费类别和基数" in told.err
    assert [line.split(",")[4] for line in told.out.splitlines()[1:]] == [
        "43.21",
        "0.50",
        "0.20",
        "",
    ]


def test_money_is_text_in_json_and_bases_are_hidden(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = listed(directory, capsys, "bill", "2026-11")
    assert (rows[0]["due"], rows[0]["base"], rows[0]["norm"]) == ("43.21", "***", "monthly")


def test_bases_are_shown_once_that_is_on_record(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (row,) = listed(directory, capsys, "base", "陈建国", "--unmask", "base")
    assert row["base"] == "4321.00"
    assert call(directory, "history", "--format", "json") == 0
    assert "dues base" in capsys.readouterr().out


def test_paying_one_several_and_all(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dues(directory, "bill", "2026-11")
    (paid,) = listed(directory, capsys, "pay", "2026-11", "陈建国", "--amount", "20")
    assert (paid["name"], paid["paid"]) == ("陈建国", "20.00")
    rows = listed(directory, capsys, "pay", "2026-11", "--all", "--on", "2026.11.18")
    assert [(row["name"], row["paid"]) for row in rows] == [
        ("陈建国", "23.21"),
        ("欧阳若兰", "0.50"),
        ("单守信", "0.20"),
    ]
    shown = listed(directory, capsys, "show", "2026-11")
    assert [row["open"] for row in shown] == ["0.00", "0.00", "0.00", "0.00"]
    assert shown[1]["paid_on"] == "2026-11-18"


@pytest.mark.parametrize(
    "words",
    [
        ("pay", "2026-11"),
        ("pay", "2026-11", "陈建国", "--all"),
        ("pay", "2026-11", "陈建国", "欧阳若兰", "--amount", "5"),
        ("pay", "2026-11", "仇春梅"),
        ("pay", "2026", "陈建国"),
        ("pay", "2026-11", "陈建国", "--amount", "1.005"),
        ("pay", "2026-11", "陈建国", "--on", "某天"),
        ("base", "陈建国", "--base", "5000"),
        ("base", "陈建国", "--norm", "monthly"),
        ("gift", "陈建国", "999.99"),
        ("pay", "2026-11", "陈建国", "--amount", "0"),
        ("correct", "2026-11", "陈建国", "5", "--reason", "看错"),
        ("hand-up", "2026-11", "5", "--correct", "--reason", "看错"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_kept(
    directory: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert dues(directory, *words) == exit_codes.REFUSED
    assert capsys.readouterr().err
    assert {row["paid"] for row in listed(directory, capsys, "show", "2026-11")} == {"0.00"}


def test_payments_add_and_say_what_is_more_than_due(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(20):
        assert dues(directory, "pay", "2026-11", "欧阳若兰", "--amount", "0.2") == exit_codes.OK
    assert listed(directory, capsys, "show", "2026-11")[1]["paid"] == "4.00"
    dues(directory, "pay", "2026-11", "欧阳若兰", "--amount", "0.2")
    told = capsys.readouterr().err
    assert "加上这笔共 4.20 元" in told
    assert "比应缴多 3.70 元" in told


def test_a_correction_names_its_reason_and_stays_beside_the_sum(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dues(directory, "pay", "2026-11", "陈建国", "--amount", "432.1")
    words = ("correct", "2026-11", "陈建国", "43.21")
    (row,) = listed(directory, capsys, *words, "--reason", "看错小数点")
    assert row["paid"] == "-388.89"
    assert listed(directory, capsys, "show", "2026-11")[0]["paid"] == "43.21"
    assert listed(directory, capsys, "account", "2026")[10]["received"] == "43.21"
    assert call(directory, "record", "list", "roll.dues", "--format", "csv") == exit_codes.OK
    rows = capsys.readouterr().out
    assert "432.10" in rows
    assert "-388.89" in rows
    assert call(directory, "history", "--format", "json") == exit_codes.OK
    assert "看错小数点" in capsys.readouterr().out


def test_what_was_handed_up_adds_and_is_corrected(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dues(directory, "pay", "2026-11", "--all")
    dues(directory, "hand-up", "2026-11", "43.91")
    capsys.readouterr()
    assert dues(directory, "hand-up", "2026-11", "43.91") == exit_codes.OK
    told = capsys.readouterr().err
    assert "本月共 87.82" in told
    assert "多上缴 43.91" in told
    wrong = ("hand-up", "2026-11", "43.91", "--correct")
    assert dues(directory, *wrong) == exit_codes.REFUSED
    assert dues(directory, *wrong, "--reason", "记了两次") == exit_codes.OK
    assert listed(directory, capsys, "account", "2026")[10]["handed_up"] == "43.91"


def test_a_base_of_a_past_month_says_what_is_owed_and_what_is_late(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """48.00 billed and paid; 9000 from June comes to 135.00, so that 87.00 is owed."""
    dues(directory, "base", "陈建国", "--norm", "monthly", "--base", "4800", "--from", "2026-01-01")
    for month in ("2026-04", "2026-06"):
        dues(directory, "pay", month, "陈建国")
    capsys.readouterr()
    raised = ("base", "陈建国", "--norm", "monthly", "--base", "9000", "--from")
    assert dues(directory, *raised, "2026-06-01") == exit_codes.OK
    told = capsys.readouterr().err
    assert "每月 135.00 元" in told
    assert "重新开账 2026-06，欠 87.00 元" in told
    assert "补缴一般不超过" not in told
    june = listed(directory, capsys, "show", "2026-06")[0]
    assert (june["due"], june["paid"], june["open"]) == ("135.00", "48.00", "87.00")
    dues(directory, *raised, "2026-04-01")
    told = capsys.readouterr().err
    assert "补缴一般不超过 6 个月" in told
    assert "：2026-04，共 1 个月" in told
    assert "第十二条" in told


def test_months_caught_up_after_more_than_six_months_are_said(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for month in ("2026-03", "2026-04", "2026-11"):
        dues(directory, "bill", month)
    capsys.readouterr()
    dues(directory, "catch-up", "欧阳若兰")
    assert "：2026-03…2026-04，共 2 个月" in capsys.readouterr().err


def test_bases_of_several_with_a_decision_or_parts(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exempt = ("base", "欧阳若兰", "单守信", "--norm", "exempt", "--base", "0")
    assert dues(directory, *exempt, "--from", "2026-11-01") == exit_codes.REFUSED
    decision = ("--decided-by", "镇党委", "--decided-on", "2026-10-28", "--until", "2026-12-31")
    rows = listed(directory, capsys, *exempt, "--from", "2026-11-01", *decision)
    assert [(row["decided_by"], row["until"]) for row in rows if row["norm"] == "exempt"] == [
        ("镇党委", "2026-12-31")
    ] * 2
    dues(directory, "bill", "2026-11")
    assert [row["due"] for row in listed(directory, capsys, "show", "2026-11")] == [
        "43.21",
        "0.00",
        "0.00",
        None,
    ]
    parts = ("base", "陈建国", "--norm", "monthly", "--parts", "岗位工资 2800、薪级工资 1900")
    assert dues(directory, *parts, "--base", "4701") == exit_codes.REFUSED
    newest = listed(directory, capsys, *parts, "--unmask", "base")[-1]
    assert (newest["base"], newest["parts"]) == ("4700.00", "岗位工资 2800.00、薪级工资 1900.00")
    assert listed(directory, capsys, "base", "陈建国")[-1]["parts"] == "***"


def test_arrears_and_catching_up(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for month in ("2026-09", "2026-10"):
        dues(directory, "bill", month)
    (first, *_) = listed(directory, capsys, "arrears")
    assert (first["name"], first["in_a_row"], first["total"]) == ("陈建国", 2, "86.42")
    assert listed(directory, capsys, "arrears", "--subtree")[0]["organization"] == "青石村党支部"
    paid = listed(directory, capsys, "catch-up", "陈建国", "--until", "2026-12")
    assert [row["account_month"] for row in paid] == ["2026-09", "2026-10", "2026-11", "2026-12"]
    assert [row["name"] for row in listed(directory, capsys, "arrears")] == ["欧阳若兰", "单守信"]


def test_the_account_and_what_was_handed_up(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dues(directory, "pay", "2026-11", "--all")
    dues(directory, "gift", "欧阳若兰", "1500")
    assert dues(directory, "hand-up", "2026-11", "43.91", "--receipt", "0012") == exit_codes.OK
    november = listed(directory, capsys, "account", "2026")[10]
    assert november == {
        "account_month": "2026-11",
        "people_due": 3,
        "people_paid": 3,
        "due": "43.91",
        "paid": "43.91",
        "received": "43.91",
        "handed_up": "43.91",
        "handed_on": "2026-11-20",
        "kept": "0.00",
        "gifts": "1500.00",
    }


@pytest.mark.parametrize(("report", "figure"), [("roll", "43.21"), ("account", "43.91")])
def test_papers_go_to_the_terminal_and_into_files(
    directory: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, report: str, figure: str
) -> None:
    dues(directory, "pay", "2026-11", "--all")
    capsys.readouterr()
    assert dues(directory, "print", report, "2026") == exit_codes.OK
    assert figure in capsys.readouterr().out
    target = tmp_path / "dues.xlsx"
    assert dues(directory, "print", report, "2026", "-o", str(target)) == exit_codes.OK
    assert target.read_bytes()[:2] == b"PK"
    assert dues(directory, "print", report, "2026", "--format", "docx") == exit_codes.REFUSED


@pytest.mark.parametrize(
    "words",
    [
        ("show", "2026-11", "--subtree"),
        ("bill", "2026-11"),
        ("pay", "2026-11", "--all"),
        ("base", "--subtree"),
        ("arrears", "--subtree"),
        ("account", "2026", "--subtree"),
        ("print", "roll", "2026"),
        ("print", "account", "2026"),
    ],
)
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_list_has_its_words(
    directory: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], language: str
) -> None:
    dues(directory, "bill", "2026-09")
    capsys.readouterr()
    dues(directory, *words, "--lang", language)
    told = capsys.readouterr()
    assert told.out
    assert "dues." not in told.out + told.err


def test_papers_of_a_node_hold_everybody_below_it(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dues(directory, "bill", "2026-11")
    capsys.readouterr()
    assert dues(directory, "print", "account", "2026", "--subtree") == exit_codes.OK
    printed = capsys.readouterr().out
    assert printed.count("青石村党支部") == 2  # who fills it in, and the heading over its account
