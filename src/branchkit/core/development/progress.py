"""What of a case's events is in force: which steps are done, on which days, and whether the case goes on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from branchkit.core.dates import day_of
from branchkit.core.development.cases import Case, CaseState, Event, EventKind
from branchkit.core.development.route import Routes
from branchkit.core.values import frozen

_ENDS = {EventKind.REFUSED: CaseState.REFUSED, EventKind.CANCELLED: CaseState.CANCELLED}


@frozen
class Progress:
    """The events folded."""

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
    extended = extensions = 0
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
            case EventKind.RESUMED:
                state = CaseState.RUNNING
            case _:
                state = _ENDS[event.kind]
    events = {step: tuple(sorted(times, key=lambda e: e.on)) for step, times in done.items()}
    days = {
        step: tuple(day for event in times if (day := day_of(event.on)))
        for step, times in events.items()
    }
    return Progress(events, days, frozenset(adopted), papers, extended, extensions, state)


def _from(event: Event, routes: Routes, steps: Iterable[str]) -> frozenset[str]:
    """The steps that a repetition takes back: the one named, and those after it."""
    route = routes.on(day_of(event.on) or date.max)
    first = route.numbers.get(event.step, len(route.steps) + 1)
    return frozenset(step for step in steps if route.numbers.get(step, 0) >= first)
