"""考核表: every criterion of every subject, what the short heads mean, and why each total is what it is."""

from __future__ import annotations

from branchkit.core.scoring.schemes import Criterion
from branchkit.core.tables import Paper, Paragraph, Table, TableColumn, Value
from branchkit.services.papers.explanations import Proposals, explanations
from branchkit.services.papers.parts import PaperBasis, numbered
from branchkit.services.sheets import ScoredRow


def score_sheet(basis: PaperBasis, proposals: Proposals) -> Paper:
    """Three tables: the scores, the criteria, the reasons; printed sideways."""
    blocks: list[Paragraph | Table] = [_scores(basis)]
    if legend := _legend(basis):
        blocks.append(Paragraph(legend, indent=False))
    blocks += [_criteria(basis), explanations(basis, proposals), Paragraph(basis.state_text)]
    return basis.paper(
        "sheet",
        blocks,
        subtitle=basis.catalog.local(basis.scored.scheme.title),
        landscape=True,
    )


def _scores(basis: PaperBasis) -> Table:
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
    return Table(columns, values, basis.words("sheet.table.scores"), 2)


def _criterion_column(basis: PaperBasis, criterion: Criterion) -> TableColumn:
    title = f"{basis.catalog.local(criterion.short)}\n{criterion.maximum.normalize():f}"
    cells = [row.row.cells.get(criterion.id) for row in basis.scored.rows]
    return basis.points_column(criterion.id, title, [cell.points for cell in cells if cell])


def _points(basis: PaperBasis, row: ScoredRow, criterion: Criterion) -> Value:
    if not _applies(row, criterion):
        return basis.words("sheet.not_applicable")
    cell = row.row.cells.get(criterion.id)
    if cell is None:
        return None
    return basis.words("sheet.excused") if cell.points is None and cell.note else cell.points


def _applies(row: ScoredRow, criterion: Criterion) -> bool:
    return row.member is None or criterion.applies.covers(row.member.traits)


def _legend(basis: PaperBasis) -> str:
    marks = {
        value
        for row in basis.scored.rows
        for criterion in basis.scored.scheme.criteria
        if isinstance(value := _points(basis, row, criterion), str)
    }
    return basis.words("sheet.legend") if marks else ""


def _criteria(basis: PaperBasis) -> Table:
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
            basis.catalog.local(criterion.text),
        )
        for criterion in criteria
    )
    return Table(columns, rows, basis.words("sheet.table.criteria"), 1)
