"""The year's meetings of a branch held against what the rules ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from branchkit.core.dates import day_of
from branchkit.core.meetings.quotas import BranchShape, Held, QuotaCell, quota_cells
from branchkit.core.members.member import Member
from branchkit.core.organizations.organization import Organization
from branchkit.core.ports import Reader
from branchkit.core.registers.register import Register
from branchkit.core.rulepacks import Citation, Edition, Quota, RulePack, edition_on
from branchkit.plugin.contributions import Contributions
from branchkit.services.registers.writing import kind_of, records_of
from branchkit.services.roster import members_of

QUOTA_PACKS = ("meetings", "reviews")
"""The rule packs that every branch is held to, in the order in which they are shown; those of its sector's plugins follow."""
_COMMITTEE_FROM = "committee-from"


def quotas_on(
    reader: Reader, contributions: Contributions, org: str, day: date
) -> Iterator[tuple[Edition, Quota]]:
    """Every quota in force on a day for an organisation of its sector, with the edition that asks for it.

    A campaign that is over asks for nothing, unless the workspace has an edition of its own, which says that it takes part.
    Raises :class:`~branchkit.core.errors.RulePackError` where one of ours is missing.
    """
    packs = contributions.rule_packs
    document = reader.get("", "organization", org)
    sector = Organization.from_body(org, document.body).sector if document else ""
    editions = [edition_on(packs, id, day) for id in QUOTA_PACKS]
    editions += [
        pack.on(day)
        for pack in packs.values()
        if pack.id not in QUOTA_PACKS
        and ((plugin := contributions.plugin(pack.source)) is None or plugin.serves(sector))
    ]
    for edition in editions:
        if edition.holds_on(day):
            known = (q for q in edition.quotas if q.register in contributions.registers)
            yield from ((edition, quota) for quota in known)


def citation_of(edition: Edition, quota: Quota) -> Citation:
    """Where a quota comes from."""
    return edition.cite_part(quota)


def quota_year(
    reader: Reader, contributions: Contributions, org: str, year: int, today: date
) -> list[QuotaCell]:
    """Every quota in every period of a year for one branch; the edition is the one in force at the year's end, or today."""
    day = min(date(year, 12, 31), max(today, date(year, 1, 1)))
    quotas = [quota for _edition, quota in quotas_on(reader, contributions, org, day)]
    registers = dict.fromkeys(quota.register for quota in quotas)
    looked_at = dict.fromkeys((quota.register, quota.column) for quota in quotas)
    held = [
        row
        for register, column in looked_at
        for row in _held(reader, contributions.registers[register], column, org, year)
    ]
    since = _books_begin(reader, registers, org) or today
    shape = branch_shape(reader, contributions.rule_packs, org, day, since)
    return quota_cells(quotas, held, year, shape, today)


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


def _held(reader: Reader, register: Register, column: str, org: str, year: int) -> Iterator[Held]:
    rows = records_of(reader, register.id, org, since=date(year, 1, 1), until=date(year, 12, 31))
    for row in rows:
        day = day_of(row.values.get(register.dated_by))
        if day is not None:
            yield Held(
                day,
                register.id,
                str(row.values.get(column, "")),
                row.id,
                str(row.values.get("group", "")),
                column,
            )
