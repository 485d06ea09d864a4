"""Where a case stands on a day: every step with its days, what comes next, what is overdue, which papers are missing.

Which edition counts is a matter of the day of a step: what is done is judged by the edition of its day, what is open by
today's, and a case that has come to its end by the edition of its last day. A step that a newer edition brought into a stage
that was already behind the person is not asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from branchkit.core.dates import add_months, day_of
from branchkit.core.development.cases import ENDED, Case, CaseState
from branchkit.core.development.route import Progress, Route, Routes, progress_of
from branchkit.core.development.windows import Window, again_by, window_of
from branchkit.core.rulepacks import Citation, Step
from branchkit.core.texts import LocalText
from branchkit.core.values import frozen


class StepState(StrEnum):
    """How a step stands."""

    DONE = "done"
    ADOPTED = "adopted"
    """Done before the case was taken over, on a day that is not known here."""
    WAIVED = "waived"
    OPEN = "open"
    """It may be done today."""
    EARLY = "early"
    BLOCKED = "blocked"
    """Something else has to come first."""
    CLOSED = "closed"
    """The case does not go on, so it is not done."""


@frozen
class StepStanding:
    """One step of a case."""

    step: Step
    number: int
    state: StepState
    rule: Citation
    window: Window
    done_on: date | None = None
    times: int = 0
    """How often it was done."""
    again_by: date | None = None
    """By when a repeated step is due again; None while it is not."""
    late: bool = False
    """Done after its last day; or it, or the repetition that is due, is not done and its last day is over."""
    missing: tuple[LocalText, ...] = ()
    """Papers that the step should have brought, or will have to bring, and the file does not hold."""

    @property
    def taken(self) -> bool:
        """Whether nobody waits for it any more."""
        return self.state in (StepState.DONE, StepState.ADOPTED, StepState.WAIVED)

    @property
    def due_on(self) -> date | None:
        """The last day on which it, or its repetition, is in time; None when no day is set."""
        if self.state is StepState.CLOSED:
            return None
        return self.again_by if self.taken else self.window.last

    @property
    def earliest(self) -> date | None:
        """From when on it may be done; None where that says nothing: it is taken, waits for others, or is overdue before."""
        day, due_on = self.window.earliest, self.due_on
        if self.taken or self.state is StepState.CLOSED or self.window.awaited:
            return None
        return None if day and due_on and day > due_on else day


@frozen
class CaseStanding:
    """A case on a day."""

    case: Case
    route: Route
    progress: Progress
    steps: tuple[StepStanding, ...]
    state: CaseState
    reached: Mapping[str, date | None]
    """Stage → since when the person is in it, in order; None where the day is not known."""
    probation_end: date | None

    @property
    def stage(self) -> str:
        """The last stage that the person has reached; empty before the application."""
        return next(reversed(tuple(self.reached)), "")

    @property
    def next(self) -> StepStanding | None:
        """The first step that is still to be done; None at the end of the way, and where the case does not go on."""
        if self.state is not CaseState.RUNNING:
            return None
        return next((step for step in self.steps if not step.taken), None)

    @property
    def pressing(self) -> StepStanding | None:
        """The step to see to first, which a line about the case names with its own days.

        That is the next one, unless another has to be done before the next one may be, or by an earlier day.
        """
        following = self.next
        dated = (step for step in self.steps if step.due_on is not None)
        first = min(dated, key=lambda step: step.due_on or date.max, default=None)
        if following is None or first is None or first.due_on is None:
            return following
        if following.due_on is not None:
            return first if first.due_on < following.due_on else following
        return following if following.state is StepState.OPEN and not first.late else first

    @property
    def is_on_probation(self) -> bool:
        """Whether the person was admitted and has not become a full member yet."""
        return self.probation_end is not None and "full" not in self.reached

    @property
    def vote_by(self) -> date | None:
        """When full membership has to be voted on: at the end of the probation, or as long after it as was postponed."""
        end = self.probation_end
        return add_months(end, self.progress.postponed) if end is not None else None

    @property
    def done_count(self) -> int:
        """How many steps are behind the person."""
        return sum(1 for step in self.steps if step.taken)

    @property
    def due_on(self) -> date | None:
        """The first of the last days of what is to be done."""
        return min((step.due_on for step in self.steps if step.due_on), default=None)

    @property
    def overdue(self) -> bool:
        """Whether anything that is to be done should have been done."""
        return self.state is CaseState.RUNNING and any(
            step.late for step in self.steps if not step.taken or step.again_by
        )

    @property
    def missing(self) -> tuple[tuple[Step, LocalText], ...]:
        """What the file lacks of the steps that are done."""
        return tuple((s.step, paper) for s in self.steps if s.taken for paper in s.missing)

    def of(self, step: str) -> StepStanding | None:
        """How one step stands."""
        number = self.route.numbers.get(step)
        return None if number is None else self.steps[number - 1]


def standing(case: Case, routes: Routes, today: date) -> CaseStanding:
    """Where a case stands today."""
    progress = progress_of(case, routes)
    route = _route(case, progress, routes, today)
    waived = _waived(route, progress, routes)
    running = progress.state is CaseState.RUNNING
    steps = tuple(
        _step_standing(step, route, progress, routes, today, waived, running=running)
        for step in route.steps
    )
    state = progress.state
    if running and all(step.taken for step in steps):
        state = CaseState.COMPLETED
    end = probation_end(route, progress)
    return CaseStanding(case, route, progress, steps, state, _reached(route, progress, end), end)


def probation_end(route: Route, progress: Progress) -> date | None:
    """When the probation is over, extension included; None before it has begun, or where its first day is not known."""
    maker = route.making("probationary")
    begin = progress.first_day(route.probation_begins)
    if maker is None or begin is None or not progress.is_taken(maker.id):
        return None
    return add_months(begin, route.edition.number("probation") + progress.extended)


def _route(case: Case, progress: Progress, routes: Routes, today: date) -> Route:
    """Today's; for a case that has come to its end, its last day's."""
    days = [day for event in case.events if (day := day_of(event.on))]
    last = max(days, default=today)
    ended = progress.state in ENDED
    route = routes.on(last)
    at_the_end = all(progress.is_taken(step.id) for step in route.steps)
    return route if ended or at_the_end else routes.on(today)


def _waived(route: Route, progress: Progress, routes: Routes) -> frozenset[str]:
    """Steps not done that the edition did not have when the next stage began."""
    begun = _later_stages_begun(route, progress)
    found = set()
    for step in route.steps:
        if progress.is_taken(step.id):
            continue
        day = begun[route.stage_of[step.id]]
        if day is not None and routes.on(day).step(step.id) is None:
            found.add(step.id)
    return frozenset(found)


def _later_stages_begun(route: Route, progress: Progress) -> list[date | None]:
    """For each stage the first day of a step of those after it."""
    first: list[date | None] = [None] * len(route.edition.stages)
    for step in route.steps:
        day = progress.first_day(step.id)
        if day is None:
            continue
        for earlier in range(route.stage_of[step.id]):
            before = first[earlier]
            first[earlier] = day if before is None else min(day, before)
    return first


def _step_standing(
    step: Step,
    route: Route,
    progress: Progress,
    routes: Routes,
    today: date,
    waived: frozenset[str],
    *,
    running: bool,
) -> StepStanding:
    number = route.numbers[step.id]
    day = progress.first_day(step.id)
    if step.id in progress.done and day is not None:
        return _done(step, number, route, progress, routes, today, day, running=running)
    window = window_of(step, route, progress, routes, waived)
    rule = window.rule or route.cite(step)
    if progress.is_taken(step.id):
        return StepStanding(step, number, StepState.ADOPTED, rule, window)
    if step.id in waived:
        return StepStanding(step, number, StepState.WAIVED, rule, window)
    state = StepState.OPEN
    if not running:
        state = StepState.CLOSED
    elif window.blocked:
        state = StepState.BLOCKED
    elif window.earliest is not None and today < window.earliest:
        state = StepState.EARLY
    late = running and window.last is not None and today > window.last
    return StepStanding(step, number, state, rule, window, late=late, missing=step.papers)


def _done(
    step: Step,
    number: int,
    route: Route,
    progress: Progress,
    routes: Routes,
    today: date,
    day: date,
    *,
    running: bool,
) -> StepStanding:
    """A step as the edition of its day saw it; a repeated one with when it is due again."""
    then = routes.on(day)
    as_it_was = then.step(step.id) or step
    window = window_of(as_it_was, then if then.step(step.id) else route, progress, routes)
    last = progress.last_day(step.id)
    again = None
    if running and last is not None and step.every_months and _stage_lasts(step, route, progress):
        again = again_by(step, last, route, routes)
    # The repetition that is due is asked for by today's edition.
    judge = then if then.step(step.id) and again is None else route
    # Whoever was late once is not late for good: while a repetition is asked for, it is the one that counts.
    judged, limit = (day, window.last) if again is None else (today, again)
    late = limit is not None and judged > limit
    held = progress.papers.get(step.id, frozenset())
    asked = () if step.id in progress.adopted else as_it_was.papers
    return StepStanding(
        step=step,
        number=number,
        state=StepState.DONE,
        rule=judge.cite(judge.step(step.id) or step),
        window=window,
        done_on=last,
        times=len(progress.done[step.id]),
        again_by=again,
        late=late,
        missing=tuple(paper for paper in asked if paper.zh_CN not in held),
    )


def _stage_lasts(step: Step, route: Route, progress: Progress) -> bool:
    """Whether no step of a later stage is done yet."""
    return not any(
        progress.is_taken(other.id)
        for other in route.steps
        if route.stage_of[other.id] > route.stage_of[step.id]
    )


def _reached(route: Route, progress: Progress, end: date | None) -> dict[str, date | None]:
    """The stages behind the person. One that makes somebody something is reached by that step, any other by its first.

    Full membership counts from the end of the probation, whenever the meeting was held, unless the edition names a day.
    """
    found: dict[str, date | None] = {}
    for stage in route.edition.stages:
        maker = next((step for step in stage.steps if step.makes), None)
        entrance = maker or next(iter(stage.steps), None)
        if entrance is None or not progress.is_taken(entrance.id):
            continue
        by_probation = entrance.makes == "full" and not entrance.dated_by
        day = progress.first_day(entrance.dated_by or entrance.id)
        found[stage.id] = end if by_probation else day
    return found
