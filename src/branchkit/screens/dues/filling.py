"""One line's category or sum given to the lines below it, or to the marked ones, as one change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from branchkit.core.dues.money import money_text
from branchkit.screens.screen_parts import ScreenPart

if TYPE_CHECKING:
    from branchkit.screens.dues.screen import DuesScreen


class Filling(ScreenPart["DuesScreen"]):
    """From the line under the cursor downwards, as lines are shown."""

    def __init__(self, screen: DuesScreen, place: int) -> None:
        super().__init__(screen)
        self._place = place
        self._board = screen.session.board
        marked = [row for row in screen.marks.rows() if row != place]
        self._marked = bool(marked)
        self._below = marked or screen.grid.rows_from_here()[1:]

    def open(self) -> None:
        """What is typed is paid by the open lines; else it is asked what is meant."""
        screen = self._screen
        if typed := screen.grid.entry:
            screen.grid.abandon_entry()
            self._pay((self._place, *self._open()), typed)
            return
        line = self._board.line(self._place)
        options = []
        bases = self._without_norm()
        if line.base is not None and bases:
            options.append(("base", self._text("screen.dues.fill.base", count=len(bases))))
        paid, open = money_text(line.state.paid), self._open()
        if line.state.paid and open:
            options.append(("paid", self._text("screen.dues.fill.paid", sum=paid, count=len(open))))
        if not options:
            screen.speak(self._text("screen.dues.fill.nothing"))
            return

        def chosen(what: str) -> None:
            if what == "base":
                self._give_base(bases)
            else:
                self._pay(open, paid)

        screen.choose(self._text("screen.dues.fill"), options, chosen)

    def _open(self) -> tuple[int, ...]:
        return tuple(place for place in self._below if self._board.line(place).open)

    def _without_norm(self) -> tuple[int, ...]:
        """The marked lines, whatever they have; else those below that have no category."""
        if self._marked:
            return tuple(self._below)
        return tuple(place for place in self._below if self._board.line(place).base is None)

    def _pay(self, places: tuple[int, ...], text: str) -> None:
        self._screen.unmark_after(self._screen.session.pay_lines(places, text))

    def _give_base(self, places: tuple[int, ...]) -> None:
        """What is somebody's pay, or was decided for somebody, is nobody else's."""
        screen, base = self._screen, self._board.line(self._place).base
        assert base is not None
        norm = self._board.records.rules(self._board.month).norm(base.norm)
        if norm.brackets or norm.decided:
            screen.speak(self._text("screen.dues.fill.each_own"))
            return
        since = replace(base, id="", member="", since=self._board.month.first_day)
        outcome, changes = screen.session.set_bases(places, since)
        if outcome.refused is not None:
            screen.show_outcome(outcome)
            return
        screen.marks.clear()
        screen.repaint()
        screen.commands.tell_of_bases(changes)
