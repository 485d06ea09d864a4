"""``branchkit dues base``: by which norm and on which base members pay, listed and registered."""

from __future__ import annotations

from dataclasses import replace

from branchkit.cli.dues.context import DuesContext, day_of
from branchkit.cli.dues.paying import tell_late
from branchkit.cli.exit_codes import OK
from branchkit.core.dues.money import money_text, parse_money, parse_parts, parts_text
from branchkit.core.dues.owing import DuesBase
from branchkit.core.errors import DuesError, MemberError
from branchkit.services.dues.billing import BaseChange, set_base
from branchkit.services.roster import the_one


def show_bases(context: DuesContext) -> int:
    """List the bases; with ``--norm`` register one first, for every member that was named."""
    args, store = context.args, context.store
    if args.norm:
        _register(context)
    elif args.base or args.since or args.parts:
        raise DuesError("norm_missing")
    all_records = context.all_records()[:1] if args.member else context.all_records()
    unmasked = context.unmask("dues base", all_records)
    if args.member:
        people = [(all_records[0], the_one(store, context.org, name)) for name in args.member]
    else:
        people = [(records, m) for records in all_records for m in records.members if not m.removed]
    context.shell.emit(context.lists(all_records, unmasked=unmasked).bases(people), args.format)
    without = [member.name for records, member in people if not records.bases.of(member.id)]
    if without:
        context.shell.say("cli.dues.without_base", count=len(without), names=without)
    return OK


def _register(context: DuesContext) -> None:
    names = context.args.member
    if not names:
        raise MemberError("name_missing")
    wanted = _wanted(context)
    done: list[tuple[str, BaseChange]] = []
    with context.change("dues.base") as (uow, writer):
        rules = writer.records.rules(wanted.first_month)
        wanted = replace(wanted, norm=rules.norm_named(wanted.norm).id)
        for name in names:
            member = the_one(uow, context.org, name)
            done.append((member.name, set_base(writer, wanted.of(member.id))))
    for name, change in done:
        _tell(context, name, change)


def _wanted(context: DuesContext) -> DuesBase:
    """What the options say, of nobody yet."""
    args, today = context.args, context.today
    parts = parse_parts(args.parts)
    amount = parse_money(args.base) if args.base else None
    if parts:
        total = sum((amount for _name, amount in parts), start=parse_money("0"))
        if amount is not None and amount != total:
            raise DuesError("parts_differ", base=amount, total=total)
        amount = total
    return DuesBase(
        "",
        "",
        args.norm,
        day_of(args.since, today, today.replace(day=1)),
        amount,
        until=day_of(args.until, today, today) if args.until else None,
        decided_by=args.decided_by,
        decided_on=day_of(args.decided_on, today, today) if args.decided_on else None,
        parts=parts_text(parts),
    )


def _tell(context: DuesContext, name: str, change: BaseChange) -> None:
    """What it comes to, and what is owed of months that had been billed by the base of before."""
    say = context.shell.say
    first = str(change.base.first_month)
    say("cli.dues.base_set", name=name, month=first, due=change.amount.due)
    if not change.rebilled:
        return
    months = [str(month.month) for month in change.rebilled]
    say("cli.dues.rebilled", name=name, months=months, open=money_text(change.open))
    if change.over:
        say("cli.dues.over", name=name, over=money_text(change.over))
    tell_late(context, (m.month for m in change.rebilled if m.open), context.today)
