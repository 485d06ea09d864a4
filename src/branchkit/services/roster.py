"""The roster of a branch: who is on it, and every way it changes.

Writing services take a unit of work and leave the commit to the caller. Members are never erased: who leaves is
marked removed with the reason, and can be reinstated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from branchkit.core.errors import MemberError
from branchkit.core.members import Member
from branchkit.core.names import matches
from branchkit.core.ports import Reader, UnitOfWork

MEMBER = "member"
"""Kind of the documents: (org, ``member``, member id)."""

_ID_TAIL = 4
"""From so many characters on, the end of a citizen ID or phone number finds a person."""


def branch_name(reader: Reader, org: str) -> str:
    """The name of the organisation whose roster it is; raises :class:`MemberError` ``no_organization``."""
    document = reader.get("", "organization", org)
    if document is None:
        raise MemberError("no_organization", org=org)
    return str(document.body["name"])


def members_of(reader: Reader, org: str, include_removed: bool = False) -> list[Member]:
    """The members of a branch in the order of the roll; those removed stand at the end, where asked for."""
    found = (Member.from_body(d.id, org, d.body) for d in reader.scan(org, MEMBER))
    kept = [member for member in found if include_removed or not member.removed]
    return sorted(kept, key=lambda member: (bool(member.removed), member.number, member.id))


def member(reader: Reader, org: str, id: str) -> Member:
    """One member by id; raises :class:`MemberError` ``unknown``."""
    document = reader.get(org, MEMBER, id)
    if document is None:
        raise MemberError("unknown", text=id)
    return Member.from_body(id, org, document.body)


def find(members: Iterable[Member], query: str) -> list[Member]:
    """Those whom ``query`` means, in the order given: exact name or id first, if any; else by part of the name,
    pinyin initials, the number on the roll, or the end (four characters or more) of the ID or phone number."""
    roster = list(members)
    wanted = query.strip()
    exact = [m for m in roster if wanted in (m.name, m.id, m.citizen_id)]
    return exact or [m for m in roster if _is_found(m, wanted)]


def the_one(reader: Reader, org: str, query: str) -> Member:
    """The member whom ``query`` means, removed ones included; raises :class:`MemberError` ``unknown`` or ``several``."""
    found = find(members_of(reader, org, include_removed=True), query)
    if not found:
        raise MemberError("unknown", text=query)
    if len(found) > 1:
        raise MemberError(
            "several", text=query, found=[f"{m.number} {m.name} ({m.id})" for m in found[:8]]
        )
    return found[0]


def add_member(uow: UnitOfWork, member: Member) -> Member:
    """Put a new member on the roll. An empty id and a number of 0 are filled in; returns the member as kept.

    Raises :class:`MemberError` ``name_missing``, ``id_taken``, ``citizen_id_taken`` or ``number_taken``.
    """
    roster = members_of(uow, member.org, include_removed=True)
    if any(other.id == member.id for other in roster):
        raise MemberError("id_taken", id=member.id)
    new = replace(
        member,
        id=member.id or next(new_ids(roster)),
        number=member.number or next_number(roster),
    )
    _check(new, roster)
    uow.put(new.org, MEMBER, new.id, new.to_body())
    return new


def edit_member(uow: UnitOfWork, org: str, id: str, changes: Mapping[str, object]) -> Member:
    """Change fields of a member; returns the member as kept.

    Raises :class:`MemberError` ``unknown``, ``removed``, ``name_missing``, ``citizen_id_taken`` or ``number_taken``.
    """
    before = member(uow, org, id)
    if before.removed:
        raise MemberError("removed", name=before.name, on=before.removed_on, reason=before.removed)
    after = replace(before, **changes)  # type: ignore[arg-type]
    _check(after, members_of(uow, org, include_removed=True))
    uow.put(org, MEMBER, id, after.to_body())
    return after


def remove_member(uow: UnitOfWork, org: str, id: str, reason: str, on: date) -> Member:
    """Take a member off the roll; the document stays. Raises :class:`MemberError` ``unknown``, ``removed``,
    ``reason_missing``."""
    before = member(uow, org, id)
    if before.removed:
        raise MemberError("removed", name=before.name, on=before.removed_on, reason=before.removed)
    if not reason.strip():
        raise MemberError("reason_missing")
    after = replace(before, removed=reason.strip(), removed_on=on.isoformat())
    uow.put(org, MEMBER, id, after.to_body())
    return after


def reinstate_member(uow: UnitOfWork, org: str, id: str) -> Member:
    """Put a removed member back on the roll, at the old number where it is free, else at the end.

    Raises :class:`MemberError` ``unknown``, ``not_removed`` or ``citizen_id_taken``.
    """
    before = member(uow, org, id)
    if not before.removed:
        raise MemberError("not_removed", name=before.name)
    roster = members_of(uow, org)
    taken = {other.number for other in roster}
    number = next_number(roster) if before.number in taken else before.number
    after = replace(before, removed="", removed_on="", number=number)
    _check(after, roster)
    uow.put(org, MEMBER, id, after.to_body())
    return after


def next_number(roster: Iterable[Member]) -> int:
    """The number after the last one on the roll."""
    return max((m.number for m in roster if not m.removed), default=0) + 1


def new_ids(roster: Iterable[Member]) -> Iterator[str]:
    """Ids for new members: ``m0001`` onwards, after the highest there ever was, so that none is used twice."""
    used = (m.id for m in roster)
    last = max((int(id[1:]) for id in used if id[:1] == "m" and id[1:].isdecimal()), default=0)
    while True:
        last += 1
        yield f"m{last:04d}"


def _check(candidate: Member, roster: Iterable[Member]) -> None:
    if not candidate.name.strip():
        raise MemberError("name_missing")
    for other in roster:
        if other.id == candidate.id:
            continue
        if candidate.citizen_id and other.citizen_id == candidate.citizen_id:
            raise MemberError("citizen_id_taken", name=other.name, removed=other.removed)
        if other.number == candidate.number and not other.removed:
            raise MemberError("number_taken", number=candidate.number, name=other.name)


def _is_found(candidate: Member, wanted: str) -> bool:
    if wanted.isdecimal() and str(candidate.number) == wanted:
        return True
    if len(wanted) >= _ID_TAIL and wanted[:-1].isdecimal():
        return any(
            text and text.endswith(wanted.upper())
            for text in (candidate.citizen_id, candidate.phone)
        )
    return not wanted.isdecimal() and matches(candidate.name, wanted)
