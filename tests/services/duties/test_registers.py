"""What registers remind of: rows that are due, and too many rows of a kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from branchkit.bootstrap import Workspace
from branchkit.core.members.member import Member
from branchkit.services.citations import citation_text
from branchkit.services.duties.registers import duties
from branchkit.services.duties.scene import DutyScene, duty_text
from branchkit.services.registers.writing import add_record
from branchkit.services.roster import add_member


def test_more_than_a_third_who_are_excellent_are_told_for_two_years(workspace: Workspace) -> None:
    review = workspace.contributions.registers["member.review"]
    with workspace.store.begin(workspace.actor, "test") as uow:
        for place in range(5):
            id = add_member(uow, Member("", "test", f"党员{place}")).id
            values = {"member": id, "year": "2026", "date": "2026-11-03"}
            result = "excellent" if place < 2 else "qualified"
            add_record(uow, review, "test", {**values, "result": result})
        uow.commit()
    scene = DutyScene(workspace.store, workspace.contributions, "test", date(2026, 11, 20))
    (duty,) = duties(scene)
    assert duty_text(workspace.catalog, duty) == "民主评议结果 2026：优秀 2 个，5 个里至多 1 个"
    assert citation_text(workspace.catalog, duty.rule) == "党员教育管理工作条例"
    assert len(list(duties(replace(scene, today=date(2027, 12, 31))))) == 1
    assert list(duties(replace(scene, today=date(2028, 1, 1)))) == []
