"""四优党员排名: a quarter by section, its months, the points of the year and the rank they give."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from branchkit.api.hooks import Period
from branchkit.api.reports import Report, ReportScene, Table, TableColumn, Value
from branchkit_enterprise.excellence import Excellence, Ranked, rank_members
from branchkit_enterprise.reports.making import Block, ReportMaker, to_tenth


def four_excellent(scene: ReportScene) -> Report:
    """The ranking of a quarter."""
    make = ReportMaker(scene)
    found = rank_members(scene.workspace, scene.org, scene.period)
    blocks = [_table(make, found, scene.period), *_notes(make, found)]
    return make.report("excellent.title", blocks)


def _table(make: ReportMaker, found: Excellence, quarter: Period) -> Table:
    several = len(found.organizations) > 1
    months = quarter.months()
    columns = (
        make.column("rank", align="right"),
        make.column("name"),
        *([make.column("organization")] if several else []),
        *(make.figure(s.id, make.local(s.title)) for s in found.scheme.sections),
        make.figure("total", places=found.scheme.rounding.places),
        make.column("band", align="center"),
        *(_month_column(make, month) for month in months),
        make.figure("year_points"),
        make.figure("year_mean"),
        make.column("year_rank", align="right"),
    )
    rows = tuple(_row(make, found, row, months, several=several) for row in found.rows)
    return Table(columns, rows, frozen_columns=2)


def _month_column(make: ReportMaker, month: Period) -> TableColumn:
    return make.figure(str(month), make.text("paper.month", index=month.index))


def _row(
    make: ReportMaker,
    found: Excellence,
    row: Ranked,
    months: tuple[Period, ...],
    *,
    several: bool,
) -> tuple[Value, ...]:
    return (
        row.rank,
        row.name,
        *([row.organization.short] if several else []),
        *(row.sections.get(section.id) for section in found.scheme.sections),
        row.total,
        make.band(row.band),
        *(row.months.get(month) for month in months),
        row.year_points,
        _tenth(row.year_mean),
        row.year_rank,
    )


def _tenth(figure: Decimal | None) -> Decimal | None:
    return None if figure is None else to_tenth(figure)


def _notes(make: ReportMaker, found: Excellence) -> Iterator[Block]:
    names = [row.name for row in found.four_excellent]
    key = "excellent.names" if names else "excellent.nobody"
    yield make.body(key, count=len(names), names=make.listed(names))
    if found.months:
        first, last = found.months[0], found.months[-1]
        yield make.body(
            "excellent.months", count=len(found.months), first=first.index, last=last.index
        )
    else:
        yield make.body("excellent.no_months")
