"""The tree of organisations as a screen holds it: which nodes are open, and what is known of those in sight.

What a row shows is worked out when it is looked at and remembered until something changes. How many stand below a committee
needs every roll, so :meth:`OrganizationBoard.counts_in_steps` does that between keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from branchkit.core.errors import RulePackError
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.organizations.rules import Term
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.ports import Store
from branchkit.core.rulepacks import RulePack
from branchkit.core.values import frozen
from branchkit.services.ledger.watching import Watcher
from branchkit.services.organizations.checks import Overview, overview_of
from branchkit.services.organizations.leadership import CONTACTS, POSTS, TERMS, Leadership
from branchkit.services.organizations.organizations import (
    NOBODY,
    ORGANIZATION,
    RollCount,
    count_own,
    read_tree,
)
from branchkit.services.registers.reading import kind_of
from branchkit.services.roster import MEMBER

SMALL = 200
"""So many organisations stand open at first down to the branches; of more only the top does."""
_REGISTERS = (POSTS, TERMS, CONTACTS)
"""Which tell who leads, beside the organisations and the rolls."""
_AT_ONCE = 50
"""So many rolls are counted between two looks at the keys."""


@frozen
class TreeRow:
    """One row in sight. ``mark``: ``open``, ``closed``, or empty where nothing stands below."""

    organization: Organization
    depth: int
    mark: str


class OrganizationBoard:
    """Rows top down; the cursor's place is the screen's."""

    def __init__(self, store: Store, packs: Mapping[str, RulePack], today: date) -> None:
        self._reader = store
        self._watcher = Watcher(store, {ORGANIZATION, MEMBER, *map(kind_of, _REGISTERS)})
        self._packs = packs
        self._today = today
        self.dissolved = False
        """Whether those dissolved are shown as well."""
        self.failure: RulePackError | None = None
        """Why nothing is held against the rules."""
        self._open: set[str] = set()
        self.reload()
        small = len(self.tree) <= SMALL
        for organization in self.tree:
            if self.tree.parent(organization.id) is None or (
                small and organization.kind is not OrganizationKind.BRANCH
            ):
                self._open.add(organization.id)
        self._lay_out()

    # -- rows -------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read everything anew; what was open stays open."""
        self.tree: OrganizationTree = read_tree(self._reader)
        self._overviews: dict[str, Overview] = {}
        self._own: dict[str, RollCount] = {}
        self._counts: dict[str, RollCount] = {}
        self._lay_out()

    def catch_up(self) -> bool:
        """Take in what other sessions have done; whether they did anything that shows here."""
        news = self._watcher.foreign()
        if not news:
            return False
        changed = {change.id for change in news if change.kind == ORGANIZATION}
        at = changed | {change.org for change in news if change.kind != ORGANIZATION}
        concerned = self._around(at)
        if changed:
            found = self._reader.get_many(("", ORGANIZATION, id) for id in changed)
            fresh = (Organization.from_body(d.id, d.body) for d in found.values())
            kept = (o for o in self.tree.all() if o.id not in changed)
            self.tree = OrganizationTree((*kept, *fresh))
            self._lay_out()
            concerned |= self._around(changed)
        # New ones: a count that is under way is of no use any more.
        self._overviews = {k: v for k, v in self._overviews.items() if k not in concerned}
        self._own = {k: v for k, v in self._own.items() if k not in concerned}
        return True

    def _around(self, ids: Iterable[str]) -> set[str]:
        """Those of whom something else may be known when one of these changes: what stands above it and below."""
        known = [id for id in ids if id in self.tree]
        above = {o.id for id in known for o in self.tree.path(id)}
        return above | {o.id for id in known for o in self.tree.subtree(id, dissolved=True)}

    def _lay_out(self) -> None:
        self.rows: list[TreeRow] = []
        waiting = [(root, 0) for root in reversed(self._below(""))]
        while waiting:
            organization, depth = waiting.pop()
            below = self._below(organization.id)
            is_open = bool(below) and organization.id in self._open
            mark = ("open" if is_open else "closed") if below else ""
            self.rows.append(TreeRow(organization, depth, mark))
            if is_open:
                waiting += [(child, depth + 1) for child in reversed(below)]
        self._place = {row.organization.id: place for place, row in enumerate(self.rows)}

    def _below(self, id: str) -> list[Organization]:
        return self.tree.children(id, dissolved=self.dissolved)

    def place_of(self, id: str) -> int | None:
        """The row of an organisation that is in sight."""
        return self._place.get(id)

    def reveal(self, id: str) -> int | None:
        """Open everything above an organisation; its row, None when there is none to show."""
        if id not in self.tree:
            return None
        above = {o.id for o in self.tree.path(id)[:-1]}
        if not above <= self._open:
            self._open |= above
            self._lay_out()
        return self.place_of(id)

    def unfold(self, id: str) -> bool:
        """Show what stands below; False where nothing changes."""
        if id in self._open or not self._below(id):
            return False
        self._open.add(id)
        self._lay_out()
        return True

    def fold(self, id: str) -> bool:
        """Hide what stands below; False where nothing changes."""
        if id not in self._open or not self._below(id):
            return False
        self._open.discard(id)
        self._lay_out()
        return True

    def fold_all(self) -> None:
        """Open everything; where everything is open, close all but the top."""
        with_some = {o.id for o in self.tree.all() if self._below(o.id)}
        if with_some <= self._open:
            self._open = {root.id for root in self._below("")}
        else:
            self._open |= with_some
        self._lay_out()

    def show_dissolved(self, on: bool) -> None:
        """Show those dissolved as well, or not."""
        self.dissolved = on
        self._lay_out()

    def everybody(self) -> list[Organization]:
        """All that can be found, in the order of the tree."""
        return [
            o
            for root in self._below("")
            for o in self.tree.subtree(root.id, dissolved=self.dissolved)
        ]

    # -- what is known of one -----------------------------------------------------------------------

    def overview(self, id: str) -> Overview:
        """One organisation's people, leaders, term and warnings."""
        if id not in self._overviews:
            self._overviews[id] = self._read_overview(id)
        return self._overviews[id]

    def _read_overview(self, id: str) -> Overview:
        try:
            return overview_of(self._reader, self.tree, self._packs, id, self._today)
        except RulePackError as error:
            self.failure = error
            own = count_own(self._reader, self.tree, self.tree.get(id))
            return Overview(self.tree.get(id), own.members, own.full, Leadership(), None, ())

    def term(self, id: str) -> Term | None:
        """When the term of those in office ends."""
        return self.overview(id).term

    def is_over(self, id: str) -> bool:
        """Whether that day has passed."""
        term = self.term(id)
        return term is not None and term.ends < self._today

    def count(self, id: str) -> RollCount | None:
        """Those on its roll and on all below it; None while that has not been counted."""
        if id in self._counts:
            return self._counts[id]
        organization = self.tree.get(id)
        if organization.kind in (OrganizationKind.BRANCH, OrganizationKind.GROUP):
            overview = self.overview(id)
            return RollCount(overview.members, overview.full)
        return None

    def counts_in_steps(self) -> Iterator[None]:
        """Count every roll that has not been counted, and add them up.

        Between two steps keys may be looked at, and the tree may become another.
        """
        tree, everybody, own = self.tree, self.everybody(), self._own
        uncounted = [o for o in everybody if o.kind.has_roll and o.id not in own]
        for number, organization in enumerate(uncounted, start=1):
            own[organization.id] = count_own(self._reader, tree, organization)
            if number % _AT_ONCE == 0:
                yield
        counts: dict[str, RollCount] = {}
        for organization in reversed(everybody):
            if organization.kind.has_roll:
                below = (counts.get(o.id, NOBODY) for o in tree.children(organization.id))
                counts[organization.id] = sum(below, start=own[organization.id])
        if own is self._own:
            self._counts = counts
        yield
