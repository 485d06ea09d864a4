"""What somebody typed about a member, made into changes: the same reading for the form and for the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from branchkit.core.errors import Problem
from branchkit.core.members.member import Contact, Member, Mobility, Standing
from branchkit.core.members.reading import READERS, read_member
from branchkit.core.values import frozen

_FROM_CITIZEN_ID = ("birth", "sex")
"""What a newly typed ID says as well."""


@frozen
class MemberChanges:
    """Field → value for what is changed, and what is wrong with it."""

    values: Mapping[str, object]
    problems: tuple[Problem, ...]

    @property
    def usable(self) -> bool:
        """Whether there is no error among the problems."""
        return all(problem.severity != "error" for problem in self.problems)


def read_changes(before: Member, typed: Mapping[str, str], today: date) -> MemberChanges:
    """Read what was typed over a member's fields; an empty text empties one.

    It is held against the fields that were not typed, too; of problems only those are told that were not there before.
    """
    known = typed_texts(before) if before.id else {}
    if not typed.get("citizen_id") and set(typed).intersection(_FROM_CITIZEN_ID):
        # Corrected by somebody who knows better than the ID.
        known.pop("citizen_id", None)
    old = read_member(known, today).problems
    reading = read_member({**known, **typed}, today)
    blank = Member("", "", "")
    wanted = {name: getattr(blank, name) for name, text in typed.items() if not text.strip()}
    named = {*typed, *(_FROM_CITIZEN_ID if typed.get("citizen_id") else ())}
    if not before.id:
        named.add("category")
    wanted |= {name: value for name, value in reading.values.items() if name in named}
    told = {(problem.code, str(problem.params.get("field"))) for problem in old}
    new = [p for p in reading.problems if (p.code, str(p.params.get("field"))) not in told]
    if "name" in typed and not typed["name"].strip():
        new.append(Problem("member.name.missing", params={"field": "name"}))
    return MemberChanges(
        {name: value for name, value in wanted.items() if getattr(before, name) != value},
        tuple(replace(p, params={**p.params, "done": "refused"}) for p in new),
    )


def typed_texts(member: Member) -> dict[str, str]:
    """The fields of a member as one would type them; empty ones are left out."""
    values = {name: getattr(member, name) for name in READERS}
    return {name: str(value) for name, value in values.items() if value}


def missing_dates(member: Member) -> list[str]:
    """Dates without which nobody can say when something falls due: since when suspended, away, out of contact."""
    wanted = {
        "standing_since": member.standing is Standing.SUSPENDED,
        "away_since": member.mobility is Mobility.OUT,
        "lost_since": member.contact is Contact.LOST,
    }
    return [name for name, asked in wanted.items() if asked and not getattr(member, name)]
