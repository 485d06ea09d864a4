"""``branchkit case``: the development of members, listed, opened, taken on step by step, ended."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from branchkit.cli.development.tables import (
    board_table,
    case_object,
    reminder_table,
    steps_table,
)
from branchkit.cli.exit_codes import OK, PROBLEMS
from branchkit.cli.shell import FORMATS, Shell
from branchkit.core.development.cases import Person
from branchkit.core.development.checks import unexcused
from branchkit.core.development.standing import CaseStanding
from branchkit.core.errors import CaseError, Problem
from branchkit.core.ports import UnitOfWork
from branchkit.core.rulepacks import Step
from branchkit.core.values import frozen
from branchkit.services.development.board import CaseBoard
from branchkit.services.development.cases import routes_of, the_case
from branchkit.services.development.entries import (
    ALL,
    PERSON_FIELDS,
    person_of,
    read_day,
    read_entry,
    read_person,
)
from branchkit.services.development.life import (
    Opening,
    cancel,
    check_opening,
    extend_probation,
    open_case,
    refuse,
    reopen,
    repeat,
)
from branchkit.services.development.steps import (
    Packs,
    check_step,
    file_papers,
    standing_of,
    take_step,
)
from branchkit.services.development.words import in_order, reminders_of, spoken
from branchkit.services.organizations.organizations import orgs_of
from branchkit.services.roster import the_one
from branchkit.services.unmasking import record_unmasking, unmask_fields

if TYPE_CHECKING:
    from branchkit.bootstrap import Workspace
    from branchkit.i18n.catalog import Catalog

_READING = ("list", "remind")
_WITH_REASON = ("refuse", "repeat", "extend", "cancel", "resume")


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``case list|show|open|step|papers|refuse|repeat|extend|cancel|resume|remind``."""
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
    listing.add_argument("--stage", default="", help=text("stage"))
    listing.add_argument("--ended", action="store_true", help=text("ended"))
    command("show").add_argument("--unmask", default="", metavar="id,phone", help=text("unmask"))
    opening = command("open")
    for name in PERSON_FIELDS:
        option = f"--{name.replace('_', '-')}"
        opening.add_argument(
            option, dest=name, default="", metavar="TEXT", help=catalog.text(f"member.field.{name}")
        )
    opening.add_argument("--next-step", default="", metavar="STEP", help=text("next_step"))
    opening.add_argument("--member", default="", metavar="MEMBER", help=text("member"))
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
    command("extend").add_argument("--months", type=int, required=True, help=text("months"))
    command("cancel")
    command("resume")
    command("remind")


@frozen
class _Context:
    """What every case command works on."""

    workspace: Workspace
    org: str
    today: date

    @property
    def packs(self) -> Packs:
        """The rule packs."""
        return self.workspace.contributions.rule_packs

    def case_id(self, args: argparse.Namespace) -> str:
        """The case that the command line means."""
        return the_case(self.workspace.store, self.org, args.case).id


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Carry out one case command."""
    workspace = shell.workspace()
    context = _Context(workspace, args.org or workspace.organization, workspace.clock().date())
    commands: dict[str, Callable[[argparse.Namespace, Shell, _Context], int]] = {
        "list": _list,
        "remind": _remind,
        "show": _show,
        "open": _open,
        "step": _step,
        "papers": _papers,
        "refuse": _refuse,
        "repeat": _repeat,
        "extend": _extend,
        "cancel": _cancel,
        "resume": _resume,
    }
    return commands[args.command](args, shell, context)


# -- looking ----------------------------------------------------------------------------------------


def _list(args: argparse.Namespace, shell: Shell, context: _Context) -> int:
    board = _board(args, context)
    standings = board.everybody(ended=args.ended)
    if args.stage:
        standings = [stands for stands in standings if stands.stage == args.stage]
    shell.emit(board_table(shell.catalog, standings, context.today, args.format), args.format)
    late = sum(1 for stands in standings if stands.overdue)
    shell.say("cli.case.count", count=len(standings), late=late)
    return OK


def _remind(args: argparse.Namespace, shell: Shell, context: _Context) -> int:
    standings = _board(args, context).everybody()
    reminders = in_order(r for stands in standings for r in reminders_of(stands))
    shell.emit(reminder_table(shell.catalog, reminders, context.today, args.format), args.format)
    late = sum(1 for reminder in reminders if reminder.is_late(context.today))
    shell.say("cli.case.reminder_count", count=len(reminders), late=late)
    return OK


def _board(args: argparse.Namespace, context: _Context) -> CaseBoard:
    store = context.workspace.store
    orgs = orgs_of(store, context.org, args.subtree)
    return CaseBoard(store, routes_of(context.packs), orgs, context.today)


def _show(args: argparse.Namespace, shell: Shell, context: _Context) -> int:
    unmasked = unmask_fields(args.unmask)
    id = context.case_id(args)
    if unmasked:
        with context.workspace.store.begin(context.workspace.actor, "case.unmask") as uow:
            where = f"case show {id}"
            record_unmasking(uow, context.org, unmasked, where, context.workspace.clock())
            uow.commit()
        shell.say("cli.case.unmasking_recorded")
    stands = standing_of(context.workspace.store, context.packs, context.org, id, context.today)
    _emit_case(args, shell, stands, unmasked)
    return OK


def _emit_case(
    args: argparse.Namespace, shell: Shell, stands: CaseStanding, unmasked: Sequence[str] = ()
) -> None:
    if args.format == "json":
        shell.emit_object(case_object(shell.catalog, stands, unmasked), "json")
    else:
        shell.emit(steps_table(shell.catalog, stands, args.format), args.format)


# -- writing ----------------------------------------------------------------------------------------


def _open(args: argparse.Namespace, shell: Shell, context: _Context) -> int:
    store = context.workspace.store
    typed = {name: getattr(args, name) for name in PERSON_FIELDS}
    values, problems = read_person(typed, context.today)
    member = the_one(store, context.org, args.member) if args.member else None
    if member is not None:
        known = person_of(member)
        values = {name: value or getattr(known, name) for name, value in values.items()}
    application = None
    if args.on or not args.next_step:
        first = routes_of(context.packs).on(context.today).steps[0]
        application, found = read_entry(
            store, context.org, first, _texts(args, context), context.today
        )
        problems += found
    shell.problems(spoken(shell.catalog, problem) for problem in problems)
    if any(problem.severity == "error" for problem in problems):
        return PROBLEMS
    id = member.id if member is not None else ""
    opening = Opening(Person(**values), application, args.next_step, id)
    found = check_opening(store, context.packs, context.org, opening, context.today)
    if _keeps_from_keeping(shell, found, args.note):
        return PROBLEMS
    return _write(
        args,
        shell,
        context,
        lambda uow: open_case(uow, context.packs, context.org, opening, context.today),
    )


def _step(args: argparse.Namespace, shell: Shell, context: _Context) -> int:
    store, id = context.workspace.store, context.case_id(args)
    stands = standing_of(store, context.packs, context.org, id, context.today)
    named, values = _words(args.words)
    step = _named_step(stands, named, context, args.on)
    texts = {**_texts(args, context), **values}
    entry, problems = read_entry(store, context.org, step, texts, context.today)
    if entry is None:
        shell.problems(spoken(shell.catalog, problem) for problem in problems)
        return PROBLEMS
    found = check_step(store, context.packs, context.org, id, entry, context.today)
    if _keeps_from_keeping(shell, found, entry.note):
        return PROBLEMS
    return _write(
        args,
        shell,
        context,
        lambda uow: take_step(uow, context.packs, context.org, id, entry, context.today),
    )


def _papers(args: argparse.Namespace, shell: Shell, context: _Context) -> int:
    id, on = context.case_id(args), _day(args, context)
    stands = standing_of(context.workspace.store, context.packs, context.org, id, context.today)
    found = stands.of(args.step)
    missing = [paper.zh_CN for paper in found.missing] if found else []
    named = [word.strip() for word in args.papers.replace("，", ",").split(",")]
    papers = missing if args.papers.strip() == ALL else [word for word in named if word]
    return _write(
        args,
        shell,
        context,
        lambda uow: file_papers(
            uow, context.packs, context.org, id, args.step, papers, on, context.today
        ),
    )


def _refuse(args: argparse.Namespace, shell: Shell, context: _Context) -> int:
    id, on = context.case_id(args), _day(args, context)
    stands = standing_of(context.workspace.store, context.packs, context.org, id, context.today)
    step = args.step or (stands.next.step.id if stands.next else "")
    return _write(
        args,
        shell,
        context,
        lambda uow: refuse(
            uow, context.packs, context.org, id, step, on, args.reason, context.today, args.by
        ),
    )


def _repeat(args: argparse.Namespace, shell: Shell, context: _Context) -> int:
    id, on = context.case_id(args), _day(args, context)
    return _write(
        args,
        shell,
        context,
        lambda uow: repeat(
            uow, context.packs, context.org, id, args.step, on, args.reason, context.today
        ),
    )


def _extend(args: argparse.Namespace, shell: Shell, context: _Context) -> int:
    id, on = context.case_id(args), _day(args, context)
    return _write(
        args,
        shell,
        context,
        lambda uow: extend_probation(
            uow, context.packs, context.org, id, args.months, on, args.reason, context.today
        ),
    )


def _cancel(args: argparse.Namespace, shell: Shell, context: _Context) -> int:
    id, on = context.case_id(args), _day(args, context)
    return _write(
        args,
        shell,
        context,
        lambda uow: cancel(uow, context.packs, context.org, id, on, args.reason, context.today),
    )


def _resume(args: argparse.Namespace, shell: Shell, context: _Context) -> int:
    id, on = context.case_id(args), _day(args, context)
    return _write(
        args,
        shell,
        context,
        lambda uow: reopen(uow, context.packs, context.org, id, on, args.reason, context.today),
    )


def _write(
    args: argparse.Namespace,
    shell: Shell,
    context: _Context,
    do: Callable[[UnitOfWork], CaseStanding],
) -> int:
    reason = getattr(args, "reason", "") or getattr(args, "note", "")
    with context.workspace.store.begin(context.workspace.actor, f"case.{args.command}") as uow:
        stands = do(uow)
        uow.commit(reason=reason)
    _emit_case(args, shell, stands)
    shell.say(
        "cli.case.kept",
        name=stands.case.person.name,
        done=stands.done_count,
        count=len(stands.steps),
    )
    return OK


# -- what was typed ---------------------------------------------------------------------------------


def _texts(args: argparse.Namespace, context: _Context) -> dict[str, str]:
    """What the options say about a step."""
    return {
        "on": args.on or context.today.isoformat(),
        "by": args.by,
        "note": args.note,
        "papers": args.papers,
    }


def _words(words: Sequence[str]) -> tuple[str, dict[str, str]]:
    """The step, where one is named, and what is written down with it."""
    values: dict[str, str] = {}
    named = ""
    for word in words:
        key, equals, text = word.partition("=")
        if equals:
            values[key.strip()] = text
        elif named:
            raise CaseError("not_a_pair", text=word)
        else:
            named = word
    return named, values


def _named_step(stands: CaseStanding, named: str, context: _Context, on: str) -> Step:
    """The step that is meant, as the edition of its day has it."""
    day = read_day(on, context.today) or context.today
    route = routes_of(context.packs).on(day)
    step = route.step(named or (stands.next.step.id if stands.next else ""))
    if step is None:
        known = tuple(other.id for other in route.steps)
        raise CaseError("unknown_step", step=named, known=known)
    return step


def _day(args: argparse.Namespace, context: _Context) -> date:
    day = read_day(args.on, context.today) if args.on else context.today
    if day is None:
        raise CaseError("day_unreadable", text=args.on)
    return day


def _keeps_from_keeping(shell: Shell, problems: list[Problem], note: str) -> bool:
    """Tell the problems; whether any of them is not excused by the note."""
    shell.problems(spoken(shell.catalog, problem) for problem in problems)
    refused = unexcused(problems, note)
    if refused and all(problem.severity == "warning" for problem in refused):
        shell.say("cli.case.note_wanted")
    return bool(refused)
