"""Workbooks of the present (.xlsx .xlsm .et): their sheets as streams of rows.

Read by ourselves, since libraries hold a sheet as a rectangle (one stray cell in its last corner makes it 17 thousand
million cells) and give an error, or a formula that was never worked out, as a blank. Nothing is held but the shared
strings; 50,000 rows of twelve columns take about two seconds. ECMA-376 part 1, clause 18.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import partial

from branchkit.core.errors import ExchangeError
from branchkit.core.tables import Value
from branchkit.exchange.readers.archive import Archive, XmlEvents, folded_name, read_xml, unprefixed
from branchkit.exchange.readers.grid import MOST_COLUMNS, GridRow, Lost, column_index
from branchkit.exchange.readers.numbers import formatted, iso_day, kind_of_format, number
from branchkit.exchange.readers.sheets import (
    Area,
    Findings,
    NumberedRows,
    Sheet,
    filled,
)

WORKBOOK = "xl/workbook.xml"
_RELATIONS = "_rels/.rels"
_MOST_FORMULA = 60
_MOST_TEXT = 1 << 20
"""Characters; a spreadsheet takes 32,767 in one cell."""
_MOST_REMEMBERED = 20_000
_END_OF_ROWS = re.compile(rb"</(?:[\w.-]+:)?sheetData\s*>")
_MERGED = re.compile(
    rb"mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"
)
_MOST_BEHIND = 8 << 20
"""So many bytes behind the rows are looked at for merged ranges."""
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_TRUE = frozenset(("1", "true", "on"))


class Xlsx:
    """A workbook by its sheets; chart sheets are none."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        workbook = _workbook_part(archive)
        parts = _related(archive, workbook)
        self.from_1904 = False
        found: list[tuple[Sheet, str]] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "workbookPr":
                self.from_1904 = attributes.get("date1904", "") in _TRUE
            elif name == "sheet":
                given = unprefixed(attributes)
                kind, target = parts.get(given.get("id", ""), ("", ""))
                if kind.endswith("/worksheet"):
                    hidden = given.get("state", "visible") != "visible"
                    found.append((Sheet(given.get("name", ""), hidden), target))

        read_xml(archive, workbook, start)
        self.sheets = tuple(sheet for sheet, _part in found)
        self._parts = [part for _sheet, part in found]
        related = {kind.rpartition("/")[2]: target for kind, target in parts.values()}
        self._strings = _shared_strings(archive, related.get("sharedStrings", ""))
        self._kinds = _number_formats(archive, related.get("styles", ""))

    def rows(self, index: int, findings: Findings) -> NumberedRows:
        """The rows of a sheet; where merged ranges are stands behind them, so that it is read before."""
        part = self._parts[index]
        merged = list(_merged_areas(self._archive, part))
        return filled(self._own_rows(part, findings), merged)

    def _own_rows(self, part: str, findings: Findings) -> NumberedRows:
        meaning = _Meaning(self._strings, self._kinds, from_1904=self.from_1904)
        events, done = _sheet_events(meaning, findings)
        for chunk in self._archive.chunks(part):
            events.feed(chunk)
            yield from done
            done.clear()
        events.close()


class _Meaning:
    """What a cell says, by its type, its style and its text."""

    def __init__(self, strings: list[str], kinds: list[str], *, from_1904: bool) -> None:
        self._strings = strings
        self._kinds = kinds
        self._from_1904 = from_1904
        self._formatted: dict[tuple[str, str], Value] = {}

    def value(self, type: str, style: str, text: str) -> Value:
        """Raises :class:`ExchangeError` ``read_damaged`` for a type that there is not, ValueError for no number."""
        match type:
            case "s":
                place = int(text)
                if place < 0:
                    raise ExchangeError("read_damaged", detail=f"s={place}")
                return self._strings[place] or None
            case "n":
                return self._number(text, style) if style else number(text)
            case "str" | "inlineStr":
                return _unescaped(text)
            case "b":
                return text.strip() in _TRUE
            case "e":
                return Lost(text)
            case "d":
                return iso_day(text)
            case other:
                raise ExchangeError("read_damaged", detail=f"t={other[:20]}")

    def _number(self, text: str, style: str) -> Value:
        kind = self._kinds[int(style)] if self._kinds else ""
        if not kind:
            return number(text)
        key = text, style
        if key not in self._formatted:
            # Days repeat; a memory of some thousands is enough for all that a list has.
            if len(self._formatted) >= _MOST_REMEMBERED:
                self._formatted.clear()
            self._formatted[key] = formatted(number(text), kind, from_1904=self._from_1904)
        return self._formatted[key]


def _sheet_events(
    meaning: _Meaning, findings: Findings
) -> tuple[XmlEvents, list[tuple[int, GridRow]]]:
    """Calls for every element of a sheet, and the list to which they add its rows.

    Closures, since what is done for a cell is done half a million times: attributes of an object would take half as long
    again. Phonetic readings (``rPh``) are no part of a text.
    """
    done: list[tuple[int, GridRow]] = []
    columns: dict[str, int] = {}
    value_of = meaning.value
    row: GridRow = []
    row_number, column = 0, -1
    hidden = within = False
    kind = style = text = ""
    formula: str | None = None
    into_formula = False
    phonetic = 0

    def start(name: str, given: dict[str, str]) -> None:
        nonlocal \
            row, \
            row_number, \
            hidden, \
            column, \
            kind, \
            style, \
            text, \
            formula, \
            within, \
            into_formula, \
            phonetic
        if name == "c":
            place = given.get("r")
            if place is None:
                column += 1
            else:
                letters = place.rstrip("0123456789")
                if letters not in columns:
                    columns[letters] = _column(letters)
                column = columns[letters]
            kind, style = given.get("t", "n"), given.get("s", "")
            text, formula = "", None
        elif name == "v" or (name == "t" and not phonetic):
            within = True
        elif name == "row":
            row = []
            row_number = int(given.get("r", row_number + 1))
            hidden = given.get("hidden", "") in _TRUE
            column = -1
        elif name == "f":
            formula, into_formula = "", True
        elif name == "rPh":
            phonetic += 1

    def end(name: str) -> None:
        nonlocal within, into_formula, phonetic
        if name in ("v", "t"):
            within = False
        elif name == "c":
            if text or (formula is not None and kind != "str"):
                take()
        elif name == "row":
            if row and findings.keeps(row_number, hidden=hidden):
                done.append((row_number, row))
        elif name == "f":
            into_formula = False
        elif name == "rPh":
            phonetic -= 1

    def take() -> None:
        if column >= MOST_COLUMNS:
            findings.tell_far(row_number, column)
            return
        value = value_of(kind, style, text) if text else Lost(f"={formula}"[:_MOST_FORMULA])
        if value is not None:
            missing = column - len(row)
            if missing < 0:
                row[column] = value
                return
            if missing:
                row.extend([None] * missing)
            row.append(value)

    def characters(piece: str) -> None:
        nonlocal text, formula
        if within:
            text = _longer(text, piece) if text else piece
        elif into_formula:
            formula = _longer(formula or "", piece)

    return XmlEvents(start, end, characters), done


def _longer(text: str, piece: str) -> str:
    if len(text) > _MOST_TEXT:
        raise ExchangeError("read_too_big")
    return text + piece


def _column(letters: str) -> int:
    if not (letters.isascii() and letters.isalpha()):
        raise ExchangeError("read_damaged", detail=f"r={letters[:20]}")
    return column_index(letters.upper())


def _unescaped(text: str) -> str:
    """``_x000D_`` stands for a character that XML does not hold."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _workbook_part(archive: Archive) -> str:
    """Nearly always :data:`WORKBOOK`; whatever it is called, the package says where it is."""
    if WORKBOOK in archive or _RELATIONS not in archive:
        return WORKBOOK
    related = _targets(archive, _RELATIONS, "")
    return next((t for kind, t in related.values() if kind.endswith("/officeDocument")), WORKBOOK)


def _related(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """Id → kind and name of the parts that a part speaks of."""
    folder, name = posixpath.split(part)
    return _targets(archive, f"{folder}/_rels/{name}.rels", folder)


def _targets(archive: Archive, relations: str, folder: str) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "").replace("\\", "/")
            joined = posixpath.normpath(posixpath.join("/", folder, target))
            found[attributes.get("Id", "")] = attributes.get("Type", ""), folded_name(joined)

    read_xml(archive, relations, start)
    return found


def _shared_strings(archive: Archive, part: str) -> list[str]:
    """The texts that cells refer to by number, without phonetic readings."""
    strings: list[str] = []
    if not part or part not in archive:
        return strings
    pieces: list[str] = []
    depth = {"rPh": 0, "t": 0}

    def start(name: str, _attributes: dict[str, str]) -> None:
        if name in depth:
            depth[name] += 1

    def end(name: str) -> None:
        if name in depth:
            depth[name] -= 1
        elif name == "si":
            strings.append(_unescaped("".join(pieces)))
            pieces.clear()

    def text(text: str) -> None:
        if depth["t"] and not depth["rPh"]:
            pieces.append(text)

    read_xml(archive, part, start, end, text)
    return strings


def _number_formats(archive: Archive, part: str) -> list[str]:
    """For each style of cells what its number format shows (:func:`kind_of_format`)."""
    codes: dict[int, str] = {}
    kinds: list[str] = []
    within: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            codes[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")
        elif name == "xf" and "cellXfs" in within:
            id = int(attributes.get("numFmtId", "0"))
            kinds.append(kind_of_format(id, codes.get(id, "")))
        within.append(name)

    def end(_name: str) -> None:
        within.pop()

    if part and part in archive:
        read_xml(archive, part, start, end)
    return kinds


def _merged_areas(archive: Archive, part: str) -> Iterator[Area]:
    behind = b""
    ended = False
    for chunk in archive.chunks(part):
        behind += chunk
        if not ended:
            found = _END_OF_ROWS.search(behind)
            ended = found is not None
            # The end may stand across two pieces.
            behind = behind[found.end() :] if found else behind[-64:]
        if len(behind) > _MOST_BEHIND:
            break
    if ended:
        for left, top, right, bottom in (found.groups() for found in _MERGED.finditer(behind)):
            letters = partial(str, encoding="ascii")
            first, last = column_index(letters(left)), column_index(letters(right))
            yield int(top), first, int(bottom), last
