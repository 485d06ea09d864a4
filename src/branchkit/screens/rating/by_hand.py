"""What people say of one organisation before the proposal: that it is left out, may rise further, had another band before."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from branchkit.core.rating.rating import RatedRow
from branchkit.screens.rating.desk import Desk
from branchkit.screens.screen_parts import ScreenPart

if TYPE_CHECKING:
    from branchkit.screens.rating.screen import RatingScreen


class SaidByHand(ScreenPart["RatingScreen"]):
    """Each is asked for the organisation under the cursor, and draws everything in anew."""

    def __init__(self, screen: RatingScreen, desk: Desk) -> None:
        super().__init__(screen)
        self._desk = desk

    def _said_of(self, label: str, text: Callable[[RatedRow], str], said: str) -> None:
        """Have a line about the organisation under the cursor; an empty one takes it back."""
        from branchkit.services.rating.steps import ByHand

        row = self._screen.here()
        if row is None:
            return
        self._screen.ask(
            self._text(label, name=self._desk.names([row])),
            lambda typed: self._desk.open_with(ByHand(**{said: {row.org: typed}})),
            text=text(row),
            blank=True,
        )

    def left_out(self) -> None:
        """Why it is not rated."""
        self._said_of("screen.rating.why_left_out", lambda row: row.because, "left_out")

    def honour(self) -> None:
        """For what it may rise by more than one grade."""
        self._said_of("screen.rating.why_further", lambda row: row.honour, "honours")

    def before(self) -> None:
        """The band that somebody had before there were ratings."""
        from branchkit.services.rating.steps import ByHand

        screen, row, scheme = self._screen, self._screen.here(), self._screen.board.scheme
        if row is None or scheme is None:
            return
        options = [(band.id, screen.catalog.local(band.title)) for band in scheme.bands]
        options.append(("", self._text("screen.rating.no_band_before")))
        screen.choose(
            self._text("screen.rating.band_before", name=self._desk.names([row])),
            options,
            lambda band: self._desk.open_with(ByHand(previous={row.org: band})),
        )
