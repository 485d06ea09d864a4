"""Cases in words: what is to be done and by which rule, problems, stages, the reason why a step cannot be done yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum

from branchkit.core.development.cases import CaseState
from branchkit.core.development.standing import CaseStanding, StepStanding, StepState
from branchkit.core.errors import Place, Problem
from branchkit.core.rulepacks import Citation, Step, Wait
from branchkit.core.values import frozen
from branchkit.i18n.catalog import Catalog
from branchkit.services.citations import citation_text
from branchkit.services.development.cases import POSTPONEMENT


class ReminderKind(StrEnum):
    """Of what one is reminded; texts are ``case.reminder.<kind>``."""

    STEP = "step"
    """A step has a last day."""
    LOOK = "look"
    """A step that is repeated is due again."""
    PROBATION = "probation"
    """The probation ends, and full membership has to be voted on."""
    POSTPONED = "postponed"
    """The vote on full membership was postponed, for somebody who came from elsewhere, until a day."""
    PAPERS = "papers"
    """The file lacks papers of steps that are done."""
    POSSIBLE = "possible"
    """A step may be done, and no day is set for it."""


@frozen
class Reminder:
    """One thing to be done with one case. ``due_on`` is None where no day is set."""

    kind: ReminderKind
    case: CaseStanding
    due_on: date | None
    rule: Citation
    step: Step | None = None
    since: date | None = None
    """The day it counts from: the last look, the day from which a step may be done."""

    def is_late(self, today: date) -> bool:
        """Whether its day is over."""
        return self.due_on is not None and self.due_on < today


def reminders_of(stands: CaseStanding) -> Iterator[Reminder]:
    """What is to be done with one case; nothing where it does not go on."""
    if stands.state is not CaseState.RUNNING:
        return
    vote = _full_vote(stands)
    if vote is not None:
        edition, postponed = stands.route.edition, stands.progress.postponed > 0
        kind = ReminderKind.POSTPONED if postponed else ReminderKind.PROBATION
        # A county's edition need not know the rule by which it was postponed.
        known = postponed and POSTPONEMENT in edition.rules
        rule = edition.cite(POSTPONEMENT if known else "probation")
        yield Reminder(kind, stands, stands.vote_by, rule, vote.step)
    for found in stands.steps:
        if found.again_by is not None:
            kind = ReminderKind.LOOK
            yield Reminder(kind, stands, found.again_by, found.rule, found.step, found.done_on)
        elif found.taken or found is vote:
            continue
        elif found.window.last is not None:
            yield Reminder(ReminderKind.STEP, stands, found.window.last, found.rule, found.step)
        elif found.state is StepState.OPEN:
            since = found.window.earliest
            yield Reminder(ReminderKind.POSSIBLE, stands, None, found.rule, found.step, since)
    if stands.missing:
        yield Reminder(ReminderKind.PAPERS, stands, None, stands.route.edition.cite())


def in_order(reminders: Iterable[Reminder]) -> list[Reminder]:
    """By their days; those without one at the end, as they come."""
    return sorted(reminders, key=lambda reminder: reminder.due_on or date.max)


def _full_vote(stands: CaseStanding) -> StepStanding | None:
    """The step that has to wait for the end of the probation, while it is still to be done."""
    begins = stands.route.probation_begins
    if stands.probation_end is None:
        return None
    for found in stands.steps:
        waits = [wait.after for wait in found.step.earliest if wait.months]
        if begins in waits and not found.taken and stands.route.is_in_probation(found.step.id):
            return found
    return None


def spoken(catalog: Catalog, problem: Problem) -> Problem:
    """The problem with its rule cited in words, and without its place: the text names the field itself."""
    params = {
        name: citation_text(catalog, value) if isinstance(value, Citation) else value
        for name, value in problem.params.items()
    }
    return Problem(problem.code, Place(), problem.severity, params)


def stage_text(catalog: Catalog, stage: str) -> str:
    """What somebody in a stage is called: 入党积极分子; the id of a stage that only a county's own edition has."""
    key = f"case.stage.{stage}"
    return catalog.text(key) if catalog.has(key) else stage


def step_text(catalog: Catalog, stands: CaseStanding, found: StepStanding) -> str:
    """How one step stands, in a sentence: since when it may be done, until when it has to, what comes first."""
    window, route = found.window, stands.route
    if found.again_by is not None:
        return catalog.text("case.step.again", last=found.done_on, by=found.again_by)
    if found.state in (StepState.DONE, StepState.ADOPTED, StepState.WAIVED):
        on = found.done_on or ""
        return catalog.text(f"case.step.{found.state}", on=on)
    if found.state is StepState.CLOSED:
        return catalog.text("case.step.closed")
    if window.awaited:
        first = route.step(window.awaited[0])
        return catalog.text("case.step.awaits", first=first.title if first else window.awaited[0])
    if window.undated:
        first = route.step(window.undated[0])
        return catalog.text("case.step.undated", first=first.title if first else window.undated[0])
    parts = [_from_text(catalog, stands, found)]
    if window.last is not None:
        parts.append(catalog.text("case.step.until", last=window.last))
    return catalog.text("case.step.separator").join(part for part in parts if part)


def _from_text(catalog: Catalog, stands: CaseStanding, found: StepStanding) -> str:
    window = found.window
    if found.state is StepState.OPEN:
        return catalog.text("case.step.open")
    if found.earliest is None:
        return ""
    since = stands.of(window.wait.after) if window.wait else None
    if since is None or window.wait is None:
        return catalog.text("case.step.from", earliest=window.earliest)
    span = span_text(catalog, window.wait)
    if not span:
        return catalog.text("case.step.from", earliest=window.earliest)
    key = "case.step.counted_working" if window.in_working_days else "case.step.counted"
    return catalog.text(key, earliest=window.earliest, since=since.step.title, span=span)


def span_text(catalog: Catalog, wait: Wait) -> str:
    """How long a wait is: 12个月, 5个工作日."""
    parts = (("months", wait.months), ("days", wait.days), ("working_days", wait.working_days))
    return catalog.text("case.span.separator").join(
        catalog.text(f"case.span.{unit}", count=count) for unit, count in parts if count
    )


def state_text(catalog: Catalog, stands: CaseStanding, today: date) -> str:
    """A case in a word or two: overdue, possible, early, waiting; or how it ended."""
    if stands.state is not CaseState.RUNNING:
        return catalog.text(f"case.state.{stands.state}")
    if stands.overdue:
        return catalog.text("case.mark.overdue")
    following = stands.next
    return catalog.text(f"case.mark.{following.state}") if following else ""


def reminder_text(catalog: Catalog, reminder: Reminder) -> str:
    """What is to be done with whom."""
    return catalog.text(
        f"case.reminder.{reminder.kind}",
        name=reminder.case.case.person.name,
        step=reminder.step.title if reminder.step else "",
        last=reminder.since or "",
        end=reminder.due_on or "",
        count=len(reminder.case.missing),
    )
