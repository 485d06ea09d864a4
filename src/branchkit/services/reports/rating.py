"""评定通报: the paper with which the bands of siblings are made known, and on which objections are invited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from branchkit.core.dates import Period
from branchkit.core.errors import ReportError
from branchkit.core.ports import Reader
from branchkit.core.rating.rating import Move, RatedRow, Rating, RatingState, move_of
from branchkit.core.scoring.schemes import Scheme
from branchkit.core.scoring.sheets import SheetKey
from branchkit.core.tables import Chart, ChartKind, Paragraph, Report, Series, Table
from branchkit.core.values import frozen
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import Contributions
from branchkit.services.organizations.organizations import read_tree
from branchkit.services.rating.ratings import existing_rating, ratings_of, scheme_of_rating
from branchkit.services.rating.tables import Names, rating_table, unrated_text
from branchkit.services.reports.parts import date_text, period_text


def find_rating(reader: Reader, org: str, period: Period, scheme: str = "") -> SheetKey:
    """The rating of a period that an organisation has made; raises :class:`ReportError` ``no_rating``, ``several_sheets``."""
    found = [
        rating.key
        for rating in ratings_of(reader, org)
        if rating.key.period == period and scheme in ("", rating.key.scheme)
    ]
    if not found:
        raise ReportError("no_rating", period=str(period))
    if len(found) > 1:
        known = [key.scheme for key in found]
        raise ReportError("several_sheets", period=str(period), known=known)
    return found[0]


def rating_paper(
    reader: Reader, contributions: Contributions, key: SheetKey, catalog: Catalog, at: datetime
) -> Report:
    """Who has which band, who rose and fell, who was not rated, until when objections are taken.

    Raises :class:`~branchkit.core.errors.RatingError` ``not_opened``.
    """
    rating = existing_rating(reader, key)
    scheme = scheme_of_rating(rating, contributions.schemes)
    names = {o.id: o.name for o in read_tree(reader).all()}
    paper = _Paper(rating, scheme, catalog, names)
    period = period_text(catalog, key.period)
    return Report(
        title=catalog.text("report.rating.title", period=period),
        subtitle=catalog.local(scheme.title),
        blocks=tuple(paper.blocks(period)),
        salutation=catalog.text("report.rating.salutation"),
        issuer=names.get(key.org, key.org),
        issued_on=date_text(catalog, at),
        properties={
            "language": catalog.language,
            "created": at.isoformat(timespec="seconds"),
            "rating": str(key),
            "state": str(rating.state),
        },
    )


@frozen
class _Paper:
    rating: Rating
    scheme: Scheme
    catalog: Catalog
    names: Names

    def _text(self, key: str, /, **params: object) -> str:
        return self.catalog.text(f"report.rating.{key}", **params)

    def blocks(self, period: str) -> Iterator[Paragraph | Table]:
        """From the top."""
        scheme = self.catalog.local(self.scheme.title)
        rated = [row for row in self.rating.by_rank() if row.is_rated]
        yield Paragraph(self._text("opening", scheme=scheme, period=period, count=len(rated)))
        yield Paragraph(self._text("heading.bands"), level=1)
        if counts := self._counts(rated):
            yield Paragraph(self._text("counts", counts=counts))
        yield self._table(rated)
        moves = list(self._moves(rated))
        if moves:
            yield Paragraph(self._text("heading.moves"), level=1)
            yield from map(Paragraph, moves)
        if aside := [row for row in self.rating.by_rank() if not row.is_rated]:
            yield Paragraph(self._text("heading.unrated"), level=1)
            for row in aside:
                why = unrated_text(self.catalog, row)
                yield Paragraph(self._text("unrated", name=self.names[row.org], why=why))
        yield Paragraph(self._standing())

    def _counts(self, rated: list[RatedRow]) -> list[str]:
        counts = Counter(_band(row) for row in rated)
        return [
            self._text("count", band=self.catalog.local(band.title), count=counts[band.id])
            for band in self.scheme.bands
            if counts[band.id]
        ]

    def _table(self, rated: list[RatedRow]) -> Table:
        """As the list has it, without what is for those who decide."""
        whole = rating_table(self.catalog, self.scheme, self.rating, self.names)
        # Once the committee has decided, its decision is what is made known.
        needless = "proposal" if any(row.decided for row in rated) else "decided"
        sections = (section.id for section in self.scheme.sections)
        kept = whole.without("organization", needless, *sections)
        rows = kept.rows[: len(rated)]
        return Table(kept.columns, rows, "", 1, self._charts(rated))

    def _charts(self, rated: list[RatedRow]) -> tuple[Chart, ...]:
        counts = Counter(_band(row) for row in rated)
        if len(rated) < 2:
            return ()
        return (
            Chart(
                ChartKind.COLUMNS,
                self.catalog.text("report.chart.bands"),
                tuple(self.catalog.local(band.title) for band in self.scheme.bands),
                (
                    Series(
                        self._text("chart_count"), tuple(counts[b.id] for b in self.scheme.bands)
                    ),
                ),
            ),
        )

    def _moves(self, rated: list[RatedRow]) -> Iterator[str]:
        for move in (Move.ROSE, Move.HELD, Move.FELL):
            names = [
                self.names[row.org]
                for row in rated
                if move_of(self.scheme, row.previous, _band(row)) is move
            ]
            if names:
                told = self.catalog.code("rated.move", move)
                yield self._text("moved", move=told, count=len(names), names=names)

    def _standing(self) -> str:
        """How final it is."""
        state, until = self.rating.state, self.rating.notice_until
        if state is RatingState.NOTICE:
            since = self.rating.notice_from
            return self._text("standing.notice", since=since, until=until)
        if state is RatingState.SEALED:
            return self._text("standing.sealed")
        return self._text("standing.proposed")


def _band(row: RatedRow) -> str:
    return row.decided or row.band
