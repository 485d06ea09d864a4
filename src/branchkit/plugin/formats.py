"""Formats that plugins bring: what the hooks for importers and exporters return."""

from __future__ import annotations

from branchkit.core.texts import LocalText
from branchkit.core.values import frozen


@frozen
class ImporterSpec:
    """A kind of file, or another system's format, that a plugin reads. ``target`` is ``pkg.module:function``.

    The function takes a :class:`~branchkit.exchange.readers.plugin_formats.SourceFile` and returns, or yields, each
    :class:`~branchkit.exchange.readers.plugin_formats.ImportedSheet`. It runs in the process that reads files of others, with 200 MB
    of memory and without the workspace; what it yields then goes the way of every workbook: header, checks, mend file, trial.
    """

    id: str
    """Begins with the plugin's own: ``county.cwt``."""
    title: LocalText
    target: str
    endings: tuple[str, ...] = ()
    """What its files' names end in: ``(".cwt",)``."""
    starts: tuple[bytes, ...] = ()
    """First bytes by which its files are known, up to 4096: ``(b"CWT1",)``."""
    subjects: tuple[str, ...] = ()
    """What it serves: ids of registers, ``members``, ``cases``, ``organizations``; none: all."""
    seconds: float = 20.0
    """How long it may take to find the sheets, and for each 200 rows; 50 at most."""


@frozen
class ExporterSpec:
    """A format that a plugin writes registers and reports in. ``target`` is ``pkg.module:function``.

    The function takes a :class:`~branchkit.core.tables.Report` and returns the whole file as ``bytes``, or a text, which is
    written as UTF-8. It never sees where that goes.
    """

    id: str
    """Begins with the plugin's own: ``county.xml``."""
    title: LocalText
    target: str
    ending: str
    """What its files' names end in: ``.xml``."""
    text: bool = False
    """Whether it can be shown in a terminal; else it wants a file."""
    rows: bool = True
    """Whether it is for rows: registers then come as lists, and what is printed as cards does not."""
