"""What the papers have in common: the words for periods and dates, the columns, the order of rows, the figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from branchkit.core.dates import Period
from branchkit.core.rating.movement import Settled
from branchkit.core.scoring.schemes import Scheme, Veto
from branchkit.core.tables import Paragraph, Report, Table, TableColumn, Value
from branchkit.core.values import frozen
from branchkit.i18n.catalog import Catalog
from branchkit.services.scoring.sheets import ScoredRow, ScoredSheet


@frozen
class ReportBasis:
    """What every paper is made from.

    ``unmasked`` are names out of :data:`~branchkit.services.unmasking.PERSONAL_FIELDS` that were asked for; without
    them no paper has personal numbers at all. ``at`` is when the paper is made, the date beneath it.
    """

    scored: ScoredSheet
    catalog: Catalog
    at: datetime
    unmasked: tuple[str, ...] = ()

    @property
    def period(self) -> Period:
        """The sheet's period."""
        return self.scored.sheet.key.period

    @property
    def subject(self) -> str:
        """``member`` or ``organization``, as catalog keys end."""
        return str(self.scored.scheme.subject)

    def words(self, key: str, /, **params: object) -> str:
        """A text of the ``report.`` family."""
        return self.catalog.text(f"report.{key}", **params)

    def report(
        self,
        kind: str,
        blocks: Iterable[Paragraph | Table],
        *,
        subtitle: str = "",
        salutation: str = "",
        landscape: bool = False,
    ) -> Report:
        """The finished paper, with title, issuer and date."""
        return Report(
            title=self.words(f"{kind}.title.{self.subject}", period=self.period_text),
            blocks=tuple(blocks),
            subtitle=subtitle,
            salutation=salutation,
            issuer=self.scored.organization.name,
            issued_on=date_text(self.catalog, self.at),
            landscape=landscape,
            properties={
                "language": self.catalog.language,
                "created": self.at.isoformat(timespec="seconds"),
                "sheet": str(self.scored.sheet.key),
                "state": str(self.scored.sheet.state),
            },
        )

    @property
    def period_text(self) -> str:
        """The period in words: 2026年11月."""
        return period_text(self.catalog, self.period)

    @property
    def state_text(self) -> str:
        """How final the results are."""
        return self.words(f"standing.{self.scored.sheet.state}")

    def points_column(self, key: str, title: str, values: Iterable[Decimal | None]) -> TableColumn:
        """A column of points whose figures all have as many decimals as the longest of them."""
        return TableColumn(key, title, align="right", places=most_decimals(values))

    def total_column(self, key: str = "total", title: str = "") -> TableColumn:
        """A column of totals, with the scheme's decimals."""
        places = self.scored.scheme.rounding.places
        return TableColumn(key, title or self.words("column.total"), align="right", places=places)

    def person_columns(self) -> tuple[TableColumn, ...]:
        """Name, and the personal numbers that were asked for."""
        name = TableColumn("name", self.words(f"column.name.{self.subject}"))
        return (
            name,
            *(TableColumn(field, self.words(f"column.{field}")) for field in self.unmasked),
        )

    def person(self, row: ScoredRow) -> tuple[Value, ...]:
        """The values of :meth:`person_columns`."""
        member = row.member
        numbers = {"id": member.citizen_id, "phone": member.phone} if member else {}
        return (row.name, *(numbers.get(field, "") for field in self.unmasked))

    def band(self, row: ScoredRow) -> str:
        """The band's name, empty while there is none; of whom the sheet leaves out, that it does."""
        if row.row.excluded:
            return self.words("sheet.excluded")
        if row.waiting:
            return self.words(f"waiting.{row.waiting}")
        return self.catalog.local(row.band.title) if row.band else ""


def period_text(catalog: Catalog, period: Period) -> str:
    """A period in words."""
    return catalog.text(f"report.period.{period.kind}", year=period.year, index=period.index)


def date_text(catalog: Catalog, day: datetime) -> str:
    """A date as papers carry it."""
    return catalog.text("report.date", year=day.year, month=day.month, day=day.day)


def is_settled(row: ScoredRow) -> bool:
    """Whether a row is scored with nothing open, so that it counts in figures and ranks."""
    return row.row.total is not None and row.result.complete


def placing_of(row: ScoredRow, scheme: Scheme) -> Settled | None:
    """A settled row's result, to be held beside another period's; None while something is open."""
    return Settled(row.result.total, row.band, scheme.bands) if is_settled(row) else None


def by_rank(rows: Iterable[ScoredRow]) -> list[ScoredRow]:
    """Settled rows, best first; equal ranks in the order of the roll."""
    settled = [row for row in rows if is_settled(row)]
    unranked = len(settled) + 1
    return sorted(settled, key=lambda row: (row.rank or unranked, row.number))


def open_rows(rows: Iterable[ScoredRow]) -> list[ScoredRow]:
    """Rows in which something is still to be scored."""
    return [row for row in rows if not is_settled(row) and not row.row.excluded]


def excluded_rows(rows: Iterable[ScoredRow]) -> list[ScoredRow]:
    """Rows whose subjects are not judged in this period, by decision."""
    return [row for row in rows if row.row.excluded]


def mean(totals: list[Decimal], places: int) -> Decimal:
    """The mean, rounded half up to the scheme's places, one at least."""
    step = Decimal(1).scaleb(-max(places, 1))
    return (sum(totals, Decimal(0)) / len(totals)).quantize(step, ROUND_HALF_UP)


def most_decimals(values: Iterable[Decimal | None]) -> int:
    """How many decimals the longest of these figures has."""
    return max((_own_decimals(value) for value in values if value is not None), default=0)


def _own_decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def numbered(rows: Iterable[ScoredRow]) -> Iterator[tuple[int, ScoredRow]]:
    """Rows with the number on the roll, the place where the roll has none."""
    for place, row in enumerate(rows, start=1):
        yield row.number or place, row


def veto_effect(basis: ReportBasis, veto: Veto) -> str:
    """What a veto does, in words."""
    scheme = basis.scored.scheme
    if veto.zero_total:
        return basis.words("veto.zero_total")
    if veto.zero_section:
        sections = {section.id: section.title for section in scheme.sections}
        return basis.words("veto.zero_section", section=sections[veto.zero_section])
    bands = {band.id: band.title for band in scheme.bands}
    return basis.words("veto.band", band=bands[veto.band])
