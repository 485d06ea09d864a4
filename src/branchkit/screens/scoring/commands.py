"""What the keys of the scoring screen do, one method for each action.

What only some of them need (papers, finding, extras) is imported when it is used: start-up does not wait for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from branchkit.core.errors import ScoreRefused
from branchkit.core.outcomes import Outcome
from branchkit.screens.context import Place
from branchkit.screens.screen_parts import Commands
from branchkit.services.scoring.scores import parse_points
from branchkit.widgets.grid_model import Move

if TYPE_CHECKING:
    from branchkit.core.registers.register import Register
    from branchkit.screens.scoring.screen import ScoringScreen


def wants_reason(outcome: Outcome[int]) -> bool:
    """Whether something was not done only because it departs from what is suggested and does not say why."""
    return outcome.refused is not None and outcome.refused.code == "score.reason_wanted"


def is_points(text: str) -> bool:
    """Whether a text is nothing but a figure."""
    try:
        parse_points(text)
    except ScoreRefused:
        return False
    return True


class ScoringCommands(Commands["ScoringScreen"]):
    """The actions of :data:`branchkit.screens.actions.SCORING`."""

    def __init__(self, screen: ScoringScreen) -> None:
        super().__init__(screen)
        self._session = screen.session
        self._names: list[str] = []
        self.actions = {
            "score.take": self._take_proposal,
            "score.column": self._take_column,
            "score.next": self._next_open,
            "score.repeat": self._repeat,
            "score.fill": self._fill,
            "score.note": self._note,
            "score.evidence": self._evidence,
            "score.undo": self._undo,
            "score.redo": self._redo,
            "score.extra": self._extras,
            "score.veto": self._vetoes,
            "score.earlier": self._earlier,
            "score.clear": self._clear,
            "score.renew": self._renew,
            "score.history": self._history,
            "score.rectify": self._rectify,
            "score.find": self._find,
            "score.submit": self._submit,
            "period.previous": lambda: self._turn(-1),
            "period.next": lambda: self._turn(1),
        }

    def perform(self, action: str) -> bool:
        """What was being typed is taken first, unless the action is about it."""
        if action not in self.actions:
            return False
        if not self._screen.board.roll:
            self._screen.speak(self._text("screen.scoring.empty"))
            return True
        about_entry = action in ("score.fill", "score.undo", "score.take")
        if about_entry or self._screen.settle_entry():
            self.actions[action]()
        return True

    def _done(self, outcome: Outcome[int], move: Move = Move.STAY) -> None:
        self._screen.show_outcome(outcome)
        if outcome.done and outcome.touched:
            self._screen.grid.move(move)

    def _try(self, run: Callable[[str], Outcome[int]], move: Move = Move.STAY) -> None:
        """Do something that may want a reason."""
        outcome = run("")
        if wants_reason(outcome):
            here = self._screen.here()
            self.ask_reason(outcome, *here, lambda reason: self._done(run(reason), move))
        else:
            self._done(outcome, move)

    def ask_reason(
        self,
        outcome: Outcome[int],
        place: int,
        criterion: str,
        done: Callable[[str], None],
        hint: str = "",
    ) -> None:
        """Ask why points depart from what is suggested.

        The usual reasons have numbers; Enter alone gives the first of them.
        """
        usual = self._session.usual_reasons(place, criterion)
        numbered = {str(number): reason for number, reason in enumerate(usual, start=1)}
        assert outcome.refused is not None
        label = self._text(
            "screen.scoring.reason_for",
            name=self._screen.board.name(place),
            points=outcome.refused.params["points"],
        )

        def answered(text: str) -> None:
            reason = numbered.get(text or "1", text)
            # What was typed ahead for the next cells is no reason.
            if not reason or is_points(reason):
                again = self._text("screen.scoring.reason_not_points")
                self.ask_reason(outcome, place, criterion, done, again)
            else:
                done(reason)

        offered = "  ".join(f"{number} {reason}" for number, reason in numbered.items())
        hint = hint or (f"Enter={offered}" if offered else "")
        self._screen.ask(label, answered, hint=hint, blank=True)

    def _renew(self) -> None:
        self._done(self._session.renew())

    def _marked(self) -> list[int]:
        """The marked rows' places; none on a sheet of one subject, whose rows are criteria."""
        screen = self._screen
        rows = screen.marks.rows()
        return rows if rows and screen.board.member(rows[0]) is not None else []

    def _try_all(self, run: Callable[[str], Outcome[int]]) -> None:
        """Do something to the marked rows that may want a reason."""
        outcome = run("")
        if wants_reason(outcome):
            here = self._screen.here()
            self.ask_reason(outcome, *here, lambda reason: self._screen.unmark_after(run(reason)))
        else:
            self._screen.unmark_after(outcome)

    def _take_proposal(self) -> None:
        self._screen.grid.abandon_entry()
        if marked := self._marked():
            from branchkit.services.scoring.several import take_in

            _, criterion = self._screen.here()
            self._screen.unmark_after(take_in(self._session, marked, criterion))
            return
        place, criterion = self._screen.here()
        outcome = self._session.take_proposal(place, criterion)
        if outcome.code == "score.no_proposal":
            from branchkit.screens.scoring.detail import silence_in_short

            catalog = self._screen.catalog
            why = silence_in_short(self._session, catalog, place, criterion)
            self._screen.speak(why or catalog.outcome(outcome))
        else:
            self._done(outcome, Move.DOWN)

    def _take_column(self) -> None:
        _, criterion = self._screen.here()
        hidden = self._screen.grid.viewport.order is not None
        rows = self._screen.grid.shown_rows() if hidden and self._is_across() else None
        self._done(self._session.take_column(criterion, rows), Move.RIGHT)

    def _is_across(self) -> bool:
        """Whether rows are subjects: what is hidden then is left as it is."""
        return self._screen.board.member(self._screen.here()[0]) is not None

    def _below(self) -> list[int] | None:
        """The subjects from the cursor down as they are shown; None where rows are criteria."""
        return self._screen.grid.rows_from_here() if self._is_across() else None

    def _repeat(self) -> None:
        place, criterion = self._screen.here()
        if marked := self._marked():
            from branchkit.services.scoring.several import repeat_in

            self._try_all(lambda reason: repeat_in(self._session, marked, criterion, reason))
            return
        self._try(lambda reason: self._session.repeat(place, criterion, reason), Move.DOWN)

    def _fill(self) -> None:
        from branchkit.services.scoring.several import fill_down

        place, criterion = self._screen.here()
        typed, below = self._screen.grid.entry or "", self._below()

        def run(reason: str) -> Outcome[int]:
            outcome = fill_down(self._session, place, criterion, typed, reason, below=below)
            if outcome.done or wants_reason(outcome):
                self._screen.grid.abandon_entry()
            return outcome

        self._try(run, Move.RIGHT)

    def _clear(self) -> None:
        if marked := self._marked():
            from branchkit.services.scoring.several import clear_in

            _, criterion = self._screen.here()
            self._screen.unmark_after(clear_in(self._session, marked, criterion))
            return
        self._done(self._session.clear(*self._screen.here()))

    def _undo(self) -> None:
        if self._screen.grid.entry is not None:
            self._screen.grid.abandon_entry()
        else:
            self._done(self._session.undo())

    def _redo(self) -> None:
        self._done(self._session.redo())

    def _next_open(self) -> None:
        """The next cell without a score, down the column first, then column by column; of the rows that are shown."""
        screen = self._screen
        criteria = [c.id for c in screen.board.scheme.criteria]
        place, criterion = screen.here()
        rows: Sequence[int] = range(len(screen.board.roll))
        if self._is_across():
            rows = screen.grid.shown_rows()
        start = criteria.index(criterion) * len(rows) + rows.index(place)
        total = len(criteria) * len(rows)
        for step in range(1, total + 1):
            column, row = divmod((start + step) % total, len(rows))
            if self._session.is_open(rows[row], criteria[column]):
                screen.grid.move_to(*screen.source.position(rows[row], criteria[column]))
                return
        screen.speak(self._text("screen.scoring.all_scored"))

    def _note(self) -> None:
        screen = self._screen
        place, criterion = screen.here()
        cell, marked = screen.board.cell(place, criterion), self._marked()
        name = screen.board.name(place)
        if marked:
            name = self._text("screen.list.marked", count=len(marked))

        def noted(text: str) -> None:
            if marked:
                from branchkit.services.scoring.several import annotate_in

                screen.unmark_after(annotate_in(self._session, marked, criterion, text))
            else:
                self._done(self._session.annotate(place, criterion, text))

        kept = cell.note if cell and not marked else ""
        label = self._text("screen.scoring.note_for", name=name)
        screen.ask(label, noted, text=kept, blank=True)

    def _evidence(self) -> None:
        from branchkit.screens.scoring.detail import evidence_report
        from branchkit.screens.scoring.feeding import feeding

        screen = self._screen
        place, criterion = screen.here()
        registers = feeding(screen.context.here.contributions, self._session.criterion(criterion))
        lines = evidence_report(self._session, screen.catalog, place, criterion, registers)
        answers = {
            str(number): partial(self._go_to, register)
            for number, register in enumerate(registers, start=1)
        }
        # Where there is something to read Enter closes, as everywhere.
        if registers and self._session.proposal(place, criterion) is None:
            answers["enter"] = answers["1"]
        screen.show_report(
            self._text("screen.scoring.why", name=screen.board.name(place)),
            lines,
            keys=self._text("screen.scoring.why_keys") if registers else "",
            answers=answers,
        )

    def _go_to(self, register: Register) -> None:
        from branchkit.screens.scoring.feeding import place_of

        self._screen.go(place_of(register, self._screen.board.key.period))

    def _history(self) -> None:
        """The periods of the subject under the cursor."""
        from branchkit.screens.rating.history_report import show_history

        place, _criterion = self._screen.here()
        board = self._screen.board
        show_history(self._screen, board.key.org, board.roll[place], board.name(place))

    def _rectify(self) -> None:
        """What the sheet shows that wants mending, on the list of the organisation."""
        key = self._screen.board.key
        self._screen.go(Place("rectification", key.scheme, key.period))

    def _extras(self) -> None:
        from branchkit.screens.scoring.extras import RowExtras

        RowExtras(self._screen, self._done).choose_extra()

    def _vetoes(self) -> None:
        from branchkit.screens.scoring.extras import RowExtras

        RowExtras(self._screen, self._done).choose_veto()

    def _earlier(self) -> None:
        source = self._screen.source
        source.show_earlier(not source.earlier)
        self._screen.grid.refresh_all()

    def _find(self) -> None:
        screen = self._screen
        if not self._names:
            self._names = screen.board.names()
        place, criterion = screen.here()
        screen.find(
            self._names,
            self._text("screen.scoring.find"),
            self._text("screen.scoring.nobody"),
            origin=place,
            go=lambda found: screen.grid.move_to(*screen.source.position(found, criterion)),
            pass_on=screen.pass_to_grid,
        )

    def paste(self, block: list[list[str]]) -> None:
        """Show what a pasted block would do, write it after Enter."""
        from branchkit.screens.scoring.detail import paste_report
        from branchkit.services.scoring.pasting import plan_paste

        screen = self._screen
        screen.grid.abandon_entry()
        place, criterion = screen.here()
        plan = plan_paste(screen.board, place, criterion, block, below=self._below())
        screen.show_report(
            "",
            paste_report(plan, screen.board, screen.catalog),
            keys=self._text("screen.scoring.paste_keys"),
            answers={"enter": lambda: self._try(lambda reason: self._session.paste(plan, reason))},
        )

    def _submit(self) -> None:
        from branchkit.screens.scoring.handing_up import HandingUp

        HandingUp(self._screen).begin()

    def _turn(self, steps: int) -> None:
        key = self._screen.board.key
        self._screen.go(Place("scoring", key.scheme, key.period.shifted(steps)))
