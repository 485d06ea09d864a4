"""Forms of all screens: every field for a day takes the same spellings, and says at once what is none."""

from __future__ import annotations

import re
from datetime import date

import pytest

from branchkit.bootstrap import Workspace
from branchkit.core.development.cases import Person
from branchkit.core.development.checks import StepEntry
from branchkit.core.members.member import Category, Member, Mobility
from branchkit.screens.console import ConsoleScreen
from branchkit.screens.context import Place
from branchkit.services.development.life import Opening, open_case
from branchkit.services.roster import add_member
from branchkit.testing.pilot import SIZE, an_app, wait_for
from branchkit.widgets.form import FormView
from branchkit.widgets.form_model import FieldKind, FormField

ORG = "test"
SPELLINGS = ("3", "３", "11.3", "1103", "11月3日", "-17", "2026-11-3", "2026.11.03", "十一月三日")
DAYS = re.compile(
    r"on|from|until|.*_on|.*_since|.*_until|birth|joined|founded|date|begin|end|.*date"
)
NO_DAYS = {"came_from"}
FORMS = {
    "a member": ("members", "members.add"),
    "a member's change": ("members", "members.edit"),
    "an organisation": ("organizations", "organizations.add"),
    "an organisation's change": ("organizations", "organizations.edit"),
    "a case": ("development", "case.add"),
    "a step": ("development", "case.step"),
    "a refusal": ("development", "case.refuse"),
    "a case given up": ("development", "case.cancel"),
    "a base": ("dues", "dues.base"),
    "a meeting": ("meetings", "meeting.add"),
}


@pytest.fixture
def branch(workspace: Workspace) -> Workspace:
    packs = workspace.contributions.rule_packs
    with workspace.store.begin(workspace.actor, "test") as uow:
        away = Member("", ORG, "张三", mobility=Mobility.OUT, away_since="2026-01-01")
        add_member(uow, away)
        add_member(uow, Member("", ORG, "李四", category=Category.PROBATIONARY))
        entry = StepEntry("application", date(2026, 9, 1), papers=("入党申请书",))
        open_case(uow, packs, ORG, Opening(Person("田禾"), entry), date(2026, 11, 20))
        uow.commit()
    return workspace


@pytest.mark.parametrize("form", FORMS)
async def test_every_field_for_a_day_is_typed_alike(branch: Workspace, form: str) -> None:
    place, action = FORMS[form]
    app = an_app(branch)
    async with app.run_test(size=SIZE) as pilot:
        app.context().go(Place(place))
        await wait_for(
            pilot, lambda: type(app.screen).__name__.lower().startswith(place[:4]), place
        )
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, ConsoleScreen)
        screen.perform(action)
        await wait_for(pilot, lambda: bool(screen.query(FormView)), "the form")
        fields = screen.query_one(FormView).form.fields
        days = [field for field in fields if is_day(field)]
        assert days, [field.key for field in fields]
        for field in days:
            for typed in SPELLINGS:
                assert field.tidy(typed) == "2026-11-03", field.key
            assert field.check("2026-11-03") == ""
            assert field.check("某天"), field.key


def is_day(field: FormField) -> bool:
    wanted = DAYS.fullmatch(field.key) is not None and field.key not in NO_DAYS
    return wanted and field.kind is FieldKind.TEXT
