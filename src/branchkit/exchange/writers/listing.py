"""Tables of the command line: aligned text for a reader, json and csv with stable keys for scripts."""

from __future__ import annotations

import csv
import json
from typing import TextIO

from branchkit.core.errors import ExchangeError
from branchkit.core.tables import Table, Value
from branchkit.exchange.writers.grid import laid_out
from branchkit.exchange.writers.values import plain, shown, unarmed

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
    """Write any nest of dicts, lists and plain values as JSON."""
    json.dump(plain(value), stream, ensure_ascii=False, indent=2)
    stream.write("\n")


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
