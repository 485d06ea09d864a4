"""Rule packs: the numbers of the regulations as versioned data, each with where it comes from.

A pack is one regulation. It has an edition for every wording that was ever in force; which one counts is a matter of the
day. A figure that was not read in the text itself is *provisional*: screens say 暂定, and a workspace may set its own in
``rules/<pack>.toml``.

Four shapes are enough: single figures (:class:`Rule`), what a member owes in dues (:class:`DuesNorm`), the way to membership
(:class:`Stage`, :class:`Step`, :class:`Wait`) and how often something is held (:class:`Quota`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from branchkit.core.dates import PeriodKind
from branchkit.core.errors import RulePackError
from branchkit.core.texts import NO_TEXT, LocalText
from branchkit.core.values import frozen


class Basis(StrEnum):
    """How well a figure is founded."""

    FOUND = "found"
    """Read in the text of the regulation."""
    SECONDARY = "secondary"
    """Read in a text about the regulation."""
    GENERAL = "general"
    """General knowledge, not looked up."""
    LOCAL = "local"
    """Set by this workspace."""


@frozen
class Citation:
    """Where a rule comes from, for a line on a screen: 支部工作条例 第四条, or 发展党员细则 2026版 (暂定)."""

    title: LocalText
    article: str = ""
    """As the regulation numbers it, in words; empty: none named."""
    basis: Basis = Basis.FOUND
    """How well it is founded."""

    @property
    def provisional(self) -> bool:
        """Whether the screen has to say 暂定."""
        return self.basis in (Basis.SECONDARY, Basis.GENERAL)


@frozen
class Bracket:
    """Up to and including ``up_to`` yuan a month (None: without limit) the rate applies to the whole base."""

    up_to: Decimal | None
    percent: Decimal


@frozen
class DuesNorm:
    """How one kind of payer pays: by brackets of the monthly base, or an amount between two bounds."""

    id: str
    """monthly, annual, self-employed, retired, farmer, student, laid-off, relief, voluntary, exempt"""
    title: LocalText
    brackets: tuple[Bracket, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None
    """Yuan a month where there are no brackets; equal where the amount is fixed."""
    decided: bool = False
    """Whether somebody has to decide it for each who pays so: less than usual, or nothing."""
    article: str = ""
    basis: Basis = Basis.FOUND
    cited: LocalText = NO_TEXT
    """The edition that it was taken over from; empty where it is this one's own."""


@frozen
class Quota:
    """So many rows of a kind in a register in every period: a committee meeting a month, a lesson a quarter."""

    id: str
    title: LocalText
    register: str
    column: str
    """The choice column that tells the kind; empty: every row counts."""
    kinds: tuple[str, ...]
    every: PeriodKind
    times: int = 1
    by: str = ""
    """``group``: every Party group has to; ``committee``: only where there is a committee; empty: the branch."""
    article: str = ""
    basis: Basis = Basis.FOUND
    cited: LocalText = NO_TEXT
    """The edition that it was taken over from; empty where it is this one's own."""


@frozen
class Wait:
    """A span of calendar months or days from another step."""

    after: str
    """The step it counts from."""
    months: int = 0
    days: int = 0
    working_days: int = 0


@frozen
class Step:
    """One step. ``earliest`` are the waits before it may be done, ``within`` by when it has to be."""

    id: str
    title: LocalText
    earliest: tuple[Wait, ...] = ()
    within: tuple[Wait, ...] = ()
    papers: tuple[LocalText, ...] = ()
    """What the file must hold when it is done."""
    fields: tuple[str, ...] = ()
    """What has to be written down with it: ``contacts``, ``talks``, ``hours``, ``days``, ``notice_until``, ``votes``,
    ``introducers``; anything else is a text."""
    makes: str = ""
    """``probationary`` or ``full``: what the person becomes by it."""
    dated_by: str = ""
    """The step whose day counts where this one ``makes`` somebody something: approved in March, admitted by January's vote."""
    every_months: int = 0
    """It is repeated that often while its stage lasts: the half-yearly look at an activist."""
    article: str = ""
    basis: Basis = Basis.FOUND


@frozen
class Stage:
    """A stage with its steps, in order."""

    id: str
    """applicant, activist, prospect, probationary, full"""
    title: LocalText
    steps: tuple[Step, ...]


__all__ = [
    "Basis",
    "Citable",
    "Citation",
    "Edition",
    "Rule",
    "RulePack",
    "edition_on",
    "edition_with",
    "figure_on",
]


@frozen
class Rule:
    """One figure of a regulation. ``value`` has the unit that ``unit`` names."""

    id: str
    title: LocalText
    value: Decimal
    unit: str = ""
    """people, units, months, years, days, times, hours, percent, yuan, votes"""
    article: str = ""
    basis: Basis = Basis.FOUND
    cited: LocalText = NO_TEXT
    """As :attr:`Edition.title`, where the figure was taken over from another edition."""


class Citable(Protocol):
    """A part of an edition that can be cited by itself."""

    @property
    def article(self) -> str:
        """Which article; empty where nobody has read it."""

    @property
    def basis(self) -> Basis:
        """How well it is founded."""

    @property
    def cited(self) -> LocalText:
        """The edition that it was taken over from; empty where it is this one's own."""


@frozen
class Edition:
    """One wording of a regulation, in force from a day on until the next one."""

    id: str
    title: LocalText
    """As cited: 发展党员工作细则（2014）."""
    since: date
    """The first day on which it counts."""
    until: date | None = None
    """The last day on which it asks for anything: a campaign ends, and no later edition takes its place."""
    basis: Basis = Basis.FOUND
    """How well its figures are founded."""
    rules: Mapping[str, Rule] = field(default_factory=dict)
    """Id → rule."""
    norms: tuple[DuesNorm, ...] = ()
    """Of a pack on dues."""
    stages: tuple[Stage, ...] = ()
    """Of a pack on the development of members."""
    quotas: tuple[Quota, ...] = ()
    """Of a pack on meetings."""

    def rule(self, id: str) -> Rule:
        """The rule; raises :class:`RulePackError` ``no_rule``."""
        if id not in self.rules:
            raise RulePackError("no_rule", edition=self.id, rule=id)
        return self.rules[id]

    def holds_on(self, day: date) -> bool:
        """Whether it still asks for something on a day."""
        return self.until is None or day <= self.until

    def number(self, id: str) -> int:
        """The rule's figure, a whole number; raises :class:`RulePackError` ``no_rule``."""
        return int(self.rule(id).value)

    def cite(self, rule: str = "") -> Citation:
        """Where a rule, or the edition as a whole, comes from."""
        if not rule:
            return Citation(self.title, basis=self.basis)
        return self.cite_part(self.rule(rule))

    def cite_part(self, part: Citable) -> Citation:
        """Where a rule, a norm or a quota of this edition comes from."""
        title = part.cited if part.cited.zh_CN else self.title
        return Citation(title, part.article, part.basis)


@frozen
class RulePack:
    """A regulation with its editions, oldest first."""

    id: str
    title: LocalText
    editions: tuple[Edition, ...]
    """Each with the day from which it counts."""
    source: str = ""
    """Which pack, plugin or file declares it."""

    def on(self, day: date) -> Edition:
        """The edition in force on a day; before the first one, the first."""
        current = self.editions[0]
        for edition in self.editions:
            if edition.since <= day:
                current = edition
        return current

    def edition(self, id: str) -> Edition:
        """The edition with this id; raises :class:`RulePackError` ``no_edition``."""
        for edition in self.editions:
            if edition.id == id:
                return edition
        raise RulePackError("no_edition", pack=self.id, edition=id)


def edition_on(packs: Mapping[str, RulePack], id: str, day: date) -> Edition:
    """The edition of a pack in force on a day; raises :class:`RulePackError` ``no_pack``."""
    pack = packs.get(id)
    if pack is None:
        raise RulePackError("no_pack", pack=id)
    return pack.on(day)


def edition_with(packs: Mapping[str, RulePack], reference: str, day: date) -> Edition | None:
    """The edition whose figure ``pack/rule`` counts on a day; before there was one, the first that has it. None: there is none."""
    pack, _, id = reference.partition("/")
    having = [e for e in (packs[pack].editions if pack in packs else ()) if id in e.rules]
    return next((e for e in reversed(having) if e.since <= day), having[0] if having else None)


def figure_on(packs: Mapping[str, RulePack], reference: str, day: date) -> Decimal | None:
    """The figure ``pack/rule`` that counts on a day; None when no pack has it."""
    edition = edition_with(packs, reference, day)
    return None if edition is None else edition.rule(reference.partition("/")[2]).value
