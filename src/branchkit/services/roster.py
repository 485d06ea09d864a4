"""The roster of a branch: who is on it, and every way it changes.

Writing services take a unit of work and leave the commit to the caller. Members are never erased: who leaves is
marked removed with the reason, and can be reinstated. What a change has to be held against (numbers, citizen IDs) is
read without building the members, so that it costs little where there are thousands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from branchkit.core.errors import MemberError
from branchkit.core.masking import mask_field
from branchkit.core.members.member import Member
from branchkit.core.names import matches
from branchkit.core.ports import Entry, Reader, UnitOfWork
from branchkit.core.values import frozen
from branchkit.services.ledger.conflicts import refuse_stale
from branchkit.services.ledger.undo import Scope
from branchkit.services.pages import documents_of

MEMBER = "member"
"""Kind of the documents: (org, ``member``, member id)."""

ID_TAIL = 4
"""From so many characters on, the end of a citizen ID or phone number finds a person."""


@frozen
class RosterLine:
    """What a member can clash with another one in."""

    id: str
    name: str
    number: int
    citizen_id: str
    removed: str


def branch_name(reader: Reader, org: str) -> str:
    """The name of the organisation whose roster it is; raises :class:`MemberError` ``no_organization``."""
    document = reader.get("", "organization", org)
    if document is None:
        raise MemberError("no_organization", org=org)
    return str(document.body["name"])


def members_of(reader: Reader, org: str, include_removed: bool = False) -> list[Member]:
    """The members of a branch in the order of the roll; those removed stand at the end, where asked for."""
    return in_order_of_roll(each_member(reader, org, include_removed))


def in_order_of_roll(members: Iterable[Member]) -> list[Member]:
    """By number; those removed stand at the end."""
    return sorted(members, key=lambda member: (bool(member.removed), member.number, member.id))


def has_roster(reader: Reader, org: str) -> bool:
    """Whether anybody stands on the roll, or ever did."""
    return next(reader.project(org, MEMBER, "", (), limit=1), None) is not None


def each_member(reader: Reader, org: str, include_removed: bool = False) -> Iterator[Member]:
    """The members one after the other, in the order of their ids: ten thousand of them at once take some 10 MB."""
    for document in reader.scan(org, MEMBER):
        if include_removed or not document.body.get("removed"):
            yield Member.from_body(document.id, org, document.body)


def members_by_id(reader: Reader, ids: Iterable[tuple[str, str]]) -> Iterator[Member]:
    """Those of the members (organisation, id) that there are, in the order of ``ids``."""
    for document in documents_of(reader, ((org, MEMBER, id) for org, id in ids)):
        yield Member.from_body(document.id, document.org, document.body)


def member(reader: Reader, org: str, id: str) -> Member:
    """One member by id; raises :class:`MemberError` ``unknown``."""
    document = reader.get(org, MEMBER, id)
    if document is None:
        raise MemberError("unknown", text=id)
    return Member.from_body(id, org, document.body)


def roster_lines(reader: Reader, org: str) -> Iterator[RosterLine]:
    """A line for each member, those removed included."""
    fields = ("name", "number", "citizen_id", "removed")
    for id, name, number, citizen_id, removed in reader.project(org, MEMBER, "", fields):
        yield RosterLine(id, name or "", number or 0, citizen_id or "", removed or "")


def find(members: Iterable[Member], query: str) -> list[Member]:
    """Those whom ``query`` means, in the order given: exact name or id first, if any; else by part of the name,
    pinyin initials, the number on the roll, or the end (four characters or more) of the ID or phone number."""
    roster, wanted = list(members), query.strip()
    exact = [m for m in roster if wanted in (m.name, m.id)]
    return exact or [m for m in roster if is_meant(m.name, m.number, m.citizen_id, m.phone, wanted)]


def is_meant(name: str, number: int, citizen_id: str, phone: str, wanted: str) -> bool:
    """Whether somebody with this name, number, ID and phone is found by a text."""
    if wanted.isdecimal() and str(number) == wanted:
        return True
    if len(wanted) >= ID_TAIL and wanted[:-1].isdecimal():
        return any(text and text.endswith(wanted.upper()) for text in (citizen_id, phone))
    return not wanted.isdecimal() and matches(name, wanted)


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
    roster = list(roster_lines(uow, member.org))
    if any(other.id == member.id for other in roster):
        raise MemberError("id_taken", id=member.id)
    new = replace(
        member,
        id=member.id or next(new_ids(other.id for other in roster)),
        number=member.number or next_number(roster),
    ).settled
    _check(new, roster)
    uow.put(new.org, MEMBER, new.id, new.to_body())
    return new


def edit_member(
    uow: UnitOfWork,
    org: str,
    id: str,
    changes: Mapping[str, object],
    seen: Member | None = None,
) -> Member:
    """Change fields of a member; returns the member as kept. ``seen`` is what whoever changes it had before them.

    Raises :class:`MemberError` ``unknown``, ``removed``, ``name_missing``, ``citizen_id_taken`` or ``number_taken``, and
    :class:`~branchkit.core.errors.ConflictError` ``member`` where somebody else has changed one of these fields since it was
    seen, unless to the same.
    """
    before = _on_the_roll(uow, org, id)
    if seen is not None:
        refuse_stale(
            uow,
            *(org, MEMBER, id, "member"),
            changes=changes,
            seen=partial(getattr, seen),
            now=partial(getattr, before),
            shown=mask_field,
            name=before.name,
        )
    after = replace(before, **changes).settled  # type: ignore[arg-type]
    if (after.name, after.number, after.citizen_id) != (
        before.name,
        before.number,
        before.citizen_id,
    ):
        _check(after, roster_lines(uow, org))
    uow.put(org, MEMBER, id, after.to_body())
    return after


def remove_member(
    uow: UnitOfWork, org: str, id: str, reason: str, on: date, moved_to: str = ""
) -> Member:
    """Take a member off the roll; the document stays. Raises :class:`MemberError` ``unknown``, ``removed``,
    ``reason_missing``."""
    before = _on_the_roll(uow, org, id)
    if not reason.strip():
        raise MemberError("reason_missing")
    after = replace(before, removed=reason.strip(), removed_on=on.isoformat(), moved_to=moved_to)
    uow.put(org, MEMBER, id, after.to_body())
    return after


def reinstate_member(uow: UnitOfWork, org: str, id: str) -> Member:
    """Put a removed member back on the roll, at the old number where it is free, else at the end.

    Raises :class:`MemberError` ``unknown``, ``not_removed``, ``moved`` or ``citizen_id_taken``.
    """
    before = member(uow, org, id)
    if not before.removed:
        raise MemberError("not_removed", name=before.name)
    if before.moved_to:
        raise MemberError("moved", name=before.name, org=before.moved_to.partition("/")[0])
    roster = [other for other in roster_lines(uow, org) if not other.removed]
    taken = {other.number for other in roster}
    number = next_number(roster) if before.number in taken else before.number
    after = replace(before, removed="", removed_on="", number=number)
    _check(after, roster)
    uow.put(org, MEMBER, id, after.to_body())
    return after


def roster_changes(orgs: Collection[str]) -> Scope:
    """What undo takes back: changes to the rolls of some organisations.

    Members as an undo has left them are held against the roll. It is refused with :class:`MemberError` ``name_missing``,
    ``citizen_id_taken``, ``number_taken``, and ``half_undone`` where somebody had changed a member whose coming was taken back.
    """
    return Scope("member", MEMBER, orgs, check=_check_undone)


def _check_undone(uow: UnitOfWork, undone: Sequence[Entry]) -> None:
    for org in {entry.org for entry in undone}:
        ids = {entry.id for entry in undone if entry.org == org}
        roster = list(roster_lines(uow, org))
        changed = [line for line in roster if line.id in ids]
        if not all(line.name for line in changed):
            raise MemberError("half_undone")
        for kept in members_by_id(uow, ((org, line.id) for line in changed if not line.removed)):
            _check(kept, roster)


def next_number(roster: Iterable[Member | RosterLine]) -> int:
    """The number after the last one on the roll."""
    return max((m.number for m in roster if not m.removed), default=0) + 1


def new_ids(used: Iterable[str]) -> Iterator[str]:
    """Ids for new members: ``m0001`` onwards, after the highest there ever was, so that none is used twice."""
    last = max((int(id[1:]) for id in used if id[:1] == "m" and id[1:].isdecimal()), default=0)
    while True:
        last += 1
        yield f"m{last:04d}"


def _on_the_roll(reader: Reader, org: str, id: str) -> Member:
    found = member(reader, org, id)
    if found.removed:
        raise MemberError("removed", name=found.name, on=found.removed_on, reason=found.removed)
    return found


def _check(candidate: Member, roster: Iterable[RosterLine]) -> None:
    if not candidate.name.strip():
        raise MemberError("name_missing")
    for other in roster:
        if other.id == candidate.id:
            continue
        if candidate.citizen_id and other.citizen_id == candidate.citizen_id:
            raise MemberError("citizen_id_taken", name=other.name, removed=other.removed)
        if other.number == candidate.number and not other.removed:
            raise MemberError("number_taken", number=candidate.number, name=other.name)
