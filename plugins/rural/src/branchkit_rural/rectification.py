"""Rectification (整改): what was given to organisations to mend, and the metric ``rural/mended-share`` over the tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from branchkit.api.hooks import MetricView, Period
from branchkit.api.scoring import Evidence, Measurement
from branchkit.api.workspace import Record, WorkspaceView, day_of, frozen

ITEMS = "book.rectification"
MENDED_SHARE = "rural/mended-share"


class State(StrEnum):
    """How far an item has come."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"
    ACCEPTED = "accepted"


@frozen
class Item:
    """A row of the rectification list."""

    record: Record
    issued: date
    deadline: date | None
    done_on: date | None
    accepted_on: date | None

    @property
    def text(self) -> str:
        """What is to be mended."""
        return str(self.record.values.get("item", ""))

    @property
    def measures(self) -> str:
        """How."""
        return str(self.record.values.get("measures", ""))

    def state(self, today: date) -> State:
        """Where it stands on a day."""
        if self.accepted_on is not None:
            return State.ACCEPTED
        if self.done_on is not None:
            return State.DONE
        is_late = self.deadline is not None and self.deadline < today
        return State.OVERDUE if is_late else State.OPEN

    @property
    def was_in_time(self) -> bool:
        """Whether it was done by its last day."""
        return self.done_on is not None and (self.deadline is None or self.done_on <= self.deadline)


def items_of(workspace: WorkspaceView, orgs: Sequence[str], period: Period) -> Iterator[Item]:
    """What was issued in a period."""
    first, last = period.first_day, period.last_day
    for record in workspace.records(ITEMS, orgs, since=first, until=last):
        values = record.values
        issued = day_of(values.get("date"))
        if issued is not None:
            yield Item(
                record=record,
                issued=issued,
                deadline=day_of(values.get("deadline")),
                done_on=day_of(values.get("done_on")),
                accepted_on=day_of(values.get("accepted_on")),
            )


def measure_mended_share(view: MetricView) -> Mapping[str, Measurement]:
    """Of the items of the period that are due or done, the per cent done in time, over the organisation and all below."""
    tree, period = view.workspace.tree(), view.scope.period
    orgs = [organization.id for organization in tree.subtree(view.scope.org)]
    settled = [
        item
        for item in items_of(view.workspace, orgs, period)
        if item.done_on is not None or item.state(period.last_day) is State.OVERDUE
    ]
    if not settled:
        return {}
    evidence = tuple(
        Evidence(ITEMS, item.record.id, item.issued, item.text, item.was_in_time)
        for item in settled
    )
    share = Decimal(100 * sum(item.was_in_time for item in settled)) / len(settled)
    return {view.scope.org: Measurement(MENDED_SHARE, share, evidence)}
