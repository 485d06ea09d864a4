"""Members as rows: every field of a member, and what follows from them, as the columns of a register keep values.

Numbers are decimal text, fixed values their ids, empty values are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from itertools import pairwise

from branchkit.core.members.member import Category, Member, age_on, party_age_on, probation_end
from branchkit.core.names import initials
from branchkit.core.ports import Reader
from branchkit.services.roster import MEMBER

DERIVED_FIELDS = ("age", "party_age", "probation_ends", "initials")
"""What a row has beside the fields of :class:`~branchkit.core.members.member.Member`."""


def member_ids(reader: Reader, org: str, *, removed: bool = False) -> list[str]:
    """The ids of those on the roll, in its order, without reading the members; ``removed`` adds the others at the end."""
    rows = [
        (bool(gone), number or 0, id)
        for id, number, gone in reader.project(org, MEMBER, "", ("number", "removed"))
        if removed or not gone
    ]
    if any(after < before for before, after in pairwise(rows)):
        rows.sort()
    return [id for _gone, _number, id in rows]


def member_rows(
    reader: Reader, org: str, today: date, *, removed: bool = False
) -> Iterator[tuple[str, dict[str, object]]]:
    """Id and fields of each member in the order of the roll; read one after the other."""
    for id in member_ids(reader, org, removed=removed):
        if row := member_row(reader, org, id, today):
            yield id, row


def member_row(reader: Reader, org: str, id: str, today: date) -> dict[str, object]:
    """The fields of one member; empty when there is none."""
    document = reader.get(org, MEMBER, id)
    return {} if document is None else row_of(Member.from_body(id, org, document.body), today)


def row_of(member: Member, today: date) -> dict[str, object]:
    """A member's fields as values of columns."""
    known: dict[str, object] = {
        f.name: value for f in fields(member) if (value := getattr(member, f.name))
    }
    known |= _derived(member, today)
    return {name: str(value) for name, value in known.items() if value is not None}


def _derived(member: Member, today: date) -> Mapping[str, object]:
    ends = (
        probation_end(member.joined, member.probation_until)
        if member.category is Category.PROBATIONARY
        else None
    )
    return {
        "age": age_on(member.birth, today),
        "party_age": party_age_on(member.full_since, today),
        "probation_ends": ends.isoformat() if ends else None,
        "initials": initials(member.name),
    }
