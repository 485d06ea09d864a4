"""考核汇总: an organisation's children beside each other in one period, as a paper with pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from branchkit.core.rollup.summary import (
    STEPS,
    CriterionShare,
    Summary,
    bands,
    criterion_shares,
    spread,
)
from branchkit.core.tables import (
    Chart,
    ChartKind,
    Paragraph,
    Report,
    Series,
    Table,
    TableColumn,
    Value,
)
from branchkit.core.values import frozen
from branchkit.i18n.catalog import Catalog
from branchkit.services.reports.charts import MOST_DRAWN
from branchkit.services.reports.parts import date_text, period_text
from branchkit.services.rollup.board import RollupBoard, RollupRow

WEAKEST = 10
"""So many criteria are listed."""
_MOST_COLUMNS = 10
"""Children that get a column of their own in the table of periods."""
_FEWEST = 2
"""Figures from which on a picture says more than they do."""


@frozen
class RollupReport:
    """What the paper is made from; ``at`` is when, the date beneath it. The board's lines over the periods have been read."""

    board: RollupBoard
    catalog: Catalog
    at: datetime

    def words(self, key: str, /, **params: object) -> str:
        """A text of the ``report.rollup.`` family."""
        return self.catalog.text(f"report.rollup.{key}", **params)

    @property
    def title(self) -> str:
        """Without the period: what a file is called."""
        return self.words(f"title.{self.board.asked.subject}")

    @property
    def ranked(self) -> list[RollupRow]:
        """The rows by their places; those without one at the end, in the order of the tree."""
        last = len(self.board.rows) + 1
        return sorted(self.board.rows, key=lambda row: row.rank or last)

    def make(self) -> Report:
        """The paper."""
        board = self.board
        blocks: list[Paragraph | Table] = [
            Paragraph(self.words(f"summary.{board.asked.subject}", **summary_params(board.total))),
            self.children_table(),
        ]
        for heading, table in (
            ("spread", self.spread_table()),
            ("bands", self.bands_table()),
            ("weak", self.criteria_table()),
            ("periods", self.periods_table()),
        ):
            if table.rows:
                blocks += [Paragraph(self.words(f"heading.{heading}"), level=1), table]
        blocks.append(Paragraph(self.words("note")))
        return Report(
            title=self.catalog.text(
                "report.rollup.dated",
                period=period_text(self.catalog, board.asked.period),
                title=self.title,
            ),
            blocks=tuple(blocks),
            issuer=board.node.name,
            issued_on=date_text(self.catalog, self.at),
            landscape=True,
            properties={
                "language": self.catalog.language,
                "created": self.at.isoformat(timespec="seconds"),
            },
        )

    def children_table(self) -> Table:
        """A row for each child, the whole in the last one."""
        columns = (
            self._column("name", "left"),
            self._column("wanted"),
            self._column("handed"),
            self._column("on_time"),
            self._column("returned"),
            self._column("settled"),
            self._column("judged"),
            self._column("complete"),
            TableColumn("completeness", self._head("completeness"), "right", places=1),
            self._column("vetoed"),
            TableColumn("share", self._head("share"), "right", places=1),
            self._column("rank"),
            TableColumn("previous_share", self._head("previous_share"), "right", places=1),
            self._column("movement", "left"),
        )
        rows = [
            (
                self.name_of(row),
                *_counted(row.summary),
                row.rank,
                row.previous.share,
                movement(self.catalog, row.risen),
            )
            for row in self.ranked
        ]
        board = self.board
        whole = (self.words("whole"), *_counted(board.total), None, board.previous.share, "")
        return Table(columns, (*rows, whole), frozen_columns=1, charts=tuple(self._charts()))

    def name_of(self, row: RollupRow) -> str:
        """The child's name; of the organisation itself that only its own sheets are meant."""
        name = row.organization.name
        return self.words("own", name=name) if row.own else name

    def _column(self, key: str, align: str = "right") -> TableColumn:
        return TableColumn(key, self._head(key), align)

    def _head(self, key: str) -> str:
        return self.words(f"head.{key}")

    def _charts(self) -> Iterator[Chart]:
        rows = self.ranked
        if not _FEWEST <= len(rows) <= MOST_DRAWN:
            return
        names = tuple(map(self.name_of, rows))
        now = Series(self._head("share"), tuple(row.summary.share for row in rows))
        before = Series(self._head("previous_share"), tuple(row.previous.share for row in rows))
        series = (now, before) if any(v is not None for v in before.values) else (now,)
        yield Chart(ChartKind.BARS, self.words("chart.shares"), names, series, 1)
        summaries = [row.summary for row in rows]
        parts = (
            Series(self.words("chart.on_time"), tuple(s.on_time for s in summaries)),
            Series(self.words("chart.late"), tuple(s.handed - s.on_time for s in summaries)),
            Series(
                self.words("chart.missing"), tuple(max(0, s.wanted - s.handed) for s in summaries)
            ),
        )
        yield Chart(ChartKind.SHARES, self.words("chart.handed"), names, parts)

    def spread_table(self) -> Table:
        """How many have which part of the maximum, the highest first."""
        counts = spread(self.board.lines())
        parts = list(zip(spread_labels(self.catalog), counts, strict=True)) if any(counts) else []
        return self._counts("part", "chart.spread", parts[::-1])

    def bands_table(self) -> Table:
        """How many have which band, the best first; nothing where the schemes have different ones."""
        given, counts = bands(self.board.lines())
        named = zip((self.catalog.local(band.title) for band in given), counts, strict=True)
        return self._counts("band", "chart.bands", list(named))

    def _counts(self, key: str, title: str, counted: Sequence[tuple[str, int]]) -> Table:
        labels, counts = tuple(one[0] for one in counted), tuple(one[1] for one in counted)
        series = (Series(self._head("count"), counts),)
        chart = Chart(ChartKind.COLUMNS, self.words(title), labels, series)
        columns = (TableColumn(key, self._head(key)), self._column("count"))
        return Table(columns, tuple(counted), charts=(chart,) if any(counts) else ())

    def criteria_table(self) -> Table:
        """The weakest criteria."""
        found = criterion_shares(self.board.lines())[:WEAKEST]
        columns = (
            TableColumn("criterion", self._head("criterion")),
            TableColumn("scheme", self._head("scheme")),
            TableColumn("reached", self._head("reached"), "right", places=1),
            self._column("cells"),
        )
        title = self.catalog.local
        rows = [
            (title(one.criterion.title), title(one.scheme.title), one.share, one.cells)
            for one in found
        ]
        return Table(columns, tuple(rows), charts=tuple(self._weak_chart(found)))

    def _weak_chart(self, found: Sequence[CriterionShare]) -> Iterator[Chart]:
        if len(found) >= _FEWEST:
            labels = tuple(self.catalog.local(one.criterion.short) for one in found)
            series = (Series(self._head("reached"), tuple(one.share for one in found)),)
            yield Chart(ChartKind.BARS, self.words("chart.weak"), labels, series, 1)

    def periods_table(self) -> Table:
        """The periods down, the whole and the children across, as far as there is room."""
        board = self.board
        rows = board.rows if len(board.rows) <= _MOST_COLUMNS else ()
        trends = [board.trend(), *(board.trend(row.organization.id) for row in rows)]
        if not trends[0]:
            return Table((), ())
        lines = [
            (period, values)
            for period, *values in zip(board.periods, *trends, strict=True)
            if values[0] is not None
        ]
        columns = (
            TableColumn("period", self._head("period")),
            TableColumn("whole", self.words("whole"), "right", places=1),
            *(
                TableColumn(row.organization.id, self.name_of(row), "right", places=1)
                for row in rows
            ),
        )
        told: list[tuple[Value, ...]] = [
            (period_text(self.catalog, period), *values) for period, values in lines
        ]
        return Table(columns, tuple(told), frozen_columns=1, charts=tuple(self._lines_chart(told)))

    def _lines_chart(self, lines: Sequence[tuple[Value, ...]]) -> Iterator[Chart]:
        if len(lines) < _FEWEST:
            return
        board = self.board
        labels = tuple(str(line[0]) for line in lines)
        whole = Series(self.words("whole"), tuple(_figure(line[1]) for line in lines))
        yield Chart(ChartKind.LINES, self.words("chart.periods"), labels, (whole,), 1)
        if _FEWEST <= len(board.rows) <= MOST_DRAWN:
            shown = [place for place, value in enumerate(board.trend()) if value is not None]
            series = tuple(
                Series(self.name_of(row), _picked(board.trend(row.organization.id), shown))
                for row in board.rows
            )
            yield Chart(ChartKind.TRENDS, self.words("chart.trends"), labels, series, 1)


def summary_params(summary: Summary) -> dict[str, object]:
    """A summary as the texts about it name its parts."""
    return {
        "wanted": summary.wanted,
        "handed": summary.handed,
        "on_time": summary.on_time,
        "returned": summary.returned,
        "settled": summary.settled,
        "judged": summary.judged,
        "complete": summary.complete,
        "vetoed": summary.vetoed,
        "share": "-" if summary.share is None else f"{summary.share}%",
    }


def movement(catalog: Catalog, risen: int | None) -> str:
    """Risen or fallen by how many places; empty where one of the periods has none."""
    if risen is None:
        return ""
    if not risen:
        return catalog.text("report.ranking.held")
    key = "report.ranking.risen" if risen > 0 else "report.ranking.fallen"
    return catalog.text(key, places=abs(risen))


def spread_labels(catalog: Catalog) -> list[str]:
    """The parts of a distribution, the lowest first."""
    first, *_, last = STEPS
    between = [
        catalog.text("report.rollup.part.between", low=low, high=high)
        for low, high in pairwise(STEPS)
    ]
    return [
        catalog.text("report.rollup.part.below", high=first),
        *between,
        catalog.text("report.rollup.part.above", low=last),
    ]


def _counted(summary: Summary) -> tuple[Value, ...]:
    return (
        *(summary.wanted, summary.handed, summary.on_time, summary.returned, summary.settled),
        *(summary.judged, summary.complete, summary.completeness, summary.vetoed, summary.share),
    )


def _figure(value: Value) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def _picked(values: Sequence[Decimal | None], places: Iterable[int]) -> tuple[Decimal | None, ...]:
    return tuple(values[place] if values else None for place in places)
