"""One paper made of several: what an organisation and those below it have to say, each under its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from branchkit.core.tables import Paper, Paragraph

_OF_ALL = ("language", "created")
"""Properties that hold for the whole; a sheet or its state is that of one organisation."""


def joined(papers: Sequence[tuple[str, Paper]], note: str = "") -> Paper:
    """The papers in order, the names of their organisations as headings; ``note`` stands at the end.

    Title, form and signatures are the first one's. At least one paper is given.
    """
    first = papers[0][1]
    blocks = [
        block for name, paper in papers for block in (Paragraph(name, level=1), *paper.blocks)
    ]
    if note:
        blocks.append(Paragraph(note))
    properties = {key: first.properties[key] for key in _OF_ALL if key in first.properties}
    return replace(first, salutation="", blocks=tuple(blocks), properties=properties)
