"""What the functions behind importers are given and give; those behind exporters are given what ``branchkit.api.reports`` has."""

from __future__ import annotations

from branchkit.exchange.readers.plugin_formats import ImportedSheet, SourceFile

__all__ = [
    "ImportedSheet",
    "SourceFile",
]
