"""What demo records are made from: the scene that a hook is given, and the recipe that a TOML file is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from branchkit.core.dates import Period
from branchkit.core.values import frozen

if TYPE_CHECKING:
    from decimal import Decimal
    from random import Random

    from branchkit.core.members.member import Member
    from branchkit.core.registers.register import Register


@frozen
class DemoScene:
    """For what a plugin makes up demo records: the same scene must give the same records.

    A plugin whose manifest names sectors is asked for organisations of these only.
    """

    org: str
    today: date
    """The demo's last day; nothing is made up after it."""
    months: tuple[Period, ...]
    """The months to fill, oldest first; the last one is the month of ``today``."""
    members: tuple[Member, ...]
    """Those on the roll, in its order."""
    random: Random
    """The only source of chance; seeded anew for every plugin."""
    sector: str = ""
    """The organisation's."""
    name: str = ""
    """The organisation's: what it says of itself may decide what is made up."""

    def day_in(self, month: Period, day: int) -> date:
        """A day of a month that is not after today.

        The month of today is pressed together: all of it has happened by today, however early that is, or nothing
        could be scored.
        """
        last = month.last_day.day
        day = min(day, last)
        if self.today in month:
            day = 1 + (day - 1) * self.today.day // last
        return date(month.year, month.index, day)


@frozen
class DemoRecord:
    """A row for a register, with values as documents keep them."""

    register: str
    """The register's id."""
    values: Mapping[str, object]
    """Column → value in JSON's types: days as 2026-11-03, figures as text, members by their ids."""


class DemoRhythm(StrEnum):
    """How often rows are made up."""

    MONTH = "month"
    WEEK = "week"
    """On each Monday."""
    ONCE = "once"


@frozen
class DemoColumn:
    """What a recipe writes into one column; what it leaves open follows from the column's kind, choices and bounds."""

    values: tuple[object, ...] = ()
    """One of them, as documents keep them."""
    least: Decimal | None = None
    most: Decimal | None = None
    days: tuple[int, int] | None = None
    """So many days after the row's own at least and at most; of the row's own: after the first of its month."""
    share: int = 100
    """In how many of a hundred rows it is filled, or says yes; of members: how many of a hundred are named."""


@frozen
class DemoRecipe:
    """How rows of a register are made up without Python; ``docs/register-format.md``."""

    register: Register
    rhythm: DemoRhythm = DemoRhythm.MONTH
    per_member: bool = False
    """Whether each member has rows of their own."""
    among: int | None = None
    """Of how many members these are, the same few all along; None: of all."""
    count: int = 1
    share: int = 100
    """How many of a hundred rows are made."""
    columns: Mapping[str, DemoColumn] = field(default_factory=dict)
    samples: tuple[Mapping[str, object], ...] = ()
    """Values that belong together, of which each row has one set; all come before one comes again."""
