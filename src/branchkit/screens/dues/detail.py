"""The lines under the grid: the month's sums, the rule behind the line under the cursor, and what it still owes."""

from __future__ import annotations

from branchkit.core.dues.entries import Arrears
from branchkit.core.dues.money import money_text
from branchkit.i18n.catalog import Catalog
from branchkit.services.citations import citation_text
from branchkit.services.dues.board import DuesBoard, DuesLine
from branchkit.services.dues.session import DuesSession
from branchkit.widgets.lines import Line
from branchkit.widgets.tones import Tone

HEIGHT = 4
NAMED = 6
"""So many open months are named; the others are counted in the sum."""


def detail_lines(
    session: DuesSession, catalog: Catalog, place: int | None, width: int
) -> list[Line]:
    """At most :data:`HEIGHT` lines; without a place the sums only."""
    board = session.board
    lines = [Line("-" * width, tone=Tone.MUTED), _totals_line(board, catalog)]
    if place is None:
        return [*lines, Line(f" {catalog.text('screen.dues.nobody_pays')}")]
    line = board.line(place)
    day = catalog.text("screen.dues.day", day=session.paid_on.isoformat())
    return [*lines, _rule_line(board, catalog, line, day), _open_line(catalog, line)]


def _totals_line(board: DuesBoard, catalog: Catalog) -> Line:
    totals = board.totals()
    text = catalog.text(
        "screen.dues.totals",
        settled=totals.settled,
        people=totals.people,
        due=money_text(totals.due),
        paid=money_text(totals.paid),
        open=money_text(totals.open),
    )
    right = catalog.text("screen.dues.earlier", arrears=money_text(totals.arrears))
    return Line(f" {text}", Tone.HEAD, f"{right} ")


def _rule_line(board: DuesBoard, catalog: Catalog, line: DuesLine, day: str) -> Line:
    if line.refused is not None:
        why = f"{line.member.name}: {catalog.error(line.refused)}"
        return Line(f" {why}", Tone.ERROR, f"{day} ")
    return Line(f" {line.member.name} {_base_text(board, catalog, line)}", right=f"{day} ")


def _base_text(board: DuesBoard, catalog: Catalog, line: DuesLine) -> str:
    base = line.base
    if base is None or line.amount is None:
        return ""
    rules = board.book.rules(board.month)
    rate = f" {line.amount.percent.normalize():f}%" if line.amount.percent is not None else ""
    return catalog.text(
        "screen.dues.based_on",
        norm=rules.norm(base.norm).title,
        rate=rate,
        month=str(base.first_month),
        cited=citation_text(catalog, rules.cite(base.norm)),
    )


def _open_line(catalog: Catalog, line: DuesLine) -> Line:
    parts = []
    if line.state.is_billed and line.state.open and line.state.paid:
        parts.append(catalog.text("screen.dues.rest", rest=money_text(line.state.open)))
    if line.arrears.months:
        parts.append(_owing_text(catalog, line.arrears))
    tone = Tone.ERROR if line.arrears.in_a_row > 1 else Tone.NORMAL
    return Line(f" {'  '.join(parts)}" if parts else "", tone)


def _owing_text(catalog: Catalog, arrears: Arrears) -> str:
    named = [str(month) for month, _amount in arrears.months]
    key = "screen.dues.owing" if len(named) <= NAMED else "screen.dues.owing_many"
    owing = catalog.text(
        key, months=named[:NAMED], count=len(named), total=money_text(arrears.total)
    )
    if arrears.in_a_row < 2:
        return owing
    return f"{owing}  {catalog.text('screen.dues.in_a_row', row=arrears.in_a_row)}"
