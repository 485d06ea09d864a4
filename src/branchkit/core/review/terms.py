"""Terms of handing up (上报期限): from when and until when a sheet may be scored and handed up, by which day it is due, and
for whom another day was granted.

They are set by a level above for all below it and separate from the seal: a sheet can be sealed late, and a term can be over while the
sheet is still with its branch. On time or late is never kept, it follows from terms and the day of handing up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from branchkit.core.dates import Period
from branchkit.core.fields import Unknown, unknown_fields, with_unknown
from branchkit.core.scoring.schemes import HandingUp
from branchkit.core.scoring.sheets import Passage, SheetStep
from branchkit.core.values import frozen


class Timeliness(StrEnum):
    """How a sheet stands to its term."""

    UNTIMED = "untimed"
    """No day is set."""
    WAITING = "waiting"
    """Not handed up, and there is time left."""
    ON_TIME = "on-time"
    EXCEPTED = "excepted"
    """Handed up after the day that holds for all, within the one that was granted."""
    LATE = "late"
    """Handed up after its day."""
    OVERDUE = "overdue"
    """Not handed up though its day is over."""
    EXEMPT = "exempt"
    """Nothing has to be handed up."""


@frozen
class Extension:
    """An exception for one organisation: another day, or ``exempt`` from handing up at all; who granted it, when, and why."""

    due: date | None
    reason: str
    by: str
    at: str
    exempt: bool = False


@frozen
class Terms:
    """What one organisation has set for a kind of scheme and a period; None: it has not set that day."""

    opens: date | None = None
    due: date | None = None
    closes: date | None = None
    extensions: Mapping[str, Extension] = field(default_factory=dict)
    """Organisation → its exception."""
    unknown: Unknown = ()

    def to_body(self) -> dict[str, Any]:
        """The document that the store keeps; empty where nothing is set."""
        days = {name: getattr(self, name) for name in _DAYS}
        body: dict[str, Any] = {name: str(day) for name, day in days.items() if day}
        if self.extensions:
            body["extensions"] = {org: _extension_body(e) for org, e in self.extensions.items()}
        return with_unknown(body, self.unknown)

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> Terms:
        """From the store's document."""
        days = {name: _day(body.get(name)) for name in _DAYS}
        granted = body.get("extensions", {})
        return cls(
            **days,
            extensions={org: _extension_of(part) for org, part in granted.items()},
            unknown=unknown_fields(body, _OF_TERMS),
        )


NOTHING_SET = Terms()


@frozen
class TermsInForce:
    """What holds for one sheet."""

    opens: date | None = None
    due: date | None = None
    closes: date | None = None
    extension: Extension | None = None

    @property
    def last_day(self) -> date | None:
        """The day by which it has to be handed up, the exception taken into account; None: no day is set, or none holds."""
        if self.extension is None:
            return self.due
        if self.extension.exempt or self.extension.due is None or self.due is None:
            return None if self.extension.exempt else self.extension.due or self.due
        return max(self.due, self.extension.due)

    @property
    def open_until(self) -> date | None:
        """The last day on which it may be scored and handed up: an exception keeps it open; None: there is no end."""
        if self.closes is None or self.extension is None or self.extension.due is None:
            return self.closes
        return max(self.closes, self.extension.due)

    def is_before(self, today: date) -> bool:
        """Whether its time has not begun."""
        return self.opens is not None and today < self.opens

    def is_over(self, today: date) -> bool:
        """Whether it is closed."""
        until = self.open_until
        return until is not None and today > until

    def timeliness(self, handed_up: date | None, today: date) -> Timeliness:
        """How a sheet stands that was handed up on a day, or has not been."""
        if self.extension is not None and self.extension.exempt:
            return Timeliness.EXEMPT
        last = self.last_day
        if last is None:
            return Timeliness.UNTIMED
        if handed_up is None:
            return Timeliness.OVERDUE if today > last else Timeliness.WAITING
        if handed_up > last:
            return Timeliness.LATE
        excepted = self.due is not None and handed_up > self.due
        return Timeliness.EXCEPTED if excepted else Timeliness.ON_TIME


NO_TERMS = TermsInForce()


def usual_terms(usual: HandingUp | None, period: Period) -> Terms:
    """The days that the scheme itself names."""
    if usual is None:
        return NOTHING_SET

    def on(days: int | None) -> date | None:
        return None if days is None else period.last_day + timedelta(days)

    return Terms(on(usual.opens), on(usual.due), on(usual.closes))


def terms_in_force(org: str, set_above: Iterable[Terms], usual: Terms) -> TermsInForce:
    """What holds for an organisation: of each day what the nearest level has set, else what is ``usual``; the nearest exception.

    ``set_above`` are the terms of those above it, the nearest first.
    """
    levels = [*set_above, usual]
    days = {
        name: next((day for terms in levels if (day := getattr(terms, name))), None)
        for name in _DAYS
    }
    granted = (terms.extensions[org] for terms in levels if org in terms.extensions)
    return TermsInForce(**days, extension=next(granted, None))


def handed_up_on(passages: Iterable[Passage]) -> date | None:
    """The day on which a sheet was first handed up and left there: what was taken back was not handed up, what was returned was."""
    found: date | None = None
    for passage in passages:
        if passage.step is SheetStep.SUBMIT and found is None:
            found = date.fromisoformat(passage.at[:10])
        elif passage.step is SheetStep.WITHDRAW:
            found = None
    return found


def with_extension(terms: Terms, org: str, extension: Extension | None) -> Terms:
    """The terms with another exception for an organisation; None: with none."""
    others = {id: granted for id, granted in terms.extensions.items() if id != org}
    return replace(terms, extensions=others if extension is None else {**others, org: extension})


_DAYS = ("opens", "due", "closes")
_OF_TERMS = frozenset((*_DAYS, "extensions"))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _extension_body(extension: Extension) -> dict[str, Any]:
    body: dict[str, Any] = {"reason": extension.reason, "by": extension.by, "at": extension.at}
    if extension.due is not None:
        body["due"] = str(extension.due)
    return body | {"exempt": True} if extension.exempt else body


def _extension_of(body: Mapping[str, Any]) -> Extension:
    return Extension(
        due=_day(body.get("due")),
        reason=body.get("reason", ""),
        by=body.get("by", ""),
        at=body.get("at", ""),
        exempt=body.get("exempt", False),
    )
