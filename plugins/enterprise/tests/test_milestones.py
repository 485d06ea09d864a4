"""Milestones in time: weighted by project, of the period only, nothing where none was due."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.dates import Period
from branchkit.core.organizations.organization import Organization
from branchkit.core.registers.register import Record
from branchkit.plugin.contributions import Contributions
from branchkit.testing.plugin_view import FakeView, a_record
from branchkit_enterprise.milestones import (
    OF_MEMBER,
    OF_ORGANIZATION,
    measure_milestones,
    measure_own_milestones,
)
from branchkit_enterprise.outcomes import measure_reached, measure_recognised
from branchkit_enterprise.vocabulary import BRANDS, MILESTONES, TASKS

QUARTER = Period.parse("2026-Q4")


def a_project(name: str, weight: str = "1", register: str = TASKS, **more: str) -> Record:
    values = {"name": name, "weight": weight, "started_on": "2026-02-01", "stage": "running"}
    return a_record(register, "b1", **{**values, **more})


def a_milestone(
    project: str, due: str, done: str = "", *, owner: str = "m1", id: str = ""
) -> Record:
    values = {"project": project, "title": f"节点{due}", "owner": owner, "due_on": due}
    return a_record(MILESTONES, "b1", id, **values, **({"done_on": done} if done else {}))


def view_of(contributions: Contributions, *records: Record) -> FakeView:
    return FakeView(
        organizations=[Organization("b1", "机加车间党支部", sector="enterprise")],
        records=records,
        contributions=contributions,
    )


def share(view: FakeView) -> Decimal | None:
    found = measure_milestones(view.metric_view("b1", QUARTER))
    return found["b1"].value if found else None


def test_a_project_counts_by_its_weight_and_not_by_its_many_steps(
    contributions: Contributions,
) -> None:
    view = view_of(
        contributions,
        a_project("大", "3"),
        a_project("小", "1", BRANDS),
        a_milestone("大", "2026-10-10", "2026-10-10"),
        a_milestone("大", "2026-11-10", "2026-11-12"),
        *(a_milestone("小", f"2026-10-{day}", f"2026-10-{day}") for day in range(11, 21)),
    )
    # 大: 1 of 2, weight 3; 小: 10 of 10, weight 1: (3 × 50 + 1 × 100) ÷ 4
    assert share(view) == Decimal("62.5")


def test_only_milestones_of_the_period_are_looked_at(contributions: Contributions) -> None:
    view = view_of(
        contributions,
        a_project("大"),
        a_milestone("大", "2026-09-30"),
        a_milestone("大", "2026-10-01", "2026-09-20"),
        a_milestone("大", "2027-01-01"),
    )
    assert share(view) == 100


def test_without_a_milestone_due_nothing_is_said(contributions: Contributions) -> None:
    assert share(view_of(contributions, a_project("大"), a_milestone("大", "2026-09-30"))) is None


def test_a_milestone_of_an_unknown_project_has_weight_one(contributions: Contributions) -> None:
    view = view_of(
        contributions,
        a_project("大", "3"),
        a_milestone("大", "2026-10-10", "2026-10-10"),
        a_milestone("写错的名字", "2026-10-10"),
    )
    assert share(view) == 75


def test_names_are_compared_without_spaces_around_them(contributions: Contributions) -> None:
    view = view_of(
        contributions,
        a_project(" 大 ", "3"),
        a_project("小"),
        a_milestone("大", "2026-10-10", "2026-10-10"),
        a_milestone("小 ", "2026-10-10"),
    )
    assert share(view) == 75


def test_a_dropped_project_owes_nothing_after_its_end(contributions: Contributions) -> None:
    view = view_of(
        contributions,
        a_project("停", "1", stage="dropped", closed_on="2026-10-20"),
        a_milestone("停", "2026-10-10"),
        a_milestone("停", "2026-11-10"),
        a_milestone("停", "2026-11-11", "2026-10-15"),
    )
    # The one before its end was missed, the one after it is void, the one that was done all the same counts.
    assert share(view) == 50


def test_members_are_measured_by_what_they_answer_for(contributions: Contributions) -> None:
    view = view_of(
        contributions,
        a_project("大", "3"),
        a_project("小"),
        a_milestone("大", "2026-10-10", "2026-10-20", owner="m1", id="late"),
        a_milestone("小", "2026-10-12", "2026-10-12", owner="m1", id="kept"),
        a_milestone("小", "2026-10-13", "2026-10-13", owner="m2", id="other"),
    )
    found = measure_own_milestones(view.metric_view("b1", QUARTER))
    assert {member: one.value for member, one in found.items()} == {"m1": 25, "m2": 100}
    assert {one.metric for one in found.values()} == {OF_MEMBER}
    assert [(e.record, e.counted) for e in found["m1"].evidence] == [
        ("late", False),
        ("kept", True),
    ]


@given(
    st.lists(
        st.tuples(st.sampled_from("甲乙丙"), st.integers(1, 28), st.none() | st.integers(-9, 9)),
        min_size=1,
    )
)
def test_the_share_is_between_nothing_and_all(
    contributions: Contributions, steps: list[tuple[str, int, int | None]]
) -> None:
    weights = {"甲": "1", "乙": "2", "丙": "5"}
    records = [a_project(name, weight) for name, weight in weights.items()]
    for project, day, late in steps:
        due = f"2026-11-{day:02d}"
        done = "" if late is None else f"2026-11-{max(1, min(30, day + late)):02d}"
        records.append(a_milestone(project, due, done))
    view = view_of(contributions, *records)
    found = measure_milestones(view.metric_view("b1", QUARTER))["b1"]
    assert found.metric == OF_ORGANIZATION
    assert found.value is not None
    assert 0 <= found.value <= 100
    assert (found.value == 100) == all(e.counted for e in found.evidence)
    assert (found.value == 0) == (not any(e.counted for e in found.evidence))
    assert len(found.evidence) == len(steps)


def test_what_projects_came_to_counts_by_the_day_they_were_closed(
    contributions: Contributions,
) -> None:
    view = view_of(
        contributions,
        a_project("甲", stage="closed", closed_on="2026-10-16", outcome="reached"),
        a_project("乙", stage="closed", closed_on="2026-11-02", outcome="partly"),
        a_project("丙", stage="closed", closed_on="2026-09-30", outcome="reached"),
        a_project("丁", "1", BRANDS, stage="closed", closed_on="2026-10-01", level="company"),
        a_project("戊", "1", BRANDS, stage="closed", closed_on="2026-10-01", level="branch"),
    )
    scope = view.metric_view("b1", QUARTER)
    reached, recognised = measure_reached(scope)["b1"], measure_recognised(scope)["b1"]
    assert [reached.value, recognised.value] == [Decimal(1), Decimal(1)]
    assert [(e.summary, e.counted) for e in reached.evidence] == [("甲", True), ("乙", False)]


def test_without_any_project_nothing_is_said_of_outcomes(contributions: Contributions) -> None:
    scope = view_of(contributions).metric_view("b1", QUARTER)
    assert measure_reached(scope) == {}
    assert measure_recognised(scope) == {}
