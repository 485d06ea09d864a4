"""The one table of rights: which role may do what, and how far from the node that it was given on.

Nothing else decides who may do something: services, screens, commands and plugins ask what comes out of this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

USER = "user"
"""Kind of a user's document, of the empty organisation; its id is the login."""
REFUSAL = "refusal"
"""Kind of the documents that say what was refused, kept with the organisation that it was about; who is in the ledger."""
WHOLE = ""
"""Instead of a node: everything in the workspace."""


class Operation(StrEnum):
    """What somebody may do with an organisation and with what is kept of it."""

    READ = "read"
    """Look at it; personal data is masked."""
    SCORE = "score"
    """A branch's own work: keeps its registers, scores, hands up and takes back."""
    REVIEW = "review"
    """Adjusts and returns what was handed up, and says that it is right."""
    CONFIRM = "confirm"
    """Settles: confirms, publicises, seals, decides ratings."""
    REOPEN = "reopen"
    """Opens what has been confirmed or sealed, for a reason."""
    UNMASK = "unmask"
    """Sees personal data in clear, which is recorded each time."""
    IMPORT = "import"
    """Takes in workbooks of others."""
    EXPORT = "export"
    """Writes files; masked where there is no right to unmask."""
    ADMINISTER = "administer"
    """Users, settings, the tree itself, copies and their return."""
    AUDIT = "audit"
    """Sees what was unmasked and refused, and has the ledger verified."""


class Role(StrEnum):
    """What somebody is on a node of the tree; which operations are open to whom follows from it."""

    SECRETARY = "secretary"
    """支部书记 or committee member: keeps the books of the organisation, scores and hands up."""
    REVIEWER = "reviewer"
    """组织干事 of the committee above: reviews and returns what comes from below."""
    CONFIRMER = "confirmer"
    """县委组织部, or who settles for the committee above the reviewer's: confirms, seals, rates, reopens."""
    VIEWER = "viewer"
    """Looks on: a contact leader, a guest of the committee."""
    AUDITOR = "auditor"
    """纪检 or 督查: looks on, and sees who saw and did what."""
    ADMINISTRATOR = "administrator"
    """Keeps the users, the tree and the workspace; scores nothing and settles nothing."""

    @classmethod
    def _missing_(cls, value: object) -> Role | None:
        return FORMER_ROLES.get(str(value))


FORMER_ROLES = {"clerk": Role.REVIEWER, "county": Role.CONFIRMER}
"""What settings and scripts call roles that were written when there were three."""


class Reach(StrEnum):
    """How far from its node a role may do something. Where the tree has not so many levels over an organisation, its topmost node does."""

    OWN = "own"
    """The node itself, with the Party groups that are a part of it."""
    BELOW = "below"
    """What stands below the node."""
    FAR_BELOW = "far_below"
    """What stands at least two levels below the node."""
    WITHIN = "within"
    """The node and all that stands below it."""


_LOOKING_ON = {Operation.READ: Reach.WITHIN}
_TAKING_ALONG = _LOOKING_ON | {Operation.EXPORT: Reach.WITHIN}
_REVIEWING = _TAKING_ALONG | {Operation.REVIEW: Reach.BELOW}

RIGHTS: Mapping[Role, Mapping[Operation, Reach]] = {
    Role.SECRETARY: _TAKING_ALONG
    | {
        Operation.SCORE: Reach.OWN,
        Operation.IMPORT: Reach.OWN,
        Operation.UNMASK: Reach.OWN,
    },
    Role.REVIEWER: _REVIEWING,
    Role.CONFIRMER: _REVIEWING
    | {Operation.CONFIRM: Reach.FAR_BELOW, Operation.REOPEN: Reach.FAR_BELOW},
    Role.VIEWER: _TAKING_ALONG,
    Role.AUDITOR: _LOOKING_ON | {Operation.AUDIT: Reach.WITHIN},
    Role.ADMINISTRATOR: _LOOKING_ON
    | {
        Operation.IMPORT: Reach.WITHIN,
        Operation.ADMINISTER: Reach.WITHIN,
        Operation.AUDIT: Reach.WITHIN,
    },
}
"""The table. What is not in it nobody of that role may do."""


def claimed(role: Role) -> frozenset[Operation]:
    """What is open to somebody of a role where there are no users, anywhere: the role's, and the branch's own work.

    Whoever says of themselves that they review confirms as well: there may be nobody else who could.
    """
    more = {Operation.SCORE}
    if Operation.REVIEW in RIGHTS[role]:
        more.add(Operation.CONFIRM)
    return frozenset(RIGHTS[role]) | more
