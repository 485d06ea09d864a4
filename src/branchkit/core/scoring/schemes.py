"""Schemes (考核方案): what is judged, by which rule, up to how many points, and what the total means.

Values only; ``core/scoring/rules`` says how a rule turns facts into points, ``core/scoring/tally`` adds a row up,
``plugin/scheme_files`` reads the TOML. The fourteen rule kinds that published sheets use are listed in
``docs/scheme-format.md``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from branchkit.core.dates import PeriodKind
from branchkit.core.rulepacks import Citation
from branchkit.core.scoring.rating_terms import RatingTerms
from branchkit.core.scoring.results import plain
from branchkit.core.texts import NO_TEXT, LocalText
from branchkit.core.values import frozen

if TYPE_CHECKING:
    from branchkit.core.scoring.rules import Rule


UNLIMITED = Decimal("Infinity")
NOTHING = Decimal(0)


class SubjectKind(StrEnum):
    """Whom a scheme judges."""

    MEMBER = "member"
    ORGANIZATION = "organization"


@frozen
class Applies:
    """To which subjects something applies: empty means to all (rule kind 11).

    A subject applies when one of its traits (member class, post, branch kind …) is in ``only`` and
    none is in ``never``.
    """

    only: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()

    def covers(self, traits: frozenset[str]) -> bool:
        """Whether a subject with these traits is judged by it."""
        return (not self.only or bool(self.only & traits)) and not self.never & traits


@frozen
class Star:
    """星: what a criterion or a section earns with ``share`` per cent of its points, beside the points themselves."""

    title: LocalText
    share: Decimal


@frozen
class Trait:
    """What a county tells organisations or members apart by, for ``applies``; members have those of their organisation, too."""

    id: str
    title: LocalText

    def is_meant(self, words: Collection[str]) -> bool:
        """Whether somebody's own words name it, by id or by title."""
        return any(word in words for word in (self.id, self.title.zh_CN, self.title.en) if word)


@frozen
class RuleFigure:
    """A figure that a scheme takes from a regulation instead of repeating it: ``members/study-hours``."""

    reference: str
    value: Decimal
    citation: Citation


@frozen
class Criterion:
    """One column of the sheet.

    ``maximum`` is in points: what counts as full marks, which ``unlimited`` points may exceed. ``short`` is at most four Chinese characters, for the column's head.
    ``when_not_applicable`` is ``full`` (full marks), ``rescale`` (left out, the rest scaled up) or ``none`` (no part of
    this subject's sheet at all: one of several alternatives by kind of subject).
    ``feeds`` maps an input of the rule to the id of the metric that supplies it; a criterion with feeds
    proposes its own points.
    """

    id: str
    section: str
    """Its section's id."""
    title: LocalText
    short: LocalText
    maximum: Decimal
    rule: Rule
    """How points come about."""
    text: LocalText = NO_TEXT
    """The criterion in full, as the secretary should read it."""
    applies: Applies = Applies()
    """To which subjects."""
    when_not_applicable: str = "full"
    feeds: Mapping[str, str] = field(default_factory=dict)
    figures: tuple[RuleFigure, ...] = ()
    """What it takes from regulations."""
    unlimited: bool = False
    star: Star | None = None
    """What earns a star, where one is to be had."""
    base: Decimal = NOTHING
    """What its section starts from; the criterion takes off, so its points lie between this, negative, and 0."""

    @property
    def limit(self) -> Decimal:
        """The most points that can be had: the maximum, or infinitely many."""
        return UNLIMITED if self.unlimited else self.maximum


@frozen
class Section:
    """A group of criteria.

    It adds its criteria up, or takes them off its ``base``. ``floor`` and ``cap`` bound its points, the floor once nothing in it is open; ``weight`` then multiplies them.
    """

    id: str
    title: LocalText
    weight: Decimal = Decimal(1)
    floor: Decimal | None = None
    cap: Decimal | None = None
    star: Star | None = None
    """What earns a star, where one is to be had."""
    base: Decimal = NOTHING
    """The points from which all its criteria take off; 0: each criterion has its own."""

    def within(self, maximum: Decimal) -> Decimal:
        """What the section can bring at most when its criteria come to ``maximum``."""
        return (maximum if self.cap is None else min(maximum, self.cap)) * self.weight


@frozen
class Extra:
    """A bonus or deduction outside the maximum (rule kind 9), entered as events.

    ``points`` is added per event (negative: deducted); with ``at_least``/``at_most`` the scorer chooses within
    the range. ``cap`` bounds the sum of this item's events, as an absolute number of points.
    """

    id: str
    title: LocalText
    points: Decimal
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    cap: Decimal | None = None


@frozen
class Veto:
    """一票否决. Exactly one effect: the band is set, a section is zeroed, or the whole sheet is."""

    id: str
    title: LocalText
    band: str = ""
    """The id of the band that it sets."""
    zero_section: str = ""
    """The id of the section that comes to nothing."""
    zero_total: bool = False
    """Whether the whole sheet comes to nothing."""


@frozen
class Band:
    """A rating band, best first in :attr:`Scheme.bands`.

    Reached by ``minimum`` points of the total, ``section_minimum`` per cent in every section (rule kind 13) and so many
    ``stars``, by at most ``share`` per cent of the subjects, this and better bands taken together (forced distribution, kind 14),
    and by rank when ``best_ranks`` is set (the first N of the siblings). ``at_least`` per cent have to stand in it or in a worse one
    (the last of the order, 倒排); ``ballot_minimum`` per cent of the votes, weighted by rater groups, are asked for when siblings are
    rated. Ties: see :mod:`branchkit.core.scoring.standings`.
    """

    id: str
    title: LocalText
    short: LocalText
    minimum: Decimal | None = None
    section_minimum: Decimal | None = None
    share: Decimal | None = None
    best_ranks: int | None = None
    stars: int | None = None
    at_least: Decimal | None = None
    ballot_minimum: Decimal | None = None

    @property
    def compares(self) -> bool:
        """Whether it depends on how others did, so that one sheet alone cannot say who has it."""
        return any(part is not None for part in (self.share, self.best_ranks, self.at_least))


@frozen
class Rounding:
    """How a total is rounded: decimals and ``half-up`` | ``half-even`` | ``down``; only the total is rounded."""

    places: int = 1
    mode: str = "half-up"


@frozen
class HandingUp:
    """When its sheets are usually handed up, in days after the last day of the period; negative: before it; None: no day is named."""

    opens: int | None = None
    """From then on they may be scored."""
    due: int | None = None
    """By then they have to be handed up."""
    closes: int | None = None
    """Until then they may be scored and handed up."""


@frozen
class Scheme:
    """A scheme for one kind of subject, one level and one kind of period."""

    id: str
    title: LocalText
    subject: SubjectKind
    """Whether members or organisations are judged."""
    period: PeriodKind
    """How long a sheet goes."""
    sections: tuple[Section, ...]
    """In their order."""
    criteria: tuple[Criterion, ...]
    """In their order, section by section."""
    bands: tuple[Band, ...]
    """Best first."""
    version: str = "1"
    """As its authors count."""
    sector: str = ""
    """A sector's id; empty: every one."""
    level: str = "branch"
    """Of which level the subjects are."""
    extras: tuple[Extra, ...] = ()
    """Bonuses and deductions."""
    extras_cap: Decimal | None = None
    """Bounds what all bonuses bring together; deductions are not bounded by it."""
    vetoes: tuple[Veto, ...] = ()
    """What overrules points."""
    rounding: Rounding = Rounding()
    """How the total is rounded."""
    reasons_wanted: bool = True
    """Whether points that depart from what the registers suggest want their reason."""
    applies: Applies = Applies()
    """Which member classes this scheme is for (rule kind 11)."""
    traits: tuple[Trait, ...] = ()
    """Traits that the scheme itself declares."""
    rating: RatingTerms | None = None
    """How the children of one parent are rated by it; None: nothing is said of that."""
    handing_up: HandingUp | None = None
    """The usual terms; what a level above sets for a period goes before them."""
    source: str = ""
    """The document it follows, as the author names it."""
    origin: str = ""
    """Which pack, plugin or file declared it."""
    digest: str = ""
    """SHA-256 over the declaration; a sheet keeps it, so that a change of the scheme shows."""
    declaration: str = ""
    """The TOML text itself, kept with a sealed sheet; figures of regulations stand in it."""
    editions: tuple[tuple[date, Scheme], ...] = ()
    """The scheme as it is before each day on which a figure of a regulation changes, oldest first."""

    def traits_among(self, words: Collection[str]) -> frozenset[str]:
        """The traits that the scheme declares, of those that an organisation or a member has in its own words."""
        return frozenset(trait.id for trait in self.traits if trait.is_meant(words))

    def on(self, day: date) -> Scheme:
        """The scheme with the figures of regulations that were in force on a day."""
        return next((scheme for until, scheme in self.editions if day < until), self)

    @property
    def rates_siblings(self) -> bool:
        """Whether bands are given by a rating among the children of one parent, and not by each sheet for itself."""
        of_organizations = self.subject is SubjectKind.ORGANIZATION
        compared = any(b.compares or b.ballot_minimum is not None for b in self.bands)
        return of_organizations and bool(self.bands) and (self.rating is not None or compared)

    @property
    def maximum(self) -> Decimal:
        """The most points any kind of subject can have without extras."""
        named = set().union(*(c.applies.only | c.applies.never for c in self.criteria))
        kinds = [frozenset({trait}) for trait in named]
        return max(self.maximum_for(traits) for traits in (frozenset(), *kinds))

    def maximum_for(self, traits: frozenset[str]) -> Decimal:
        """The most points a subject with these traits can have without extras."""
        full = {section.id: section.base for section in self.sections}
        for criterion in self.criteria:
            if criterion.when_not_applicable != "none" or criterion.applies.covers(traits):
                full[criterion.section] += criterion.maximum
        return plain(
            sum((section.within(full[section.id]) for section in self.sections), Decimal(0))
        )

    def criterion(self, id: str) -> Criterion:
        """The criterion with this id; KeyError when there is none."""
        for criterion in self.criteria:
            if criterion.id == id:
                return criterion
        raise KeyError(id)
