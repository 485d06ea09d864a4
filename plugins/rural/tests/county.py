"""A county that does not exist: two townships, five villages, a school committee and a group, with whatever a test adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from branchkit.core.dates import Period, PeriodKind
from branchkit.core.members.member import Category, Member, MemberClass
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.registers.register import Record
from branchkit.core.scoring.sheets import SheetState
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.workspace_view import SubjectResult
from branchkit.testing.plugin_view import FakeView, a_record, a_result, pack_and, plugin_at
from branchkit_rural import __file__ as package
from branchkit_rural.levels import Level
from branchkit_rural.ratings import year_of

COMMITTEE, GENERAL = OrganizationKind.COMMITTEE, OrganizationKind.GENERAL_BRANCH
GROUP = OrganizationKind.GROUP
COUNTY, QINGXI, LONGTAN = "county", "qingxi", "longtan"
QINGSHI, LIUBA, SONGLING, SHANKOU, DATIAN = "qingshi", "liuba", "songling", "shankou", "datian"
VILLAGES = (QINGSHI, LIUBA, SONGLING, SHANKOU, DATIAN)
YEAR = year_of(2025)

ORGANIZATIONS = (
    Organization(COUNTY, "云岭县委", COMMITTEE, "organs"),
    Organization(QINGXI, "清溪镇党委", COMMITTEE, "rural", COUNTY, code="01"),
    Organization(LONGTAN, "龙潭乡党委", COMMITTEE, "rural", COUNTY, code="02"),
    Organization("school", "县一中党委", COMMITTEE, "schools", COUNTY, code="03"),
    Organization("grade", "高一年级党支部", sector="schools", parent="school"),
    Organization(QINGSHI, "青石村党支部", sector="rural", parent=QINGXI, code="0101"),
    Organization(LIUBA, "柳坝村党支部", sector="rural", parent=QINGXI, code="0102"),
    Organization(SONGLING, "松岭村党总支", GENERAL, "rural", QINGXI, code="0103"),
    Organization("songling-1", "松岭村第一党支部", sector="rural", parent=SONGLING),
    Organization("group", "第一党小组", GROUP, "rural", QINGSHI),
    Organization(SHANKOU, "山口村党支部", sector="rural", parent=LONGTAN, code="0201"),
    Organization(DATIAN, "大田村党支部", sector="rural", parent=LONGTAN, code="0202"),
)

SCHEMES = {
    Level.COUNTY: "rural/county-year",
    Level.TOWNSHIP: "rural/township-year",
    Level.VILLAGE: "rural/branch-year",
}


@cache
def contributions() -> Contributions:
    """The built-in pack and this plugin; the first fault is raised."""
    return pack_and(plugin_at(Path(package).parent))


def a_county(
    *,
    members: Sequence[Member] = (),
    records: Sequence[Record] = (),
    organizations: Sequence[Organization] = ORGANIZATIONS,
    node: str = COUNTY,
    **more: Any,
) -> FakeView:
    """The county as a plugin sees it."""
    return FakeView(
        organizations=organizations,
        members=members,
        records=records,
        contributions=contributions(),
        node=node,
        **more,
    )


def rated(
    view: FakeView,
    org: str,
    total: str,
    band: str,
    *,
    level: Level = Level.VILLAGE,
    year: Period = YEAR,
    state: SheetState = SheetState.SUBMITTED,
    points: Mapping[str, str] | None = None,
    vetoes: Sequence[str] = (),
    rank: int | None = None,
    waiting: str = "",
) -> None:
    """Give an organisation a yearly sheet; points left out are full marks."""
    scheme = view.schemes[SCHEMES[level]]
    full = {criterion.id: str(criterion.maximum) for criterion in scheme.criteria}
    given = {**full, **(points or {})}
    result = a_result(org, total, band, rank=rank, points=given, vetoes=vetoes, waiting=waiting)
    view.sheet(scheme.id, org, year, [result], state)


def unrated(view: FakeView, org: str, level: Level = Level.VILLAGE, year: Period = YEAR) -> None:
    """A sheet that was begun and has nothing on it."""
    view.sheet(SCHEMES[level], org, year, [a_result(org)], SheetState.DRAFT)


def a_month(view: FakeView, org: str, month: Period, totals: Mapping[str, str]) -> None:
    """The members' points of a month."""
    results: list[SubjectResult] = [a_result(id, total) for id, total in totals.items()]
    view.sheet("rural/member-month", org, month, results)


def a_member(id: str, org: str, member_class: MemberClass = MemberClass.WITHOUT_POST) -> Member:
    """Somebody on the roll."""
    return Member(id, org, f"党员{id}", 1, category=Category.FULL, member_class=member_class)


def a_ledger_row(org: str, year: int, band: str, total: str = "", on: str = "") -> Record:
    """A rating of a year in which nothing was scored in the program."""
    values = {"year": str(year), "band": band, "decided_on": on or f"{year + 1}-01-18"}
    if total:
        values["total"] = total
    return a_record("roll.star-ratings", org, **values)


def month(number: int, year: int = 2025) -> Period:
    """A month."""
    return Period(year, number, PeriodKind.MONTH)
