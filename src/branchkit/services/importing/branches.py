"""To which branch the rows of one list for several branches belong: by the name under 所在支部.

In a workspace with a tree each person goes to the branch of that name; one that nobody has is told with the nearest, or
made where that is asked for. In a branch's own workspace the others are left out.
"""

from __future__ import annotations

from collections.abc import Mapping

from branchkit.core.errors import OrganizationError
from branchkit.core.members.consistency import MemberReading
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.organizations.reading import kind_of_name
from branchkit.core.ports import UnitOfWork
from branchkit.services.importing.member_columns import BRANCH
from branchkit.services.importing.rolls import refuse
from branchkit.services.organizations.names import NameIndex, can_be_same_branch
from branchkit.services.organizations.organizations import add_organization, read_tree
from branchkit.services.roster import MEMBER
from branchkit.toml.source import nearest


class Branches:
    """The organisations that a list may be about: one and those below it that have a roll."""

    def __init__(self, uow: UnitOfWork, org: str, *, create: bool = False) -> None:
        """``create``: names that nobody has become branches under ``org``."""
        self._uow = uow
        self._org = org
        self._create = create
        tree = read_tree(uow)
        self._own = tree.get(org)
        self._names: dict[str, str] = {}
        self._index = NameIndex()
        for organization in tree.subtree(org):
            if organization.kind is not OrganizationKind.GROUP:
                self._add(organization)
        self._found: dict[str, str] = {}
        self._elsewhere: Mapping[str, str] | None = None

    @property
    def several(self) -> bool:
        """Whether the rows are to be given out: else they are this branch's, or left out. Nothing stands below a branch."""
        makes = self._create and self._own.kind is not OrganizationKind.BRANCH
        return makes or len(self._names) > 1

    def of(self, text: str, reading: MemberReading) -> str:
        """The organisation that a row's text means; for none the row is left out. ``reading`` has no error yet."""
        if not text:
            if self.several and self._own.kind is not OrganizationKind.BRANCH:
                refuse(reading, "roster.branch_missing", field=BRANCH)
            return self._org
        if text not in self._found:
            self._found[text] = self._meant(text)
        if org := self._found[text]:
            return org
        told = {"field": BRANCH, "found": text}
        if self.several:
            close = nearest(text, self._names.values(), 0.4)
            refuse(reading, "roster.unknown_branch", **told, nearest=close)
        else:
            refuse(reading, "roster.other_branch", **told, branch=self._own.name)
        return ""

    def is_elsewhere(self, org: str, reading: MemberReading) -> bool:
        """Whether the person stands on the roll of another of these branches: then the row is left out."""
        citizen_id = str(reading.values.get("citizen_id", ""))
        if not citizen_id or not self.several:
            return False
        if self._elsewhere is None:
            self._elsewhere = self._citizen_ids()
        where = self._elsewhere.get(citizen_id, org)
        if where != org:
            refuse(reading, "roster.in_other_branch", branch=self._names[where])
        return where != org

    def _citizen_ids(self) -> dict[str, str]:
        """Citizen ID → the organisation on whose roll it stands."""
        fields = ("citizen_id", "removed")
        return {
            citizen_id: org
            for org in self._names
            for _id, citizen_id, removed in self._uow.project(org, MEMBER, "", fields)
            if citizen_id and not removed
        }

    def _add(self, organization: Organization) -> None:
        self._names[organization.id] = organization.name
        self._index.add_all([organization])

    def _meant(self, text: str) -> str:
        exact = [id for id in self._index.meant(text) if id in self._names]
        alike = exact or [id for id, name in self._names.items() if can_be_same_branch(text, name)]
        if len(alike) == 1:
            return alike[0]
        return self._made(text) if self._create and not alike else ""

    def _made(self, text: str) -> str:
        kind = kind_of_name(text) or OrganizationKind.BRANCH
        try:
            made = add_organization(self._uow, Organization("", text, kind=kind, parent=self._org))
        except OrganizationError:
            return ""
        self._add(made)
        return made.id
