"""One sheet in review: self, proposal, evidence and review score side by side, cell by cell."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from branchkit.core.dates import Period
from branchkit.core.outcomes import Outcome
from branchkit.core.scoring.schemes import SubjectKind
from branchkit.core.scoring.sheets import SheetKey
from branchkit.screens.committee_actions import REVIEW_SHEET
from branchkit.screens.context import Context, Place
from branchkit.screens.grid_screen import GridScreen
from branchkit.screens.listed import RowView
from branchkit.screens.plugin_wait import PluginWait
from branchkit.screens.review.sheet_commands import SheetCommands, wants_reason
from branchkit.screens.review.sheet_source import ReviewSource
from branchkit.screens.scoring.detail import evidence_in_short
from branchkit.screens.scoring.source import figure
from branchkit.services.duties.scene import period_text
from branchkit.services.review.sampling import read_sample, sample_of_cells
from branchkit.services.review.session import ReviewSession
from branchkit.services.roster import each_member
from branchkit.services.scoring.board import SheetBoard
from branchkit.services.scoring.suggested import LateProposals, Proposals
from branchkit.widgets.grid_model import Refused, Taken, Waiting
from branchkit.widgets.report_view import Line
from branchkit.widgets.theme import Tone

HEIGHT = 5


class ReviewEntry:
    """Takes typed points through the session; for the marked lines, where there are any."""

    def __init__(self, screen: ReviewSheetScreen) -> None:
        self._screen = screen
        self._reason = ""

    def explain(self, reason: str) -> None:
        """Have the entry that waits taken for this reason."""
        self._reason = reason
        try:
            self._screen.grid.resume_entry()
        finally:
            self._reason = ""

    def accept(self, row: int, _column: int, text: str) -> Taken | Refused | Waiting:
        """Points for a cell; an empty entry takes back what was given."""
        screen = self._screen
        cells = screen.cells_meant()
        session = screen.session
        outcome = session.give(cells, text, self._reason) if text else session.take_own(cells)
        if wants_reason(outcome):
            screen.commands.ask_reason(self.explain)
            return Waiting()
        if outcome.refused is not None:
            if outcome.touched:
                screen.show_outcome(outcome)
            return Refused(screen.catalog.error(outcome.refused))
        screen.show_outcome(outcome)
        return Taken()


class ReviewSheetScreen(GridScreen):
    """A sheet that lies with those above; others can be read."""

    ACTIONS = REVIEW_SHEET
    HELP = "screen.review.sheet.help"
    KEYS = "screen.review.sheet.keys"
    CURSOR = "cell"
    detail_height = HEIGHT
    tells_open = True
    commands: SheetCommands

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context)
        workspace = context.here
        period = place.period or Period.containing(self.today)
        key = SheetKey(place.scheme, place.subject, period)
        self.board = SheetBoard(workspace.store, workspace.contributions.schemes, key)
        if workspace.plugin_process is not None:
            workspace.plugin_process.ask_anew()
        proposals = LateProposals(self._proposals)
        self.session = ReviewSession(
            *(workspace.store, workspace.contributions, self.board, proposals),
            *(context.actor, context.clock),
        )
        self.source = ReviewSource(self.session, self.catalog)
        self.make_grid(self.source, ReviewEntry(self))
        self.commands = SheetCommands(self)
        self.waiting = PluginWait(context, proposals.awaited)

    def _proposals(self) -> Proposals:
        """Imported here, after the first frame."""
        from branchkit.services.plugins.asking import metrics_asked_of
        from branchkit.services.scoring.proposals import proposals_for

        workspace, board = self.context.here, self.board
        of_members = board.scheme.subject is SubjectKind.MEMBER
        return proposals_for(
            *(workspace.store, workspace.contributions, board.scheme),
            *(board.key.org, board.key.period),
            each_member(workspace.store, board.key.org) if of_members else (),
            metrics_asked_of(workspace.plugin_process, workspace.contributions),
        )

    def settle(self) -> Iterator[object]:
        """Ranks, proposals, and what was drawn by lot."""
        yield from self.board.standings_in_steps()
        sample = read_sample(self.context.here.store, sample_of_cells(self.board.key))
        drawn = (cell.rpartition("/") for cell in (sample.drawn if sample else ()))
        self.source.drawn = frozenset((subject, id) for subject, _, id in drawn)
        self.source.show_proposals = True
        self.session.proposals.ask_ahead()
        self.repaint()
        self.warn_of_keys()
        yield from self.waiting.steps(self._answered)

    def _answered(self, ended: str) -> None:
        self.grid.refresh_all()
        self.show_detail()
        if ended:
            self.speak(ended, Tone.ERROR)

    # -- painting ---------------------------------------------------------------------------------

    def show_title(self) -> None:
        """Whose sheet, of which period; how it stands."""
        board, text = self.board, self.catalog.text
        left = text(
            "screen.review.sheet.title",
            name=board.organization.name,
            scheme=self.catalog.local(board.scheme.title),
        )
        period = period_text(self.catalog, board.key.period)
        state = text(f"review.state.{board.sheet.state}")
        count = len(board.notes.remarks)
        remarks = text("screen.review.sheet.remarks", count=count) if count else ""
        self.set_title(left, f"{period}  {state}{remarks}")

    def detail_lines(self, width: int) -> Sequence[Line]:
        """The cell under the cursor: its criterion, the total, why that is proposed, who has given what, the remark."""
        rule = Line("-" * width, tone=Tone.MUTED)
        if not self.source.row_count():
            return [rule]
        place, id = self.source.locate(self.grid.cursor[0])
        criterion = self.session.criterion(id)
        head = f" {self.catalog.local(criterion.title)}  {self.catalog.local(criterion.text)}"
        proposal = self.session.proposal(place, id) if self.source.show_proposals else None
        why = f" {evidence_in_short(proposal, self.catalog)}" if proposal else ""
        given = "  ".join(self._given(place, id))
        return [
            rule,
            Line(head, right=self._totals(place)),
            Line(why, Tone.PROPOSAL),
            Line(f" {given}"),
            Line(f" {'  '.join(self._written(place, id))}"),
        ]

    def _totals(self, place: int) -> str:
        """What the row comes to, and what it came to for the branch."""
        row, rank = self.board.row(place), self.board.rank(place)
        own = row.total if row.own_total is None else row.own_total
        key = "screen.review.sheet.total" if own == row.total else "screen.review.sheet.totals"
        return self.catalog.text(key, own=figure(own), total=figure(row.total), rank=rank or "-")

    def _given(self, place: int, criterion: str) -> Iterator[str]:
        cell = self.board.cell(place, criterion)
        if cell is None:
            return
        text = self.catalog.text
        if cell.note:
            yield text("screen.scoring.noted", note=cell.note)
        for key, points, ruling in (
            ("reviewed", cell.reviewed, cell.reviewed_by),
            ("final", cell.final, cell.final_by),
        ):
            if points is not None and ruling is not None:
                told = {"by": ruling.by, "on": ruling.at[5:10], "why": ruling.reason}
                yield text(f"screen.scoring.{key}_points", points=figure(points), **told)

    def _written(self, place: int, criterion: str) -> Iterator[str]:
        text, notes = self.catalog.text, self.board.notes
        at = self.board.roll[place], criterion
        if remark := notes.remarks.get(at):
            yield text("screen.scoring.remarked", by=remark.by, text=remark.text)
        for past in notes.past:
            if past.cell == at:
                told = {"text": past.remark.text, "on": past.answered[:10]}
                yield text("screen.review.sheet.past_remark", **told)
        if seen := notes.looked.get(at):
            yield text("screen.review.sheet.looked", by=seen[0], on=seen[1][:10])

    # -- rows -------------------------------------------------------------------------------------

    def cells_meant(self) -> list[tuple[int, str]]:
        """The marked cells, else the one under the cursor."""
        return [self.source.locate(row) for row in self.marked_or_here()]

    def row_key(self, row: int) -> Hashable | None:
        """The subject and the criterion."""
        place, criterion = self.source.locate(row)
        return self.board.roll[place], criterion

    def is_open_row(self, row: int) -> bool:
        """Whether the branch's points are not what is proposed, and nobody above has said anything."""
        place, criterion = self.source.locate(row)
        cell = self.board.cell(place, criterion)
        if cell is None or cell.is_judged or not self.source.is_judged(row):
            return False
        proposal = self.session.proposal(place, criterion)
        return proposal is not None and proposal.points != cell.points

    def views(self) -> list[RowView]:
        """What has to be looked at; then criterion by criterion."""
        text, board, source = self.catalog.text, self.board, self.source

        def is_given(row: int) -> bool:
            cell = board.cell(*source.locate(row))
            return cell is not None and cell.is_judged

        def is_drawn(row: int) -> bool:
            return self.row_key(row) in source.drawn

        found = [
            RowView(text("screen.review.view.departing"), self.is_open_row),
            RowView(text("screen.review.view.given"), is_given),
            RowView(
                text("screen.review.view.remarked"),
                lambda row: self.session.remark(*source.locate(row)) is not None,
            ),
            RowView(text("review.part.sampled"), is_drawn),
            RowView(
                text("screen.review.view.unseen"),
                lambda row: not self.session.looked(*source.locate(row)),
            ),
        ]
        return [*found, *(self._of(c.id) for c in board.scheme.criteria)]

    def _of(self, criterion: str) -> RowView:
        title = self.catalog.local(self.session.criterion(criterion).short)
        return RowView(title, lambda row: self.source.locate(row)[1] == criterion)

    def show_outcome(self, outcome: Outcome[int]) -> None:
        """Paint what was changed, and say what was done."""
        if outcome.touched:
            self.grid.refresh_all()
            self.show_title()
        super().show_outcome(outcome)
        self.show_detail()

    def done_to_marked(self, outcome: Outcome[int]) -> None:
        """As :meth:`show_outcome`; what was marked is so no more."""
        if outcome.done and outcome.touched:
            self.marks.clear()
        self.show_outcome(outcome)

    def catch_up(self) -> None:
        """What others have changed."""
        if self.board.catch_up():
            self.repaint()

    def on_unmount(self) -> None:
        """Nothing to save."""
        self.waiting.give_up()
