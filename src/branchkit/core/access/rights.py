"""What one user may do where: their grants, the tree and the table put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from branchkit.core.access.roles import RIGHTS, WHOLE, Operation, Reach
from branchkit.core.access.users import Grant, User
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.values import frozen

NOTHING: frozenset[Operation] = frozenset()


@frozen
class Stand:
    """Where an organisation stands: how many are over it, and of each grant on it or over it how far that is."""

    depth: int
    held: tuple[tuple[Grant, int, bool], ...]
    """The grant, its distance, and whether the organisation is a part of its node: the node itself, or a Party group of it."""

    def below(self, organization: Organization, own: Iterable[Grant]) -> Stand:
        """That of an organisation directly below."""
        is_group = organization.kind is OrganizationKind.GROUP
        handed = tuple((grant, far + 1, part and is_group) for grant, far, part in self.held)
        return Stand(self.depth + 1, (*handed, *((grant, 0, True) for grant in own)))

    def allowed(self) -> frozenset[Operation]:
        """What may be done there."""
        return frozenset(
            operation
            for grant, far, part in self.held
            for operation, reach in RIGHTS.get(grant.role, {}).items()
            if reaches(reach, far, self.depth, part=part)
        )


def reaches(reach: Reach, distance: int, depth: int, *, part: bool) -> bool:
    """Whether a right reaches an organisation that stands ``distance`` levels below its node and has ``depth`` levels over it."""
    match reach:
        case Reach.OWN:
            return part
        case Reach.WITHIN:
            return True
        case Reach.BELOW:
            return distance >= min(1, depth)
        case Reach.FAR_BELOW:
            return distance >= min(2, depth)


class Rights:
    """One user's rights on a day. The tree is read when something wants it: in one's own organisation nothing does."""

    def __init__(self, user: User, day: date, read_tree: Callable[[], OrganizationTree]) -> None:
        self._read_tree = read_tree
        self.renew(user, day)

    def renew(self, user: User, day: date) -> None:
        """From now on those of the user as given, on that day, in the tree as it is."""
        self.user = user
        self.day = day
        self._grants = user.held(day)
        self.forget_tree()

    def forget_tree(self) -> None:
        """The tree has changed."""
        self._tree: OrganizationTree | None = None
        self._stands: dict[str, Stand] = {}
        self._allowed: dict[str, frozenset[Operation]] = {}
        self._way_up: frozenset[str] | None = None

    @property
    def tree(self) -> OrganizationTree:
        """The tree that they are worked out by."""
        if self._tree is None:
            self.stand_in(self._read_tree())
        assert self._tree is not None
        return self._tree

    def stand_in(self, tree: OrganizationTree) -> None:
        """Work everything out in this tree, in one pass from the top down."""
        self.forget_tree()
        self._tree = tree
        own: dict[str, list[Grant]] = {}
        for grant in self._grants:
            own.setdefault(grant.node, []).append(grant)
        top = Stand(-1, tuple((grant, 0, True) for grant in own.get(WHOLE, ())))
        self._stands[WHOLE] = top
        waiting = [(o, top) for o in tree.children(WHOLE, dissolved=True)]
        while waiting:
            organization, above = waiting.pop()
            stand = above.below(organization, own.get(organization.id, ()))
            self._stands[organization.id] = stand
            waiting += [(o, stand) for o in tree.children(organization.id, dissolved=True)]

    def learn(self, organization: Organization) -> None:
        """A new organisation, before it is written; a tree that nobody has read yet will have it."""
        if self._tree is None:
            return
        own = [grant for grant in self._grants if grant.node == organization.id]
        above = self._stand(organization.parent)
        self._stands[organization.id] = above.below(organization, own)
        self._allowed.clear()

    def may(self, operation: Operation, org: str) -> bool:
        """Whether an operation is open to the user in an organisation; of the empty one everywhere in the workspace."""
        for grant in self._grants:
            # By far most questions are about one's own organisation, or asked of whoever may look at everything.
            reach = RIGHTS.get(grant.role, {}).get(operation)
            if grant.node == org and reach in _AT_HOME:
                return True
            if grant.node == WHOLE and reach is Reach.WITHIN:
                return True
        return operation in self.allowed(org)

    def allowed(self, org: str) -> frozenset[Operation]:
        """All that is open to the user in an organisation; of the empty one everywhere in the workspace."""
        if org not in self._allowed:
            self._allowed[org] = self._whole() if org == WHOLE else self._stand(org).allowed()
        return self._allowed[org]

    def may_anywhere(self, operation: Operation) -> bool:
        """Whether there is a place at all where they may."""
        return any(operation in RIGHTS.get(grant.role, {}) for grant in self._grants)

    def is_on_way_up(self, org: str) -> bool:
        """Whether an organisation stands over one on which the user has a role."""
        if self._way_up is None:
            nodes = [grant.node for grant in self._grants if grant.node in self.tree]
            self._way_up = frozenset(o.id for node in nodes for o in self.tree.path(node))
        return org in self._way_up

    def home(self, usual: str) -> str:
        """Where the user works to begin with: ``usual`` where that is open to them, else their first node."""
        nodes = [grant.node for grant in self._grants]
        return usual if not nodes or WHOLE in nodes or usual in nodes else nodes[0]

    def _whole(self) -> frozenset[Operation]:
        held = Stand(0, tuple((g, 0, True) for g in self._grants if g.node == WHOLE)).allowed()
        roots = [self.allowed(root.id) for root in self.tree.children(WHOLE)]
        return held | (frozenset.intersection(*roots) if roots else NOTHING)

    def _stand(self, org: str) -> Stand:
        _ = self.tree
        known = self._stands.get(org)
        if known is not None:
            return known
        # Of what stands in no tree only those know who have a role on the whole.
        return Stand(0, tuple((g, 1, False) for g in self._grants if g.node == WHOLE))


_AT_HOME = frozenset({Reach.OWN, Reach.WITHIN})
"""Rights that reach their own node, wherever that stands."""


@frozen
class Explanation:
    """Why somebody may do something in an organisation, or may not.

    ``code``: ``granted``; ``left`` (the user has), ``not_yet`` and ``ended`` (a grant would do on another day), ``out_of_reach`` (a role
    has the right, not so near or not there), ``elsewhere`` (on a node that is not over it), ``no_role`` (none of the roles has it).
    """

    code: str
    grant: Grant | None = None
    """The grant that gives it, or would come nearest to it."""
    reach: Reach | None = None
    """How far the table lets its role do this."""

    @property
    def allowed(self) -> bool:
        """Whether they may."""
        return self.code == "granted"


_NEARNESS = ("granted", "left", "not_yet", "ended", "out_of_reach", "elsewhere", "no_role")


def explain(
    user: User, operation: Operation, org: str, tree: OrganizationTree, day: date
) -> Explanation:
    """By which grant and which line of the table a user may do something, or what comes nearest to it.

    Raises :class:`~branchkit.core.errors.OrganizationError` ``unknown``.
    """
    path = [o.id for o in tree.path(org)]
    found = [_explained(user, grant, operation, path, tree, day) for grant in user.grants]
    return min(found, key=lambda e: _NEARNESS.index(e.code), default=Explanation("no_role"))


def _explained(
    user: User,
    grant: Grant,
    operation: Operation,
    path: list[str],
    tree: OrganizationTree,
    day: date,
) -> Explanation:
    reach = _table(grant).get(operation)
    if reach is None:
        return Explanation("no_role", grant)
    depth = len(path) - 1
    if grant.node == WHOLE:
        distance, between = depth + 1, path
    elif grant.node in path:
        distance = depth - path.index(grant.node)
        between = path[path.index(grant.node) + 1 :]
    else:
        return Explanation("elsewhere", grant, reach)
    part = grant.node != WHOLE and all(
        tree.get(id).kind is OrganizationKind.GROUP for id in between
    )
    if not reaches(reach, distance, depth, part=part):
        return Explanation("out_of_reach", grant, reach)
    if user.left:
        return Explanation("left", grant, reach)
    if not grant.holds_on(day):
        return Explanation("ended" if grant.has_ended(day) else "not_yet", grant, reach)
    return Explanation("granted", grant, reach)


def _table(grant: Grant) -> Mapping[Operation, Reach]:
    return RIGHTS.get(grant.role, {})
