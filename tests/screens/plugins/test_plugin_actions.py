"""Actions of plugins on our own screens: by their keys and in the list, with what stands there, and whatever becomes of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from branchkit.bootstrap import Workspace
from branchkit.core.duties import Opening
from branchkit.core.errors import RecordError
from branchkit.core.tables import Table, TableColumn
from branchkit.core.texts import LocalText
from branchkit.plugin.answers import Answer
from branchkit.plugin.contributions import LoadedPlugin
from branchkit.plugin.manager import load_contributions
from branchkit.plugin.screen_actions import ActionAbout, ActionScene, ActionScreen, ActionSpec
from branchkit.screens.context import Place
from branchkit.services.roster import members_of
from branchkit.settings import UserSettings
from branchkit.testing.builders import ORG
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for

SURVEY = "book.survey"


def greet(scene: ActionScene) -> str:
    names = [target.id for target in scene.targets]
    return f"{scene.screen}:{','.join(names)}:{scene.register}:{scene.period}"


def cell(scene: ActionScene) -> str:
    (target,) = scene.targets
    return f"{target.org} {target.id} {target.criterion} {scene.scheme}"


def note(scene: ActionScene) -> str:
    values = {"date": scene.workspace.today.isoformat(), "title": "巡河"}
    scene.actions.add_record(SURVEY, scene.org, values)
    return "记下了"


def half(scene: ActionScene) -> None:
    note(scene)
    raise LookupError("after the first half")


def refuse(scene: ActionScene) -> None:
    raise RecordError("reason_missing")


def show(scene: ActionScene) -> Answer:
    names = tuple((m.name,) for m in scene.workspace.members(scene.org)[:1])
    return Answer("如下", Table((TableColumn("name", "姓名"),), names))


def tell(scene: ActionScene) -> dict[str, object]:
    return {"条数": 3}


def leave(scene: ActionScene) -> Answer:
    return Answer("到了", opens=Opening("register", register=SURVEY))


def astray(scene: ActionScene) -> Answer:
    return Answer("到了", opens=Opening("nowhere"))


def barred(scene: ActionScene) -> Answer:
    return Answer("到了", opens=Opening("register", register="book.nothing"))


def nothing(scene: ActionScene) -> None:
    """Say nothing."""


def strange(scene: ActionScene) -> int:
    return 3


def spec(name: str, key: str = "", *screens: ActionScreen, **more: Any) -> ActionSpec:
    title = LocalText(f"试{name}", f"Try {name}")
    return ActionSpec(f"trial.{name}", title, f"{__name__}:{name}", screens, key, **more)


SPECS = (
    spec("greet", "z", ActionScreen.MEMBERS, ActionScreen.SCORING, about=ActionAbout.MEMBER),
    spec("anybody", about=ActionAbout.MEMBER),
    spec("cell", "j", ActionScreen.SCORING, about=ActionAbout.CELL),
    spec("note", "w", ActionScreen.HOME, ActionScreen.REGISTER),
    spec("row", "y", ActionScreen.REGISTER, about=ActionAbout.RECORD, registers=(SURVEY,)),
    spec("where", "z", ActionScreen.REGISTERS),
    *(
        spec(name)
        for name in (
            "astray",
            "barred",
            "half",
            "refuse",
            "show",
            "tell",
            "leave",
            "nothing",
            "strange",
        )
    ),
)
row = where = anybody = greet


def with_actions(village: Workspace, *, sectors: tuple[str, ...] = ()) -> Workspace:
    plugin = LoadedPlugin("trial", LocalText("试验"), "", "", {}, sectors)
    contributions = load_contributions(None, installed=lambda: ())
    contributions = replace(
        contributions,
        actions={spec.id: spec for spec in SPECS},
        owners={("actions", spec.id): "trial" for spec in SPECS},
        plugins=(*contributions.plugins, plugin),
    )
    return replace(village, contributions=contributions)


def said(app: Any) -> str:
    return str(app.screen.prompt.render_line(0).text)


async def do(pilot: Pilot[Any], name: str) -> None:
    """Pick an action from the list by its title."""
    app: Any = pilot.app
    await type_keys(pilot, ":", f"'试{name}")
    assert [item.id for item in app.screen.picker.items] == [f"trial.{name}"]
    await type_keys(pilot, "enter")


def records(workspace: Workspace) -> list[Any]:
    return list(workspace.store.scan(ORG, f"record/{SURVEY}"))


@pytest.fixture
def village(village: Workspace) -> Workspace:
    return with_actions(village)


async def test_a_key_does_it_with_the_member_under_the_cursor_or_the_marked_ones(
    village: Workspace,
) -> None:
    app: Any = an_app(village, start="members")
    async with app.run_test(size=SIZE) as pilot:
        await wait_for(pilot, lambda: app.screen.grid.drawn, "the roster")
        ids = [line.id for line in app.screen.board.shown]
        await type_keys(pilot, "down", "z")
        assert f"members:{ids[1]}::None" in said(app)
        await type_keys(pilot, "space", "space", "z")
        assert f"members:{ids[1]},{ids[2]}::None" in said(app)


async def test_a_cell_of_the_sheet_is_at_hand(village: Workspace) -> None:
    app: Any = an_app(village, start="scoring")
    async with app.run_test(size=SIZE) as pilot:
        await wait_for(pilot, lambda: app.screen.grid.drawn, "the sheet")
        place, criterion = app.screen.here()
        subject, scheme = app.screen.board.roll[place], app.screen.board.key.scheme
        await type_keys(pilot, "j")
        assert f"{ORG} {subject} {criterion} {scheme}" in said(app)
        await type_keys(pilot, "z")
        assert f"scoring:{subject}::2026-11" in said(app)


async def test_what_is_being_typed_is_taken_first(village: Workspace) -> None:
    app: Any = an_app(village, start="scoring")
    async with app.run_test(size=SIZE) as pilot:
        await wait_for(pilot, lambda: app.screen.grid.drawn, "the sheet")
        place, criterion = app.screen.here()
        await type_keys(pilot, "5", "j")
        cell = app.screen.board.cell(place, criterion)
        assert cell is None or cell.points is not None
        assert app.screen.grid.entry is None


async def test_a_record_written_is_shown_and_taken_back(village: Workspace) -> None:
    app: Any = an_app(village, start="home")
    async with app.run_test(size=SIZE) as pilot:
        await wait_for(pilot, lambda: app.screen.grid.drawn, "home")
        await do(pilot, "leave")
        await wait_for(pilot, lambda: "到了" in said(app), "the register, and what was said")
        assert len(app.screen.board) == 0
        await type_keys(pilot, "w")
        assert "记下了" in said(app)
        assert len(app.screen.board) == 1
        await type_keys(pilot, "y")
        assert f":{SURVEY}:None" in said(app)
        await type_keys(pilot, ":", "'撤销插件", "enter")
        assert "已撤销" in said(app)
        assert len(app.screen.board) == 0
        await type_keys(pilot, ":", "'撤销插件", "enter")
        assert "没有可以撤销的" in said(app)
        await type_keys(pilot, "y")
        assert "这里没有" in said(app)


async def test_a_fault_leaves_the_screen_and_shows_what_was_done_before_it(
    village: Workspace,
) -> None:
    app: Any = an_app(village, start="home")
    async with app.run_test(size=SIZE) as pilot:
        await wait_for(pilot, lambda: app.screen.grid.drawn, "home")
        before = app.screen
        await do(pilot, "half")
        assert app.screen is before
        assert before.report.display
        told = "\n".join(before.report.render_line(y).text for y in range(10))
        assert "试half：没有做成" in told
        assert "after the first half" in told
        assert "test_plugin_actions.py" in told
        assert len(records(village)) == 1
        await type_keys(pilot, "escape", "w")
        assert "记下了" in said(app)
    (failure,) = village.contributions.failures
    assert (failure.plugin, failure.code, failure.hook) == ("trial", "raised", "trial.half")


async def test_answers_are_said_shown_or_neither(village: Workspace) -> None:
    app: Any = an_app(village, start="home")
    async with app.run_test(size=SIZE) as pilot:
        await wait_for(pilot, lambda: app.screen.grid.drawn, "home")
        idle = said(app)
        await do(pilot, "nothing")
        assert said(app) == idle
        await do(pilot, "refuse")
        assert "原因" in said(app)
        await do(pilot, "strange")
        assert app.screen.report.display
        await type_keys(pilot, "escape")
        await do(pilot, "tell")
        told = [app.screen.report.render_line(y).text.strip() for y in range(4)]
        assert "条数: 3" in told
        await type_keys(pilot, "escape")
        await do(pilot, "show")
        told = [app.screen.report.render_line(y).text.strip() for y in range(10)]
        assert told[1] == "如下"
        assert told[told.index("姓名") + 2] == members_of(village.store, ORG)[0].name
        await type_keys(pilot, "s")
        assert app.screen.picker.is_open
    assert [f.code for f in village.contributions.failures] == ["result"]


async def test_a_way_that_is_none_is_told(village: Workspace) -> None:
    app: Any = an_app(village, start="home")
    async with app.run_test(size=SIZE) as pilot:
        await wait_for(pilot, lambda: app.screen.grid.drawn, "home")
        await do(pilot, "barred")
        assert "book.nothing" in said(app)
        await do(pilot, "astray")
        assert app.screen.report.display
    assert [f.message for f in village.contributions.failures] == ["opens: 'nowhere'"]


async def test_registers_are_at_hand_and_members_that_are_rows_of_one(village: Workspace) -> None:
    app: Any = an_app(village, start="registers")
    async with app.run_test(size=SIZE) as pilot:
        await wait_for(pilot, lambda: app.screen.grid.drawn, "the registers")
        _first, second, *_ = app.screen.source.registers
        await type_keys(pilot, "down", "z")
        assert f"registers::{second.id}:None" in said(app)
        app.screen.go(Place("register", register="roll.members"))
        screen = app.screen
        await wait_for(pilot, lambda: screen.is_mounted and screen.grid.drawn, "the roll")
        ids = [ref.id for ref in app.screen.board.refs]
        await do(pilot, "anybody")
        assert f"register:{ids[app.screen.grid.cursor[0]]}:roll.members:None" in said(app)


async def test_the_help_names_them_with_their_plugin_and_the_list_what_fits(
    village: Workspace,
) -> None:
    app: Any = an_app(village, start="home")
    async with app.run_test(size=SIZE) as pilot:
        await wait_for(pilot, lambda: app.screen.grid.drawn, "home")
        lines = app.screen.help_lines()
        assert [line.split() for line in lines if "试" in line] == [["w", "试note（试验）"]]
        await type_keys(pilot, ":")
        listed = [item.id for item in app.screen.picker.items]
        assert "trial.show" in listed
        assert not {"trial.greet", "trial.cell", "trial.row"} & set(listed)
        assert listed.index("trial.note") < listed.index("app.redraw")


async def test_the_users_own_key_is_the_key(village: Workspace) -> None:
    settings = UserSettings(keys={"trial.note": ("ctrl+e",)})
    app: Any = an_app(village, start="home", settings=settings)
    async with app.run_test(size=SIZE) as pilot:
        await wait_for(pilot, lambda: app.screen.grid.drawn, "home")
        await type_keys(pilot, "w")
        assert records(village) == []
        await type_keys(pilot, "ctrl+e")
        assert len(records(village)) == 1


async def test_another_sector_is_offered_nothing(village: Workspace) -> None:
    app: Any = an_app(with_actions(village, sectors=("health",)), start="home")
    async with app.run_test(size=SIZE) as pilot:
        await wait_for(pilot, lambda: app.screen.grid.drawn, "home")
        await type_keys(pilot, "w")
        assert records(village) == []
        await type_keys(pilot, ":", "'试")
        assert list(app.screen.picker.items) == []
