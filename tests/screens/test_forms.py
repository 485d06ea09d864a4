"""Filling in a form, key by key, on a screen that does nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

from textual.app import App
from textual.pilot import Pilot

from branchkit.core.actors import Actor
from branchkit.core.errors import RecordError
from branchkit.i18n.catalog import Catalog
from branchkit.screens.console import ConsoleScreen
from branchkit.screens.context import Context
from branchkit.screens.parts import date_field
from branchkit.settings import UserSettings
from branchkit.testing.builders import fixed_clock
from branchkit.testing.pilot import SIZE, type_keys
from branchkit.widgets.form import FormView
from branchkit.widgets.form_model import FieldKind, Form, FormField

PEOPLE = tuple(
    (f"m{n:04d}", name)
    for n, name in enumerate(("陈建国", "欧阳若兰", "单雄信", "仇春梅", "曾庆璠"), start=1)
)
FIELDS = (
    FormField("date", "日期", "2026-11-20", required=True),
    FormField(
        "kind", "类别", kind=FieldKind.CHOICE, options=(("general", "党员大会"), ("lesson", "党课"))
    ),
    FormField("topic", "议题", required=True, hint="一句话"),
    FormField("present", "实到", kind=FieldKind.PEOPLE, options=PEOPLE),
    FormField("share", "到会率", kind=FieldKind.FIXED),
    FormField("phone", "电话", masked="138****5678"),
)


def nothing(*_: object) -> Any:
    raise AssertionError("the test did not expect this")


def a_context(catalog: Catalog) -> Context:
    return Context(
        workspace=None,
        node="",
        catalog=catalog,
        user_settings=UserSettings(),
        user_settings_path=Path("settings.toml"),
        actor=Actor("测试员"),
        clock=fixed_clock(),
        open_workspace=nothing,
        go=nothing,
        back=nothing,
        adopt=nothing,
        work_at=nothing,
        places=nothing,
        plugin_actions=lambda _screen: None,
        themes=nothing,
        wear=nothing,
        make_demo=nothing,
        leave=nothing,
        redraw=nothing,
        environment={},
    )


class Filled:
    """A form on a screen, and what it gave."""

    def __init__(self, catalog: Catalog, faults: Mapping[str, str] | None = None) -> None:
        self.screen = ConsoleScreen(a_context(catalog))
        self.kept: dict[str, str] | None = None
        self.faults = dict(faults or {})
        self.is_done = False

    def keep(self, texts: Mapping[str, str]) -> Mapping[str, str]:
        if self.faults:
            return self.faults
        self.kept = dict(texts)
        return {}

    def finish(self) -> None:
        self.is_done = True

    def open(self, fields: Sequence[FormField] = FIELDS, **options: Any) -> None:
        self.screen.fill_in(
            "记一次会议", fields, options.pop("keep", self.keep), self.finish, **options
        )

    @property
    def view(self) -> FormView:
        return self.screen.query_one(FormView)

    @property
    def form(self) -> Form:
        return self.view.form

    @property
    def at(self) -> str:
        return self.form.field.key if self.form.field else ""

    def lines(self) -> list[str]:
        return [self.view.render_line(y).text.rstrip() for y in range(self.view.size.height)]


@asynccontextmanager
async def filling(
    catalog: Catalog, fields: Sequence[FormField] = FIELDS, **options: Any
) -> AsyncIterator[tuple[Filled, Pilot[Any]]]:
    filled = Filled(catalog, options.pop("faults", None))
    size = options.pop("size", SIZE)
    app: App[None] = App()
    async with app.run_test(size=size) as pilot:
        await app.push_screen(filled.screen)
        filled.open(fields, **options)
        await pilot.pause()
        yield filled, pilot


async def test_a_form_is_filled_in_from_top_to_bottom(catalog: Catalog) -> None:
    async with filling(catalog) as (filled, pilot):
        await type_keys(pilot, "enter", "'2", "'学党章", "enter", "f10")
        assert filled.kept == {
            "date": "2026-11-20",
            "kind": "lesson",
            "topic": "学党章",
            "present": "",
        }
        assert filled.is_done
        assert not filled.screen.modes.active
        assert not filled.view.display


async def test_all_but_one_are_ticked(catalog: Catalog) -> None:
    async with filling(catalog) as (filled, pilot):
        await type_keys(
            pilot, "down", "down", "down", "space", "'*", "'cm", "space", "enter", "f10"
        )
        assert filled.kept is not None
        assert filled.kept["present"] == "m0001,m0002,m0003,m0005"


async def test_an_abandoned_list_changes_nothing(catalog: Catalog) -> None:
    async with filling(catalog) as (filled, pilot):
        await type_keys(pilot, "down", "down", "down", "space", "'*", "escape", "f10")
        assert filled.kept is not None
        assert filled.kept["present"] == ""


async def test_a_choice_is_found_by_pinyin_and_emptied_by_delete(catalog: Catalog) -> None:
    async with filling(catalog) as (filled, pilot):
        await type_keys(pilot, "down", "'dk", "enter")
        assert filled.form.shown(filled.form.fields[1]) == "党课"
        await type_keys(pilot, "up", "delete", "f10")
        assert filled.kept is not None
        assert filled.kept["kind"] == ""


async def test_the_cursor_passes_over_what_is_only_shown(catalog: Catalog) -> None:
    async with filling(catalog) as (filled, pilot):
        await type_keys(pilot, "end")
        assert filled.at == "phone"
        await type_keys(pilot, "up")
        assert filled.at == "present"


async def test_typing_replaces_and_f2_goes_on_with_what_is_there(catalog: Catalog) -> None:
    async with filling(catalog) as (filled, pilot):
        await type_keys(pilot, "'11.3", "enter", "up", "f2", "'0", "tab", "f10")
        assert filled.kept is not None
        assert filled.kept["date"] == "11.30"


async def test_escape_gives_up_the_field_first_and_then_asks(catalog: Catalog) -> None:
    async with filling(catalog) as (filled, pilot):
        await type_keys(pilot, "'11.3", "escape", "end", "up", "up", "'党", "enter", "escape")
        assert filled.view.display
        await type_keys(pilot, "down", "f10")
        assert filled.kept is not None
        assert filled.kept["date"] == "2026-11-20"


async def test_dropping_what_was_typed_takes_one_more_key(catalog: Catalog) -> None:
    async with filling(catalog) as (filled, pilot):
        await type_keys(pilot, "'11.3", "enter", "escape", "enter")
        assert not filled.screen.modes.active
        assert filled.kept is None
        assert not filled.is_done


async def test_a_fault_stands_under_its_field_whole_until_that_is_mended(catalog: Catalog) -> None:
    async with filling(catalog, faults={"topic": "必填，" * 30}) as (filled, pilot):
        await type_keys(pilot, "f10")
        await pilot.pause()
        assert filled.at == "topic"
        under = "".join(line.strip() for line in filled.lines()[4:8])
        assert under.startswith("必填，" * 30)
        assert filled.kept is None
        filled.faults = {}
        await type_keys(pilot, "'学习", "enter")
        await pilot.pause()
        assert "必填" not in "".join(filled.lines())
        await type_keys(pilot, "f10")
        assert filled.kept is not None


async def test_a_fault_is_whole_on_a_narrow_screen_and_in_sight(catalog: Catalog) -> None:
    fields = [FormField(f"f{n}", f"第{n}项") for n in range(20)]
    said = "这一项要写清楚是谁在什么时候说的，" * 6
    async with filling(catalog, fields, size=(60, 20), faults={"f15": said}) as (filled, pilot):
        await type_keys(pilot, "f10")
        await pilot.pause()
        lines = filled.lines()
        at = next(n for n, line in enumerate(lines) if "第15项" in line)
        assert "".join(line.strip() for line in lines[at + 1 :]).startswith(said)


async def test_what_was_understood_is_shown_when_the_field_is_left(catalog: Catalog) -> None:
    fields = [date_field(catalog, "on", "日期", date(2026, 11, 20)), FormField("note", "备注")]
    async with filling(catalog, fields) as (filled, pilot):
        await type_keys(pilot, "'-3", "down")
        assert filled.form.shown(filled.form.fields[0]) == "2026-11-17"
        await type_keys(pilot, "up", "'31", "down")
        assert filled.at == "note"
        await pilot.pause()
        assert any("31 不是日期" in line for line in filled.lines())


async def test_people_who_do_not_belong_are_named_when_they_are_ticked(catalog: Catalog) -> None:
    def check(text: str) -> str:
        return "有人不是支委" if "m0005" in text else ""

    field = FormField("expected", "应到", kind=FieldKind.PEOPLE, options=PEOPLE, check=check)
    async with filling(catalog, [field]) as (filled, pilot):
        await type_keys(pilot, "space", "*", "enter")
        assert filled.form.faults == {"expected": "有人不是支委"}
        await type_keys(pilot, "delete")
        assert filled.form.faults == {}


async def test_a_refused_operation_is_a_fault_of_the_whole(catalog: Catalog) -> None:
    def refuse(_: Mapping[str, str]) -> Mapping[str, str]:
        raise RecordError("removed", register="book.meeting", id="2026-11-03.001")

    async with filling(catalog, keep=refuse) as (filled, pilot):
        await type_keys(pilot, "f10")
        assert filled.view.display
        assert filled.form.faults[""]


async def test_a_masked_value_is_only_ever_replaced(catalog: Catalog) -> None:
    async with filling(catalog) as (filled, pilot):
        await type_keys(pilot, "end", "f2", "enter")
        assert filled.form.shown(filled.form.fields[-1]) == "138****5678"
        await type_keys(pilot, "end", "'139", "f10")
        assert filled.kept is not None
        assert filled.kept["phone"] == "139"


async def test_emptying_a_masked_value_is_meant(catalog: Catalog) -> None:
    async with filling(catalog) as (filled, pilot):
        await type_keys(pilot, "end", "delete", "f10")
        assert filled.kept is not None
        assert filled.kept["phone"] == ""


async def test_fields_are_worked_out_anew_after_every_change(catalog: Catalog) -> None:
    def refresh(texts: Mapping[str, str]) -> Sequence[FormField]:
        topic, kind = FIELDS[2], FIELDS[1]
        computed = FormField("share", "到会率", str(len(texts["kind"])), FieldKind.FIXED)
        return (FIELDS[0], kind, computed) if texts["kind"] == "lesson" else (kind, topic, computed)

    async with filling(catalog, refresh=refresh) as (filled, pilot):
        await type_keys(pilot, "down", "down", "'旧", "up", "'2")
        assert [field.key for field in filled.form.fields] == ["date", "kind", "share"]
        assert filled.form.shown_text(filled.form.fields[2]) == "6"
        await type_keys(pilot, "end", "'1")
        assert filled.at == "topic"
        assert filled.form.shown_text(filled.form.fields[1]) == "旧"


async def test_a_full_width_space_opens_the_list(catalog: Catalog) -> None:
    async with filling(catalog) as (filled, pilot):
        await type_keys(pilot, "down", "down", "down")
        filled.screen.take_key("ideographic_space", "\u3000")
        filled.screen.take_key("fullwidth_asterisk", "\uff0a")
        await type_keys(pilot, "enter")
        assert len(filled.form.ticked(filled.form.fields[3])) == len(PEOPLE)


async def test_keys_typed_ahead_are_not_lost(catalog: Catalog) -> None:
    """Nothing has been drawn, not even mounted, when they come."""
    filled = Filled(catalog)
    app: App[None] = App()
    async with app.run_test(size=SIZE) as pilot:
        await app.push_screen(filled.screen)
        filled.open()
        for key in ("down", "1", "x", "enter", "f10"):
            filled.screen.take_key(key, key if len(key) == 1 else None)
        await pilot.pause()
        assert filled.kept == {
            "date": "2026-11-20",
            "kind": "general",
            "topic": "x",
            "present": "",
        }


async def test_a_paste_goes_into_the_field(catalog: Catalog) -> None:
    async with filling(catalog) as (filled, pilot):
        await type_keys(pilot, "down", "down")
        filled.screen.take_paste("学习文件\n分组讨论\n")
        await type_keys(pilot, "f10")
        assert filled.kept is not None
        assert filled.kept["topic"] == "学习文件 分组讨论"


async def test_a_paste_with_what_is_not_seen_is_shown_in_marks_and_refused(
    catalog: Catalog,
) -> None:
    async with filling(catalog) as (filled, pilot):
        await type_keys(pilot, "down", "down")
        filled.screen.take_paste("学习\u202e文件\x1b")
        assert "学习<U+202E>文件^[" in filled.lines()[3]
        await type_keys(pilot, "f10")
        assert filled.form.faults == {"topic": catalog.text("screen.steers")}
        assert filled.kept is None


async def test_an_answer_with_what_is_not_seen_is_asked_for_again(catalog: Catalog) -> None:
    screen, answers = ConsoleScreen(a_context(catalog)), list[str]()
    app: App[None] = App()
    async with app.run_test(size=SIZE) as pilot:
        await app.push_screen(screen)
        screen.ask("理由", answers.append)
        screen.take_paste("生病\x9b")
        await type_keys(pilot, "enter")
        assert (answers, screen.prompt.typed) == ([], "生病\x9b")
        assert "<U+009B>" in screen.prompt.render_line(0).text
        await type_keys(pilot, "backspace", "enter")
        assert answers == ["生病"]


async def test_more_fields_than_lines_scroll(catalog: Catalog) -> None:
    many = [FormField(f"f{n}", f"第{n}项") for n in range(40)]
    async with filling(catalog, many) as (filled, pilot):
        assert filled.lines()[1].strip() == "第0项"
        await type_keys(pilot, "end")
        await pilot.pause()
        assert filled.lines()[filled.view.page].strip() == "第39项"
        await type_keys(pilot, "home")
        await pilot.pause()
        assert filled.lines()[1].strip() == "第0项"


async def test_a_short_text_is_written_out_when_the_field_is_left(catalog: Catalog) -> None:
    def tidy(text: str) -> str:
        return f"2026-11-{text.zfill(2)}"

    async with filling(catalog, [FormField("date", "日期", tidy=tidy)]) as (filled, pilot):
        await type_keys(pilot, "'3", "enter")
        assert filled.form.shown(filled.form.fields[0]) == "2026-11-03"
