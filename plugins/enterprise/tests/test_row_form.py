"""A row as a form: which columns are asked for, what was typed read back, faults where they belong."""

from __future__ import annotations

from branchkit.core.members.member import Member
from branchkit.core.registers.register import Record
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import Contributions
from branchkit.testing.plugin_view import TODAY, a_record
from branchkit.widgets.form_model import FieldKind
from branchkit_enterprise.board.row_form import RowForm
from branchkit_enterprise.vocabulary import CHECKS, MILESTONES, TASKS

PEOPLE = [Member("m1", "b1", "陈建国", 1), Member("m2", "b1", "欧阳若兰", 2)]
PROJECT = {
    "name": "空压站",
    "problem": "空载",
    "goal": "降 8%",
    "leader": "m9",
    "weight": "1",
    "started_on": "2026-02-01",
    "planned_until": "2026-12-31",
    "stage": "running",
}


def a_form(
    contributions: Contributions,
    catalog: Catalog,
    register: str,
    columns: tuple[str, ...],
    values: dict[str, object] | None = None,
    others: tuple[Record, ...] = (),
    **begins: str,
) -> RowForm:
    return RowForm(
        contributions.registers[register],
        columns,
        values or {},
        people=PEOPLE,
        others=others,
        catalog=catalog,
        today=TODAY,
        begins=begins,
    )


def test_columns_are_asked_for_where_they_apply(
    contributions: Contributions, catalog: Catalog
) -> None:
    form = a_form(contributions, catalog, TASKS, ("stage", "closed_on", "outcome"), {**PROJECT})
    assert [field.key for field in form.fields()] == ["stage"]
    asked = form.fields({"stage": "closed"})
    assert [field.key for field in asked] == ["stage", "closed_on", "outcome"]
    assert [field.kind for field in asked] == [
        FieldKind.CHOICE,
        FieldKind.TEXT,
        FieldKind.CHOICE,
    ]


def test_what_no_longer_applies_is_emptied(contributions: Contributions, catalog: Catalog) -> None:
    closed = {**PROJECT, "stage": "closed", "closed_on": "2026-11-01", "outcome": "reached"}
    form = a_form(contributions, catalog, TASKS, ("stage", "closed_on", "outcome"), {**closed})
    changes, faults = form.changes({"stage": "running"})
    assert changes == {"stage": "running", "closed_on": None, "outcome": None}
    assert faults == {}


def test_somebody_who_has_left_the_roll_may_stay_named(
    contributions: Contributions, catalog: Catalog
) -> None:
    form = a_form(contributions, catalog, TASKS, ("stage",), {**PROJECT})
    assert form.changes({"stage": "review"}) == ({"stage": "review"}, {})


def test_faults_stand_at_their_columns(contributions: Contributions, catalog: Catalog) -> None:
    columns = ("date", "result", "problem", "deadline")
    form = a_form(
        contributions, catalog, CHECKS, columns, {"area": "总装", "owner": "m1", "result": "met"}
    )
    changes, faults = form.changes(
        {"date": "2026-11-20", "result": "failed", "problem": "", "deadline": "soon"}
    )
    assert set(faults) == {"problem", "deadline"}
    assert changes["date"] == "2026-11-20"
    _, none = form.changes(
        {"date": "2026-11-20", "result": "failed", "problem": "堵", "deadline": "2026-11-30"}
    )
    assert none == {}


def test_a_row_like_another_is_a_fault_of_the_whole(
    contributions: Contributions, catalog: Catalog
) -> None:
    given = {"project": "空压站", "title": "评审", "owner": "m1", "due_on": "2026-12-01"}
    other = a_record(MILESTONES, "b1", "r1", **given)
    form = a_form(
        contributions,
        catalog,
        MILESTONES,
        ("title", "owner", "due_on"),
        {"project": "空压站"},
        (other,),
    )
    typed = {"title": "评审", "owner": "m2", "due_on": "2026-12-09"}
    assert set(form.changes(typed)[1]) == {""}
    assert form.changes({**typed, "title": "安装"})[1] == {}


def test_a_form_begins_with_what_is_usual(contributions: Contributions, catalog: Catalog) -> None:
    form = a_form(contributions, catalog, MILESTONES, ("done_on", "result"), done_on="2026-11-20")
    fields = {field.key: field for field in form.fields()}
    assert fields["done_on"].text == "2026-11-20"
    assert fields["done_on"].tidy("3") == "2026-11-03"
    assert set(fields) == {"done_on", "result"}
