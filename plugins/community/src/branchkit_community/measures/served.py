"""报到党员服务率: of the members registered at the period's end, the share that served in it at least once."""

from __future__ import annotations

from collections.abc import Mapping

from branchkit.api.hooks import MetricView
from branchkit.api.scoring import Measurement
from branchkit.api.workspace import Record
from branchkit_community.measures.making import evidence, share_of
from branchkit_community.rows import standing, subtree, text_of
from branchkit_community.vocabulary import REGISTRATIONS, SERVICES

SERVED = "community/registered-served"


def measure_served(view: MetricView) -> Mapping[str, Measurement]:
    """The organisation's share in per cent; nothing where nobody is registered."""
    period, workspace = view.scope.period, view.workspace
    orgs = subtree(workspace, view.scope.org)
    done = workspace.records(SERVICES, orgs, since=period.first_day, until=period.last_day)
    served = {_person(service) for service in done}
    registered = standing(workspace, REGISTRATIONS, orgs, period.last_day)
    return share_of(
        view,
        SERVED,
        (
            evidence(row, "since", _summary(row), counted=_person(row) in served)
            for row in registered
        ),
    )


def _summary(record: Record) -> str:
    return f"{text_of(record, 'name')} {text_of(record, 'unit')}"


def _person(record: Record) -> tuple[str, str, str]:
    """Who it is: people of the same name are told apart by where they work."""
    return record.org, text_of(record, "name"), text_of(record, "unit")
