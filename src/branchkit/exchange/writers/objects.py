"""A paper as JSON for scripts: the same blocks, rows as objects by the columns' keys."""

from __future__ import annotations

import io

from branchkit.core.tables import Paper, Paragraph, Table
from branchkit.exchange.writers.listing import render_object, row_object


def compose_json(paper: Paper) -> str:
    """One object; empty parts are there too, so that a script need not ask for them."""
    stream = io.StringIO()
    render_object(
        {
            "title": paper.title,
            "subtitle": paper.subtitle,
            "salutation": paper.salutation,
            "blocks": [_block(block) for block in paper.blocks],
            "issuer": paper.issuer,
            "issued_on": paper.issued_on,
            "properties": dict(paper.properties),
        },
        stream,
    )
    return stream.getvalue()


def _block(block: Paragraph | Table) -> dict[str, object]:
    if isinstance(block, Paragraph):
        return {"paragraph": block.text, "level": block.level}
    return {
        "table": block.title,
        "columns": {column.key: column.title.replace("\n", " ") for column in block.columns},
        "rows": [row_object(block, row) for row in block.rows],
    }
