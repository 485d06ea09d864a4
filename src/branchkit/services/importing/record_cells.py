"""Rows of a sheet as values of a register: what spreadsheets and their users do to cells.

A number may stand for a date or have lost its last digits, a unit or 万 may stand behind an amount, a name of two
characters may be spread out, a dash may stand for nothing. What is taken in another way than it is written is told. Most
cells of a long list are plain, and taken as values at once; the others become the text that a register's reader takes, and
what was read once is remembered, since most columns repeat a few values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Context, Decimal

from branchkit.core.date_reading import first_of_range, read_date
from branchkit.core.errors import Place, Problem
from branchkit.core.masking import HIDDEN, is_masked
from branchkit.core.members.fixed_values import label_of
from branchkit.core.members.reading import unwrapped
from branchkit.core.registers.register import Choice, Column, ColumnKind, Register
from branchkit.core.registers.values import RecordReader
from branchkit.core.tables import Value
from branchkit.core.text_width import cleaned, is_plain
from branchkit.core.values import frozen
from branchkit.exchange.readers.grid import is_lost
from branchkit.exchange.writers.values import disarmed
from branchkit.services.importing.engine import MASKED
from branchkit.services.importing.layout import Row, folded_header, folded_with_brackets

HORIZON_YEARS = 10
"""Registers look ahead as well (deadlines), so a year of two digits is the latest that is not further away."""

_NOTHING = frozenset({"-", "--", "—", "——", "–", "/", "\\", "／", "无", "暂无", "空", "n/a"})
_SAYS_NO = frozenset({"无"})
"""Of yes or no this is an answer."""
_EXACT_DIGITS = 15
_AS_SHOWN = Context(prec=_EXACT_DIGITS)
"""A spreadsheet keeps 12.3 as 12.300000000000001 where it was worked out, and shows fifteen digits."""
_AMOUNT = re.compile(
    r"(?P<number>[+-]?[0-9][0-9,]*(?:\.[0-9]+)?)\s*(?P<ten_thousand>万)?\s*"
    r"(?:元|人民币|人次|人|名|户|次|个|件|天|日|小时|学时|课时|分钟|岁|份|篇|期|部|亩|处|条|项|家|年|%)?"
)
_IN_PERCENT = re.compile("%|率|比")
_MARKS = str.maketrans("✓✔☑☒✗✘", "√√√×××")
_DOTS = str.maketrans(dict.fromkeys("•‧・●∙⋅˙．", "·"))
_HAN = r"[\u3400-\u9fff]"
_SPREAD_NAME = re.compile(
    rf"(?<![\u3400-\u9fff·])({_HAN})\s+({_HAN})(?:\s+({_HAN})(?=\s*(?:$|[,，、;；])))?(?![\u3400-\u9fff·])"
)
"""陈 红, and 陈 建 国 at the end of an entry: three characters apart are one name only where no fourth follows."""


@frozen
class CellText:
    """A cell as text; ``code`` is the problem's, if any, and ``severity`` whether the text can be used."""

    text: str = ""
    code: str = ""
    severity: str = "warning"


class CellReader:
    """Makes texts of the cells of one column.

    ``armed``: they come from a csv file, in which texts that look like a formula have an apostrophe in front.
    """

    def __init__(self, column: Column, today: date, *, armed: bool = False) -> None:
        self._column = column
        self._armed = armed
        self.id = column.id
        self._read = _reader_of(column, _horizon(today))
        # A row that has lost what it must have, or its day, is none until somebody has mended it.
        self._is_needed = column.required or column.entry in (ColumnKind.DATE, ColumnKind.MONTH)

    def read(self, cell: Value) -> tuple[str, Problem | None]:
        """The cell as text, and what is to be told of it; of a personal one nothing is repeated."""
        made = self._made(cell)
        if not made.code:
            if isinstance(cell, str) and not is_plain(cell):
                return made.text, Problem("import.cleaned", Place(key=self._column.id), "warning")
            return made.text, None
        found = HIDDEN if self._column.personal else str(cell)
        params: dict[str, object] = {"found": found, "taken": made.text}
        return made.text, Problem(made.code, Place(key=self._column.id), made.severity, params)

    def _made(self, cell: Value) -> CellText:
        if not isinstance(cell, str):
            return self._read(cell)
        text = cleaned(str(unwrapped(cell))).strip()
        if not text:
            return CellText()
        if self._column.personal and is_masked(text):
            return CellText(code=MASKED)
        if is_lost(cell):
            return CellText("", "import.lost", "error" if self._is_needed else "warning")
        return self._read(disarmed(text) if self._armed else text)


_Read = Callable[[Value], CellText]


def _reader_of(column: Column, horizon: date) -> _Read:
    match column.entry:
        case ColumnKind.TEXT | ColumnKind.LIST:
            return _text
        case ColumnKind.NUMBER | ColumnKind.MONEY:
            in_percent = bool(_IN_PERCENT.search(column.title.zh_CN))
            return lambda cell: _amount(cell, in_percent=in_percent)
        case ColumnKind.DATE | ColumnKind.MONTH:
            return lambda cell: _date(cell, column.kind, horizon)
        case ColumnKind.YES_NO:
            return _yes_no
        case ColumnKind.CHOICE:
            titles = _by_title(column)
            return lambda cell: _choice(cell, titles)
        case ColumnKind.MEMBER | ColumnKind.MEMBERS:
            return lambda cell: _people(cell, column.kind)
        case _:
            return lambda cell: CellText(_unless_nothing(_plain(cell)))


def _text(cell: Value) -> CellText:
    if isinstance(cell, int) and len(str(abs(cell))) > _EXACT_DIGITS:
        return CellText(str(cell), "import.digits_lost", "error")
    return CellText(_plain(cell))


def _amount(cell: Value, *, in_percent: bool) -> CellText:
    """A number without its unit. 100% of those expected is no number of people."""
    if not isinstance(cell, str):
        return CellText(_plain(cell))
    text = _unless_nothing(_unquoted(cell)).lstrip("¥￥").strip()
    found = _AMOUNT.fullmatch(text)
    is_share = text.endswith("%") and not in_percent
    if found is None or text == found["number"] or is_share:
        return CellText(text)
    number = found["number"]
    if found["ten_thousand"]:
        number = format(Decimal(number.replace(",", "")) * 10_000, "f")
    return CellText(number, "import.unit")


def _date(cell: Value, kind: ColumnKind, horizon: date) -> CellText:
    if isinstance(cell, str):
        cell = _unless_nothing(_unquoted(cell))
        if first := first_of_range(cell):
            return CellText(_date(first, kind, horizon).text, "import.first_day")
    reading = read_date(cell, horizon)
    if not reading.iso:
        return CellText(_plain(cell))
    if kind is ColumnKind.DATE and len(reading.iso) < len("2026-11-20"):
        return CellText(reading.iso, "import.no_day", "error")
    taken = reading.iso if kind is ColumnKind.DATE else reading.iso[: len("2026-11")]
    return CellText(taken, f"import.{reading.note}" if reading.note else "")


def _yes_no(cell: Value) -> CellText:
    if isinstance(cell, bool):
        return CellText("yes" if cell else "no")
    text = _unquoted(_plain(cell)).translate(_MARKS)
    return CellText(text if text in _SAYS_NO else _unless_nothing(text))


def _choice(cell: Value, titles: Mapping[str, str]) -> CellText:
    text = _plain(cell)
    for meant in (text, label_of(text, at_once=True)):
        if known := titles.get(folded_with_brackets(meant)) or titles.get(folded_header(meant)):
            return CellText(known)
    return CellText(_unless_nothing(text))


def _people(cell: Value, kind: ColumnKind) -> CellText:
    text = _unless_nothing(_unquoted(_plain(cell)))
    if kind is ColumnKind.MEMBERS and text.removesuffix("人").isdecimal():
        # A number on the roll, or how many they were: nobody can tell.
        return CellText(text, "import.head_count", "error")
    return CellText(_SPREAD_NAME.sub(_joined, text.translate(_DOTS)))


def _joined(name: re.Match[str]) -> str:
    return "".join(part for part in name.groups() if part)


def _plain(cell: Value) -> str:
    match cell:
        case None:
            return ""
        case str():
            return cell
        case bool():
            return "yes" if cell else "no"
        case Decimal():
            return format(_AS_SHOWN.plus(cell).normalize(), "f")
        case _:
            return str(cell)


def _unless_nothing(text: str) -> str:
    return "" if text.lower() in _NOTHING else text


def _unquoted(text: str) -> str:
    return text.lstrip("'`").strip()


def _by_title(column: Column) -> dict[str, str]:
    """Choices by their titles as they are compared; a title that several share is nobody's."""
    found: dict[str, str] = {}
    shared: set[str] = set()
    for choice in column.choices:
        for title in _folded(choice):
            if found.setdefault(title, choice.id) != choice.id:
                shared.add(title)
    return {title: id for title, id in found.items() if title and title not in shared}


def _folded(choice: Choice) -> set[str]:
    """What a choice may be called: either title or an alias, with or without what stands in its brackets."""
    titles = (choice.title.zh_CN, choice.title.en, *choice.aliases)
    return {fold(title) for title in titles for fold in (folded_header, folded_with_brackets)}


def _horizon(today: date) -> date:
    return date(today.year + HORIZON_YEARS, 1, 1)


_EXACT_LENGTH = 15
"""Characters of a figure that no double has rounded."""

Take = Callable[[Value], object]


def plain_cell(column: Column, *, armed: bool) -> Take | None:
    """How plain cells of a column become values; None where every cell is to be read with care."""
    if column.own is not None or (column.personal and column.kind is ColumnKind.TEXT):
        return None
    match column.kind:
        case ColumnKind.TEXT if not armed:
            return _plain_text
        case ColumnKind.NUMBER:
            return _number
        case ColumnKind.MONEY:
            return _money
        case ColumnKind.DATE:
            return _day
        case ColumnKind.MONTH:
            return _month
    return None


_SHOWS_NO_VALUE = ("#", "=")
"""What an error, or a formula that was not worked out, begins with."""


def _plain_text(cell: Value) -> object:
    if cell.__class__ is not str or not cell.isprintable() or cell.startswith(_SHOWS_NO_VALUE):
        return None
    return cell.strip() or None


def _number(cell: Value) -> object:
    return _figures(cell) if cell.__class__ is int or cell.__class__ is Decimal else None


def _money(cell: Value) -> object:
    if cell.__class__ is int:
        whole = _figures(cell)
        return whole and f"{whole}.00"
    if cell.__class__ is not Decimal:
        return None
    figures = _figures(cell) or ""
    if figures[-3:-2] == ".":
        return figures
    return f"{figures}0" if figures[-2:-1] == "." else None


def _figures(cell: Value) -> str | None:
    figures = str(cell)
    return figures if len(figures) <= _EXACT_LENGTH and "E" not in figures else None


def _day(cell: Value) -> object:
    return cell.isoformat() if cell.__class__ is date else None


def _month(cell: Value) -> object:
    return cell.isoformat()[:7] if cell.__class__ is date else None


_REMEMBERED = 4096
"""Cells of a column."""

_Known = tuple[object, tuple[Problem, ...]]


class SheetReader:
    """Reads the rows of one sheet, whose columns stand at ``places``, for one organisation."""

    def __init__(
        self,
        register: Register,
        places: Mapping[str, int],
        rows: RecordReader,
        today: date,
        *,
        armed: bool = False,
    ) -> None:
        ordered = sorted(places.items(), key=lambda entry: entry[1])
        columns = [(register.column(id), place) for id, place in ordered]
        self._columns = [
            (column.id, place, plain_cell(column, armed=armed), _ColumnReader(rows, cells))
            for column, place in columns
            for cells in [CellReader(column, today, armed=armed)]
        ]

    def read(self, row: Row) -> tuple[dict[str, object], list[Problem]]:
        """The values of the cells that say anything, and what is to be told of them."""
        values: dict[str, object] = {}
        problems: list[Problem] = []
        width = len(row)
        for id, place, plain, reader in self._columns:
            cell = row[place] if place < width else None
            if cell is None:
                continue
            value = None if plain is None else plain(cell)
            if value is None:
                value, told = reader.read(cell)
                if told:
                    problems += told
            if value is not None:
                values[id] = value
        return values, problems


class _ColumnReader:
    """Reads the cells of one column with all care."""

    def __init__(self, rows: RecordReader, cells: CellReader) -> None:
        self._rows = rows
        self._cells = cells
        self._known: dict[object, _Known] = {}

    def read(self, cell: Value) -> _Known:
        """The value, and what is to be told of it."""
        # 1, True and Decimal(1) are equal, and mean different things.
        key = cell if cell.__class__ is str else (cell.__class__, cell)
        known = self._known.get(key)
        if known is None:
            known = self._fresh(cell)
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[key] = known
        # A list is handed out anew, so that nobody changes what the next row gets.
        return (known[0].copy(), known[1]) if isinstance(known[0], list) else known

    def _fresh(self, cell: Value) -> _Known:
        text, problem = self._cells.read(cell)
        if problem is not None and (problem.severity == "error" or not text):
            return None, (problem,)
        if not text:
            return None, ()
        values, unreadable = self._rows.read_record({self._cells.id: text})
        told = (problem, *unreadable) if problem else tuple(unreadable)
        return values.get(self._cells.id), told
