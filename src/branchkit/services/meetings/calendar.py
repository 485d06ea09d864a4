"""The year's meetings of a branch held against what the rules ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from branchkit.core.dates import day_of
from branchkit.core.meetings.quotas import BranchShape, Held, QuotaCell, quota_cells
from branchkit.core.members.member import Member
from branchkit.core.organizations.organization import Organization
from branchkit.core.ports import Reader
from branchkit.core.rulepacks import Citation, Edition, Quota, RulePack, edition_on
from branchkit.services.registers.writing import kind_of, records_of
from branchkit.services.roster import members_of

QUOTA_PACKS = ("meetings", "reviews")
"""The rule packs that say how often something has to be held, in the order in which they are shown."""
_COMMITTEE_FROM = "committee-from"


def quotas_on(packs: Mapping[str, RulePack], day: date) -> Iterator[tuple[Edition, Quota]]:
    """Every quota in force on a day, with the edition that asks for it.

    A campaign that is over asks for nothing, unless the workspace has an edition of its own, which says that it takes part.
    """
    for id in QUOTA_PACKS:
        edition = edition_on(packs, id, day)
        if edition.holds_on(day):
            yield from ((edition, quota) for quota in edition.quotas)


def citation_of(edition: Edition, quota: Quota) -> Citation:
    """Where a quota comes from."""
    return edition.cite_part(quota)


def quota_year(
    reader: Reader, packs: Mapping[str, RulePack], org: str, year: int, today: date
) -> list[QuotaCell]:
    """Every quota in every period of a year for one branch; the edition is the one in force at the year's end, or today."""
    day = min(date(year, 12, 31), max(today, date(year, 1, 1)))
    quotas = [quota for _edition, quota in quotas_on(packs, day)]
    registers = dict.fromkeys(quota.register for quota in quotas)
    held = [row for register in registers for row in _held(reader, register, org, year)]
    since = _books_begin(reader, registers, org) or today
    return quota_cells(quotas, held, year, branch_shape(reader, packs, org, day, since), today)


def branch_shape(
    reader: Reader, packs: Mapping[str, RulePack], org: str, day: date, books_begin: date
) -> BranchShape:
    """Whether a branch has a committee (or must have one), which Party groups it has, and since when it is known."""
    roster = members_of(reader, org)
    full = [member for member in roster if member.category == "full"]
    committee_from = edition_on(packs, "organization", day).number(_COMMITTEE_FROM)
    document = reader.get("", "organization", org)
    founded = day_of(Organization.from_body(org, document.body).founded) if document else None
    since = max(founded or books_begin, books_begin)
    return BranchShape(len(full) >= committee_from, groups_of(roster), since)


def _books_begin(reader: Reader, registers: Iterable[str], org: str) -> date | None:
    """The first of the month of the oldest row; None where nothing was ever written down."""
    days = [
        on
        for register in registers
        for _id, on, removed in reader.project(org, kind_of(register), "", ("on", "removed"))
        if on and not removed
    ]
    oldest = day_of(min(days)) if days else None
    return oldest.replace(day=1) if oldest else None


def groups_of(roster: list[Member]) -> tuple[str, ...]:
    """The Party groups that members belong to, in the order in which the roll first names them."""
    return tuple(dict.fromkeys(member.group for member in roster if member.group))


def _held(reader: Reader, register: str, org: str, year: int) -> Iterator[Held]:
    rows = records_of(reader, register, org, since=date(year, 1, 1), until=date(year, 12, 31))
    for row in rows:
        day = day_of(row.values.get("date"))
        if day is not None:
            yield Held(
                day,
                register,
                str(row.values.get("kind", "")),
                row.id,
                str(row.values.get("group", "")),
            )
