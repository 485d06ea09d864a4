"""Who does something: written into every ledger entry, and asked for before every step of a sheet."""

from __future__ import annotations

from enum import StrEnum

from branchkit.core.values import frozen


class Role(StrEnum):
    """What somebody is in the organisation; which steps of a sheet are open to whom follows from it."""

    SECRETARY = "secretary"
    """支部书记 or committee member of a branch: scores and hands up."""
    CLERK = "clerk"
    """组织干事 of the committee above: reviews, returns, confirms."""
    COUNTY = "county"
    """县委组织部: settles ratings, reopens sealed sheets."""


@frozen
class Actor:
    """A person at the keyboard; ``name`` is what the ledger keeps."""

    name: str
    role: Role = Role.SECRETARY
