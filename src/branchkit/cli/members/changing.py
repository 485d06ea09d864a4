"""``members add``, ``edit``, ``remove``, ``reinstate``, and the ways in and out: ``move``, ``letter``, ``receipt``."""

from __future__ import annotations

import argparse
from dataclasses import replace

from branchkit.cli.exit_codes import OK, PROBLEMS
from branchkit.cli.members.listing import MemberContext, emit_member
from branchkit.cli.shell import Shell
from branchkit.core.errors import MemberError
from branchkit.core.members.member import Member
from branchkit.core.members.reading import READERS
from branchkit.core.registers.register import Register
from branchkit.core.rulepacks import edition_on
from branchkit.services.development.moving import has_open_case
from branchkit.services.duties.members import RULES
from branchkit.services.members.texts import read_changes
from branchkit.services.members.transfers import (
    TRANSFERS,
    issue_letter,
    leave_roll,
    letter_of,
    move_member,
    receive_receipt,
    return_to_roll,
    take_in,
    take_letter_back,
)
from branchkit.services.roster import (
    add_member,
    edit_member,
    the_one,
)


def add(args: argparse.Namespace, shell: Shell, context: MemberContext) -> int:
    """Somebody new; with ``--from`` somebody who has come with a letter."""
    blank = Member("", context.org, "")
    changes = read_changes(blank, _given(args), context.today)
    if "name" not in changes.values:
        raise MemberError("name_missing")
    shell.problems(changes.problems)
    if not changes.usable:
        return PROBLEMS
    new = replace(blank, **changes.values)  # type: ignore[arg-type]
    with context.workspace.store.begin(context.workspace.actor, "member.add") as uow:
        if args.counterpart:
            register = context.workspace.contributions.registers[TRANSFERS]
            kept = take_in(
                uow,
                context.workspace.contributions.rule_packs,
                register,
                new,
                counterpart=args.counterpart,
                on=context.today,
                number=args.letter,
            )
        else:
            kept = add_member(uow, new)
        uow.commit(reason=args.reason)
    emit_member(args, shell, context, kept)
    return OK


def edit(args: argparse.Namespace, shell: Shell, context: MemberContext) -> int:
    """Fields named on the command line; an empty text empties one."""
    given = _given(args)
    if not given:
        raise MemberError("nothing_to_change")
    store = context.workspace.store
    before = the_one(store, context.org, args.member)
    changes = read_changes(before, given, context.today)
    shell.problems(changes.problems)
    if not changes.usable:
        return PROBLEMS
    with store.begin(context.workspace.actor, "member.edit") as uow:
        kept = edit_member(uow, context.org, before.id, changes.values, seen=before)
        changed = uow.commit(reason=args.reason)
    if changed is None:
        shell.say("cli.members.unchanged")
    emit_member(args, shell, context, kept)
    return OK


def remove(args: argparse.Namespace, shell: Shell, context: MemberContext) -> int:
    """Off the roll, with the reason."""
    on = context.day(args.on)
    with context.workspace.store.begin(context.workspace.actor, "member.remove") as uow:
        member = the_one(uow, context.org, args.member)
        ends = has_open_case(uow, context.org, member.id)
        packs = context.workspace.contributions.rule_packs
        kept = leave_roll(uow, packs, context.org, member.id, args.reason, on)
        uow.commit(reason=args.reason)
    if ends:
        shell.say("cli.members.case_ended", name=member.name)
    emit_member(args, shell, context, kept)
    return OK


def reinstate(args: argparse.Namespace, shell: Shell, context: MemberContext) -> int:
    """Back on the roll."""
    with context.workspace.store.begin(context.workspace.actor, "member.reinstate") as uow:
        member = the_one(uow, context.org, args.member)
        packs = context.workspace.contributions.rule_packs
        kept = return_to_roll(uow, packs, context.org, member.id, context.today)
        uow.commit(reason=args.reason)
    emit_member(args, shell, context, kept)
    return OK


def _given(args: argparse.Namespace) -> dict[str, str]:
    return {name: getattr(args, name) for name in READERS if getattr(args, name) is not None}


def move(args: argparse.Namespace, shell: Shell, context: MemberContext) -> int:
    """To another organisation of this workspace; what is shown is the member there."""
    with context.workspace.store.begin(context.workspace.actor, "member.move") as uow:
        member = the_one(uow, context.org, args.member)
        kept = move_member(
            uow,
            context.org,
            member.id,
            args.to,
            context.day(args.on),
            args.reason,
            register=_register(context),
        )
        uow.commit(reason=args.reason)
    emit_member(args, shell, context, kept)
    return OK


def letter(args: argparse.Namespace, shell: Shell, context: MemberContext) -> int:
    """Write down that a letter was given; the member stays until the receipt."""
    on = context.day(args.on)
    rules = edition_on(context.workspace.contributions.rule_packs, RULES, on)
    with context.workspace.store.begin(context.workspace.actor, "member.letter") as uow:
        member = the_one(uow, context.org, args.member)
        issue_letter(
            uow,
            _register(context),
            rules,
            context.org,
            member.id,
            to=args.to,
            on=on,
            number=args.number,
            reason=args.reason,
        )
        uow.commit(reason=args.reason)
    given = letter_of(context.workspace.store, context.org, member.id)
    assert given is not None
    shell.say("cli.members.letter_issued", name=member.name, to=given.to, until=given.valid_until)
    emit_member(args, shell, context, member)
    return OK


def receipt(args: argparse.Namespace, shell: Shell, context: MemberContext) -> int:
    """The other side has taken the member in; with ``--returned`` it has not, and the member stays."""
    on = context.day(args.on)
    with context.workspace.store.begin(context.workspace.actor, "member.receipt") as uow:
        member = the_one(uow, context.org, args.member)
        given = letter_of(uow, context.org, member.id)
        ends = not args.returned and has_open_case(uow, context.org, member.id)
        if given is None:
            raise MemberError("no_letter", name=member.name)
        if args.returned:
            take_letter_back(uow, _register(context), context.org, given.record.id)
        else:
            reason = shell.catalog.text("member.left.transfer", to=given.to)
            member = receive_receipt(
                uow,
                context.workspace.contributions.rule_packs,
                _register(context),
                context.org,
                given.record.id,
                on=on,
                reason=reason,
            )
        uow.commit()
    if ends:
        shell.say("cli.members.case_ended", name=member.name)
    emit_member(args, shell, context, member)
    return OK


def _register(context: MemberContext) -> Register:
    return context.workspace.contributions.registers[TRANSFERS]
