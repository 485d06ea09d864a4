"""Where the rows of an imported list belong in the tree: rows and what is there already are one tree before anything is kept.

A row that cannot stay takes those that name it along, so the question is asked again until nobody has to go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from branchkit.core.errors import Problem
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.organizations.reading import kind_of_name
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.services.organizations.names import NameIndex, plain_name


@dataclass(slots=True)
class ListedRow:
    """One row of the list. ``parent`` is what it says of its superior, ``known`` the organisation that it speaks of."""

    number: int
    values: Mapping[str, object]
    parent: str = ""
    known: Organization | None = None
    id: str = field(default="", init=False)
    parent_id: str = field(default="", init=False)

    @property
    def name(self) -> str:
        """As the row has it."""
        return str(self.values["name"])

    @property
    def kind(self) -> OrganizationKind:
        """As the row says, else as it is, else as the name tells; a branch where nothing tells."""
        told = self.values.get("kind")
        if isinstance(told, OrganizationKind):
            return told
        if self.known is not None:
            return self.known.kind
        return kind_of_name(self.name) or OrganizationKind.BRANCH


Fault = tuple[ListedRow, Problem]


class Placing:
    """The tree as it will be. :meth:`settle` tells which rows have to go, :meth:`settled` what became of the others."""

    def __init__(
        self, tree: OrganizationTree, rows: Sequence[ListedRow], under: str, ids: Iterator[str]
    ) -> None:
        self._tree = tree
        self._under = under
        self._rows = {row.number: row for row in rows}
        for row in rows:
            row.id = row.known.id if row.known else next(ids)
        self._by_id = {row.id: row for row in rows}

    def settle(self) -> Iterator[tuple[int, Problem]]:
        """Row numbers with the reason why the row has to be left out."""
        yield from self._leave_out(self._doubles())
        yield from self._leave_out(self._superiors())
        while gone := list(self._misplaced()):
            yield from self._leave_out(gone)

    def settled(self) -> list[tuple[ListedRow, Organization]]:
        """The rows that stay, each with its organisation, in the order of the list."""
        return [(row, self._organization(row)) for row in self._rows.values()]

    def _leave_out(self, faults: Iterable[Fault]) -> Iterator[tuple[int, Problem]]:
        for row, problem in list(faults):
            self._rows.pop(row.number, None)
            yield row.number, problem

    def _doubles(self) -> Iterator[Fault]:
        """A row that says again what an earlier one says: the same organisation, code, or name under one superior."""
        seen: dict[tuple[object, ...], ListedRow] = {}
        for row in self._rows.values():
            keys: list[tuple[object, ...]] = [
                ("id", row.id),
                ("name", plain_name(row.name), row.parent),
            ]
            if code := row.values.get("code"):
                keys.append(("code", code))
            earlier = next((seen[key] for key in keys if key in seen), None)
            if earlier is not None:
                yield row, fault("twice", row=earlier.number, name=row.name)
            else:
                seen.update(dict.fromkeys(keys, row))

    def _superiors(self) -> Iterator[Fault]:
        """Find whom each row names as its superior, among the rows and what is there."""
        index = NameIndex()
        index.add_all(self._tree)
        for row in self._rows.values():
            texts = (str(row.values.get(name, "")) for name in ("short_name", "code"))
            index.add(row.id, row.name, *texts)
        for row in self._rows.values():
            if not row.parent:
                row.parent_id = self._place_without_superior(row)
                continue
            meant = [id for id in index.meant(row.parent) if id != row.id]
            if len(meant) == 1:
                row.parent_id = meant[0]
            elif meant:
                yield row, fault("parent_ambiguous", "parent", found=row.parent, count=len(meant))
            else:
                yield row, fault("parent_unknown", "parent", found=row.parent)

    def _place_without_superior(self, row: ListedRow) -> str:
        """Where it stands, or under whom the list goes; whoever cannot stand there is at the top."""
        if row.known is not None:
            return row.known.parent
        if not self._under:
            return ""
        fits = row.kind.may_stand_under(self._tree.get(self._under).kind)
        return self._under if fits else ""

    def _misplaced(self) -> Iterator[Fault]:
        """Rows that have no sound place in the tree as it would be now."""
        after = {o.id: o for o in self._tree.all()}
        spoken_of = {row.id: row for row in self._rows.values()}
        after.update((id, self._organization(row)) for id, row in spoken_of.items())
        future = OrganizationTree(after.values())
        names: dict[tuple[str, str], str] = {}
        for organization in (*self._untouched(spoken_of), *(after[id] for id in spoken_of)):
            names.setdefault((organization.parent, organization.name), organization.id)
        for id, row in spoken_of.items():
            organization = after[id]
            if problem := _fault_of(organization, row, future, spoken_of):
                yield row, problem
            elif names[organization.parent, organization.name] != id:
                yield row, fault("name_taken", name=organization.name)

    def _untouched(self, spoken_of: Mapping[str, ListedRow]) -> list[Organization]:
        return [o for o in self._tree if o.id not in spoken_of]

    def _organization(self, row: ListedRow) -> Organization:
        values = {**row.values, "parent": row.parent_id}
        if row.known is not None:
            if plain_name(row.name) == plain_name(row.known.name):
                values["name"] = row.known.name
            return replace(row.known, **values)  # type: ignore[arg-type]
        if "sector" not in values:
            values["sector"] = self._sector_above(row)
        values["kind"] = row.kind
        return replace(Organization(row.id, row.name), **values)  # type: ignore[arg-type]

    def _sector_above(self, row: ListedRow) -> str:
        """That of the nearest superior who says one; rows name each other, so rings must end as well."""
        seen: set[str] = set()
        at = row.parent_id
        while at in self._by_id and at not in seen:
            seen.add(at)
            above = self._by_id[at]
            if sector := str(above.values.get("sector", "")):
                return sector
            if above.known is not None:
                return above.known.sector
            at = above.parent_id
        return self._tree.get(at).sector if at in self._tree else ""


def _fault_of(
    organization: Organization,
    row: ListedRow,
    future: OrganizationTree,
    spoken_of: Mapping[str, ListedRow],
) -> Problem | None:
    if organization.parent and organization.parent not in future:
        return fault("parent_left_out", "parent", found=row.parent)
    if _is_in_a_ring(organization, future):
        return fault("ring", "parent", found=row.parent)
    above = future.parent(organization.id)
    if above is not None and not organization.kind.may_stand_under(above.kind):
        kinds = {"kind": organization.kind, "parent": above.name, "parent_kind": above.kind}
        return fault("does_not_fit", "kind", **kinds)
    for below in future.children(organization.id):
        if below.id not in spoken_of and not below.kind.may_stand_under(organization.kind):
            return fault("does_not_carry", "kind", kind=organization.kind, name=below.name)
    return None


def _is_in_a_ring(organization: Organization, future: OrganizationTree) -> bool:
    """Whether its superiors, as the rows name them, lead back to it."""
    seen = {organization.id}
    at = organization.parent
    while at in future and at not in seen:
        seen.add(at)
        at = future.get(at).parent
    return bool(at) and at == organization.id


def fault(code: str, about: str = "name", **params: object) -> Problem:
    """Why a row is left out; ``about`` is the field whose column is named."""
    return Problem(f"organization.{code}", params={"field": about, **params})
