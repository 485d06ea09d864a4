"""``branchkit members``: what is shown and masked, what is changed, what is refused."""

from __future__ import annotations

import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from branchkit.cli import exit_codes
from branchkit.cli.main import main
from branchkit.core.actors import Actor
from branchkit.core.organizations.organization import Organization
from branchkit.core.ports import Entry
from branchkit.core.text_width import cell_width
from branchkit.store.sqlite_store import SqliteStore
from branchkit.toml.targets import DATABASE_FILE

OTHER_ID = "440524199001010018"
ID, PHONE = "11010519491231002X", "13812345678"
ZHANG = (
    "add",
    "--name",
    "张  三",
    "--citizen-id",
    ID.lower(),
    "--phone",
    PHONE,
    "--joined",
    "1985年3月",
)


class Members:
    """The command on one workspace; the last call's output."""

    def __init__(self, directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._directory = directory
        self._capsys = capsys
        self.out = self.err = ""

    def __call__(self, *words: str, expect: int = exit_codes.OK) -> str:
        code = main(["--workspace", str(self._directory), "--safe-mode", "members", *words])
        self.out, self.err = self._capsys.readouterr()
        assert code == expect, self.err
        return self.out

    def objects(self, *words: str) -> Any:
        return json.loads(self(*words, "--format", "json"))

    def entries(self) -> list[Entry]:
        store = SqliteStore.open(self._directory / DATABASE_FILE, datetime.now)
        try:
            return list(store.entries())
        finally:
            store.close()


@pytest.fixture
def members(workspace_directory: Path, capsys: pytest.CaptureFixture[str]) -> Members:
    """A workspace with 张三 and 欧阳若兰 on the roll."""
    call = Members(workspace_directory, capsys)
    call(*ZHANG)
    call("add", "--name", "欧阳若兰", "--birth", "85-3-12")
    return call


def test_adding_reads_values_as_an_import_does(members: Members) -> None:
    zhang = members.objects("show", "张三")
    assert (zhang["name"], zhang["birth"], zhang["sex"]) == ("张三", "1949-12-31", "f")
    assert zhang["joined"] == "1985-03"


def test_lists_mask_id_and_phone_in_every_format(members: Members) -> None:
    for format in ("text", "json", "csv"):
        shown = members("list", "--format", format)
        assert "110105********002X" in shown
        assert "138****5678" in shown
        assert ID not in shown
        assert PHONE not in shown


def test_the_list_fits_eighty_cells(members: Members) -> None:
    assert max(cell_width(line.rstrip()) for line in members("list").splitlines()) <= 80


def test_unmasking_shows_what_is_named_and_is_in_the_ledger_first(members: Members) -> None:
    shown = members("list", "--unmask", "phone", "--format", "json")
    assert PHONE in shown
    assert ID not in shown
    assert ID in members("show", "张三", "--unmask", "id")
    kept = [e for e in members.entries() if e.kind == "unmasking"]
    assert [e.change.fields["/where"][1] for e in kept] == ["members list", "members show m0001"]
    assert [e.change.fields["/fields"][1] for e in kept] == [["phone"], ["id"]]


@pytest.mark.parametrize("query", ["oy", "欧阳", "若兰", "2", "m0002"])
def test_the_list_finds(members: Members, query: str) -> None:
    assert [m["name"] for m in members.objects("list", query)] == ["欧阳若兰"]


def test_the_end_of_an_id_finds(members: Members) -> None:
    assert [m["name"] for m in members.objects("list", "002x")] == ["张三"]


def test_editing_changes_what_is_named_and_keeps_the_reason(members: Members) -> None:
    edited = members.objects("edit", "张三", "--post", "书记", "--number", "9", "--reason", "改选")
    assert (edited["post"], edited["number"], edited["birth"]) == ("书记", 9, "1949-12-31")
    entry = members.entries()[-1]
    assert (entry.change.action, entry.reason) == ("member.edit", "改选")
    assert set(entry.change.fields) == {"/post", "/number"}


def test_editing_with_an_empty_value_takes_it_away(members: Members) -> None:
    assert members.objects("edit", "张三", "--phone", "")["phone"] == ""


def test_a_birth_may_be_corrected_against_the_id(members: Members) -> None:
    assert members.objects("edit", "张三", "--birth", "1950-01-01")["birth"] == "1950-01-01"


def test_an_edit_that_changes_nothing_says_so(members: Members) -> None:
    count = len(members.entries())
    members("edit", "张三", "--joined", "1985.03")
    assert "没有改动" in members.err
    assert len(members.entries()) == count


def test_joining_lately_does_not_change_a_category_behind_ones_back(members: Members) -> None:
    assert members.objects("edit", "张三", "--joined", "2026-05-01")["category"] == "full"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--birth", "1985-13"), "没有这一天，未保存"),
        (("--citizen-id", "1101051949123100"), "应为 18 位，未保存"),
    ],
)
def test_wrong_values_are_not_saved(members: Members, words: tuple[str, ...], message: str) -> None:
    count = len(members.entries())
    members("edit", "张三", *words, expect=exit_codes.PROBLEMS)
    assert message in members.err
    members("add", "--name", "王五", *words, expect=exit_codes.PROBLEMS)
    assert len(members.entries()) == count


def test_a_failing_checksum_is_told_and_saved(members: Members) -> None:
    members("add", "--name", "王五", "--citizen-id", "110105194912310021")
    assert members.err.startswith("注意：")
    assert len(members.objects("list")) == 3


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("add", "--sex", "男"), "请填写姓名"),
        (("add", "--name", "王五", "--citizen-id", ID), "身份证号与 张三 相同"),
        (("edit", "欧阳若兰", "--number", "1"), "序号 1 已归 张三"),
        (("edit", "王五", "--sex", "男"), "没有找到党员“王五”"),
        (("edit", "张三"), "没有写明要改什么"),
        (("remove", "张三", "--reason", " "), "必须写明理由"),
        (("remove", "张三", "--reason", "转出", "--on", "改天"), "“改天”不是日期"),
        (("reinstate", "张三"), "张三 在册"),
        (("list", "--org", "别处"), "没有党组织“别处”"),
    ],
)
def test_refusals_are_sentences(members: Members, words: tuple[str, ...], message: str) -> None:
    members(*words, expect=exit_codes.REFUSED)
    assert message in members.err
    assert members.out == ""


def test_removal_is_a_state_with_a_reason_and_can_be_taken_back(members: Members) -> None:
    gone = members.objects("remove", "张三", "--reason", "组织关系转出", "--on", "2026.11.1")
    assert (gone["removed"], gone["removed_on"]) == ("组织关系转出", "2026-11-01")
    assert [m["name"] for m in members.objects("list")] == ["欧阳若兰"]
    assert [m["name"] for m in members.objects("list", "--removed")] == ["欧阳若兰", "张三"]
    assert "组织关系转出" in members("list", "--removed")
    members("reinstate", "张三")
    assert [m["name"] for m in members.objects("list")] == ["张三", "欧阳若兰"]


def test_show_speaks_the_users_words(members: Members) -> None:
    text = members("show", "张三")
    assert "性别: 女" in text
    assert "人员类别: 正式" in text


OTHER = "柳河村党支部"


@pytest.fixture
def branches(members: Members, workspace_directory: Path) -> Members:
    """A second branch below the first one, with one member."""
    store = SqliteStore.open(workspace_directory / DATABASE_FILE, datetime.now)
    with store.begin(Actor("测试员"), "test") as uow:
        uow.put("", "organization", "liu", Organization("liu", OTHER, parent="test").to_body())
        uow.commit()
    store.close()
    members("add", "--org", "liu", "--name", "柳春", "--sex", "女")
    return members


def names_in(members: Members, *words: str) -> list[str]:
    return [member["name"] for member in members.objects("list", *words)]


def test_views_and_orders(members: Members) -> None:
    members("add", "--name", "丁一", "--sex", "女", "--mobility", "流出", "--group", "第一党小组")
    assert names_in(members, "--view", "women", "--sort", "strokes") == ["丁一", "张三"]
    assert names_in(members, "--view", "mobile") == ["丁一"]
    assert names_in(members, "--group", "第一党小组") == ["丁一"]
    assert names_in(members, "--class", "retired") == []
    assert names_in(members, "--sort", "age") == ["张三", "欧阳若兰", "丁一"]


def test_a_subtree_lists_every_branch_below_with_its_name(branches: Members) -> None:
    assert names_in(branches, "--subtree") == ["张三", "欧阳若兰", "柳春"]
    assert names_in(branches, "--org", "liu") == ["柳春"]
    assert OTHER in branches("list", "--subtree")
    assert branches.objects("list", "--subtree")[-1]["org"] == "liu"


def test_ages_are_counted_by_calendar_years(members: Members) -> None:
    members("edit", "张三", "--full-since", "1986-11-21")
    zhang = members.objects("show", "张三")
    assert (zhang["age"], zhang["party_age"]) == (76, 39)


def test_a_state_keeps_its_date_only_while_it_lasts(members: Members) -> None:
    lost = members.objects("edit", "张三", "--contact", "失联", "--lost-since", "2026.5.1")
    assert (lost["contact"], lost["lost_since"]) == ("lost", "2026-05-01")
    assert (lost["standing"], lost["mobility"], lost["category"]) == ("normal", "none", "full")
    found = members.objects("edit", "张三", "--contact", "正常")
    assert (found["contact"], found["lost_since"]) == ("normal", "")


def test_a_letter_keeps_the_member_until_the_receipt(members: Members) -> None:
    members("letter", "张三", "--to", "省外某支部", "--number", "12号", "--on", "2026-11-20")
    assert "有效期至 2027-02-18" in members.err
    assert "张三" in names_in(members)
    members("letter", "张三", "--to", "别处", expect=exit_codes.REFUSED)
    gone = members.objects("receipt", "张三", "--on", "2026-12-01")
    assert (gone["removed"], gone["removed_on"]) == ("组织关系转往省外某支部", "2026-12-01")
    assert "张三" not in names_in(members)
    members("receipt", "欧阳若兰", expect=exit_codes.REFUSED)
    assert "没有在途的介绍信" in members.err


def test_a_letter_that_comes_back_leaves_the_member(members: Members) -> None:
    members("letter", "张三", "--to", "省外某支部")
    assert members.objects("receipt", "张三", "--returned")["removed"] == ""


def test_a_move_takes_the_member_to_the_other_branch_and_the_file_along(
    branches: Members,
) -> None:
    arrived = branches.objects("move", "张三", "--to", "liu", "--reason", "迁居")
    assert arrived["moved_from"] == "test/m0001"
    assert names_in(branches, "--org", "liu") == ["柳春", "张三"]
    assert "迁居" in branches("list", "--view", "removed")
    branches("reinstate", "张三", expect=exit_codes.REFUSED)
    assert OTHER not in branches.out
    shown = branches.objects("show", "张三", "--org", "liu")
    assert {row["org"] for row in shown["records"]["member.transfer"]} == {"test", "liu"}


def test_who_comes_with_a_letter_is_written_down(members: Members) -> None:
    members("add", "--name", "王五", "--from", "县直某支部", "--letter", "7号")
    (row,) = members.objects("show", "王五")["records"]["member.transfer"]
    assert row["values"]["counterpart"] == "县直某支部"
    assert "县直某支部" in members("show", "王五")


def test_an_address_is_masked_until_it_is_asked_for(members: Members) -> None:
    members("edit", "张三", "--address", "青石村三组十二号")
    assert "青石村*****" in members("show", "张三")
    assert "青石村三组十二号" in members("show", "张三", "--unmask", "address")


def test_personal_fields_can_be_given_on_standard_input(
    members: Members, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{OTHER_ID}\n{PHONE}\n"))
    members("add", "--name", "王五", "--citizen-id", "-", "--phone", "-")
    shown = members.objects("show", "王五", "--unmask", "id,phone")
    assert (shown["citizen_id"], shown["phone"]) == (OTHER_ID, PHONE)
    monkeypatch.setattr("sys.stdin", io.StringIO("13900005678"))
    members("edit", "王五", "--phone", "-")
    assert members.objects("show", "王五", "--unmask", "phone")["phone"] == "13900005678"


def test_a_line_that_is_not_there_is_said(
    members: Members, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{OTHER_ID}\n"))
    before = members.entries()
    with pytest.raises(SystemExit) as refused:
        members("add", "--name", "王五", "--citizen-id", "-", "--phone", "-")
    assert refused.value.code == exit_codes.USAGE
    assert "标准输入里没有联系电话" in capsys.readouterr().err
    assert members.entries() == before


def test_a_dash_stands_for_nothing_to_be_read_where_nothing_is_personal(
    members: Members, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = io.StringIO("not read")
    monkeypatch.setattr("sys.stdin", waiting)
    members("edit", "欧阳若兰", "--work-unit", "-")
    assert waiting.tell() == 0
