"""All duties of one organisation, or of a node and everything below it, the most pressing first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from branchkit.core.duties import Duty, Urgency
from branchkit.core.errors import BranchkitError
from branchkit.core.values import frozen
from branchkit.services.duties.scene import DutyScene

Source = Callable[[DutyScene], Iterable[Duty]]
ORDER = (Urgency.OVERDUE, Urgency.TODAY, Urgency.MONTH, Urgency.LATER)


@frozen
class Collected:
    """What one source said: its duties, or why it could say nothing."""

    duties: tuple[Duty, ...] = ()
    failure: BranchkitError | None = None


def sources() -> Iterator[Source]:
    """One for each part of the work, imported when its turn comes: the home screen asks for them one by one.

    Those of plugins are asked by :mod:`branchkit.services.plugins.asking_duties`.
    """
    from branchkit.services.duties import scoring

    yield scoring.duties
    from branchkit.services.duties import review

    yield review.duties
    from branchkit.services.duties import meetings

    yield meetings.duties
    from branchkit.services.duties import dues

    yield dues.duties
    from branchkit.services.duties import development

    yield development.duties
    from branchkit.services.duties import members

    yield members.duties
    from branchkit.services.duties import study

    yield study.duties
    from branchkit.services.duties import registers

    yield registers.duties
    from branchkit.services.duties import rectification

    yield rectification.duties
    from branchkit.services.duties import organizations

    yield organizations.duties


def collect(scene: DutyScene, source: Source) -> Collected:
    """What one source says. A rule pack of the workspace's own that lacks a rule costs the duties of its part only."""
    try:
        return Collected(tuple(source(scene)))
    except BranchkitError as error:
        return Collected(failure=error)


def in_order(duties: Iterable[Duty], today: date) -> list[Duty]:
    """By urgency, then by date; those without a date after the dated ones."""

    def place(duty: Duty) -> tuple[int, bool, date]:
        due = duty.due_on or date.max
        return ORDER.index(duty.urgency(today)), not duty.urgent, due

    return sorted(duties, key=place)
