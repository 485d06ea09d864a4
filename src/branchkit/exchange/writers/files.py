"""Papers into files, in every format but text for the terminal, whose writer wants rich."""

from __future__ import annotations

from pathlib import Path

from branchkit.core.errors import ExchangeError
from branchkit.core.tables import Report
from branchkit.toml.atomic import atomic_file

_BYTE_ORDER_MARK = "\ufeff"


def write_file(report: Report, format: str, target: Path) -> None:
    """Write ``paper`` to ``target``, replacing what is there only once the new file is whole.

    csv files carry a byte-order mark, without which spreadsheets take Chinese for another encoding. Raises
    :class:`ExchangeError` ``unknown_format`` or what :func:`~branchkit.toml.atomic.atomic_file` raises.
    """
    match format:
        case "xlsx":
            from branchkit.exchange.writers.workbook import write_workbook

            with atomic_file(target) as file:
                write_workbook(report, file)
        case "docx":
            from branchkit.exchange.writers.document import write_document

            with atomic_file(target) as file:
                write_document(report, file)
        case "csv":
            from branchkit.exchange.writers.delimited import compose_csv

            write_text(_BYTE_ORDER_MARK + compose_csv(report), target)
        case "json":
            from branchkit.exchange.writers.delimited import compose_json

            write_text(compose_json(report), target)
        case "html":
            from branchkit.exchange.writers.web_page import compose_html

            write_text(compose_html(report), target)
        case _:
            raise ExchangeError(
                "unknown_format", format=format, known="xlsx, docx, csv, json, html"
            )


def write_text(text: str, target: Path) -> None:
    """A whole text as UTF-8."""
    with atomic_file(target) as file:
        file.write(text.encode())
