"""Scores the quarter and the years behind a demo's organisation and its members, so that ratings, ladders and appraisals have
something to show, and begins those that run, so that a report of today is not empty.

What registers and months propose is taken; the rest is made up, better or worse by how able the organisation is said to be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from random import Random

from branchkit.core.actors import Actor
from branchkit.core.dates import Period, PeriodKind
from branchkit.core.members.member import Member
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.ports import Store
from branchkit.core.scoring.schemes import Criterion, Scheme, SubjectKind
from branchkit.core.scoring.sheets import Cell, SheetKey, SheetStep
from branchkit.core.scoring.tally import refuse_points
from branchkit.core.values import frozen
from branchkit.plugin.contributions import Contributions
from branchkit.services.organizations.organizations import read_tree
from branchkit.services.roster import members_of
from branchkit.services.scoring.proposals import proposals_for
from branchkit.services.scoring.scores import CellEdit, change_cells
from branchkit.services.scoring.sheets import open_sheet, read_organization
from branchkit.services.scoring.steps import take_step

_PERIODS = {PeriodKind.YEAR: 2}
"""Of years the one before as well: what somebody rose or fell from."""
_EXPECTED = "按全年预计"
"""Why points are not what the registers of a year that runs propose."""
_LONGER = (PeriodKind.QUARTER, PeriodKind.HALF_YEAR, PeriodKind.YEAR)
"""Periods that are made up here; months are scored with the branch."""


@frozen
class _Ability:
    """How a made-up organisation does."""

    full_marks: float
    """How often a criterion brings full marks."""
    least: Decimal
    """The part of the maximum that a criterion brings at least."""


_ABILITIES = (
    _Ability(0.95, Decimal("0.7")),
    _Ability(0.7, Decimal("0.5")),
    _Ability(0.4, Decimal("0.1")),
)


def fill_ratings(
    store: Store, contributions: Contributions, org: str, today: date, seed: int, *, actor: Actor
) -> None:
    """Hand up the last whole quarter and the last two years of an organisation and of its members, by every scheme that its
    sector has for them, and assess the running ones."""
    organization = read_organization(store, org)
    level = _level_of(store, organization)
    for scheme in _schemes_for(contributions, organization, level):
        running = Period.containing(today, scheme.period)
        newest = 1 if _on_a_ladder(contributions, scheme) else 0
        for periods_ago in range(_PERIODS.get(scheme.period, 1), newest - 1, -1):
            key = SheetKey(scheme.id, org, running.shifted(-periods_ago))
            ability = _ABILITIES[(seed + periods_ago - 1) % len(_ABILITIES)]
            chance = Random(f"{seed}/ratings/{scheme.id}@{key.period}")
            rater = _Rater(store, contributions, scheme, ability, chance)
            rater.score(key, organization, actor, whole=bool(periods_ago))
            if periods_ago:
                rater.hand_up(key, actor)


def _level_of(store: Store, organization: Organization) -> str:
    """By the schemes of which level it is judged: of a county a committee over committees, else of a township."""
    if organization.kind is not OrganizationKind.COMMITTEE:
        return "branch"
    below = read_tree(store).children(organization.id)
    over_committees = any(o.kind is OrganizationKind.COMMITTEE for o in below)
    return "county" if over_committees else "township"


def _on_a_ladder(contributions: Contributions, scheme: Scheme) -> bool:
    """Whether it is a year of a sector that compares levels: that shows the running year as soon as one sheet is begun, and
    there is more to be seen in one that is over."""
    levels = {s.level for s in contributions.schemes.values() if s.sector == scheme.sector}
    return scheme.period is PeriodKind.YEAR and len(levels) > 1


def _schemes_for(
    contributions: Contributions, organization: Organization, level: str
) -> list[Scheme]:
    """Years last: they may take what the quarters came to."""
    wanted = (organization.sector, level)
    found = [
        scheme
        for scheme in contributions.schemes.values()
        if scheme.period in _LONGER
        and (scheme.sector, scheme.level) == wanted
        and (
            organization.kind.has_roll
            if scheme.subject is SubjectKind.MEMBER
            else scheme.applies.covers(_traits(organization))
        )
    ]
    return sorted(found, key=lambda scheme: (scheme.period is PeriodKind.YEAR, scheme.id))


def _traits(organization: Organization) -> frozenset[str]:
    return frozenset({str(organization.kind), organization.sector})


class _Rater:
    """Scores one sheet."""

    def __init__(
        self,
        store: Store,
        contributions: Contributions,
        scheme: Scheme,
        ability: _Ability,
        chance: Random,
    ) -> None:
        self._store = store
        self._contributions = contributions
        self._scheme = scheme
        self._ability = ability
        self._chance = chance

    def score(
        self, key: SheetKey, organization: Organization, actor: Actor, *, whole: bool
    ) -> None:
        """The sheet, scored to the end; of a year that is not ``whole`` by what is expected of it."""
        of_members = self._scheme.subject is SubjectKind.MEMBER
        expecting = not whole and not of_members and key.period.kind is PeriodKind.YEAR
        with self._store.begin(actor, "demo.sheet") as uow:
            open_sheet(uow, self._scheme, key)
            uow.commit()
        members = members_of(self._store, key.org)
        subjects = {key.org: _traits(organization)}
        if of_members:
            subjects = {member.id: member.traits for member in members}
        edits = list(self._edits(key, members, subjects, expecting=expecting))
        with self._store.begin(actor, "demo.sheet") as uow:
            change_cells(uow, self._scheme, key, edits)
            uow.commit()

    def hand_up(self, key: SheetKey, actor: Actor) -> None:
        """On the last day of its period."""
        submitted = datetime.combine(key.period.last_day, time(16, 30))
        with self._store.begin(actor, "demo.sheet") as uow:
            # Made-up points are nothing that a plugin's checks should have a say about.
            unchecked = replace(self._contributions, checks={})
            take_step(uow, unchecked, key, SheetStep.SUBMIT, lambda: submitted)
            uow.commit()

    def _edits(
        self,
        key: SheetKey,
        members: Sequence[Member],
        subjects: Mapping[str, frozenset[str]],
        *,
        expecting: bool,
    ) -> Iterator[CellEdit]:
        book = proposals_for(
            self._store, self._contributions, self._scheme, key.org, key.period, members
        )
        for subject, traits in subjects.items():
            # Members of one organisation do differently well.
            ability = self._ability if subject == key.org else self._chance.choice(_ABILITIES)
            for criterion in self._scheme.criteria:
                if not criterion.applies.covers(traits):
                    continue
                proposal = book.get(subject, criterion.id)
                if proposal is None:
                    cell = Cell(self._judged(criterion, ability))
                elif expecting and (points := self._judged(criterion, ability)) > proposal.points:
                    cell = Cell(points, note=_EXPECTED)
                else:
                    cell = Cell(proposal.points, "proposal")
                yield CellEdit(subject, criterion.id, cell)

    def _judged(self, criterion: Criterion, ability: _Ability) -> Decimal:
        if self._chance.random() < ability.full_marks:
            return criterion.maximum
        whole = range(int(criterion.maximum * ability.least), int(criterion.maximum))
        allowed = [p for p in map(Decimal, whole) if refuse_points(criterion, p) is None]
        return self._chance.choice(allowed or [criterion.maximum])
