"""How values look in each kind of output, which fields of a card stand side by side, and where issuer and date stand.

The end of an official report follows GB/T 9704-2012, 7.3.5.2 (without a seal).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from branchkit.core.tables import Card, CardField, Report, Table, TableColumn, Value
from branchkit.core.text_width import cell_width, printable


def card_lines(card: Card) -> Iterator[tuple[CardField, ...]]:
    """The fields as they stand side by side: two narrow ones, or a wide one alone."""
    waiting: CardField | None = None
    for field in card.fields:
        if field.wide:
            if waiting is not None:
                yield (waiting,)
                waiting = None
            yield (field,)
        elif waiting is not None:
            yield waiting, field
            waiting = None
        else:
            waiting = field
    if waiting is not None:
        yield (waiting,)


_TWO_CHARACTERS = 4


def signature_indents(issuer: str, issued_on: str) -> tuple[int, int]:
    """Cells free at the right of the issuer's line and of the date's line; one Chinese character is two cells.

    The issuer stands two characters in from the right, the date begins two characters further right than the issuer;
    a date longer than the issuer stands two characters in, and the issuer moves left instead.
    """
    issuer_width, date_width = cell_width(issuer), cell_width(issued_on)
    if date_width > issuer_width:
        return date_width + 2 * _TWO_CHARACTERS - issuer_width, _TWO_CHARACTERS
    return _TWO_CHARACTERS, issuer_width - date_width


_ARMED = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
"""What a spreadsheet may run as a formula; with apostrophes in front as well, so that one more can be told from them."""
_EXACT_DIGITS = 15
"""Significant digits a double carries unchanged, which is what JSON readers and spreadsheets have."""
_LONG_FIGURES = 12
"""From this length on a spreadsheet turns the digits of a csv file into 1.1E+17 and loses the last ones."""


def shown(value: Value, column: TableColumn) -> str:
    """The value as text, for a reader: decimals as the column says but never fewer than the value has."""
    match value:
        case None:
            return ""
        case bool():
            return column.truth[0] if value else column.truth[1]
        case Decimal():
            return f"{value:.{decimals(value, column.places)}f}"
        case date():
            return value.isoformat()
        case _:
            return printable(str(value))


def printed_part(table: Table) -> Table:
    """The table without the columns that are not printed."""
    places = [place for place, column in enumerate(table.columns) if column.printed]
    if len(places) == len(table.columns):
        return table
    columns = tuple(table.columns[place] for place in places)
    rows = tuple(tuple(row[place] for place in places) for row in table.rows)
    return replace(table, columns=columns, rows=rows)


def decimals(value: Decimal, places: int | None) -> int:
    """Decimals to show: ``places``, more where the value itself has more, so that nothing is rounded unseen."""
    exponent = value.as_tuple().exponent
    own = max(-exponent, 0) if isinstance(exponent, int) else 0
    if places is None:
        return own
    if own <= places:
        return places
    reduced = value.normalize().as_tuple().exponent
    return max(places, -reduced if isinstance(reduced, int) else 0)


def is_exact(value: int | Decimal) -> bool:
    """Whether a spreadsheet or a JSON reader, whose numbers are doubles, keeps all digits of it."""
    return len(Decimal(value).normalize().as_tuple().digits) <= _EXACT_DIGITS


def unarmed(text: str) -> str:
    """Text that a spreadsheet will not run as a formula: an apostrophe in front where it begins like one."""
    return f"'{text}" if _ARMED.match(text) else text


def disarmed(text: str) -> str:
    """The text that :func:`unarmed` was given."""
    return text[1:] if text.startswith("'") and _ARMED.match(text) else text


def unshortened(text: str) -> str:
    """Long figures with a tab in front, so that a spreadsheet opening a csv file keeps all their digits."""
    figures = text.rstrip("Xx")
    return f"\t{text}" if len(figures) >= _LONG_FIGURES and figures.isdecimal() else text


def made_at(report: Report) -> datetime:
    """When the paper was made, as document properties want it: UTC without saying so.

    A fixed day where the paper does not say, so that equal papers give equal files.
    """
    created = datetime.fromisoformat(report.properties.get("created", "2000-01-01"))
    return created.astimezone(UTC).replace(tzinfo=None) if created.tzinfo else created


def plain(value: object) -> object:
    """The value as JSON has it: dates as text, a Decimal as a number where a double holds it exactly, else as text."""
    match value:
        case Decimal():
            return _json_number(value)
        case date():
            return value.isoformat()
        case dict():
            return {str(key): plain(part) for key, part in value.items()}
        case list() | tuple():
            return [plain(part) for part in value]
        case set() | frozenset():
            return sorted(str(part) for part in value)
        case _:
            return value


def _json_number(value: Decimal) -> int | float | str:
    if not value.is_finite() or not is_exact(value):
        return str(value)
    return int(value) if value == value.to_integral_value() else float(value)
