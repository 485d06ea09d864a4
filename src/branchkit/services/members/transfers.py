"""Moves in and out: the letter of introduction with its expiry, the receipt, and moves within one workspace.

A letter is a row of the register :data:`TRANSFERS`. Whoever has one stays on the roll until the other side's receipt has come.
A move within the workspace needs no letter: the person gets a document under the new organisation, the old one stays as moved,
and the two name each other, so that what happened before can still be read. A development case goes with its person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from branchkit.core.dates import day_of
from branchkit.core.errors import MemberError
from branchkit.core.members.member import Member
from branchkit.core.ports import Reader, UnitOfWork
from branchkit.core.registers.register import Record, Register
from branchkit.core.rulepacks import Edition
from branchkit.core.values import frozen
from branchkit.services.development.cases import carry_members_cases
from branchkit.services.development.moving import arrive, close_cases, resume_cases
from branchkit.services.development.steps import Packs
from branchkit.services.registers.writing import add_record, edit_record, record, records_of
from branchkit.services.roster import (
    MEMBER,
    add_member,
    branch_name,
    member,
    new_ids,
    next_number,
    reinstate_member,
    remove_member,
    roster_lines,
)

TRANSFERS = "member.transfer"
"""The register of letters."""


@frozen
class Letter:
    """A letter that has been issued and not yet been answered."""

    record: Record
    member: str
    to: str
    issued_on: date
    valid_until: date


def issue_letter(
    uow: UnitOfWork,
    register: Register,
    rules: Edition,
    org: str,
    id: str,
    *,
    to: str,
    on: date,
    number: str = "",
    reason: str = "",
) -> Record:
    """Write down that a letter was given to a member; its validity is the rule ``letter-days``.

    Raises :class:`MemberError` ``unknown``, ``removed``, ``transfer_open``; :class:`RecordError` ``not_sound``.
    """
    leaving = member(uow, org, id)
    if leaving.removed:
        raise MemberError(
            "removed", name=leaving.name, on=leaving.removed_on, reason=leaving.removed
        )
    if earlier := letter_of(uow, org, id):
        raise MemberError("transfer_open", name=leaving.name, to=earlier.to)
    values = {
        "member": id,
        "direction": "out",
        "counterpart": to.strip(),
        "letter": number.strip(),
        "issued_on": on.isoformat(),
        "valid_days": str(rules.number("letter-days")),
        "state": "open",
        "reason": reason.strip(),
    }
    return add_record(uow, register, org, values)


def leave_roll(uow: UnitOfWork, packs: Packs, org: str, id: str, reason: str, on: date) -> Member:
    """A member leaves the roll for good or for elsewhere, and with them what went on with them here.

    Raises :class:`MemberError` ``unknown``, ``removed`` or ``reason_missing``.
    """
    gone = remove_member(uow, org, id, reason, on)
    close_cases(uow, packs, org, id, on, reason)
    return gone


def return_to_roll(uow: UnitOfWork, packs: Packs, org: str, id: str, on: date) -> Member:
    """A member who had left is back, and a case that had ended with the leaving goes on.

    Raises :class:`MemberError` ``unknown``, ``not_removed``, ``moved`` or ``citizen_id_taken``.
    """
    back = reinstate_member(uow, org, id)
    resume_cases(uow, packs, org, id, on)
    return back


def receive_receipt(
    uow: UnitOfWork,
    packs: Packs,
    register: Register,
    org: str,
    letter: str,
    *,
    on: date,
    reason: str,
) -> Member:
    """The other side has taken the member in: the row is closed and the member leaves the roll with ``reason``.

    Raises :class:`MemberError` ``transfer_closed``, ``unknown``, ``removed`` or ``reason_missing``.
    """
    row = _open_row(uow, org, letter)
    edit_record(uow, register, org, letter, {"state": "received", "receipt_on": on.isoformat()})
    return leave_roll(uow, packs, org, str(row.values["member"]), reason, on)


def take_letter_back(uow: UnitOfWork, register: Register, org: str, letter: str) -> Record:
    """The letter has come back unused, or has expired: the member stays. Raises :class:`MemberError` ``transfer_closed``."""
    _open_row(uow, org, letter)
    return edit_record(uow, register, org, letter, {"state": "returned"})


def take_in(
    uow: UnitOfWork,
    packs: Packs,
    register: Register,
    newcomer: Member,
    *,
    counterpart: str,
    on: date,
    number: str = "",
) -> Member:
    """Put somebody on the roll who has come with a letter of another organisation; a probation goes on here.

    Raises :class:`MemberError` ``name_missing``, ``id_taken``, ``citizen_id_taken``, ``number_taken``, and
    :class:`~branchkit.core.errors.RecordError` ``not_sound`` where the letter cannot be kept.
    """
    kept = add_member(uow, newcomer)
    values = {
        "member": kept.id,
        "direction": "in",
        "counterpart": counterpart.strip(),
        "letter": number.strip(),
        "issued_on": on.isoformat(),
        "state": "received",
        "receipt_on": on.isoformat(),
    }
    add_record(uow, register, kept.org, values)
    arrive(uow, packs, kept, counterpart, on)
    return kept


def move_member(
    uow: UnitOfWork,
    from_org: str,
    id: str,
    to_org: str,
    on: date,
    reason: str,
    *,
    register: Register | None = None,
) -> Member:
    """Move a member to another organisation of the workspace; with the ``register`` both sides get a row about it.

    A development case that runs goes along. The post and the Party group stay behind: they are those of the old organisation. Somebody who comes back gets the document
    that was left there. Raises :class:`MemberError` ``unknown``, ``removed``, ``same_organization``, ``no_organization``,
    ``reason_missing``, ``citizen_id_taken``.
    """
    if from_org == to_org:
        raise MemberError("same_organization", org=branch_name(uow, to_org))
    names = {org: branch_name(uow, org) for org in (from_org, to_org)}
    leaving = member(uow, from_org, id)
    new_id = _id_at(uow, leaving, to_org)
    remove_member(uow, from_org, id, reason, on, moved_to=f"{to_org}/{new_id}")
    arrived = _arrive(uow, leaving, to_org, new_id)
    carry_members_cases(uow, from_org, id, to_org, new_id, on)
    if register is not None:
        for org, member_id, direction, other in (
            (from_org, id, "out", to_org),
            (to_org, arrived.id, "in", from_org),
        ):
            values = {
                "member": member_id,
                "direction": direction,
                "counterpart": names[other],
                "issued_on": on.isoformat(),
                "state": "received",
                "receipt_on": on.isoformat(),
                "reason": reason.strip(),
            }
            add_record(uow, register, org, values)
    return arrived


def open_letters(reader: Reader, org: str) -> Iterator[Letter]:
    """The letters of an organisation that nobody has answered yet, in the order in which they were issued."""
    for row in records_of(reader, TRANSFERS, org):
        values = row.values
        issued = day_of(values.get("issued_on"))
        if values.get("direction") == "out" and values.get("state") == "open" and issued:
            days = int(str(values.get("valid_days") or 0))
            until = date.fromordinal(issued.toordinal() + days)
            yield Letter(row, str(values["member"]), str(values["counterpart"]), issued, until)


def letter_of(reader: Reader, org: str, id: str) -> Letter | None:
    """The letter of a member that is under way; None when there is none."""
    return next((letter for letter in open_letters(reader, org) if letter.member == id), None)


def identities(reader: Reader, org: str, id: str) -> list[tuple[str, str]]:
    """Under which organisations and ids a person has been kept in this workspace, the present one first."""
    found = [(org, id)]
    while True:
        document = reader.get(*_key(found[-1]))
        before = str(document.body.get("moved_from", "")) if document else ""
        earlier_org, _, earlier_id = before.partition("/")
        if not before or (earlier_org, earlier_id) in found:
            return found
        found.append((earlier_org, earlier_id))


def _key(identity: tuple[str, str]) -> tuple[str, str, str]:
    return identity[0], MEMBER, identity[1]


def _open_row(reader: Reader, org: str, letter: str) -> Record:
    row = record(reader, TRANSFERS, org, letter)
    if row.values.get("state") != "open":
        raise MemberError("transfer_closed", to=row.values.get("counterpart", ""))
    return row


def _id_at(reader: Reader, leaving: Member, org: str) -> str:
    """The id that a member will have there: the one of old where the person was there before."""
    roster = list(roster_lines(reader, org))
    for line in roster:
        if line.removed and leaving.citizen_id and line.citizen_id == leaving.citizen_id:
            return line.id
    return next(new_ids(line.id for line in roster))


def _arrive(uow: UnitOfWork, leaving: Member, org: str, id: str) -> Member:
    roster = list(roster_lines(uow, org))
    for line in roster:
        if leaving.citizen_id and line.citizen_id == leaving.citizen_id and line.id != id:
            raise MemberError("citizen_id_taken", name=line.name)
    arrived = replace(
        leaving,
        id=id,
        org=org,
        number=next_number(roster),
        group="",
        post="",
        removed="",
        removed_on="",
        moved_to="",
        moved_from=f"{leaving.org}/{leaving.id}",
    )
    uow.put(org, MEMBER, id, arrived.to_body())
    return arrived
