"""Several papers in one zip file: in the order they were asked for, each under a name that people can read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from branchkit.core.tables import Report
from branchkit.core.values import frozen
from branchkit.exchange.writers.archive import zipped
from branchkit.exchange.writers.values import made_at
from branchkit.services.reports.formats import ReportFormats
from branchkit.toml.atomic import atomic_file

ENDING = "zip"


@frozen
class NamedPaper:
    """A paper and what its file is called, without an ending."""

    name: str
    report: Report


def zip_of(formats: ReportFormats, papers: Sequence[NamedPaper], format: str) -> bytes:
    """One paper at least as a zip file of files in one format; equal papers give equal bytes.

    Raises as :meth:`ReportFormats.written`.
    """
    ending = "txt" if format == "text" else formats.ending(format)
    files = [
        (f"{paper.name.replace('/', ' ')}.{ending}", formats.written(paper.report, format))
        for paper in papers
    ]
    return zipped(files, max(made_at(paper.report) for paper in papers))


def write_zip(
    content: bytes, target: Path, *, replace: bool = False, private: bool = False
) -> None:
    """Write it whole or not at all; raises one of the ``write_…`` of :func:`~branchkit.toml.atomic.atomic_file`."""
    with atomic_file(target, replace=replace, private=private) as file:
        file.write(content)
