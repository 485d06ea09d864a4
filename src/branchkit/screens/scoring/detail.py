"""The lines under the grid: the criterion in full, what is proposed and why, the value before, the note.

What is read before deciding: why a score, what a paste would do, what stands open before handing up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from branchkit.core.scoring.results import Proposal, Reason
from branchkit.core.scoring.schemes import Criterion
from branchkit.core.text_width import wrap
from branchkit.i18n.catalog import Catalog
from branchkit.screens.scoring.source import figure
from branchkit.services.citations import figure_text
from branchkit.services.scoring.board import SheetBoard
from branchkit.services.scoring.cases import case_items, cases_of
from branchkit.services.scoring.session import ScoringSession
from branchkit.widgets import cells
from branchkit.widgets.report_view import Line, ReportLine
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.core.registers.register import Register
    from branchkit.services.scoring.checks import SheetFinding
    from branchkit.services.scoring.pasting import PastePlan

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
        _head_key(criterion),
        title=catalog.local(criterion.title),
        maximum=figure(criterion.base or criterion.maximum),
    )
    text = f"{head}  {catalog.local(criterion.text)}"
    wrapped = wrap(text, width - 1)
    if len(wrapped) > TEXT_LINES:
        wrapped[TEXT_LINES - 1] = cells.fit(
            wrapped[TEXT_LINES - 1] + wrapped[TEXT_LINES], width - 1
        )
    lines = [Line(line) for line in wrapped[:TEXT_LINES]]
    return lines + [Line()] * (TEXT_LINES - len(lines))


def _head_key(criterion: Criterion) -> str:
    if criterion.base:
        return "screen.scoring.criterion_taken_off"
    return f"screen.scoring.criterion{'_unlimited' if criterion.unlimited else ''}"


def _proposal_line(session: ScoringSession, catalog: Catalog, place: int, criterion: str) -> Line:
    before = session.board.earlier_row(place).cells.get(criterion)
    right = ""
    if before is not None and before.stands is not None:
        right = catalog.text("screen.scoring.before", points=figure(before.stands))
    proposal = session.proposal(place, criterion)
    if proposal is None:
        return Line(silence_in_short(session, catalog, place, criterion), Tone.MUTED, right)
    cell = session.board.cell(place, criterion)
    taken = cell is not None and cell.points == proposal.points
    stale = session.is_stale(place, criterion)
    text = catalog.text(
        "screen.scoring.proposal_changed" if stale else "screen.scoring.proposal",
        points=figure(proposal.points),
        why=evidence_in_short(proposal, catalog),
    )
    return Line(text, Tone.NORMAL if taken else Tone.PROPOSAL, right)


def silence_in_short(session: ScoringSession, catalog: Catalog, place: int, criterion: str) -> str:
    """Why nothing is suggested, with the key that leads to where it would be recorded; empty where nothing ever is."""
    silence = session.silence(place, criterion)
    if silence is None:
        return ""
    leads = silence.code == "silent.no_records"
    reason = catalog.reason(silence)
    return catalog.text("screen.scoring.leads", reason=reason) if leads else reason


def evidence_in_short(proposal: Proposal, catalog: Catalog) -> str:
    """The reason, and what was counted."""
    reasons = catalog.listed(catalog.reason(reason) for reason in proposal.reasons)
    rows = " ".join(evidence.summary for evidence in proposal.evidence)
    return f"{reasons} ({rows})" if rows else reasons


def _note_line(session: ScoringSession, catalog: Catalog, place: int, criterion: str) -> Line:
    row = session.board.row(place)
    cell = row.cells.get(criterion)
    parts = [*review_parts(session, catalog, place, criterion)]
    if cell is not None and cell.note:
        parts.append(catalog.text("screen.scoring.noted", note=cell.note))
    items = case_items(session.criterion(criterion))
    named = {item.id: catalog.local(item.title) for item in items}
    parts += [
        f"{named.get(case.item, case.item)} {figure(case.points)} {case.note}"
        for case in cases_of(row, criterion)
    ]
    titles = {item.id: catalog.local(item.title) for item in session.board.scheme.extras}
    parts += [f"{titles.get(e.item, e.item)} {e.points:+f} {e.note}" for e in row.extras]
    vetoes = {veto.id: catalog.local(veto.title) for veto in session.board.scheme.vetoes}
    if row.excluded:
        parts.append(catalog.text("screen.scoring.excluded_line", reason=row.excluded))
    parts += [
        catalog.text("screen.scoring.veto_line", title=vetoes.get(id, id), reason=reason)
        for id, reason in row.vetoes.items()
    ]
    tone = Tone.VETO if row.vetoes else Tone.NORMAL
    return Line("  ".join(parts), tone, _before_line(session.board, catalog, place))


def _before_line(board: SheetBoard, catalog: Catalog, place: int) -> str:
    """What an organisation came to in the period before, and whether it has risen since; empty for everybody else."""
    found = board.moved(place)
    if found is None:
        return ""
    then, movement = found
    return catalog.text(
        "screen.scoring.result_before",
        total=figure(then.total),
        band=then.band.title if then.band else "",
        moved=catalog.text(f"movement.{movement}") if movement else "",
    ).rstrip()


def review_parts(
    session: ScoringSession, catalog: Catalog, place: int, criterion: str
) -> Iterator[str]:
    """What those above have said of a cell: their remark, then whose points stand beside the branch's own, since when, and why."""
    remark = session.remark(place, criterion)
    if remark is not None:
        yield catalog.text("screen.scoring.remarked", by=remark.by, text=remark.text)
    cell = session.board.cell(place, criterion)
    if cell is None or not cell.is_judged:
        return
    yield catalog.text("screen.scoring.own_points", points=figure(cell.points))
    for key, points, ruling in (
        ("reviewed", cell.reviewed, cell.reviewed_by),
        ("final", cell.final, cell.final_by),
    ):
        if points is not None and ruling is not None:
            told = {"by": ruling.by, "on": ruling.at[5:10], "why": ruling.reason}
            yield catalog.text(f"screen.scoring.{key}_points", points=figure(points), **told)


WIDTH = 76
LISTED = 200
"""Lines of a list before it is cut short; the count is said all the same."""

ReportText = list[str | ReportLine]


class ShownCells(Protocol):
    """Whoever scores a sheet or reviews it, as far as a cell is explained."""

    board: SheetBoard

    def criterion(self, id: str) -> Criterion:
        """A criterion of the sheet's scheme."""

    def proposal(self, place: int, criterion: str) -> Proposal | None:
        """What registers suggest for a cell."""

    def silence(self, place: int, criterion: str) -> Reason | None:
        """Why they suggest nothing."""


def evidence_report(
    session: ShownCells,
    catalog: Catalog,
    place: int,
    criterion_id: str,
    registers: Sequence[Register] = (),
) -> ReportText:
    """One cell's criterion, proposal and rows, and the registers that feed it; then how the whole total comes about."""
    criterion, text, board = session.criterion(criterion_id), catalog.text, session.board
    lines: ReportText = [
        ReportLine(catalog.local(criterion.title), Tone.HEAD),
        *wrap(catalog.local(criterion.text), WIDTH),
        *(figure_text(catalog, figure) for figure in criterion.figures),
    ]
    proposal = session.proposal(place, criterion_id)
    if proposal is not None:
        lines += [
            "",
            ReportLine(text("screen.evidence.proposed", points=figure(proposal.points)), Tone.HEAD),
        ]
        lines += _reasons(proposal.reasons, catalog, {})
        lines += [
            f"  {evidence.on or '':<10}  {evidence.summary}" for evidence in proposal.evidence
        ]
    elif silence := session.silence(place, criterion_id):
        lines += ["", *wrap(catalog.reason(silence), WIDTH)]
    if registers:
        lines += ["", ReportLine(text("screen.evidence.fed_by"), Tone.HEAD)]
        lines += [
            f"  {number} {catalog.local(register.title)}"
            for number, register in enumerate(registers, start=1)
        ]
    result = board.result(place)
    titles = {c.id: catalog.local(c.short) for c in board.scheme.criteria}
    lines += ["", ReportLine(text("screen.evidence.total", total=figure(result.total)), Tone.HEAD)]
    lines += _reasons(result.reasons, catalog, titles)
    return lines


def _reasons(reasons: tuple[Reason, ...], catalog: Catalog, titles: dict[str, str]) -> list[str]:
    lines = []
    for reason in reasons:
        title = titles.get(reason.criterion, "")
        sentence = catalog.reason(reason)
        lines += wrap(f"  {title}  {sentence}" if title else f"  {sentence}", WIDTH)
    return lines


def paste_report(plan: PastePlan, board: SheetBoard, catalog: Catalog) -> ReportText:
    """How many cells would be written, and each refused one with its reason."""
    titles = {c.id: catalog.local(c.short) for c in board.scheme.criteria}
    lines: ReportText = [
        ReportLine(catalog.text("screen.paste.accepted", count=len(plan.edits)), Tone.HEAD)
    ]
    if plan.overflow:
        lines.append(catalog.text("screen.paste.overflow", count=plan.overflow))
    if plan.refused:
        lines += [
            "",
            ReportLine(catalog.text("screen.paste.refused", count=len(plan.refused)), Tone.ERROR),
        ]
    for refused in plan.refused[:LISTED]:
        name = board.name(board.place(refused.subject))
        reason = catalog.refusal(refused.refusal)
        lines.append(f"  {name}  {titles[refused.criterion]}  {refused.text}  {reason}")
    return lines


def submit_report(
    session: ScoringSession, catalog: Catalog, findings: Sequence[SheetFinding] = ()
) -> tuple[ReportText, tuple[int, str] | None]:
    """What stands open, unexplained, stale or found wrong; the first cell that keeps the sheet here, None when it can go."""
    board, text = session.board, catalog.text
    titles = {c.id: catalog.local(c.short) for c in board.scheme.criteria}
    still_open: ReportText = []
    unexplained: ReportText = []
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
        for criterion in session.unexplained(place):
            first = first or (place, criterion)
            unexplained.append(_departure(session, catalog, titles, place, criterion))
    lines: ReportText = []
    stale = [_departure(session, catalog, titles, *cell) for cell in sorted(session.stale)]
    if count:
        lines += [
            ReportLine(text("screen.submit.open", count=count), Tone.ERROR),
            *still_open[:LISTED],
            "",
        ]
    else:
        lines += [
            ReportLine(text("screen.submit.complete", count=board.judged_count()), Tone.HEAD),
            "",
        ]
    if stale:
        lines += [
            ReportLine(text("screen.submit.stale", count=len(stale)), Tone.ERROR),
            *stale[:LISTED],
            "",
        ]
    if unexplained:
        lines += [
            ReportLine(text("screen.submit.overridden", count=len(unexplained)), Tone.ERROR),
            *unexplained[:LISTED],
            "",
        ]
    if findings:
        lines += [*_found(session, catalog, findings), ""]
        refusing = (f.finding for f in findings if f.finding and f.refuses)
        for finding in refusing:
            place = board.roll.index(finding.subject) if finding.subject in board.roll else 0
            first = first or (place, finding.at or next(iter(titles)))
    if first is None:
        lines.append(text("screen.submit.ask"))
    return lines, first


def _found(
    session: ScoringSession, catalog: Catalog, findings: Sequence[SheetFinding]
) -> Iterator[ReportLine]:
    """What the checks of plugins find, errors first."""
    from branchkit.services.scoring.checks import finding_text

    board = session.board
    names = {subject: board.name(place) for place, subject in enumerate(board.roll)}
    refusing = sum(found.refuses for found in findings)
    code = "screen.submit.checked" if refusing else "screen.submit.warned"
    yield ReportLine(catalog.text(code, count=refusing or len(findings)), Tone.ERROR)
    for found in sorted(findings, key=lambda found: not found.refuses)[:LISTED]:
        yield ReportLine(f"  {finding_text(found, board.scheme, names, catalog)}")


def _departure(
    session: ScoringSession, catalog: Catalog, titles: dict[str, str], place: int, criterion: str
) -> str:
    """A cell whose points are not what the registers suggest."""
    cell, proposal = session.board.cell(place, criterion), session.proposal(place, criterion)
    key = "screen.submit.override" if proposal else "screen.submit.withdrawn"
    params = {
        "name": session.board.name(place),
        "criterion": titles[criterion],
        "points": figure(cell.points if cell else None),
        "proposed": figure(proposal.points if proposal else None),
    }
    return "  " + catalog.text(key, **params)
