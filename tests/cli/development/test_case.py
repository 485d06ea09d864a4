"""``branchkit case``."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from branchkit.cli import exit_codes
from branchkit.cli.main import main

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def directory(workspace_directory: Path, capsys: Captured) -> Path:
    """A branch of two full members in which 田禾 has applied."""
    for name in ("陈建国", "欧阳若兰"):
        assert call(workspace_directory, "members", "add", "--name", name) == exit_codes.OK
    words = ("--name", "田禾", "--citizen-id", "11010519491231002X", "--on", "2025.1.5")
    assert case(workspace_directory, "open", *words, "--papers", "*") == exit_codes.OK
    capsys.readouterr()
    return workspace_directory


def call(directory: Path, *words: str) -> int:
    return main(["--workspace", str(directory), "--safe-mode", *words])


def case(directory: Path, *words: str) -> int:
    return call(directory, "case", *words)


def as_json(directory: Path, capsys: Captured, *words: str) -> Any:
    capsys.readouterr()
    assert case(directory, *words, "--format", "json") == exit_codes.OK
    return json.loads(capsys.readouterr().out)


def step(directory: Path, *words: str) -> int:
    return case(directory, "step", "田禾", *words)


def test_a_list_says_who_stands_where(directory: Path, capsys: Captured) -> None:
    (row,) = as_json(directory, capsys, "list")
    assert (row["id"], row["name"], row["stage"], row["state"]) == (
        "c0001",
        "田禾",
        "applicant",
        "running",
    )
    assert (row["done"], row["next"], row["due"], row["overdue"]) == (1, "talk", "2025-02-05", True)
    assert as_json(directory, capsys, "list", "--stage", "activist") == []
    assert case(directory, "list") == exit_codes.OK
    printed = capsys.readouterr()
    assert "派人谈话" in printed.out
    assert "超期 1 人" in printed.err


def test_steps_are_taken_with_what_they_ask_for(directory: Path, capsys: Captured) -> None:
    assert step(directory, "talk", "--on", "2025-02-01", "--papers", "1") == exit_codes.OK
    assert step(directory, "--on", "2025-03-01", "--papers", "*") == exit_codes.OK
    words = ("contacts", "contacts=陈建国,oyrl", "--on", "2025-03-02", "--by", "支委会")
    assert step(directory, *words) == exit_codes.OK
    shown = as_json(directory, capsys, "show", "田禾")
    assert shown["reached"] == {"applicant": "2025-01-05", "activist": "2025-03-01"}
    last = shown["events"][-1]
    assert last["fields"] == {"contacts": ["m0001", "m0002"]}
    assert last["by"] == "支委会"
    assert len(shown["steps"]) == 25
    assert "暂定" in shown["steps"][0]["rule"]


@pytest.mark.parametrize("place", range(4))
def test_fields_stand_before_options_behind_them_or_between(
    directory: Path, capsys: Captured, place: int
) -> None:
    step(directory, "talk", "--on", "2025-02-01", "--papers", "1")
    step(directory, "activist", "--on", "2025-03-01", "--papers", "*")
    words = ["contacts", "--on", "2025-03-02", "--by", "支委会"]
    words.insert((0, 1, 3, 5)[place], "contacts=陈建国")
    assert step(directory, *words) == exit_codes.OK
    last = as_json(directory, capsys, "show", "田禾")["events"][-1]
    assert (last["step"], last["fields"]) == ("contacts", {"contacts": ["m0001"]})


def test_too_early_is_refused_with_day_and_rule(directory: Path, capsys: Captured) -> None:
    step(directory, "talk", "--on", "2025-02-01", "--papers", "1")
    assert step(directory, "activist", "--on", "2025-01-31") == exit_codes.PROBLEMS
    told = capsys.readouterr().err
    assert "最早 2025-02-01" in told
    assert "2014版 第八条（暂定）" in told


def test_every_step_is_shown_with_edition_and_article(directory: Path, capsys: Captured) -> None:
    assert case(directory, "show", "田禾", "--ids") == exit_codes.OK
    lines = capsys.readouterr().out.splitlines()
    talk, vote = (next(line for line in lines if f" {id} " in line) for id in ("talk", "full-vote"))
    # The talk was overdue before the newer edition came into force.
    assert talk.endswith("发展党员细则2014版 第七条（暂定）")
    assert vote.endswith("发展党员细则2026版 第三十二条（暂定）")
    assert call(directory, "due", "--format", "json") == exit_codes.OK
    assert "发展党员细则2014版 第七条（暂定）" in capsys.readouterr().out


def test_missing_papers_are_let_through_with_a_note(directory: Path, capsys: Captured) -> None:
    assert step(directory, "talk", "--on", "2025-02-01") == exit_codes.PROBLEMS
    assert "--note" in capsys.readouterr().err
    assert step(directory, "talk", "--on", "2025-02-01", "--note", "后补") == exit_codes.OK
    assert as_json(directory, capsys, "list")[0]["missing"] == 1
    assert case(directory, "papers", "田禾", "talk", "*") == exit_codes.OK
    assert as_json(directory, capsys, "list")[0]["missing"] == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("step", "田禾", "interview"), exit_codes.REFUSED),
        (("step", "田禾", "talk", "more"), exit_codes.REFUSED),
        (("step", "田禾", "talk", "--on", "某天"), exit_codes.PROBLEMS),
        (("show", "王五"), exit_codes.REFUSED),
        (("extend", "田禾", "--months", "6", "--reason", "x"), exit_codes.REFUSED),
        (("cancel", "田禾", "--reason", " "), exit_codes.REFUSED),
        (("cancel", "田禾", "--reason", "x", "--on", "某天"), exit_codes.REFUSED),
        (("open", "--name", "田禾", "--papers", "*"), exit_codes.REFUSED),
        (("open", "--name", "小田", "--birth", "2010-01-01", "--papers", "*"), exit_codes.PROBLEMS),
        (("open", "--name", "小田"), exit_codes.PROBLEMS),
    ],
)
def test_what_cannot_be_is_refused(directory: Path, words: tuple[str, ...], code: int) -> None:
    assert case(directory, *words) == code


def test_refused_repeated_cancelled_resumed(directory: Path, capsys: Captured) -> None:
    assert case(directory, "refuse", "田禾", "--reason", "继续考察") == exit_codes.OK
    assert as_json(directory, capsys, "list")[0]["state"] == "refused"
    assert case(directory, "repeat", "田禾", "application", "--reason", "重写") == exit_codes.OK
    assert as_json(directory, capsys, "list")[0]["done"] == 0
    assert case(directory, "cancel", "田禾", "--reason", "本人提出") == exit_codes.OK
    assert as_json(directory, capsys, "list") == []
    (ended,) = as_json(directory, capsys, "list", "--ended")
    assert ended["state"] == "cancelled"
    assert case(directory, "resume", "田禾", "--reason", "恢复") == exit_codes.OK
    assert as_json(directory, capsys, "list")[0]["state"] == "running"


def test_a_second_case_of_the_same_person(directory: Path, capsys: Captured) -> None:
    case(directory, "cancel", "田禾", "--reason", "本人提出")
    words = ("open", "--name", "田禾", "--citizen-id", "11010519491231002X", "--papers", "*")
    assert case(directory, *words) == exit_codes.OK
    rows = as_json(directory, capsys, "list", "--ended")
    assert [row["state"] for row in rows] == ["cancelled", "running"]
    assert as_json(directory, capsys, "show", "田禾")["id"] == "c0002"


def test_reminders_name_their_rule(directory: Path, capsys: Captured) -> None:
    (reminder,) = as_json(directory, capsys, "remind")
    assert (reminder["kind"], reminder["step"], reminder["overdue"]) == ("step", "talk", True)
    assert reminder["rule"].endswith("（暂定）")


def test_personal_data_is_masked_unless_asked_for(directory: Path, capsys: Captured) -> None:
    assert (
        as_json(directory, capsys, "show", "c0001")["person"]["citizen_id"] == "110105********002X"
    )
    shown = as_json(directory, capsys, "show", "c0001", "--unmask", "id")
    assert shown["person"]["citizen_id"] == "11010519491231002X"
    assert call(directory, "history", "--format", "json") == exit_codes.OK
    told = capsys.readouterr().out
    assert "case show c0001" in told
    assert "11010519491231002X" not in told


def test_a_case_is_taken_over_from_paper(directory: Path, capsys: Captured) -> None:
    words = ("--name", "鲁思源", "--category", "预备", "--joined", "2026-06-01")
    assert call(directory, "members", "add", *words) == exit_codes.OK
    opening = ("open", "--member", "鲁思源", "--next-step", "assignment")
    assert case(directory, *opening) == exit_codes.OK
    shown = as_json(directory, capsys, "show", "鲁思源")
    assert (shown["member"], shown["stage"]) == ("m0003", "probationary")
    assert shown["probation_end"] == "2027-06-01"


def test_a_case_from_elsewhere_goes_on_with_its_days(directory: Path, capsys: Captured) -> None:
    words = ("--name", "苗秀云", "--from", "省外某支部", "--next-step", "prospect")
    days = ("--on", "2025.1.5", "activist=2025.12.1")
    assert case(directory, "open", *words, *days) == exit_codes.OK
    shown = as_json(directory, capsys, "show", "苗秀云")
    assert shown["reached"] == {"applicant": "2025-01-05", "activist": "2025-12-01"}
    assert shown["steps"][6]["earliest"] == "2026-12-01"
    assert (shown["events"][-1]["kind"], shown["events"][-1]["by"]) == ("arrived", "省外某支部")
    again = ("open", "--name", "小田", "--next-step", "prospect", "training=2025-12-01")
    assert case(directory, *again) == exit_codes.PROBLEMS
    assert "不在接着办的“确定发展对象”之前" in capsys.readouterr().err


def test_who_goes_elsewhere_leaves_and_comes_back(directory: Path, capsys: Captured) -> None:
    why = ("--reason", "迁居")
    assert case(directory, "leave", "田禾", "--to", "省外某支部", *why) == exit_codes.OK
    assert as_json(directory, capsys, "list") == []
    (left,) = as_json(directory, capsys, "list", "--ended")
    assert (left["state"], left["due"]) == ("left", None)
    assert case(directory, "resume", "田禾", "--reason", "又迁回来") == exit_codes.OK
    assert case(directory, "postpone", "田禾", "--months", "3", *why) == exit_codes.REFUSED


def test_who_goes_to_another_branch_of_the_workspace_goes_on_there(
    directory: Path, capsys: Captured
) -> None:
    assert call(directory, "org", "add", "--parent", "-", "--name", "柳河村党支部") == exit_codes.OK
    capsys.readouterr()
    assert call(directory, "org", "list", "--format", "json") == exit_codes.OK
    listed = json.loads(capsys.readouterr().out)
    (other,) = (row["id"] for row in listed if row["name"] == "柳河村党支部")
    step(directory, "talk", "--on", "2025-02-01", "--papers", "1")
    leaving = ("leave", "田禾", "--to", "柳河村党支部", "--reason", "迁居")
    assert case(directory, *leaving) == exit_codes.OK
    assert as_json(directory, capsys, "list", "--ended") == []
    (there,) = as_json(directory, capsys, "list", "--org", other)
    assert (there["name"], there["done"], there["next"]) == ("田禾", 2, "activist")


def test_a_probationary_member_who_left_is_waited_for_no_longer(
    directory: Path, capsys: Captured
) -> None:
    """By letter out and receipt; another who came in by letter goes on here."""
    words = ("--category", "预备", "--joined", "2026-06-01", "--from", "县直支部")
    for name in ("鲁思源", "苗秀云"):
        assert call(directory, "members", "add", "--name", name, *words) == exit_codes.OK
    running = [row["name"] for row in as_json(directory, capsys, "list")]
    assert running == ["田禾", "鲁思源", "苗秀云"]
    assert call(directory, "members", "letter", "鲁思源", "--to", "省外某支部") == exit_codes.OK
    capsys.readouterr()
    assert call(directory, "members", "receipt", "鲁思源") == exit_codes.OK
    assert "鲁思源 的发展档案同时结束" in capsys.readouterr().err
    assert call(directory, "members", "remove", "苗秀云", "--reason", "去世") == exit_codes.OK
    assert [row["name"] for row in as_json(directory, capsys, "list")] == ["田禾"]
    capsys.readouterr()
    assert call(directory, "due", "--format", "json") == exit_codes.OK
    due = capsys.readouterr().out
    assert "田禾" in due
    assert not any(name in due for name in ("鲁思源", "苗秀云"))


def test_a_probation_is_extended_and_ended_by_vote_and_approval(
    directory: Path, capsys: Captured
) -> None:
    words = (
        "--name",
        "鲁思源",
        "--category",
        "预备",
        "--joined",
        "2025-11-20",
        "--from",
        "县直支部",
    )
    assert call(directory, "members", "add", *words) == exit_codes.OK
    why = ("--on", "2026-11-18", "--reason", "再看看")
    extend = ("extend", "鲁思源", "--months", "6", *why)
    assert case(directory, *extend, "entitled=2", "present=3") == exit_codes.PROBLEMS
    told = capsys.readouterr().err
    assert "赞成票没有填" in told
    assert "批准的上级党委没有填" in told
    voted = ("entitled=2", "present=2", "in_favour=2")
    approved = ("approved_by=镇党委", "approved_on=2026.11.20")
    assert case(directory, *extend, *voted[:2], "in_favour=1", *approved) == exit_codes.PROBLEMS
    assert "不能通过" in capsys.readouterr().err
    assert case(directory, *extend, *voted, *approved) == exit_codes.OK
    shown = as_json(directory, capsys, "show", "鲁思源")
    assert shown["probation_end"] == "2027-05-20"
    assert shown["events"][-1]["fields"]["approved_on"] == "2026-11-20"
    assert case(directory, "cancel", "鲁思源", *why) == exit_codes.PROBLEMS
    assert case(directory, "cancel", "鲁思源", *why, *voted, *approved) == exit_codes.OK


def test_csv_has_ids_and_iso_dates(directory: Path, capsys: Captured) -> None:
    assert case(directory, "list", "--format", "csv") == exit_codes.OK
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out.lstrip("\ufeff")))
    assert "talk" in row.values()
    assert "2025-02-05" in row.values()


OWN_RULES = """
api = 1
title = "本县发展党员规定"

[[edition]]
id = "county"
title = "本县试行办法"
since = 2026-09-01
basis = "local"

[[edition.stage]]
id = "applicant"
title = "申请"

[[edition.stage.step]]
id = "application"
title = "递交入党申请书"

[[edition.stage.step]]
id = "home-visit"
title = "家访"
earliest = [{ after = "application", days = 3 }]
within = [{ after = "application", days = 20 }]
fields = ["impression"]
"""


def test_a_county_has_steps_of_its_own(workspace_directory: Path, capsys: Captured) -> None:
    (workspace_directory / "rules" / "development.toml").write_text(OWN_RULES, encoding="utf-8")

    def own(*words: str) -> int:
        return main(["--workspace", str(workspace_directory), "case", *words])

    assert own("open", "--name", "田禾", "--on", "2026-11-10") == exit_codes.OK
    early = ("step", "田禾", "home-visit", "impression=好", "--on", "2026-11-12")
    assert own(*early) == exit_codes.PROBLEMS
    assert "最早 2026-11-13" in capsys.readouterr().err
    assert own("step", "田禾", "--on", "2026-11-13") == exit_codes.PROBLEMS
    assert own("step", "田禾", "impression=好", "--on", "2026-11-13") == exit_codes.OK
    capsys.readouterr()
    assert own("show", "田禾", "--format", "json") == exit_codes.OK
    shown = json.loads(capsys.readouterr().out)
    assert (shown["edition"], shown["state"], shown["done"]) == ("county", "completed", 2)
    assert shown["events"][-1]["fields"] == {"impression": "好"}
    assert shown["steps"][1]["rule"].startswith("本县试行办法")
    assert "暂定" not in shown["steps"][1]["rule"]


def test_an_identity_number_can_be_given_on_standard_input(
    directory: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("440524199001010018\n"))
    given = ("--name", "小田", "--citizen-id", "-", "--on", "2025.1.5", "--papers", "*")
    assert case(directory, "open", *given) == exit_codes.OK
    assert (
        as_json(directory, capsys, "show", "小田")["person"]["citizen_id"] == "440524********0018"
    )
