"""Where in a sheet of others a list is: where its header, which column holds which field.

Lists have titles above the header, headers of two rows (入党 over 时间), and rows that hold none of their entries: totals,
headings of groups, remarks of who filled the form in. What the columns of a list may be called is its :class:`Headings`;
the fields of members and organisations and the columns of a register are found in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from itertools import pairwise, zip_longest
from typing import Protocol, Self

from branchkit.core.members.reading import cell_text
from branchkit.core.tables import Value
from branchkit.core.texts import to_simplified
from branchkit.core.values import frozen

HEADER_WITHIN = 30
"""The header is looked for in so many rows from the top."""
IGNORED = "@ignored"
"""The field of columns that are ours or can be told from others; nothing is said about them."""
EXPLANATIONS = "@explanations"
"""The field of the last column of a mend file: what was wrong with a row."""

_BRACKETED = re.compile(r"[(\[【〔<《].*?[)\]】〕>》]")
_PUNCTUATION = re.compile(r"[\s:：*※、，,。.·•_\-—~'\"“”?？!]+")
_BRACKETS = re.compile(r"[()\[\]【】〔〕<>《》]+")

Row = Sequence[Value]


class Headings(Protocol):
    """What the columns of one sort of list are called."""

    @property
    def unmistakable(self) -> bool:
        """Whether the first sheet with a header is the list; else it is the one whose header has most merit."""

    def field_of(self, value: Value) -> str:
        """The field that a header stands for, :data:`IGNORED` and :data:`EXPLANATIONS` among them; empty when unknown."""

    def is_about_somebody_else(self, value: Value) -> bool:
        """Whether a group's header makes those below it mean another person than the row's."""

    def merit(self, columns: Mapping[str, int]) -> int:
        """How sure it is that a row with these fields is the header; 0 when it is none."""

    def refusal(self, titles: Sequence[str], layout: Layout) -> str:
        """The title or header by which a sheet says that it is a list of something else; empty when it may be the one."""

    def is_only_looked_at(self, field: str) -> bool:
        """Whether a column says something of a row and is not kept."""


_LEAST_FIELDS = 2


class HeadingTable:
    """The headings of a list whose entries have names: each field with all that its column may be called.

    Headers are compared after folding and must match whole: 入党时间 is a date of joining, 递交入党申请书时间 is not. Which word
    is used for a date, and a 的, make no difference.
    """

    unmistakable = True

    def __init__(
        self, table: Mapping[str, str], somebody_else: str, telling_nothing: Iterable[str] = ()
    ) -> None:
        """``table`` has the headers of a field, folded and separated by spaces; ``somebody_else`` is a pattern of group
        headers; fields ``telling_nothing`` may be in other lists as well."""
        self._field_of = _by_header(
            (header, field) for field, text in table.items() for header in text.split()
        )
        self._somebody_else = re.compile(somebody_else)
        self._telling_nothing = {IGNORED, EXPLANATIONS, *telling_nothing}

    def with_names(self, names: Iterable[tuple[str, str]]) -> Self:
        """The same with more headers: each a header and its field. What is known already keeps its meaning."""
        other = copy(self)
        more = ((folded_header(name), field) for name, field in names)
        other._field_of = _by_header(more) | self._field_of
        return other

    def field_of(self, value: Value) -> str:
        """A field of the table; 学历/文化程度 is known by either half."""
        header = folded_header(value)
        if found := self._field_of.get(header) or self._field_of.get(_usual(header)):
            return found
        parts = header.split("/") if "/" in header else ()
        return next((self._field_of[part] for part in parts if part in self._field_of), "")

    def is_about_somebody_else(self, value: Value) -> bool:
        """Of 入党介绍人 over 姓名 and 电话."""
        return bool(self._somebody_else.search(folded_header(value)))

    def merit(self, columns: Mapping[str, int]) -> int:
        """As many as fields are named, provided that the name is, and one more."""
        known = sum(field not in self._telling_nothing for field in columns)
        return known if "name" in columns and known >= _LEAST_FIELDS else 0

    def refusal(self, titles: Sequence[str], layout: Layout) -> str:
        """None: any list with names may be the one."""
        return ""

    def is_only_looked_at(self, field: str) -> bool:
        """No column: what is known is kept."""
        return False


_WHEN = re.compile(r"(?:年月日|年月|日期|时间)$")


def _by_header(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Header → field, each header as it is and as it is compared besides; the first of two keeps its meaning."""
    found = dict(names)
    for header, field in tuple(found.items()):
        found.setdefault(_usual(header), field)
    return found


def _usual(header: str) -> str:
    """A folded header without what people say or leave out at will: 加入党组织的日期 is 加入党组织时间."""
    return _WHEN.sub("时间", header.replace("的", "").replace("是否为", "是否"))


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

    @property
    def second_block(self) -> int | None:
        """The place of a further column of names, where people stand side by side; None where they do not."""
        name = self.columns.get("name")
        label = None if name is None else folded_header(self.labels[name])
        return next((p for p in self.repeated if folded_header(self.labels[p]) == label), None)

    def value(self, row: Row, field: str) -> Value:
        """A field's cell in a row, None where there is none."""
        place = self.columns.get(field)
        return row[place] if place is not None and place < len(row) else None


def folded_header(value: Value) -> str:
    """A header as it is compared; empty for a blank cell. What stands in brackets is left out."""
    return _PUNCTUATION.sub("", _BRACKETED.sub("", _plain(value)))


def folded_with_brackets(value: Value) -> str:
    """The same with what stands in brackets, where nothing else tells two headers apart."""
    return _PUNCTUATION.sub("", _BRACKETS.sub("", _plain(value)))


def _plain(value: Value) -> str:
    return to_simplified(cell_text(value)).lower()


def find_layout(first_rows: Sequence[Row], headings: Headings) -> Layout | None:
    """The layout of a sheet whose first :data:`HEADER_WITHIN` rows are given; None when no header is found.

    Among all rows and pairs of rows the one with most merit is the header; the first of equals.
    """
    best: tuple[tuple[int, int, int], Layout] | None = None
    for layout, refined in _candidates(first_rows, headings):
        known = headings.merit(layout.columns)
        merit = known, -len(layout.repeated), refined
        if known and (best is None or merit > best[0]):
            best = merit, layout
    return best[1] if best else None


def _candidates(rows: Sequence[Row], headings: Headings) -> Iterator[tuple[Layout, int]]:
    """Each with how many of its fields only the second row tells. Single rows come first: a title over a header
    names nothing that the header does not."""
    above: Row = ()
    for index, row in enumerate(rows):
        cells = zip_longest(row, above[: len(row)])
        yield _layout(index + 1, [_single(headings, cell, group) for cell, group in cells]), 0
        above = row
    for index, (upper, lower) in enumerate(pairwise(rows)):
        headers = _paired(headings, upper, lower)
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


def _single(headings: Headings, cell: Value, above: Value = None) -> _Header:
    if cell is not None and headings.is_about_somebody_else(above):
        return _Header(cell_text(above) + cell_text(cell), "")
    return _Header(cell_text(cell), headings.field_of(cell))


def _paired(headings: Headings, upper: Row, lower: Row) -> list[_Header]:
    """Headers of two rows. A group's text stands in its first column only where merged cells are not told (csv, ods)."""
    headers: list[_Header] = []
    group: Value = None
    for above, below in zip_longest(upper, lower):
        if above is not None or below is None:
            group = above
        headers.append(_pair(headings, group, below))
    return headers


def _pair(headings: Headings, group: Value, own: Value) -> _Header:
    if not folded_with_brackets(own) or folded_header(own) == folded_header(group):
        return _single(headings, group)
    joined = cell_text(group) + cell_text(own)
    if headings.is_about_somebody_else(group):
        return _Header(joined, "")
    if field := headings.field_of(joined):
        return _Header(joined, field, refined=group is not None)
    if field := headings.field_of(own):
        return _Header(cell_text(own), field, refined=bool(headings.field_of(group)))
    return _Header(joined, "")


_TOTAL = re.compile(r"(本页)?(合|小|总|共)计|总人数|人数|共\d+[人名]")
_REMARK = re.compile(r"(填表|制表|填报|审核|统计|注|说明|备注|负责人|单位|联系人|报送|打印)")
_SIGNED = re.compile(_REMARK.pattern + r"[^:]{0,6}:")
_HEADING = re.compile(
    r"(小组|支部|总支|党员|积极分子|发展对象|申请人|名单|部分|名册|组)(\(.*\)|[:：].*)?$|^第.+[组页]"
)


def is_total(text: str) -> bool:
    """Whether a row that begins with this text adds others up: 合计, 本页小计, 共12人."""
    return bool(_TOTAL.match(text.replace(" ", "")))


def is_remark(text: str) -> bool:
    """Whether the text is a remark and no name: 说明, 填表人."""
    return bool(_REMARK.match(text))


def is_signed(text: str) -> bool:
    """Whether the text says who did or has something: 填表人: 张三, 注: ……."""
    return bool(_SIGNED.match(text.replace(" ", "")))


def is_group(text: str) -> bool:
    """Whether the text is the heading of a group: 第一党小组."""
    return bool(_HEADING.search(text))


def is_one_text_across(texts: Sequence[str]) -> bool:
    """Whether all that a row says is one text in several cells, as merged cells are read."""
    filled = [text for text in texts if text]
    return len(filled) > 1 and len(set(filled)) == 1
