"""What is to be done with the cases, and by which rule: the list to be read, and the source of duties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum

from branchkit.core.development.cases import CaseState
from branchkit.core.development.standing import CaseStanding, StepStanding, StepState
from branchkit.core.rulepacks import Citation, Step
from branchkit.core.values import frozen


class ReminderKind(StrEnum):
    """Of what one is reminded; texts are ``case.reminder.<kind>``."""

    STEP = "step"
    """A step has a last day."""
    LOOK = "look"
    """A step that is repeated is due again."""
    PROBATION = "probation"
    """The probation ends, and full membership has to be voted on."""
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
        rule = stands.route.edition.cite("probation")
        yield Reminder(ReminderKind.PROBATION, stands, stands.probation_end, rule, vote.step)
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
