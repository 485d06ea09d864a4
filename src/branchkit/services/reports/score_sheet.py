"""考核表: every criterion of every subject, what the short heads mean, and why each total is what it is (得分说明)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from branchkit.core.scoring.results import Proposal, Reason
from branchkit.core.scoring.schemes import Criterion
from branchkit.core.scoring.sheets import Cell, ExtraEvent
from branchkit.core.tables import Paragraph, Report, Table, TableColumn, Value
from branchkit.core.values import frozen
from branchkit.services.citations import figure_text
from branchkit.services.reports.charts import criteria_chart, months_charts
from branchkit.services.reports.parts import ReportBasis, numbered, veto_effect
from branchkit.services.reports.past_totals import PastTotals
from branchkit.services.scoring.cases import cases_of
from branchkit.services.scoring.sheets import ScoredRow

Proposals = Callable[[str, str], Proposal | None]
"""What registers suggest for (subject, criterion), with their figures."""

_TOLD = frozenset(
    {"points", "points_taken_off", "extra", "veto_band", "veto_section", "veto_total"}
)
"""Reasons that only repeat what has a line of its own."""
_HUNDREDTH = Decimal("0.01")


def explanations(basis: ReportBasis, proposals: Proposals) -> Table:
    """A line for every subject whose total needs words: what was given or taken, and why. Points without a word stand in the
    table of scores already."""
    columns = (
        TableColumn("number", basis.words("column.number"), align="right"),
        TableColumn("name", basis.words(f"column.name.{basis.subject}")),
        TableColumn("why", basis.words("column.why")),
    )
    rows = tuple(
        (number, row.name, basis.words("sheet.between").join(items))
        for number, row in numbered(basis.scored.rows)
        if (items := list(_Explainer(basis, row, proposals).items()))
    )
    return Table(columns, rows, basis.words("sheet.table.reasons"), 2)


@frozen
class _Explainer:
    """One row's explanations."""

    basis: ReportBasis
    row: ScoredRow
    proposals: Proposals

    def items(self) -> Iterator[str]:
        if self.row.row.excluded:
            title = self.basis.words("sheet.excluded")
            yield self._item(title, None, None, self.row.row.excluded)
        if self.row.row.total is None:
            return
        yield from self._criteria()
        yield from self._extras()
        yield from self._vetoes()
        yield from self._total()

    def _criteria(self) -> Iterator[str]:
        reasons = defaultdict(list)
        for reason in self.row.result.reasons:
            if reason.criterion and reason.code not in _TOLD:
                reasons[reason.criterion].append(reason)
        for criterion in self.basis.scored.scheme.criteria:
            cell = self.row.row.cells.get(criterion.id)
            full = cell is None or (cell.stands == criterion.maximum and not criterion.unlimited)
            # What other sheets gave is always told, since they stand on none of these pages.
            taken = cell is not None and criterion.rule.history is not None
            told = taken or bool(cell and (cell.is_judged or cell.note)) or reasons[criterion.id]
            if full and not told:
                continue
            if why := self._why(cell, reasons[criterion.id], criterion.id):
                title = self.basis.catalog.local(criterion.title)
                yield self._item(title, cell.stands if cell else None, criterion.maximum, why)

    def _why(self, cell: Cell | None, reasons: list[Reason], criterion: str) -> str:
        parts = [self.basis.catalog.reason(reason) for reason in reasons]
        if cell is not None and cell.points is not None:
            parts += self._proposed(cell.points, self.proposals(self.row.subject, criterion))
        parts += [self._joined_case(case) for case in cases_of(self.row.row, criterion)]
        if cell is not None and cell.note:
            parts.append(self.basis.words("sheet.note", note=cell.note))
        parts += self._judged(cell)
        return self._joined(parts)

    def _judged(self, cell: Cell | None) -> Iterator[str]:
        """Who above has given which points, and why; the branch's own beside them."""
        if cell is None or not cell.is_judged:
            return
        own = "" if cell.points is None else _short(cell.points)
        yield self.basis.words("sheet.own", points=own)
        for key, points, ruling in (
            ("reviewed", cell.reviewed, cell.reviewed_by),
            ("final", cell.final, cell.final_by),
        ):
            if points is not None and ruling is not None:
                told = {"by": ruling.by, "on": ruling.at[:10], "why": ruling.reason}
                yield self.basis.words(f"sheet.{key}", points=_short(points), **told)

    def _joined_case(self, case: ExtraEvent) -> str:
        return " ".join(
            part for part in (case.on, f"{case.points.normalize():f}", case.note) if part
        )

    def _proposed(self, points: Decimal, proposal: Proposal | None) -> Iterator[str]:
        if proposal is None:
            return
        for reason in proposal.reasons:
            yield self.basis.catalog.reason(reason)
        if proposal.evidence:
            summaries = [evidence.summary for evidence in proposal.evidence]
            yield self.basis.words("sheet.evidence", summaries=summaries)
        if points != proposal.points:
            yield self.basis.words("sheet.overridden", points=proposal.points)

    def _extras(self) -> Iterator[str]:
        scheme = self.basis.scored.scheme
        titles = {item.id: self.basis.catalog.local(item.title) for item in scheme.extras}
        for event in self.row.row.extras:
            why = self._joined([part for part in (event.on, event.note) if part])
            yield self._item(titles.get(event.item, event.item), event.points, None, why)

    def _vetoes(self) -> Iterator[str]:
        for veto in self.basis.scored.scheme.vetoes:
            if veto.id in self.row.row.vetoes:
                why = [self.row.row.vetoes[veto.id], veto_effect(self.basis, veto)]
                title = self.basis.catalog.local(veto.title)
                yield self._item(title, None, None, self._joined(why))

    def _total(self) -> Iterator[str]:
        reasons = [
            self.basis.catalog.reason(reason)
            for reason in self.row.result.reasons
            if not reason.criterion and reason.code not in _TOLD
        ]
        if reasons:
            yield self._item(
                self.basis.words("sheet.total"),
                self.row.result.total,
                self.basis.scored.scheme.maximum,
                self._joined([self._sum(), *reasons]),
            )

    def _sum(self) -> str:
        result, scheme = self.row.result, self.basis.scored.scheme
        parts = [
            (self.basis.catalog.local(s.title), result.sections[s.id]) for s in scheme.sections
        ]
        if self.row.row.extras:
            parts.append((self.basis.words("column.extras"), result.extras))
        return self.basis.words("sheet.plus").join(
            self.basis.words("sheet.part", title=title, points=_short(points))
            for title, points in parts
        )

    def _item(self, title: str, points: Decimal | None, maximum: Decimal | None, why: str) -> str:
        given = ""
        if points is not None and maximum is not None:
            given = self.basis.words("sheet.of", points=_short(points), maximum=_short(maximum))
        elif points is not None:
            given = self.basis.words("sheet.points", points=_short(points))
        return self.basis.words("sheet.item", title=title, points=given, why=why)

    def _joined(self, parts: list[str]) -> str:
        return self.basis.words("sheet.separator").join(parts)


def _short(points: Decimal) -> str:
    """To the hundredth: a section that was scaled up can end in thirds."""
    return f"{points.quantize(_HUNDREDTH).normalize():f}"


def score_sheet(
    basis: ReportBasis, proposals: Proposals, periods: Sequence[PastTotals] = ()
) -> Report:
    """Three tables: the scores, the criteria, the reasons; printed sideways. ``periods`` end with the sheet's own."""
    blocks: list[Paragraph | Table] = [_scores(basis, periods)]
    if legend := _legend(basis):
        blocks.append(Paragraph(legend, indent=False))
    blocks += [_criteria(basis), explanations(basis, proposals), Paragraph(basis.state_text)]
    return basis.report(
        "sheet",
        blocks,
        subtitle=basis.catalog.local(basis.scored.scheme.title),
        landscape=True,
    )


def _scores(basis: ReportBasis, periods: Sequence[PastTotals]) -> Table:
    scheme, rows = basis.scored.scheme, basis.scored.rows
    columns = (
        TableColumn("number", basis.words("column.number"), align="right"),
        *basis.person_columns(),
        *(_criterion_column(basis, criterion) for criterion in scheme.criteria),
        basis.points_column(
            "extras", basis.words("column.extras"), [r.result.extras for r in rows]
        ),
        basis.total_column(),
        TableColumn("rank", basis.words("column.rank"), align="right"),
        TableColumn("band", basis.words("column.band"), align="center"),
    )
    values = tuple(
        (
            number,
            *basis.person(row),
            *(_points(basis, row, criterion) for criterion in scheme.criteria),
            row.result.extras if row.row.extras else None,
            row.row.total,
            row.rank,
            basis.band(row),
        )
        for number, row in numbered(rows)
    )
    charts = (*months_charts(basis, periods), *criteria_chart(basis))
    return Table(columns, values, basis.words("sheet.table.scores"), 2, charts)


def _criterion_column(basis: ReportBasis, criterion: Criterion) -> TableColumn:
    sign = "+" if criterion.unlimited else ""
    title = f"{basis.catalog.local(criterion.short)}\n{(-criterion.base or criterion.maximum).normalize():f}{sign}"
    cells = [row.row.cells.get(criterion.id) for row in basis.scored.rows]
    return basis.points_column(criterion.id, title, [cell.stands for cell in cells if cell])


def _points(basis: ReportBasis, row: ScoredRow, criterion: Criterion) -> Value:
    if not _applies(row, criterion):
        return basis.words("sheet.not_applicable")
    cell = row.row.cells.get(criterion.id)
    if cell is None:
        return None
    points = cell.stands
    return basis.words("sheet.excused") if points is None and cell.note else points


def _applies(row: ScoredRow, criterion: Criterion) -> bool:
    return criterion.applies.covers(row.traits)


def _legend(basis: ReportBasis) -> str:
    marks = {
        value
        for row in basis.scored.rows
        for criterion in basis.scored.scheme.criteria
        if isinstance(value := _points(basis, row, criterion), str)
    }
    return basis.words("sheet.legend") if marks else ""


def _text(basis: ReportBasis, criterion: Criterion) -> str:
    """A criterion in full, with what it takes from regulations."""
    figures = [figure_text(basis.catalog, figure) for figure in criterion.figures]
    separator = basis.words("sheet.separator")
    return (
        separator.join([basis.catalog.local(criterion.text).rstrip("。"), *figures])
        if figures
        else basis.catalog.local(criterion.text)
    )


def _criteria(basis: ReportBasis) -> Table:
    sections = {s.id: basis.catalog.local(s.title) for s in basis.scored.scheme.sections}
    criteria = basis.scored.scheme.criteria
    columns = (
        TableColumn("short", basis.words("column.short")),
        TableColumn("title", basis.words("column.criterion")),
        TableColumn("section", basis.words("column.section")),
        basis.points_column(
            "maximum", basis.words("column.maximum"), [c.maximum for c in criteria]
        ),
        TableColumn("text", basis.words("column.text")),
    )
    rows = tuple(
        (
            basis.catalog.local(criterion.short),
            basis.catalog.local(criterion.title),
            sections[criterion.section],
            criterion.maximum,
            _text(basis, criterion),
        )
        for criterion in criteria
    )
    return Table(columns, rows, basis.words("sheet.table.criteria"), 1)
