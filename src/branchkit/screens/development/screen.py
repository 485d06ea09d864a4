"""The screen of the development of members: the board, and the steps of whoever is opened from it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

from branchkit.core.development.standing import CaseStanding, StepStanding, StepState
from branchkit.screens.actions import DEVELOPMENT
from branchkit.screens.context import Context, Place
from branchkit.screens.development.commands import DevelopmentCommands
from branchkit.screens.development.detail import HEIGHT, case_lines, step_lines
from branchkit.screens.development.source import BoardSource, StepsSource
from branchkit.screens.grid_screen import GridScreen
from branchkit.services.development.board import ENDED, EVERYBODY, CaseBoard
from branchkit.services.development.cases import CaseRef, routes_of
from branchkit.services.development.entries import MASKS
from branchkit.services.development.steps import Packs
from branchkit.services.development.words import stage_text
from branchkit.widgets.report_view import Line
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.screens.lists import ListView


class DevelopmentScreen(GridScreen):
    """Everybody's cases, or one person's."""

    ACTIONS = DEVELOPMENT
    HELP = "screen.development.help"
    detail_height = HEIGHT
    tells_open = True

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context)
        self._place = place
        self._sent_to: CaseRef | None = None
        """The case with which the screen was opened: from it Esc leads back to whoever opened it."""
        self._open: CaseRef | None = None
        """Whose steps are shown; None: the board."""
        self._board_lists: ListView | None = None
        """How the board is shown while steps are."""
        self.board = self._new_board()
        self.board_source = BoardSource(self.board, self.catalog, self.today)
        self.steps_source: StepsSource | None = None
        self.make_grid(self.board_source)
        self.commands = DevelopmentCommands(self)

    def _new_board(self) -> CaseBoard:
        workspace = self.context.here
        return CaseBoard(workspace.store, routes_of(self.packs), self.orgs(), self.today)

    def arrive(self) -> None:
        """At the case that somebody was sent to."""
        if self._place.subject and self.returned_to is None:
            self._go_to(self._place.subject)
            self._sent_to = self._open

    def _go_to(self, id: str) -> None:
        row = self.board.row_of(id)
        if row is None and self.board.has(id):
            self.filter(ENDED)
            row = self.board.row_of(id)
        ref = self.board.ref(row) if row is not None else None
        if row is not None and ref is not None:
            self.grid.move_to(row, 0)
            self.open_case(ref)

    def row_about(self, row: int) -> object:
        """The case; a step has its row."""
        return None if self._open is not None else self.board.ref(row)

    def view_shown(self) -> tuple[bool, int, CaseRef | None, bool]:
        """With those below or not, the filter, whose steps, and whether somebody was sent to them."""
        sent = self._open is not None and self._open == self._sent_to
        return self.subtree, self.board.filter, self._open, sent

    def show_view(self, shown: tuple[bool, int, CaseRef | None, bool]) -> None:
        """As it was, as far as there still is such a case."""
        subtree, wanted, ref, sent = shown
        if subtree != self.subtree:
            self.toggle_subtree()
        self.filter(wanted)
        if ref is not None and self.board.has(ref.id):
            self.open_case(ref)
            self._sent_to = ref if sent else None

    # -- what the commands use --------------------------------------------------------------------

    @property
    def packs(self) -> Packs:
        """The rule packs."""
        return self.context.here.contributions.rule_packs

    @property
    def is_case_open(self) -> bool:
        """Whether one person's steps are shown."""
        return self._open is not None

    def here(self) -> CaseStanding | None:
        """The case that is shown, or stands under the cursor."""
        ref = self._open or self.board.ref(self.grid.cursor[0])
        return self.board.standing(ref) if ref is not None else None

    def step_here(self) -> StepStanding | None:
        """The step under the cursor."""
        stands = self.here()
        row = self.grid.cursor[0]
        if self._open is None or stands is None or row >= len(stands.steps):
            return None
        return stands.steps[row]

    def row_key(self, row: int) -> Hashable | None:
        """The case, whichever part of the board is shown; steps are not marked."""
        return None if self._open is not None else self.board.ref(row)

    def marked_cases(self) -> list[CaseStanding]:
        """How the cases that are marked on the board stand."""
        refs = (self.board.ref(row) for row in self.marks.rows())
        return [self.board.standing(ref) for ref in refs if ref is not None]

    def is_open_row(self, row: int) -> bool:
        """Whether something can be done now, or should have been."""
        if self._open is not None:
            stands = self.here()
            return stands is not None and stands.steps[row].state is StepState.OPEN
        ref = self.board.ref(row)
        stands = self.board.standing(ref) if ref is not None else None
        following = stands.next if stands else None
        return stands is not None and (
            stands.overdue
            or bool(stands.missing)
            or (following is not None and following.state is StepState.OPEN)
        )

    def open_case(self, ref: CaseRef) -> None:
        """Show one person's steps, with the cursor on the next one."""
        if self._open is None:
            self._board_lists = self.set_lists(None)
        self._open = ref
        stands = self.board.standing(ref)
        self.steps_source = StepsSource(stands, self.catalog)
        self.grid.set_source(self.steps_source)
        self.move_to(stands.next.number - 1 if stands.next else len(stands.steps) - 1)
        self._show_all()

    def close_case(self) -> None:
        """Back to the board, where the person stands."""
        ref, self._open = self._open, None
        self.steps_source = None
        self.set_lists(self._board_lists)
        self.grid.set_source(self.board_source)
        row = self.board.row_of(ref.id, ref.org) if ref else None
        self.move_to(row or 0)
        self._show_all()

    def filter(self, wanted: int) -> None:
        """Show another part of the board."""
        if self._open is not None:
            self.close_case()
        self.board.show(wanted)
        self.grid.refresh_all()
        self.rearrange()
        self.move_to(0 if self.grid.viewport.order is None else None)
        self._show_all()

    def changed(self, org: str, id: str, text: str) -> None:
        """A case is kept: show it as it is now, and say what was done."""
        self._reread()
        if self._open is None:
            row = self.board.row_of(id, org)
            if row is None and self.board.has(id) and self.board.filter != EVERYBODY:
                self.board.show(EVERYBODY)
                self.grid.refresh_all()
                row = self.board.row_of(id, org)
            if row is not None:
                self.move_to(row)
        else:
            self._go_on()
        self._show_all()
        self.speak(text)

    def _go_on(self) -> None:
        """From a step that is done to the next one."""
        stands, found = self.here(), self.step_here()
        if stands is not None and stands.next is not None and found is not None and found.taken:
            self.move_to(stands.next.number - 1)

    def _reread(self) -> None:
        """Look at the cases again; the person shown stays, as long as there is the case."""
        self.board.reload()
        self._show_anew()

    def _show_anew(self) -> None:
        if self._open is not None and not self.board.has(self._open.id):
            self.close_case()
        elif self._open is not None:
            self.steps_source = StepsSource(self.board.standing(self._open), self.catalog)
            self.grid.set_source(self.steps_source)
        else:
            self.grid.refresh_all()

    def idle_line(self) -> str:
        """Other keys on the board than on a person's steps."""
        return self.key_words.line(f"screen.development.keys.{'case' if self._open else 'board'}")

    # -- painting ---------------------------------------------------------------------------------

    def _show_all(self) -> None:
        self.show_title()
        self.show_detail()
        self.back_to_idle()

    def show_title(self) -> None:
        """How many stand at which stage; of a case, whose it is and how far."""
        stands = self.here() if self._open is not None else None
        if stands is not None:
            left = self.catalog.text(
                "screen.development.title.case",
                name=stands.case.person.name,
                stage=stage_text(self.catalog, stands.stage),
                done=stands.done_count,
                count=len(stands.steps),
            )
            self.set_title(left, self.catalog.local(stands.route.edition.title))
            return
        counts = "  ".join(
            self.catalog.text(
                "screen.development.count", stage=stage_text(self.catalog, stage), count=count
            )
            for stage, count in self.board.counts()
        )
        which = self.catalog.text(f"screen.development.filter.{self.board.filter}")
        self.set_title(self.catalog.text("screen.development.title.board", filter=which), counts)

    def detail_lines(self, width: int) -> Sequence[Line]:
        """What belongs to the row under the cursor."""
        stands, found = self.here(), self.step_here()
        if stands is None:
            empty = self.catalog.text("screen.development.empty")
            return [Line("-" * width, tone=Tone.MUTED), Line(f" {empty}")]
        if found is not None:
            return step_lines(stands, found, self.catalog, self.board.member_names, width)
        return case_lines(stands, self.catalog, self.today, self.board.member_names, (), width)

    # -- keys -------------------------------------------------------------------------------------

    def catch_up(self) -> None:
        """What other sessions have kept."""
        if self.board.catch_up():
            self._show_anew()
            self.show_title()
            self.show_detail()

    def perform(self, action: str) -> None:
        """From a person's steps back to the board; the rest by the commands."""
        if action == "app.back" and self._open is not None and self._open != self._sent_to:
            self.close_case()
        else:
            super().perform(action)

    def toggle_subtree(self) -> None:
        """The cases of this organisation, or of everything below it as well."""
        self.subtree = not self.subtree
        if self._open is not None:
            self.close_case()
        wanted = self.board.filter
        self.board = self._new_board()
        self.board.show(wanted)
        self.board_source = BoardSource(self.board, self.catalog, self.today)
        store = self.context.here.store
        found = store.get_many(("", "organization", org) for org in self.board.orgs)
        self.board_source.show_organizations({d.id: str(d.body["name"]) for d in found.values()})
        self.grid.set_source(self.board_source)
        self._show_all()

    def unmask(self) -> None:
        """Show ID and phone of the person under the cursor until it moves; that somebody did is on record first."""
        stands = self.here()
        if stands is None:
            return
        fields = [asked for asked, _mask in MASKS.values()]
        case = stands.case
        if self.record_unmasking("case.unmask", [case.org], fields, f"case {case.id}"):
            width = self.size.width
            shown = case_lines(
                stands, self.catalog, self.today, self.board.member_names, fields, width
            )
            self.detail.show(shown)
            self.speak(self.catalog.text("screen.development.unmasked"))
