"""The appraisal of organisations (四强党组织评定): who has reached it, who of them has a place, what the others lack.

A sheet judges one organisation, so its bands cannot share out places among siblings; that is done here. Of organisations
with the same total either all fit or none does: nobody is preferred for standing earlier in the tree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum

from branchkit.api.rules import Edition, edition_on
from branchkit.api.scoring import Band, Scheme
from branchkit.api.workspace import (
    Organization,
    OrganizationKind,
    Period,
    SheetResults,
    SubjectResult,
    WorkspaceView,
    frozen,
)
from branchkit_enterprise.sheets import (
    band_of,
    is_settled,
    results_of,
    scheme_of,
    section_maximums,
    section_points,
)
from branchkit_enterprise.vocabulary import (
    BRANCH_YEAR,
    LEADING_GROUP_YEAR,
    RULES,
    SATISFACTION_LEAST,
    SECTOR,
    STRONG_SHARE,
)

SATISFACTION = "book.ballot/latest-satisfaction"


class Verdict(StrEnum):
    """What comes of an organisation's year."""

    PROPOSED = "proposed"
    NO_PLACE = "no-place"
    """Reached, and the places are taken by better ones."""
    DISSATISFIED = "dissatisfied"
    """Reached, with too few people satisfied."""
    NOT_REACHED = "not-reached"
    OPEN = "open"
    """Not scored to the end."""


class Movement(StrEnum):
    """Beside the year before."""

    RISEN = "risen"
    HELD = "held"
    FALLEN = "fallen"
    FIRST = "first"
    """There was no year before."""


@frozen
class Lack:
    """A section in which an organisation has not what the best band wants; shares in per cent."""

    section: str
    share: Decimal
    wanted: Decimal


@frozen
class Appraised:
    """One organisation's year."""

    organization: Organization
    total: Decimal | None
    sections: Mapping[str, Decimal]
    band: Band | None
    before: Band | None
    movement: Movement | None
    leading_group: Band | None
    satisfaction: Decimal | None
    verdict: Verdict
    short_of: Decimal = Decimal(0)
    """Points that the total lacks for the best band."""
    lacks: tuple[Lack, ...] = ()


@frozen
class Appraisal:
    """All organisations that are compared with each other, the best first."""

    scheme: Scheme
    rules: Edition
    rows: tuple[Appraised, ...]
    places: int
    """How many may be four strong."""

    @property
    def proposed(self) -> tuple[Appraised, ...]:
        """Those who are."""
        return tuple(row for row in self.rows if row.verdict is Verdict.PROPOSED)


def appraise(view: WorkspaceView, node: str, year: Period) -> Appraisal:
    """The appraisal of what stands below a node, or of the node itself where nothing does."""
    scheme = scheme_of(view, BRANCH_YEAR)
    rules = edition_on(view.rule_packs, RULES, year.last_day)
    rows = [_judged(view, scheme, rules, org, year) for org in _candidates(view, node)]
    # Whoever stands alone competes with siblings that are not seen here: the level above has the places.
    places = int(rules.rule(STRONG_SHARE).value * len(rows) / 100) if len(rows) > 1 else len(rows)
    ordered = sorted(rows, key=lambda row: (row.total is None, -(row.total or 0)))
    taken = _with_a_place(ordered, places)
    return Appraisal(scheme, rules, tuple(_placed(row, taken) for row in ordered), places)


def _candidates(view: WorkspaceView, node: str) -> list[Organization]:
    subtree = view.tree().subtree(node)
    kinds = (OrganizationKind.BRANCH, OrganizationKind.GENERAL_BRANCH)
    found = [o for o in subtree if o.kind in kinds and (o.sector == SECTOR or o.id == node)]
    return found or subtree[:1]


def _judged(
    view: WorkspaceView, scheme: Scheme, rules: Edition, org: Organization, year: Period
) -> Appraised:
    sheet = results_of(view, BRANCH_YEAR, org.id, year)
    result = _only(sheet)
    own = sheet.scheme if sheet else scheme
    band = band_of(own, result.band) if result else None
    before = _band(results_of(view, BRANCH_YEAR, org.id, year.previous))
    measured = view.measure(SATISFACTION, org.id, year).get(org.id)
    satisfaction = measured.value if measured else None
    total = result.total if result and is_settled(result) else None
    least = rules.rule(SATISFACTION_LEAST).value
    return Appraised(
        org,
        total,
        section_points(own, result) if result else {},
        band,
        before,
        _movement(own, band, before) if total is not None else None,
        _band(results_of(view, LEADING_GROUP_YEAR, org.id, year)),
        satisfaction,
        _verdict(own, band, total, too_few=satisfaction is not None and satisfaction < least),
        max(Decimal(0), (own.bands[0].minimum or Decimal(0)) - (total or 0)),
        _lacks(own, result) if result and total is not None else (),
    )


def _only(sheet: SheetResults | None) -> SubjectResult | None:
    """The sheet of an organisation has one row."""
    return sheet.subjects[0] if sheet and sheet.subjects else None


def _band(sheet: SheetResults | None) -> Band | None:
    result = _only(sheet)
    return band_of(sheet.scheme, result.band) if sheet and result else None


def _movement(scheme: Scheme, band: Band | None, before: Band | None) -> Movement:
    places = {known.id: place for place, known in enumerate(scheme.bands)}
    if band is None or before is None or before.id not in places:
        return Movement.FIRST
    now, then = places[band.id], places[before.id]
    return Movement.HELD if now == then else Movement.RISEN if now < then else Movement.FALLEN


def _verdict(scheme: Scheme, band: Band | None, total: Decimal | None, *, too_few: bool) -> Verdict:
    if total is None:
        return Verdict.OPEN
    if band is None or band.id != scheme.bands[0].id:
        return Verdict.NOT_REACHED
    return Verdict.DISSATISFIED if too_few else Verdict.NO_PLACE


def _lacks(scheme: Scheme, result: SubjectResult) -> tuple[Lack, ...]:
    wanted = scheme.bands[0].section_minimum
    if wanted is None:
        return ()
    points, maximums = section_points(scheme, result), section_maximums(scheme)
    shares = {id: points[id] * 100 / most for id, most in maximums.items() if most}
    return tuple(Lack(id, share, wanted) for id, share in shares.items() if share < wanted)


def _with_a_place(ordered: Sequence[Appraised], places: int) -> set[str]:
    """The best of those who have reached it; of several with one total either all or none."""
    reached = [row for row in ordered if row.verdict is Verdict.NO_PLACE]
    return {
        row.organization.id
        for row in reached
        if sum((other.total or 0) >= (row.total or 0) for other in reached) <= places
    }


def _placed(row: Appraised, taken: set[str]) -> Appraised:
    return replace(row, verdict=Verdict.PROPOSED) if row.organization.id in taken else row
