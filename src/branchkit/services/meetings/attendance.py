"""Calling the roll of a meeting, every tick on disk before the screen shows it; and a vote in words: carried, or what it lacks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from branchkit.core.dates import day_of
from branchkit.core.errors import ConflictError, Problem
from branchkit.core.meetings.attendance import Call, entitled, out_of_place, read_call
from branchkit.core.meetings.votes import Count, Shortfall, shortfalls
from branchkit.core.ports import Reader, UnitOfWork
from branchkit.core.registers.register import Record, Register
from branchkit.core.rulepacks import Edition
from branchkit.i18n.catalog import Catalog
from branchkit.services.registers.writing import edit_record, record, records_of
from branchkit.services.roster import members_of

PENALTIES, _PROBATION = "member.penalty", "probation"
"""The register of penalties, and what it calls 留党察看."""


def call_of(reader: Reader, org: str, meeting: Record) -> Call:
    """The roll of a meeting as it was called so far."""
    roster = members_of(reader, org, include_removed=True)
    return read_call(meeting.values, {member.id: member.name for member in roster})


def keep_call(
    uow: UnitOfWork, register: Register, meeting: Record, before: Call, call: Call
) -> Record:
    """Keep what was ticked; raises :class:`ConflictError` ``attendance`` when somebody else ticked since it was read."""
    now = call_of(uow, meeting.org, record(uow, register.id, meeting.org, meeting.id))
    if now.values() != before.values():
        raise ConflictError("attendance", record=meeting.id)
    known = {column.id for column in register.columns}
    changes = {key: value for key, value in call.values().items() if key in known}
    return edit_record(uow, register, meeting.org, meeting.id, changes)


def count_of(reader: Reader, org: str, call: Call, day: date) -> Count:
    """Who of a meeting held on ``day`` may vote and how many of them were there; nobody in favour yet."""
    roster = members_of(reader, org, include_removed=True)
    expected = (attendee.member for attendee in call.attendees)
    voting = entitled(expected, roster, under_probation(reader, org, day))
    there = {a.member for a in call.attendees if a.presence == "present"}
    return Count(len(voting), len(there.intersection(voting)), 0)


def voters(reader: Reader, org: str, day: date) -> int:
    """How many of those on the roll may vote at a general meeting on a day."""
    roster = members_of(reader, org)
    everybody = (member.id for member in roster)
    return len(entitled(everybody, roster, under_probation(reader, org, day)))


def remarks(
    reader: Reader, register: Register, org: str, values: Mapping[str, object]
) -> list[Problem]:
    """What has to be said of a row that calls a roll before it is kept; warnings, since a branch may know better.

    Nothing for a register without a roll.
    """
    if not (register.has("expected") and register.has("kind")):
        return []
    return list(out_of_place(values, members_of(reader, org)))


def under_probation(reader: Reader, org: str, day: date) -> frozenset[str]:
    """Ids of those under 留党察看 on a day, by the register of penalties; a penalty without an end goes on."""
    return frozenset(
        str(row.values["member"])
        for row in records_of(reader, PENALTIES, org, until=day)
        if row.values.get("kind") == _PROBATION
        and (day_of(row.values.get("until")) or date.max) >= day
    )


def shortfall_text(catalog: Catalog, shortfall: Shortfall) -> str:
    """The rule, its percentage, and the people that there are."""
    return catalog.text(
        "vote.short",
        rule=shortfall.rule.title,
        limit=f"{shortfall.rule.value:f}",
        part=shortfall.part,
        whole=shortfall.whole,
    )


def vote_text(catalog: Catalog, kind: str, count: Count, edition: Edition) -> str:
    """Carried, or why not."""
    short = shortfalls(kind, count, edition)
    if not short:
        return catalog.text("vote.passes")
    reasons = catalog.listed(shortfall_text(catalog, shortfall) for shortfall in short)
    return catalog.text("vote.needs", reasons=reasons)
