"""The dues screen as a secretary uses it, key by key."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

from textual import events
from textual.pilot import Pilot

from branchkit.bootstrap import Workspace
from branchkit.core.dates import Period
from branchkit.screens.context import Place
from branchkit.screens.dues.screen import DuesScreen
from branchkit.services.dues.account import handed_up_of
from branchkit.services.dues.billing import make_bill
from branchkit.services.dues.records import BASES, DuesRecords
from branchkit.services.dues.writer import DuesWriter
from branchkit.services.registers.writing import add_records
from branchkit.services.unmasking import UNMASKING
from branchkit.testing.builders import members
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for
from branchkit.widgets.form import FormView

NOVEMBER = Period(2026, 11)


def fill(workspace: Workspace, count: int, without_base: int = 0) -> None:
    """So many members who pay 43.21 a month, and some of whom nothing is registered."""
    org, registers = workspace.organization, workspace.contributions.registers
    people = members(count + without_base, org)
    bases = [
        {"member": m.id, "norm": "monthly", "base": "4321.00", "from": "2026-01-01"}
        for m in people[:count]
    ]
    with workspace.store.begin(workspace.actor, "test.build") as uow:
        for member in people:
            uow.put(org, "member", member.id, member.to_body())
        add_records(uow, registers[BASES], org, bases)
        uow.commit()


def bill(workspace: Workspace, *months: Period) -> None:
    registers, packs = workspace.contributions.registers, workspace.contributions.rule_packs
    for month in months:
        with workspace.store.begin(workspace.actor, "test.bill") as uow:
            records = DuesRecords(uow, packs, workspace.organization)
            make_bill(DuesWriter(uow, registers, records), month)
            uow.commit()


@asynccontextmanager
async def dues(
    workspace: Workspace, place: Place | None = None
) -> AsyncIterator[tuple[DuesScreen, Pilot[Any]]]:
    app = an_app(workspace, start="dues")
    async with app.run_test(size=SIZE) as pilot:
        if place is not None:
            app.context().go(place)
        await wait_for(
            pilot,
            lambda: isinstance(app.screen, DuesScreen) and app.screen.grid.drawn,
            "dues are shown",
        )
        screen = app.screen
        assert isinstance(screen, DuesScreen)
        yield screen, pilot


def paid(screen: DuesScreen) -> list[str]:
    return [str(line.state.paid) for line in screen.session.board.lines()]


def said(screen: DuesScreen) -> str:
    return str(screen.prompt.render_line(0).text)


def below(screen: DuesScreen) -> str:
    return "\n".join(screen.detail.render_line(y).text for y in range(4))


def faults(screen: DuesScreen) -> dict[str, str]:
    return screen.query_one(FormView).form.faults


def report(screen: DuesScreen) -> str:
    return "\n".join(screen.report.render_line(y).text for y in range(screen.report.size.height))


def shown(screen: DuesScreen, row: int, key: str) -> str:
    column = [c.key for c in screen.source.columns()].index(key)
    return screen.source.cell(row, column).text


async def test_fifty_members_who_all_pay_take_at_most_sixty_keys(workspace: Workspace) -> None:
    fill(workspace, 50)
    async with dues(workspace) as (screen, pilot):
        keys = ["b", *["="] * 50]
        assert len(keys) <= 60
        await type_keys(pilot, *keys)
        assert paid(screen) == ["43.21"] * 50
        assert str(screen.session.board.totals().paid) == "2160.50"


async def test_one_key_pays_a_whole_month(workspace: Workspace) -> None:
    fill(workspace, 50)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, "*")
        assert paid(screen) == ["43.21"] * 50
        await type_keys(pilot, "u")
        assert paid(screen) == ["0.00"] * 50


async def test_sums_are_typed_down_the_column(workspace: Workspace) -> None:
    fill(workspace, 3)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, "'8", "enter", "=", "'50.5", "enter")
        assert paid(screen) == ["8.00", "43.21", "50.50"]
        assert [shown(screen, row, "paid") for row in range(3)] == ["8.00<", "43.21 ", "50.50>"]
        assert shown(screen, 0, "paid_on") == "11-20"


async def test_what_is_no_money_stays_for_mending_and_escape_drops_it(workspace: Workspace) -> None:
    fill(workspace, 2)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, "'1.005", "enter")
        assert screen.grid.entry == "1.005"
        await type_keys(pilot, "escape")
        assert screen.grid.entry is None
        assert not screen.has_left
        assert paid(screen) == ["0.00", "0.00"]


async def test_an_unbilled_month_shows_what_will_be_due(workspace: Workspace) -> None:
    fill(workspace, 1, without_base=1)
    async with dues(workspace) as (screen, pilot):
        assert shown(screen, 0, "due") == "43.21~"
        assert (shown(screen, 1, "due"), shown(screen, 1, "norm")) == ("", "未登记")
        await type_keys(pilot, ".", "2")
        assert screen.report.display
        await type_keys(pilot, "escape")
        assert shown(screen, 0, "due") == "43.21 "
        await type_keys(pilot, "down", "=")
        assert paid(screen) == ["0.00", "0.00"]


async def test_open_months_are_caught_up_from_the_list(workspace: Workspace) -> None:
    fill(workspace, 2)
    bill(workspace, Period(2026, 9), Period(2026, 10), NOVEMBER)
    async with dues(workspace) as (screen, pilot):
        assert shown(screen, 0, "arrears") == "2"
        await type_keys(pilot, ".", "3", "'2")
        assert shown(screen, 0, "arrears") == ""
        assert paid(screen) == ["0.00", "0.00"]
        await type_keys(pilot, ".", "3", "'1")
        assert paid(screen) == ["43.21", "0.00"]


async def test_bases_are_masked_until_that_is_on_record(workspace: Workspace) -> None:
    fill(workspace, 1)
    async with dues(workspace) as (screen, pilot):
        assert shown(screen, 0, "base") == "****"
        await type_keys(pilot, "m")
        assert shown(screen, 0, "base") == "4321.00"
        (record,) = workspace.store.scan(workspace.organization, UNMASKING)
        assert record.body["fields"] == ["base"]
        assert record.body["where"] == "dues 2026-11"
        await type_keys(pilot, "]")
        assert shown(screen, 0, "base") == "****"


async def test_a_base_is_registered_in_a_form(workspace: Workspace) -> None:
    fill(workspace, 0, without_base=2)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, ".", "1", "'5", "'0.8", "enter", "f10")
        await wait_for(pilot, lambda: not screen.modes.active, "the form is closed")
        assert (shown(screen, 0, "due"), shown(screen, 0, "base")) == ("0.80~", "0.80")
        assert shown(screen, 0, "norm") == "农民"
        assert "农民，自 2026-11 起每月 0.80" in said(screen)
        await type_keys(pilot, ".", "1", "enter", "'9", "enter", "f10")
        assert screen.modes.active
        assert screen.session.board.line(0).due == Decimal("0.80")


async def test_marked_lines_get_one_base_and_one_undo_takes_it_back(workspace: Workspace) -> None:
    fill(workspace, 1, without_base=3)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, "down", "space", "space", ".", "1", "'5", "'0.8", "enter", "f10")
        await wait_for(pilot, lambda: not screen.modes.active, "the form is closed")
        assert [shown(screen, row, "due") for row in range(4)] == ["43.21~", "0.80~", "0.80~", ""]
        assert not screen.marks
        await type_keys(pilot, "u")
        assert [shown(screen, row, "norm") for row in range(1, 4)] == ["未登记"] * 3


async def test_marked_lines_are_paid_at_once(workspace: Workspace) -> None:
    fill(workspace, 4)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, "space", "down", "space", "=")
        assert paid(screen) == ["43.21", "0.00", "43.21", "0.00"]
        await type_keys(pilot, "u")
        assert paid(screen) == ["0.00"] * 4


async def test_marks_show_stay_with_their_members_and_go_with_escape(workspace: Workspace) -> None:
    fill(workspace, 3)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, "space", "ctrl+a")
        assert "已选 3 行" in said(screen)
        assert [screen.grid.render_line(y).text[4] for y in (1, 2, 3)] == ["*"] * 3
        await type_keys(pilot, "ctrl+a")
        assert not screen.marks
        await type_keys(pilot, "up", "up", "up", "space", "]")
        assert screen.marks.rows() == [0]
        await type_keys(pilot, "escape")
        assert not screen.marks
        assert not screen.has_left
        assert screen.grid.render_line(1).text[4] == " "


async def test_a_masked_base_is_left_as_it_is(workspace: Workspace) -> None:
    fill(workspace, 1)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, ".", "1", "enter", "enter", "'2026-12-01", "enter", "f10")
        await wait_for(pilot, lambda: not screen.modes.active, "the form is closed")
        history = screen.session.records.bases.of(screen.session.board.roll[0])
        assert [base.base for base in history] == [Decimal("4321.00")] * 2


async def test_a_row_is_edited_in_a_form(workspace: Workspace) -> None:
    fill(workspace, 1)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, "=", "e", "ctrl+u", "'11.3", "enter", "'0012", "enter")
        await type_keys(pilot, "'代缴", "enter", "f10")
        await wait_for(pilot, lambda: not screen.modes.active, "the form is closed")
        assert (shown(screen, 0, "paid_on"), shown(screen, 0, "note")) == ("11-03", "代缴")
        assert paid(screen) == ["43.21"]


async def test_a_sum_typed_twice_is_paid_twice_and_said(workspace: Workspace) -> None:
    fill(workspace, 1)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, "'20", "enter", "'20", "enter")
        assert paid(screen) == ["40.00"]
        assert "共 40.00" in said(screen)
        await type_keys(pilot, "'20", "enter")
        assert "比应缴多 16.79" in said(screen)
        await type_keys(pilot, "u")
        assert paid(screen) == ["40.00"]


async def test_a_wrong_sum_is_corrected_with_its_reason(workspace: Workspace) -> None:
    fill(workspace, 1)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, "delete")
        assert "没有缴过" in said(screen)
        await type_keys(pilot, "'432.1", "enter", "delete", "'43.21", "enter", "f10")
        assert set(faults(screen)) == {"reason"}
        await type_keys(pilot, "'看错小数点", "f10")
        await wait_for(pilot, lambda: not screen.modes.active, "the form is closed")
        assert paid(screen) == ["43.21"]
        assert shown(screen, 0, "note") == "更正 看错小数点"
        await type_keys(pilot, "u")
        assert paid(screen) == ["432.10"]


async def test_a_correction_that_cannot_be_kept_says_why(workspace: Workspace) -> None:
    fill(workspace, 1)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, "=", "delete", "'43.21", "enter", "'看错", "f10")
        assert set(faults(screen)) == {"right"}


async def test_gifts_and_what_was_handed_up_are_corrected_too(workspace: Workspace) -> None:
    fill(workspace, 1)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, "=", ".", "5", "'1500", "enter", "f10", "enter", "f10", "ctrl+u")
        await type_keys(pilot, "'5", "enter")
        assert "本月共 48.21" in said(screen)
        assert "多上缴 5.00" in said(screen)
        await type_keys(pilot, "delete", "'3", "'43.21", "enter", "'记错", "f10")
        await wait_for(pilot, lambda: not screen.modes.active, "the form is closed")
        handed = handed_up_of(workspace.store, workspace.organization)
        assert [str(h.amount) for h in handed] == ["43.21", "5.00", "-5.00"]
        await type_keys(pilot, "delete", "'2", "'1000", "enter", "'看错", "f10")
        await wait_for(pilot, lambda: not screen.modes.active, "the form is closed")
        assert "1000.00" in shown(screen, 0, "note")


async def test_paying_a_month_long_past_names_the_article(workspace: Workspace) -> None:
    fill(workspace, 3)
    april = Place("dues", period=Period(2026, 4))
    async with dues(workspace, april) as (screen, pilot):
        await type_keys(pilot, "=")
        assert "补缴一般不超过 6 个月" in said(screen)
        await type_keys(pilot, "'5", "enter")
        assert "补缴一般不超过 6 个月" in said(screen)
        await type_keys(pilot, "]", "]", "=")
        assert "补缴一般" not in said(screen)


async def test_an_empty_entry_takes_nothing_back(workspace: Workspace) -> None:
    fill(workspace, 1)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, "=", "'1", "backspace", "enter")
        assert paid(screen) == ["43.21"]
        assert "Delete" in said(screen)


async def test_a_base_of_a_past_month_says_what_is_owed(workspace: Workspace) -> None:
    fill(workspace, 1)
    april = Period(2026, 4)
    bill(workspace, april, NOVEMBER)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, "=", ".", "1", "enter", "ctrl+u", "'9000", "enter", "ctrl+u")
        await type_keys(pilot, "'2026-04-01", "enter", "f10")
        await wait_for(pilot, lambda: screen.report.display, "what came of it is shown")
        assert screen.session.board.line(0).state.open == Decimal("91.79")
        assert "重新开账 2026-04、2026-11，欠 226.79" in report(screen)
        assert "2026-11：应缴 43.21 改为 135.00，欠 91.79" in report(screen)
        assert "补缴一般不超过 6 个月" in report(screen)
        await type_keys(pilot, "escape", "u")
        assert screen.session.board.line(0).state.settled


async def test_an_exemption_is_registered_with_its_decision(workspace: Workspace) -> None:
    fill(workspace, 1)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, ".", "1", "f2", "'jm", "enter", "'0", "enter", "enter", "f10")
        assert set(faults(screen)) == {"decided_by"}
        await type_keys(pilot, "'镇党委", "enter", "'2026-10-28", "enter", "'2026-12-31", "f10")
        await wait_for(pilot, lambda: not screen.modes.active, "the form is closed")
        (_before, base) = screen.session.records.bases.of(screen.session.board.roll[0])
        assert (base.norm, base.decided_by, str(base.until)) == ("exempt", "镇党委", "2026-12-31")
        assert shown(screen, 0, "due") == "0.00~"


async def test_a_base_is_made_of_its_parts(workspace: Workspace) -> None:
    fill(workspace, 0, without_base=1)
    async with dues(workspace) as (screen, pilot):
        await type_keys(
            pilot, ".", "1", "'1", "'1", "enter", "enter", "'岗位工资 2800+薪级工资 1900"
        )
        await type_keys(pilot, "f10")
        assert set(faults(screen)) == {"parts"}
        await type_keys(pilot, "up", "up", "delete", "f10")
        await wait_for(pilot, lambda: not screen.modes.active, "the form is closed")
        (base,) = screen.session.records.bases.of(screen.session.board.roll[0])
        assert (str(base.base), base.parts) == ("4700.00", "岗位工资 2800.00、薪级工资 1900.00")
        assert "薪级工资" not in below(screen)
        await type_keys(pilot, "m")
        assert base.parts in below(screen)


async def test_a_column_pasted_twice_is_shown_to_add(workspace: Workspace) -> None:
    fill(workspace, 2)
    async with dues(workspace) as (screen, pilot):
        for _ in range(2):
            screen.grid.post_message(events.Paste("8\n"))
            await wait_for(pilot, lambda: screen.report.display, "the preview is shown")
            told = report(screen)
            await type_keys(pilot, "up", "enter")
        assert "已缴 8.00，加上后共 16.00" in told


async def test_the_day_of_payment_holds_for_what_is_typed_next(workspace: Workspace) -> None:
    fill(workspace, 1)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, ".", "4", "ctrl+u", "'5", "enter", "=")
        assert shown(screen, 0, "paid_on") == "11-05"


async def test_a_day_that_is_none_is_asked_for_again_where_it_stands(workspace: Workspace) -> None:
    fill(workspace, 1)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, ".", "4", "ctrl+u", "'31", "enter")
        assert screen.prompt.typed == "31"
        assert "不是日期" in screen.prompt.render_line(0).text
        await type_keys(pilot, "ctrl+u", "'-3", "enter", "'1,200.5", "enter")
        assert (shown(screen, 0, "paid_on"), paid(screen)) == ("11-17", ["1200.50"])


async def test_a_gift_stands_in_the_note(workspace: Workspace) -> None:
    fill(workspace, 1)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, ".", "5", "'1500", "enter")
        assert "1500.00" in shown(screen, 0, "note")
        assert paid(screen) == ["0.00"]


async def test_finding_somebody_and_typing_at_once(workspace: Workspace) -> None:
    fill(workspace, 6)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, "/", "'sxx", "'9", "enter")
        assert paid(screen)[2] == "9.00"


async def test_a_pasted_column_is_shown_before_it_is_written(workspace: Workspace) -> None:
    fill(workspace, 3, without_base=1)
    async with dues(workspace) as (screen, pilot):
        screen.grid.post_message(events.Paste("8\n\nabc\n5\n7\n"))
        await wait_for(pilot, lambda: screen.report.display, "the preview is shown")
        assert paid(screen) == ["0.00"] * 4
        await type_keys(pilot, "enter")
        assert paid(screen) == ["8.00", "0.00", "0.00", "0.00"]
        await type_keys(pilot, "u")
        assert paid(screen) == ["0.00"] * 4


async def test_months_are_turned_and_the_place_opens_where_it_says(workspace: Workspace) -> None:
    fill(workspace, 6)
    place = Place("dues", period=Period(2026, 10), subject="m0003")
    async with dues(workspace, place) as (screen, pilot):
        assert (str(screen.session.board.month), screen.here()) == ("2026-10", 3)
        await type_keys(pilot, "]")
        assert (str(screen.session.board.month), screen.here()) == ("2026-11", 3)


async def test_the_account_is_read_and_what_was_handed_up_is_kept(workspace: Workspace) -> None:
    fill(workspace, 2)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, "*", "f10", "enter", ".", "6")
        assert screen.report.display
        rows = list(workspace.store.scan(workspace.organization, "record/dues.handed"))
        assert rows[0].body["values"]["amount"] == "86.42"


async def test_the_roll_is_saved_as_a_file(workspace: Workspace) -> None:
    fill(workspace, 2)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, "*", "p", "'1", "'2", "enter")
        saved = list((workspace.directory / "exports").glob("*.xlsx"))
        assert [path.name for path in saved] == ["2026年党费收缴册.xlsx"]
        assert not screen.modes.active


async def test_nobody_to_pay_is_said(workspace: Workspace) -> None:
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, "=", "[", ".", "2", "/", "delete")
        assert screen.session.board.roll == ()


async def test_one_key_goes_to_the_next_who_has_not_paid(workspace: Workspace) -> None:
    fill(workspace, 4)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, "down", "=", "g")
        assert screen.here() == 3
        await type_keys(pilot, "g")
        assert screen.here() == 0
        await type_keys(pilot, "*", "g")
        assert screen.here() == 0
        assert "没有" in said(screen)


async def test_a_base_that_cannot_be_kept_says_why_at_its_field(workspace: Workspace) -> None:
    fill(workspace, 0, without_base=1)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, ".", "1", "f10")
        assert set(faults(screen)) == {"norm"}
        await type_keys(pilot, "'1", "'abc", "enter")
        assert set(faults(screen)) == {"base"}
        await type_keys(pilot, "down", "'哪天", "f10")
        assert set(faults(screen)) == {"base", "from"}
        await type_keys(pilot, "escape")
        assert shown(screen, 0, "norm") == "未登记"


async def test_a_row_that_cannot_be_kept_says_why_at_its_field(workspace: Workspace) -> None:
    fill(workspace, 1)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, "=", "e", "ctrl+u", "'哪天", "f10")
        assert set(faults(screen)) == {"paid_on"}


async def test_of_several_rows_of_a_month_one_is_chosen(workspace: Workspace) -> None:
    fill(workspace, 1)
    bill(workspace, NOVEMBER)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, ".", "5", "'1500", "enter", "e", "'2")
        await type_keys(pilot, "down", "'0099", "f10")
        entries = screen.session.board.line(0).state.entries
        assert {str(entry.kind): entry.receipt for entry in entries} == {
            "normal": "",
            "large": "0099",
        }


async def test_a_month_that_was_not_billed_has_no_row_to_edit(workspace: Workspace) -> None:
    fill(workspace, 1)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, "e")
        assert not screen.modes.active
        assert "开账" in said(screen)


async def test_a_day_of_payment_that_is_none_is_not_taken(workspace: Workspace) -> None:
    fill(workspace, 1)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, ".", "4", "ctrl+u", "'哪天", "enter")
        assert "哪天" in said(screen)
        assert str(screen.session.paid_on) == "2026-11-20"


async def test_undo_drops_what_is_being_typed_first(workspace: Workspace) -> None:
    fill(workspace, 2)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, "=", "'9", "u")
        assert screen.grid.entry is None
        assert paid(screen) == ["43.21", "0.00"]
        await type_keys(pilot, "u")
        assert paid(screen) == ["0.00", "0.00"]
        await type_keys(pilot, "U")
        assert paid(screen) == ["43.21", "0.00"]


async def test_of_a_pasted_column_what_goes_beyond_the_roll_is_told(workspace: Workspace) -> None:
    fill(workspace, 2)
    async with dues(workspace) as (screen, pilot):
        screen.grid.post_message(events.Paste("8\t李\n\tx\n7\t王\n"))
        await wait_for(pilot, lambda: screen.report.display, "the preview is shown")
        assert "有 1 行超出名单" in report(screen)
        assert "8.00" in report(screen)
        await type_keys(pilot, "escape")
        assert paid(screen) == ["0.00", "0.00"]


async def test_pasting_nothing_says_so(workspace: Workspace) -> None:
    fill(workspace, 2)
    async with dues(workspace) as (screen, pilot):
        screen.grid.post_message(events.Paste("\t\n\t\n"))
        await wait_for(pilot, lambda: "没有" in said(screen), "that there is nothing")
        assert not screen.report.display


async def test_bases_are_hidden_again_without_a_further_record(workspace: Workspace) -> None:
    fill(workspace, 1)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, "m", "m")
        assert shown(screen, 0, "base") == "****"
        assert len(list(workspace.store.scan(workspace.organization, UNMASKING))) == 1


async def test_nothing_is_wider_than_the_screen(workspace: Workspace) -> None:
    fill(workspace, 2)
    async with dues(workspace) as (screen, _):
        viewport = screen.grid.viewport
        assert len(viewport.placed) == len(screen.source.columns())
        assert max(place.x + place.width for place in viewport.placed) <= 80
