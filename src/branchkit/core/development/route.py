"""The steps of an edition in their order, and how far a case's events in force lead along them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import chain

from branchkit.core.dates import day_of
from branchkit.core.development.cases import Case, CaseState, Event, EventKind
from branchkit.core.rulepacks import Citation, Edition, RulePack, Stage, Step
from branchkit.core.values import frozen


@frozen
class Route:
    """The way that one edition lays out."""

    edition: Edition
    steps: tuple[Step, ...]
    numbers: Mapping[str, int]
    """Step id → its number, from 1."""
    stage_of: Mapping[str, int]
    """Step id → the number of its stage, from 0."""
    earlier: tuple[tuple[str, ...], ...]
    """For each stage the steps of those before it."""

    @classmethod
    def of(cls, edition: Edition) -> Route:
        """From an edition of the pack."""
        stages = [tuple(step.id for step in stage.steps) for stage in edition.stages]
        steps = tuple(step for stage in edition.stages for step in stage.steps)
        return cls(
            edition,
            steps,
            {step.id: number for number, step in enumerate(steps, start=1)},
            {step: place for place, stage in enumerate(stages) for step in stage},
            tuple(tuple(chain(*stages[:place])) for place in range(len(stages))),
        )

    def step(self, id: str) -> Step | None:
        """The step with this id, if the edition has it."""
        number = self.numbers.get(id)
        return None if number is None else self.steps[number - 1]

    def stage(self, id: str) -> Stage:
        """The stage of one of the edition's steps."""
        return self.edition.stages[self.stage_of[id]]

    def before(self, id: str) -> tuple[Step, ...]:
        """The steps ahead of one; all of them for an unknown id."""
        return self.steps[: self.numbers.get(id, len(self.steps) + 1) - 1]

    def in_earlier_stages(self, id: str) -> tuple[str, ...]:
        """The steps of the stages before a step's own."""
        return self.earlier[self.stage_of[id]]

    def making(self, what: str) -> Step | None:
        """The step that makes somebody ``probationary`` or ``full``."""
        return next((step for step in self.steps if step.makes == what), None)

    @property
    def probation_begins(self) -> str:
        """The step from whose day the probation counts; empty where no step makes anybody probationary."""
        maker = self.making("probationary")
        return (maker.dated_by or maker.id) if maker else ""

    def is_in_probation(self, id: str) -> bool:
        """Whether a step comes after the one that makes somebody probationary."""
        maker = self.making("probationary")
        return maker is not None and self.numbers.get(id, 0) > self.numbers[maker.id]

    def cite(self, step: Step) -> Citation:
        """Where a step comes from."""
        return Citation(self.edition.title, step.article, step.basis)


class Routes:
    """The routes of all editions of a pack, each laid out once."""

    def __init__(self, pack: RulePack) -> None:
        self.pack = pack
        self._made: dict[str, Route] = {}

    def on(self, day: date) -> Route:
        """The route of the edition in force on a day."""
        edition = self.pack.on(day)
        if edition.id not in self._made:
            self._made[edition.id] = Route.of(edition)
        return self._made[edition.id]


_ENDS = {
    EventKind.REFUSED: CaseState.REFUSED,
    EventKind.CANCELLED: CaseState.CANCELLED,
    EventKind.LEFT: CaseState.LEFT,
}


@frozen
class Progress:
    """What a case's events come to, whatever their order: which steps were done, when, and what was written down."""

    done: Mapping[str, tuple[Event, ...]]
    """Step → every time it was done, oldest first."""
    days: Mapping[str, tuple[date, ...]]
    """Step → the days of that, as far as they are known."""
    adopted: frozenset[str]
    """Steps that count as done because the case was taken over after them."""
    papers: Mapping[str, frozenset[str]]
    """Step → names of the papers that came in with it or later."""
    extended: int
    """Months by which the probation was extended."""
    extensions: int
    postponed: int
    """Months by which the vote on full membership was postponed."""
    arrived: bool
    """Whether the person has come from another organisation."""
    state: CaseState
    """Without ``completed``, which is a matter of the edition's steps."""

    def is_taken(self, step: str) -> bool:
        """Whether a step is behind the person."""
        return step in self.done or step in self.adopted

    def first_day(self, step: str) -> date | None:
        """When a step was done first; None when it was not, or on a day that nobody knows."""
        days = self.days.get(step)
        return days[0] if days else None

    def last_day(self, step: str) -> date | None:
        """When a step was done last."""
        days = self.days.get(step)
        return days[-1] if days else None

    def last_event(self, step: str) -> Event | None:
        """The latest time that a step was done."""
        events = self.done.get(step)
        return events[-1] if events else None


def progress_of(case: Case, routes: Routes) -> Progress:
    """Fold the events in the order in which they were written down."""
    done: dict[str, list[Event]] = {}
    adopted: set[str] = set()
    papers: dict[str, frozenset[str]] = {}
    extended = extensions = postponed = 0
    arrived = False
    state = CaseState.RUNNING
    for event in case.events:
        match event.kind:
            case EventKind.ADOPTED:
                route = routes.on(day_of(event.on) or date.max)
                adopted.update(step.id for step in route.before(event.step))
            case EventKind.DONE:
                done.setdefault(event.step, []).append(event)
                papers[event.step] = papers.get(event.step, frozenset()).union(event.papers)
            case EventKind.PAPERS:
                papers[event.step] = papers.get(event.step, frozenset()).union(event.papers)
            case EventKind.REPEATED:
                state = CaseState.RUNNING
                again = _from(event, routes, (*done, *adopted))
                adopted -= again
                for step in again:
                    done.pop(step, None)
                    papers.pop(step, None)
            case EventKind.EXTENDED:
                extended += event.months
                extensions += 1
            case EventKind.POSTPONED:
                postponed += event.months
            case EventKind.ARRIVED:
                arrived = True
            case EventKind.RESUMED:
                state = CaseState.RUNNING
            case _:
                state = _ENDS.get(event.kind, state)
    events = {step: tuple(sorted(times, key=lambda e: e.on)) for step, times in done.items()}
    days = {
        step: tuple(day for event in times if (day := day_of(event.on)))
        for step, times in events.items()
    }
    return Progress(
        done=events,
        days=days,
        adopted=frozenset(adopted),
        papers=papers,
        extended=extended,
        extensions=extensions,
        postponed=postponed,
        arrived=arrived,
        state=state,
    )


def _from(event: Event, routes: Routes, steps: Iterable[str]) -> frozenset[str]:
    """The steps that a repetition takes back: the one named, and those after it."""
    route = routes.on(day_of(event.on) or date.max)
    first = route.numbers.get(event.step, len(route.steps) + 1)
    return frozenset(step for step in steps if route.numbers.get(step, 0) >= first)
