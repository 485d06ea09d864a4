"""The roster as a secretary uses it, key by key."""

from __future__ import annotations

import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import docx
import pytest
from textual.pilot import Pilot

from branchkit.bootstrap import Workspace
from branchkit.core.actors import Actor
from branchkit.core.development.cases import CaseState
from branchkit.core.members.member import Category, Contact, Member
from branchkit.core.organizations.organization import Organization
from branchkit.core.text_width import cell_width
from branchkit.screens.context import Place
from branchkit.screens.members.screen import MembersScreen
from branchkit.services.development.cases import case_refs
from branchkit.services.members.transfers import TRANSFERS, letter_of, return_to_roll, take_in
from branchkit.services.registers.writing import records_of
from branchkit.services.roster import add_member, edit_member, member, members_of, remove_member
from branchkit.services.unmasking import UNMASKING
from branchkit.store.sqlite_store import SqliteStore
from branchkit.testing.pilot import SIZE, an_app, shown_lines, type_keys, wait_for
from branchkit.widgets.form import FormView

ORG = "test"
SOMEBODY = Actor("别人")
ID, PHONE = "11010519491231002X", "13812345678"


@pytest.fixture
def branch(workspace: Workspace) -> Workspace:
    """张三 with an ID, 欧阳若兰 on probation, 单雄信, and 去者, who has left."""
    with workspace.store.begin(workspace.actor, "test") as uow:
        add_member(uow, Member("", ORG, "张三", sex="f", citizen_id=ID, phone=PHONE))
        add_member(
            uow,
            Member(
                "", ORG, "欧阳若兰", category=Category.PROBATIONARY, joined="2026-07-01", sex="f"
            ),
        )
        add_member(uow, Member("", ORG, "单雄信", sex="m", group="第一党小组"))
        add_member(uow, Member("", ORG, "去者"))
        remove_member(uow, ORG, "m0004", "去世", date(2026, 1, 1))
        uow.commit()
    return workspace


@asynccontextmanager
async def roster(
    workspace: Workspace, subject: str = ""
) -> AsyncIterator[tuple[MembersScreen, Pilot[Any]]]:
    app = an_app(workspace)
    async with app.run_test(size=SIZE) as pilot:
        app.context().go(Place("members", subject=subject))
        await wait_for(pilot, lambda: isinstance(app.screen, MembersScreen), "the roster is shown")
        screen = app.screen
        assert isinstance(screen, MembersScreen)
        await wait_for(pilot, lambda: screen.grid.drawn, "the grid is drawn")
        yield screen, pilot


def name_here(screen: MembersScreen) -> str:
    line = screen.here()
    return line.name if line else ""


def said(screen: MembersScreen) -> str:
    return screen.prompt.render_line(0).text.strip()


def below(screen: MembersScreen) -> str:
    return "\n".join(screen.detail.render_line(y).text for y in range(4))


async def test_a_duty_opens_the_roster_at_its_member(branch: Workspace) -> None:
    async with roster(branch, "m0002") as (screen, _pilot):
        assert name_here(screen) == "欧阳若兰"
        assert "预备期至 2027-07-01" in below(screen)


async def test_every_column_begins_in_the_same_cell_under_its_head(branch: Workspace) -> None:
    """Names of two, three and four characters: columns measured by characters would not stand in line."""
    async with roster(branch) as (screen, _pilot):
        head, *rows = (screen.grid.render_line(y) for y in range(4))
        at = cell_width(head.text[: head.text.index("性别")])
        for row in rows:
            assert row.cell_length == SIZE[0]
            assert row.crop(at, at + 2).text in ("男", "女")
            assert row.crop(at - 1, at).text == " "


async def test_digits_turn_to_views_and_the_cursor_stays_on_its_member(branch: Workspace) -> None:
    async with roster(branch, "m0002") as (screen, pilot):
        await type_keys(pilot, "8")
        assert [line.name for line in screen.board.shown] == ["张三", "欧阳若兰"]
        assert name_here(screen) == "欧阳若兰"
        await type_keys(pilot, "0")
        assert name_here(screen) == "去者"
        await type_keys(pilot, "7")
        assert screen.here() is None
        await type_keys(pilot, "e")
        assert "没有人" in said(screen)


async def test_a_group_is_chosen_from_the_list_of_views(branch: Workspace) -> None:
    async with roster(branch) as (screen, pilot):
        await type_keys(pilot, "f3", "'第一", "enter")
        assert [line.name for line in screen.board.shown] == ["单雄信"]


async def test_finding_by_initials_and_by_the_end_of_the_id(branch: Workspace) -> None:
    async with roster(branch) as (screen, pilot):
        await type_keys(pilot, "/", "'sxx", "enter")
        assert name_here(screen) == "单雄信"
        await type_keys(pilot, "/", "'002X", "enter")
        assert name_here(screen) == "张三"


async def test_personal_data_are_masked_until_it_is_on_record(branch: Workspace) -> None:
    async with roster(branch) as (screen, pilot):
        assert ID not in below(screen)
        assert "110105********002X" in below(screen)
        await type_keys(pilot, "m", "1")
        assert ID in below(screen)
        assert PHONE not in below(screen)
        (kept,) = branch.store.scan(ORG, UNMASKING)
        assert kept.body["fields"] == ["id"]


async def test_editing_by_form_keeps_what_was_typed_and_nothing_else(branch: Workspace) -> None:
    async with roster(branch, "m0003") as (screen, pilot):
        before = member(branch.store, ORG, "m0003")
        await type_keys(pilot, "e")
        await type_keys(pilot, *["down"] * 6, "'高中", "f10")
        after = member(branch.store, ORG, "m0003")
        assert after.education == "高中"
        assert {**after.to_body(), "education": ""} == {**before.to_body(), "education": ""}
        assert "已存盘" in said(screen)


async def test_who_is_lost_wants_a_date(branch: Workspace) -> None:
    async with roster(branch, "m0003") as (screen, pilot):
        await type_keys(pilot, "e")
        assert screen.modes.active
        form = screen.query_one("FormView").form  # type: ignore[attr-defined]
        assert form.move_to_key("contact")
        await type_keys(pilot, "2", "f10")
        assert "起始日期" in form.faults["lost_since"]
        assert form.field.key == "lost_since"
        await type_keys(pilot, "'2026.5.1", "f10")
        kept = member(branch.store, ORG, "m0003")
        assert (kept.contact, kept.lost_since) == (Contact.LOST, "2026-05-01")
        assert "失联" in below(screen)


async def test_a_wrong_id_stays_in_the_form_with_its_reason(branch: Workspace) -> None:
    async with roster(branch) as (screen, pilot):
        await type_keys(pilot, "a", "'王五", "enter", "'123", "f10")
        form = screen.query_one("FormView").form  # type: ignore[attr-defined]
        assert "18 位" in form.faults["citizen_id"]
        await type_keys(pilot, "delete", "f10")
        assert "category" in form.faults
        await type_keys(pilot, "1", "f10")
        assert name_here(screen) == "王五"
        assert [m.name for m in members_of(branch.store, ORG)][-1] == "王五"


async def test_removing_undoing_and_redoing(branch: Workspace) -> None:
    async with roster(branch, "m0003") as (screen, pilot):
        await type_keys(pilot, "delete", "'去世", "enter")
        assert member(branch.store, ORG, "m0003").removed == "去世"
        assert len(screen.board.shown) == 2
        await type_keys(pilot, "u")
        assert not member(branch.store, ORG, "m0003").removed
        assert name_here(screen) == "单雄信"
        await type_keys(pilot, "U")
        assert member(branch.store, ORG, "m0003").removed == "去世"


async def test_that_a_case_ends_with_whoever_leaves_is_said_and_both_come_back(
    branch: Workspace,
) -> None:
    packs = branch.contributions.rule_packs
    with branch.store.begin(branch.actor, "test") as uow:
        came = Member("", ORG, "鲁思源", category=Category.PROBATIONARY, joined="2026-06-01")
        register = branch.contributions.registers[TRANSFERS]
        kept = take_in(uow, packs, register, came, counterpart="县直支部", on=date(2026, 11, 1))
        uow.commit()
    async with roster(branch, kept.id) as (screen, pilot):
        await type_keys(pilot, "delete", "'去世", "enter")
        assert "发展档案同时结束" in said(screen)
        assert [ref.state for ref in case_refs(branch.store, [ORG])] == [CaseState.LEFT]
    with branch.store.begin(branch.actor, "test") as uow:
        return_to_roll(uow, packs, ORG, kept.id, date(2026, 11, 20))
        uow.commit()
    assert [ref.state for ref in case_refs(branch.store, [ORG])] == [CaseState.RUNNING]


async def test_a_removed_member_comes_back(branch: Workspace) -> None:
    async with roster(branch) as (screen, pilot):
        await type_keys(pilot, "0", ".", "2")
        assert "已恢复" in said(screen)
        await type_keys(pilot, "1")
        assert "去者" in [line.name for line in screen.board.shown]


async def test_an_undo_that_would_give_two_members_one_number_is_refused(
    branch: Workspace,
) -> None:
    async with roster(branch, "m0003") as (screen, pilot):
        await type_keys(pilot, "delete", "'去世", "enter")
        with branch.store.begin(SOMEBODY, "test") as uow:
            add_member(uow, Member("", ORG, "王五", number=3))
            uow.commit()
        await type_keys(pilot, "u")
        assert "序号 3 已归 王五" in said(screen)
        assert member(branch.store, ORG, "m0003").removed == "去世"


async def test_a_newcomer_whom_somebody_else_has_changed_is_not_undone_by_halves(
    branch: Workspace,
) -> None:
    async with roster(branch) as (screen, pilot):
        await type_keys(pilot, "a", "'王五", "f10", "1", "f10")
        with branch.store.begin(SOMEBODY, "test") as uow:
            edit_member(uow, ORG, "m0005", {"post": "委员"})
            uow.commit()
        await type_keys(pilot, "u")
        assert "不能撤销增加" in said(screen)
        assert member(branch.store, ORG, "m0005").post == "委员"


@pytest.mark.parametrize("theirs", ["本科", "高中"])
async def test_what_two_people_change_at_once_is_a_conflict_unless_they_type_the_same(
    branch: Workspace, theirs: str
) -> None:
    async with roster(branch, "m0003") as (screen, pilot):
        await type_keys(pilot, "e", *["down"] * 6, "'高中")
        with branch.store.begin(SOMEBODY, "test") as uow:
            edit_member(uow, ORG, "m0003", {"education": theirs})
            uow.commit()
        await type_keys(pilot, "f10")
        if theirs == "高中":
            assert "已存盘" in said(screen)
        else:
            fault = screen.query_one("FormView").form.faults[""]  # type: ignore[attr-defined]
            wanted = ("别人", "单雄信", "文化程度", "本科", "高中")
            assert [part for part in wanted if part not in fault] == []
        assert member(branch.store, ORG, "m0003").education == theirs


async def test_a_letter_and_its_receipt(branch: Workspace) -> None:
    async with roster(branch, "m0003") as (screen, pilot):
        await type_keys(pilot, ".", "1", "1", "'省外某支部", "f10")
        letter = letter_of(branch.store, ORG, "m0003")
        assert letter is not None
        assert letter.valid_until == date(2027, 2, 18)
        assert "介绍信往 省外某支部" in below(screen)
        await type_keys(pilot, ".", "1", "1", "'11.18", "f10")
        left = member(branch.store, ORG, "m0003")
        assert (left.removed, left.removed_on) == ("组织关系转往省外某支部", "2026-11-18")


async def test_the_id_fills_in_birth_and_sex_while_one_types(branch: Workspace) -> None:
    async with roster(branch) as (screen, pilot):
        await type_keys(pilot, "a", "'王五", "enter", "'440524188001010014", "enter")
        form = screen.query_one("FormView").form  # type: ignore[attr-defined]
        shown = {field.key: form.shown(field) for field in form.fields}
        assert (shown["birth"], shown["sex"]) == ("1880-01-01", "男")


async def test_who_comes_with_a_letter_is_written_down_with_the_letter(branch: Workspace) -> None:
    async with roster(branch) as (screen, pilot):
        await type_keys(pilot, "a", "'王五", "enter", "end", "up", "'县直某支部", "enter", "'7")
        await type_keys(pilot, "f10", "1", "f10")
        assert name_here(screen) == "王五"
    (row,) = records_of(branch.store, TRANSFERS, ORG)
    assert (row.values["counterpart"], row.values["letter"]) == ("县直某支部", "7")
    assert (row.values["direction"], row.values["member"]) == ("in", "m0005")


async def test_a_letter_that_comes_back_leaves_the_member_on_the_roll(branch: Workspace) -> None:
    async with roster(branch, "m0003") as (screen, pilot):
        await type_keys(pilot, ".", "1", "1", "'省外某支部", "f10", ".", "1", "2")
        assert "单雄信 的介绍信已作退回" in said(screen)
        assert letter_of(branch.store, ORG, "m0003") is None
        assert member(branch.store, ORG, "m0003").removed == ""


async def test_who_has_left_is_restored_before_going_anywhere(branch: Workspace) -> None:
    async with roster(branch) as (screen, pilot):
        await type_keys(pilot, "0", ".", "1")
        assert "先按 . 恢复" in said(screen)
        assert not screen.modes.active


async def test_a_move_within_the_workspace(branch: Workspace) -> None:
    with branch.store.begin(branch.actor, "test") as uow:
        other = Organization("other", "柳河村党支部", parent="")
        uow.put("", "organization", "other", other.to_body())
        uow.commit()
    async with roster(branch, "m0003") as (screen, pilot):
        await type_keys(pilot, ".", "1", "2", "1", "down", "'迁居", "f10")
        assert member(branch.store, ORG, "m0003").moved_to == "other/m0001"
        assert [line.name for line in screen.board.shown] == ["张三", "欧阳若兰"]


async def test_what_another_session_does_is_taken_in(branch: Workspace) -> None:
    async with roster(branch) as (screen, pilot):
        with (
            SqliteStore.open(branch.directory / "branchkit.db", branch.clock) as other,
            other.begin(branch.actor, "test") as uow,
        ):
            add_member(uow, Member("", ORG, "王五"))
            uow.commit()
        await type_keys(pilot, "down")
        assert [line.name for line in screen.board.shown][-1] == "王五"


async def test_the_file_is_read_over_the_roster(branch: Workspace) -> None:
    async with roster(branch) as (screen, pilot):
        await type_keys(pilot, "enter")
        assert screen.report.display
        assert screen.report.line_count > 5
        await type_keys(pilot, "escape")
        assert not screen.report.display


async def test_the_history_of_a_member_masks_personal_data(branch: Workspace) -> None:
    async with roster(branch) as (screen, pilot):
        await type_keys(pilot, "l")
        shown = "\n".join(screen.report.render_line(y).text for y in range(20))
        assert "身份证号" in shown
        assert ID not in shown


async def test_the_view_is_written_to_a_file(branch: Workspace) -> None:
    (branch.directory / "exports").mkdir(exist_ok=True)
    async with roster(branch) as (screen, pilot):
        await type_keys(pilot, "8", "p", "1", "4", "enter")
        (saved,) = (branch.directory / "exports").glob("*.csv")
        text = saved.read_text(encoding="utf-8-sig")
        assert "张三" in text and "欧阳若兰" in text
        assert "单雄信" not in text
        assert ID not in text
        assert "已存" in said(screen)


async def test_a_template_of_ones_own_is_filled_in_for_the_marked(branch: Workspace) -> None:
    folder = branch.directory / "templates"
    folder.mkdir()
    (branch.directory / "exports").mkdir(exist_ok=True)
    document = docx.Document()
    document.add_paragraph("兹证明{{姓名}}（{{公民身份号码}}）")
    document.save(str(folder / "证明.docx"))
    async with roster(branch) as (screen, pilot):
        await type_keys(pilot, "space", "space", "p", "3", "1", "2", "enter")
        (saved,) = (branch.directory / "exports").glob("*.docx")
        texts = [p.text for p in docx.Document(str(saved)).paragraphs if p.text.strip()]
        assert len(texts) == 2
        assert ID not in "".join(texts)
        assert "已填 2 份" in said(screen)
        assert "公民身份号码" in said(screen)
        await type_keys(pilot, "space", "space", "p", "3", "1", "1", "enter")
        (zipped,) = (branch.directory / "exports").glob("*.zip")
        with zipfile.ZipFile(zipped) as archive:
            assert all(name.startswith("证明-") for name in archive.namelist())


async def test_a_template_with_faults_is_told_of_with_the_fields_there_are(
    branch: Workspace,
) -> None:
    async with roster(branch) as (_screen, pilot):
        await type_keys(pilot, "p", "3")
        assert "templates" in "".join(shown_lines(pilot.app))
        await type_keys(pilot, "escape")
        folder = branch.directory / "templates"
        folder.mkdir()
        document = docx.Document()
        document.add_paragraph("{{姓明}}")
        document.save(str(folder / "错.docx"))
        await type_keys(pilot, "p", "3", "1")
        shown = "".join(shown_lines(pilot.app))
        assert "是不是“姓名”" in shown
        assert "{{出生日期}}" in shown


async def test_marked_members_are_changed_at_once_and_one_undo_takes_it_back(
    branch: Workspace,
) -> None:
    async with roster(branch) as (screen, pilot):
        await type_keys(pilot, "space", "space", "e", "'第二党小组", "enter", "f10")
        await wait_for(pilot, lambda: not screen.modes.active, "the form is closed")
        assert "已改 2 人" in said(screen)
        assert [line.group for line in screen.board.shown] == ["第二党小组"] * 2 + ["第一党小组"]
        assert not screen.marks
        await type_keys(pilot, "u")
        assert [line.group for line in screen.board.shown] == [None, None, "第一党小组"]


async def test_a_form_of_several_that_says_nothing_is_not_kept(branch: Workspace) -> None:
    async with roster(branch) as (screen, pilot):
        await type_keys(pilot, "ctrl+a", "e", "f10")
        assert screen.query_one(FormView).form.faults[""]
        await type_keys(pilot, "escape")
        assert len(screen.marks) == 3


async def test_who_has_left_is_not_marked(branch: Workspace) -> None:
    async with roster(branch) as (screen, pilot):
        await type_keys(pilot, "0", "space")
        assert not screen.marks
        assert "没有选中的" in said(screen)
