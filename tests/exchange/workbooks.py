"""Workbooks written part by part, for what no library writes: stray cells, errors, formulas without a value, bombs."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def cell(place: str, text: str) -> str:
    """A text that stands in its cell."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number: int, *texts: str, attributes: str = "") -> str:
    """A row of texts from the first column on; an empty one makes no cell."""
    cells = "".join(
        cell(f"{chr(ord('A') + at)}{number}", text) for at, text in enumerate(texts) if text
    )
    return f'<row r="{number}" {attributes}>{cells}</row>'


def write_xlsx(
    path: Path,
    *sheets: str,
    states: Mapping[int, str] | None = None,
    behind: str = "",
    before: str = "",
    properties: str = "",
    parts: Mapping[str, str | bytes] | None = None,
) -> Path:
    """A workbook of sheets, each given by its rows; ``states`` are those of sheets by place, ``behind`` and ``before``
    stand around the rows of each, ``properties`` are the workbook's, ``parts`` are added or take the place of others."""
    listed = "".join(
        f'<sheet name="表{n}" sheetId="{n}" r:id="r{n}" {(states or {}).get(n - 1, "")}/>'
        for n in range(1, len(sheets) + 1)
    )
    related = "".join(
        f'<Relationship Id="r{n}" Type="{_RELATED}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    related += (
        f'<Relationship Id="s" Type="{_RELATED}/styles" Target="styles.xml"/>'
        f'<Relationship Id="t" Type="{_RELATED}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
    )
    written: dict[str, str | bytes] = {
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><workbookPr {properties}/>'
            f"<sheets>{listed}</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{related}</Relationships>',
    }
    for n, rows in enumerate(sheets, start=1):
        written[f"xl/worksheets/sheet{n}.xml"] = (
            f'<worksheet xmlns="{_MAIN}">{before}<sheetData>{rows}</sheetData>{behind}</worksheet>'
        )
    return write_zip(path, {**written, **(parts or {})})


def write_ods(
    path: Path, *tables: str, styles: str = "", parts: Mapping[str, str | bytes] | None = None
) -> Path:
    """A spreadsheet of tables as they stand in its content."""
    spaces = "".join(
        f' xmlns:{name}="{_OFFICE}:{name}:1.0"' for name in ("office", "table", "text", "style")
    )
    content = (
        f'<office:document-content{spaces} xmlns:calcext="urn:calcext" office:version="1.2">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return write_zip(
        path,
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            **(parts or {}),
        },
    )


def write_zip(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    """A zip file of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path
