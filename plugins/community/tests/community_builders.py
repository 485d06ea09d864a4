"""Made-up communities for tests: a unit, what it resources and promised, in a few words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import count

from branchkit.core.dates import Period
from branchkit.core.members.member import Member
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.registers.register import Record
from branchkit.plugin.discovery import InstalledPlugin
from branchkit.testing.plugin_view import FakeView, pack_and
from branchkit_community import vocabulary as v

PLUGIN = InstalledPlugin("community", "branchkit_community", "branchkit-community", "")
CONTRIBUTIONS = pack_and(PLUGIN)
ORG = "c1"
TODAY = date(2026, 11, 20)
Q3, Q4, YEAR = Period.parse("2026-Q3"), Period.parse("2026-Q4"), Period.parse("2026")
SCHOOL, CLINIC = "梧桐路小学", "街道卫生中心"

_NUMBERS = count(1)


def an_organization(
    id: str = ORG, kind: str = "branch", parent: str = "", *, name: str = "", **more: str
) -> Organization:
    sector = more.pop("sector", "community")
    return Organization(
        id,
        name or f"{id}党组织",
        OrganizationKind(kind),
        sector,
        parent,
        **more,  # type: ignore[arg-type]
    )


def a_view(
    *records: Record,
    organizations: Sequence[Organization] = (),
    members: Sequence[Member] = (),
    today: date = TODAY,
    node: str = "",
) -> FakeView:
    return FakeView(
        organizations=organizations or [an_organization()],
        members=members,
        records=records,
        contributions=CONTRIBUTIONS,
        today=today,
        node=node,
    )


def a_row(register: str, org: str = ORG, /, **values: object) -> Record:
    """A row without its empty values."""
    kept = {id: value for id, value in values.items() if value not in ("", None)}
    return Record(f"r{next(_NUMBERS)}", register, org, kept)


def a_unit(name: str, org: str = ORG, until: str = "") -> Record:
    return a_row(v.UNITS, org, unit=name, kind="school", since="2026-01-01", until=until)


def a_commitment(
    unit: str = SCHOOL,
    deadline: str = "2026-11-30",
    settled: str = "",
    *,
    made: str = "2026-10-08",
    state: str = "kept",
    text: str = "开放操场",
    org: str = ORG,
) -> Record:
    return a_row(
        v.COMMITMENTS,
        org,
        date=made,
        unit=unit,
        kind="service",
        commitment=text,
        deadline=deadline,
        state=state if settled else "open",
        done_on=settled,
    )


def a_resource(
    unit: str = SCHOOL,
    resource: str = "操场",
    *,
    since: str = "2026-01-01",
    until: str = "",
    kind: str = "premises",
    org: str = ORG,
) -> Record:
    return a_row(
        v.RESOURCES,
        org,
        unit=unit,
        kind=kind,
        resource=resource,
        for_whom="all",
        since=since,
        until=until,
    )


def a_use(on: str, unit: str = SCHOOL, resource: str = "操场", org: str = ORG) -> Record:
    return a_row(v.USES, org, date=on, unit=unit, resource=resource, used_for="运动会")


def a_meeting(on: str, invited: Sequence[str], present: Sequence[str]) -> Record:
    return a_row(v.MEETINGS, date=on, topics=["停车"], invited=list(invited), present=list(present))


def a_registration(
    name: str, unit: str = SCHOOL, *, since: str = "2026-03-01", until: str = ""
) -> Record:
    return a_row(
        v.REGISTRATIONS, name=name, unit=unit, quarter="梧桐花园", since=since, until=until
    )


def a_service(on: str, name: str, unit: str = SCHOOL, hours: str = "2") -> Record:
    return a_row(
        v.SERVICES, date=on, name=name, unit=unit, service="patrol", detail="巡楼", hours=hours
    )
