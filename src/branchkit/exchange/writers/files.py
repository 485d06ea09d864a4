"""Papers into files, in every format but text for the terminal, whose writer wants rich."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from branchkit.core.errors import ExchangeError
from branchkit.core.tables import Report
from branchkit.toml.atomic import atomic_file

_BYTE_ORDER_MARK = "\ufeff"


def write_file(
    report: Report, format: str, target: Path, *, replace: bool = False, private: bool = False
) -> None:
    """Write a report to ``target``, whole or not at all; ``private``: for its owner's eyes.

    csv files carry a byte-order mark, without which spreadsheets take Chinese for another encoding. Raises
    :class:`ExchangeError` ``unknown_format``, or one of the ``write_…`` of :func:`~branchkit.toml.atomic.atomic_file`.
    """
    with atomic_file(target, replace=replace, private=private) as file:
        write_into(report, format, file)


def write_into(report: Report, format: str, file: BinaryIO) -> None:
    """What a file of a report holds, into an open one that can be written anywhere; raises as :func:`write_file`."""
    match format:
        case "xlsx":
            from branchkit.exchange.writers.workbook import write_workbook

            write_workbook(report, file)
        case "docx":
            from branchkit.exchange.writers.document import write_document

            write_document(report, file)
        case "csv":
            from branchkit.exchange.writers.delimited import compose_csv

            file.write((_BYTE_ORDER_MARK + compose_csv(report)).encode())
        case "json":
            from branchkit.exchange.writers.delimited import compose_json

            file.write(compose_json(report).encode())
        case "html":
            from branchkit.exchange.writers.web_page import compose_html

            file.write(compose_html(report).encode())
        case _:
            raise ExchangeError(
                "unknown_format", format=format, known="xlsx, docx, csv, json, html"
            )


def write_text(text: str, target: Path, *, replace: bool = False, private: bool = False) -> None:
    """A whole text as UTF-8."""
    with atomic_file(target, replace=replace, private=private) as file:
        file.write(text.encode())
