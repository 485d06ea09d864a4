"""What is read before deciding: why a score, what a paste would do, what stands open before handing up."""

from __future__ import annotations

from branchkit.core.scoring.results import Reason
from branchkit.core.text_width import wrap
from branchkit.i18n.catalog import Catalog
from branchkit.screens.scoring.source import figure
from branchkit.services.scoring.board import SheetBoard
from branchkit.services.scoring.session import PastePlan, ScoringSession
from branchkit.widgets.paper_view import PaperLine
from branchkit.widgets.tones import Tone

WIDTH = 76
LISTED = 200
"""Lines of a list before it is cut short; the count is said all the same."""

PaperText = list[str | PaperLine]


def evidence_paper(
    session: ScoringSession, catalog: Catalog, place: int, criterion_id: str
) -> PaperText:
    """One cell's criterion, proposal and rows; then how the whole total comes about."""
    criterion, text, board = session.criterion(criterion_id), catalog.text, session.board
    lines: PaperText = [
        PaperLine(catalog.local(criterion.title), Tone.HEAD),
        *wrap(catalog.local(criterion.text), WIDTH),
    ]
    proposal = session.proposal(place, criterion_id)
    if proposal is not None:
        lines += [
            "",
            PaperLine(text("screen.evidence.proposed", points=figure(proposal.points)), Tone.HEAD),
        ]
        lines += _reasons(proposal.reasons, catalog, {})
        lines += [
            f"  {evidence.on or '':<10}  {evidence.summary}" for evidence in proposal.evidence
        ]
    result = board.result(place)
    titles = {c.id: catalog.local(c.short) for c in board.scheme.criteria}
    lines += ["", PaperLine(text("screen.evidence.total", total=figure(result.total)), Tone.HEAD)]
    lines += _reasons(result.reasons, catalog, titles)
    return lines


def _reasons(reasons: tuple[Reason, ...], catalog: Catalog, titles: dict[str, str]) -> list[str]:
    lines = []
    for reason in reasons:
        title = titles.get(reason.criterion, "")
        sentence = catalog.reason(reason)
        lines += wrap(f"  {title}  {sentence}" if title else f"  {sentence}", WIDTH)
    return lines


def paste_paper(plan: PastePlan, board: SheetBoard, catalog: Catalog) -> PaperText:
    """How many cells would be written, and each refused one with its reason."""
    titles = {c.id: catalog.local(c.short) for c in board.scheme.criteria}
    lines: PaperText = [
        PaperLine(catalog.text("screen.paste.accepted", count=len(plan.edits)), Tone.HEAD)
    ]
    if plan.overflow:
        lines.append(catalog.text("screen.paste.overflow", count=plan.overflow))
    if plan.refused:
        lines += [
            "",
            PaperLine(catalog.text("screen.paste.refused", count=len(plan.refused)), Tone.ERROR),
        ]
    for refused in plan.refused[:LISTED]:
        name = board.name(board.place(refused.subject))
        reason = catalog.refusal(refused.refusal)
        lines.append(f"  {name}  {titles[refused.criterion]}  {refused.text}  {reason}")
    return lines


def submit_paper(
    session: ScoringSession, catalog: Catalog
) -> tuple[PaperText, tuple[int, str] | None]:
    """What stands open; the first open cell, None when the sheet can go."""
    board, text = session.board, catalog.text
    titles = {c.id: catalog.local(c.short) for c in board.scheme.criteria}
    still_open: PaperText = []
    remarks: PaperText = []
    first: tuple[int, str] | None = None
    count = 0
    for place in range(len(board.roll)):
        missing = board.missing(place)
        count += len(missing)
        if missing:
            first = first or (place, missing[0])
            what = catalog.listed(titles[id] for id in missing)
            if len(missing) == len(titles):
                what = text("screen.submit.all", count=len(missing))
            still_open.append(f"  {board.name(place)}  {what}")
        remarks += _unexplained(session, catalog, place, titles)
    lines: PaperText = []
    if count:
        lines += [
            PaperLine(text("screen.submit.open", count=count), Tone.ERROR),
            *still_open[:LISTED],
            "",
        ]
    else:
        lines += [PaperLine(text("screen.submit.complete", count=len(board.roll)), Tone.HEAD), ""]
    if remarks:
        lines += [
            PaperLine(text("screen.submit.overridden", count=len(remarks)), Tone.HEAD),
            *remarks[:LISTED],
            "",
        ]
    if not count:
        lines.append(text("screen.submit.ask"))
    return lines, first


def _unexplained(
    session: ScoringSession, catalog: Catalog, place: int, titles: dict[str, str]
) -> list[str]:
    """Scores that differ from what the registers suggest and say nothing about it."""
    lines = []
    for criterion, cell in session.board.row(place).cells.items():
        if cell.points is None or cell.note or criterion not in titles:
            continue
        proposal = session.proposal(place, criterion)
        if proposal is not None and proposal.points != cell.points:
            lines.append(
                "  "
                + catalog.text(
                    "screen.submit.override",
                    name=session.board.name(place),
                    criterion=titles[criterion],
                    points=figure(cell.points),
                    proposed=figure(proposal.points),
                )
            )
    return lines
