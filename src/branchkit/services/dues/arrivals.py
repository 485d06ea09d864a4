"""When a member's relations came to a branch: from then on the branch bills, before that the one before did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from branchkit.core.dates import day_of
from branchkit.core.members.member import Member
from branchkit.core.ports import Reader
from branchkit.services.records import records_of
from branchkit.services.roster import MEMBER

TRANSFERS = "member.transfer"


def arrivals_of(reader: Reader, org: str, members: Iterable[Member]) -> Mapping[str, date]:
    """Member → the day of the last arrival, of those of whom it is known."""
    found: dict[str, date] = {}
    for row in records_of(reader, TRANSFERS, org):
        day = day_of(row.values.get("receipt_on")) or day_of(row.values.get("issued_on"))
        if row.values.get("direction") == "in" and day is not None:
            id = str(row.values.get("member", ""))
            found[id] = max(day, found.get(id, day))
    for member in members:
        if member.moved_from and (day := _left_on(reader, member.moved_from)) is not None:
            found[member.id] = max(day, found.get(member.id, day))
    return found


def _left_on(reader: Reader, moved_from: str) -> date | None:
    """When the person left the organisation of this workspace where they were kept before."""
    org, _, id = moved_from.partition("/")
    document = reader.get(org, MEMBER, id)
    return day_of(document.body.get("removed_on")) if document is not None else None
