"""``branchkit register``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from branchkit.bootstrap import Workspace
from branchkit.cli import exit_codes
from branchkit.cli.main import main
from branchkit.core.members.member import Member
from branchkit.core.registers.register import Shelf
from branchkit.services.registers.writing import add_record, kind_of
from branchkit.services.roster import add_member


def register(directory: Path, *words: str) -> int:
    return main(["--workspace", str(directory), "--safe-mode", "register", *words])


def answer(directory: Path, capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    capsys.readouterr()
    register(directory, *words, "--format", "json")
    return json.loads(capsys.readouterr().out)


def test_the_list_is_in_the_order_of_the_shelves(
    workspace_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = answer(workspace_directory, capsys, "list")
    shelves = [row["shelf"] for row in rows]
    assert shelves == sorted(shelves, key=list(Shelf).index)
    ids = [row["id"] for row in rows]
    assert ids[:4] == ["card.mobile", "form.member", "form.wealth", "book.meeting"]


def test_a_register_is_explained_in_words(
    workspace_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert register(workspace_directory, "show", "book.meeting") == exit_codes.OK
    out = capsys.readouterr().out
    for part in (
        "支部会议记录",
        "支部工作条例",
        "必填",
        "党课",
        "只在类别为党小组会时填",
        "应到除去实到、请假",
    ):
        assert part in out, part


def test_a_register_is_explained_to_a_script(
    workspace_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = answer(workspace_directory, capsys, "show", "book.meeting")
    columns = {column["id"]: column for column in shown["columns"]}
    assert shown["dated_by"] == "date"
    assert columns["absent"]["formula"]["without"] == ["expected", "present", "on_leave"]
    assert columns["kind"]["choices"]["lesson"] == "党课"


def test_what_a_workspace_adds_is_named(
    workspace_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = 'api = 1\nextends = true\n[[column]]\nid = "x"\nkind = "text"\ntitle = "本县加列"\n'
    (workspace_directory / "registers" / "book.meeting.toml").write_text(text, encoding="utf-8")
    words = ["--workspace", str(workspace_directory), "register", "show", "book.meeting"]
    assert main(words) == exit_codes.OK
    out = capsys.readouterr().out
    assert "加列: local" in out
    assert "本县加列" in out


def test_nothing_wrong_is_told_with_how_many_were_checked(
    workspace_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert register(workspace_directory, "check") == exit_codes.OK
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "0 条" in captured.err
    assert answer(workspace_directory, capsys, "check") == []


def test_every_row_that_is_not_sound_is_listed(
    workspace: Workspace, workspace_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    values = {"date": "2026-11-03", "kind": "舞会", "topic": "x"}
    with workspace.store.begin(workspace.actor, "test") as uow:
        body = {"values": values, "on": "2026-11-03"}
        uow.put("test", kind_of("book.meeting"), "2026-11-03.001", body)
        uow.commit()
    workspace.close()
    assert register(workspace_directory, "check", "book.meeting") == exit_codes.PROBLEMS
    captured = capsys.readouterr()
    assert "2026-11-03.001" in captured.out
    assert "舞会" in captured.out
    assert "共检查 1 条" in captured.err
    codes = {row["column"]: row["code"] for row in answer(workspace_directory, capsys, "check")}
    assert codes == {"kind": "record.unknown_choice", "expected": "record.missing"}
    assert register(workspace_directory, "check", "roll.dues") == exit_codes.OK


def test_more_than_a_third_who_are_excellent_are_told(
    workspace: Workspace, workspace_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with workspace.store.begin(workspace.actor, "test") as uow:
        review = workspace.contributions.registers["member.review"]
        for place in range(5):
            id = add_member(uow, Member("", "test", f"党员{place}")).id
            values = {"member": id, "year": "2026", "date": "2026-11-03"}
            result = "excellent" if place < 2 else "qualified"
            add_record(uow, review, "test", {**values, "result": result})
        uow.commit()
    workspace.close()
    assert register(workspace_directory, "check", "member.review") == exit_codes.PROBLEMS
    assert "2026 优秀 2 个，5 个里至多 1 个" in capsys.readouterr().out


def test_an_unknown_register_is_refused(
    workspace_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in ("show", "check"):
        assert register(workspace_directory, command, "book.nowhere") == exit_codes.REFUSED
        assert "book.nowhere" in capsys.readouterr().err
