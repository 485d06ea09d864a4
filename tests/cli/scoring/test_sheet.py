"""``branchkit sheet`` as it is typed: what stands outside the criteria, why a total is what it is, what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from branchkit.cli import exit_codes
from branchkit.cli.main import main

SCHEME = """id = "local/month"
title = "党员月度积分"
subject = "member"
period = "month"
applies = { never = ["mobile"] }

[[criterion]]
id = "life"
title = "组织生活"
short = "组织"
maximum = 10
rule = { kind = "deductions", items = [{ id = "missed", title = "缺席", each = 4 }] }
feeds = { missed = "book.meeting/general-missed" }

[[criterion]]
id = "post"
title = "岗位"
short = "岗位"
maximum = 10
rule = { kind = "judged" }
applies = { never = ["ordinary"] }

[[extra]]
id = "deed"
title = "好人好事"
from = 1
to = 3

[[extra]]
id = "late"
title = "迟交材料"
points = -2

[[veto]]
id = "law"
title = "违法违纪"
zero_total = true
"""
ROSTER = "序号,姓名,性别,入党时间\n1,陈建国,男,1988-07-01\n2,欧阳若兰,女,1999-07-01\n"


class Typed:
    """What a command answered."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def data(self) -> Any:
        return json.loads(self.out)


class Desk:
    """Types commands on the sheet of one month."""

    def __init__(self, capsys: pytest.CaptureFixture[str], directory: Path) -> None:
        self._capsys = capsys
        self.directory = directory

    def run(self, *words: str) -> Typed:
        code = main(list(words))
        return Typed(code, *self._capsys.readouterr())

    def sheet(self, command: str, *words: str) -> Typed:
        return self.run("sheet", command, "2026-11", "--scheme", "local/month", *words)


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    directory = tmp_path / "village"
    roster = tmp_path / "roster.csv"
    roster.write_text(ROSTER, encoding="utf-8")
    desk = Desk(capsys, directory)
    desk.run("init", str(directory), "--name", "青石村党支部", "--sector", "rural")
    monkeypatch.setenv("BRANCHKIT_WORKSPACE", str(directory))
    (directory / "schemes" / "month.toml").write_text(SCHEME, encoding="utf-8")
    desk.run("import", "members", str(roster))
    assert desk.sheet("open").code == exit_codes.OK
    return desk


def a_meeting(desk: Desk, present: str) -> None:
    values = ["date=2026-11-05", "kind=general", "topic=总结", "expected=陈建国,欧阳若兰"]
    assert desk.run("record", "add", "book.meeting", *values, f"present={present}").code == 0


def test_bonuses_and_deductions_are_entered_listed_and_taken_back(desk: Desk) -> None:
    for _ in range(2):
        entered = desk.sheet("bonus", "陈建国", "好人好事", "3", "--note", "救人")
        assert entered.code == exit_codes.OK, entered.err
    desk.sheet("deduct", "陈建国", "late", "--note", "晚了三天", "--on", "2026-11-03")
    listed = desk.sheet("bonus", "--format", "json").data
    assert [(e["name"], e["number"], e["points"], e["note"]) for e in listed] == [
        ("陈建国", 1, 3, "救人"),
        ("陈建国", 2, 3, "救人"),
    ]
    assert [
        (e["number"], e["points"], e["on"]) for e in desk.sheet("deduct", "--format", "json").data
    ] == [(3, -2, "2026-11-03")]
    taken = desk.sheet("bonus", "陈建国", "1", "--take-back", "--format", "json")
    assert taken.data["total"] == "11.0"  # full marks of the post that does not apply, +3 -2
    assert desk.sheet("bonus", "陈建国", "9", "--take-back").code == exit_codes.REFUSED


def test_points_of_a_deduction_need_no_sign(desk: Desk) -> None:
    desk.sheet("deduct", "陈建国", "late", "2", "--note", "晚了")
    assert [e["points"] for e in desk.sheet("deduct", "--format", "json").data] == [-2]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("bonus", "陈建国", "deed", "3"), "要写明事由"),
        (("bonus", "陈建国", "deed", "--note", "救人"), "1 至 3"),
        (("bonus", "陈建国", "deed", "4", "--note", "救人"), "1 到 3"),
        (("bonus", "陈建国", "late", "--note", "救人"), "deed"),
        (("deduct", "陈建国", "late", "--note", "x", "--on", "某天"), "不是日期"),
        (("veto", "陈建国", "law"), "理由"),
        (("veto", "陈建国", "law", "--take-back"), "违法违纪"),
        (("bonus", "李四", "deed", "3", "--note", "救人"), "李四"),
    ],
)
def test_what_lacks_something_is_refused_with_what_it_lacks(
    desk: Desk, words: tuple[str, ...], said: str
) -> None:
    answer = desk.sheet(*words)
    assert answer.code != exit_codes.OK
    assert said in answer.err


def test_a_veto_is_entered_listed_and_taken_back(desk: Desk) -> None:
    entered = desk.sheet("veto", "欧阳若兰", "违法违纪", "--note", "酒驾", "--format", "json")
    assert entered.data["total"] == "0.0"
    listed = desk.sheet("veto", "--format", "json").data
    assert [(v["name"], v["item"], v["note"]) for v in listed] == [("欧阳若兰", "违法违纪", "酒驾")]
    desk.sheet("veto", "欧阳若兰", "law", "--take-back")
    assert desk.sheet("veto", "--format", "json").data == []


def test_why_gives_rule_figures_and_rows(desk: Desk) -> None:
    a_meeting(desk, "陈建国")
    desk.sheet("fill")
    why = desk.sheet("show", "--why", "欧阳若兰").out
    assert "每次扣 4 分" in why
    assert "缺席 1 次" in why
    assert "2026-11-05" in why and "总结" in why
    assert "得 6 分，满分 10 分" in why


def test_points_for_what_does_not_apply_are_refused(desk: Desk) -> None:
    refused = desk.sheet("set", "陈建国", "岗位", "8")
    assert refused.code == exit_codes.REFUSED
    assert "不考核这一项" in refused.err
    assert desk.sheet("fill", "post", "--with", "max", "--format", "json").data == {
        "filled": 0,
        "failed": [],
    }


def test_what_was_handed_up_is_taken_back_for_a_reason(desk: Desk) -> None:
    a_meeting(desk, "陈建国,欧阳若兰")
    desk.sheet("fill")
    desk.sheet("submit")
    assert "必须写明理由" in desk.sheet("withdraw").err
    assert desk.sheet("withdraw", "--reason", "漏了一项").code == exit_codes.OK
    history = desk.run("history", "--limit", "1")
    assert "撤回" in history.out and "漏了一项" in history.out
    assert desk.sheet("set", "陈建国", "组织", "6", "--reason", "核实").code == exit_codes.OK
    assert desk.sheet("submit").code == exit_codes.OK


def test_a_sheet_whose_scheme_is_gone_is_shown_and_printed_from_its_own_text(desk: Desk) -> None:
    a_meeting(desk, "陈建国,欧阳若兰")
    desk.sheet("fill")
    desk.sheet("submit")
    before = desk.sheet("show", "--format", "json").data
    (desk.directory / "schemes" / "month.toml").unlink()
    assert desk.sheet("show", "--format", "json").data == before
    assert desk.sheet("show", "--why", "陈建国").code == exit_codes.OK
    for report in ("sheet", "notice", "ranking"):
        printed = desk.run("report", report, "2026-11", "--scheme", "local/month")
        assert printed.code == exit_codes.OK, printed.err
        assert "陈建国" in printed.out


def test_a_scheme_that_never_was_is_still_unknown(desk: Desk) -> None:
    answer = desk.run("sheet", "show", "2026-11", "--scheme", "local/nothing")
    assert "没有方案" in answer.err


def test_who_is_not_on_the_sheet_is_told_why(desk: Desk) -> None:
    desk.run("members", "edit", "欧阳若兰", "--member-class", "mobile")
    desk.sheet("open")
    assert "考核范围" in desk.sheet("set", "欧阳若兰", "组织", "8").err
    assert "表上没有" in desk.sheet("set", "李四", "组织", "8").err
    unopened = desk.run("sheet", "set", "2026-10", "陈建国", "组织", "8", "--scheme", "local/month")
    assert "还没有打开" in unopened.err


def test_points_other_than_proposed_are_refused_without_a_reason(desk: Desk) -> None:
    a_meeting(desk, "陈建国")
    refused = desk.sheet("set", "欧阳若兰", "组织", "8")
    assert refused.code == exit_codes.REFUSED
    assert "与建议分（6）不同" in refused.err
    assert desk.sheet("fill", "life", "--with", "9").code == exit_codes.REFUSED
    entered = desk.sheet("set", "欧阳若兰", "组织", "8", "--reason", "会后补学")
    assert entered.code == exit_codes.OK, entered.err
    assert "会后补学" in desk.sheet("show", "--why", "欧阳若兰").out
    printed = desk.run("report", "sheet", "2026-11", "--scheme", "local/month", "--format", "csv")
    assert "会后补学" in printed.out and "建议6分，未采用" in printed.out


def test_a_stale_proposal_is_told_renewed_and_asked_about(desk: Desk) -> None:
    a_meeting(desk, "陈建国")
    desk.sheet("fill")
    assert "有变" not in desk.sheet("show").err
    a_meeting(desk, "陈建国")
    assert "有 1 格采纳建议分以后台账有变" in desk.sheet("show").err
    asked = desk.sheet("submit", "--format", "json")
    assert asked.code == exit_codes.PROBLEMS
    assert [(cell["name"], cell["criterion"]) for cell in asked.data] == [("欧阳若兰", "life")]
    assert "--renew" in asked.err and "--as-is" in asked.err
    assert desk.sheet("fill", "--renew", "--format", "json").data == {"filled": 1, "failed": []}
    rows = desk.sheet("show", "--format", "json").data
    assert [row["life"] for row in rows] == [10, 2]
    assert desk.sheet("submit").code == exit_codes.OK


def test_a_stale_proposal_can_be_handed_up_as_it_is(desk: Desk) -> None:
    a_meeting(desk, "陈建国")
    desk.sheet("fill")
    a_meeting(desk, "陈建国")
    assert desk.sheet("submit", "--as-is").code == exit_codes.OK
    assert "有变" not in desk.sheet("show").err, "it is no longer the branch's"


def test_a_cell_without_a_reason_keeps_the_sheet_from_being_handed_up(desk: Desk) -> None:
    desk.sheet("fill", "--with", "max")
    a_meeting(desk, "陈建国")
    refused = desk.sheet("submit", "--as-is", "--format", "json")
    assert refused.code == exit_codes.PROBLEMS
    assert [(cell["name"], cell["criterion"]) for cell in refused.data] == [("欧阳若兰", "life")]
    assert "--reason" in refused.err
    desk.sheet("set", "欧阳若兰", "组织", "--reason", "会后补学")
    assert desk.sheet("submit").code == exit_codes.OK


def test_somebody_is_left_out_for_a_reason_listed_and_taken_back(desk: Desk) -> None:
    assert "要写明理由" in desk.sheet("exclude", "欧阳若兰").err
    left_out = desk.sheet("exclude", "欧阳若兰", "--reason", "驻村工作", "--format", "json")
    assert left_out.data == {"subject": "m0002", "total": None}
    listed = desk.sheet("exclude", "--format", "json").data
    assert [(row["name"], row["note"]) for row in listed] == [("欧阳若兰", "驻村工作")]
    assert desk.sheet("fill", "--with", "max", "--format", "json").data == {
        "filled": 1,
        "failed": [],
    }
    shown = desk.sheet("show", "--format", "json").data
    assert [(row["rank"], row["band"]) for row in shown] == [(1, ""), (None, "免考")]
    assert "驻村工作" in desk.sheet("show", "--why", "欧阳若兰").out
    assert desk.sheet("submit").code == exit_codes.OK
    for report in ("sheet", "notice", "ranking"):
        printed = desk.run("report", report, "2026-11", "--scheme", "local/month")
        assert "不参加" in printed.out, report
        assert ("驻村工作" in printed.out) == (report != "ranking")


def test_taking_back_what_was_not_left_out_is_refused(desk: Desk) -> None:
    desk.sheet("exclude", "欧阳若兰", "--reason", "驻村工作")
    assert desk.sheet("exclude", "欧阳若兰", "--take-back").code == exit_codes.OK
    assert desk.sheet("exclude", "欧阳若兰", "--take-back").code == exit_codes.REFUSED
    assert desk.sheet("exclude", "--format", "json").data == []


CASES = SCHEME.replace('id = "local/month"', 'id = "local/cases"').replace(
    'rule = { kind = "judged" }\napplies = { never = ["ordinary"] }',
    'rule = { kind = "deductions", items = [{ id = "breach", title = "违规", from = 1, to = 2 }] }',
)


def test_cases_are_judged_one_by_one_listed_and_taken_back(desk: Desk) -> None:
    (desk.directory / "schemes" / "cases.toml").write_text(CASES, encoding="utf-8")

    def case(*words: str) -> Typed:
        return desk.run("sheet", "case", "2026-11", "--scheme", "local/cases", *words)

    desk.run("sheet", "open", "2026-11", "--scheme", "local/cases")
    assert "1 至 2" in case("陈建国", "岗位", "违规", "--note", "占道").err
    assert "要写明事由" in case("陈建国", "岗位", "违规", "2").err
    case("陈建国", "岗位", "违规", "2", "--note", "占道")
    words = ("1.5", "--note", "乱倒", "--on", "2026-11-03", "--format", "json")
    entered = case("陈建国", "岗位", "breach", *words)
    assert entered.data["points"] == "6.5"
    listed = case("--format", "json").data
    assert [(e["number"], e["item"], e["points"], e["on"]) for e in listed] == [
        (1, "违规", 2, "2026-11-20"),
        (2, "违规", 1.5, "2026-11-03"),
    ]
    why = desk.run("sheet", "show", "2026-11", "--scheme", "local/cases", "--why", "陈建国").out
    assert "占道" in why and "乱倒" in why
    taken = case("陈建国", "岗位", "1", "--take-back", "--format", "json")
    assert taken.data["points"] == "8.5"
    assert case("陈建国", "岗位", "2", "--take-back").code == exit_codes.REFUSED
    assert "违规" in case("陈建国", "岗位", "偷盗", "1", "--note", "x").err
    report = ("report", "sheet", "2026-11", "--scheme", "local/cases", "--format", "csv")
    assert "2026-11-03 1.5 乱倒" in desk.run(*report).out


def test_a_criterion_that_counts_no_cases_has_none(desk: Desk) -> None:
    refused = desk.sheet("case", "陈建国", "岗位", "违规", "1", "--note", "x")
    assert "不是逐起计分的" in refused.err
