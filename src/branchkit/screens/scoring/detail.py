"""The lines under the grid: the criterion in full, what is proposed and why, the value before, the note."""

from __future__ import annotations

from branchkit.core.scoring.results import Proposal
from branchkit.core.scoring.schemes import Criterion
from branchkit.core.text_width import wrap
from branchkit.i18n.catalog import Catalog
from branchkit.screens.scoring.source import figure
from branchkit.services.scoring.session import ScoringSession
from branchkit.widgets import cells
from branchkit.widgets.lines import Line
from branchkit.widgets.tones import Tone

HEIGHT = 5
TEXT_LINES = 2


def detail_lines(
    session: ScoringSession, catalog: Catalog, place: int, criterion_id: str, width: int
) -> list[Line]:
    """Exactly :data:`HEIGHT` lines about one cell."""
    criterion = session.criterion(criterion_id)
    return [
        Line("-" * width, tone=Tone.MUTED),
        *_criterion_lines(criterion, catalog, width),
        _proposal_line(session, catalog, place, criterion_id),
        _note_line(session, catalog, place, criterion_id),
    ]


def _criterion_lines(criterion: Criterion, catalog: Catalog, width: int) -> list[Line]:
    """Title and maximum, then the text, over two lines."""
    head = catalog.text(
        "screen.scoring.criterion",
        title=catalog.local(criterion.title),
        maximum=figure(criterion.maximum),
    )
    text = f"{head}  {catalog.local(criterion.text)}"
    wrapped = wrap(text, width - 1)
    if len(wrapped) > TEXT_LINES:
        wrapped[TEXT_LINES - 1] = cells.fit(
            wrapped[TEXT_LINES - 1] + wrapped[TEXT_LINES], width - 1
        )
    lines = [Line(line) for line in wrapped[:TEXT_LINES]]
    return lines + [Line()] * (TEXT_LINES - len(lines))


def _proposal_line(session: ScoringSession, catalog: Catalog, place: int, criterion: str) -> Line:
    before = session.board.earlier_row(place).cells.get(criterion)
    right = ""
    if before is not None and before.points is not None:
        right = catalog.text("screen.scoring.before", points=figure(before.points))
    proposal = session.proposal(place, criterion)
    if proposal is None:
        return Line(right=right)
    cell = session.board.cell(place, criterion)
    taken = cell is not None and cell.points == proposal.points
    text = catalog.text(
        "screen.scoring.proposal",
        points=figure(proposal.points),
        why=evidence_in_short(proposal, catalog),
    )
    return Line(text, Tone.NORMAL if taken else Tone.PROPOSAL, right)


def evidence_in_short(proposal: Proposal, catalog: Catalog) -> str:
    """The reason, and what was counted."""
    reasons = catalog.listed(catalog.reason(reason) for reason in proposal.reasons)
    rows = " ".join(evidence.summary for evidence in proposal.evidence)
    return f"{reasons} ({rows})" if rows else reasons


def _note_line(session: ScoringSession, catalog: Catalog, place: int, criterion: str) -> Line:
    row = session.board.row(place)
    cell = row.cells.get(criterion)
    parts = []
    if cell is not None and cell.note:
        parts.append(catalog.text("screen.scoring.noted", note=cell.note))
    titles = {item.id: catalog.local(item.title) for item in session.board.scheme.extras}
    parts += [f"{titles.get(e.item, e.item)} {e.points:+f} {e.note}" for e in row.extras]
    vetoes = {veto.id: catalog.local(veto.title) for veto in session.board.scheme.vetoes}
    parts += [
        catalog.text("screen.scoring.veto_line", title=vetoes.get(id, id), reason=reason)
        for id, reason in row.vetoes.items()
    ]
    return Line("  ".join(parts), Tone.VETO if row.vetoes else Tone.NORMAL)
