"""A paper as JSON for scripts: the same blocks, rows as objects by the columns' keys."""

from __future__ import annotations

import io

from branchkit.core.tables import Card, Paper, Paragraph, Table
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
            "filled_by": paper.filled_by,
            "filled_on": paper.filled_on,
            "signatures": list(paper.signatures),
            "properties": dict(paper.properties),
        },
        stream,
    )
    return stream.getvalue()


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
