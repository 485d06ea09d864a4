"""Reads schools out of a workspace: which ones there are at a node, and one with everybody in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from branchkit.api.workspace import (
    Category,
    Member,
    Organization,
    OrganizationKind,
    OrganizationTree,
    Record,
    WorkspaceView,
    day_of,
)
from branchkit_schools.structure.foundations import own_name
from branchkit_schools.structure.school import Person, PersonKey, School
from branchkit_schools.structure.vocabulary import OFFICE, POSTS, Vocabulary

SECTOR = "schools"
_NO_POST = Record("", POSTS, "", {})


def schools_at(tree: OrganizationTree, node: str, vocabulary: Vocabulary) -> list[Organization]:
    """The schools in an organisation's subtree; of a branch or group within a school, that school."""
    within = [o for o in tree.path(node) if _is_school(tree, o, vocabulary)]
    if within:
        return within[:1]
    found: list[Organization] = []
    for organization in tree.subtree(node):
        inside = any(tree.is_within(organization.id, school.id) for school in found)
        if not inside and _is_school(tree, organization, vocabulary):
            found.append(organization)
    return found


def _is_school(tree: OrganizationTree, organization: Organization, vocabulary: Vocabulary) -> bool:
    """A committee is one where branches stand on grades right below it; else it is over schools (an education bureau's),
    and the branch of its own office is none."""
    if organization.sector != SECTOR:
        return False
    match organization.kind:
        case OrganizationKind.GENERAL_BRANCH:
            return True
        case OrganizationKind.BRANCH:
            return OFFICE not in vocabulary.grades_in(organization.name)
        case OrganizationKind.COMMITTEE:
            school = School(organization, (), (), vocabulary)
            below = tree.children(organization.id)
            names = (own_name(school, o) for o in below if o.kind is OrganizationKind.BRANCH)
            return any(set(vocabulary.grades_in(name)) - {OFFICE} for name in names)
        case _:
            return False


def read_school(view: WorkspaceView, root: str) -> School:
    """A school as it is today."""
    tree = view.tree()
    organizations = tree.subtree(root)
    rolls = [member for o in organizations if o.kind.has_roll for member in view.members(o.id)]
    posts = _Posts(view, rolls)
    return School(
        root=organizations[0],
        below=tuple(organizations[1:]),
        people=tuple(_person(member, posts.of(member)) for member in rolls),
        vocabulary=Vocabulary.of(view.registers[POSTS]),
        taken=frozenset(o.id for o in tree.all()),
    )


def _person(member: Member, post: Record) -> Person:
    return Person(
        org=member.org,
        id=member.id,
        name=member.name,
        branch=member.org,
        group=member.group,
        grade=str(post.values.get("grade") or ""),
        subject=str(post.values.get("subject") or ""),
        full=member.category is Category.FULL,
        post=(post.org, post.id),
    )


class _Posts:
    """Who teaches what today: of several posts that stand, the main one that began last."""

    def __init__(self, view: WorkspaceView, members: Iterable[Member]) -> None:
        self._before = {(m.org, m.id): _key(m.moved_from) for m in members if m.moved_from}
        orgs = dict.fromkeys(key[0] for key in self._looked_at(members))
        self._of: Mapping[PersonKey, Record] = dict(_standing(view, list(orgs)))

    def of(self, member: Member) -> Record:
        """The post of a member, also one that was written down where the member stood before."""
        key = (member.org, member.id)
        return self._of.get(key) or self._of.get(self._before.get(key, key)) or _NO_POST

    def _looked_at(self, members: Iterable[Member]) -> Iterator[PersonKey]:
        for member in members:
            yield member.org, member.id
        yield from self._before.values()


def _key(identity: str) -> PersonKey:
    org, _, id = identity.partition("/")
    return org, id


def _standing(view: WorkspaceView, orgs: list[str]) -> Iterator[tuple[PersonKey, Record]]:
    rows = [row for row in view.records(POSTS, orgs, until=view.today) if _stands(view, row)]
    for row in sorted(rows, key=lambda row: (str(row.values.get("since")), row.id)):
        yield (row.org, str(row.values.get("member"))), row


def _stands(view: WorkspaceView, row: Record) -> bool:
    end = day_of(row.values.get("until"), last=True)
    is_main = row.values.get("main") is not False
    return is_main and not row.removed and (end is None or end >= view.today)
