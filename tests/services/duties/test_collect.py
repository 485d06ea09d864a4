"""All duties together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from branchkit.core.duties import Duty, Opening
from branchkit.core.errors import RulePackError
from branchkit.core.rulepacks import Citation
from branchkit.core.texts import LocalText
from branchkit.plugin.contributions import Contributions
from branchkit.services.duties.collect import collect, in_order
from branchkit.services.duties.scene import DutyScene
from branchkit.testing.builders import fixed_clock
from branchkit.testing.memory_store import MemoryStore

TODAY = date(2026, 11, 20)


def a_duty(code: str, due_on: date | None, *, urgent: bool = False) -> Duty:
    rule = Citation(LocalText("条例"))
    return Duty(code, "b1", Opening("home"), due_on, rule, urgent=urgent)


def test_the_most_pressing_stands_first() -> None:
    duties = [
        a_duty("later", date(2027, 1, 1)),
        a_duty("month", date(2026, 11, 30)),
        a_duty("undated", None),
        a_duty("pressing", date(2026, 11, 30), urgent=True),
        a_duty("today", TODAY),
        a_duty("late", date(2026, 11, 1)),
        a_duty("latest", date(2026, 3, 1)),
    ]
    assert [duty.code for duty in in_order(duties, TODAY)] == [
        "latest",
        "late",
        "today",
        "pressing",
        "month",
        "undated",
        "later",
    ]


def test_a_source_that_lacks_a_rule_costs_its_own_duties_only() -> None:
    def broken(scene: DutyScene) -> Iterable[Duty]:
        yield a_duty("first", TODAY)
        raise RulePackError("no_pack", pack="meetings")

    scene = DutyScene(MemoryStore(fixed_clock()), Contributions(), "b1", TODAY)
    found = collect(scene, broken)
    assert found.duties == ()
    assert found.failure is not None and found.failure.code == "rulepack.no_pack"
