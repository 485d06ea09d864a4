"""``branchkit meeting``: the year's calendar of what is owed, roll calls, votes."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace

from branchkit.cli.exit_codes import OK, PROBLEMS, REFUSED
from branchkit.cli.parser import also, worded
from branchkit.cli.registers.register import known_register
from branchkit.cli.shell import FORMATS, Shell
from branchkit.core.errors import MeetingError, Place
from branchkit.core.meetings.attendance import Call, Presence
from branchkit.core.meetings.votes import (
    FIGURES,
    KINDS,
    Count,
    miscounted,
    needed,
    shortfalls,
    written_refused,
)
from branchkit.core.rulepacks import edition_on
from branchkit.core.tables import Table, TableColumn, Value
from branchkit.i18n.catalog import Catalog
from branchkit.services.citations import citation_text
from branchkit.services.meetings.attendance import call_of, keep_call, shortfall_text, vote_text
from branchkit.services.meetings.calendar import citation_of, quota_year, quotas_on
from branchkit.services.organizations.organizations import has_members, orgs_of, read_tree
from branchkit.services.registers.writing import record


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare the commands."""
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = commands.add_parser(
            name, help=catalog.text(f"cli.meeting.{name}")
        )
        made.add_argument("--org", default="", help=catalog.text("cli.meeting.org"))
        made.add_argument(
            "--format", choices=FORMATS, default="text", help=catalog.text("cli.meeting.format")
        )
        return made

    def helped(name: str) -> str:
        return catalog.text(f"cli.meeting.{name}")

    calendar = command("calendar")
    calendar.add_argument("year", nargs="?", type=int, help=helped("year"))
    calendar.add_argument("--subtree", action="store_true", help=helped("subtree"))
    roll = command("roll")
    roll.add_argument("register", metavar="REGISTER", help=helped("register"))
    roll.add_argument("record", metavar="RECORD", help=helped("record"))
    everybody = also({"all": helped("everybody")})
    roll.add_argument(
        "--present", default="", type=everybody, metavar="NAMES", help=helped("present")
    )
    for name in ("leave", "absent"):
        roll.add_argument(
            f"--{name}", action="append", default=[], metavar="NAME=REASON", help=helped(name)
        )
    vote = command("vote")
    kinds = {kind: catalog.text(f"vote.kind.{kind}") for kind in KINDS}
    vote.add_argument("--kind", required=True, help=helped("kind"), **worded(catalog, kinds))
    vote.add_argument("--entitled", type=int, required=True, help=helped("entitled"))
    vote.add_argument("--present", type=int, required=True, help=helped("came"))
    vote.add_argument("--in-favour", type=int, required=True, help=helped("in_favour"))
    for name in ("against", "abstained", "written"):
        vote.add_argument(f"--{name}", type=int, default=0, help=helped(name))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Carry out one command."""
    commands = {"calendar": _calendar, "roll": _roll, "vote": _vote}
    return commands[args.command](args, shell)


def _calendar(args: argparse.Namespace, shell: Shell) -> int:
    workspace = shell.workspace()
    today = workspace.clock().date()
    year = args.year or today.year
    store, contributions = workspace.store, workspace.contributions
    orgs = orgs_of(workspace.store, args.org or workspace.organization, args.subtree)
    tree = read_tree(workspace.store)
    # A committee without members of its own owes no branch's meetings.
    branches = [org for org in orgs if not args.subtree or has_members(workspace.store, org)]
    cells = [
        (tree.name(org), cell)
        for org in branches
        for cell in quota_year(store, contributions, org, year, today)
    ]
    rules = {
        quota.id: citation_of(edition, quota)
        for org in branches
        for edition, quota in quotas_on(
            store, contributions, org, today.replace(year=year, month=12, day=28)
        )
    }
    catalog = shell.catalog
    heads = ("organization", "meeting", "period", "wanted", "held", "state", "rule")
    columns = tuple(
        TableColumn(head, catalog.text(f"cli.meeting.head.{head}"), _align(head)) for head in heads
    )
    words = args.format == "text"
    rows = tuple(
        (
            name,
            catalog.local(cell.quota.title) if words else cell.quota.id,
            str(cell.period),
            cell.wanted,
            cell.held,
            catalog.text(f"quota.state.{cell.state}") if words else str(cell.state),
            citation_text(catalog, rules[cell.quota.id]),
        )
        for name, cell in cells
    )
    shown = Table(columns, rows) if args.subtree else _without_first(columns, rows)
    shell.emit(shown, args.format)
    return OK


def _without_first(columns: tuple[TableColumn, ...], rows: tuple[tuple[Value, ...], ...]) -> Table:
    """Of one organisation its name is known."""
    return Table(columns[1:], tuple(row[1:] for row in rows))


def _align(head: str) -> str:
    return "right" if head in ("wanted", "held") else "left"


def _roll(args: argparse.Namespace, shell: Shell) -> int:
    workspace = shell.workspace()
    org = args.org or workspace.organization
    register = known_register(workspace.contributions, args.register)
    meeting = record(workspace.store, register.id, org, args.record)
    before = call_of(workspace.store, org, meeting)
    call = _ticked(before, args)
    if call != before:
        with workspace.store.begin(workspace.actor, "meeting.call") as uow:
            keep_call(uow, register, meeting, before, call)
            uow.commit()
    catalog = shell.catalog
    heads = ("member", "name", "presence", "reason")
    columns = tuple(TableColumn(head, catalog.text(f"cli.meeting.head.{head}")) for head in heads)
    rows = tuple(
        (
            attendee.member,
            attendee.name,
            catalog.text(f"presence.{attendee.presence}")
            if args.format == "text"
            else str(attendee.presence),
            attendee.reason,
        )
        for attendee in call.attendees
    )
    shell.emit(Table(columns, rows), args.format)
    return OK


def _ticked(call: Call, args: argparse.Namespace) -> Call:
    """Leave and absence first, so that ``--present all`` leaves them as they are."""
    for presence, pairs in ((Presence.ON_LEAVE, args.leave), (Presence.ABSENT, args.absent)):
        for pair in pairs:
            name, _equals, reason = pair.partition("=")
            call = call.ticked(_place(call, name), presence, reason.strip())
    if args.present.strip() == "all":
        return call.all_present()
    for name in _names(args.present):
        call = call.ticked(_place(call, name), Presence.PRESENT)
    return call


def _names(text: str) -> Iterable[str]:
    parts = text.replace("，", ",").replace("、", ",").split(",")
    return [part.strip() for part in parts if part.strip()]


def _place(call: Call, name: str) -> int:
    wanted = name.strip()
    found = [n for n, a in enumerate(call.attendees) if wanted in (a.name, a.member)]
    if len(found) != 1:
        raise MeetingError("unknown_name", name=wanted)
    return found[0]


def _vote(args: argparse.Namespace, shell: Shell) -> int:
    """The exit code says whether it carried; what cannot have been counted so is refused."""
    workspace = shell.workspace()
    edition = edition_on(workspace.contributions.rule_packs, "meetings", workspace.clock().date())
    count = Count(**{name: getattr(args, name) for name in FIGURES})
    if wrong := [*miscounted(count), *written_refused(args.kind, count, edition)]:
        shell.problems(replace(problem, place=Place()) for problem in wrong)
        return REFUSED
    short = shortfalls(args.kind, count, edition)
    fewest = needed(args.kind, args.entitled, args.present, edition, args.written)
    catalog = shell.catalog
    if args.format == "text":
        told = catalog.text(
            "cli.meeting.counted",
            kind=catalog.text(f"vote.kind.{args.kind}"),
            result=vote_text(catalog, args.kind, count, edition),
            needed=fewest,
            rule=citation_text(catalog, edition.cite()),
        )
        print(told, file=shell.stdout)
        return PROBLEMS if short else OK
    shell.emit_object(
        {
            "kind": args.kind,
            "passed": not short,
            "needed": fewest,
            "short_of": [shortfall_text(catalog, shortfall) for shortfall in short],
            "rule": citation_text(catalog, edition.cite()),
        },
        args.format,
    )
    return PROBLEMS if short else OK
