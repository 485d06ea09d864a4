"""What speaks against a step as somebody wants to write it down, and what has to be written down with it.

Errors keep it from being kept: it is too early, a figure is no figure, the vote did not carry. Warnings are what the
regulation asks for and a branch may have a reason not to have yet: papers, the length of a course. They need a note.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from branchkit.core.dates import add_months, day_of, full_years, working_days_between
from branchkit.core.development.cases import Case, Event, EventKind, FieldValue
from branchkit.core.development.route import Progress, Route, Routes, progress_of
from branchkit.core.development.standing import CaseStanding, StepState
from branchkit.core.development.windows import again_by, moved, soonest, window_of
from branchkit.core.errors import Place, Problem
from branchkit.core.meetings.votes import (
    FIGURES,
    Count,
    miscounted,
    shortfalls,
    written_refused,
)
from branchkit.core.registers.conditions import as_number
from branchkit.core.rulepacks import Edition, Step
from branchkit.core.texts import NO_TEXT
from branchkit.core.values import frozen


class InputKind(StrEnum):
    """What a value is."""

    PEOPLE = "people"
    """Ids of full members."""
    COUNT = "count"
    """A whole number, as decimal text."""
    NUMBER = "number"
    """Decimal text."""
    DAY = "day"
    TEXT = "text"


@frozen
class Input:
    """One value; its label is ``case.field.<key>``."""

    key: str
    kind: InputKind
    required: bool = True
    """Otherwise nothing counts as nought."""


_UNCOUNTED = ("against", "abstained", "written")
"""Figures of a vote that are nought where nobody names them."""

_INPUTS: Mapping[str, tuple[Input, ...]] = {
    "contacts": (Input("contacts", InputKind.PEOPLE),),
    "introducers": (Input("introducers", InputKind.PEOPLE),),
    "talks": (Input("talks", InputKind.COUNT),),
    "days": (Input("days", InputKind.NUMBER),),
    "hours": (Input("hours", InputKind.NUMBER),),
    "notice_until": (Input("notice_until", InputKind.DAY),),
    "approval": (Input("approved_by", InputKind.TEXT), Input("approved_on", InputKind.DAY)),
    "votes": (
        Input("entitled", InputKind.COUNT),
        Input("present", InputKind.COUNT),
        Input("in_favour", InputKind.COUNT),
        Input("against", InputKind.COUNT, required=False),
        Input("abstained", InputKind.COUNT, required=False),
        Input("written", InputKind.COUNT, required=False),
    ),
}
"""A step's field → what is asked for."""


def inputs_of(step: Step) -> tuple[Input, ...]:
    """What a step asks for; a field that is not known here is a text, since a county may want something of its own."""
    return tuple(
        part for name in step.fields for part in _INPUTS.get(name, (Input(name, InputKind.TEXT),))
    )


def inputs_by_key(steps: tuple[Step, ...]) -> dict[str, Input]:
    """Everything that some steps ask for."""
    return {part.key: part for step in steps for part in inputs_of(step)}


RESOLUTION = Step("resolution", NO_TEXT, fields=("votes", "approval"))
"""What is written down when a general meeting resolves on a probation beside the steps: to extend it, or to end it.

By the rules of development (2014, art. 32) such a resolution is one as for the admission, and the committee above approves it.
"""
_PEOPLE_BOUNDS = {
    "contacts": ("contacts-least", "contacts-most"),
    "introducers": ("introducers", ""),
}
"""Field → the rules for the fewest and the most people."""
_APPROVAL_MOST = "approval-most"
"""The rule for the months within which an admission has to be approved at the very latest."""
_VOTE = "admission"
"""The kind of vote by which somebody is admitted, in the rule pack of meetings."""


@frozen
class StepEntry:
    """A step as it is to be written down."""

    step: str
    on: date
    by: str = ""
    note: str = ""
    fields: Mapping[str, FieldValue] = field(default_factory=dict)
    papers: tuple[str, ...] = ()
    """Chinese names of the papers that the file holds."""

    def event(self) -> Event:
        """As the case keeps it."""
        kept = {name: value for name, value in self.fields.items() if value}
        return Event(
            EventKind.DONE, self.on.isoformat(), self.step, self.by, self.note, kept, self.papers
        )


def check_entry(
    standing: CaseStanding, routes: Routes, entry: StepEntry, today: date, voting: Edition | None
) -> list[Problem]:
    """What speaks against an entry. ``voting`` is the edition with the rules for votes, where there is one."""
    route = routes.on(entry.on)
    step = route.step(entry.step)
    if step is None:
        known = tuple(other.id for other in route.steps)
        return [_error("unknown_step", "step", step=entry.step, known=known)]
    found = [*_day_problems(standing, routes, step, entry, today)]
    found += _value_problems(step, entry)
    if step.id in standing.progress.adopted:
        # Done on paper long ago: what is still known of it is filled in, the rest is nobody's fault now.
        excused = ("case.field_missing", "case.approval_over")
        return [p for p in found if p.severity == "error" and p.code not in excused]
    if not any(problem.severity == "error" for problem in found):
        found += _rule_problems(standing.case, route, step, entry, voting)
    return found


def check_resolution(entry: StepEntry, today: date, voting: Edition | None) -> list[Problem]:
    """What speaks against a :data:`RESOLUTION`: figures or the approval are missing, it did not carry, days that cannot be."""
    found = list(_value_problems(RESOLUTION, entry))
    if found:
        return found
    approved_on = day_of(entry.fields.get("approved_on"))
    if approved_on is not None and approved_on < entry.on:
        found.append(_error("approved_before", "approved_on", on=entry.on))
    elif approved_on is not None and approved_on > today:
        found.append(_error("in_future", "approved_on", on=approved_on))
    return [*found, *(_vote(entry, voting) if voting is not None else ())]


def check_days(
    route: Route, days: Mapping[str, date], next_step: str, today: date
) -> Iterator[Problem]:
    """What speaks against the days of a case that is taken over at ``next_step``: the order and the waits between them.

    Errors where a step is not behind the person, or its day lies ahead; warnings where the way cannot have been so short.
    """
    first, behind = route.steps[0].id, route.before(next_step)
    known = {step.id for step in behind}
    strange = [id for id in days if id not in known]
    for id in strange:
        yield _error("not_behind", "on", step=_title(route, id), next=_title(route, next_step))
    ahead = [day for day in days.values() if day > today]
    for day in ahead:
        yield _error("in_future", "on", on=day)
    if strange or ahead:
        return
    can_be = soonest(route, days, next_step)
    for step in behind:
        waits = [wait for wait in step.earliest if wait.after in can_be]
        wait = max(waits, key=lambda wait: moved(can_be[wait.after], wait), default=None)
        if wait is None:
            continue
        earliest = moved(can_be[wait.after], wait)
        if earliest > days.get(step.id, today):
            yield _warning(
                "too_short",
                "on" if wait.after == first or step.id not in days else step.id,
                step=step.title,
                earliest=earliest,
                first=_title(route, wait.after),
                rule=route.cite(step),
            )
            return


def unexcused(problems: list[Problem], note: str) -> list[Problem]:
    """Those of the problems that keep an entry from being kept: errors, and without a note the warnings as well."""
    return [p for p in problems if p.severity == "error" or not note.strip()]


def _error(code: str, key: str, **params: object) -> Problem:
    return Problem(f"case.{code}", Place(key=key), params=params)


def _warning(code: str, key: str, **params: object) -> Problem:
    return Problem(f"case.{code}", Place(key=key), "warning", params)


def _day_problems(
    standing: CaseStanding, routes: Routes, step: Step, entry: StepEntry, today: date
) -> Iterator[Problem]:
    route = routes.on(entry.on)
    waived = [s.step.id for s in standing.steps if s.state is StepState.WAIVED]
    window = window_of(step, route, standing.progress, routes, waived)
    if entry.on > today:
        yield _error("in_future", "on", on=entry.on)
    for id in window.awaited[:1]:
        yield _error("not_yet", "step", step=step.title, first=_title(route, id))
    for id in window.undated[:1]:
        yield _error("day_unknown", "step", step=step.title, first=_title(route, id))
    if window.earliest is not None and not window.blocked and entry.on < window.earliest:
        yield _error(
            "early",
            "on",
            step=step.title,
            earliest=window.earliest,
            first=_title(route, window.wait.after if window.wait else ""),
            rule=route.cite(step),
        )
    elif overtaken := _overtaken(standing.case, routes, entry):
        yield overtaken
    before = standing.progress.last_day(step.id)
    repeated = step.every_months and before is not None
    last = again_by(step, before, route, routes) if repeated and before else window.last
    over = _approval_over(standing.progress, route, step, entry)
    if over is not None:
        yield over
    elif last is not None and entry.on > last:
        rule = window.rule if last == window.last and window.rule else route.cite(step)
        yield _warning("late", "on", last=last, rule=rule)


def _approval_over(
    progress: Progress, route: Route, step: Step, entry: StepEntry
) -> Problem | None:
    """An admission that was not approved in time has to be voted on anew; no note makes it valid."""
    voted = progress.first_day(route.probation_begins)
    if step is not route.making("probationary") or voted is None:
        return None
    if _APPROVAL_MOST not in route.edition.rules:
        return None
    last = add_months(voted, route.edition.number(_APPROVAL_MOST))
    if entry.on <= last:
        return None
    again = _title(route, route.probation_begins)
    rule = route.edition.cite(_APPROVAL_MOST)
    return _error("approval_over", "on", last=last, again=again, rule=rule)


def _title(route: Route, id: str) -> object:
    step = route.step(id)
    return step.title if step else id


def _overtaken(case: Case, routes: Routes, entry: StepEntry) -> Problem | None:
    """A step already done that would have come too early if this one was done on its day: a day filled in afterwards."""
    with_it = replace(case, events=(*case.events, entry.event()))
    progress = progress_of(with_it, routes)
    for id in progress.done:
        day = progress.first_day(id)
        route = routes.on(day or entry.on)
        step = route.step(id)
        if id == entry.step or day is None or step is None:
            continue
        if entry.step not in [wait.after for wait in step.earliest]:
            continue
        earliest = window_of(step, route, progress, routes).earliest
        if earliest is not None and day < earliest:
            return _error("overtaken", "on", step=step.title, on=day)
    return None


def _value_problems(step: Step, entry: StepEntry) -> Iterator[Problem]:
    for wanted in inputs_of(step):
        value = entry.fields.get(wanted.key)
        if not value:
            if wanted.required:
                yield _error("field_missing", wanted.key, field=wanted.key)
        elif wanted.kind is InputKind.PEOPLE:
            if not isinstance(value, tuple):
                yield _error("not_people", wanted.key, field=wanted.key)
        elif wanted.kind is InputKind.DAY:
            if not (isinstance(value, str) and len(value) == len("2026-11-20") and day_of(value)):
                yield _error("not_a_day", wanted.key, field=wanted.key, found=value)
        elif wanted.kind in (InputKind.COUNT, InputKind.NUMBER):
            number = as_number(value)
            whole = wanted.kind is InputKind.COUNT
            if number is None or number < 0 or (whole and number != int(number)):
                yield _error("not_a_number", wanted.key, field=wanted.key, found=value)


def _rule_problems(
    case: Case, route: Route, step: Step, entry: StepEntry, voting: Edition | None
) -> Iterator[Problem]:
    yield from _age(case, route, step, entry)
    yield from _people(route.edition, step, entry)
    if "notice_until" in step.fields:
        yield from _notice(route.edition, entry)
    if {"days", "hours"} <= set(step.fields):
        yield from _training(route.edition, entry)
    if "votes" in step.fields and voting is not None:
        yield from _vote(entry, voting)
    missing = [paper for paper in step.papers if paper.zh_CN not in entry.papers]
    if missing:
        yield _warning("papers_missing", "papers", papers=tuple(missing))


def _age(case: Case, route: Route, step: Step, entry: StepEntry) -> Iterator[Problem]:
    """Whoever applies has to be of age on that day."""
    born = day_of(case.person.birth, last=True)
    if step is not route.steps[0] or born is None or "age" not in route.edition.rules:
        return
    least = route.edition.number("age")
    if full_years(born, entry.on) < least:
        yield _error("too_young", "on", age=least, birth=born, rule=route.edition.cite("age"))


def _people(edition: Edition, step: Step, entry: StepEntry) -> Iterator[Problem]:
    for name, (least, most) in _PEOPLE_BOUNDS.items():
        if name not in step.fields:
            continue
        count = len(entry.fields.get(name, ()))
        if least in edition.rules and count < edition.number(least):
            wanted = edition.number(least)
            yield _warning("too_few", name, field=name, wanted=wanted, rule=edition.cite(least))
        if most in edition.rules and count > edition.number(most):
            wanted = edition.number(most)
            yield _warning("too_many", name, field=name, wanted=wanted, rule=edition.cite(most))


def _notice(edition: Edition, entry: StepEntry) -> Iterator[Problem]:
    until = day_of(entry.fields.get("notice_until"))
    if until is None or "notice" not in edition.rules:
        return
    wanted = edition.number("notice")
    if (days := working_days_between(entry.on, until)) < wanted:
        rule = edition.cite("notice")
        yield _warning("notice_short", "notice_until", days=days, wanted=wanted, rule=rule)


def _training(edition: Edition, entry: StepEntry) -> Iterator[Problem]:
    """So many days or so many hours: either is enough."""
    rules = edition.rules
    if "training-days" not in rules or "training-hours" not in rules:
        return
    days, hours = rules["training-days"], rules["training-hours"]
    if _number(entry, "days") < days.value and _number(entry, "hours") < hours.value:
        yield _warning(
            "training_short",
            "hours",
            days=days.value,
            hours=hours.value,
            rule=edition.cite("training-hours"),
        )


def _vote(entry: StepEntry, voting: Edition) -> Iterator[Problem]:
    count = Count(**{name: int(_number(entry, name)) for name in FIGURES})
    if wrong := [*miscounted(count), *written_refused(_VOTE, count, voting)]:
        yield from wrong
        return
    for short in shortfalls(_VOTE, count, voting):
        key = "present" if "attendance" in short.rule.id else "in_favour"
        yield _error(
            "vote_lost",
            key,
            part=short.part,
            whole=short.whole,
            wanted=short.rule.title,
            percent=short.rule.value,
            rule=voting.cite(short.rule.id),
        )


def _number(entry: StepEntry, name: str) -> Decimal:
    return as_number(entry.fields.get(name)) or Decimal(0)
