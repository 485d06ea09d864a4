"""A register's rows as a table, and as the paper on which a branch shows or hands them in.

Data (csv, json, a workbook's cells) are the table with every column, so that they can be read in again; paper has what
the register's layout says is printed, in lines or with a card for each row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from branchkit.core.dates import Period, day_of
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.ports import Reader
from branchkit.core.registers.register import Column, ColumnKind, Record, Register
from branchkit.core.tables import Card, CardField, Paragraph, Report, Table, TableColumn, Value
from branchkit.core.text_width import cell_width
from branchkit.core.values import frozen
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import Contributions
from branchkit.services.organizations.organizations import read_tree
from branchkit.services.pages import in_pages
from branchkit.services.registers.reading import RecordRef, RegisterRecords
from branchkit.services.registers.texts import RecordTexts
from branchkit.services.reports.parts import date_text, period_text

ORG = "org"
"""Key of the column with the organisation, where rows of several stand in one table."""
NUMBER = "no"
"""Key of the column that counts the rows."""
DATA_FORMATS = ("csv", "json", "xlsx")
"""Formats that hold the rows as a table even where the register is printed as cards; a workbook has the cards behind it."""


def is_data(format: str) -> bool:
    """Whether rows come as a table, as they do for every plugin's format."""
    return format in DATA_FORMATS or "." in format


_RIGHT = (ColumnKind.NUMBER, ColumnKind.MONEY)
_CENTERED = (ColumnKind.DATE, ColumnKind.MONTH, ColumnKind.YES_NO, ColumnKind.CHOICE)
_NAMING = (
    ColumnKind.MEMBER,
    ColumnKind.MEMBERS,
    ColumnKind.ORGANIZATION,
    ColumnKind.CHOICE,
    ColumnKind.LIST,
)
"""Kinds whose shown text may leave open what is meant, so that a table has what is typed."""
_NUMBERING = frozenset({"number", "no"})
_NARROW_VALUE = 24
"""Cells; a column with longer values takes a card's whole line."""


@frozen
class Extract:
    """Which rows of a register are wanted, and what of them may be seen."""

    register: Register
    orgs: tuple[str, ...]
    """The organisation whose register it is, then those below it that are asked for as well."""
    period: Period | None = None
    """Only rows of this time; of standing rows those that held at some time in it."""
    unmasked: frozenset[str] = frozenset()
    """Personal columns asked for by name, which has been recorded before anything is made."""
    refs: Sequence[RecordRef] | None = None
    """These rows in this order, as a screen has filtered and sorted them; None: all by date."""

    @property
    def org(self) -> str:
        """Whose paper it is."""
        return self.orgs[0]


@frozen
class ReportScene:
    """What papers are made from."""

    reader: Reader
    contributions: Contributions
    catalog: Catalog
    at: datetime


def register_report(scene: ReportScene, extract: Extract, format: str = "docx") -> Report:
    """The register on paper, as the writer of ``format`` wants it."""
    making = _Making(scene, extract)
    return making.report(list(making.rows()), format)


def shown_rows(scene: ReportScene, extract: Extract) -> Iterator[tuple[Record, Mapping[str, str]]]:
    """The rows that are wanted, each with what is shown of its columns."""
    making = _Making(scene, extract)
    for record in making.rows():
        yield record, making.shown(record)


class _Making:
    def __init__(self, scene: ReportScene, extract: Extract) -> None:
        self._scene = scene
        self._extract = extract
        self._register = extract.register
        self._tree: OrganizationTree = read_tree(scene.reader)
        self._texts = RecordTexts(
            scene.reader, scene.catalog, extract.register, extract.orgs, extract.unmasked
        )
        self._several = len(extract.orgs) > 1

    def rows(self) -> Iterator[Record]:
        """The records that are wanted."""
        rows = RegisterRecords(
            self._scene.reader,
            self._scene.contributions,
            self._register,
            self._extract.orgs,
            self._scene.at.date(),
        )
        refs = self._extract.refs
        found = rows.all() if refs is None else rows.records(refs)
        for page in in_pages(record for record in found if self._is_wanted(record)):
            self._texts.read_ahead(page)
            yield from page

    def _is_wanted(self, record: Record) -> bool:
        period = self._extract.period
        if period is None or not self._register.dated_by:
            return True
        values = record.values
        since = day_of(values.get(self._register.dated_by))
        if self._register.ended_by:
            until = day_of(values.get(self._register.ended_by))
            return _overlaps(period, since, until)
        return since is not None and since in period

    def shown(self, record: Record) -> Mapping[str, str]:
        """Column → what is shown of it."""
        return {column.id: self._texts.shown(column, record) for column in self._register.columns}

    def table(self, records: Iterable[Record]) -> Table:
        """The rows in a table, with a running number in front where the register has none of its own."""
        cells: list[Callable[[int, Record], Value]] = []
        heads: list[TableColumn] = []
        if not _NUMBERING & {c.field or c.id for c in self._register.columns}:
            heads.append(TableColumn(NUMBER, self._words("column.no"), "center"))
            cells.append(lambda place, _record: place)
        if self._several:
            heads.append(TableColumn(ORG, self._words("column.org")))
            cells.append(lambda _place, record: self._tree.name(record.org))
        for column in _printed_first(self._register.columns):
            heads.append(self._head(column))
            cells.append(self._cell(column))
        rows = tuple(
            tuple(cell(place, record) for cell in cells)
            for place, record in enumerate(records, start=1)
        )
        return Table(tuple(heads), rows, frozen_columns=1)

    def report(self, records: Sequence[Record], format: str) -> Report:
        """Title, who and when, the rows, the note, who signs."""
        layout, catalog = self._register.layout, self._scene.catalog
        title = catalog.local(layout.title) or catalog.local(self._register.title)
        blocks: list[Paragraph | Table | Card] = []
        if is_data(format) or not layout.card:
            blocks.append(self.table(records))
        if layout.card and (format == "xlsx" or not blocks):
            blocks += self._cards(title, records)
        if not records and not is_data(format):
            blocks = [Paragraph(self._words("no_rows"), align="center")]
        if note := catalog.local(layout.note):
            blocks.append(Paragraph(note, indent=False))
        period = self._extract.period
        return Report(
            title=title,
            blocks=tuple(blocks),
            subtitle=period_text(catalog, period) if period else "",
            landscape=layout.landscape,
            filled_by=self._words("filled_by", organization=self._tree.name(self._extract.org)),
            filled_on=date_text(catalog, self._scene.at),
            signatures=tuple(catalog.local(name) for name in layout.signatures),
            properties={
                "language": catalog.language,
                "created": self._scene.at.isoformat(timespec="seconds"),
                "register": self._register.id,
            },
        )

    def _cards(self, title: str, records: Sequence[Record]) -> Iterator[Card]:
        columns = [column for column in self._register.columns if column.printed]
        texts = [[self._texts.shown(column, record) for column in columns] for record in records]
        wide = {
            place
            for place, column in enumerate(columns)
            if column.kind in (ColumnKind.MEMBERS, ColumnKind.LIST)
            or any(cell_width(row[place]) > _NARROW_VALUE for row in texts)
        }
        for record, row in zip(records, texts, strict=True):
            fields = [
                CardField(self._scene.catalog.local(column.title), text, place in wide)
                for place, (column, text) in enumerate(zip(columns, row, strict=True))
            ]
            if self._several:
                name = self._tree.name(record.org)
                fields.insert(0, CardField(self._words("column.org"), name, wide=True))
            yield Card(title, tuple(fields))

    def _head(self, column: Column) -> TableColumn:
        align = "left"
        if column.kind in _RIGHT:
            align = "right"
        elif column.kind in _CENTERED:
            align = "center"
        text = self._scene.catalog.text
        return TableColumn(
            column.id,
            self._scene.catalog.local(column.title),
            align,
            places=2 if column.kind is ColumnKind.MONEY else None,
            truth=(text("common.value.yes"), text("common.value.no")),
            printed=column.printed,
        )

    def _cell(self, column: Column) -> Callable[[int, Record], Value]:
        texts = self._texts
        if column.kind in _NAMING and not texts.is_hidden(column):
            return lambda _place, record: texts.typed(column, record)
        return lambda _place, record: texts.value(column, record)

    def _words(self, key: str, **params: object) -> str:
        return self._scene.catalog.text(f"transfer.paper.{key}", **params)


def _printed_first(columns: Iterable[Column]) -> list[Column]:
    """Columns that are not printed stand beyond the others, where a print area leaves them out."""
    return sorted(columns, key=lambda column: not column.printed)


def _overlaps(period: Period, since: date | None, until: date | None) -> bool:
    begun = since is None or since <= period.last_day
    return begun and (until is None or until >= period.first_day)
