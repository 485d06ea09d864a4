"""Who came to a meeting: a call of the roll, ticked person by person, and what a register keeps of it.

The register keeps lists (expected, present, on leave) and one text with the reasons; absent is whoever is left.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum

from branchkit.core.errors import Place, Problem
from branchkit.core.members.member import Category, Member, Standing, on_committee
from branchkit.core.values import frozen

_REASON = re.compile(r"([^、；;（()]+)[（(]([^）)]*)[）)]")


class Presence(StrEnum):
    """Whether somebody was there."""

    OPEN = "open"
    """Not ticked yet; counts as absent once others are ticked."""
    PRESENT = "present"
    ON_LEAVE = "on-leave"
    ABSENT = "absent"


@frozen
class Attendee:
    """One person of the roll that is called."""

    member: str
    name: str
    presence: Presence = Presence.OPEN
    reason: str = ""


@frozen
class Call:
    """A roll as far as it has been called."""

    attendees: tuple[Attendee, ...]

    def ticked(self, place: int, presence: Presence, reason: str = "") -> Call:
        """With one person ticked. Who was there has no reason for not being there."""
        kept = "" if presence in (Presence.PRESENT, Presence.OPEN) else reason
        attendee = replace(self.attendees[place], presence=presence, reason=kept)
        return Call((*self.attendees[:place], attendee, *self.attendees[place + 1 :]))

    def all_present(self) -> Call:
        """With everybody present who has not been ticked."""
        return Call(
            tuple(
                replace(attendee, presence=Presence.PRESENT)
                if attendee.presence is Presence.OPEN
                else attendee
                for attendee in self.attendees
            )
        )

    def of(self, presence: Presence) -> tuple[Attendee, ...]:
        """Those who are ticked so."""
        return tuple(a for a in self.attendees if a.presence is presence)

    def values(self) -> dict[str, object]:
        """The columns of the register; None empties one."""
        reasons = "、".join(f"{a.name}({a.reason})" for a in self.attendees if a.reason)
        return {
            "expected": [a.member for a in self.attendees],
            "present": [a.member for a in self.of(Presence.PRESENT)] or None,
            "on_leave": [a.member for a in self.of(Presence.ON_LEAVE)] or None,
            "reasons": reasons or None,
        }


def read_call(values: Mapping[str, object], names: Mapping[str, str]) -> Call:
    """The roll as a row keeps it; ``names`` are those of everybody who ever was on the roll.

    Somebody neither present nor on leave counts as absent once anybody is ticked, and as not called yet before.
    """
    present, on_leave = _ids(values.get("present")), _ids(values.get("on_leave"))
    reasons = dict(_reasons(str(values.get("reasons") or "")))
    rest = Presence.ABSENT if present or on_leave else Presence.OPEN

    def attendee(member: str) -> Attendee:
        name = names.get(member, member)
        presence = (
            Presence.PRESENT
            if member in present
            else Presence.ON_LEAVE
            if member in on_leave
            else rest
        )
        reason = "" if presence is Presence.PRESENT else reasons.get(name, "")
        return Attendee(member, name, presence, reason)

    return Call(tuple(attendee(member) for member in _ids(values.get("expected"))))


def expected_at(kind: str, roster: Iterable[Member], group: str = "") -> tuple[str, ...]:
    """Who has to come: the committee's members, a group's, or the whole roll; in the order of the roll."""

    def is_due(member: Member) -> bool:
        if kind == "committee":
            return on_committee(member.post)
        if kind == "group" and group:
            return member.group == group
        return True

    return tuple(member.id for member in roster if not member.removed and is_due(member))


def out_of_place(values: Mapping[str, object], roster: Iterable[Member]) -> Iterator[Problem]:
    """Who is named in a meeting's row without belonging there, as warnings: nobody comes to a meeting without a word.

    That is who is expected by a committee or group without being of it, as far as the roster tells who is; who was there or on
    leave without being expected; and who was both.
    """
    present_members = [member for member in roster if not member.removed]
    names = {member.id: member.name for member in present_members}
    kind, group = str(values.get("kind", "")), str(values.get("group", ""))
    expected, present, on_leave = (
        _ids(values.get(key)) for key in ("expected", "present", "on_leave")
    )
    due = expected_at(kind, present_members, group)
    if due and kind == "committee":
        yield from _said("not_of_committee", "expected", expected, due, names)
    elif due and kind == "group" and group:
        yield from _said("not_of_group", "expected", expected, due, names)
    if expected:
        yield from _said("not_expected", "present", present, expected, names)
        yield from _said("not_expected", "on_leave", on_leave, expected, names)
    both = [id for id in on_leave if id in present]
    yield from _said("present_and_on_leave", "on_leave", both, (), names)


def _said(
    code: str, key: str, named: Iterable[str], belonging: Container[str], names: Mapping[str, str]
) -> Iterator[Problem]:
    """Those who are named and do not belong; of people who have left the roll nobody knows any more."""
    found = [names[id] for id in named if id in names and id not in belonging]
    if found:
        params = {"names": tuple(found), "count": len(found)}
        yield Problem(f"meeting.{code}", Place(key=key), "warning", params)


def entitled(
    expected: Iterable[str], roster: Iterable[Member], on_probation: Container[str] = ()
) -> tuple[str, ...]:
    """Those of ``expected`` who may vote: full members whose standing is not suspended (党章: 预备党员 have no vote).

    ``on_probation`` are those under 留党察看, who have neither a vote nor a say in elections (党章 on discipline).
    """
    voting = {
        member.id
        for member in roster
        if member.category is Category.FULL
        and member.standing in (Standing.NORMAL, Standing.RESTORED)
        and member.id not in on_probation
    }
    return tuple(id for id in expected if id in voting)


def _ids(value: object) -> tuple[str, ...]:
    return tuple(str(id) for id in value) if isinstance(value, list) else ()


def _reasons(text: str) -> list[tuple[str, str]]:
    return [(name.strip(), reason.strip()) for name, reason in _REASON.findall(text)]
