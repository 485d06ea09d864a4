"""月度积分通报: the paper that goes on the wall when a month is scored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from branchkit.core.rating.movement import Movement, by_band
from branchkit.core.scoring.schemes import SubjectKind
from branchkit.core.tables import Paragraph, Report, Table, TableColumn
from branchkit.services.reports.charts import standing_charts
from branchkit.services.reports.parts import (
    ReportBasis,
    by_rank,
    excluded_rows,
    is_settled,
    mean,
    open_rows,
    placing_of,
    veto_effect,
)
from branchkit.services.scoring.sheets import ScoredSheet


def notice(basis: ReportBasis, previous: ScoredSheet | None = None) -> Report:
    """Title, addressees, the month in figures and beside the one before, ranks, bonuses and deductions, vetoes with reasons."""
    return basis.report(
        "notice",
        _blocks(basis, previous),
        salutation=basis.words(f"notice.salutation.{basis.subject}"),
    )


def _blocks(basis: ReportBasis, previous: ScoredSheet | None) -> Iterator[Paragraph | Table]:
    scheme = basis.catalog.local(basis.scored.scheme.title)
    yield Paragraph(
        basis.words(f"notice.opening.{basis.subject}", scheme=scheme, period=basis.period_text)
    )
    yield Paragraph(basis.words("notice.heading.overview"), level=1)
    yield from (Paragraph(text) for text in (*_overview(basis), *_moved(basis, previous)))
    yield Paragraph(basis.words("notice.heading.ranks"), level=1)
    yield _ranks(basis)
    yield Paragraph(basis.words("notice.heading.extras"), level=1)
    yield _extras(basis)
    yield Paragraph(basis.words("notice.heading.vetoes"), level=1)
    yield _vetoes(basis)
    yield Paragraph(basis.state_text)
    yield Paragraph(basis.words("notice.objections"))


def _overview(basis: ReportBasis) -> Iterator[str]:
    rows = basis.scored.rows
    totals = [row.result.total for row in rows if is_settled(row)]
    left_out = excluded_rows(rows)
    counts = {"count": len(rows) - len(left_out), "settled": len(totals)}
    if not totals:
        yield basis.words(f"notice.nothing_settled.{basis.subject}", **counts)
        return
    column = basis.total_column()
    figures = {
        name: f"{value:.{column.places}f}"
        for name, value in (("highest", max(totals)), ("lowest", min(totals)))
    }
    average = mean(totals, basis.scored.scheme.rounding.places)
    yield basis.words(f"notice.overview.{basis.subject}", average=average, **figures, **counts)
    if bands := _band_counts(basis):
        yield basis.words("notice.bands", bands=bands)
    if still_open := open_rows(rows):
        yield basis.words(
            f"notice.open.{basis.subject}",
            count=len(still_open),
            names=[row.name for row in still_open],
        )
    for row in left_out:
        yield basis.words("notice.excluded", name=row.name, reason=row.row.excluded)


def _moved(basis: ReportBasis, previous: ScoredSheet | None) -> Iterator[str]:
    """How many have risen a band, held it, or fallen; of a single organisation what it was before and what it is."""
    scheme = basis.scored.scheme
    before = {row.subject: placing_of(row, scheme) for row in previous.rows} if previous else {}
    pairs = [(placing_of(row, scheme), before.get(row.subject)) for row in basis.scored.rows]
    moves = Counter(moved for now, then in pairs if (moved := by_band(now, then)) is not None)
    if not moves:
        return
    now, then = pairs[0]
    if scheme.subject is SubjectKind.MEMBER or now is None or then is None:
        counts = {str(movement): moves[movement] for movement in Movement}
        yield basis.words(f"notice.moved.{basis.subject}", **counts)
        return
    places = scheme.rounding.places
    yield basis.words(
        "notice.moved_one",
        before=f"{then.total:.{places}f}",
        previous_band=then.band.title if then.band else "",
        difference=f"{now.total - then.total:+.{places}f}",
        total=f"{now.total:.{places}f}",
        band=now.band.title if now.band else "",
        movement=basis.catalog.text(f"movement.{next(iter(moves))}"),
    )


def _band_counts(basis: ReportBasis) -> list[str]:
    if any(row.waiting for row in basis.scored.rows):
        return []
    counts = Counter(row.band.id for row in basis.scored.rows if row.band and is_settled(row))
    return [
        basis.words(
            "notice.band_count",
            band=basis.catalog.local(band.title),
            count=counts[band.id],
        )
        for band in basis.scored.scheme.bands
    ]


def _ranks(basis: ReportBasis) -> Table:
    columns = (
        TableColumn("rank", basis.words("column.rank"), align="right"),
        *basis.person_columns(),
        basis.total_column(),
        TableColumn("band", basis.words("column.band"), align="center"),
    )
    rows = tuple(
        (row.rank, *basis.person(row), row.result.total, basis.band(row))
        for row in by_rank(basis.scored.rows)
    )
    title = basis.words(f"notice.table.ranks.{basis.subject}")
    return Table(columns, rows, title, 2, standing_charts(basis))


def _extras(basis: ReportBasis) -> Table | Paragraph:
    titles = {item.id: basis.catalog.local(item.title) for item in basis.scored.scheme.extras}
    events = [(row, event) for row in basis.scored.rows for event in row.row.extras]
    if not events:
        return Paragraph(basis.words("notice.no_extras"))
    columns = (
        TableColumn("name", basis.words(f"column.name.{basis.subject}")),
        TableColumn("item", basis.words("column.item")),
        basis.points_column("points", basis.words("column.points"), [e.points for _, e in events]),
        TableColumn("on", basis.words("column.on")),
        TableColumn("note", basis.words("column.fact")),
    )
    rows = tuple(
        (row.name, titles.get(event.item, event.item), event.points, event.on, event.note)
        for row, event in events
    )
    return Table(columns, rows, basis.words("notice.table.extras"), 1)


def _vetoes(basis: ReportBasis) -> Table | Paragraph:
    known = {veto.id: veto for veto in basis.scored.scheme.vetoes}
    applied = [
        (row, known[id], reason)
        for row in basis.scored.rows
        for id, reason in row.row.vetoes.items()
        if id in known
    ]
    if not applied:
        return Paragraph(basis.words("notice.no_vetoes"))
    columns = (
        TableColumn("name", basis.words(f"column.name.{basis.subject}")),
        TableColumn("veto", basis.words("column.veto")),
        TableColumn("reason", basis.words("column.fact")),
        TableColumn("effect", basis.words("column.effect")),
    )
    rows = tuple(
        (row.name, basis.catalog.local(veto.title), reason, veto_effect(basis, veto))
        for row, veto, reason in applied
    )
    return Table(columns, rows, basis.words("notice.table.vetoes"), 1)
