"""The dues screen: wires grid, detail and bottom line to a month's session."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

from branchkit.core.dates import Period
from branchkit.core.dues.entries import Arrears
from branchkit.core.dues.money import money_text
from branchkit.core.outcomes import Outcome
from branchkit.core.tsv import block_of
from branchkit.i18n.catalog import Catalog
from branchkit.screens.actions import DUES
from branchkit.screens.context import Context, Place
from branchkit.screens.dues.commands import DuesCommands
from branchkit.screens.dues.source import DuesSource
from branchkit.screens.grid_screen import GridScreen
from branchkit.services.citations import citation_text
from branchkit.services.dues.board import DuesBoard, DuesLine
from branchkit.services.dues.session import DuesSession
from branchkit.services.duties.scene import period_text
from branchkit.services.roster import branch_name
from branchkit.widgets.grid_model import Move, Refused, Taken
from branchkit.widgets.report_view import Line
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.screens.listed import RowView

HEIGHT = 4
NAMED = 6
"""So many open months are named; the others are counted in the sum."""


def detail_lines(
    session: DuesSession, catalog: Catalog, place: int | None, width: int, *, unmasked: bool = False
) -> list[Line]:
    """At most :data:`HEIGHT` lines; without a place the sums only. ``unmasked``: with what a base is made of."""
    board = session.board
    lines = [Line("-" * width, tone=Tone.MUTED), _totals_line(board, catalog)]
    if place is None:
        return [*lines, Line(f" {catalog.text('screen.dues.nobody_pays')}")]
    line = board.line(place)
    day = catalog.text("screen.dues.day", day=session.paid_on.isoformat())
    parts = line.base.parts if unmasked and line.base else ""
    return [*lines, _rule_line(board, catalog, line, day), _open_line(catalog, line, parts)]


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
    rules = board.records.rules(board.month)
    rate = f" {line.amount.percent.normalize():f}%" if line.amount.percent is not None else ""
    told = catalog.text(
        "screen.dues.based_on",
        norm=rules.norm(base.norm).title,
        rate=rate,
        month=str(base.first_month),
        cited=citation_text(catalog, rules.cite(base.norm)),
    )
    if not base.decided_on:
        return told
    key = "screen.dues.decided_until" if base.until else "screen.dues.decided"
    decided = catalog.text(key, by=base.decided_by, on=str(base.decided_on), until=str(base.until))
    return f"{told}  {decided}"


def _open_line(catalog: Catalog, line: DuesLine, made_of: str) -> Line:
    parts = []
    if line.state.is_billed and line.state.open and line.state.paid:
        parts.append(catalog.text("screen.dues.rest", rest=money_text(line.state.open)))
    if line.arrears.months:
        parts.append(_owing_text(catalog, line.arrears))
    if made_of:
        parts.append(made_of)
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
    told = f"{owing}  {catalog.text('screen.dues.in_a_row', row=arrears.in_a_row)}"
    if not arrears.in_part:
        return told
    return f"{told}  {catalog.text('screen.dues.in_part', months=arrears.in_part)}"


class PaidEntry:
    """Takes typed sums through the session; the line repaints when they are on disk."""

    def __init__(self, screen: DuesScreen) -> None:
        self._screen = screen

    def accept(self, row: int, column: int, text: str) -> Taken | Refused:
        """A payment for the month, beside what was paid before."""
        screen = self._screen
        if text and (marked := screen.marks.rows()):
            outcome = screen.session.pay_lines(marked, text)
            if outcome.refused is not None:
                return Refused(screen.catalog.error(outcome.refused))
            screen.unmark_after(outcome)
            return Taken(Move.STAY)
        outcome = screen.session.enter_payment(row, text)
        if outcome.refused is not None:
            if outcome.touched:
                screen.show_outcome(outcome)
            return Refused(screen.catalog.error(outcome.refused))
        # The grid moves next, which paints the detail.
        screen.show_outcome(outcome, detail=False)
        screen.commands.tell_late_here(outcome)
        return Taken()


class DuesScreen(GridScreen):
    """One month of dues being keyed."""

    ACTIONS = DUES
    HELP = "screen.dues.help"
    KEYS = "screen.dues.keys"
    CURSOR = "cell"
    detail_height = HEIGHT
    tells_open = True

    commands: DuesCommands

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context)
        month = place.period.months()[-1] if place.period else None
        self.organization_name = branch_name(context.here.store, context.node)
        self.session = self._session(month or Period.containing(self.today))
        self.source = DuesSource(self.session.board, context.catalog)
        self.make_grid(self.source, PaidEntry(self))
        self.commands = DuesCommands(self)
        self._subject = place.subject

    def arrive(self) -> None:
        """At the member who was asked for."""
        self._stand_on(self._subject)

    # -- the month ----------------------------------------------------------------------------------

    def turn_to(self, month: Period) -> None:
        """Show another month, with the cursor on the same member; bases are masked again."""
        place = self.here()
        member = "" if place is None else self.session.board.roll[place]
        day = self.session.paid_on
        self.session = self._session(month)
        self.session.paid_on = day
        self.source.board = self.session.board
        self.source.unmasked = False
        self.source.touched.clear()
        self.repaint()
        self.rearrange()
        self._stand_on(member)
        self.back_to_idle()

    def _session(self, month: Period) -> DuesSession:
        workspace = self.context.here
        return DuesSession(
            workspace.store,
            workspace.contributions.registers,
            workspace.contributions.rule_packs,
            self.context.node,
            month,
            self.context.actor,
            self.context.clock,
        )

    def _stand_on(self, member: str) -> None:
        place = self.session.board.place(member)
        if place is not None:
            self.grid.move_to(place, self.source.paid_column)

    # -- painting -----------------------------------------------------------------------------------

    def show_title(self) -> None:
        """Organisation, month, how far."""
        board, text = self.session.board, self.catalog.text
        totals = board.totals()
        billed = any(line.state.is_billed for line in board.lines())
        self.set_title(
            text("screen.dues.title", organization=self.organization_name),
            text(
                "screen.dues.month" if billed else "screen.dues.month_unbilled",
                month=period_text(self.catalog, board.month),
                settled=totals.settled,
                people=totals.people,
            ),
        )

    def detail_lines(self, width: int) -> Sequence[Line]:
        """The sums, and what belongs to the line under the cursor."""
        unmasked = self.source.unmasked
        return detail_lines(self.session, self.catalog, self.here(), width, unmasked=unmasked)

    def row_key(self, row: int) -> Hashable | None:
        """The member, in whichever month."""
        return self.session.board.roll[row]

    def view_shown(self) -> Period:
        """The month."""
        return self.session.board.month

    def show_view(self, shown: Period) -> None:
        """That month."""
        if shown != self.session.board.month:
            self.turn_to(shown)

    def is_open_row(self, row: int) -> bool:
        """Whether something of the month is not paid, or nobody knows how much it is."""
        line = self.session.board.line(row)
        return bool(line.open) or (line.base is None and not line.state.is_billed)

    def views(self) -> list[RowView]:
        """Whom something is to be done about."""
        from branchkit.screens.listed import RowView

        board, text = self.session.board, self.catalog.text
        return [
            RowView(text("screen.dues.view.no_norm"), lambda row: board.line(row).base is None),
            RowView(
                text("screen.dues.view.arrears"), lambda row: bool(board.line(row).arrears.months)
            ),
        ]

    def here(self) -> int | None:
        """The line under the cursor; None while there are no lines."""
        return self.grid.cursor[0] if self.session.board.roll else None

    def show_outcome(self, outcome: Outcome[int], *, detail: bool = True) -> None:
        """Paint what an action changed and say what it did; ``detail`` False when the cursor is told to move next."""
        if self.grid.viewport.row_count != len(self.session.board.roll):
            self.grid.refresh_all()
        for place in outcome.touched:
            self.grid.refresh_cells(self.source.cells_of(place))
        super().show_outcome(outcome)
        if outcome.touched:
            self.show_title()
            if detail:
                self.show_detail()

    def unmark_after(self, outcome: Outcome[int]) -> None:
        """What was done to the marked lines is said; they are marked no more."""
        if outcome.done:
            self.marks.clear()
            self.grid.refresh_all()
        self.show_outcome(outcome)
        self.commands.tell_late_here(outcome)

    def idle_note(self) -> str:
        """How safe the work is."""
        return self.catalog.text("screen.dues.saved")

    # -- keys and messages --------------------------------------------------------------------------

    def catch_up(self) -> None:
        """What other sessions have entered."""
        foreign = self.session.board.catch_up()
        if foreign is None:
            return
        actor, places = foreign
        self.source.touched.update(self.session.board.roll[place] for place in places)
        self.repaint()
        names = [self.session.board.line(place).member.name for place in places]
        self.speak(self.catalog.text("screen.dues.foreign", actor=actor, names=names))

    def take_paste(self, text: str) -> bool:
        """A pasted column of sums is looked at before anything is written."""
        if not super().take_paste(text):
            self.commands.paste(block_of(text))
        return True
