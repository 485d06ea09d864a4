"""Cases: one person's way from the application to full membership, as a list of what happened.

A person may have several cases over time, one after the other; nothing about the person is a key. Whoever applies is no member
yet, so a case holds the person's data itself, and names the member once there is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, fields
from enum import StrEnum
from typing import Any

from branchkit.core.fields import Unknown, code_of, unknown_fields, with_unknown
from branchkit.core.values import frozen

FieldValue = str | tuple[str, ...]
"""What was written down with a step: a text, or members' ids."""


class EventKind(StrEnum):
    """What can happen to a case."""

    ADOPTED = "adopted"
    """Taken over from paper: every step before the one named is done, on days that may be filled in later."""
    DONE = "done"
    PAPERS = "papers"
    """Papers that a step had lacked have come in."""
    REFUSED = "refused"
    """A step was not passed."""
    REPEATED = "repeated"
    """Back to a step: it and what follows it have to be done again."""
    EXTENDED = "extended"
    """The probation, by so many months."""
    CANCELLED = "cancelled"
    LEFT = "left"
    """The person has gone to another organisation, named in ``by``, or is no longer a member here."""
    ARRIVED = "arrived"
    """The person has come from another organisation, named in ``by``; what was done there counts on."""
    POSTPONED = "postponed"
    """The vote on full membership of a probationary member who came from elsewhere, by so many months."""
    RESUMED = "resumed"
    """A case that was refused, cancelled or left goes on where it stood."""


class CaseState(StrEnum):
    """Whether a case goes on."""

    RUNNING = "running"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    LEFT = "left"
    """It ended here with the person's leaving."""
    COMPLETED = "completed"


ENDED = (CaseState.COMPLETED, CaseState.CANCELLED, CaseState.LEFT)
"""The states in which nothing is expected of a case any more."""


@frozen
class Person:
    """Whoever applies. Dates are ISO text; empty where unknown."""

    name: str
    sex: str = ""
    """``m`` / ``f`` / empty."""
    ethnicity: str = ""
    birth: str = ""
    citizen_id: str = ""
    """Personal data."""
    education: str = ""
    work_unit: str = ""
    phone: str = ""
    """Personal data."""


@frozen
class Event:
    """One thing that happened. ``on`` is ISO text; empty only for a step taken over whose day nobody knows."""

    kind: EventKind
    on: str
    step: str = ""
    by: str = ""
    """Who did it: the talker, the committee that approved."""
    note: str = ""
    fields: Mapping[str, FieldValue] = field(default_factory=dict)
    papers: tuple[str, ...] = ()
    """Which of the papers the file holds, by their Chinese names."""
    months: int = 0
    """Of an extension or a postponement."""
    unknown: Unknown = ()
    """What another version knows of it."""

    def to_body(self) -> dict[str, Any]:
        """As a document keeps it; empty parts are left out."""
        body: dict[str, Any] = {name: getattr(self, name) for name in _OF_AN_EVENT}
        body["kind"] = str(self.kind)
        body["papers"] = list(self.papers)
        body["fields"] = {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in self.fields.items()
        }
        return with_unknown({name: value for name, value in body.items() if value}, self.unknown)

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> Event:
        """From a document, which another version may have written."""
        values: dict[str, Any] = {"on": ""}
        values |= {name: body[name] for name in body.keys() & _OF_AN_EVENT}
        values["kind"] = code_of(EventKind, body["kind"])
        values["papers"] = tuple(body.get("papers", ()))
        values["fields"] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in body.get("fields", {}).items()
        }
        return cls(unknown=unknown_fields(body, _OF_AN_EVENT), **values)


_OF_AN_EVENT = dict.fromkeys(f.name for f in fields(Event) if f.name != "unknown").keys()
_OF_A_PERSON = tuple(f.name for f in fields(Person))
DERIVED_FIELDS = ("state", "stage", "reached")
"""What a case's document repeats of where the case stands."""
_OF_A_CASE = frozenset((*_OF_A_PERSON, *DERIVED_FIELDS, "member", "events"))


@frozen
class Case:
    """One case. ``org`` is the branch that develops the person."""

    id: str
    org: str
    person: Person
    member: str = ""
    """Id of the member that the person became, or was when the case was taken over."""
    events: tuple[Event, ...] = ()
    """In the order in which they were written down, which need not be that of their days."""
    unknown: Unknown = ()
    """What another version knows of it."""

    def to_body(self) -> dict[str, Any]:
        """The document that the store keeps, but for what follows from the rule pack."""
        body: dict[str, Any] = {name: getattr(self.person, name) for name in _OF_A_PERSON}
        body["member"] = self.member
        # A table by number and not a list, since the ledger compares a list as a whole.
        body["events"] = {
            f"{number:03d}": event.to_body() for number, event in enumerate(self.events, start=1)
        }
        return with_unknown({name: value for name, value in body.items() if value}, self.unknown)

    @classmethod
    def from_body(cls, id: str, org: str, body: Mapping[str, Any]) -> Case:
        """From the store's document, which another version may have written."""
        person = Person(**{name: body[name] for name in _OF_A_PERSON if name in body})
        events = body.get("events", {})
        return cls(
            id,
            org,
            person,
            body.get("member", ""),
            tuple(Event.from_body(events[number]) for number in sorted(events)),
            unknown_fields(body, _OF_A_CASE),
        )
