"""Which rows of a sheet hold no record of the register; asked of rows that cannot be read as one."""

from __future__ import annotations

from branchkit.core.members.reading import cell_text
from branchkit.core.texts import to_simplified
from branchkit.services.grid_layout import Headings, Layout, Row
from branchkit.services.grid_rows import is_group, is_one_text_across, is_signed, is_total

_REPEATED_FIELDS = 2
RECORD, BLANK = "record", "blank"


def kind_of_row(row: Row, layout: Layout, headings: Headings) -> str:
    """:data:`RECORD`, or why a row is passed over: ``header``, ``total``, ``heading``, ``remark``, :data:`BLANK`."""
    texts = [to_simplified(cell_text(cell)) for cell in row]
    filled = [text for text in texts if text]
    if not filled:
        return BLANK
    repeated = sum(headings.field_of(layout.value(row, f)) == f for f in layout.columns)
    if repeated >= min(_REPEATED_FIELDS, len(filled)):
        return "header"
    if is_total(filled[0]):
        return "total"
    if is_signed(filled[0]):
        return "remark"
    if is_one_text_across(texts):
        return "heading"
    if len(filled) == 1 and isinstance(next(c for c in row if c is not None), str):
        return "heading" if is_group(filled[0]) else "remark"
    return RECORD
