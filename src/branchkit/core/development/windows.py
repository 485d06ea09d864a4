"""From when and until when a step may be done, counted in calendar months and working days from other steps."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import replace
from datetime import date, timedelta

from branchkit.core.dates import add_months, add_working_days, day_of
from branchkit.core.development.route import Progress, Route, Routes
from branchkit.core.rulepacks import Citation, Step, Wait
from branchkit.core.values import frozen


@frozen
class Window:
    """When a step may be done. Days are None where nothing is asked, or where it cannot be told yet."""

    earliest: date | None = None
    last: date | None = None
    awaited: tuple[str, ...] = ()
    """Steps that have to be done before."""
    undated: tuple[str, ...] = ()
    """Steps that are done on a day nobody knows, which the reckoning needs."""
    wait: Wait | None = None
    """The wait that decides about ``earliest``; one without a span where only the order does."""
    rule: Citation | None = None
    """Where ``last`` comes from."""
    in_working_days: bool = False
    """Whether public holidays could move ``earliest``."""

    @property
    def blocked(self) -> bool:
        """Whether something else has to come first."""
        return bool(self.awaited or self.undated)


def moved(day: date, wait: Wait) -> date:
    """A day moved by a wait: months first, then days, then working days."""
    return add_working_days(
        add_months(day, wait.months) + timedelta(days=wait.days), wait.working_days
    )


def window_of(
    step: Step, route: Route, progress: Progress, routes: Routes, waived: Container[str] = ()
) -> Window:
    """When a step of ``route`` may be done, as things stand. ``waived`` are steps that nobody asks for any more.

    A step comes after every step of the stages before its own; within a stage only its waits say what comes first.
    """
    waits = {wait.after: lengthened(wait, step, route, progress) for wait in step.earliest}
    needed = [id for id in route.in_earlier_stages(step.id) if id not in waived]
    needed += [id for id in waits if id not in needed]
    awaited = tuple(id for id in needed if not progress.is_taken(id))
    # A step taken over from paper without its day matters only where somebody counts from it.
    undated = tuple(
        wait.after
        for wait in waits.values()
        if progress.is_taken(wait.after)
        and progress.first_day(wait.after) is None
        and (wait.months or wait.days or wait.working_days)
    )
    earliest, decisive = None, ""
    for id in needed:
        start = _start(id, waits.get(id), progress)
        if start is not None and (earliest is None or start > earliest):
            earliest, decisive = start, id
    wait = (waits.get(decisive) or Wait(decisive)) if decisive else None
    ends = [_end(end, step, route, progress, routes) for end in step.within]
    last, rule = min(
        (end for end in ends if end is not None), key=lambda end: end[0], default=(None, None)
    )
    return Window(
        earliest,
        last,
        awaited,
        undated,
        wait,
        rule,
        wait is not None and wait.working_days > 0,
    )


def _end(
    end: Wait, step: Step, route: Route, progress: Progress, routes: Routes
) -> tuple[date, Citation] | None:
    """The last day that one wait sets, and by which rule; None where nothing counts yet, or no edition asked for it.

    An edition sets no day before its own first one: until then the edition counts that was in force on the day from which
    the wait is counted. So nothing of last year becomes overdue by this year's wording.
    """
    day = progress.first_day(end.after)
    if day is None:
        return None
    last = moved(day, lengthened(end, step, route, progress))
    if last >= route.edition.since:
        return last, route.cite(step)
    then = routes.on(day)
    as_it_was = then.step(step.id)
    if as_it_was is None:
        return None
    before = (wait for wait in as_it_was.within if wait.after == end.after)
    ends = [moved(day, lengthened(wait, step, then, progress)) for wait in before]
    return (min(ends), then.cite(as_it_was)) if ends else None


def again_by(step: Step, last: date, route: Route, routes: Routes) -> date | None:
    """By when a step that was done last on a day has to be repeated; None for one that is done once.

    As with the end of a wait: an edition that first asks for the repetition asks for it from its own first day on.
    """
    if not step.every_months:
        return None
    day = add_months(last, step.every_months)
    if day >= route.edition.since:
        return day
    as_it_was = routes.on(last).step(step.id)
    before = as_it_was.every_months if as_it_was else 0
    return add_months(last, before) if before else route.edition.since


def lengthened(wait: Wait, step: Step, route: Route, progress: Progress) -> Wait:
    """The wait with what an extension of the probation adds to it: steps in the probation that count from its begin."""
    if not (progress.extended and wait.months):
        return wait
    if wait.after != route.probation_begins or not route.is_in_probation(step.id):
        return wait
    return replace(wait, months=wait.months + progress.extended)


def _start(id: str, wait: Wait | None, progress: Progress) -> date | None:
    """From when on one awaited step lets the other be done: its wait, and the end of a public notice that began with it.

    Repeated steps (looks) count from the first time: the wait before the next step does not begin anew. None: it was not done yet.
    """
    day = progress.first_day(id)
    if day is None:
        return None
    event = progress.last_event(id)
    notice = day_of(event.fields.get("notice_until")) if event else None
    start = day if wait is None else moved(day, wait)
    return max(start, notice) if notice else start


def soonest(route: Route, days: Mapping[str, date], until: str) -> dict[str, date]:
    """Step → the first day on which it can have been done, for the steps ahead of ``until``, by the days that are known.

    Of steps about which nothing follows there is nothing; a known day stands for itself.
    """
    found: dict[str, date] = {}
    for step in route.before(until):
        starts = [moved(found[wait.after], wait) for wait in step.earliest if wait.after in found]
        day = days.get(step.id, max(starts, default=None))
        if day is not None:
            found[step.id] = day
    return found
