"""Where in a sheet the header of a roster is, which column holds which field, and which rows hold no member.

Among the members stand blank rows, subtotals, headings of groups, headers repeated for each printed page, and remarks of
who filled the form in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from branchkit.core.members.reading import cell_text
from branchkit.core.tables import Value
from branchkit.core.texts import to_simplified
from branchkit.services import grid_layout
from branchkit.services.grid_layout import Layout, Row
from branchkit.services.grid_rows import (
    is_group,
    is_one_text_across,
    is_remark,
    is_signed,
    is_total,
)
from branchkit.services.roster_columns import BRANCH, IGNORED, field_of, is_about_somebody_else

_LEAST_FIELDS = 2
"""A row is a header when it names so many fields, the name among them."""
_NOT_TELLING = (IGNORED, BRANCH, "number", "name")


class RosterHeadings:
    """What the columns of a roster are called."""

    def field_of(self, value: Value) -> str:
        """The field of a member, :data:`BRANCH` or :data:`IGNORED`."""
        return field_of(value)

    def is_about_somebody_else(self, value: Value) -> bool:
        """入党介绍人, 联系人."""
        return is_about_somebody_else(value)

    def merit(self, columns: Mapping[str, int]) -> int:
        """As many as fields are named, provided that the name is."""
        known = sum(field != IGNORED for field in columns)
        return known if "name" in columns and known >= _LEAST_FIELDS else 0


ROSTER = RosterHeadings()


def find_layout(first_rows: Sequence[Row]) -> Layout | None:
    """The layout of a roster by its first rows; None when no header is found."""
    return grid_layout.find_layout(first_rows, ROSTER)


def kind_of_row(row: Row, layout: Layout) -> str:
    """``member``, or why a row is passed over: ``blank``, ``total``, ``heading``, ``header``, ``remark``."""
    texts = [to_simplified(cell_text(cell)) for cell in row]
    number_place = layout.columns.get("number")
    if not any(
        text for place, text in enumerate(texts) if place != number_place or not text.isdecimal()
    ):
        return "blank"
    name = to_simplified(cell_text(layout.value(row, "name")))
    first = next(text for text in texts if text)
    if field_of(name) == "name":
        return "header"
    if is_total(first) or is_total(name):
        return "total"
    if is_signed(first) or is_signed(name):
        return "remark"
    if _is_heading(texts, name):
        return "heading"
    if _says_enough(row, layout):
        return "member"
    return "remark" if not name or is_remark(name) or ":" in name else "member"


def _is_heading(texts: Sequence[str], name: str) -> bool:
    """One text across merged cells, or one text alone that is no name."""
    if is_one_text_across(texts):
        return True
    return sum(map(bool, texts)) == 1 and (not name or is_group(name))


def _says_enough(row: Row, layout: Layout) -> bool:
    """Whether a row speaks of a member even where its name is missing or strange."""
    told = {
        field
        for field in layout.columns
        if field not in _NOT_TELLING and cell_text(layout.value(row, field))
    }
    return "citizen_id" in told or len(told) >= _LEAST_FIELDS
