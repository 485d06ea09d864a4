"""The guarded store: every role × operation × place, what is seen, what is refused, and that nothing goes around it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from branchkit.core.access.roles import REFUSAL, RIGHTS, USER, WHOLE, Operation, Reach, Role
from branchkit.core.access.users import Grant, User
from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.errors import AccessError
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.rating.rating import RATING, Rating, RatingState
from branchkit.core.scoring.sheets import Sheet, SheetKey, SheetState
from branchkit.services.access.guard import GuardedStore
from branchkit.services.organizations.organizations import read_tree
from branchkit.testing.memory_store import MemoryStore

COUNTY, TOWN, BRANCH, GROUP, SIBLING = "county", "town", "branch", "group", "sibling"
COMMITTEE = OrganizationKind.COMMITTEE
TREE = (
    Organization(COUNTY, "云岭县委", COMMITTEE),
    Organization(TOWN, "清溪镇党委", COMMITTEE, parent=COUNTY),
    Organization(BRANCH, "青石村党支部", parent=TOWN, phone="13800000000"),
    Organization(GROUP, "第一党小组", OrganizationKind.GROUP, parent=BRANCH),
    Organization(SIBLING, "柳坝村党支部", parent=TOWN, phone="13900000000"),
)
ABOVE = {COUNTY: (), TOWN: (COUNTY,), BRANCH: (TOWN, COUNTY), GROUP: (BRANCH, TOWN, COUNTY)}
ABOVE[SIBLING] = (TOWN, COUNTY)
NOW = datetime.fromisoformat("2026-11-20T09:00:00+08:00")
BUILDER = Actor("管理员")
FOR = {
    Operation.SCORE: "score.enter",
    Operation.REVIEW: "sheet.review",
    Operation.CONFIRM: "sheet.confirm",
    Operation.REOPEN: "sheet.reopen",
    Operation.UNMASK: "members.unmask",
    Operation.IMPORT: "member.import",
    Operation.ADMINISTER: "access.change",
}
"""Operations that put something, each with an action that wants it."""


@pytest.fixture
def store() -> MemoryStore:
    made = MemoryStore(lambda: NOW)
    with made.begin(BUILDER, "test.build") as uow:
        for organization in TREE:
            uow.put(WHOLE, "organization", organization.id, organization.to_body())
            uow.put(organization.id, "row", "one", {"points": "5"})
        uow.commit()
    return made


def a_user(*grants: Grant, login: str = "li") -> User:
    return User(login, f"用户{login}", grants)


def guarded(store: MemoryStore, *grants: Grant, login: str = "li") -> GuardedStore:
    user = a_user(*grants, login=login)
    with store.begin(BUILDER, "test.user") as uow:
        uow.put(WHOLE, USER, login, user.to_body())
        uow.commit()
    return GuardedStore(store.session(), user, lambda: NOW)


def reached(reach: Reach | None, node: str, org: str) -> bool:
    """By the words of the table, without the code that works it out."""
    if org != node and node not in ABOVE[org]:
        return False
    far = 0 if org == node else ABOVE[org].index(node) + 1
    over = len(ABOVE[org])
    match reach:
        case Reach.OWN:
            return far == 0 or (org == GROUP and node == BRANCH)
        case Reach.BELOW:
            return far >= 1 or over == 0
        case Reach.FAR_BELOW:
            return far >= 2 or far == over
        case Reach.WITHIN:
            return True
    return False


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("node", [COUNTY, TOWN, BRANCH])
def test_every_right_of_every_role_in_every_place(
    store: MemoryStore, role: Role, node: str
) -> None:
    guard = guarded(store, Grant(role, node))
    for org in ABOVE:
        for operation in Operation:
            allowed = reached(RIGHTS[role].get(operation), node, org)
            assert guard.rights.may(operation, org) is allowed, (operation, org)
            if operation in FOR:
                assert puts(guard, FOR[operation], org) is allowed, (operation, org)
        assert bool(list(guard.scan(org, "row"))) is reached(Reach.WITHIN, node, org)


def puts(guard: GuardedStore, action: str, org: str) -> bool:
    kind = "unmasking" if action.endswith("unmask") else "note"
    try:
        with guard.begin(Actor("谁", Role.CONFIRMER), action) as uow:
            uow.put(org, kind, "x", {"at": action})
    except AccessError:
        return False
    return True


def test_of_others_there_is_the_name_and_nothing_else(store: MemoryStore) -> None:
    guard = guarded(store, Grant(Role.SECRETARY, BRANCH))
    tree = read_tree(guard)
    assert [o.id for o in tree] == [COUNTY, TOWN, BRANCH, GROUP]
    assert (tree.name(SIBLING), tree.get(SIBLING).phone) == ("柳坝村党支部", "")
    with pytest.raises(AccessError, match="no_right"):
        guard.get(SIBLING, "row", "one")
    keys = [(org, "row", "one") for org in ABOVE]
    assert {key[0] for key in guard.get_many(keys)} == {BRANCH, GROUP}
    assert set(guard.organizations_of("row")) == {BRANCH, GROUP}
    assert {entry.org for entry in guard.entries(kind="row")} == {BRANCH, GROUP}


def test_what_was_refused_is_written_down_and_seen_by_whoever_audits(store: MemoryStore) -> None:
    assert not puts(guarded(store, Grant(Role.VIEWER, TOWN)), "score.enter", BRANCH)
    told = [(e.actor, e.org) for e in store.entries(kind=REFUSAL)]
    assert told == [("用户li", BRANCH)]
    auditor = guarded(store, Grant(Role.AUDITOR, COUNTY), login="sun")
    assert [d.body["operation"] for d in auditor.scan(BRANCH, REFUSAL)] == ["score"]
    assert not list(guarded(store, Grant(Role.REVIEWER, TOWN), login="w").scan(BRANCH, REFUSAL))


def test_a_role_that_another_session_takes_counts_no_more(store: MemoryStore) -> None:
    guard = guarded(store, Grant(Role.SECRETARY, BRANCH))
    assert puts(guard, "score.enter", BRANCH)
    with store.begin(BUILDER, "test.user") as uow:
        uow.put(WHOLE, USER, "li", a_user(Grant(Role.VIEWER, BRANCH)).to_body())
        uow.commit()
    assert not puts(guard, "score.enter", BRANCH)


def test_a_role_counts_from_day_to_day(store: MemoryStore) -> None:
    later = Grant(Role.SECRETARY, BRANCH, since="2026-11-21")
    past = Grant(Role.SECRETARY, SIBLING, until="2026-11-19")
    guard = guarded(store, later, past, Grant(Role.SECRETARY, TOWN, "2026-11-20", "2026-11-20"))
    may = {org for org in ABOVE if guard.rights.may(Operation.SCORE, org)}
    assert may == {TOWN}


def test_nobody_gives_themselves_more_than_they_administer(store: MemoryStore) -> None:
    guard = guarded(store, Grant(Role.ADMINISTRATOR, TOWN))
    for node, allowed in ((BRANCH, True), (COUNTY, False), (WHOLE, False)):
        more = a_user(Grant(Role.ADMINISTRATOR, TOWN), Grant(Role.AUDITOR, node))
        with guard.begin(BUILDER, "access.change") as uow:
            if allowed:
                uow.put(WHOLE, USER, "li", more.to_body())
            else:
                with pytest.raises(AccessError):
                    uow.put(WHOLE, USER, "li", more.to_body())


def test_the_shape_of_the_tree_is_an_administrators(store: MemoryStore) -> None:
    secretary = guarded(store, Grant(Role.SECRETARY, BRANCH))
    body = {**TREE[2].to_body(), "address": "青石村"}
    with secretary.begin(BUILDER, "organization.edit") as uow:
        uow.put(WHOLE, "organization", BRANCH, body)
        with pytest.raises(AccessError):
            uow.put(WHOLE, "organization", BRANCH, {**body, "parent": COUNTY})
    administrator = guarded(store, Grant(Role.ADMINISTRATOR, TOWN), login="zhou")
    new = Organization("new", "新村党支部", parent=TOWN)
    with administrator.begin(BUILDER, "organization.add") as uow:
        uow.put(WHOLE, "organization", "new", new.to_body())
        uow.put("new", "record/member.post", "x", {"on": "2026-11-20"})
        uow.commit()
    assert "new" in read_tree(administrator)


def test_copies_and_verifying_want_the_whole(store: MemoryStore, tmp_path: Path) -> None:
    for role in (Role.SECRETARY, Role.CONFIRMER):
        with pytest.raises(AccessError):
            guarded(store, Grant(role, COUNTY)).verify()
    assert guarded(store, Grant(Role.AUDITOR, COUNTY)).verify() == []
    with pytest.raises(AccessError):
        guarded(store, Grant(Role.AUDITOR, COUNTY)).backup(tmp_path / "copy")
    assert guarded(store, Grant(Role.ADMINISTRATOR)).backup(tmp_path / "copy") == []


def test_an_action_that_nobody_knows_is_refused(store: MemoryStore) -> None:
    guard = guarded(store, Grant(Role.SECRETARY, BRANCH), Grant(Role.CONFIRMER, COUNTY))
    assert not puts(guard, "sheet.burn", BRANCH)


def test_terms_and_known_ratings_are_told_to_those_below(store: MemoryStore) -> None:
    with store.begin(BUILDER, "test.build") as uow:
        uow.put(TOWN, "terms", "month@2026-11", {"due": "2026-12-05"})
        for year, state in (("2026", RatingState.PROPOSED), ("2025", RatingState.NOTICE)):
            key = SheetKey("x/year", TOWN, Period.parse(year))
            uow.put(TOWN, RATING, str(key), Rating(key, state).to_body())
        uow.put(TOWN, "note", "one", {"text": "自己的"})
        uow.commit()
    branch = guarded(store, Grant(Role.SECRETARY, BRANCH))
    assert branch.get(TOWN, "terms", "month@2026-11") is not None
    assert [d.id for d in branch.scan(TOWN, RATING)] == ["x/year@2025"]
    assert branch.get(TOWN, RATING, "x/year@2026") is None
    with pytest.raises(AccessError, match="no_right"):
        branch.get(TOWN, "note", "one")
    assert {entry.kind for entry in branch.entries(org=TOWN)} == {REFUSAL}


@pytest.mark.parametrize(
    ("role", "node", "action", "kind", "allowed"),
    [
        (Role.REVIEWER, TOWN, "review.terms", "terms", True),
        (Role.REVIEWER, TOWN, "rating.propose", RATING, True),
        (Role.REVIEWER, TOWN, "rating.decide", RATING, False),
        (Role.CONFIRMER, TOWN, "rating.decide", RATING, False),
        (Role.CONFIRMER, COUNTY, "rating.decide", RATING, True),
        (Role.SECRETARY, TOWN, "review.terms", "terms", False),
        (Role.REVIEWER, TOWN, "review.adjust", "row", False),
    ],
)
def test_what_a_node_keeps_about_its_children_wants_a_right_on_them(
    store: MemoryStore, role: Role, node: str, action: str, kind: str, allowed: bool
) -> None:
    guard = guarded(store, Grant(role, node))
    try:
        with guard.begin(BUILDER, action) as uow:
            uow.put(TOWN, kind, "x", {"due": "2026-12-05"})
    except AccessError:
        assert not allowed
    else:
        assert allowed


def test_figures_are_those_of_what_may_be_read(store: MemoryStore) -> None:
    key = "x/month@2026-11"
    with store.begin(BUILDER, "test.build") as uow:
        for org in (BRANCH, SIBLING):
            sheet = Sheet(SheetKey("x/month", org, Period(2026, 11)), SheetState.DRAFT, "1")
            uow.put(org, "sheet", key, sheet.to_body())
        uow.commit()
    branch = guarded(store, Grant(Role.SECRETARY, BRANCH))
    assert [line.org for line in branch.figures([BRANCH, SIBLING], ["2026-11"])] == [BRANCH]
    found = branch.figure_sums({BRANCH: "all", SIBLING: "all"}, ["2026-11"])
    assert {line.org for _group, line in found} <= {BRANCH}
    rows = list(branch.project_many([BRANCH, SIBLING], "row", "", ("points",)))
    assert rows == [(BRANCH, "one", "5")]
