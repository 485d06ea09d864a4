"""A paper's tables as csv for a spreadsheet: column titles as head, nothing that would run as a formula."""

from __future__ import annotations

import csv
import io

from branchkit.core.tables import Paper, Table, TableColumn, Value
from branchkit.exchange.writers.values import shown, unarmed, unshortened


def compose_csv(paper: Paper) -> str:
    """All tables of the paper; where there are several, each under its title and with an empty line between."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    tables = [block for block in paper.blocks if isinstance(block, Table)]
    for place, table in enumerate(tables):
        if place:
            writer.writerow([])
        if len(tables) > 1 and table.title:
            writer.writerow([_cell(table.title, TableColumn("title", ""))])
        writer.writerow([unarmed(_one_line(column.title)) for column in table.columns])
        for row in table.rows:
            writer.writerow(
                [_cell(value, column) for value, column in zip(row, table.columns, strict=True)]
            )
    return stream.getvalue()


def _cell(value: Value, column: TableColumn) -> str:
    text = shown(value, column)
    return unshortened(unarmed(text)) if isinstance(value, str) else text


def _one_line(title: str) -> str:
    return title.replace("\n", " ")
