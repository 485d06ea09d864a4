"""What a report is made of, before a writer gives it a format."""

from __future__ import annotations

from branchkit.core.tables import (
    Card,
    CardField,
    Chart,
    ChartKind,
    Paragraph,
    RedHead,
    Report,
    Series,
    Table,
    TableColumn,
    Value,
)
from branchkit.core.text_width import cell_width, pad, wrap
from branchkit.plugin.workspace_view import ReportScene

__all__ = [
    "Card",
    "CardField",
    "Chart",
    "ChartKind",
    "Paragraph",
    "RedHead",
    "Report",
    "ReportScene",
    "Series",
    "Table",
    "TableColumn",
    "Value",
    "cell_width",
    "pad",
    "wrap",
]
