"""The ranking of members (四优党员排名): a quarter's sheet beside the points of its months and of the year so far.

Only months that were handed up count, and in them only complete rows, as where the scheme itself takes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from branchkit.api.scoring import Band, Scheme
from branchkit.api.workspace import Organization, Period, SheetResults, WorkspaceView, frozen
from branchkit_enterprise.sheets import (
    band_of,
    is_handed_up,
    is_settled,
    months_until,
    results_of,
    scheme_of,
    section_points,
)
from branchkit_enterprise.vocabulary import MEMBER_MONTH, MEMBER_QUARTER, SECTOR

_ZERO = Decimal(0)


@frozen
class Ranked:
    """One member's quarter and year."""

    member: str
    name: str
    organization: Organization
    total: Decimal | None
    band: Band | None
    sections: Mapping[str, Decimal]
    months: Mapping[Period, Decimal]
    """Every month of the year so far that counts."""
    rank: int | None = None
    """Among all who are compared, by the quarter."""
    year_rank: int | None = None
    """By the points of the year."""

    @property
    def year_points(self) -> Decimal | None:
        """The months' points added up; None without any."""
        return sum(self.months.values(), _ZERO) if self.months else None

    @property
    def year_mean(self) -> Decimal | None:
        """The mean of the months."""
        points = self.year_points
        return None if points is None else points / len(self.months)


@frozen
class Excellence:
    """Everybody below a node, the best quarter first."""

    scheme: Scheme
    organizations: tuple[Organization, ...]
    rows: tuple[Ranked, ...]
    months: tuple[Period, ...]
    """Those of the year so far in which somebody's points count."""

    @property
    def four_excellent(self) -> tuple[Ranked, ...]:
        """Those in the best band."""
        best = self.scheme.bands[0].id
        return tuple(row for row in self.rows if row.band is not None and row.band.id == best)


def rank_members(view: WorkspaceView, node: str, quarter: Period) -> Excellence:
    """The ranking of all branches below a node."""
    organizations = tuple(
        o
        for o in view.tree().subtree(node)
        if o.kind.has_roll and (o.sector == SECTOR or o.id == node)
    )
    rows = [row for o in organizations for row in _rows(view, o, quarter)]
    by_quarter = _ranks({_key(row): row.total for row in rows})
    by_year = _ranks({_key(row): row.year_points for row in rows})
    ranked = [_with_ranks(row, by_quarter, by_year) for row in rows]
    last = len(rows) + 1
    ranked.sort(key=lambda row: (row.rank or last, row.year_rank or last))
    months = sorted({month for row in rows for month in row.months}, key=lambda m: m.first_day)
    return Excellence(scheme_of(view, MEMBER_QUARTER), organizations, tuple(ranked), tuple(months))


def _rows(view: WorkspaceView, organization: Organization, quarter: Period) -> list[Ranked]:
    sheet = results_of(view, MEMBER_QUARTER, organization.id, quarter)
    months = _months(view, organization.id, quarter)
    return [
        _row(organization, member.id, member.name, sheet, months)
        for member in view.members(organization.id)
    ]


def _months(view: WorkspaceView, org: str, quarter: Period) -> dict[str, dict[Period, Decimal]]:
    """Member → month → points."""
    found: dict[str, dict[Period, Decimal]] = {}
    for month in months_until(quarter):
        sheet = results_of(view, MEMBER_MONTH, org, month)
        if sheet is None or not is_handed_up(sheet):
            continue
        for result in sheet.subjects:
            if result.total is not None and is_settled(result):
                found.setdefault(result.subject, {})[month] = result.total
    return found


def _row(
    organization: Organization,
    member: str,
    name: str,
    sheet: SheetResults | None,
    months: Mapping[str, Mapping[Period, Decimal]],
) -> Ranked:
    result = sheet.of(member) if sheet else None
    if sheet is None or result is None or not is_settled(result):
        return Ranked(member, name, organization, None, None, {}, months.get(member, {}))
    return Ranked(
        member,
        name,
        organization,
        result.total,
        band_of(sheet.scheme, result.band),
        section_points(sheet.scheme, result),
        months.get(member, {}),
    )


def _key(row: Ranked) -> tuple[str, str]:
    return row.organization.id, row.member


def _ranks(
    points: Mapping[tuple[str, str], Decimal | None],
) -> dict[tuple[str, str], int]:
    """Competition ranks (1, 2, 2, 4) of those who have points."""
    known: Sequence[Decimal] = sorted((p for p in points.values() if p is not None), reverse=True)
    first: dict[Decimal, int] = {}
    for place, value in enumerate(known, start=1):
        first.setdefault(value, place)
    return {key: first[value] for key, value in points.items() if value is not None}


def _with_ranks(
    row: Ranked,
    by_quarter: Mapping[tuple[str, str], int],
    by_year: Mapping[tuple[str, str], int],
) -> Ranked:
    return replace(row, rank=by_quarter.get(_key(row)), year_rank=by_year.get(_key(row)))
