"""The rating of an organisation's children: wires grid, detail and bottom line to a board."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from branchkit.core.dates import Period
from branchkit.core.rating.rating import RatedRow, RatingState
from branchkit.core.scoring.sheets import SheetKey
from branchkit.core.text_width import wrap
from branchkit.screens.committee_actions import RATING
from branchkit.screens.context import Context, Place
from branchkit.screens.grid_screen import GridScreen
from branchkit.screens.rating.commands import RatingCommands
from branchkit.screens.rating.source import RatingSource
from branchkit.services.duties.scene import period_text
from branchkit.services.rating.board import RatingBoard
from branchkit.services.rating.tables import steps_to
from branchkit.widgets.report_view import Line
from branchkit.widgets.theme import Tone

HEIGHT = 6


class RatingScreen(GridScreen):
    """Everybody by rank; what has been proposed and decided."""

    ACTIONS = RATING
    HELP = "screen.rating.help"
    KEYS = "screen.rating.keys"
    detail_height = HEIGHT
    tells_open = True

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context)
        workspace = context.here
        period = place.period or Period.containing(self.today)
        self.board = RatingBoard(
            workspace.store, workspace.contributions, context.node, period, place.scheme
        )
        self.source = RatingSource(self.board, self.catalog)
        self.make_grid(self.source)
        self.commands = RatingCommands(self)
        self._about = place.subject

    def arrive(self) -> None:
        """At whom the place speaks of."""
        self.repaint(self.board.place_of(self._about))

    def view_shown(self) -> SheetKey | None:
        """Which rating."""
        return self.board.key

    def show_view(self, shown: SheetKey) -> None:
        """That rating."""
        self.board.turn_to(shown)
        self.repaint()

    def here(self) -> RatedRow | None:
        """Who stands under the cursor; None where nobody is shown."""
        row = self.grid.cursor[0]
        return self.board.rows[row] if row < len(self.board.rows) else None

    def row_key(self, row: int) -> Hashable | None:
        """The organisation."""
        return self.board.rows[row].org

    def is_open_row(self, row: int) -> bool:
        """Whether the committee has still to decide, or a sheet is missing."""
        rated, rating = self.board.rows[row], self.board.rating
        missing = rating is not None and rated.org in rating.missing
        return missing or (rated.is_rated and not rated.decided)

    def changed(self, org: str = "") -> None:
        """The rating was changed: read it anew and stand on that organisation, or where one stood."""
        standing = self.here()
        wanted = org or (standing.org if standing is not None else "")
        self.board.reload()
        self.repaint(self.board.place_of(wanted))
        self.back_to_idle()

    # -- painting ---------------------------------------------------------------------------------

    def show_title(self) -> None:
        """Which scheme and period, and how the rating stands."""
        board, text = self.board, self.catalog.text
        if board.key is None or board.scheme is None:
            self.set_title(text("screen.rating.nothing"), board.names.get(board.parent, ""))
            return
        left = text(
            "screen.rating.title",
            scheme=board.scheme.title,
            period=period_text(self.catalog, board.key.period),
        )
        self.set_title(left, self._state())

    def _state(self) -> str:
        rating, text = self.board.rating, self.catalog.text
        if rating is None:
            return text("screen.rating.not_begun")
        if rating.state is RatingState.NOTICE:
            return text("screen.rating.until", until=rating.notice_until)
        state = self.catalog.code("rated.state", rating.state)
        if rating.missing:
            return text("screen.rating.missing", state=state, count=len(rating.missing))
        if rating.state is RatingState.PROPOSED and (undecided := len(rating.undecided)):
            return text("screen.rating.undecided", state=state, count=undecided)
        return state

    def detail_lines(self, width: int) -> Sequence[Line]:
        """Why the organisation under the cursor stands where it stands."""
        rule = Line("-" * width, tone=Tone.MUTED)
        rated, board = self.here(), self.board
        if rated is None or board.rating is None or board.scheme is None:
            keys = self.keys_of("rating.main")
            told = wrap(self.catalog.text("screen.rating.begin", keys=keys), width - 2)
            return [rule, *(Line(f" {text}") for text in told)]
        name = board.names.get(rated.org, rated.org)
        if rated.org in board.rating.missing:
            state = board.rating.missing[rated.org]
            key = "cli.rating.missing_state" if state else "cli.rating.missing_sheet"
            return [rule, Line(f" {self.catalog.text(key, name=name, state=state)}", Tone.ERROR)]
        steps = steps_to(self.catalog, board.scheme, board.rating, rated.org)
        about = [one for one in board.rating.objections if one.org == rated.org]
        lines = [Line(f" {name}", Tone.HEAD)]
        if about:
            told_of = self.catalog.text("screen.rating.objected", count=len(about))
            lines = [Line(f" {name}", Tone.HEAD, f"{told_of} ")]
        folded = [part for step in steps for part in wrap(step, width - 2)]
        # The last steps are the ones that decide.
        lines += [Line(f" {text}") for text in folded[-(HEIGHT - 2) :]]
        return [rule, *lines]

    # -- keys -------------------------------------------------------------------------------------

    def catch_up(self) -> None:
        """Changes of other sessions show at once."""
        here = self.here()
        if self.board.catch_up():
            self.repaint(self.board.place_of(here.org) if here is not None else None)
