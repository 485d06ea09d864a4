"""Duties: what has to be done, by when, by which rule, and where it is done. Worked out, never kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum

from branchkit.core.rulepacks import Citation
from branchkit.core.texts import NO_TEXT, LocalText
from branchkit.core.values import frozen


class Urgency(StrEnum):
    """Under which heading a duty stands."""

    OVERDUE = "overdue"
    TODAY = "today"
    MONTH = "month"
    """By the end of this month."""
    LATER = "later"
    """Announced ahead of time: a probation that ends within three months."""


PLACES = (
    "scoring",
    "register",
    "members",
    "organizations",
    "development",
    "meetings",
    "dues",
    "reports",
    "review",
    "rectification",
)
"""The places where duties are done."""


@frozen
class Opening:
    """The place where a duty is done; fields as in the screens' ``Place``."""

    place: str
    """One of :data:`PLACES`, or the id of a plugin's screen."""
    scheme: str = ""
    """A scheme's id."""
    period: str = ""
    """As text: 2026-11."""
    register: str = ""
    """A register's id."""
    subject: str = ""
    """A member's, record's, case's or organisation's id."""


@frozen
class Duty:
    """One thing to do. The text is ``duty.<code>`` with ``params``; names in ``params`` are shown as they are.

    A plugin's duty has its ``text`` with it; its code, for programs that read ``branchkit due``, begins with the plugin's id.
    """

    code: str
    """Which kind of duty, for programs."""
    org: str
    opens: Opening
    """Where it is done."""
    due_on: date | None
    """The last day on which it is in time; None: no day is set."""
    rule: Citation
    """What asks for it."""
    params: Mapping[str, object] = field(default_factory=dict)
    urgent: bool = False
    """To be marked though not yet overdue."""
    text: LocalText = NO_TEXT
    """The text itself, of a duty of which the catalogs know nothing."""

    def urgency(self, today: date) -> Urgency:
        """The heading it stands under today."""
        if self.due_on is None or (self.due_on.year, self.due_on.month) == (
            today.year,
            today.month,
        ):
            if self.due_on is not None and self.due_on <= today:
                return Urgency.OVERDUE if self.due_on < today else Urgency.TODAY
            return Urgency.MONTH
        return Urgency.OVERDUE if self.due_on < today else Urgency.LATER
