"""What the sector's two papers have in common."""

from __future__ import annotations

from collections.abc import Sequence

from branchkit.api.reports import Paragraph, Report, ReportScene, Table
from branchkit_rural.ladder import Ladder
from branchkit_rural.levels import Rung
from branchkit_rural.words import Words


def is_within(ladder: Ladder, rung: Rung, org: str) -> bool:
    """Whether a rung stands at an organisation or below it."""
    return ladder.tree.is_within(rung.id, org)


def finished(
    scene: ReportScene, words: Words, title: str, blocks: Sequence[Paragraph | Table]
) -> Report:
    """The paper with issuer and date; tables of many goods lie on their side."""
    today = scene.workspace.today
    return Report(
        title=title,
        blocks=tuple(blocks),
        issuer=scene.workspace.tree().name(scene.org),
        issued_on=words.text("print.date", year=today.year, month=today.month, day=today.day),
        landscape=True,
        properties={"language": scene.language, "created": today.isoformat()},
    )
