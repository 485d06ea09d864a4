"""The charts of a sheet's papers, as values that a writer draws."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from branchkit.core.tables import Chart, ChartKind, Series
from branchkit.services.reports.parts import ReportBasis, by_rank, is_settled, mean, period_text
from branchkit.services.reports.past_totals import PastTotals
from branchkit.services.scoring.sheets import ScoredRow

MOST_DRAWN = 60
"""Subjects that get a bar or a line each; of more only the distribution is drawn."""
_FEWEST = 2
"""Figures from which on a picture says more than they do."""
_STEPS = 10
"""Parts of the scheme's maximum in which totals are counted."""
_MOST_STEPS = 15


def standing_charts(
    basis: ReportBasis, before: Mapping[str, ScoredRow] | None = None
) -> tuple[Chart, ...]:
    """Totals in the order of ranks, beside those of the period ``before`` where there are any, and how they are distributed."""
    settled = by_rank(basis.scored.rows)
    if len(settled) < _FEWEST:
        return ()
    many = len(settled) > MOST_DRAWN
    charts = [] if many else [_totals(basis, settled, before or {})]
    if basis.scored.scheme.bands:
        charts.append(_bands(basis, settled))
    if many or not basis.scored.scheme.bands:
        charts += _spread(basis, settled)
    return tuple(charts)


def _totals(
    basis: ReportBasis, settled: Sequence[ScoredRow], before: Mapping[str, ScoredRow]
) -> Chart:
    now = Series(basis.words("column.total"), tuple(row.result.total for row in settled))
    then = Series(
        basis.words(f"column.previous_total.{basis.period.kind}"),
        tuple(
            before[row.subject].result.total if row.subject in before else None for row in settled
        ),
    )
    has_before = any(value is not None for value in then.values)
    return Chart(
        ChartKind.BARS,
        basis.words("chart.totals", period=basis.period_text),
        tuple(row.name for row in settled),
        (now, then) if has_before else (now,),
        basis.scored.scheme.rounding.places,
    )


def _bands(basis: ReportBasis, settled: Sequence[ScoredRow]) -> Chart:
    counts = Counter(row.band.id for row in settled if row.band)
    bands = basis.scored.scheme.bands
    return Chart(
        ChartKind.COLUMNS,
        basis.words("chart.bands"),
        tuple(basis.catalog.local(band.title) for band in bands),
        (Series(basis.words("chart.count"), tuple(counts[band.id] for band in bands)),),
    )


def _spread(basis: ReportBasis, settled: Sequence[ScoredRow]) -> Iterator[Chart]:
    """How many totals lie in each tenth of the maximum; a total of just the maximum counts in the last."""
    maximum = basis.scored.scheme.maximum
    if maximum <= 0:
        return
    step = maximum / _STEPS
    last = _STEPS - 1
    places = [
        last if row.result.total == maximum else int(row.result.total // step) for row in settled
    ]
    counts = Counter(places)
    wanted = range(min(places), max(places) + 1)
    if len(wanted) > _MOST_STEPS:
        return
    yield Chart(
        ChartKind.COLUMNS,
        basis.words("chart.spread"),
        tuple(f"{_plain(step * n)}-{_plain(step * (n + 1))}" for n in wanted),
        (Series(basis.words("chart.count"), tuple(counts[n] for n in wanted)),),
    )


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def months_charts(basis: ReportBasis, periods: Sequence[PastTotals]) -> tuple[Chart, ...]:
    """The period's mean, highest and lowest total over the periods, and everybody's line, where there are two at least."""
    if len(periods) < _FEWEST:
        return ()
    labels = tuple(
        basis.words(f"chart.period.{one.period.kind}", year=one.period.year, index=one.period.index)
        for one in periods
    )
    places = basis.scored.scheme.rounding.places
    listed = [list(one.totals.values()) for one in periods]
    charts = []
    if len(basis.scored.rows) > 1:
        series = (
            Series(basis.words("chart.mean"), tuple(mean(totals, places) for totals in listed)),
            Series(basis.words("chart.highest"), tuple(map(max, listed))),
            Series(basis.words("chart.lowest"), tuple(map(min, listed))),
        )
        charts.append(Chart(ChartKind.LINES, basis.words("chart.months"), labels, series, places))
    if len(basis.scored.rows) <= MOST_DRAWN:
        charts.append(_trends(basis, labels, periods))
    return tuple(charts)


def _trends(basis: ReportBasis, labels: tuple[str, ...], periods: Sequence[PastTotals]) -> Chart:
    series = tuple(
        Series(row.name, tuple(one.totals.get(row.subject) for one in periods))
        for row in basis.scored.rows
    )
    first, last = (period_text(basis.catalog, periods[place].period) for place in (0, -1))
    title = basis.words("chart.trends", first=first, last=last)
    places = basis.scored.scheme.rounding.places
    return Chart(ChartKind.TRENDS, title, labels, series, places)


def criteria_chart(basis: ReportBasis) -> tuple[Chart, ...]:
    """What share of each criterion's points was given, in per cent of all for whom it was scored."""
    criteria = [c for c in basis.scored.scheme.criteria if c.maximum > 0 and not c.unlimited]
    settled = [row for row in basis.scored.rows if is_settled(row)]
    shares = [(c.short, _share(_points(settled, c.id), c.maximum)) for c in criteria]
    known = [(basis.catalog.local(title), share) for title, share in shares if share is not None]
    if len(known) < _FEWEST:
        return ()
    return (
        Chart(
            ChartKind.BARS,
            basis.words("chart.criteria"),
            tuple(title for title, _ in known),
            (Series(basis.words("chart.share"), tuple(share for _, share in known)),),
        ),
    )


def _points(rows: Iterable[ScoredRow], criterion: str) -> list[Decimal]:
    cells = (row.row.cells.get(criterion) for row in rows)
    return [p for cell in cells if cell is not None and (p := cell.stands) is not None]


def _share(points: list[Decimal], maximum: Decimal) -> Decimal | None:
    return mean([100 * p / maximum for p in points], 0) if points else None
