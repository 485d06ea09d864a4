"""A community in a store, with two units, what they resource and what they promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from branchkit.core.actors import Actor
from branchkit.core.ports import Store
from branchkit.plugin.contributions import Contributions
from branchkit.services.registers.writing import add_records
from branchkit.testing.builders import members
from branchkit_community import vocabulary as v

from .community_builders import CLINIC, ORG, SCHOOL

ACTOR = Actor("测试员")
CLOCK = datetime(2026, 11, 20, 9)

ROWS: Mapping[str, Sequence[Mapping[str, object]]] = {
    v.UNITS: [
        {"unit": SCHOOL, "kind": "school", "since": "2026-01-01", "representative": "方静宜"},
        {"unit": CLINIC, "kind": "health", "since": "2026-01-01", "phone": "13800001234"},
    ],
    v.RESOURCES: [
        {
            "unit": SCHOOL,
            "kind": "premises",
            "resource": "操场",
            "for_whom": "all",
            "since": "2026-01-01",
        },
        {
            "unit": CLINIC,
            "kind": "people",
            "resource": "家庭医生",
            "for_whom": "aged",
            "since": "2026-10-01",
        },
    ],
    v.COMMITMENTS: [
        {
            "date": "2026-10-08",
            "unit": CLINIC,
            "kind": "people",
            "commitment": "每月义诊",
            "deadline": "2026-11-10",
            "state": "open",
        },
    ],
}


def fill_community(store: Store, contributions: Contributions, org: str = ORG) -> None:
    """Put it into a store in which the organisation stands."""
    with store.begin(ACTOR, "test.build") as uow:
        for member in members(org=org):
            uow.put(org, "member", member.id, member.to_body())
        for register, rows in ROWS.items():
            add_records(uow, contributions.registers[register], org, rows)
        uow.commit()
