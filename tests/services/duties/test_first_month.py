"""The way through a branch's first month follows from what is kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from branchkit.bootstrap import Workspace
from branchkit.core.dates import Period
from branchkit.core.organizations.organization import OrganizationKind
from branchkit.core.scoring.sheets import Cell, SheetKey, SheetStep
from branchkit.services.duties.first_month import FirstStep, Stage, first_steps
from branchkit.services.duties.scene import DutyScene
from branchkit.services.organizations.organizations import edit_organization
from branchkit.services.registers.writing import RecordWriter
from branchkit.services.roster import add_member
from branchkit.services.scoring.scores import CellEdit, change_cells
from branchkit.services.scoring.sheets import open_sheet
from branchkit.services.scoring.steps import take_step
from branchkit.testing.builders import members
from branchkit.testing.statements import statements_of

SCHEME = "base/member-month"


def steps(workspace: Workspace) -> tuple[FirstStep, ...]:
    here = workspace.organization
    scene = DutyScene(workspace.store, workspace.contributions, here, workspace.clock().date())
    return first_steps(scene)


def done(workspace: Workspace) -> list[Stage]:
    return [step.stage for step in steps(workspace) if step.done]


def params(workspace: Workspace, stage: Stage) -> dict[str, object]:
    return dict(next(step.params for step in steps(workspace) if step.stage is stage))


def join(workspace: Workspace, count: int) -> list[str]:
    people = members(count, workspace.organization)
    with workspace.store.begin(workspace.actor, "test.build") as uow:
        for member in people:
            add_member(uow, member)
        uow.commit()
    return [member.id for member in people]


def keep(workspace: Workspace, register: str, **values: Any) -> None:
    with workspace.store.begin(workspace.actor, "test.build") as uow:
        registers = workspace.contributions.registers
        RecordWriter(uow, registers[register], workspace.organization).add(values)
        uow.commit()


def score_all(workspace: Workspace, people: list[str]) -> SheetKey:
    scheme = workspace.contributions.schemes[SCHEME]
    key = SheetKey(SCHEME, workspace.organization, Period(2026, 11))
    with workspace.store.begin(workspace.actor, "test.build") as uow:
        open_sheet(uow, scheme, key)
        edits = [
            CellEdit(id, c.id, Cell(Decimal(0), note="试"))
            for id in people
            for c in scheme.criteria
        ]
        change_cells(uow, scheme.on(key.period.last_day), key, edits)
        uow.commit()
    return key


def test_each_step_is_ticked_by_what_is_kept(workspace: Workspace) -> None:
    assert done(workspace) == []
    people = join(workspace, 2)
    assert done(workspace) == [Stage.ROSTER]
    assert params(workspace, Stage.DUES) == {"without": 2, "count": 2}
    for id in people:
        keep(workspace, "dues.base", **{"member": id, "norm": "farmer", "from": "2026-11-01"})
    assert done(workspace) == [Stage.ROSTER, Stage.DUES]
    keep(
        workspace,
        "book.meeting",
        date="2026-10-31",
        kind="general",
        topic="上月的",
        expected=people,
    )
    assert Stage.MEETING not in done(workspace)
    keep(
        workspace, "book.meeting", date="2026-11-05", kind="general", topic="总结", expected=people
    )
    assert done(workspace) == [Stage.ROSTER, Stage.DUES, Stage.MEETING]
    assert params(workspace, Stage.SCORES) == {"done": 0, "wanted": 2}
    score_all(workspace, people)
    assert done(workspace) == [Stage.ROSTER, Stage.DUES, Stage.MEETING, Stage.SCORES]


def test_the_way_ends_with_the_first_sheet_that_is_handed_up(workspace: Workspace) -> None:
    key = score_all(workspace, join(workspace, 2))
    assert len(steps(workspace)) == len(Stage)
    with workspace.store.begin(workspace.actor, "sheet.submit") as uow:
        take_step(uow, workspace.contributions, key, SheetStep.SUBMIT, workspace.clock)
        uow.commit()
    with statements_of(workspace.store) as seen:
        assert steps(workspace) == ()
    assert len(seen) == 1


def test_the_way_costs_few_queries_whatever_the_size(workspace: Workspace) -> None:
    join(workspace, 30)
    with statements_of(workspace.store) as seen:
        steps(workspace)
    assert len(seen) <= 7


def test_a_committee_has_no_first_month(workspace: Workspace) -> None:
    today = workspace.clock().date()
    with workspace.store.begin(workspace.actor, "test.build") as uow:
        edit_organization(uow, workspace.organization, {"kind": OrganizationKind.COMMITTEE}, today)
        uow.commit()
    assert steps(workspace) == ()
