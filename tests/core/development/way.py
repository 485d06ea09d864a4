"""A case walked along the built-in rule pack, for tests: events by step and day, everything the steps ask for in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from branchkit.core.development.cases import Case, Event, EventKind, FieldValue, Person
from branchkit.core.development.route import Routes
from branchkit.core.development.standing import CaseStanding, standing
from branchkit.plugin.manager import load_contributions

NEW = date(2026, 11, 20)
"""A day on which the newer edition is in force."""

WRITTEN: Mapping[str, FieldValue] = {
    "contacts": ("m0001", "m0002"),
    "introducers": ("m0001", "m0002"),
    "talks": "2",
    "days": "3",
    "hours": "24",
    "entitled": "20",
    "present": "18",
    "in_favour": "17",
}
"""What is written down with steps, but for the end of the notice."""

TO_THE_VOTE = {
    "application": "2022-01-05",
    "talk": "2022-02-01",
    "activist": "2022-03-01",
    "activist-filed": "2022-03-10",
    "contacts": "2022-03-10",
    "look": "2022-09-01",
    "prospect": "2023-03-01",
    "prospect-filed": "2023-03-10",
    "introducers": "2023-03-10",
    "political-review": "2023-04-01",
    "training": "2023-05-10",
    "committee-review": "2023-05-20",
    "pre-review": "2023-05-25",
    "volunteer-form": "2023-05-28",
    "admission-vote": "2023-06-10",
}
ADMITTED = {
    **TO_THE_VOTE,
    "admission-talk": "2023-06-20",
    "admission-approval": "2023-07-01",
    "admission-filed": "2023-07-05",
}
FULL = {
    **ADMITTED,
    "assignment": "2023-07-05",
    "oath": "2023-07-20",
    "probation-look": "2024-01-10",
    "full-application": "2024-06-01",
    "full-vote": "2024-06-15",
    "full-approval": "2024-07-01",
    "archive": "2024-07-10",
}


@cache
def routes() -> Routes:
    """The built-in pack's."""
    return Routes(load_contributions(None, safe_mode=True).rule_packs["development"])


def done(step: str, on: str, **more: FieldValue) -> Event:
    """A step done with all that it asks for and all its papers."""
    asked = routes().on(date.fromisoformat(on)).step(step)
    papers = tuple(paper.zh_CN for paper in asked.papers) if asked else ()
    return Event(EventKind.DONE, on, step, fields=more, papers=papers)


def a_case(steps: Mapping[str, str], *more: Event, person: Person | None = None) -> Case:
    """A case with these steps done, step → day."""
    events = tuple(done(step, on) for step, on in steps.items())
    return Case("c0001", "b1", person or Person("石大勇"), events=(*events, *more))


def stand(steps: Mapping[str, str], *more: Event, today: date = NEW) -> CaseStanding:
    """Where such a case stands."""
    return standing(a_case(steps, *more), routes(), today)
