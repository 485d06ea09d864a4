"""A workbook to be filled in: a header, cells with formats and drop-down lists, and a sheet that explains each column."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from branchkit.core.text_width import cell_width, printable
from branchkit.core.values import frozen
from branchkit.exchange.writers.workbook_parts import Formats, Names, set_up_print
from branchkit.toml.atomic import atomic_file

FILLABLE_ROWS = 2000
"""Rows with drop-down lists and formats; below them a cell takes what is typed all the same."""
_LONGEST_INLINE_LIST = 255
"""Characters of a list that may stand in the rule itself; a longer one stands on a sheet of its own."""
_NARROWEST, _WIDEST = 12, 40
_TITLE_LENGTH, _MESSAGE_LENGTH = 32, 255


class CellFormat(StrEnum):
    """How the cells of a column are formatted."""

    TEXT = "@"
    DATE = "yyyy-mm-dd"
    MONEY = "0.00"
    NUMBER = "General"


@frozen
class TemplateColumn:
    """One column to be filled in."""

    title: str
    format: CellFormat = CellFormat.TEXT
    required: bool = False
    options: tuple[str, ...] = ()
    """What can be picked; other texts are taken as well."""
    message: str = ""
    """What is expected, shown at the cell."""
    explanation: Sequence[str] = ()
    """Its line on the sheet of explanations, from the second cell on."""


@frozen
class Template:
    """A workbook to be filled in: the sheet for it, one that explains its columns, and the hidden lists to choose from."""

    name: str
    """Of the sheet to be filled in."""
    columns: tuple[TemplateColumn, ...]
    guide_name: str
    """Of the sheet of explanations."""
    guide_head: tuple[str, ...]
    guide_lines: tuple[str, ...]
    """What holds for all columns, above their explanations."""
    options_name: str
    """Of the sheet with the long lists, which is hidden."""


def write_template(template: Template, target: Path, *, replace: bool = False) -> None:
    """Write the workbook, whole or not at all.

    Raises :class:`~branchkit.core.errors.ExchangeError`, one of the ``write_…`` of :func:`~branchkit.toml.atomic.atomic_file`.
    """
    import xlsxwriter

    with atomic_file(target, replace=replace) as file:
        workbook = xlsxwriter.Workbook(file, {"in_memory": True})
        names, formats = Names(), Formats(workbook)
        sheet = workbook.add_worksheet(names.free(template.name))
        guide = workbook.add_worksheet(names.free(template.guide_name))
        lists = _Lists(workbook, names.free(template.options_name))
        _fill(sheet, template, formats, lists)
        _explain(guide, template, formats)
        workbook.close()


class _Lists:
    """The long lists, a column each, on a hidden sheet that is there only when there is one."""

    def __init__(self, workbook: Any, name: str) -> None:
        self._workbook = workbook
        self._name = name
        self._sheet: Any = None
        self._count = 0

    def source(self, options: Sequence[str]) -> str | list[str]:
        """What a drop-down list takes its options from."""
        if len(",".join(options)) <= _LONGEST_INLINE_LIST and not any("," in o for o in options):
            return list(options)
        if self._sheet is None:
            self._sheet = self._workbook.add_worksheet(self._name)
            self._sheet.hide()
        column, self._count = self._count, self._count + 1
        for row, option in enumerate(options):
            self._sheet.write_string(row, column, option)
        from xlsxwriter.utility import xl_range_abs

        return f"='{self._name}'!{xl_range_abs(0, column, len(options) - 1, column)}"


def _fill(sheet: Any, template: Template, formats: Formats, lists: _Lists) -> None:
    for place, column in enumerate(template.columns):
        head = {"bold": True, "align": "center", "border": 1, "text_wrap": True}
        color = "#FFE699" if column.required else "#EEEEEE"
        title = f"{column.title}*" if column.required else column.title
        sheet.write_string(0, place, printable(title), formats.get(**head, bg_color=color))
        widest = max((cell_width(option) for option in column.options), default=0)
        width = min(max(cell_width(title) + 4, widest + 4, _NARROWEST), _WIDEST)
        sheet.set_column(place, place, width, formats.get(num_format=column.format.value))
        sheet.data_validation(1, place, FILLABLE_ROWS, place, _rule(column, lists))
    sheet.set_row(0, 30)
    sheet.freeze_panes(1, 0)
    set_up_print(sheet, landscape=len(template.columns) > 6)
    sheet.repeat_rows(0)


def _rule(column: TemplateColumn, lists: _Lists) -> dict[str, object]:
    """A drop-down list where there is one, and what is expected; nothing typed is refused, the import says what is wrong."""
    rule: dict[str, object] = {"validate": "any"}
    if column.options:
        rule = {"validate": "list", "source": lists.source(column.options), "show_error": False}
    if column.message:
        rule["input_title"] = printable(column.title)[:_TITLE_LENGTH]
        rule["input_message"] = printable(column.message)[:_MESSAGE_LENGTH]
    return rule


def _explain(sheet: Any, template: Template, formats: Formats) -> None:
    plain = formats.get()
    for row, line in enumerate(template.guide_lines):
        sheet.write_string(row, 0, line, plain)
    head = len(template.guide_lines) + bool(template.guide_lines)
    lines = [
        template.guide_head,
        *((column.title, *column.explanation) for column in template.columns),
    ]
    wrapped = formats.get(border=1, text_wrap=True)
    for row, cells in enumerate(lines, start=head):
        for place, text in enumerate(cells):
            format = formats.head() if row == head else wrapped
            sheet.write_string(row, place, printable(text), format)
    for place in range(len(template.guide_head)):
        widest = max(cell_width(cells[place]) for cells in lines if place < len(cells))
        sheet.set_column(place, place, min(max(widest + 2, _NARROWEST), 60))
    set_up_print(sheet, landscape=True)
    sheet.repeat_rows(head)
