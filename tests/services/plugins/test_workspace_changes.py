"""What plugins change: by the services that everybody uses, whole or not at all, and undone whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from branchkit.bootstrap import Workspace
from branchkit.core.actors import Actor
from branchkit.core.errors import BranchkitError, ConflictError, OrganizationError, RecordError
from branchkit.core.members.member import Member
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.ports import Store
from branchkit.plugin.workspace_view import WorkspaceActions
from branchkit.services.organizations.organizations import read_tree
from branchkit.services.plugins.workspace_changes import StoreActions
from branchkit.services.registers.writing import record, records_of
from branchkit.services.roster import add_member, edit_member, members_of
from branchkit.testing.builders import NAMES

ORG, FIRST = "test", "first"
VISIT = {"date": "2026-11-03", "household": "张家"}


@pytest.fixture
def peopled(workspace: Workspace) -> Workspace:
    with workspace.store.begin(workspace.actor, "test.build") as uow:
        for name in NAMES:
            add_member(uow, Member("", ORG, name))
        uow.commit()
    return workspace


@pytest.fixture
def actions(peopled: Workspace, clock: Callable[[], datetime]) -> WorkspaceActions:
    return StoreActions(peopled.store, peopled.contributions, peopled.actor, clock)


def found_a_branch(actions: WorkspaceActions) -> None:
    """Half of the people go to a new branch, one of them into a group there."""
    actions.reshape(
        founded=[
            Organization(FIRST, "高一年级党支部", parent=ORG),
            Organization("", "语文党小组", OrganizationKind.GROUP, parent=FIRST),
        ],
        converted={ORG: OrganizationKind.GENERAL_BRANCH},
        moved={(ORG, "m0001"): FIRST, (ORG, "m0002"): FIRST},
        grouped={(ORG, "m0001"): "语文党小组"},
        reason="党总支会议研究决定",
    )


def names(store: Store, org: str) -> list[tuple[str, str]]:
    return [(member.name, member.group) for member in members_of(store, org)]


def test_a_row_is_added_and_changed_in_the_users_name(
    peopled: Workspace, actions: WorkspaceActions
) -> None:
    made = actions.add_record("book.visit", ORG, {**VISIT, "member": "m0001"}, reason="导入")
    actions.edit_record("book.visit", ORG, made.id, {"household": "李家"})
    assert record(peopled.store, "book.visit", ORG, made.id).values["household"] == "李家"
    changed, added = list(peopled.store.entries(newest_first=True))[:2]
    assert (added.actor, added.reason, added.change.action) == (
        peopled.actor.name,
        "导入",
        "plugin.record.add",
    )
    assert changed.change.action == "plugin.record.edit"


def test_what_is_refused_changes_nothing(peopled: Workspace, actions: WorkspaceActions) -> None:
    with pytest.raises(RecordError) as unknown:
        actions.add_record("book.nowhere", ORG, VISIT)
    assert unknown.value.code == "record.unknown_register"
    with pytest.raises(RecordError):
        actions.add_record("book.visit", ORG, {"date": "2026-11-03"})
    seq = peopled.store.last_seq()
    with pytest.raises(BranchkitError):
        actions.reshape(
            founded=[Organization(FIRST, "高一年级党支部")],
            moved={(ORG, "nobody"): FIRST},
            reason="改建",
        )
    assert peopled.store.last_seq() == seq
    assert list(records_of(peopled.store, "book.visit", ORG)) == []


def test_the_tree_is_reshaped_and_put_back_whole(
    peopled: Workspace, actions: WorkspaceActions
) -> None:
    before = names(peopled.store, ORG)
    found_a_branch(actions)
    tree = read_tree(peopled.store)
    assert [o.name for o in tree.subtree(ORG)][1:] == ["高一年级党支部", "语文党小组"]
    assert tree.get(ORG).kind is OrganizationKind.GENERAL_BRANCH
    assert names(peopled.store, FIRST) == [("陈建国", "语文党小组"), ("欧阳若兰", "")]
    assert actions.undo()
    tree = read_tree(peopled.store)
    assert FIRST not in tree
    assert tree.get(ORG).kind is OrganizationKind.BRANCH
    assert names(peopled.store, ORG) == before
    assert peopled.store.verify() == []
    assert not actions.undo()


def test_undo_goes_back_one_change_at_a_time_and_leaves_what_others_did(
    peopled: Workspace, actions: WorkspaceActions, clock: Callable[[], datetime]
) -> None:
    other = StoreActions(peopled.store, peopled.contributions, Actor("别人"), clock)
    first = actions.add_record("book.visit", ORG, {**VISIT, "member": "m0001"})
    theirs = other.add_record("book.visit", ORG, {**VISIT, "member": "m0002"})
    second = actions.add_record("book.visit", ORG, {**VISIT, "member": "m0003"})

    def left() -> set[str]:
        return {row.id for row in records_of(peopled.store, "book.visit", ORG)}

    assert actions.undo()
    assert left() == {first.id, theirs.id}
    assert second.id not in left()
    assert actions.undo()
    assert left() == {theirs.id}
    assert not actions.undo()


def test_undo_is_refused_when_others_have_built_on_it(
    peopled: Workspace, actions: WorkspaceActions
) -> None:
    found_a_branch(actions)
    with peopled.store.begin(Actor("别人"), "test") as uow:
        add_member(uow, Member("", FIRST, "新来的"))
        uow.commit()
    with pytest.raises(OrganizationError) as in_use:
        actions.undo()
    assert in_use.value.code == "organization.undo_in_use"
    assert FIRST in read_tree(peopled.store)


def test_undo_overwrites_nothing_that_was_changed_since(
    peopled: Workspace, actions: WorkspaceActions
) -> None:
    found_a_branch(actions)
    with peopled.store.begin(Actor("别人"), "test") as uow:
        edit_member(uow, FIRST, "m0001", {"group": "数学党小组"})
        uow.commit()
    with pytest.raises(ConflictError) as caught:
        actions.undo()
    assert caught.value.params["by"] == "别人"
    assert names(peopled.store, FIRST)[0] == ("陈建国", "数学党小组")
