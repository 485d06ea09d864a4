"""Organisations of the Party: what one is, from the county's committee down to the group.

The tree they make is :mod:`branchkit.core.organizations.tree`'s; who stands on whose roll is the members' document key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum
from typing import Any

from branchkit.core.fields import Unknown, code_of, unknown_fields, with_unknown
from branchkit.core.values import frozen


class OrganizationKind(StrEnum):
    """Kinds of organisation, from the top down."""

    COMMITTEE = "committee"
    """党委"""
    GENERAL_BRANCH = "general-branch"
    """党总支"""
    BRANCH = "branch"
    """党支部"""
    GROUP = "group"
    """党小组"""

    def may_stand_under(self, parent: OrganizationKind) -> bool:
        """Whether one of this kind may have one of the other kind over it: lower kinds may, and a committee a committee."""
        if self is OrganizationKind.COMMITTEE:
            return parent is OrganizationKind.COMMITTEE
        if self is OrganizationKind.GROUP:
            return parent is OrganizationKind.BRANCH
        # A kind of another version may stand anywhere.
        return _RANKS.get(parent, -1) < _RANKS.get(self, len(_RANKS))

    @property
    def has_roll(self) -> bool:
        """Whether members stand on its own roll; those of a group stand on its branch's."""
        return self is not OrganizationKind.GROUP


_RANKS: Mapping[OrganizationKind, int] = {kind: rank for rank, kind in enumerate(OrganizationKind)}


class Formation(StrEnum):
    """组建方式: how a branch came to be put together."""

    SINGLE = "single"
    """单独建"""
    JOINT = "joint"
    """联合建: of several units"""
    RELYING = "relying"
    """依托建"""
    ATTACHED = "attached"
    """挂靠建"""


class Turn(StrEnum):
    """What happened to an organisation."""

    MOVED = "moved"
    """From one superior to another."""
    RENAMED = "renamed"
    CONVERTED = "converted"
    """From one kind to another: a branch that became a general branch."""
    TOOK_IN = "took-in"
    """Another one was merged into it."""
    MERGED = "merged"
    """It was merged into another one."""
    DISSOLVED = "dissolved"


@frozen
class Milestone:
    """沿革: one thing that happened to an organisation.

    ``before`` and ``after`` are ids of organisations for moves and merges, else what was changed from and to.
    """

    turn: Turn
    on: str
    before: str = ""
    after: str = ""
    reason: str = ""
    unknown: Unknown = ()


SECTORS = ("rural", "community", "enterprise", "schools")
"""Sectors a workspace can be made for; a plugin may bring further ones."""
KNOWN_SECTORS = (*SECTORS, "organs", "health", "non-public")
"""Sectors an organisation of a tree can be of."""
VILLAGES_AND_COMMUNITIES = ("rural", "community")
"""Where committees sit longer than elsewhere."""


@frozen
class Organization:
    """One organisation. ``sector`` is a plugin's sector id, ``parent`` an organisation's id or empty; dates are ISO text."""

    id: str
    name: str
    """In full."""
    kind: OrganizationKind = OrganizationKind.BRANCH
    """Committee, general branch, branch or group."""
    sector: str = ""
    """A sector's id; empty where it has none of its own."""
    parent: str = ""
    """The id of the organisation above; empty at the top."""
    code: str = ""
    """党组织代码"""
    short_name: str = ""
    """For narrow columns; empty: the name."""
    formation: Formation = Formation.SINGLE
    """How it was put together."""
    units: tuple[str, ...] = ()
    """The units of a joint branch."""
    traits: tuple[str, ...] = ()
    """What the county tells organisations apart by, in its own words (教学, 机关); schemes declare which of them matter."""
    founded: str = ""
    """A day as text, or empty."""
    approval_no: str = ""
    """批准成立文号"""
    elected_on: str = ""
    """When the present committee or secretary was elected."""
    term_years: int = 0
    """任期; 0: as the regulation says."""
    contact_leader: str = ""
    """联系领导"""
    contact_person: str = ""
    """联系人"""
    phone: str = ""
    """The contact person's; personal data."""
    address: str = ""
    """In words."""
    dissolved: str = ""
    """The day it was dissolved or merged; empty while it stands."""
    dissolved_reason: str = ""
    """Why it stands no longer, in words."""
    merged_into: str = ""
    """An organisation's id."""
    history: tuple[Milestone, ...] = ()
    """Oldest first."""
    outside: bool = False
    """Whether whoever reads has no right to look into it: it has its name and its place, and is never kept like that."""
    unknown: Unknown = ()
    """What another version knows of it."""

    @property
    def short(self) -> str:
        """What it is called where there is little room."""
        return self.short_name or self.name

    def to_body(self) -> dict[str, Any]:
        """The document that the store keeps: name, kind, sector and parent always, the rest where there is something."""
        body: dict[str, Any] = {
            "name": self.name,
            "kind": str(self.kind),
            "sector": self.sector,
            "parent": self.parent,
        }
        for name in _TEXTS:
            if value := getattr(self, name):
                body[name] = value
        if self.formation is not Formation.SINGLE:
            body["formation"] = str(self.formation)
        if self.units:
            body["units"] = list(self.units)
        if self.traits:
            body["traits"] = list(self.traits)
        if self.history:
            body["history"] = [_milestone_body(milestone) for milestone in self.history]
        return with_unknown(body, self.unknown)

    @classmethod
    def from_body(cls, id: str, body: Mapping[str, Any]) -> Organization:
        """From the store's document, which another version may have written."""
        values = {name: body[name] for name in body.keys() & _KNOWN}
        values["kind"] = code_of(OrganizationKind, values["kind"])
        if "formation" in values:
            values["formation"] = code_of(Formation, values["formation"])
        if "units" in values:
            values["units"] = tuple(values["units"])
        if "traits" in values:
            values["traits"] = tuple(values["traits"])
        if "history" in values:
            values["history"] = tuple(_milestone(part) for part in values["history"])
        return cls(id=id, unknown=unknown_fields(body, _KNOWN), **values)


_KNOWN = frozenset(f.name for f in fields(Organization) if f.name not in ("id", "unknown"))
_TEXTS = tuple(
    f.name
    for f in fields(Organization)
    if f.name in _KNOWN
    and f.name
    not in (
        "name",
        "kind",
        "sector",
        "parent",
        "formation",
        "units",
        "traits",
        "history",
        "outside",
    )
)
"""Fields that are kept as they are, where they are not empty."""


def _milestone_body(milestone: Milestone) -> dict[str, str]:
    body = {name: str(getattr(milestone, name)) for name in _OF_A_MILESTONE}
    return with_unknown({key: value for key, value in body.items() if value}, milestone.unknown)


def _milestone(body: Mapping[str, str]) -> Milestone:
    texts = {name: body[name] for name in _OF_A_MILESTONE if name in body and name != "turn"}
    unknown = unknown_fields(body, _OF_A_MILESTONE.keys())
    return Milestone(code_of(Turn, body["turn"]), unknown=unknown, **texts)


_OF_A_MILESTONE = dict.fromkeys(f.name for f in fields(Milestone) if f.name != "unknown")
