"""Whom a row of a roster means on a branch's roll, and what it makes of that member.

Members are known by citizen ID, else by name and birth, never by a guess. Numbers on the roll are given out when the
whole list has been read: whether the file's fit is known only then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from branchkit.core.errors import Problem
from branchkit.core.members.citizen_id import completes, is_consistent
from branchkit.core.members.consistency import MemberReading
from branchkit.core.members.member import DATE_FIELDS, Member
from branchkit.core.members.reading import comparable_name, dates_agree
from branchkit.core.ports import UnitOfWork
from branchkit.core.texts import LocalText
from branchkit.core.values import frozen
from branchkit.services.importing.engine import ImportedRow, RowOutcome, differing_fields
from branchkit.services.roster import MEMBER, members_of, new_ids, next_number


@frozen
class Match:
    """``member`` is None for somebody new. ``fault`` is the code of a problem that leaves the row out."""

    member: Member | None = None
    fault: str = ""
    others: tuple[Member, ...] = ()
    """Who else it could be, for the problem's text."""


class Roll:
    """The members of a branch, those removed included, by what identifies them."""

    def __init__(self, members: Iterable[Member]) -> None:
        self._by_citizen_id: dict[str, Member] = {}
        self._by_name: defaultdict[str, list[Member]] = defaultdict(list)
        for member in members:
            self.add(member)

    def add(self, member: Member) -> None:
        """Somebody who is on the roll from now on."""
        if member.citizen_id:
            self._by_citizen_id[member.citizen_id] = member
        self._by_name[comparable_name(member.name)].append(member)

    def match(self, values: Mapping[str, object]) -> Match:
        """Whom a row's values (``name``, ``citizen_id``, ``birth``) mean.

        Faults: ``roster.id_of_another`` (the ID belongs to somebody with another name), ``roster.id_differs`` (same
        name and birth, and one of two different IDs is wrong), ``roster.ambiguous``.
        """
        name, citizen_id, birth = (
            str(values.get(key, "")) for key in ("name", "citizen_id", "birth")
        )
        namesakes = self._by_name.get(comparable_name(name), [])
        if citizen_id and (known := self._by_citizen_id.get(citizen_id)):
            return (
                Match(known)
                if known in namesakes
                else Match(fault="roster.id_of_another", others=(known,))
            )
        if not namesakes:
            return Match()
        if citizen_id:
            return _match_by_birth_and_id(namesakes, birth, citizen_id)
        return _match_by_birth(namesakes, birth)


def _match_by_birth_and_id(namesakes: list[Member], birth: str, citizen_id: str) -> Match:
    born_alike = [m for m in namesakes if dates_agree(m.birth, birth)]
    without_id = [m for m in born_alike if not m.citizen_id]
    if len(without_id) == 1:
        return Match(without_id[0])
    doubtful = [
        m for m in born_alike if not (is_consistent(m.citizen_id) and is_consistent(citizen_id))
    ]
    if len(doubtful) == 1 and not without_id:
        return Match(fault="roster.id_differs", others=tuple(doubtful))
    nameless = [m for m in namesakes if not m.birth and not m.citizen_id]
    if doubtful or nameless:
        return Match(fault="roster.ambiguous", others=tuple(doubtful or nameless))
    return Match()


def _match_by_birth(namesakes: list[Member], birth: str) -> Match:
    if not birth:
        only = namesakes[0] if len(namesakes) == 1 else None
        if only is not None and not only.birth and not only.citizen_id:
            return Match(only)
        return Match(fault="roster.ambiguous", others=tuple(namesakes))
    born_alike = [m for m in namesakes if dates_agree(m.birth, birth)]
    if len(born_alike) == 1:
        return Match(born_alike[0])
    open_births = [m for m in namesakes if not m.birth]
    if born_alike or open_births:
        return Match(fault="roster.ambiguous", others=tuple(born_alike or open_births))
    return Match()


def refuse(reading: MemberReading, code: str, **params: object) -> None:
    """Leave a row out for a problem."""
    reading.problems.append(Problem(code, params={"field": "name", **params}))


class BranchRoll:
    """The roll of one branch while a list is read into it."""

    def __init__(self, uow: UnitOfWork, org: str) -> None:
        self._uow = uow
        self._org = org
        self._roster = members_of(uow, org, include_removed=True)
        self._roll = Roll(self._roster)
        self._ids = new_ids(m.id for m in self._roster)
        self._before = {member.id: member for member in self._roster}
        self._after: dict[str, Member] = {}
        self._row_of: dict[str, int] = {}
        """Member id → the row that spoke of the member."""
        self._wanted_numbers: dict[str, int] = {}

    def take(self, number: int, reading: MemberReading, *, numbered: bool) -> Member | None:
        """The member whom row ``number`` means or makes; None for a fault, which joins the reading's problems.

        ``numbered``: the list's numbers are those of this roll.
        """
        match = self._roll.match(reading.values)
        known = match.member
        if match.fault:
            others = [self._told_apart(other) for other in match.others]
            refuse(reading, match.fault, others=others)
            return None
        if known is not None and known.id in self._row_of:
            refuse(reading, "roster.twice", row=self._row_of[known.id], name=known.name)
            return None
        if known is not None and known.removed:
            told = {"name": known.name, "on": known.removed_on, "reason": known.removed}
            refuse(reading, "roster.removed", **told)
            return None
        if known is not None:
            _hold_against_known_id(reading, known)
        member = known or Member(next(self._ids), self._org, str(reading.values["name"]))
        after = self._after[member.id] = _merged(member, reading, is_new=known is None)
        self._row_of[member.id] = number
        if numbered and isinstance(wanted := reading.values.get("number"), int):
            self._wanted_numbers[member.id] = wanted
        if known is None:
            self._roll.add(after)
        return after

    def _told_apart(self, member: Member) -> LocalText:
        """Somebody else in a problem's text: by number on the roll, or by the row of this file."""
        if member.id in self._before:
            return LocalText(
                f"{member.number} 号{member.name}", f"no. {member.number} {member.name}"
            )
        row = self._row_of[member.id]
        return LocalText(f"第 {row} 行的{member.name}", f"{member.name} in row {row}")

    def settle_numbers(self) -> None:
        """The file's numbers where they fit the whole roll; else members keep theirs and the new ones are appended."""
        on_roll = {m.id: m.number for m in self._roster if not m.removed}
        numbers = on_roll | self._wanted_numbers
        if len(set(numbers.values())) < len(numbers):
            numbers = dict(on_roll)
        taken = set(numbers.values())
        following = max(next_number(self._roster), max(taken, default=0) + 1)
        for id, member in self._after.items():
            if id not in numbers:
                number = self._wanted_numbers.get(id, 0)
                if not number or number in taken:
                    number, following = following, following + 1
                numbers[id] = number
                taken.add(number)
                following = max(following, number + 1)
            self._after[id] = replace(member, number=numbers[id])

    def kept(self, row: ImportedRow) -> ImportedRow:
        """Write the member of a row where it is new or differs; how the row ends."""
        before, after = self._before.get(row.id), self._after[row.id]
        differing = () if before is None else differing_fields(before, after)
        if before is None or differing:
            self._uow.put(after.org, MEMBER, after.id, after.to_body())
            outcome = RowOutcome.ADDED if before is None else RowOutcome.CHANGED
            row = row._replace(outcome=outcome, detail=differing)
        return row._replace(name=after.name, number=after.number)


def _hold_against_known_id(reading: MemberReading, known: Member) -> None:
    """What a row has left of an ID is no news of somebody whose ID is known, unless it contradicts it; and the other way."""
    given, start = (str(reading.values.get(n, "")) for n in ("citizen_id", "citizen_id_start"))
    if known.citizen_id and start:
        reading.problems = [p for p in reading.problems if p.code != "member.citizen_id.incomplete"]
    fits = completes(start, known.citizen_id) and completes(known.citizen_id_start, given)
    if not fits:
        params: dict[str, object] = {"field": "citizen_id"}
        other = Problem("member.citizen_id.other", severity="warning", params=params)
        reading.problems.append(other)


def _merged(member: Member, reading: MemberReading, *, is_new: bool) -> Member:
    """The member with the row's values. What was only assumed, or is less exact than what is known, changes nothing."""
    values = {name: value for name, value in reading.values.items() if name != "number"}
    if not is_new:
        for problem in reading.problems:
            if problem.code == "member.category.assumed":
                values.pop("category", None)
        for name in DATE_FIELDS:
            known, given = getattr(member, name), str(values.get(name, ""))
            if len(known) > len(given) and dates_agree(known, given):
                values[name] = known
    return replace(member, **values).settled  # type: ignore[arg-type]
