"""The made-up workspace keeps the same promises as the real one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from branchkit.core.dates import Period
from branchkit.core.members.member import Member
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.scoring.schemes import SubjectKind
from branchkit.core.texts import LocalText
from branchkit.plugin.contributions import ComputedMetric, MetricView
from branchkit.plugin.queries import where
from branchkit.plugin.screen_actions import ActionTarget
from branchkit.plugin.workspace_view import WorkspaceView
from branchkit.testing.plugin_actions import FakeActions
from branchkit.testing.plugin_view import FakeView, a_record, a_result, pack_and

TOWN, VILLAGE, MONTH = "town", "v1", Period(2026, 11)


@pytest.fixture
def view() -> FakeView:
    return FakeView(
        organizations=[
            Organization(TOWN, "白水乡党委", OrganizationKind.COMMITTEE),
            Organization(VILLAGE, "高沟村党支部", parent=TOWN),
        ],
        members=[Member("m0001", VILLAGE, "陈建国", 1), Member("m0001", TOWN, "单雄信", 1)],
        records=[
            a_record("book.visit", VILLAGE, date="2026-10-30", member="m0001", household="张家"),
            a_record("book.visit", VILLAGE, date="2026-11-03", member="m0001", household="李家"),
            a_record("book.visit", TOWN, date="2026-11-04", member="m0001", household="王家"),
        ],
        measured={"t/given": {VILLAGE: 3}},
        contributions=pack_and(),
    )


def test_it_is_a_workspace(view: FakeView) -> None:
    seen: WorkspaceView = view
    assert seen.node == TOWN
    assert [o.id for o in seen.tree().subtree(TOWN)] == [TOWN, VILLAGE]
    assert [member.name for member in seen.members(VILLAGE)] == ["陈建国"]
    assert "base/member-month" in seen.schemes
    assert "member-education" in seen.rule_packs or seen.rule_packs


def test_rows_are_those_of_the_organisations_within_the_span(view: FakeView) -> None:
    def houses(*orgs: str, since: date | None = None) -> list[object]:
        return [row.values["household"] for row in view.records("book.visit", orgs, since=since)]

    assert houses(VILLAGE) == ["张家", "李家"]
    assert houses(VILLAGE, TOWN, since=MONTH.first_day) == ["李家", "王家"]


def test_a_register_that_is_not_there_is_a_mistake_of_the_test() -> None:
    with pytest.raises(ValueError, match=r"book\.nowhere"):
        FakeView(records=[a_record("book.nowhere", VILLAGE)])


def test_a_table_is_asked_as_in_a_workspace() -> None:
    dated: dict[str, Any] = {"date": "2026-11-03", "present": ["m0001"]}
    view = FakeView(
        records=[
            a_record("book.activity", VILLAGE, **dated, kind="study", hours="10"),
            a_record("book.activity", VILLAGE, **dated, kind="theme", hours="2.5"),
            a_record("book.activity", VILLAGE, date="2026-10-03", kind="theme", hours="3"),
        ]
    )
    table = view.table("book.activity", [VILLAGE], since=MONTH.first_day)
    assert [row.values["kind"] for row in table.search(where("hours") > 2.5)] == ["study"]
    assert table.count(where("present").any(["m0001"])) == len(table) == 2
    assert view.table("book.nowhere", [VILLAGE]).all() == []


def test_metrics_are_given_or_worked_out(view: FakeView) -> None:
    assert view.measure("t/given", VILLAGE, MONTH)[VILLAGE].value == 3
    assert view.measure("book.visit/made", VILLAGE, MONTH)[VILLAGE].value == 1
    assert view.measure("book.visit/households", VILLAGE, MONTH)["m0001"].value == 1
    assert view.measure("book.visit/nothing", VILLAGE, MONTH) == {}


def test_a_computed_metric_is_given_the_view_itself(view: FakeView) -> None:
    handed = view.metric_view(VILLAGE, MONTH)
    assert handed.workspace is view
    assert set(handed.scope.roll) == {"m0001"}
    assert len(list(handed.records("book.visit"))) == 2


def test_a_metric_of_contributions_is_asked() -> None:
    from branchkit.core.scoring.results import Measurement
    from branchkit.plugin.contributions import Contributions

    def measure(view: MetricView) -> dict[str, Measurement]:
        return {view.scope.org: Measurement("t/one", Decimal(1))}

    metric = ComputedMetric("t/one", LocalText("一"), SubjectKind.ORGANIZATION, measure)
    view = FakeView(contributions=Contributions(computed={metric.id: metric}))
    assert view.measure("t/one", VILLAGE, MONTH)[VILLAGE].value == 1


def test_a_sheet_is_what_the_test_says(view: FakeView) -> None:
    results = [a_result("m0001", "86.5", "good", rank=1, points={"hours": "10"}), a_result("m2")]
    made = view.sheet("base/member-month", VILLAGE, MONTH, results)
    assert view.results("base/member-month", VILLAGE, MONTH) is made
    assert view.results("base/member-month", VILLAGE, MONTH.previous) is None
    first, second = made.subjects
    assert (first.total, first.complete, first.points["hours"]) == (
        Decimal("86.5"),
        True,
        Decimal(10),
    )
    assert (second.total, second.complete) == (None, False)


def test_a_scene_is_for_a_report(view: FakeView) -> None:
    scene = view.scene(MONTH, org=VILLAGE, language="en")
    assert (scene.workspace, scene.org, scene.language) == (view, VILLAGE, "en")


def test_a_commands_scene_has_arguments_by_name_and_keeps_changes() -> None:
    changes = FakeActions()
    view = FakeView(organizations=[Organization("v1", "高沟村党支部")])
    scene = view.command(changes, at_least=3)
    assert (scene.org, dict(scene.arguments)) == ("v1", {"at-least": 3})
    kept = scene.actions.add_record("book.visit", "v1", {"member": "m0001"})
    scene.actions.edit_record("book.visit", "v1", kept.id, {"member": "m0002"})
    scene.actions.reshape(dissolved=["v1"], reason="合并")
    assert changes.records == [("book.visit", "v1", {"member": "m0001"})]
    assert changes.edits == [("book.visit", "v1", "new1", {"member": "m0002"})]
    assert changes.reshapings == [{"dissolved": ["v1"], "reason": "合并"}]
    assert [scene.actions.undo() for _ in range(4)] == [True, True, True, False]
    assert (changes.records, changes.edits, changes.reshapings) == ([], [], [])


def test_an_actions_scene_has_what_it_is_done_with() -> None:
    view = FakeView(organizations=[Organization("v1", "高沟村党支部")])
    target = ActionTarget("v1", "m0001")
    scene = view.action(target, screen="scoring", scheme="base/member-month")
    assert (scene.org, scene.targets, scene.screen) == ("v1", (target,), "scoring")
    assert (scene.scheme, scene.register, scene.period) == ("base/member-month", "", None)
