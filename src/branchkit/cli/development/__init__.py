"""``branchkit case``: the development of members, listed, opened, taken on step by step, ended."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from branchkit.cli.development.changing import CHANGES, CaseContext, emit_case
from branchkit.cli.development.tables import board_table, reminder_table
from branchkit.cli.exit_codes import OK
from branchkit.cli.parser import also, personal_words, plain_text, private_text
from branchkit.cli.shell import FORMATS, Shell
from branchkit.services.development.board import CaseBoard
from branchkit.services.development.cases import routes_of
from branchkit.services.development.entries import MASKS, PERSON_FIELDS
from branchkit.services.development.words import in_order, reminders_of
from branchkit.services.organizations.organizations import orgs_of
from branchkit.services.unmasking import PERSONAL_FIELDS, record_unmasking, unmask_fields

if TYPE_CHECKING:
    from branchkit.i18n.catalog import Catalog

_READING = ("list", "remind")
_WITH_REASON = ("refuse", "repeat", "extend", "postpone", "cancel", "leave", "resume")


STAGES = ("applicant", "activist", "prospect", "probationary", "full")
"""Those that have words; an edition of a workspace's own may have others."""


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``case list|show|remind`` and what :data:`CHANGES` names."""
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def text(key: str) -> str:
        return catalog.text(f"cli.case.{key}")

    def command(name: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = commands.add_parser(name, help=text(name))
        if name not in (*_READING, "open"):
            made.add_argument("case", metavar="CASE", help=text("case"))
        made.add_argument("--org", default="", help=text("org"))
        made.add_argument("--format", choices=FORMATS, default="text", help=text("format"))
        if name in _READING:
            made.add_argument("--subtree", action="store_true", help=text("subtree"))
        elif name != "show":
            made.add_argument("--on", default="", metavar="DATE", help=text("on"))
        if name in _WITH_REASON:
            made.add_argument("--reason", required=True, help=text("reason"))
        return made

    listing = command("list")
    stages = {stage: catalog.text(f"case.stage.{stage}") for stage in STAGES}
    listing.add_argument("--stage", default="", help=text("stage"), type=also(stages))
    listing.add_argument("--ids", action="store_true", help=catalog.text("cli.ids"))
    listing.add_argument("--ended", action="store_true", help=text("ended"))
    showing = command("show")
    showing.add_argument("--ids", action="store_true", help=catalog.text("cli.ids"))
    showing.add_argument(
        "--unmask", help=text("unmask"), **personal_words(catalog, PERSONAL_FIELDS)
    )
    opening = command("open")
    for name in PERSON_FIELDS:
        option = f"--{name.replace('_', '-')}"
        title = catalog.text(f"member.field.{name}")
        read = private_text(title) if name in MASKS else plain_text
        told = catalog.text("cli.argument.private", field=title) if name in MASKS else title
        opening.add_argument(option, dest=name, type=read, default="", metavar="TEXT", help=told)
    opening.add_argument("--next-step", default="", metavar="STEP", help=text("next_step"))
    opening.add_argument("--member", default="", metavar="MEMBER", help=text("member"))
    opening.add_argument("--from", dest="came_from", default="", help=text("came_from"))
    opening.add_argument("days", nargs="*", metavar="STEP=DATE", help=text("days"))
    step = command("step")
    step.add_argument("words", nargs="*", metavar="STEP|FIELD=VALUE", help=text("step_id"))
    for writing in (opening, step):
        writing.add_argument("--papers", default="", help=text("papers_at_hand"))
        writing.add_argument("--note", default="", help=text("note"))
    papers = command("papers")
    papers.add_argument("step", metavar="STEP", help=text("step_id"))
    papers.add_argument("papers", metavar="PAPERS", help=text("papers_at_hand"))
    refusing = command("refuse")
    refusing.add_argument("step", nargs="?", default="", metavar="STEP", help=text("step_id"))
    for writing in (opening, step, refusing):
        writing.add_argument("--by", default="", help=text("by"))
    command("repeat").add_argument("step", metavar="STEP", help=text("step_back"))
    extending = command("extend")
    for lengthening in (extending, command("postpone")):
        lengthening.add_argument("--months", type=int, required=True, help=text("months"))
    cancelling = command("cancel")
    for resolving in (extending, cancelling):
        resolving.add_argument(
            "resolution", nargs="*", metavar="FIELD=VALUE", help=text("resolution")
        )
    command("leave").add_argument("--to", required=True, metavar="ORGANIZATION", help=text("to"))
    command("resume")
    command("remind")


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Carry out one case command."""
    commands: dict[str, Callable[[CaseContext], int]] = {
        "list": _list,
        "remind": _remind,
        "show": _show,
        **CHANGES,
    }
    return commands[args.command](CaseContext(args, shell))


# -- looking ----------------------------------------------------------------------------------------


def _list(context: CaseContext) -> int:
    board = _board(context)
    standings = board.everybody(ended=context.args.ended)
    if context.args.stage:
        standings = [stands for stands in standings if stands.stage == context.args.stage]
    format = context.args.format
    table = board_table(context.catalog, standings, context.today, format)
    whole = context.args.ids or format != "text"
    context.shell.emit(table if whole else table.without("id"), format)
    late = sum(1 for stands in standings if stands.overdue)
    context.shell.say("cli.case.count", count=len(standings), late=late)
    return OK


def _remind(context: CaseContext) -> int:
    standings = _board(context).everybody()
    reminders = in_order(r for stands in standings for r in reminders_of(stands))
    context.shell.emit(
        reminder_table(context.catalog, reminders, context.today, context.args.format),
        context.args.format,
    )
    late = sum(1 for reminder in reminders if reminder.is_late(context.today))
    context.shell.say("cli.case.reminder_count", count=len(reminders), late=late)
    return OK


def _board(context: CaseContext) -> CaseBoard:
    store = context.store
    orgs = orgs_of(store, context.org, context.args.subtree)
    return CaseBoard(store, routes_of(context.packs), orgs, context.today)


def _show(context: CaseContext) -> int:
    unmasked = unmask_fields(context.args.unmask)
    id = context.case_id()
    if unmasked:
        with context.begin("case.unmask") as uow:
            where = f"case show {id}"
            record_unmasking(uow, context.org, unmasked, where, context.workspace.clock())
            uow.commit()
        context.shell.say("cli.case.unmasking_recorded")
    stands = context.standing(id)
    emit_case(context, stands, unmasked)
    return OK
