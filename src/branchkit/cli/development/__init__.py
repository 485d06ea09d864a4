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
from branchkit.cli.shell import FORMATS, CommandContext, Shell
from branchkit.core.date_reading import read_day
from branchkit.core.development.cases import Person
from branchkit.core.development.checks import unexcused
from branchkit.core.development.standing import CaseStanding
from branchkit.core.errors import CaseError, Problem
from branchkit.core.ports import UnitOfWork
from branchkit.core.rulepacks import Step
from branchkit.services.development.board import CaseBoard
from branchkit.services.development.cases import routes_of, the_case
from branchkit.services.development.entries import (
    ALL,
    PERSON_FIELDS,
    person_of,
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


class _Context(CommandContext):
    """What every case command works on."""

    @property
    def packs(self) -> Packs:
        """The rule packs."""
        return self.workspace.contributions.rule_packs

    def case_id(self) -> str:
        """The case that the command line means."""
        return the_case(self.store, self.org, self.args.case).id

    def standing(self, id: str) -> CaseStanding:
        """Where a case stands today."""
        return standing_of(self.store, self.packs, self.org, id, self.today)

    def day(self) -> date:
        """The day of ``--on``, today when none is named; raises :class:`CaseError` ``day_unreadable``."""
        day = read_day(self.args.on, self.today) if self.args.on else self.today
        if day is None:
            raise CaseError("day_unreadable", text=self.args.on)
        return day


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Carry out one case command."""
    commands: dict[str, Callable[[_Context], int]] = {
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
    return commands[args.command](_Context(args, shell))


# -- looking ----------------------------------------------------------------------------------------


def _list(context: _Context) -> int:
    board = _board(context)
    standings = board.everybody(ended=context.args.ended)
    if context.args.stage:
        standings = [stands for stands in standings if stands.stage == context.args.stage]
    context.shell.emit(
        board_table(context.catalog, standings, context.today, context.args.format),
        context.args.format,
    )
    late = sum(1 for stands in standings if stands.overdue)
    context.shell.say("cli.case.count", count=len(standings), late=late)
    return OK


def _remind(context: _Context) -> int:
    standings = _board(context).everybody()
    reminders = in_order(r for stands in standings for r in reminders_of(stands))
    context.shell.emit(
        reminder_table(context.catalog, reminders, context.today, context.args.format),
        context.args.format,
    )
    late = sum(1 for reminder in reminders if reminder.is_late(context.today))
    context.shell.say("cli.case.reminder_count", count=len(reminders), late=late)
    return OK


def _board(context: _Context) -> CaseBoard:
    store = context.store
    orgs = orgs_of(store, context.org, context.args.subtree)
    return CaseBoard(store, routes_of(context.packs), orgs, context.today)


def _show(context: _Context) -> int:
    unmasked = unmask_fields(context.args.unmask)
    id = context.case_id()
    if unmasked:
        with context.begin("case.unmask") as uow:
            where = f"case show {id}"
            record_unmasking(uow, context.org, unmasked, where, context.workspace.clock())
            uow.commit()
        context.shell.say("cli.case.unmasking_recorded")
    stands = context.standing(id)
    _emit_case(context, stands, unmasked)
    return OK


def _emit_case(context: _Context, stands: CaseStanding, unmasked: Sequence[str] = ()) -> None:
    format, catalog = context.args.format, context.catalog
    if format == "json":
        context.shell.emit_object(case_object(catalog, stands, unmasked), "json")
    else:
        context.shell.emit(steps_table(catalog, stands, format), format)


# -- writing ----------------------------------------------------------------------------------------


def _open(context: _Context) -> int:
    store = context.store
    typed = {name: getattr(context.args, name) for name in PERSON_FIELDS}
    values, problems = read_person(typed, context.today)
    member = the_one(store, context.org, context.args.member) if context.args.member else None
    if member is not None:
        known = person_of(member)
        values = {name: value or getattr(known, name) for name, value in values.items()}
    application = None
    if context.args.on or not context.args.next_step:
        first = routes_of(context.packs).on(context.today).steps[0]
        application, found = read_entry(store, context.org, first, _texts(context), context.today)
        problems += found
    context.shell.problems(spoken(context.catalog, problem) for problem in problems)
    if any(problem.severity == "error" for problem in problems):
        return PROBLEMS
    id = member.id if member is not None else ""
    opening = Opening(Person(**values), application, context.args.next_step, id)
    found = check_opening(store, context.packs, context.org, opening, context.today)
    if _keeps_from_keeping(context.shell, found, context.args.note):
        return PROBLEMS
    return _write(
        context,
        lambda uow: open_case(uow, context.packs, context.org, opening, context.today),
    )


def _step(context: _Context) -> int:
    store, id = context.store, context.case_id()
    stands = context.standing(id)
    named, values = _words(context.args.words)
    step = _named_step(stands, named, context, context.args.on)
    texts = {**_texts(context), **values}
    entry, problems = read_entry(store, context.org, step, texts, context.today)
    if entry is None:
        context.shell.problems(spoken(context.catalog, problem) for problem in problems)
        return PROBLEMS
    found = check_step(store, context.packs, context.org, id, entry, context.today)
    if _keeps_from_keeping(context.shell, found, entry.note):
        return PROBLEMS
    return _change(context, take_step, entry)


def _papers(context: _Context) -> int:
    args = context.args
    found = context.standing(context.case_id()).of(args.step)
    missing = [paper.zh_CN for paper in found.missing] if found else []
    named = [word.strip() for word in args.papers.replace("，", ",").split(",")]
    papers = missing if args.papers.strip() == ALL else [word for word in named if word]
    return _change(context, file_papers, args.step, papers, context.day())


def _refuse(context: _Context) -> int:
    args, upcoming = context.args, context.standing(context.case_id()).next
    step = args.step or (upcoming.step.id if upcoming else "")
    return _change(context, refuse, step, context.day(), args.reason, by=args.by)


def _repeat(context: _Context) -> int:
    return _change(context, repeat, context.args.step, context.day(), context.args.reason)


def _extend(context: _Context) -> int:
    months, reason = context.args.months, context.args.reason
    return _change(context, extend_probation, months, context.day(), reason)


def _cancel(context: _Context) -> int:
    return _change(context, cancel, context.day(), context.args.reason)


def _resume(context: _Context) -> int:
    return _change(context, reopen, context.day(), context.args.reason)


def _change(
    context: _Context, change: Callable[..., CaseStanding], *what: object, by: str = ""
) -> int:
    """Carry out a change of the case that is named; ``what`` is the change's own part of its parameters."""
    id, more = context.case_id(), {"by": by} if by else {}
    return _write(
        context,
        lambda uow: change(uow, context.packs, context.org, id, *what, context.today, **more),
    )


def _write(context: _Context, do: Callable[[UnitOfWork], CaseStanding]) -> int:
    args = context.args
    with context.begin(f"case.{args.command}") as uow:
        stands = do(uow)
        uow.commit(reason=getattr(args, "reason", "") or getattr(args, "note", ""))
    _emit_case(context, stands)
    context.shell.say(
        "cli.case.kept",
        name=stands.case.person.name,
        done=stands.done_count,
        count=len(stands.steps),
    )
    return OK


# -- what was typed ---------------------------------------------------------------------------------


def _texts(context: _Context) -> dict[str, str]:
    """What the options say about a step."""
    return {
        "on": context.args.on or context.today.isoformat(),
        "by": context.args.by,
        "note": context.args.note,
        "papers": context.args.papers,
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


def _day(context: _Context) -> date:
    day = read_day(context.args.on, context.today) if context.args.on else context.today
    if day is None:
        raise CaseError("day_unreadable", text=context.args.on)
    return day


def _keeps_from_keeping(shell: Shell, problems: list[Problem], note: str) -> bool:
    """Tell the problems; whether any of them is not excused by the note."""
    shell.problems(spoken(shell.catalog, problem) for problem in problems)
    refused = unexcused(problems, note)
    if refused and all(problem.severity == "warning" for problem in refused):
        shell.say("cli.case.note_wanted")
    return bool(refused)
