"""Tables and reports for scripts and pipes: aligned text, csv that runs no formula, json with stable keys."""

from __future__ import annotations

import csv
import io
import json
from typing import TextIO

from branchkit.core.errors import ExchangeError
from branchkit.core.tables import Card, Paragraph, RedHead, Report, Table, TableColumn, Value
from branchkit.core.text_width import one_line, steers, without_controls
from branchkit.exchange.writers.grid import laid_out
from branchkit.exchange.writers.values import plain, shown, unarmed, unshortened

LISTING_FORMATS = ("text", "json", "csv")


def render(table: Table, format: str, stream: TextIO, *, width: int | None = None) -> None:
    """Write ``table`` to ``stream``; ``width`` in cells bounds text only, None lets it be as wide as it is.

    Raises :class:`ExchangeError` ``unknown_format``.
    """
    match format:
        case "text":
            for place, block in enumerate(laid_out(table, width)):
                stream.write("\n" if place else "")
                stream.writelines(f"{line}\n" for line in block.all_lines())
        case "json":
            render_object([row_object(table, row) for row in table.rows], stream)
        case "csv":
            _render_csv(table, stream)
        case _:
            raise ExchangeError("unknown_format", format=format, known=", ".join(LISTING_FORMATS))


def render_object(value: object, stream: TextIO) -> None:
    """Write any nest of dicts, lists and plain values as JSON; what is not seen is written by its number, so that nothing
    is lost and nothing steers a terminal."""
    for piece in json.JSONEncoder(ensure_ascii=False, indent=2).iterencode(plain(value)):
        stream.write(piece if piece.isprintable() or piece.isspace() else _escaped(piece))
    stream.write("\n")


def _escaped(piece: str) -> str:
    return "".join(
        json.dumps(char)[1:-1] if steers(char) and char != "\n" else char for char in piece
    )


def row_object(table: Table, row: tuple[Value, ...]) -> dict[str, object]:
    """A row as JSON has it, by the columns' keys."""
    return {column.key: plain(value) for column, value in zip(table.columns, row, strict=True)}


def _render_csv(table: Table, stream: TextIO) -> None:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([column.key for column in table.columns])
    for row in table.rows:
        writer.writerow(
            [
                unarmed(value) if isinstance(value, str) else shown(value, column)
                for column, value in zip(table.columns, row, strict=True)
            ]
        )


def compose_csv(report: Report) -> str:
    """All tables of the paper; where there are several, each under its title and with an empty line between."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    tables = [block for block in report.blocks if isinstance(block, Table)]
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
    if isinstance(value, str):
        return unshortened(unarmed(without_controls(one_line(value))))
    return shown(value, column)


def _one_line(title: str) -> str:
    return title.replace("\n", " ")


def compose_json(report: Report) -> str:
    """One object; empty parts are there too, so that a script need not ask for them."""
    stream = io.StringIO()
    render_object(
        {
            "title": report.title,
            "subtitle": report.subtitle,
            "salutation": report.salutation,
            "blocks": [_block(block) for block in report.blocks],
            "issuer": report.issuer,
            "issued_on": report.issued_on,
            "filled_by": report.filled_by,
            "filled_on": report.filled_on,
            "signatures": list(report.signatures),
            "red_head": _red_head(report.red_head),
            "properties": dict(report.properties),
        },
        stream,
    )
    return stream.getvalue()


def _red_head(head: RedHead | None) -> dict[str, object] | None:
    if head is None:
        return None
    parts: dict[str, object] = {name: getattr(head, name) for name in RedHead.__match_args__}
    return {**parts, "attachments": list(head.attachments)}


def _block(block: Paragraph | Table | Card) -> dict[str, object]:
    if isinstance(block, Paragraph):
        return {"paragraph": block.text, "level": block.level}
    if isinstance(block, Card):
        return {"card": block.title, "fields": {f.label: f.value for f in block.fields}}
    return {
        "table": block.title,
        "columns": {column.key: column.title.replace("\n", " ") for column in block.columns},
        "rows": [row_object(block, row) for row in block.rows],
    }
