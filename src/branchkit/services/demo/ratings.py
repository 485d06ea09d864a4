"""Scores the quarter and the years behind a demo's organisation, so that ratings, ladders and appraisals have something to show.

What registers and months propose is taken; the rest is made up, better or worse by how able the organisation is said to be.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from random import Random

from branchkit.core.actors import Actor
from branchkit.core.dates import Period, PeriodKind
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.ports import Store
from branchkit.core.scoring.schemes import Criterion, Scheme, SubjectKind
from branchkit.core.scoring.sheets import Cell, SheetKey, SheetStep
from branchkit.core.scoring.tally import refuse_points
from branchkit.core.values import frozen
from branchkit.plugin.contributions import Contributions
from branchkit.services.roster import members_of
from branchkit.services.scoring.proposals import proposals_for
from branchkit.services.scoring.scores import CellEdit, change_cells
from branchkit.services.scoring.sheets import open_sheet, read_organization, take_step

_LEVELS = {OrganizationKind.COMMITTEE: "township"}
"""By which schemes a kind of organisation is judged; the others by those of a branch."""

_PERIODS = {PeriodKind.YEAR: 2}
"""Of years the one before as well: what somebody rose or fell from."""


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
    """Hand up the last whole quarter and the last two years of an organisation, by every scheme that its sector has for it."""
    organization = read_organization(store, org)
    for scheme in _schemes_for(contributions, organization):
        last = Period.containing(today, scheme.period).previous
        for periods_ago in range(_PERIODS.get(scheme.period, 1) - 1, -1, -1):
            key = SheetKey(scheme.id, org, last.shifted(-periods_ago))
            ability = _ABILITIES[(seed + periods_ago) % len(_ABILITIES)]
            chance = Random(f"{seed}/ratings/{scheme.id}@{key.period}")
            rater = _Rater(store, contributions, scheme, ability, chance)
            rater.hand_up(key, organization, actor)


def _schemes_for(contributions: Contributions, organization: Organization) -> list[Scheme]:
    """Years last: they may take what the quarters came to."""
    wanted = (organization.sector, _LEVELS.get(organization.kind, "branch"))
    found = [
        scheme
        for scheme in contributions.schemes.values()
        if scheme.subject is SubjectKind.ORGANIZATION
        and (scheme.sector, scheme.level) == wanted
        and scheme.applies.covers(_traits(organization))
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

    def hand_up(self, key: SheetKey, organization: Organization, actor: Actor) -> None:
        """The sheet of an organisation, scored to the end and handed up on the last day of its period."""
        with self._store.begin(actor, "demo.sheet") as uow:
            open_sheet(uow, self._scheme, key)
            uow.commit()
        edits = list(self._edits(key, _traits(organization)))
        submitted = datetime.combine(key.period.last_day, time(16, 30))
        with self._store.begin(actor, "demo.sheet") as uow:
            change_cells(uow, self._scheme, key, edits)
            schemes = self._contributions.schemes
            take_step(uow, schemes, key, SheetStep.SUBMIT, lambda: submitted)
            uow.commit()

    def _edits(self, key: SheetKey, traits: frozenset[str]) -> Iterator[CellEdit]:
        members = members_of(self._store, key.org)
        book = proposals_for(
            self._store, self._contributions, self._scheme, key.org, key.period, members
        )
        for criterion in self._scheme.criteria:
            if not criterion.applies.covers(traits):
                continue
            proposal = book.get(key.org, criterion.id)
            cell = (
                Cell(self._judged(criterion))
                if proposal is None
                else Cell(proposal.points, "proposal")
            )
            yield CellEdit(key.org, criterion.id, cell)

    def _judged(self, criterion: Criterion) -> Decimal:
        if self._chance.random() < self._ability.full_marks:
            return criterion.maximum
        whole = range(int(criterion.maximum * self._ability.least), int(criterion.maximum))
        allowed = [p for p in map(Decimal, whole) if refuse_points(criterion, p) is None]
        return self._chance.choice(allowed or [criterion.maximum])
