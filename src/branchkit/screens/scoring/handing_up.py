"""The sheet's way up: what is still open is shown, what plugins find, then the question; and its way back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from branchkit.core.text_width import wrap
from branchkit.screens.context import Place
from branchkit.screens.scoring.detail import submit_report
from branchkit.services.scoring.checks import SheetFinding, sheet_findings
from branchkit.services.scoring.sheets import scheme_of
from branchkit.widgets.report_view import ReportLine
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.screens.scoring.screen import ScoringScreen


class HandingUp:
    """One sheet being handed up, or taken back."""

    def __init__(self, screen: ScoringScreen) -> None:
        self._screen = screen
        self._session = screen.session

    def begin(self) -> None:
        """Show what would be handed up; of a sheet that is, ask why it is taken back."""
        screen = self._screen
        if not screen.board.editable:
            self._offer_withdrawal()
            return
        self._session.ask_again()
        waiting = screen.waiting
        # The paper stands before the next key is looked at, unless a plugin takes long.
        waiting.briefly()
        if self._session.proposals.awaited():
            screen.in_steps("submit", waiting.steps(screen.plugins_answered), self._show)
        else:
            self._show()

    def _show(self) -> None:
        screen = self._screen
        if screen.modes.active or screen.grid.entry is not None:
            return  # Something else was begun meanwhile.
        self._session.look_through()
        screen.repaint()
        screen.show_title()
        findings = self._findings()
        lines, first_open = submit_report(self._session, screen.catalog, findings)
        if first_open is not None:
            position = screen.source.position(*first_open)
            keys = screen.catalog.text("screen.scoring.open_keys")
            answers = {"enter": lambda: screen.grid.move_to(*position)}
        else:
            keys = screen.catalog.text("screen.scoring.submit_keys")
            answers = {"enter": self._hand_up}
        screen.show_report("", list(_folded(lines, screen.size.width)), keys=keys, answers=answers)

    def _findings(self) -> list[SheetFinding]:
        """What plugins have to say; asked once nothing is open, since a check is given a whole sheet."""
        screen = self._screen
        board = screen.board
        if any(board.missing(place) for place in range(len(board.roll))):
            return []
        here = screen.context.here
        return list(sheet_findings(here.store, here.contributions, board.key, screen.today))

    def _hand_up(self) -> None:
        screen = self._screen
        outcome = self._session.submit(screen.context.here.contributions)
        screen.grid.refresh_all()
        screen.show_title()
        screen.back_to_idle()
        screen.show_outcome(outcome)

    def _offer_withdrawal(self) -> None:
        """A sheet that is handed up can be had back as long as nobody above has looked at it."""
        screen = self._screen
        state = screen.board.sheet.state
        if self._session.may_be_withdrawn():
            screen.ask(
                screen.catalog.text("screen.scoring.withdraw_why", state=state), self._withdraw
            )
        else:
            screen.speak(screen.catalog.text("screen.scoring.already", state=state), Tone.ERROR)

    def _withdraw(self, reason: str) -> None:
        screen, board = self._screen, self._screen.board
        contributions = screen.context.here.contributions
        outcome = self._session.withdraw(contributions, reason)
        if outcome.done and scheme_of(board.sheet, contributions.schemes) != board.scheme:
            # The scheme has been changed since: its columns may be others.
            screen.go(Place("scoring", board.key.scheme, board.key.period))
            return
        screen.repaint()
        screen.back_to_idle()
        screen.show_outcome(outcome)
        screen.begin_settling()


def _folded(lines: Iterable[str | ReportLine], width: int) -> Iterator[ReportLine]:
    """Sentences in as many lines as they take."""
    for line in lines:
        whole = line if isinstance(line, ReportLine) else ReportLine(line)
        yield from (ReportLine(part, whole.tone) for part in wrap(whole.text, width) or [""])
