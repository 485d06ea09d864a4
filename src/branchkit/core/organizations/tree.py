"""The tree that organisations make.

It is built from documents that anybody may have undone or restored by halves, so it never fails: what names an unknown
superior stands at the top, and a ring is cut open at its oldest member. :func:`branchkit.services.organizations.checks.check`
says where that was so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from branchkit.core.errors import OrganizationError
from branchkit.core.organizations.organization import Organization


class OrganizationTree:
    """Organisations by id and by place. Those dissolved are known by id, and stand in no list unless asked for; those outside of
    what may be looked at stand in none."""

    def __init__(self, organizations: Iterable[Organization]) -> None:
        self._by_id = {o.id: o for o in sorted(organizations, key=_order)}
        self._above = {o.id: self._place_of(o) for o in self._by_id.values()}
        """Where each stands, which is mostly what its document says."""
        self._open_rings()
        self._children: dict[str, list[Organization]] = {}
        for id, above in self._above.items():
            self._children.setdefault(above, []).append(self._by_id[id])

    def __contains__(self, id: str) -> bool:
        return id in self._by_id

    def __iter__(self) -> Iterator[Organization]:
        """All that stand, top down."""
        for root in self.children(""):
            yield from self.subtree(root.id)

    def __len__(self) -> int:
        return sum(1 for o in self._by_id.values() if not (o.dissolved or o.outside))

    def get(self, id: str) -> Organization:
        """One organisation; raises :class:`OrganizationError` ``unknown``."""
        found = self._by_id.get(id)
        if found is None:
            raise OrganizationError("unknown", text=id)
        return found

    def name(self, id: str) -> str:
        """Its name; the id itself where there is none of that id."""
        found = self._by_id.get(id)
        return found.name if found else id

    def parent(self, id: str) -> Organization | None:
        """The one above; None at the top."""
        return self._by_id.get(self._above[self.get(id).id])

    def children(self, id: str, *, dissolved: bool = False) -> list[Organization]:
        """Those directly below, in order; of the empty id those at the top."""
        below = self._children.get(id, [])
        return [o for o in below if (dissolved or not o.dissolved) and not o.outside]

    def subtree(self, id: str, *, dissolved: bool = False) -> list[Organization]:
        """The organisation and everything below it, top down, each above its own."""
        found: list[Organization] = []
        waiting = [self.get(id)]
        while waiting:
            organization = waiting.pop()
            found.append(organization)
            waiting.extend(reversed(self.children(organization.id, dissolved=dissolved)))
        return found

    def path(self, id: str) -> list[Organization]:
        """From the top down to the organisation itself."""
        path = [self.get(id)]
        while above := self.parent(path[-1].id):
            path.append(above)
        return path[::-1]

    def depth(self, id: str) -> int:
        """How many stand over it."""
        return len(self.path(id)) - 1

    def is_within(self, id: str, node: str) -> bool:
        """Whether it is the node or stands somewhere below it."""
        return any(above.id == node for above in self.path(id))

    def was_cut(self, id: str) -> bool:
        """Whether it stands at the top though its document names a superior: none that stands, or one of a ring."""
        return self._above[id] != self.get(id).parent

    def all(self) -> list[Organization]:
        """Every organisation, those dissolved and those outside included, in no order that means anything."""
        return list(self._by_id.values())

    def _place_of(self, organization: Organization) -> str:
        above = self._by_id.get(organization.parent)
        if above is None or (above.dissolved and not organization.dissolved):
            return ""
        return above.id

    def _open_rings(self) -> None:
        """Going up from each must end at the top; where it comes back to itself, the ring is cut there."""
        sound: set[str] = {""}
        for id in self._by_id:
            way: list[str] = []
            at = id
            while at not in sound:
                if at in way:
                    self._above[min(way[way.index(at) :], key=self._age)] = ""
                    break
                way.append(at)
                at = self._above[at]
            sound.update(way)

    def _age(self, id: str) -> tuple[bool, str, int, str]:
        return _order(self._by_id[id])


def _order(organization: Organization) -> tuple[bool, str, int, str]:
    """By code where there is one, else as they were made."""
    return not organization.code, organization.code, len(organization.id), organization.id
