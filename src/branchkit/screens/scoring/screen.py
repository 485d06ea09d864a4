"""The scoring screen: wires grid, detail and bottom line to a scoring session."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import TYPE_CHECKING

from branchkit.core.outcomes import Outcome
from branchkit.core.scoring.schemes import SubjectKind
from branchkit.core.tsv import block_of
from branchkit.plugin.screen_actions import ActionScreen, ActionTarget
from branchkit.screens import trail
from branchkit.screens.actions import SCORING
from branchkit.screens.context import AtHand, Context
from branchkit.screens.grid_screen import GridScreen
from branchkit.screens.plugin_wait import PluginWait
from branchkit.screens.scoring.commands import ScoringCommands, wants_reason
from branchkit.screens.scoring.detail import HEIGHT, detail_lines
from branchkit.screens.scoring.resume import ResumeFile, Stand
from branchkit.screens.scoring.source import CriteriaDown, source_for
from branchkit.services.scoring.session import ScoringSession
from branchkit.services.scoring.sheets import follow_roster
from branchkit.widgets.cells import fit
from branchkit.widgets.grid_model import Move, Refused, Taken, Waiting
from branchkit.widgets.report_view import Line
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.screens.listed import RowView

REASON_WIDTH = 30
"""Cells at the end of the bottom line for why a sheet stands as it does."""
REGISTERS_NAMED = 2
"""So many of the registers that feed a sheet are named."""


class ScoreEntry:
    """Takes typed points through the session; the cell repaints when they are on disk."""

    def __init__(self, screen: ScoringScreen) -> None:
        self._screen = screen
        self._reason = ""
        """Why the entry that waits is not what was proposed."""

    def explain(self, reason: str) -> None:
        """Have the entry that waits taken for this reason."""
        self._reason = reason
        try:
            self._screen.grid.resume_entry()
        finally:
            self._reason = ""

    def accept(self, row: int, column: int, text: str) -> Taken | Refused | Waiting:
        """Points for a cell; an empty entry clears it."""
        screen = self._screen
        place, criterion = screen.source.locate(row, column)
        session = screen.session
        marked = [screen.source.locate(row, column)[0] for row in screen.marks.rows()]
        if marked and screen.board.member(place) is not None:
            return self._for_all(marked, place, criterion, text)
        if text:
            outcome = session.enter_score(place, criterion, text, self._reason)
        else:
            outcome = session.clear(place, criterion)
        if wants_reason(outcome):
            screen.commands.ask_reason(outcome, place, criterion, self.explain)
            return Waiting()
        if outcome.refused is not None:
            if outcome.touched:
                screen.show_outcome(outcome)
            return Refused(screen.catalog.error(outcome.refused))
        # The grid moves next, which paints the detail.
        screen.show_outcome(outcome, detail=False)
        return Taken()

    def _for_all(
        self, places: list[int], place: int, criterion: str, text: str
    ) -> Taken | Refused | Waiting:
        """The same for the marked rows, as one change."""
        from branchkit.services.scoring.several import clear_in, enter_in

        screen = self._screen
        if text:
            outcome = enter_in(screen.session, places, criterion, text, self._reason)
        else:
            outcome = clear_in(screen.session, places, criterion)
        if wants_reason(outcome):
            screen.commands.ask_reason(outcome, place, criterion, self.explain)
            return Waiting()
        if outcome.refused is not None:
            return Refused(screen.catalog.error(outcome.refused))
        screen.unmark_after(outcome)
        return Taken(Move.STAY)


class ScoringScreen(GridScreen):
    """One sheet being scored."""

    ACTIONS = SCORING
    HELP = "screen.scoring.help"
    KEYS = "screen.scoring.keys"
    PLUGINS_AT = ActionScreen.SCORING
    CURSOR = "cell"
    detail_height = HEIGHT
    tells_open = True

    commands: ScoringCommands

    def __init__(self, context: Context, session: ScoringSession, resume: ResumeFile) -> None:
        super().__init__(context)
        self.session = session
        self.board = session.board
        self.source = source_for(
            session, context.catalog, blocks=context.user_settings.pictures == "blocks"
        )
        self.make_grid(self.source, ScoreEntry(self))
        self.commands = ScoringCommands(self)
        self.waiting = PluginWait(context, session.proposals.awaited)
        self._resume = resume
        self._titled: tuple[object, ...] = ()
        """What the title shows, so that it is put into words only when it changes."""
        self._failed: set[str] = set()
        """Metrics of plugins of which it was said that they have failed."""

    def arrive(self) -> None:
        """At the cell where the scorer stood."""
        stand = self._resume.load()
        key = self.board.key
        if stand is None or (stand.scheme, stand.period) != (key.scheme, str(key.period)):
            return
        try:
            position = self.source.position(self.board.place(stand.subject), stand.criterion)
        except KeyError:
            return
        self.grid.move_to(*position)

    def stand_again(self, stand: trail.Stand) -> None:
        """That is where one arrives anyway."""

    def settle(self) -> Iterator[object]:
        """Ranks, proposals, and the roster as it is today."""
        if self.board.editable and follow_roster(
            self.context.here.store, self.context.actor, self.board.scheme, self.board.key
        ):
            self.board.reload_roll()
        yield from self.board.standings_in_steps()
        self.source.show_proposals = True
        self.session.proposals.ask_ahead()
        self.repaint()
        self.warn_of_keys()
        yield from self.waiting.steps(self.plugins_answered)
        if self.board.editable:
            yield from self.session.find_stale()
            self.show_title()
            yield from self._ask_metrics()

    def plugins_answered(self, ended: str) -> None:
        """Show the proposals that have come, or say whose code was ended."""
        self.grid.refresh_all()
        self.show_detail()
        if ended:
            self.speak(ended, Tone.ERROR)
        elif not self._said and not self.modes.active:
            self.back_to_idle()

    def idle_line(self) -> str:
        """The keys, or what is waited for."""
        return self.waiting.words() or super().idle_line()

    # -- painting ---------------------------------------------------------------------------------

    def show_title(self) -> None:
        """Organisation, scheme, period, state, how far."""
        board, text = self.board, self.catalog.text
        stale = len(self.session.stale)
        shown = (
            board.sheet.state,
            board.complete_count(),
            board.judged_count(),
            self.source.headline(),
            stale,
        )
        if shown == self._titled:
            return
        self._titled = shown
        left = text(
            "screen.scoring.title",
            organization=board.organization.name,
            scheme=self.catalog.local(board.scheme.title),
            result=self.source.headline(),
        )
        right = text(
            "screen.scoring.state",
            period=text(
                f"period.{board.key.period.kind}",
                year=board.key.period.year,
                index=board.key.period.index,
            ),
            state=board.sheet.state,
            complete=board.complete_count(),
            count=board.judged_count(),
        )
        if stale:
            right += text("screen.scoring.stale", count=stale)
        self.set_title(left, right)

    def detail_lines(self, width: int) -> Sequence[Line]:
        """What belongs to the cell under the cursor; proposals are worked out after the first frame."""
        if not self.board.roll:
            return ()
        if not self.source.show_proposals:
            return [Line("-" * width, tone=Tone.MUTED)]
        return detail_lines(self.session, self.catalog, *self.here(), width)

    def here(self) -> tuple[int, str]:
        """Place and criterion under the cursor."""
        return self.source.locate(*self.grid.cursor)

    def row_key(self, row: int) -> Hashable | None:
        """The subject; on a sheet of one subject the criterion."""
        place, criterion = self.source.locate(row, self.grid.viewport.stops[0])
        return criterion if isinstance(self.source, CriteriaDown) else self.board.roll[place]

    def is_open_row(self, row: int) -> bool:
        """Whether a cell of the row still wants points or a note."""
        cells = (self.source.locate(row, column) for column in self.grid.viewport.stops)
        return any(self.session.is_open(*cell) for cell in cells)

    def views(self) -> list[RowView]:
        """Band by band, then what has to be looked at."""
        from branchkit.screens.scoring.views import views_of

        return views_of(self.session, self.catalog, self.source)

    def at_hand(self) -> AtHand:
        """The subject under the cursor and its cell."""
        key = self.board.key
        if not self.board.roll:
            return AtHand(scheme=key.scheme, period=key.period)
        place, criterion = self.here()
        subject = self.board.roll[place]
        of_members = self.board.scheme.subject is SubjectKind.MEMBER
        return AtHand(
            members=(ActionTarget(key.org, subject),) if of_members else (),
            cells=(ActionTarget(key.org, subject, criterion),),
            scheme=key.scheme,
            period=key.period,
        )

    def take_in_anew(self) -> None:
        """What registers suggest may be something else now."""
        self.session.proposals.forget()
        self.begin_settling()

    def show_outcome(self, outcome: Outcome[int], *, detail: bool = True) -> None:
        """Paint what an action changed and say what it did; ``detail`` False when the cursor is told to move next."""
        if outcome.touched:
            self._repaint(outcome.touched)
        if outcome.at:
            self.grid.move_to(*self.source.position(outcome.touched[0], outcome.at))
        super().show_outcome(outcome)
        if outcome.touched:
            self.show_title()
            if detail:
                self.show_detail()

    def unmark_after(self, outcome: Outcome[int]) -> None:
        """What was done to the marked rows is said; they are marked no more."""
        if outcome.done and outcome.touched:
            self.marks.clear()
            self.grid.refresh_all()
        self.show_outcome(outcome)

    def idle_note(self) -> str:
        """How safe the work is; of a sheet that is not here, why."""
        if self.board.editable:
            return self.catalog.text("screen.scoring.saved")
        reason = self.board.sheet.passages[-1].reason if self.board.sheet.passages else ""
        if reason:
            state = self.catalog.code("sheet.state", self.board.sheet.state)
            return fit(f"{state} {reason}", REASON_WIDTH).rstrip()
        return self.catalog.text("screen.scoring.closed")

    def _repaint(self, places: tuple[int, ...]) -> None:
        """The changed rows, and the ranks in sight, which any change may move."""
        cells = [cell for place in places for cell in self.source.cells_of(place)]
        visible = self.grid.viewport.rows_in_sight()
        self.grid.refresh_cells([*cells, *self.source.moved_cells(visible)])

    # -- keys and messages ------------------------------------------------------------------------

    def _use_key(self, key: str, character: str | None) -> bool:
        """Esc gives up what is waited for; nothing else is under way then."""
        free = self.grid.entry is None and not self.modes.active and not self.has_left
        if key == "escape" and free and self.waiting.give_up():
            self.plugins_answered("")
            return True
        return super()._use_key(key, character)

    def catch_up(self) -> None:
        """What other sessions have scored."""
        foreign = self.board.catch_up()
        if not foreign:
            return
        places = []
        for change in foreign:
            place = self.board.place(change.subject)
            places.append(place)
            self.source.touched.update((place, criterion) for criterion in change.criteria)
        self.session.look_again_at(places)
        self._repaint(tuple(places))
        self.show_title()
        self.show_detail()
        names = self.catalog.listed(dict.fromkeys(self.board.name(place) for place in places))
        self.speak(
            self.catalog.text("screen.scoring.foreign", actor=foreign[-1].actor, names=names)
        )

    def take_paste(self, text: str) -> bool:
        """A block pasted into the sheet is looked at before anything is written."""
        if super().take_paste(text):
            return True
        self.commands.paste(block_of(text))
        return True

    def cursor_moved(self, row: int, column: int) -> None:
        """The next start comes back to where the cursor stands."""
        if self.source.follow(column):
            self.grid.refresh_all()
        place, criterion = self.here()
        key = self.board.key
        self._resume.write(Stand(key.scheme, str(key.period), self.board.roll[place], criterion))
        super().cursor_moved(row, column)
        self._tell_failures()

    def _ask_metrics(self) -> Iterator[None]:
        """One proposal of each column, so that what fails is said before somebody comes there."""
        for criterion in self.board.scheme.criteria if self.board.roll else ():
            self.session.proposals.get(self.board.roll[0], criterion.id)
            yield
        self._tell_unrecorded()
        self._tell_failures()

    def _tell_unrecorded(self) -> None:
        """Say of a sheet for which nothing is recorded what would feed it; it is found under the evidence."""
        if self._said or self.modes.active:
            return
        from branchkit.screens.scoring.feeding import unrecorded

        registers = unrecorded(self.session, self.context.here.contributions)
        if registers:
            named = [register.title for register in registers[:REGISTERS_NAMED]]
            self.speak(
                self.catalog.text(
                    "screen.scoring.unrecorded", registers=named, count=len(registers)
                )
            )

    def _tell_failures(self) -> None:
        """Say once of each metric that has failed whose it is, and where; the detail of its column says it whenever."""
        for metric, reason in self.session.proposals.failed.items():
            if metric not in self._failed:
                self._failed.add(metric)
                # One that was ended was named when it was; it has another reason, which says for how long it ran.
                if reason.code == "silent.failed":
                    text = self.catalog.text("screen.scoring.metric_failed", **reason.params)
                    self.speak(text, Tone.ERROR)

    def on_unmount(self) -> None:
        """Nothing to save: every accepted score is on disk."""
        self.waiting.give_up()
        self._resume.close()
