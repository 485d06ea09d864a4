"""Importing a tree of organisations from the lists that offices keep."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.organizations.organization import OrganizationKind, Turn
from branchkit.exchange.readers.grid import GridRow
from branchkit.services.importing.engine import ImportSummary, RowOutcome
from branchkit.services.importing.organizations import OrganizationSubject
from branchkit.services.organizations.organizations import read_tree
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.township import (
    ACTOR,
    FIRST_GROUP,
    GAOGOU,
    GENERAL,
    QINGSHI,
    TODAY,
    TOWN,
    a_township_store,
    put_members,
)

from .sheets_of_lists import FILE, Sheets, codes, counts, imported, passed_over

HEAD: GridRow = ["党组织名称", "上级党组织", "党组织代码", "类别"]


def tried(store: MemoryStore, *rows: GridRow, head: GridRow = HEAD) -> ImportSummary:
    subject = OrganizationSubject(TODAY, TOWN)
    return imported(store, subject, Sheets(名单=[head, *rows]), dry_run=True)


def carried_out(
    store: MemoryStore, *rows: GridRow, head: GridRow = HEAD, under: str = TOWN
) -> ImportSummary:
    return imported(store, OrganizationSubject(TODAY, under), Sheets(名单=[head, *rows]))


def added(summary: ImportSummary) -> list[str]:
    """The names of new organisations."""
    return [row.name for row in summary.ended(RowOutcome.ADDED)]


def faults(summary: ImportSummary) -> list[tuple[int, str]]:
    """Row and code of every error."""
    return [
        (problem.place.row or 0, problem.code.removeprefix("organization."))
        for problem in summary.problems
        if problem.severity == "error"
    ]


def test_a_whole_tree_comes_from_rows_in_any_order() -> None:
    store = MemoryStore()
    result = carried_out(
        store,
        ["第一党小组", "石门村党支部", None, None],
        ["石门村党支部", "红岩乡党委", "0301", "支部"],
        ["松岭村支部委员会", "03", None, None],
        ["中共红岩乡委员会", None, "03", "党委"],
        under="",
    )
    assert faults(result) == []
    tree = read_tree(store)
    assert [(o.name, tree.depth(o.id), str(o.kind)) for o in tree] == [
        ("中共红岩乡委员会", 0, "committee"),
        ("石门村党支部", 1, "branch"),
        ("第一党小组", 2, "group"),
        ("松岭村支部委员会", 1, "branch"),
    ]


def test_importing_the_same_file_again_changes_nothing() -> None:
    store = a_township_store()
    rows: list[GridRow] = [
        ["石门村党支部", "白水乡党委", "0103", "党支部"],
        ["第一党小组", "石门村党支部", None, "党小组"],
        ["青石村党支部", None, None, None],
    ]
    first = carried_out(store, *rows)
    assert counts(first) == (2, 0, 1, 0)
    again = carried_out(store, *rows)
    assert counts(again) == (0, 0, 3, 0)


def test_whoever_names_no_superior_stands_under_the_one_given() -> None:
    store = a_township_store()
    carried_out(store, ["石门村党支部", None, "0103", None])
    (new,) = [o for o in read_tree(store) if o.code == "0103"]
    assert (new.parent, new.sector) == (TOWN, "rural")


def test_a_code_finds_the_organisation_under_another_name_and_superior() -> None:
    store = a_township_store()
    result = carried_out(store, ["青石社区党支部", "高沟村党总支", "0102", None])
    (change,) = result.ended(RowOutcome.CHANGED)
    assert change.id == QINGSHI
    assert change.detail == ("name", "parent")
    kept = read_tree(store).get(QINGSHI)
    assert (kept.name, kept.parent) == ("青石社区党支部", GENERAL)
    assert [(m.turn, m.reason) for m in kept.history] == [
        (Turn.MOVED, FILE),
        (Turn.RENAMED, FILE),
    ]


def test_a_longer_way_of_writing_the_name_renames_nobody() -> None:
    result = tried(a_township_store(), ["中共青石村支部委员会", "中共白水乡委员会", None, None])
    assert counts(result) == (0, 0, 1, 0)


def test_a_township_that_stood_alone_is_put_under_its_county() -> None:
    store = a_township_store()
    carried_out(
        store, ["白水乡党委", "红岩县委", None, None], ["红岩县委", None, None, "党委"], under=""
    )
    tree = read_tree(store)
    assert [o.name for o in tree.path(TOWN)] == ["红岩县委", "白水乡党委"]


def test_the_same_name_under_another_superior_is_another_organisation() -> None:
    store = a_township_store()
    result = carried_out(store, ["第一党小组", "青石村党支部", None, None])
    (new,) = result.ended(RowOutcome.ADDED)
    assert read_tree(store).get(new.id).parent == QINGSHI
    assert codes(result) == ["organization.namesake"]


def test_blank_cells_take_nothing_away() -> None:
    store = a_township_store()
    result = tried(store, ["青石村党支部", None, None, None])
    assert counts(result) == (0, 0, 1, 0)
    assert read_tree(store).get(QINGSHI).code == "0102"


def test_rings_are_left_out_with_whoever_hangs_on_them() -> None:
    result = tried(
        a_township_store(),
        ["甲党委", "乙党委", None, None],
        ["乙党委", "丙党委", None, None],
        ["丙党委", "甲党委", None, None],
        ["丁党支部", "丙党委", None, None],
        ["戊党支部", None, None, None],
    )
    assert faults(result) == [(2, "ring"), (3, "ring"), (4, "ring"), (5, "parent_left_out")]
    assert added(result) == ["戊党支部"]


def test_an_organisation_cannot_be_put_below_itself() -> None:
    result = tried(
        a_township_store(),
        ["白水乡党委", "新党委", None, None],
        ["新党委", "白水乡党委", None, None],
    )
    assert {code for _row, code in faults(result)} == {"ring"}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ([None, "白水乡党委", "0109", "党支部"], "name_missing"),
        (["石门村党支部", "红岩乡党委", None, None], "parent_unknown"),
        (["石门村党支部", "第一党小组", None, None], "does_not_fit"),
        (["石门村党委", "高沟村党总支", None, None], "does_not_fit"),
        (["石门村党支部", None, None, "协会"], "not_known"),
        (["高沟村党总支", None, None, "党小组"], "does_not_fit"),
        (["高沟村第一党支部", "高沟村党总支", None, "党小组"], "does_not_fit"),
    ],
)
def test_rows_that_do_not_fit_are_left_out(row: GridRow, code: str) -> None:
    assert faults(tried(a_township_store(), row)) == [(2, code)]


def test_a_kind_that_leaves_those_below_without_a_place_is_refused() -> None:
    result = tried(a_township_store(), ["高沟村第一党支部", None, "0101", "党总支"])
    assert faults(result) == [(2, "does_not_fit")]
    result = tried(a_township_store(), ["青石村党支部", None, "0102", "党总支"])
    assert faults(result) == []


def test_doubles_are_told_with_the_row_they_repeat() -> None:
    result = tried(
        a_township_store(),
        ["石门村党支部", "白水乡党委", "0103", None],
        ["石门村支部委员会", "白水乡党委", None, None],
        ["松岭村党支部", "白水乡党委", "0103", None],
        ["石门村党支部", "town", None, None],
    )
    assert faults(result) == [(3, "twice"), (4, "twice"), (5, "name_taken")]
    assert result.ended(RowOutcome.LEFT_OUT)[0].problems[0].params["row"] == 2


def test_a_superior_that_may_be_several_is_not_guessed() -> None:
    store = a_township_store()
    carried_out(
        store, ["第一党支部", "白水乡党委", "1", None], ["第一党支部", "高沟村党总支", "2", None]
    )
    result = tried(store, ["甲党小组", "第一党支部", None, None])
    assert faults(result) == [(2, "parent_ambiguous")]
    assert faults(tried(store, ["甲党小组", "2", None, None])) == []


def test_a_code_of_something_dissolved_is_not_used_again() -> None:
    store = a_township_store()
    with store.begin(ACTOR, "organization.dissolve") as uow:
        from branchkit.services.organizations.reshaping import dissolve_organization

        dissolve_organization(uow, QINGSHI, TODAY, "撤销")
        uow.commit()
    assert faults(tried(store, ["新村党支部", None, "0102", None])) == [(2, "was_dissolved")]
    again = tried(store, ["青石村党支部", None, None, None])
    assert added(again) == ["青石村党支部"]


def test_messy_sheets_are_understood() -> None:
    rows: list[GridRow] = [
        ["白水乡基层党组织一览表", None, None, None, None, None],
        ["填报单位：白水乡党委", None, None, None, "2026年11月", None],
        ["序号", "党组织信息", None, None, "书记", "备注"],
        [None, "党组织名称", "上级党组织", "换届时间", "姓名", None],
        [1, "石门村 党支部", "白水乡党委", "2024.3.12", "陈建国", None],
        [None, None, None, None, None, None],
        ["序号", "党组织名称", "上级党组织", "换届时间", "姓名", None],
        [2, "松岭村党支部", "白水乡党委", 45363, "单守信", None],
        ["合计", 2, None, None, None, None],
        ["填表人：某某", None, None, None, None, None],
    ]
    store = a_township_store()
    result = imported(store, OrganizationSubject(TODAY, TOWN), Sheets(党组织=rows))
    tree = read_tree(store)
    new = [tree.get(row.id) for row in result.ended(RowOutcome.ADDED)]
    assert [(o.name, o.elected_on) for o in new] == [
        ("石门村党支部", "2024-03-12"),
        ("松岭村党支部", "2024-03-12"),
    ]
    assert passed_over(result) == [(7, "header"), (9, "total"), (10, "remark")]
    unread = [p.params["found"] for p in result.problems if p.code == "import.column_unknown"]
    assert unread == ["书记姓名"]


def test_rows_of_organisations_that_are_no_more_are_passed_over() -> None:
    head: GridRow = ["党组织名称", "上级党组织", "撤销日期"]
    result = tried(a_township_store(), ["旧村党支部", "白水乡党委", "2020-01-01"], head=head)
    assert (added(result), passed_over(result)) == ([], [(2, "dissolved")])


def test_a_name_that_tells_no_kind_is_taken_for_a_branch_and_said_so() -> None:
    store = a_township_store()
    result = carried_out(store, ["石门村", "白水乡党委", None, None])
    (new,) = result.ended(RowOutcome.ADDED)
    assert read_tree(store).get(new.id).kind is OrganizationKind.BRANCH
    assert codes(result) == ["organization.kind_assumed"]


def test_the_members_of_a_renamed_group_follow_it() -> None:
    store = a_township_store()
    with store.begin(ACTOR, "organization.edit") as uow:
        from branchkit.services.organizations.organizations import edit_organization

        edit_organization(uow, FIRST_GROUP, {"code": "0101-1"}, TODAY)
        put_members(uow, GAOGOU, 2, group="第一党小组")
        uow.commit()
    carried_out(store, ["先锋党小组", None, "0101-1", None])
    groups = [group for _id, group in store.project(GAOGOU, "member", "", ("group",))]
    assert groups == ["先锋党小组"] * 2


def test_rows_left_out_can_be_mended_and_imported_again(tmp_path: Path) -> None:
    from branchkit.exchange.readers.opening import open_grids

    store, mend_file = a_township_store(), tmp_path / "mend.xlsx"
    rows: list[GridRow] = [
        ["石门村党支部", "红岩乡党委", "0103", None],
        ["松岭村党支部", "白水乡党委", "0104", None],
    ]
    subject = OrganizationSubject(TODAY, TOWN)
    result = imported(store, subject, Sheets(名单=[HEAD, *rows]), mend_file=mend_file)
    assert added(result) == ["松岭村党支部"]
    with open_grids(mend_file) as mended:
        (header, row) = mended.grid(0).rows()
        assert header[:4] == HEAD
        assert row[:3] == ["石门村党支部", "红岩乡党委", "0103"]
        assert "红岩乡党委" in str(row[4])
        again = imported(store, subject, mended, dry_run=True)
    assert faults(again) == [(2, "parent_unknown")]


ORGS = ["甲党委", "乙党委", "丙党总支", "丁党支部", "戊党支部", "己党小组"]


@given(
    st.lists(
        st.tuples(st.sampled_from(ORGS), st.sampled_from([*ORGS, "白水乡党委", None])), max_size=12
    )
)
def test_whatever_the_rows_say_each_ends_in_one_place_and_the_tree_is_sound(
    rows: list[tuple[str, str | None]],
) -> None:
    store = a_township_store()
    listed: list[GridRow] = [[name, above, None, None] for name, above in rows]
    assert sum(counts(carried_out(store, *listed))) == len(rows)
    tree = read_tree(store)
    for organization in tree:
        above = tree.parent(organization.id)
        assert not tree.was_cut(organization.id)
        assert above is None or organization.kind.may_stand_under(above.kind)
