"""The five-goods appraisal table (“五个好”评定表): a table for each level, villages last, with a summary over each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from branchkit.api.reports import (
    Chart,
    ChartKind,
    Paragraph,
    Report,
    Series,
    Table,
    TableColumn,
    Value,
)
from branchkit.api.rules import Basis
from branchkit.api.scoring import Scheme
from branchkit.api.workspace import OrganizationTree, ReportScene
from branchkit_rural.ladder import Ladder, Line
from branchkit_rural.levels import Level, Rung
from branchkit_rural.ratings import scheme_for
from branchkit_rural.reports import finished, is_within
from branchkit_rural.shortfall import section_shares
from branchkit_rural.words import Words, share_text

_MOST_BARS = 60


def appraisal(scene: ReportScene) -> Report:
    """Everybody below the organisation that the report is for, that one included."""
    words = Words(scene.language)
    ladder = Ladder(scene.workspace, scene.org, scene.period.year)
    found = [rung for rung in ladder.rungs if is_within(ladder, rung, scene.org)]
    blocks: list[Paragraph | Table] = []
    for level in Level:
        among = [rung for rung in found if rung.level is level]
        if among:
            blocks += _LevelPart(scene, ladder, words, level, among).blocks()
    if not blocks:
        blocks = [Paragraph(words.text("print.nobody"))]
    else:
        blocks.append(Paragraph(words.text("appraisal.note"), indent=False))
    title = words.text("appraisal.title", year=scene.period.year)
    return finished(scene, words, title, blocks)


class _LevelPart:
    """One level: a heading, how it did as a whole, and its table."""

    def __init__(
        self,
        scene: ReportScene,
        ladder: Ladder,
        words: Words,
        level: Level,
        among: Sequence[Rung],
    ) -> None:
        self._ladder, self._words, self._among = ladder, words, among
        self._scheme: Scheme = scheme_for(scene.workspace, level)
        self._lines = [ladder.line(rung) for rung in among]

    def blocks(self) -> Iterator[Paragraph | Table]:
        """Heading, summary where there are several to sum up, table."""
        heading = self._scheme.title.in_language(self._words.language)
        yield Paragraph(heading, level=1)
        if len(self._among) > 1:
            yield Paragraph(self._summary())
        yield self._table()

    def _summary(self) -> str:
        counts = self._ladder.counts(self._among)
        if not counts.rated:
            return self._words.text("appraisal.none", count=len(self._among))
        figures = self._ladder.figures
        reached = sum(line.now.has_reached(figures) for line in self._lines)
        return self._words.text(
            "appraisal.summary",
            count=len(self._among),
            rated=counts.rated,
            reached=reached,
            share=_share(reached, len(self._among)),
            wanted=share_text(figures.organizations_share),
            basis=self._basis("organizations-share"),
            best=counts.best,
            best_share=_share(counts.best, len(self._among)),
            best_most=share_text(figures.best_share),
            best_basis=self._basis("best-share"),
            rose=counts.rose,
            held=counts.held,
            fell=counts.fell,
        )

    def _basis(self, rule: str) -> str:
        """That a figure is provisional, where nobody has read it in the text itself."""
        basis = self._ladder.figures.edition.rule(rule).basis
        provisional = basis in (Basis.SECONDARY, Basis.GENERAL)
        return self._words.text("print.provisional") if provisional else ""

    def _table(self) -> Table:
        rows = [self._row(place, line) for place, line in enumerate(self._in_order(), start=1)]
        return Table(self._columns(), tuple(rows), frozen_columns=2, charts=tuple(self._charts()))

    def _charts(self) -> Iterator[Chart]:
        """How many are in which band, this year and the year before; what each came to, where there are several."""
        words, year = self._words, self._ladder.year
        if len(self._lines) == 1 or not any(
            line.now.band or line.before.band for line in self._lines
        ):
            return
        now = Counter(line.now.band.id for line in self._lines if line.now.band)
        before = Counter(line.before.band.id for line in self._lines if line.before.band)
        series = tuple(
            Series(band.short.in_language(words.language), (now[band.id], before[band.id]))
            for band in self._scheme.bands
        )
        labels = tuple(words.text("appraisal.of_year", year=y) for y in (year, year - 1))
        yield Chart(ChartKind.SHARES, words.text("appraisal.bands"), labels, series)
        rated = [line for line in self._lines if line.now.band and line.now.total is not None]
        if 1 < len(rated) <= _MOST_BARS:
            rated.sort(key=lambda line: -(line.now.total or Decimal(0)))
            totals = Series(
                words.text("print.column.total"), tuple(line.now.total for line in rated)
            )
            names = tuple(line.organization.name for line in rated)
            places = self._scheme.rounding.places
            yield Chart(ChartKind.BARS, words.text("appraisal.totals"), names, (totals,), places)

    def _columns(self) -> tuple[TableColumn, ...]:
        words = self._words
        goods = (
            TableColumn(s.id, s.title.in_language(words.language), "right", places=1)
            for s in self._scheme.sections
        )
        return (
            TableColumn("number", words.text("print.column.number"), "right"),
            TableColumn("name", words.text("print.column.name")),
            *goods,
            TableColumn(
                "total",
                words.text("print.column.total"),
                "right",
                places=self._scheme.rounding.places,
            ),
            TableColumn("rank", words.text("print.column.rank"), "right"),
            TableColumn("band", words.text("print.column.band"), "center"),
            TableColumn("before", words.text("print.column.before"), "center"),
            TableColumn("move", words.text("print.column.move"), "center"),
        )

    def _in_order(self) -> list[Line]:
        """By superior as the tree has them, the best of each first, those not rated last."""
        tree: OrganizationTree = self._ladder.tree
        parents = [o.id for o in tree]

        def key(line: Line) -> tuple[int, bool, Decimal]:
            above = tree.parent(line.rung.id)
            place = parents.index(above.id) if above else -1
            return place, line.now.band is None, -(line.now.total or Decimal(0))

        return sorted(self._lines, key=key)

    def _row(self, place: int, line: Line) -> tuple[Value, ...]:
        rated = line.now.band is not None
        shares = section_shares(line.now, line.organization) if rated else {}
        before = line.before.band
        return (
            place,
            line.organization.name,
            *(shares.get(section.id) for section in self._scheme.sections),
            line.now.total if rated else None,
            self._ladder.rank(line.rung),
            self._words.band(line.now),
            self._words.band(line.before) if before else "-",
            self._words.move(line.move) if rated else "",
        )


def _share(part: int, whole: int) -> str:
    return share_text(Decimal(100 * part) / whole)
