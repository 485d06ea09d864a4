"""排名: ranks and bands beside those of the period before, with who has risen and who has fallen; of organisations, which have a
sheet each and no rank on it, points and bands."""

from __future__ import annotations

from branchkit.core.rating.movement import by_band
from branchkit.core.scoring.schemes import SubjectKind
from branchkit.core.tables import Paragraph, Report, Table, TableColumn, Value
from branchkit.services.reports.charts import standing_charts
from branchkit.services.reports.parts import (
    ReportBasis,
    by_rank,
    excluded_rows,
    is_settled,
    open_rows,
    placing_of,
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
        *_columns_beside(basis),
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


def _columns_beside(basis: ReportBasis) -> tuple[TableColumn, ...]:
    """What stands beside the present result; the last of them are there where the scheme rates."""
    bands = [TableColumn("band_movement", basis.words("column.band_movement"))]
    previous_total = basis.total_column("previous_total", _previous(basis, "total"))
    if _of_members(basis):
        ranks = (
            TableColumn("previous_rank", _previous(basis, "rank"), align="right"),
            previous_total,
            TableColumn("movement", basis.words("column.movement")),
        )
        return (*ranks, *(bands if basis.scored.scheme.bands else ()))
    bands.insert(0, TableColumn("previous_band", _previous(basis, "band"), align="center"))
    difference = basis.total_column("difference", basis.words("column.difference"))
    return (previous_total, difference, *(bands if basis.scored.scheme.bands else ()))


def _of_members(basis: ReportBasis) -> bool:
    return basis.scored.scheme.subject is SubjectKind.MEMBER


def _previous(basis: ReportBasis, what: str) -> str:
    return basis.words(f"column.previous_{what}.{basis.period.kind}")


def _settled(basis: ReportBasis, row: ScoredRow, before: ScoredRow | None) -> tuple[Value, ...]:
    return (
        row.rank,
        *basis.person(row),
        row.result.total,
        basis.band(row),
        *_beside(basis, row, before),
    )


def _beside(
    basis: ReportBasis, row: ScoredRow | None, before: ScoredRow | None
) -> tuple[Value, ...]:
    """The values of :func:`_columns_beside`; ``row`` None: there is no present result."""
    scheme = basis.scored.scheme
    now = placing_of(row, scheme) if row else None
    then = placing_of(before, scheme) if before else None
    moved = by_band(now, then)
    last = (basis.catalog.text(f"movement.{moved}") if moved else "",) if scheme.bands else ()
    if _of_members(basis):
        ranks = (before.rank, before.result.total) if before else (None, None)
        told = _movement(basis, row.rank, before) if row else ""
        return (*ranks, told, *last)
    difference = now.total - then.total if now and then else None
    band = (basis.band(before) if before else "",) if scheme.bands else ()
    return (then.total if then else None, difference, *band, *last)


def _open(basis: ReportBasis, row: ScoredRow, before: ScoredRow | None) -> tuple[Value, ...]:
    words = basis.words("ranking.open")
    return (None, *basis.person(row), None, words, *_beside(basis, None, before))


def _left_out(basis: ReportBasis, row: ScoredRow) -> tuple[Value, ...]:
    return (None, *basis.person(row), None, basis.band(row), *_beside(basis, None, None))


def _movement(basis: ReportBasis, now: int | None, before: ScoredRow | None) -> str:
    """Places gained or lost; of an organisation only where both periods were rated, without which it has no rank."""
    if before is None and now is not None:
        return basis.words("ranking.new")
    if now is None or before is None or before.rank is None:
        return ""
    if now == before.rank:
        return basis.words("ranking.held")
    way = "ranking.risen" if now < before.rank else "ranking.fallen"
    return basis.words(way, places=abs(now - before.rank))
