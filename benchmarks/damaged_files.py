"""Workbooks as a bad disk, a broken transfer or an enemy leaves them: whole ones, and what a seed makes of them.

Each file follows from its number alone, so that one that was found is made again by it.
"""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable
from datetime import date

PEOPLE: list[list[int | str | date]] = [
    ["青石村党支部党员花名册"],
    ["序号", "姓名", "性别", "身份证号", "入党时间", "备注"],
    [1, "江东升", "男", "440524197002030118", date(1995, 7, 1), "在家，务农"],
    [2, "凌素云", "女", "110105198504120225", date(2010, 5, 4), ""],
    [3, "费有田", "男", "330281196109300334", date(1984, 11, 20), "外出 1.5 年"],
    ["合计", 3],
]
"""Invented persons."""


def whole_files() -> dict[str, bytes]:
    """A whole file of each format, by its ending."""
    return {
        "xlsx": _xlsx(),
        "shared.xlsx": _xlsx_of_another_program(),
        "xls": _xls(),
        "xlsb": _xlsb(),
        "ods": _ods(),
        "csv": _csv().encode("gb18030"),
    }


def damaged(number: int, files: dict[str, bytes]) -> tuple[str, bytes]:
    """Name and content of the file of this number; the formats take turns."""
    name = sorted(files)[number % len(files)]
    chance = random.Random(number)
    content = files[name]
    if content.startswith(b"PK") and chance.random() < 0.7:
        return name, _with_damaged_part(content, chance)
    return name, _damaged(content, chance)


def _with_damaged_part(content: bytes, chance: random.Random) -> bytes:
    """One part damaged before it is packed: what a checksum would else catch at once."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(parts))
    parts[name] = _damaged(parts[name], chance)
    return _zipped(parts)


def _damaged(content: bytes, chance: random.Random) -> bytes:
    mutated = bytearray(content)
    for _time in range(chance.choice((1, 1, 1, 2, 4, 16))):
        if not mutated:
            break
        chance.choice(_MUTATIONS)(mutated, chance)
    return bytes(mutated)


def _flip_bit(content: bytearray, chance: random.Random) -> None:
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def _set_byte(content: bytearray, chance: random.Random) -> None:
    content[chance.randrange(len(content))] = chance.choice((0, 1, 0x7F, 0x80, 0xFE, 0xFF))


def _set_number(content: bytearray, chance: random.Random) -> None:
    at = chance.randrange(max(len(content) - 4, 1))
    number = chance.choice((0, 1, 2, 0x7FFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF, chance.randrange(1 << 32)))
    content[at : at + 4] = struct.pack("<I", number)


def _cut(content: bytearray, chance: random.Random) -> None:
    del content[chance.randrange(len(content)) :]


def _remove(content: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(content))
    del content[at : at + chance.randrange(1, 64)]


def _repeat(content: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(content))
    content[at:at] = content[at : at + chance.randrange(1, 512)] * chance.choice((1, 2, 100))


def _move(content: bytearray, chance: random.Random) -> None:
    at, to = chance.randrange(len(content)), chance.randrange(len(content))
    content[to : to + 32] = content[at : at + 32]


def _grow_number(content: bytearray, chance: random.Random) -> None:
    """A figure in a text becomes a long one: references, counts, repetitions."""
    places = [at for at, byte in enumerate(content) if byte in b"0123456789"]
    if places:
        at = chance.choice(places)
        content[at : at + 1] = chance.choice((b"-1", b"1048577", b"99999999999", b"1e999", b"0"))


_MUTATIONS: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _flip_bit,
    _set_byte,
    _set_number,
    _cut,
    _remove,
    _repeat,
    _move,
    _grow_number,
)


def _xlsx() -> bytes:
    """Texts within their cells, a merged title, days by their format."""
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("花名册")
        dated = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, cells in enumerate(PEOPLE):
            for column, value in enumerate(cells):
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value, dated)
                else:
                    sheet.write(number, column, value)
        sheet.merge_range(0, 0, 0, 5, PEOPLE[0][0])
        sheet.write_formula(5, 2, "=SUM(A3:A5)", None, "")
    return target.getvalue()


def _xlsx_of_another_program() -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    for cells in PEOPLE:
        book.active.append(cells)
    hidden = book.create_sheet("旧表")
    hidden.append(["姓名", "性别"])
    hidden.sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _xls() -> bytes:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("花名册")
    dated = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    sheet.write_merge(0, 0, 0, 5, PEOPLE[0][0])
    for number, cells in enumerate(PEOPLE[1:], start=1):
        for column, value in enumerate(cells):
            if isinstance(value, date):
                sheet.write(number, column, value, dated)
            else:
                sheet.write(number, column, value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _record(kind: int, body: bytes = b"") -> bytes:
    """A record of the binary format: its kind and length in seven bits a byte (MS-XLSB 2.1.4)."""
    return _seven_bits(kind) + _seven_bits(len(body)) + body


def _seven_bits(number: int) -> bytes:
    written = b""
    while number > 0x7F:
        written += bytes((number & 0x7F | 0x80,))
        number >>= 7
    return written + bytes((number,))


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _xlsb() -> bytes:
    """No library writes them: a workbook of one sheet, whose texts stand within their cells."""
    main = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    rows = b""
    for number, cells in enumerate(PEOPLE):
        rows += _record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0))
        for column, value in enumerate(cells):
            head = struct.pack("<II", column, 0)
            if isinstance(value, int):
                rows += _record(5, head + struct.pack("<d", value))
            else:
                rows += _record(6, head + _wide(str(value)))
    area = struct.pack("<IIII", 0, len(PEOPLE) - 1, 0, 5)
    sheet = _record(129) + _record(148, area) + _record(145) + rows + _record(146) + _record(130)
    listed = _record(156, struct.pack("<II", 0, 1) + _wide("r1") + _wide("花名册"))
    book = _record(131) + _record(143) + listed + _record(144) + _record(132)
    related = (
        f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{main}/worksheet" '
        'Target="worksheets/sheet1.bin"/></Relationships>'
    )
    return _zipped(
        {
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": related.encode(),
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def _ods() -> bytes:
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    rows = "".join(
        f"<table:table-row>{''.join(map(_ods_cell, cells))}</table:table-row>" for cells in PEOPLE
    )
    content = (
        f"<office:document-content{spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="花名册">{rows}<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="1024"/></table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return _zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": b"<manifest/>",
            "content.xml": content.encode(),
        }
    )


def _ods_cell(value: object) -> str:
    match value:
        case int():
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        case date():
            return f'<table:table-cell office:value-type="date" office:date-value="{value}"/>'
        case _:
            kind = 'office:value-type="string"'
            return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"


def _csv() -> str:
    return "\r\n".join(",".join(map(str, cells)) for cells in PEOPLE)


_MADE = (2026, 11, 1, 9, 0, 0)


def _zipped(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            # Without a date of its own an entry has the moment, and the file does not follow from its number alone.
            entry = zipfile.ZipInfo(name, _MADE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return target.getvalue()
