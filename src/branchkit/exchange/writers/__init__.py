"""Papers into files and streams: text, csv, json, html, xlsx and docx. Each format's library is loaded when it is used."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TextIO

from branchkit.core.errors import ExchangeError
from branchkit.core.tables import Report
from branchkit.exchange.writers.files import write_file, write_into, write_text

TEXT_FORMATS = ("text", "csv", "json", "html")
"""Formats that are text and so can go to the terminal or a pipe."""
FILE_FORMATS = ("xlsx", "docx")
"""Formats that only make sense as a file."""
FORMATS = TEXT_FORMATS + FILE_FORMATS
DEFAULT_WIDTH = 80
"""Cells a line of the text format takes at most."""
_SUFFIXES = {".txt": "text", ".htm": "html", **{f".{format}": format for format in FORMATS}}


def format_of(target: Path) -> str | None:
    """The format that a file's name asks for, None when it says nothing."""
    return _SUFFIXES.get(target.suffix.lower())


def write(
    report: Report, format: str, target: Path, *, replace: bool = False, private: bool = False
) -> None:
    """Write a report to ``target``, whole or not at all; ``private``: for its owner's eyes.

    Raises :class:`ExchangeError` ``unknown_format``, or one of the ``write_…`` of
    :func:`~branchkit.toml.atomic.atomic_file`.
    """
    _require_known(format, FORMATS)
    if format == "text":
        write_text(composed(report, format), target, replace=replace, private=private)
    else:
        write_file(report, format, target, replace=replace, private=private)


def write_stream(report: Report, format: str, stream: TextIO, width: int = DEFAULT_WIDTH) -> None:
    """Write a report as text to a stream; raises :class:`ExchangeError` ``needs_file`` or ``unknown_format``."""
    _require_known(format, FORMATS)
    if format in FILE_FORMATS:
        raise ExchangeError("needs_file", format=format)
    if format == "text":
        from branchkit.exchange.writers.plain_text import print_report

        print_report(report, stream, width)
    else:
        stream.write(composed(report, format))


def written(report: Report, format: str) -> bytes:
    """What a file of this format holds; raises :class:`ExchangeError` ``unknown_format``."""
    _require_known(format, FORMATS)
    if format == "text":
        return composed(report, format).encode()
    file = BytesIO()
    write_into(report, format, file)
    return file.getvalue()


def composed(report: Report, format: str) -> str:
    """``paper`` in one of :data:`TEXT_FORMATS`, whole."""
    match format:
        case "text":
            from branchkit.exchange.writers.plain_text import compose_text

            return compose_text(report, DEFAULT_WIDTH)
        case "csv":
            from branchkit.exchange.writers.delimited import compose_csv

            return compose_csv(report)
        case "json":
            from branchkit.exchange.writers.delimited import compose_json

            return compose_json(report)
        case _:
            from branchkit.exchange.writers.web_page import compose_html

            return compose_html(report)


def _require_known(format: str, known: tuple[str, ...]) -> None:
    if format not in known:
        raise ExchangeError("unknown_format", format=format, known=", ".join(known))
