"""``members move``, ``letter`` and ``receipt``: from one organisation to another."""

from __future__ import annotations

import argparse

from branchkit.cli.exit_codes import OK
from branchkit.cli.members.desk import MemberDesk, emit_member
from branchkit.cli.shell import Shell
from branchkit.core.errors import MemberError
from branchkit.core.registers.register import Register
from branchkit.core.rulepacks import edition_on
from branchkit.services.duties.members import RULES
from branchkit.services.members.transfers import (
    TRANSFERS,
    issue_letter,
    letter_of,
    move_member,
    receive_receipt,
    take_letter_back,
)
from branchkit.services.roster import the_one


def move(args: argparse.Namespace, shell: Shell, desk: MemberDesk) -> int:
    """To another organisation of this workspace; what is shown is the member there."""
    with desk.workspace.store.begin(desk.workspace.actor, "member.move") as uow:
        member = the_one(uow, desk.org, args.member)
        kept = move_member(
            uow,
            desk.org,
            member.id,
            args.to,
            desk.day(args.on),
            args.reason,
            register=_register(desk),
        )
        uow.commit(reason=args.reason)
    emit_member(args, shell, desk, kept)
    return OK


def letter(args: argparse.Namespace, shell: Shell, desk: MemberDesk) -> int:
    """Write down that a letter was given; the member stays until the receipt."""
    on = desk.day(args.on)
    rules = edition_on(desk.workspace.contributions.rule_packs, RULES, on)
    with desk.workspace.store.begin(desk.workspace.actor, "member.letter") as uow:
        member = the_one(uow, desk.org, args.member)
        issue_letter(
            uow,
            _register(desk),
            rules,
            desk.org,
            member.id,
            to=args.to,
            on=on,
            number=args.number,
            reason=args.reason,
        )
        uow.commit(reason=args.reason)
    given = letter_of(desk.workspace.store, desk.org, member.id)
    assert given is not None
    shell.say("cli.members.letter_issued", name=member.name, to=given.to, until=given.valid_until)
    emit_member(args, shell, desk, member)
    return OK


def receipt(args: argparse.Namespace, shell: Shell, desk: MemberDesk) -> int:
    """The other side has taken the member in; with ``--returned`` it has not, and the member stays."""
    on = desk.day(args.on)
    with desk.workspace.store.begin(desk.workspace.actor, "member.receipt") as uow:
        member = the_one(uow, desk.org, args.member)
        given = letter_of(uow, desk.org, member.id)
        if given is None:
            raise MemberError("no_letter", name=member.name)
        if args.returned:
            take_letter_back(uow, _register(desk), desk.org, given.record.id)
        else:
            reason = shell.catalog.text("member.left.transfer", to=given.to)
            member = receive_receipt(
                uow, _register(desk), desk.org, given.record.id, on=on, reason=reason
            )
        uow.commit()
    emit_member(args, shell, desk, member)
    return OK


def _register(desk: MemberDesk) -> Register:
    return desk.workspace.contributions.registers[TRANSFERS]
