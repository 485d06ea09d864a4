"""Where in a sheet the header is, which column holds which field, and which rows hold no member.

Rosters have titles above the header, headers of two rows (入党 over 时间), and among the members blank rows,
subtotals, headings of groups, headers repeated for each printed page, and remarks of who filled the form in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, zip_longest

from branchkit.core.member_reading import cell_text
from branchkit.core.tables import Value
from branchkit.core.values import frozen
from branchkit.core.variants import to_simplified
from branchkit.services.roster_columns import (
    BRANCH,
    IGNORED,
    field_of,
    folded_header,
    is_about_somebody_else,
)

HEADER_WITHIN = 30
"""The header is looked for in so many rows from the top."""
_LEAST_FIELDS = 2
"""A row is a header when it names so many fields, the name among them."""
_NOT_TELLING = (IGNORED, BRANCH, "number", "name")

_TOTAL = re.compile(r"(本页)?(合|小|总|共)计|总人数|人数|共\d+[人名]")
_REMARK = re.compile(r"(填表|制表|填报|审核|统计|注|说明|备注|负责人|单位|联系人|报送|打印)")
_SIGNED = re.compile(_REMARK.pattern + r"[^:]{0,6}:")
_HEADING = re.compile(r"(小组|支部|总支|党员|名单|部分|名册|组)(\(.*\)|[:：].*)?$|^第.+[组页]")

Row = Sequence[Value]


@frozen
class Layout:
    """A sheet understood: ``columns`` maps field → place from 0; ``labels`` are the columns' headers on one line."""

    header_row: int
    """The last row of the header, from 1."""
    columns: Mapping[str, int]
    labels: tuple[str, ...]
    repeated: tuple[int, ...]
    """Columns of a field that an earlier column has already; not read."""
    unknown: tuple[int, ...]
    """Columns with a header that is no field; not read."""

    def value(self, row: Row, field: str) -> Value:
        """A field's cell in a row, None where there is none."""
        place = self.columns.get(field)
        return row[place] if place is not None and place < len(row) else None

    def label_of(self, field: str) -> str:
        """The header of a field's column; empty when there is none."""
        place = self.columns.get(field)
        return "" if place is None else self.labels[place]


def find_layout(first_rows: Sequence[Row]) -> Layout | None:
    """The layout of a sheet whose first :data:`HEADER_WITHIN` rows are given; None when no header is found.

    Among all rows and pairs of rows the one that names most fields is the header; the first of equals.
    """
    best: tuple[tuple[int, int, int], Layout] | None = None
    for layout, refined in _candidates(first_rows):
        known = sum(field != IGNORED for field in layout.columns)
        merit = known, -len(layout.repeated), refined
        usable = "name" in layout.columns and known >= _LEAST_FIELDS
        if usable and (best is None or merit > best[0]):
            best = merit, layout
    return best[1] if best else None


def _candidates(rows: Sequence[Row]) -> Iterator[tuple[Layout, int]]:
    """Each with how many of its fields only the second row tells. Single rows come first: a title over a header
    names nothing that the header does not."""
    above: Row = ()
    for index, row in enumerate(rows):
        cells = zip_longest(row, above[: len(row)])
        yield _layout(index + 1, [_single(cell, group) for cell, group in cells]), 0
        above = row
    for index, (upper, lower) in enumerate(pairwise(rows)):
        headers = _paired(upper, lower)
        refined = sum(header.refined for header in headers)
        yield _layout(index + 2, headers), refined


@frozen
class _Header:
    """What stands over one column. ``refined``: the upper row alone would have named a field less exactly."""

    label: str
    field: str
    refined: bool = False


def _layout(header_row: int, headers: Sequence[_Header]) -> Layout:
    columns: dict[str, int] = {}
    repeated: list[int] = []
    unknown: list[int] = []
    for place, header in enumerate(headers):
        if not header.field:
            if header.label:
                unknown.append(place)
        elif header.field in columns:
            repeated.append(place)
        else:
            columns[header.field] = place
    labels = tuple(header.label for header in headers)
    return Layout(header_row, columns, labels, tuple(repeated), tuple(unknown))


def _single(cell: Value, above: Value = None) -> _Header:
    if cell is not None and is_about_somebody_else(above):
        return _Header(cell_text(above) + cell_text(cell), "")
    return _Header(cell_text(cell), field_of(cell))


def _paired(upper: Row, lower: Row) -> list[_Header]:
    """Headers of two rows. A group's text stands in its first column only where merged cells are not told (csv, ods)."""
    headers: list[_Header] = []
    group: Value = None
    for above, below in zip_longest(upper, lower):
        if above is not None or below is None:
            group = above
        headers.append(_pair(group, below))
    return headers


def _pair(group: Value, own: Value) -> _Header:
    if not folded_header(own) or folded_header(own) == folded_header(group):
        return _single(group)
    joined = cell_text(group) + cell_text(own)
    if is_about_somebody_else(group):
        return _Header(joined, "")
    if field := field_of(joined):
        return _Header(joined, field, refined=group is not None)
    if field := field_of(own):
        return _Header(cell_text(own), field, refined=bool(field_of(group)))
    return _Header(joined, "")


def kind_of_row(row: Row, layout: Layout) -> str:
    """``member``, or why a row is passed over: ``blank``, ``total``, ``heading``, ``header``, ``remark``."""
    texts = [to_simplified(cell_text(cell)) for cell in row]
    number_place = layout.columns.get("number")
    if not any(
        text for place, text in enumerate(texts) if place != number_place or not text.isdecimal()
    ):
        return "blank"
    name = to_simplified(cell_text(layout.value(row, "name")))
    first = next(text for text in texts if text).replace(" ", "")
    if field_of(name) == "name":
        return "header"
    if _TOTAL.match(first) or _TOTAL.match(name.replace(" ", "")):
        return "total"
    if _SIGNED.match(first) or _SIGNED.match(name.replace(" ", "")):
        return "remark"
    if _is_heading(texts, name):
        return "heading"
    if _says_enough(row, layout):
        return "member"
    return "remark" if not name or _REMARK.match(name) or ":" in name else "member"


def _is_heading(texts: Sequence[str], name: str) -> bool:
    """One text across merged cells, or one text alone that is no name."""
    filled = [text for text in texts if text]
    if len(set(filled)) != 1:
        return False
    return len(filled) > 1 or not name or bool(_HEADING.search(name))


def _says_enough(row: Row, layout: Layout) -> bool:
    """Whether a row speaks of a member even where its name is missing or strange."""
    told = {
        field
        for field in layout.columns
        if field not in _NOT_TELLING and cell_text(layout.value(row, field))
    }
    return "citizen_id" in told or len(told) >= _LEAST_FIELDS
