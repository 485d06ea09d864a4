"""排名: ranks beside those of the period before, with who has risen and who has fallen."""

from __future__ import annotations

from branchkit.core.tables import Paragraph, Report, Table, TableColumn, Value
from branchkit.services.reports.charts import standing_charts
from branchkit.services.reports.parts import (
    ReportBasis,
    by_rank,
    excluded_rows,
    is_settled,
    open_rows,
)
from branchkit.services.scoring.sheets import ScoredRow, ScoredSheet


def ranking(basis: ReportBasis, previous: ScoredSheet | None) -> Report:
    """One table; rows that are not settled or not judged stand at its end without a rank."""
    before = {row.subject: row for row in previous.rows if is_settled(row)} if previous else {}
    columns = (
        TableColumn("rank", basis.words("column.rank"), align="right"),
        *basis.person_columns(),
        basis.total_column(),
        TableColumn("band", basis.words("column.band"), align="center"),
        TableColumn("previous_rank", _previous(basis, "rank"), align="right"),
        basis.total_column("previous_total", _previous(basis, "total")),
        TableColumn("movement", basis.words("column.movement")),
    )
    settled = [_settled(basis, row, before.get(row.subject)) for row in by_rank(basis.scored.rows)]
    still_open = [
        _open(basis, row, before.get(row.subject)) for row in open_rows(basis.scored.rows)
    ]
    left_out = [_left_out(basis, row) for row in excluded_rows(basis.scored.rows)]
    charts = standing_charts(basis, before)
    table = Table(columns, (*settled, *still_open, *left_out), frozen_columns=2, charts=charts)
    return basis.report(
        "ranking",
        [table, Paragraph(basis.state_text)],
        subtitle=basis.catalog.local(basis.scored.scheme.title),
    )


def _previous(basis: ReportBasis, what: str) -> str:
    return basis.words(f"column.previous_{what}.{basis.period.kind}")


def _settled(basis: ReportBasis, row: ScoredRow, before: ScoredRow | None) -> tuple[Value, ...]:
    return (
        row.rank,
        *basis.person(row),
        row.result.total,
        basis.band(row),
        *_before(before),
        _movement(basis, row.rank, before.rank if before else None),
    )


def _open(basis: ReportBasis, row: ScoredRow, before: ScoredRow | None) -> tuple[Value, ...]:
    return (
        None,
        *basis.person(row),
        None,
        basis.words("ranking.open"),
        *_before(before),
        "",
    )


def _left_out(basis: ReportBasis, row: ScoredRow) -> tuple[Value, ...]:
    return (None, *basis.person(row), None, basis.band(row), None, None, "")


def _before(before: ScoredRow | None) -> tuple[Value, Value]:
    return (before.rank, before.result.total) if before else (None, None)


def _movement(basis: ReportBasis, now: int | None, before: int | None) -> str:
    if now is None or before is None:
        return basis.words("ranking.new")
    if now == before:
        return basis.words("ranking.held")
    return basis.words(
        "ranking.risen" if now < before else "ranking.fallen", places=abs(now - before)
    )
