"""The base of screens whose body is a grid with some lines below it.

A screen that derives from it says where its rows come from (:meth:`GridScreen.make_grid`), what stands in its title and below
the grid, and what its keys do. The rest is here: the order in which a key is looked at, how long something stays said, what
waits for the first frame, and what other sessions have done.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from textual import events, on
from textual.widget import Widget
from textual.worker import Worker

from branchkit.core.outcomes import Outcome
from branchkit.screens.console import PLACE, ConsoleScreen
from branchkit.screens.context import Context
from branchkit.screens.marks import Marks
from branchkit.screens.modes import Finder, Meant, Names
from branchkit.screens.rows_shown import RowsShown
from branchkit.screens.screen_parts import Commands
from branchkit.screens.trail import Stand
from branchkit.widgets.grid import Grid
from branchkit.widgets.grid_model import FittingSource, GridEditor, GridSource
from branchkit.widgets.report_view import Line, Lines
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    pass

SETTLE_AFTER = 0.05
"""Seconds from the first frame until what needs every row is worked out: a key that is typed at once is answered first."""


LEAVING = ("app.quit", "app.back")
MARKS = "marks."
"""What the names of actions begin with that mark rows."""
LIST = "list."
"""What the names of actions begin with that choose which rows are shown, and how."""


class GridScreen(RowsShown, ConsoleScreen):
    """A screen with a :attr:`grid`; whoever derives from it calls :meth:`make_grid`."""

    CURSOR: ClassVar[Literal["cell", "row"]] = "row"
    """What the cursor stands on."""
    detail_height = 0
    """How many lines there are below the grid; to be set before it is made."""

    detail: Lines
    """The lines below the grid; there from :meth:`make_grid` on."""
    commands: Commands[Any] | None = None
    """What its keys do, where :meth:`perform` does not say it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._grid: Grid | None = None
        self._said = False
        self._settled = False
        self.marks = Marks(self.row_key, lambda: self.grid.shown_rows())  # noqa: PLW0108 there is no grid yet
        """The rows that the next edit is about; none where the screen gives its rows no :meth:`row_key`."""

    # -- parts ------------------------------------------------------------------------------------

    @property
    def grid(self) -> Grid:
        """The grid, which stands from :meth:`make_grid` on."""
        if self._grid is None:
            raise RuntimeError("this screen has no grid")
        return self._grid

    @grid.setter
    def grid(self, grid: Grid) -> None:
        self._grid = grid

    @property
    def stands(self) -> bool:
        """Whether the grid can be painted: it cannot when the screen was left, nor while the program ends."""
        return self._grid is not None and self._grid.is_attached and not self.has_left

    def make_grid(self, source: GridSource, editor: GridEditor | None = None) -> None:
        """Make the grid of these rows, and the lines below it."""
        self.grid = Grid(
            source,
            editor,
            self.take_key,
            self.take_paste,
            moved=self.cursor_moved,
            cursor=self.CURSOR,
            marked=self.marks.__contains__,
            ordered=self._order,
            clicked=self.take_click,
        )
        self.detail = Lines(self.detail_height, id="detail")

    def body(self) -> Iterable[Widget]:
        """Grid and detail."""
        if self._grid is not None:
            yield self.grid
            if self.detail_height:
                yield self.detail

    def watched(self, where: str) -> AbstractContextManager[None]:
        """Surrounds what the screen does by itself in the handler ``where``."""
        return nullcontext()

    # -- the first frame, and what waits for it ---------------------------------------------------

    def on_mount(self) -> None:
        """The grid gets the keys."""
        if self._grid is None:
            return
        self.grid.focus()
        with self.watched("on_mount"):
            self.begin()

    def begin(self) -> None:
        """What one sees first; its parts stand by now."""
        self.arrive()
        if self.returned_to is not None:
            self.stand_again(self.returned_to)
        self.show_title()
        self.back_to_idle()

    def arrive(self) -> None:
        """Put the cursor where somebody who comes here wants it; at first it stands on the first row."""

    def row_about(self, row: int) -> object:
        """What a row is about, by which it is found again; None where rows are not told apart."""
        return self.row_key(row)

    def stand(self) -> Stand:
        """The cell under the cursor, what its row is about, what is shown."""
        if self._grid is None or not self._grid.viewport.row_count:
            return super().stand()
        row, column = self._grid.cursor
        return Stand(row, column, self.row_about(row), self.view_shown())

    def stand_again(self, stand: Stand) -> None:
        """Show what was shown, with the cursor where it stood, or where its row stands by now."""
        if stand.shown is not None:
            self.show_view(stand.shown)
        row, count = stand.row, self.grid.viewport.row_count
        if stand.about is not None and not (row < count and self.row_about(row) == stand.about):
            found = (other for other in range(count) if self.row_about(other) == stand.about)
            row = next(found, row)
        self.grid.move_to(row, stand.column)

    def painted(self) -> None:
        """When the first frame stands there is time to :meth:`settle`."""
        if not self._settled and self._grid is not None and self.grid.drawn:
            self._settled = True
            self.set_timer(SETTLE_AFTER, self.begin_settling)

    def begin_settling(self) -> None:
        """Settle, anew if that had been begun."""
        if self.stands:
            with self.watched("settle"):
                self.in_steps("settle", self.settle())

    def settle(self) -> Iterable[object]:
        """Work out what needs every row, a step at a time; a number says after how many seconds the next one is of use."""
        return ()

    def in_steps(
        self, what: str, steps: Iterable[object], done: Callable[[], None] | None = None
    ) -> Worker[None]:
        """Do something long, a step at a time; keys are looked at between them. Begun anew, it ends the same begun before."""

        async def work() -> None:
            if not self.stands:
                return
            with self.watched(what):
                for step in steps:
                    await asyncio.sleep(step if isinstance(step, float) else 0)
                    if not self.stands:
                        return
                if done is not None:
                    done()

        return self.run_worker(work, group=what, exclusive=True)

    # -- painting ---------------------------------------------------------------------------------

    def show_title(self) -> None:
        """Paint the first line."""

    def detail_lines(self, width: int) -> Sequence[Line | str]:
        """The lines about what stands under the cursor, as wide as the screen."""
        return ()

    def show_detail(self) -> None:
        """Paint the lines below the grid; before the first layout there is no room for them."""
        if self.detail_height and self.size.width:
            self.detail.show(self.detail_lines(self.size.width))

    def repaint(self, row: int | None = None) -> None:
        """Title, rows and detail anew, with the cursor on a row; None: where it is."""
        self.grid.refresh_all()
        self.move_to(row)
        self.show_title()
        self.show_detail()

    def on_resize(self, event: events.Resize) -> None:
        """Columns and detail are as wide as the screen; one that was left has nothing to show."""
        if not self.stands:
            return
        with self.watched("on_resize"):
            source = self.grid.source
            if isinstance(source, FittingSource):
                source.fit(event.size.width)
                self.grid.refresh_all()
            self.show_detail()

    def cursor_moved(self, row: int, column: int) -> None:
        """Called in the same call as the key, so that cursor and detail go out in one write."""
        self.show_detail()

    def move_to(self, row: int | None) -> None:
        """Put the cursor on a row, in the column where it stands; None: it stays."""
        if row is not None:
            self.grid.move_to(row, self.grid.cursor[1])

    def find(
        self,
        names: Names,
        label: str,
        nothing: str,
        *,
        origin: int | None = None,
        go: Callable[[int], None] | None = None,
        pass_on: Callable[[str, str | None], None] | None = None,
        meant: Meant | None = None,
        numbered: bool = True,
        found: Callable[[int], None] | None = None,
        by_number: bool = False,
    ) -> Finder:
        """Look through the rows that are shown by what is shown of each, from the cursor on; it goes along. See :class:`Finder`."""
        return Finder(
            self.modes,
            self.prompt,
            names,
            self.grid.cursor[0] if origin is None else origin,
            label,
            nothing,
            go or self.move_to,
            pass_on,
            meant=meant,
            numbered=numbered,
            found=found or (lambda _row: self.back_to_idle()),
            among=self.grid.shown_rows() if self._finds_rows(names) else None,
            by_number=by_number,
        )

    def _finds_rows(self, names: Names) -> bool:
        """Whether some of what is looked through is hidden; a screen may look through more than its rows."""
        viewport = self.grid.viewport
        return viewport.order is not None and len(names) == viewport.row_count

    # -- the bottom line --------------------------------------------------------------------------

    def speak(self, text: str, tone: Tone = Tone.NORMAL) -> None:
        """Say something until the next key."""
        self._said = True
        self.say(text, tone)

    def show_outcome(self, outcome: Outcome[Any]) -> None:
        """Say what an action did, or why not. A screen paints first what was touched."""
        if text := self.catalog.outcome(outcome):
            self.speak(text, Tone.NORMAL if outcome.done else Tone.ERROR)
        elif self._said:
            self.back_to_idle()

    def back_to_idle(self) -> None:
        """Keys at the left, what is shown and :meth:`idle_note` at the right."""
        self._said = False
        shown = self._lists.in_words() if self._lists is not None else ""
        note = self.idle_note()
        self.say_idle(f"{shown}  {note}" if shown and note else shown or note)

    def hush(self) -> None:
        """A key was typed: what was said is over."""
        if self._said and not self.stays_said():
            self.back_to_idle()

    def idle_note(self) -> str:
        """What stands at the right end between actions: how safe the work is."""
        return ""

    def stays_said(self) -> bool:
        """Whether what was said has to outlast a key."""
        return False

    # -- marks ------------------------------------------------------------------------------------

    def row_key(self, row: int) -> Hashable | None:
        """What a row is about, by which it is marked; None: it cannot be."""
        return None

    def acts_are_about(self) -> str:
        """The marked rows, where there are any."""
        count = len(self.marks.rows()) if self._grid is not None else 0
        return self.catalog.text("screen.more.rows", count=count) if count else ""

    def marked_or_here(self) -> list[int]:
        """The rows that an edit is about: the marked ones, else the one under the cursor."""
        return self.marks.rows() or [self.grid.cursor[0]]

    def clear_marks(self) -> None:
        """Take every mark away, and say so."""
        self.lists.unmark()

    def take_click(self, row: int | None, column: int, times: int) -> None:
        """A click on a cell, or on a column's head; what is asked just now is asked on."""
        if not self.modes.active and not self.has_left and self.settle_entry():
            self.lists.click(row, column, times)

    # -- keys -------------------------------------------------------------------------------------

    def take_key(self, key: str, character: str | None) -> bool:
        """Every key; what other sessions have done is taken in afterwards, and not while something is being typed.

        A score is given for what the scorer saw. Taken in before the key, the other's score would be overwritten
        without a word; like this it is a conflict.
        """
        if not self.modes.active:
            self.hush()
        if self._grid is None:
            return super().take_key(key, character)
        used = self._use_key(key, character)
        if not self.modes.active and self.grid.entry is None and not self.has_left:
            self.catch_up()
        return used

    def catch_up(self) -> None:
        """Take in what other sessions have changed; called after every key, so it has to be cheap when there is nothing."""

    def _use_key(self, key: str, character: str | None) -> bool:
        """Modes and actions first; an open entry has the first look at what may belong to it."""
        idle = not self.modes.active and not self.has_left
        if self.grid.entry is not None and idle:
            return self.grid.press_key(key, character) or super().take_key(key, character)
        if key == "escape" and idle and self.grid.let_go():
            self.back_to_idle()
            return True
        if key == "escape" and idle and self.marks.rows():
            self.clear_marks()
            return True
        if super().take_key(key, character):
            return True
        # Beside other widgets the grid uses only what is typed while it has the keyboard.
        return self.focused in (None, self.grid) and self.grid.press_key(key, character)

    def pass_to_grid(self, key: str, character: str | None) -> None:
        """A key that ended a search and begins an entry."""
        self.back_to_idle()
        self.grid.press_key(key, character)

    def perform(self, action: str) -> None:
        """Take what is being typed before the screen is left; then the screen's own actions, and those of every screen."""
        if action.startswith((MARKS, LIST)) and self._grid is not None:
            if self.settle_entry():
                self.lists.perform(action)
            return
        leaves = action in LEAVING or action.startswith(PLACE)
        if leaves and not self.settle_entry():
            return
        if self.commands is None or not self.commands.perform(action):
            super().perform(action)

    def settle_entry(self) -> bool:
        """Take what is being typed; False when it was refused."""
        return self._grid is None or self.grid.entry is None or self.grid.commit_entry()

    @on(Grid.EntryRefused)
    def _entry_refused(self, event: Grid.EntryRefused) -> None:
        self.speak(event.message, Tone.ERROR)
