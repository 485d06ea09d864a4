"""Organisations of the Party: the tree from the county down to the group."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

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


SECTORS = ("rural", "community", "enterprise", "schools")
"""Sectors a workspace can be made for; a plugin may bring further ones."""


@frozen
class Organization:
    """One organisation. ``sector`` is a plugin's sector id, ``parent`` an organisation's id or empty."""

    id: str
    name: str
    kind: OrganizationKind = OrganizationKind.BRANCH
    sector: str = ""
    parent: str = ""

    def to_body(self) -> dict[str, Any]:
        """The document that the store keeps."""
        return {
            "name": self.name,
            "kind": str(self.kind),
            "sector": self.sector,
            "parent": self.parent,
        }

    @classmethod
    def from_body(cls, id: str, body: dict[str, Any]) -> Organization:
        """From the store's document."""
        return cls(id, body["name"], OrganizationKind(body["kind"]), body["sector"], body["parent"])
