"""晋位情况: every organisation of a node beside what it was in the period before, and how many have risen a place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from branchkit.core.dates import Period
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.ports import Reader
from branchkit.core.rating.movement import Movement
from branchkit.core.tables import (
    Chart,
    ChartKind,
    Paragraph,
    Report,
    Series,
    Table,
    TableColumn,
    Value,
)
from branchkit.core.values import frozen
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import Contributions
from branchkit.services.organizations.organizations import read_tree
from branchkit.services.rating.movement import Moved, counted, movements
from branchkit.services.reports.parts import date_text, period_text

_NUMBERS = frozenset({"previous_total", "total", "difference"})
_COLUMNS = (
    *("organization", "previous_total", "total", "difference", "previous_band", "band"),
    *("movement", "target", "state", "above"),
)
_DATA_ONLY = frozenset({"state", "above"})
"""What the summary says in words, and the tree shows, has no room on paper."""


def movement_report(
    reader: Reader,
    contributions: Contributions,
    node: str,
    period: Period,
    catalog: Catalog,
    at: datetime,
    scheme_id: str = "",
) -> Report:
    """The paper of a node with everything below it; of a period in which nobody was judged it says just that.

    Raises :class:`~branchkit.core.errors.OrganizationError` ``unknown``.
    """
    tree = read_tree(reader)
    lines = movements(reader, contributions.schemes, tree, node, period, scheme_id)
    by_scheme: dict[str, list[Moved]] = {}
    for line in lines:
        by_scheme.setdefault(line.scheme.id, []).append(line)
    blocks: list[Paragraph | Table] = []
    for judged in by_scheme.values():
        blocks += _Part(catalog, tree, judged).blocks()
    return Report(
        title=catalog.text(
            "report.movement.title", name=tree.name(node), period=period_text(catalog, period)
        ),
        blocks=tuple(blocks) or (Paragraph(catalog.text("report.movement.nobody")),),
        issuer=tree.name(node),
        issued_on=date_text(catalog, at),
        properties={"language": catalog.language, "created": at.isoformat(timespec="seconds")},
    )


@frozen
class _Part:
    """Those who are judged by one scheme, which alone can be compared, and the words for them."""

    catalog: Catalog
    tree: OrganizationTree
    lines: Sequence[Moved]

    def words(self, key: str, /, **params: object) -> str:
        return self.catalog.text(f"report.movement.{key}", **params)

    def blocks(self) -> list[Paragraph | Table]:
        """The scheme's title, what all come to, and a line for each organisation."""
        title = self.catalog.local(self.lines[0].scheme.title)
        return [Paragraph(title, level=1), Paragraph(self._summary()), self._table()]

    def _summary(self) -> str:
        """How many have risen, held or fallen, and how many of those compared have met the target; who has no result."""
        counts = counted(self.lines)
        moved = {str(movement): counts.moved.get(movement, 0) for movement in Movement}
        told = self.words("none_compared")
        if counts.compared:
            told = self.words("summary", compared=counts.compared, met=counts.met, **moved)
        waiting = [line.organization.name for line in self.lines if line.now is None]
        return told + self.words("open", count=len(waiting), names=waiting) if waiting else told

    def _table(self) -> Table:
        places = self.lines[0].scheme.rounding.places
        columns = tuple(
            TableColumn(key, self.words(f"column.{key}"), align="right", places=places)
            if key in _NUMBERS
            else TableColumn(key, self.words(f"column.{key}"), printed=key not in _DATA_ONLY)
            for key in _COLUMNS
        )
        rows = tuple(tuple(self._cell(line, key) for key in _COLUMNS) for line in self.lines)
        return Table(columns, rows, frozen_columns=1, charts=self._charts())

    def _cell(self, line: Moved, key: str) -> Value:
        above = self.tree.parent(line.organization.id)
        match key:
            case "above":
                return above.name if above else ""
            case "organization":
                return line.organization.name
            case "total" | "previous_total":
                placing = line.now if key == "total" else line.before
                return placing.total if placing else None
            case "difference":
                return line.difference
            case "band" | "previous_band":
                placing = line.now if key == "band" else line.before
                band = placing.band if placing else None
                return self.catalog.local(band.title) if band else ""
            case "movement":
                return self.catalog.text(f"movement.{line.by_band}") if line.by_band else ""
            case "target":
                met = line.target_met
                return "" if met is None else self.words("met" if met else "not_met")
        if line.state is None:
            return self.words("no_sheet")
        return self.catalog.code("sheet.state", line.state)

    def _charts(self) -> tuple[Chart, ...]:
        """How many have risen, held and fallen, where any can be compared."""
        counts = counted(self.lines)
        if not counts.compared:
            return ()
        labels = tuple(self.catalog.text(f"movement.{movement}") for movement in Movement)
        figures = tuple(counts.moved.get(movement, 0) for movement in Movement)
        series = (Series(self.words("chart.count"), figures),)
        return (Chart(ChartKind.COLUMNS, self.words("chart.title"), labels, series),)
