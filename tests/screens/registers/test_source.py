"""The columns of a register's grid."""

from __future__ import annotations

from branchkit.bootstrap import Workspace
from branchkit.core.registers.register import Choice, ColumnKind, RecordsFrom
from branchkit.core.texts import LocalText
from branchkit.i18n.catalog import Catalog
from branchkit.screens.registers.source import PINNED_CELLS, grid_columns
from branchkit.testing.registers import a_column, a_register


def test_date_and_whom_a_row_is_about_stay_in_sight(catalog: Catalog) -> None:
    register = a_register(
        a_column("note"), a_column("member", ColumnKind.MEMBER, required=True), a_column("more")
    )
    columns = grid_columns(register, catalog, several=False)
    assert [c.key for c in columns] == ["date", "member", "note", "more"]
    assert [c.pinned for c in columns] == ["left", "left", "", ""]


def test_who_may_be_left_out_is_not_whom_the_row_is_about(catalog: Catalog) -> None:
    chair, topic = a_column("chair", ColumnKind.MEMBER), a_column("topic")
    register = a_register(chair, topic, a_column("more"), summary=("topic",))
    pinned = [c.key for c in grid_columns(register, catalog, several=False) if c.pinned]
    assert pinned == ["date", "topic"]


def test_of_members_number_and_name_stay(catalog: Catalog) -> None:
    register = a_register(
        a_column("no", ColumnKind.NUMBER, field="number"),
        a_column("who", field="name"),
        a_column("age", field="age"),
        rows=RecordsFrom.MEMBERS,
    )
    pinned = [c.key for c in grid_columns(register, catalog, several=False) if c.pinned]
    assert pinned == ["no", "who"]


def test_several_organisations_have_a_column(catalog: Catalog) -> None:
    keys = [c.key for c in grid_columns(a_register(a_column("x")), catalog, several=True)]
    assert keys == ["date", "@org", "x"]


def test_titles_and_choices_make_a_column_wide_enough(catalog: Catalog) -> None:
    choices = (Choice("a", LocalText("严重警告处分")),)
    (_, kind, count) = grid_columns(
        a_register(
            a_column("kind", ColumnKind.CHOICE, choices=choices),
            a_column("count", ColumnKind.NUMBER, title=LocalText("应到会人数合计")),
        ),
        catalog,
        several=False,
    )
    assert kind.width == 12
    assert count.width >= 7
    assert len(count.head) == 2
    assert count.align == "right"


def test_figures_that_are_no_secret_are_typed_in_place(catalog: Catalog) -> None:
    register = a_register(
        a_column("hours", ColumnKind.NUMBER),
        a_column("base", ColumnKind.MONEY, personal=True),
        a_column("note"),
    )
    columns = grid_columns(register, catalog, several=False)
    assert [c.key for c in columns if c.editable] == ["hours"]


def test_every_declared_register_leaves_a_column_to_stand_on(
    workspace: Workspace, catalog: Catalog
) -> None:
    for register in workspace.contributions.registers.values():
        columns = grid_columns(register, catalog, several=False)
        assert sum(c.width + 1 for c in columns if c.pinned) <= PINNED_CELLS, register.id
        assert any(not c.pinned for c in columns), register.id
        assert all(c.width > 0 and c.head for c in columns), register.id
