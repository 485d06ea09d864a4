"""What the two papers on dues have in common."""

from __future__ import annotations

from datetime import datetime

from branchkit.core.dates import Period, PeriodKind
from branchkit.core.ports import Reader
from branchkit.core.tables import Paper, Paragraph, Table, TableColumn
from branchkit.core.values import frozen
from branchkit.i18n.catalog import Catalog
from branchkit.services.dues.book import DuesBook
from branchkit.services.papers.parts import date_text, period_text
from branchkit.services.roster import branch_name


@frozen
class DuesPaperBasis:
    """A year of an organisation's dues. ``at`` is when the paper is made, the date on it."""

    reader: Reader
    book: DuesBook
    catalog: Catalog
    year: int
    at: datetime

    def words(self, key: str, /, **params: object) -> str:
        """A text of the ``report.dues.`` family."""
        return self.catalog.text(f"report.dues.{key}", **params)

    def money(self, key: str, title: str = "") -> TableColumn:
        """A column of yuan and fen."""
        return TableColumn(key, title or self.words(f"column.{key}"), "right", places=2)

    def count(self, key: str) -> TableColumn:
        """A column of people."""
        return TableColumn(key, self.words(f"column.{key}"), "right")

    def paper(self, kind: str, table: Table, note: str) -> Paper:
        """The finished form, with who fills it in and who signs."""
        year = period_text(self.catalog, Period(self.year, 1, PeriodKind.YEAR))
        return Paper(
            title=self.words(f"{kind}.title", year=year),
            blocks=(table, Paragraph(note, indent=False)),
            landscape=True,
            filled_by=self.words("filled_by", name=branch_name(self.reader, self.book.org)),
            filled_on=date_text(self.catalog, self.at),
            signatures=tuple(
                self.words(f"signature.{who}") for who in ("collector", "checker", "secretary")
            ),
            properties={
                "language": self.catalog.language,
                "created": self.at.isoformat(timespec="seconds"),
            },
        )
