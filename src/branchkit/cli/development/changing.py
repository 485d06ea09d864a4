"""``case open``, ``step``, ``papers`` and what else changes a case: told what speaks against it first, then written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from branchkit.cli.development.tables import case_object, steps_table
from branchkit.cli.exit_codes import OK, PROBLEMS
from branchkit.cli.shell import CommandContext, Shell
from branchkit.core.development.cases import Person
from branchkit.core.development.checks import RESOLUTION, unexcused
from branchkit.core.development.standing import CaseStanding
from branchkit.core.errors import CaseError, Problem
from branchkit.core.ports import UnitOfWork
from branchkit.core.rulepacks import Step
from branchkit.core.typed_days import typed_day
from branchkit.i18n.catalog import Catalog
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
from branchkit.services.development.moving import leave, move, postpone
from branchkit.services.development.steps import (
    Packs,
    check_step,
    file_papers,
    standing_of,
    take_step,
)
from branchkit.services.development.words import spoken
from branchkit.services.organizations.organizations import read_tree
from branchkit.services.roster import the_one

PAIRED = (
    *("contacts", "introducers", "talks", "days", "hours", "notice_until"),
    *("entitled", "present", "in_favour", "against", "abstained", "written"),
    *("approved_by", "approved_on", "by", "note", "papers"),
)
"""What is typed as FIELD=VALUE, and has words."""

NOTHING_MORE: Mapping[str, object] = {}


class CaseContext(CommandContext):
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
        day = typed_day(self.args.on, self.today) if self.args.on else self.today
        if day is None:
            raise CaseError("day_unreadable", text=self.args.on)
        return day


def emit_case(context: CaseContext, stands: CaseStanding, unmasked: Sequence[str] = ()) -> None:
    """A case with its steps, in the format asked for."""
    format, catalog = context.args.format, context.catalog
    if format == "json":
        context.shell.emit_object(case_object(catalog, stands, unmasked), "json")
    else:
        table = steps_table(catalog, stands, format)
        whole = format != "text" or getattr(context.args, "ids", False)
        context.shell.emit(table if whole else table.without("step"), format)


# -- writing ----------------------------------------------------------------------------------------


def _open(context: CaseContext) -> int:
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
    opening = Opening(
        Person(**values),
        application,
        context.args.next_step,
        member.id if member is not None else "",
        _known_days(context),
        context.args.came_from.strip(),
        context.args.note,
    )
    found = check_opening(store, context.packs, context.org, opening, context.today)
    if _keeps_from_keeping(context.shell, found, context.args.note):
        return PROBLEMS
    return _write(
        context,
        lambda uow: open_case(uow, context.packs, context.org, opening, context.today),
    )


def _step(context: CaseContext) -> int:
    store, id = context.store, context.case_id()
    stands = context.standing(id)
    named, values = _words(context.args.words, context.catalog)
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


def _papers(context: CaseContext) -> int:
    args = context.args
    found = context.standing(context.case_id()).of(args.step)
    missing = [paper.zh_CN for paper in found.missing] if found else []
    named = [word.strip() for word in args.papers.replace("，", ",").split(",")]
    papers = missing if args.papers.strip() == ALL else [word for word in named if word]
    return _change(context, file_papers, args.step, papers, context.day())


def _refuse(context: CaseContext) -> int:
    args, upcoming = context.args, context.standing(context.case_id()).next
    step = args.step or (upcoming.step.id if upcoming else "")
    return _change(context, refuse, step, context.day(), args.reason, more={"by": args.by})


def _repeat(context: CaseContext) -> int:
    return _change(context, repeat, context.args.step, context.day(), context.args.reason)


def _extend(context: CaseContext) -> int:
    return _resolve(context, extend_probation, context.args.months)


def _cancel(context: CaseContext) -> int:
    return _resolve(context, cancel)


def _resolve(context: CaseContext, change: Callable[..., CaseStanding], *what: object) -> int:
    """Carry out what a general meeting has resolved, with its votes and the approval as far as they are named."""
    named, values = _words(context.args.resolution, context.catalog)
    if named:
        raise CaseError("not_a_pair", text=named)
    day = context.day()
    texts = {**values, "on": day.isoformat()}
    entry, problems = read_entry(context.store, context.org, RESOLUTION, texts, context.today)
    if entry is None:
        context.shell.problems(spoken(context.catalog, problem) for problem in problems)
        return PROBLEMS
    reason, resolution = context.args.reason, entry.fields
    return _change(context, change, *what, day, reason, more={"resolution": resolution})


def _postpone(context: CaseContext) -> int:
    months, reason = context.args.months, context.args.reason
    return _change(context, postpone, months, context.day(), reason)


def _leave(context: CaseContext) -> int:
    """To another organisation of the workspace the case goes along; elsewhere it ends here."""
    to, day, reason = context.args.to.strip(), context.day(), context.args.reason
    known = [o.id for o in read_tree(context.store) if to in (o.id, o.name) and o.kind.has_roll]
    if known:
        return _change(context, move, known[0], day, reason)
    return _change(context, leave, to, day, reason)


def _resume(context: CaseContext) -> int:
    return _change(context, reopen, context.day(), context.args.reason)


def _change(
    context: CaseContext,
    change: Callable[..., CaseStanding],
    *what: object,
    more: Mapping[str, object] = NOTHING_MORE,
) -> int:
    """Carry out a change of the case that is named; ``what`` and ``more`` are the change's own part of its parameters."""
    id = context.case_id()
    return _write(
        context,
        lambda uow: change(uow, context.packs, context.org, id, *what, context.today, **more),
    )


def _write(context: CaseContext, do: Callable[[UnitOfWork], CaseStanding]) -> int:
    args = context.args
    try:
        with context.begin(f"case.{args.command}") as uow:
            stands = do(uow)
            uow.commit(reason=getattr(args, "reason", "") or getattr(args, "note", ""))
    except CaseError as error:
        problems = error.params.get("problems")
        if not isinstance(problems, list):
            raise
        context.shell.problems(spoken(context.catalog, problem) for problem in problems)
        return PROBLEMS
    emit_case(context, stands)
    context.shell.say(
        "cli.case.kept",
        name=stands.case.person.name,
        done=stands.done_count,
        count=len(stands.steps),
    )
    return OK


# -- what was typed ---------------------------------------------------------------------------------


def _texts(context: CaseContext) -> dict[str, str]:
    """What the options say about a step."""
    return {
        "on": context.args.on or context.today.isoformat(),
        "by": context.args.by,
        "note": context.args.note,
        "papers": context.args.papers,
    }


def _known_days(context: CaseContext) -> dict[str, date]:
    """The days of steps that were done before the case was taken over."""
    named, texts = _words(context.args.days, context.catalog)
    if named:
        raise CaseError("not_a_pair", text=named)
    route = routes_of(context.packs).on(context.today)
    titles = {other.title.zh_CN: other.id for other in route.steps}
    texts = {titles.get(step, step): text for step, text in texts.items()}
    days = {step: typed_day(text, context.today) for step, text in texts.items()}
    for step, day in days.items():
        if day is None:
            raise CaseError("day_unreadable", text=texts[step])
    return {step: day for step, day in days.items() if day is not None}


def _words(words: Sequence[str], catalog: Catalog) -> tuple[str, dict[str, str]]:
    """The step, where one is named, and what is written down with it, by the codes or the words of its fields."""
    titles = {catalog.text(f"case.field.{name}"): name for name in PAIRED}
    values: dict[str, str] = {}
    named = ""
    for word in words:
        key, equals, text = word.partition("=")
        if equals:
            values[titles.get(key.strip(), key.strip())] = text
        elif named:
            raise CaseError("not_a_pair", text=word)
        else:
            named = word
    return named, values


def _named_step(stands: CaseStanding, named: str, context: CaseContext, on: str) -> Step:
    """The step that is meant, as the edition of its day has it."""
    day = typed_day(on, context.today) or context.today
    route = routes_of(context.packs).on(day)
    step = next(
        (other for other in route.steps if named and named == other.title.zh_CN),
        route.step(named or (stands.next.step.id if stands.next else "")),
    )
    if step is None:
        known = tuple(other.title for other in route.steps)
        raise CaseError("unknown_step", step=named, known=known)
    return step


def _keeps_from_keeping(shell: Shell, problems: list[Problem], note: str) -> bool:
    """Tell the problems; whether any of them is not excused by the note."""
    shell.problems(spoken(shell.catalog, problem) for problem in problems)
    refused = unexcused(problems, note)
    if refused and all(problem.severity == "warning" for problem in refused):
        shell.say("cli.case.note_wanted")
    return bool(refused)


CHANGES: Mapping[str, Callable[[CaseContext], int]] = {
    "open": _open,
    "step": _step,
    "papers": _papers,
    "refuse": _refuse,
    "repeat": _repeat,
    "extend": _extend,
    "postpone": _postpone,
    "cancel": _cancel,
    "leave": _leave,
    "resume": _resume,
}
"""Command → what carries it out; the exit code is its answer."""
