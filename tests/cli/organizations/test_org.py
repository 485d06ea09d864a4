"""``branchkit org``: the tree as a list, one organisation, the changes, and a whole tree from a file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from branchkit.bootstrap import create_workspace
from branchkit.cli import exit_codes
from branchkit.cli.main import main
from branchkit.core.actors import Actor
from branchkit.core.organizations.organization import OrganizationKind
from branchkit.store.sqlite_store import SqliteStore
from branchkit.testing.township import (
    ACTOR,
    GAOGOU,
    QINGSHI,
    TODAY,
    TOWN,
    add_below,
    put_members,
)
from branchkit.toml.targets import DATABASE_FILE

PHONE = "12012345678"


class Org:
    """The command on one workspace; the last call's output."""

    def __init__(self, directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.directory = directory
        self._capsys = capsys
        self.out = self.err = ""

    def __call__(self, *words: str, expect: int = exit_codes.OK) -> str:
        code = main(["--workspace", str(self.directory), "--safe-mode", "org", *words])
        self.out, self.err = self._capsys.readouterr()
        assert code == expect, self.err
        return self.out

    def objects(self, *words: str, expect: int = exit_codes.OK) -> Any:
        return json.loads(self(*words, "--format", "json", expect=expect))

    def names(self, *words: str) -> list[str]:
        return [entry["name"] for entry in self.objects("list", *words)]


def a_workspace(directory: Path, clock: Callable[[], datetime], actor: Actor) -> Path:
    create_workspace(
        directory,
        name="白水乡党委",
        sector="rural",
        clock=clock,
        actor=actor,
        organization=TOWN,
        kind=OrganizationKind.COMMITTEE,
    )
    return directory


@pytest.fixture
def org(
    tmp_path: Path,
    clock: Callable[[], datetime],
    actor: Actor,
    capsys: pytest.CaptureFixture[str],
) -> Org:
    """白水乡 with 高沟 of eight and 青石 of two."""
    directory = a_workspace(tmp_path / "township", clock, actor)
    store = SqliteStore.open(directory / DATABASE_FILE, clock)
    add_below(store)
    with store.begin(ACTOR, "test") as uow:
        put_members(uow, GAOGOU, 8, group="第一党小组")
        put_members(uow, QINGSHI, 2)
        uow.commit()
    store.close()
    return Org(directory, capsys)


def test_the_list_is_a_tree_by_its_indents(org: Org) -> None:
    lines = org("list").splitlines()
    assert lines[0].split()[:4] == ["党组织", "类别", "党员", "正式"]
    assert [line[: len(line) - len(line.lstrip())] for line in lines[2:]] == [
        "",
        "  ",
        "  ",
        " " * 4,
        " " * 6,
    ]
    assert "共 5 个党组织" in org.err


def test_the_list_counts_everybody_below(org: Org) -> None:
    counts = {entry["id"]: (entry["members"], entry["depth"]) for entry in org.objects("list")}
    assert counts == {
        TOWN: (10, 0),
        QINGSHI: (2, 1),
        "general": (8, 1),
        GAOGOU: (8, 2),
        "group1": (8, 3),
    }


def test_a_list_begins_where_it_is_told_and_finds_by_initials(org: Org) -> None:
    assert org.names("--org", "高沟村党总支") == ["高沟村党总支", "高沟村第一党支部", "第一党小组"]
    assert org.names("qsc") == ["青石村党支部"]


def test_one_organisation_is_shown_with_its_warnings(org: Org) -> None:
    text = org("show", "qsc")
    assert "隶属关系: 白水乡党委 > 青石村党支部" in text
    assert "不足 3 人" in text
    assert "支部工作条例（试行） 第四条" in text
    shown = org.objects("show", "0102")
    assert (shown["id"], shown["members"], shown["path"]) == (
        QINGSHI,
        2,
        ["白水乡党委", "青石村党支部"],
    )


def test_the_card_tells_of_posts_and_facilities_kept_in_registers(org: Org) -> None:
    def record(register: str, *values: str) -> None:
        words = ["--workspace", str(org.directory), "--safe-mode", "record", "add", register]
        assert main([*words, "--org", QINGSHI, *values]) == exit_codes.OK

    record("member.post", "member=党员1", "post=书记", "from=2024-03-01")
    record("list.facilities", "item=党员活动室", "there=是", "checked=2026-10-01")
    record("list.facilities", "item=阅报栏", "there=否", "checked=2026-10-01")
    org("show", QINGSHI)
    assert "书记: 党员1" in org.out
    assert "2 项中已建成 1 项" in org.out


def test_checking_a_subtree_tells_every_warning_and_fails(org: Org) -> None:
    found = org.objects("check", expect=exit_codes.PROBLEMS)
    assert {(entry["id"], entry["code"]) for entry in found} == {
        (TOWN, "organization.term_unknown"),
        ("general", "organization.term_unknown"),
        (GAOGOU, "organization.term_unknown"),
        (GAOGOU, "organization.no_committee"),
        (QINGSHI, "organization.term_unknown"),
        (QINGSHI, "organization.too_few"),
    }
    assert org.objects("check", "--org", "group1") == []


def test_phones_are_masked_until_they_are_asked_for_by_name(org: Org) -> None:
    org("edit", QINGSHI, "--phone", PHONE)
    assert PHONE not in org.out
    assert "120****5678" in org("list", "--format", "csv")
    assert org.objects("show", QINGSHI, "--unmask", "phone")["phone"] == PHONE
    assert "记录在案" in org.err


def test_an_organisation_is_added_below_the_workspaces_own(org: Org) -> None:
    added = org.objects("add", "--name", "石门村党总支", "--elected-on", "2024.3.12")
    assert (added["path"], added["kind"], added["sector"], added["elected_on"]) == (
        ["白水乡党委", "石门村党总支"],
        "general-branch",
        "rural",
        "2024-03-12",
    )
    added = org.objects("add", "--name", "石门村党支部", "--parent", "石门村党总支")
    assert added["path"][1:] == ["石门村党总支", "石门村党支部"]
    assert org.objects("add", "--name", "县直党委", "--parent", "-")["path"] == ["县直党委"]


def test_what_cannot_be_read_is_told_and_nothing_kept(org: Org) -> None:
    org("add", "--name", "石门村党支部", "--elected-on", "去年", expect=exit_codes.PROBLEMS)
    assert "本届选举日期" in org.err
    assert "石门村党支部" not in org.names()


def test_a_field_is_changed_and_emptied(org: Org) -> None:
    org("edit", QINGSHI, "--address", "青石村 1 号", "--short-name", "青石")
    shown = org.objects("edit", QINGSHI, "--address", "")
    assert (shown["address"], shown["short_name"]) == ("", "青石")
    org("edit", QINGSHI, expect=exit_codes.REFUSED)
    assert "没有要改的内容" in org.err


def test_a_move_needs_a_reason_and_becomes_history(org: Org) -> None:
    with pytest.raises(SystemExit):
        org("move", QINGSHI, "general")
    moved = org.objects("move", QINGSHI, "高沟村党总支", "--reason", "并村", "--on", "2026-10-01")
    assert moved["history"] == [
        {
            "on": "2026-10-01",
            "turn": "moved",
            "before": "白水乡党委",
            "after": "高沟村党总支",
            "reason": "并村",
        }
    ]
    assert "2026-10-01 划转 白水乡党委 > 高沟村党总支（并村）" in org("show", QINGSHI)


def test_a_move_below_itself_is_refused(org: Org) -> None:
    org("move", TOWN, "general", "--reason", "x", expect=exit_codes.REFUSED)
    assert "下级" in org.err


def test_a_merger_moves_members_and_leaves_the_old_one_readable(org: Org) -> None:
    gone = org.objects("merge", QINGSHI, GAOGOU, "--reason", "村级合并")
    assert (gone["dissolved"], gone["merged_into"]) == (TODAY.isoformat(), "高沟村第一党支部")
    assert "已转出党员 2 名" in org.err
    assert "青石村党支部" not in org.names()
    assert "青石村党支部" in org.names("--dissolved")
    assert org.objects("show", GAOGOU)["members"] == 10


def test_dissolving_needs_somebody_to_take_over(org: Org) -> None:
    org("dissolve", QINGSHI, "--reason", "撤销", expect=exit_codes.REFUSED)
    assert "还有党员" in org.err
    org("dissolve", QINGSHI, "--reason", "撤销", "--to", GAOGOU)
    org("dissolve", TOWN, "--reason", "撤销", expect=exit_codes.REFUSED)
    assert "就是为" in org.err


def a_file(path: Path, *rows: tuple[str, ...]) -> Path:
    text = io.StringIO()
    csv.writer(text).writerows([("党组织名称", "上级党组织", "党组织代码"), *rows])
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def test_a_tree_is_tried_then_imported_with_a_file_to_mend(org: Org, tmp_path: Path) -> None:
    file = a_file(
        tmp_path / "tree.csv",
        ("石门村党支部", "", "0103"),
        ("松岭村党支部", "没有的乡", "0104"),
        ("青石社区党支部", "", "0102"),
    )
    tried = org.objects("import", str(file), "--dry-run", expect=exit_codes.PROBLEMS)
    assert [o["name"] for o in tried["added"]] == ["石门村党支部"]
    assert tried["left_out"] == [3]
    assert "石门村党支部" not in org.names()
    mend_file = tmp_path / "mend.csv"
    org("import", str(file), "--errors", str(mend_file), expect=exit_codes.PROBLEMS)
    assert "青石社区党支部" in org.out
    assert "没有的乡" in mend_file.read_text(encoding="utf-8-sig")
    assert {"石门村党支部", "青石社区党支部"} <= set(org.names())


def test_the_file_itself_is_never_written_over(org: Org, tmp_path: Path) -> None:
    file = a_file(tmp_path / "tree.csv", ("石门村党支部", "", ""))
    org("import", str(file), "--errors", str(file), expect=exit_codes.REFUSED)


def test_what_is_listed_as_csv_makes_the_same_tree_elsewhere(
    org: Org,
    tmp_path: Path,
    clock: Callable[[], datetime],
    actor: Actor,
    capsys: pytest.CaptureFixture[str],
) -> None:
    org("edit", QINGSHI, "--formation", "联合建", "--units", "青石村、小学", "--founded", "1978")
    org("edit", GAOGOU, "--elected-on", "2024-03-12", "--address", "高沟村 1 号")
    file = tmp_path / "list.csv"
    file.write_text(org("list", "--format", "csv"), encoding="utf-8")
    other = Org(a_workspace(tmp_path / "other", clock, actor), capsys)
    other("import", str(file), "--under", "-")

    def told(of: Org) -> list[tuple[Any, ...]]:
        keys = (
            "name",
            "kind",
            "depth",
            "parent",
            "code",
            "formation",
            "units",
            "founded",
            "elected_on",
            "address",
            "sector",
        )
        return [tuple(entry[key] for key in keys) for entry in of.objects("list")]

    assert told(other) == told(org)
    again = other.objects("import", str(file), "--under", "-")
    assert (again["added"], again["changed"], again["unchanged"]) == ([], [], 5)
    assert again["problems"] == []
