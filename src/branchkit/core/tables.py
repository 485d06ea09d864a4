"""Tables and papers: what every list, export and report is made of before a writer gives it a format.

A :class:`Table` is columns and rows of plain values; a :class:`Report` is a title, paragraphs, tables and
cards, as an official notice, a roster or a form is printed. ``exchange/`` turns them into text, csv, xlsx,
docx, html and json; nothing else does.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from branchkit.core.values import frozen

Value = str | int | Decimal | date | bool | None
"""What a table's cell may hold; None: nothing."""


@frozen
class TableColumn:
    """One column. ``key`` names it in json and csv; ``number_format`` is a count of decimals."""

    key: str
    title: str
    align: str = "left"
    """``left``, ``right`` or ``center``."""
    width: int | None = None
    """In terminal cells; None: as wide as the content."""
    places: int | None = None
    """Decimals shown for a Decimal; None: as it is."""
    truth: tuple[str, str] = ("是", "否")
    """Words for true and false where the output is for readers."""
    printed: bool = True
    """Whether it stands on paper; where not, only data (csv, json, a workbook beyond its print area) has it."""


@frozen
class Series:
    """Figures of one kind in a chart, one for each of its labels."""

    name: str
    """What they are, for the legend where there are several."""
    values: tuple[int | Decimal | None, ...]
    """None: nothing is known, which is drawn as a gap and not as 0."""


class ChartKind(StrEnum):
    """How figures are drawn."""

    BARS = "bars"
    """A bar for each label, lying; several series side by side."""
    COLUMNS = "columns"
    """A column for each label, standing: a distribution."""
    LINES = "lines"
    """A line for each series, the labels from left to right: months."""
    SHARES = "shares"
    """A bar for each label, divided among the series."""
    TRENDS = "trends"
    """A small line for each series with its name and last figure, all in one scale."""


@frozen
class Chart:
    """A picture of figures. Formats that cannot draw leave it out, so it never tells what no table or text says."""

    kind: ChartKind
    """How it is drawn."""
    title: str
    """Above it."""
    labels: tuple[str, ...]
    """What the figures belong to, in order."""
    series: tuple[Series, ...]
    """One at least where there is something to draw."""
    places: int | None = None
    """Decimals shown; None: as the figures are."""


@frozen
class Table:
    """Columns and rows; every row has a value for every column."""

    columns: tuple[TableColumn, ...]
    """In their order."""
    rows: tuple[tuple[Value, ...], ...]
    """A value for each column; figures as Decimal, days as date: writers align and round them."""
    title: str = ""
    frozen_columns: int = 0
    """How many leading columns stay when a spreadsheet scrolls."""
    charts: tuple[Chart, ...] = ()
    """Pictures of its figures, drawn before it where a format can draw: html."""

    def without(self, *keys: str) -> Table:
        """The same without some columns."""
        kept = [n for n, column in enumerate(self.columns) if column.key not in keys]
        return Table(
            tuple(self.columns[n] for n in kept),
            tuple(tuple(row[n] for n in kept) for row in self.rows),
            self.title,
            sum(n < self.frozen_columns for n in kept),
        )


@frozen
class CardField:
    """A label and its value; a ``wide`` one takes a line of the card for itself."""

    label: str
    """At the left."""
    value: str
    """As it is printed."""
    wide: bool = False
    """Whether it takes the whole width."""


@frozen
class Card:
    """One person or thing on a page of its own: labels and values in two pairs a line, under a title of its own."""

    title: str
    fields: tuple[CardField, ...]
    """From the top; two side by side where neither is wide."""


@frozen
class Paragraph:
    """A paragraph of a paper; ``level`` 0 is body text, 1 and 2 are headings (一、 and （一）)."""

    text: str
    """One paragraph, without line breaks."""
    level: int = 0
    align: str = "left"
    """``left``, ``right`` or ``center``."""
    indent: bool = True
    """Body text of an official paper starts two characters in."""


@frozen
class RedHead:
    """What makes an official paper of a report (GB/T 9704): its red head, and what stands below the text."""

    mark: str
    """The issuing body in red, as the head has it: 中共清溪镇青石村支部委员会."""
    number: str = ""
    """The document number: 青石支〔2026〕3号; empty: none has been given yet."""
    signer: str = ""
    """Who signs a paper to a superior; empty: it goes to others."""
    attachments: tuple[str, ...] = ()
    """Their names, in order."""
    seal: bool = False
    """Whether a seal comes over issuing body and date."""
    copies: str = ""
    """Whom copies go to."""
    printed_by: str = ""
    """Who has it printed and sent."""
    printed_on: str = ""
    """The day of that, as it is to be printed."""


@frozen
class Report:
    """A report as such: title, what stands under it, blocks, signature and date at the end."""

    title: str
    blocks: tuple[Paragraph | Table | Card, ...]
    """From the top."""
    subtitle: str = ""
    """Below the title; empty: none."""
    salutation: str = ""
    """Whom it addresses, a line of its own before the text (各党小组：)."""
    issuer: str = ""
    """Who signs at the end; empty: nobody."""
    issued_on: str = ""
    """The day at the end, as it is to be printed."""
    landscape: bool = False
    """Whether the sheet lies on its side."""
    filled_by: str = ""
    """Of a form: the organisation that fills it in, at the left under the title."""
    filled_on: str = ""
    """Of a form: the day, at the right under the title."""
    signatures: tuple[str, ...] = ()
    """Of a form: who signs, side by side at the end, or at the foot of each card."""
    red_head: RedHead | None = None
    """What makes an official paper of it; None: it is an ordinary one."""
    properties: dict[str, str] = field(default_factory=dict)
    """Of the file, as text: ``created`` (a moment, ISO), ``language`` (zh_CN, en)."""
