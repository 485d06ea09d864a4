"""``branchkit verify``, ``backup``, ``restore`` and ``history`` from the command line."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from branchkit.bootstrap import Workspace
from branchkit.cli import exit_codes
from branchkit.cli.main import main
from branchkit.core.actors import Actor
from branchkit.core.members.member import Member
from branchkit.services.ledger.undo import Scope, reverse

SHEET = "base/member-month@2026-11"


@pytest.fixture
def branch(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A branch of two with a scored cell that was changed, and one that was taken back."""
    scheme = workspace.contributions.schemes["base/member-month"]
    criterion = scheme.criteria[0].id
    people = (
        Member("m1", "test", "陈建国", 1, citizen_id="11010519491231002X", phone="13800005678"),
        Member("m2", "test", "欧阳若兰", 2),
    )
    with workspace.store.begin(workspace.actor, "member.import") as uow:
        for member in people:
            uow.put("test", "member", member.id, member.to_body())
        uow.commit(reason="年初核对")
    for subject, points in (("m1", "3"), ("m1", "4"), ("m2", "5")):
        row = {"subject": subject, "cells": {criterion: {"p": points}}, "total": points}
        with workspace.store.begin(Actor("李委员"), "score.enter") as uow:
            uow.put("test", "row", f"{SHEET}/{subject}", row)
            uow.commit()
    rows = Scope("score", "row", ("test",), f"{SHEET}/")
    assert reverse(workspace.store, Actor("李委员"), "undo", rows).done
    monkeypatch.setenv("BRANCHKIT_WORKSPACE", str(workspace.directory))
    return workspace


def branchkit(*words: str) -> int:
    return main([*words, "--safe-mode"])


def as_json(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def tamper(branch: Workspace) -> None:
    with closing(sqlite3.connect(branch.directory / "branchkit.db")) as connection:
        connection.execute("UPDATE document SET body = replace(body, '\"4\"', '\"9\"')")
        connection.commit()


# verify


def test_verify_says_that_all_is_well(
    branch: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert branchkit("verify") == exit_codes.OK
    newest = next(branch.store.entries(newest_first=True))
    assert newest.hash in capsys.readouterr().out
    assert branchkit("verify", "--format", "json") == exit_codes.OK
    assert as_json(capsys) == {
        "whole": True,
        "since": newest.seq,
        "entries": newest.seq,
        "last_hash": newest.hash,
        "damages": [],
    }


def test_verify_names_what_was_altered(
    branch: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    tamper(branch)
    assert branchkit("verify") == exit_codes.DAMAGED
    told = capsys.readouterr()
    assert told.out == ""
    assert f"test/row/{SHEET}/m1 与账目不符" in told.err
    assert branchkit("verify", "--format", "json") == exit_codes.DAMAGED
    found = as_json(capsys)
    assert not found["whole"]
    assert [damage["id"] for damage in found["damages"]] == [f"{SHEET}/m1"]


def test_verify_begins_where_it_last_found_all_whole(
    branch: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert branchkit("verify") == exit_codes.OK
    assert "--all" not in capsys.readouterr().err
    tamper(branch)
    assert branchkit("verify") == exit_codes.OK, "nothing new is about what was altered"
    assert "--all" in capsys.readouterr().err
    assert branchkit("verify", "--all") == exit_codes.DAMAGED
    assert f"test/row/{SHEET}/m1 与账目不符" in capsys.readouterr().err


# backup and restore


def test_a_backup_is_restored(
    branch: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "backup.db"
    assert branchkit("backup", str(file), "--format", "json") == exit_codes.OK
    assert as_json(capsys) == {
        "file": str(file),
        "bytes": file.stat().st_size,
        "replaced": False,
        "damages": 0,
    }
    seq = branch.store.last_seq()
    with branch.store.begin(branch.actor, "test") as uow:
        uow.put("test", "member", "m3", {"name": "后来"})
        uow.commit()
    branch.store.close()

    assert branchkit("restore", str(file)) == exit_codes.REFUSED
    assert "--force" in capsys.readouterr().err

    assert branchkit("restore", str(file), "--force", "--format", "json") == exit_codes.OK
    restored = as_json(capsys)
    assert restored["entries"] == seq
    assert Path(restored["kept"]).parent == branch.directory / "backups"
    assert branchkit("members", "list", "--format", "json") == exit_codes.OK
    assert [member["id"] for member in as_json(capsys)] == ["m1", "m2"]


def test_a_damaged_database_is_restored(
    branch: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "backup.db"
    assert branchkit("backup", str(file)) == exit_codes.OK
    branch.store.close()
    (branch.directory / "branchkit.db").write_bytes(b"torn" * 5000)
    assert branchkit("verify", "--format", "json") == exit_codes.DAMAGED
    assert [damage["code"] for damage in as_json(capsys)["damages"]] == ["file"]
    assert branchkit("restore", str(file), "--force") == exit_codes.OK
    assert branchkit("verify") == exit_codes.OK


def test_a_damaged_database_is_backed_up_under_another_name_and_said_so(
    branch: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    tamper(branch)
    assert branchkit("backup", "--format", "json") == exit_codes.DAMAGED
    told = capsys.readouterr()
    assert json.loads(told.out)["damages"] == 1
    assert "不能当备份用" in told.err
    names = [path.name for path in (branch.directory / "backups").iterdir()]
    assert names == ["damaged-branchkit-20261120-090000.db"]


def test_a_damaged_database_does_not_replace_a_good_backup(
    branch: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "backup.db"
    branchkit("backup", str(file))
    good = file.read_bytes()
    tamper(branch)
    assert branchkit("backup", str(file), "--force") == exit_codes.REFUSED
    assert "没有用它替换" in capsys.readouterr().err
    assert file.read_bytes() == good


def test_the_doctor_sees_damage(branch: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    tamper(branch)
    assert branchkit("doctor", "--format", "json") == exit_codes.PROBLEMS
    ledger = next(finding for finding in as_json(capsys) if finding["check"] == "ledger")
    assert (ledger["state"], ledger["code"]) == ("error", "damaged")
    assert f"{SHEET}/m1" in ledger["text"]


def test_a_restore_while_the_workspace_is_open_is_refused(
    branch: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "backup.db"
    branchkit("backup", str(file))
    capsys.readouterr()
    assert branchkit("restore", str(file), "--force") == exit_codes.REFUSED
    assert "正在使用" in capsys.readouterr().err


def test_a_backup_without_a_name_goes_into_the_workspace(branch: Workspace) -> None:
    assert branchkit("backup") == exit_codes.OK
    assert (branch.directory / "backups" / "branchkit-20261120-090000.db").is_file()


def test_a_backup_into_a_folder_gets_a_name_with_the_time(
    branch: Workspace, tmp_path: Path
) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    assert branchkit("backup", str(folder)) == exit_codes.OK
    assert [path.name for path in folder.iterdir()] == ["branchkit-20261120-090000.db"]


# history


def test_history_shows_what_was_changed_from_what_to_what(
    branch: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert branchkit("history", "--sheet", SHEET, "--format", "json") == exit_codes.OK
    lines = as_json(capsys)
    cell = f"/cells/{branch.contributions.schemes['base/member-month'].criteria[0].id}/p"
    seen = [
        (x["actor"], x["action"], x["id"].rpartition("/")[2], x["before"], x["after"], x["undone"])
        for x in lines
        if x["field"] == cell
    ]
    assert seen == [
        ("李委员", "score.undo", "m2", "5", None, False),
        ("李委员", "score.enter", "m2", None, "5", True),
        ("李委员", "score.enter", "m1", "3", "4", False),
        ("李委员", "score.enter", "m1", None, "3", False),
    ]


def test_history_as_text_is_in_words(branch: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert branchkit("history", "--sheet", "2026-11") == exit_codes.OK
    text = capsys.readouterr().out
    title = branch.contributions.schemes["base/member-month"].criteria[0].short.zh_CN
    changed = next(line for line in text.splitlines() if " 3 " in line and " 4" in line)
    for words in ("李委员", "打分", "2026-11 陈建国", f"{title} 得分"):
        assert words in changed
    assert "已撤销" in text
    assert "总分" not in text


def test_history_leaves_out_what_follows_from_the_cells_unless_asked(
    branch: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    branchkit("history", "--format", "json")
    assert "/total" not in {line["field"] for line in as_json(capsys)}
    branchkit("history", "--all", "--format", "json")
    assert "/total" in {line["field"] for line in as_json(capsys)}


@pytest.mark.parametrize("asked", ["m1", "陈建国", "cjg"])
def test_history_of_a_member_has_the_person_and_the_rows(
    branch: Workspace, capsys: pytest.CaptureFixture[str], asked: str
) -> None:
    assert branchkit("history", "--member", asked, "--format", "json") == exit_codes.OK
    assert {(line["kind"], line["id"]) for line in as_json(capsys)} == {
        ("member", "m1"),
        ("row", f"{SHEET}/m1"),
    }


def test_history_masks_personal_data(branch: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    for format in ("text", "json", "csv"):
        branchkit("history", "--format", format)
        text = capsys.readouterr().out
        assert "11010519491231002X" not in text
        assert "13800005678" not in text
        assert "138****5678" in text


def test_history_says_why(branch: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    branchkit("history", "--member", "m2", "--limit", "0", "--format", "json")
    assert {line["reason"] for line in as_json(capsys) if line["kind"] == "member"} == {"年初核对"}


def test_history_is_limited(branch: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    branchkit("history", "--limit", "2", "--format", "json")
    assert len(as_json(capsys)) == 2


def test_history_of_nobody_is_refused(branch: Workspace) -> None:
    assert branchkit("history", "--member", "无此人") == exit_codes.REFUSED


def test_wrong_figures_are_named_and_counted_anew(
    branch: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(branch.directory / "branchkit.db")) as connection:
        connection.execute("UPDATE figure SET complete = complete + 1")
        connection.commit()
    assert branchkit("verify") == exit_codes.DAMAGED
    told = capsys.readouterr().err
    assert f"test/sheet/{SHEET} 的统计数字与得分不符" in told
    assert "verify --mend" in told
    assert branchkit("backup") == exit_codes.OK
    capsys.readouterr()
    assert branchkit("verify", "--mend", "--format", "json") == exit_codes.OK
    assert as_json(capsys)["whole"]
    assert branchkit("verify") == exit_codes.OK
