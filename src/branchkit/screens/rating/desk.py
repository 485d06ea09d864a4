"""What the parts of a rating's screen share: one step in one unit of work, names, a paper to be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from branchkit.core.errors import BranchkitError
from branchkit.core.rating.rating import RatedRow
from branchkit.core.scoring.sheets import SheetKey
from branchkit.core.text_width import wrap
from branchkit.screens.screen_parts import ScreenPart
from branchkit.widgets.report_view import ReportLine
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.core.ports import UnitOfWork
    from branchkit.screens.rating.screen import RatingScreen
    from branchkit.services.rating.steps import ByHand

Work = Callable[["UnitOfWork", SheetKey], object]
_MARGIN = 2


class Desk(ScreenPart["RatingScreen"]):
    """Writes what is done to the rating that is shown, and says what came of it."""

    def write(
        self, action: str, work: Work, said: Callable[[], str] | str = "", reason: str = ""
    ) -> None:
        """One step in one unit of work; what came of it is painted, then said."""
        screen, key = self._screen, self._screen.board.key
        if key is None:
            return
        operation: list[int | None] = []
        context = screen.context
        try:
            with context.here.store.begin(context.actor, f"rating.{action}") as uow:
                work(uow, key)
                operation.append(uow.commit(reason=reason))
        except BranchkitError as error:
            screen.changed()
            screen.speak(screen.catalog.error(error), Tone.ERROR)
            return
        screen.board.own(operation[0])
        screen.changed()
        if told := said() if callable(said) else said:
            screen.speak(told)

    def names(self, rows: Sequence[RatedRow]) -> str:
        """Organisations in a sentence."""
        names = self._screen.board.names
        return self._screen.catalog.listed(names.get(row.org, row.org) for row in rows)

    def open_with(self, by_hand: ByHand | None) -> None:
        """Draw everything in, with what is said by hand."""
        from branchkit.services.rating.steps import open_rating

        context = self._screen.context
        self.write(
            "open",
            lambda uow, key: open_rating(
                uow, context.here.contributions, key, context.clock, by_hand
            ),
            self._opened,
        )

    def _opened(self) -> str:
        rating = self._screen.board.rating
        missing = len(rating.missing) if rating is not None else 0
        key = "screen.rating.opened_missing" if missing else "screen.rating.opened"
        return self._text(key, count=missing, keys=self._screen.keys_of("rating.main"))

    def read(self, title: str, told: Sequence[str]) -> None:
        """Show lines over the screen until Esc."""
        width = self._screen.size.width - 2 * _MARGIN
        lines: list[str | ReportLine] = [ReportLine(f" {title}", Tone.HEAD), ""]
        lines += [f"{' ' * _MARGIN}{part}" for text in told for part in wrap(text, width)]
        self._screen.show_report(title, lines)
