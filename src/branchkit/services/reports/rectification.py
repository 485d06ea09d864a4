"""整改清单 as a paper: of one organisation, or of a node with everything below it."""

from __future__ import annotations

from datetime import datetime

from branchkit.core.tables import Paragraph, Report
from branchkit.i18n.catalog import Catalog
from branchkit.services.rating.rectification_board import RectificationBoard
from branchkit.services.reports.parts import date_text

_COLUMNS = (
    *("item", "term", "measures", "owner", "helper", "contact_leader", "deadline", "state"),
    "then_now",
)


def rectification_list(
    board: RectificationBoard, catalog: Catalog, node: str, at: datetime, *, below: bool
) -> Report:
    """The items that the board shows, with how many of them are done and overdue."""
    columns = ("organization", *_COLUMNS) if below else _COLUMNS
    table = board.words.table(board.items, board.today, columns)
    settled = sum(item.is_settled() for item in board.items)
    told = catalog.text(
        "report.rectification.counts",
        count=len(board.items),
        settled=settled,
        late=board.count("overdue"),
    )
    name = board.tree.name(node)
    return Report(
        title=catalog.text("report.rectification.title", name=name),
        blocks=(table, Paragraph(told)),
        issuer=name,
        issued_on=date_text(catalog, at),
        landscape=True,
        properties={"language": catalog.language, "created": at.isoformat(timespec="seconds")},
    )
