"""Reads the region out of the registers: every figure as it stood on the period's last day, or stands today."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

from branchkit.api.workspace import Period, Record, WorkspaceView, add_months
from branchkit_community.figures import IDLE_MONTHS, figure
from branchkit_community.region.values import Commitment, CommitmentState, Region, Resource, UnitRow
from branchkit_community.rows import number_of, on, standing, text_of, texts_of
from branchkit_community.vocabulary import (
    COMMITMENTS,
    MEETINGS,
    PLUGIN,
    REGISTRATIONS,
    RESOURCES,
    SERVICES,
    UNITS,
    USES,
)

Part = TypeVar("Part", Resource, Commitment)
UnitKey = tuple[str, str]
"""Organisation and name: units of two communities may be called the same."""


def region_orgs(view: WorkspaceView, node: str) -> list[str]:
    """The organisations whose books make up the region: the node, and the communities below it."""
    below = view.tree().subtree(node)
    return [o.id for o in below if o.id == node or o.sector in (PLUGIN, "")]


def read_region(view: WorkspaceView, orgs: Sequence[str], period: Period) -> Region:
    """The region of these organisations in a period."""
    as_of = min(view.today, period.last_day)
    units = {_key(row): row for row in standing(view, UNITS, orgs, as_of)}
    resources = _by_unit(read_resources(view, orgs, period, as_of))
    commitments = _by_unit(read_commitments(view, orgs, period, as_of))
    meetings = list(view.records(MEETINGS, orgs, since=period.first_day, until=as_of))
    registered = Counter(_key(row) for row in standing(view, REGISTRATIONS, orgs, as_of))
    hours: defaultdict[UnitKey, Decimal] = defaultdict(Decimal)
    for service in view.records(SERVICES, orgs, since=period.first_day, until=as_of):
        hours[_key(service)] += number_of(service, "hours")

    def row(key: UnitKey) -> UnitRow:
        org, name = key
        called = [meeting for meeting in meetings if meeting.org == org]
        return UnitRow(
            name,
            org,
            units.get(key),
            tuple(resources.get(key, ())),
            tuple(commitments.get(key, ())),
            invited=sum(name in texts_of(meeting, "invited") for meeting in called),
            present=sum(name in texts_of(meeting, "present") for meeting in called),
            registered=registered[key],
            hours=hours[key],
        )

    # Dictionaries keep the order of the roll; who is on no roll comes last.
    keys = dict.fromkeys([*units, *resources, *commitments])
    return Region(
        period,
        as_of,
        tuple(row(key) for key in keys),
        len(meetings),
        registered.total(),
        sum(hours.values(), Decimal(0)),
    )


def read_resources(
    view: WorkspaceView, orgs: Sequence[str], period: Period, as_of: date
) -> Iterator[Resource]:
    """The resources that stand on a day, with their uses."""
    used: defaultdict[tuple[UnitKey, str], list[date]] = defaultdict(list)
    for use in view.records(USES, orgs, until=as_of):
        day = on(use, "date")
        if day is not None:
            used[_key(use), text_of(use, "resource")].append(day)
    idle_since = add_months(as_of, -int(figure(view, IDLE_MONTHS, as_of)))
    for record in standing(view, RESOURCES, orgs, as_of):
        name = text_of(record, "resource")
        days = used.get((_key(record), name), [])
        since = on(record, "since") or as_of
        last = max(days, default=None)
        yield Resource(
            record,
            text_of(record, "unit"),
            text_of(record, "kind"),
            name,
            since,
            uses=sum(day in period for day in days),
            last_used=last,
            is_idle=max(since, last or since) <= idle_since,
        )


def read_commitments(
    view: WorkspaceView, orgs: Sequence[str], period: Period, as_of: date
) -> Iterator[Commitment]:
    """The commitments on the table in a period: made by its end, and not settled before it began."""
    for record in view.records(COMMITMENTS, orgs, until=as_of):
        commitment = commitment_on(record, as_of)
        settled = commitment.settled_on
        if settled is None or settled >= period.first_day:
            yield commitment


def commitment_on(record: Record, day: date) -> Commitment:
    """A commitment as it stood on a day: what was settled later was still open then."""
    settled = on(record, "done_on")
    if settled is not None and settled > day:
        settled = None
    made = on(record, "date") or day
    deadline = on(record, "deadline") or day
    if settled is not None:
        kept = text_of(record, "state") == CommitmentState.KEPT
        state = CommitmentState.KEPT if kept else CommitmentState.BROKEN
    else:
        state = CommitmentState.OVERDUE if deadline < day else CommitmentState.OPEN
    return Commitment(
        record,
        text_of(record, "unit"),
        text_of(record, "commitment"),
        text_of(record, "kind"),
        made,
        deadline,
        state,
        settled,
    )


def _key(record: Record) -> UnitKey:
    return record.org, text_of(record, "unit")


def _by_unit(parts: Iterable[Part]) -> Mapping[UnitKey, list[Part]]:
    found: defaultdict[UnitKey, list[Part]] = defaultdict(list)
    for part in parts:
        found[_key(part.record)].append(part)
    return found
