"""Which rows of a grid are shown and in which order, for every screen with a grid: sorting, views, only what is open.

A grid screen makes its :class:`ListView` when one of these is asked for first, so that nobody pays before. Rows are looked at a
few at a time, as on the screen itself: cells as they are shown, so that nothing masked is told by an order. What has been
set stays until it is set otherwise; a row that is changed stays where it stands until then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from dataclasses import replace
from time import monotonic

from branchkit.core.cell_texts import condition_on, order_of
from branchkit.core.values import frozen
from branchkit.screens.listed import AT_ONCE, ROWS_A_STEP, ListedScreen, RowView, title_of
from branchkit.widgets.grid_model import GridColumn, Move
from branchkit.widgets.picker import PickerItem
from branchkit.widgets.row_order import RowOrder
from branchkit.widgets.theme import Tone

TWO_CLICKS = 1.0
"""Seconds between the first of two clicks and the second one; Textual counts them within half of that."""
VALUES = 60
"""So many contents of a column are offered, the most frequent first."""


@frozen
class Shown:
    """What is shown at present."""

    column: str = ""
    """Key of the column that rows are sorted by; empty: they stand as they come."""
    descending: bool = False
    view: RowView | None = None
    open_only: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether no row is hidden."""
        return self.view is None and not self.open_only

    @property
    def is_all(self) -> bool:
        """Whether everything is shown, as it comes."""
        return not self.column and self.is_whole


class ListView:
    """The rows of one screen's grid."""

    def __init__(self, screen: ListedScreen) -> None:
        self._screen = screen
        self._text = screen.catalog.text
        self.shown = Shown()
        self._clicked = -1, 0.0
        """The row that was clicked last, and when."""
        self._keys: list[Hashable] = []
        """The shown rows, by what they are about."""
        self._known: set[Hashable] = set()
        """All rows there were when they were chosen."""
        self._heads: list[str] = []
        """The columns there were then."""
        self._actions = {
            "list.sort": self.choose_order,
            "list.view": self.choose_view,
            "list.open": self.toggle_open,
            "list.copy": self.copy,
            "marks.toggle": self.mark_here,
            "marks.all": self.mark_all,
        }

    def perform(self, action: str) -> None:
        """Do one of the actions of lists."""
        self._actions[action]()

    # -- order ------------------------------------------------------------------------------------

    def choose_order(self) -> None:
        """By which column: the one under the cursor first; once more the same one turns it round."""
        columns = self.titles()
        here = self._column_here()
        options = [(key, columns[key]) for key in dict.fromkeys((here, *columns)) if key in columns]
        if self.shown.column:
            options.append(("", self._text("screen.list.natural")))
        self._screen.choose(self._text("screen.list.sort"), options, self.sort_by)

    def sort_by(self, column: str) -> None:
        """By a column; the other way round where it is sorted by it already; empty: as rows come."""
        again = bool(column) and column == self.shown.column and not self.shown.descending
        self.show(replace(self.shown, column=column, descending=again))

    def titles(self) -> dict[str, str]:
        """Key → title of the columns."""
        return {column.key: title_of(column) for column in self._columns()}

    def _columns(self) -> list[GridColumn]:
        return [column for column in self._screen.grid.viewport.columns if any(column.head)]

    def _column_here(self) -> str:
        grid = self._screen.grid
        return grid.viewport.columns[grid.cursor[1]].key if self._screen.CURSOR == "cell" else ""

    # -- views ------------------------------------------------------------------------------------

    def choose_view(self) -> None:
        """The screen's own views, then by what stands in a column, then the marked ones."""
        screen = self._screen
        views = {str(number): view for number, view in enumerate(screen.views())}
        items = [PickerItem(id, view.title) for id, view in views.items()] + self.more_views()
        if not self.shown.is_whole:
            items.insert(0, PickerItem("all", self._text("screen.list.all")))

        def picked(id: str) -> None:
            if not self.take_more(id):
                self._view(views[id])

        screen.choose(self._text("screen.list.view"), items, picked)

    def more_views(self) -> list[PickerItem]:
        """What every list offers besides a screen's own views: what stands in a column, the marked rows."""
        items = [PickerItem("column", self._text("screen.list.by_column"))]
        if marked := len(self._screen.marks.rows()):
            items.append(PickerItem("marked", self._text("screen.list.marked", count=marked)))
        return items

    def take_more(self, id: str) -> bool:
        """Do what was picked of these; False where it was none."""
        if id == "all":
            self.show(replace(self.shown, view=None, open_only=False))
        elif id == "column":
            self._choose_column()
        elif id == "marked":
            rows = frozenset(self._screen.marks.rows())
            self._view(
                RowView(self._text("screen.list.marked", count=len(rows)), rows.__contains__)
            )
        else:
            return False
        return True

    def _view(self, view: RowView) -> None:
        self.show(replace(self.shown, view=view))

    def _choose_column(self) -> None:
        titles = self.titles()
        here = self._column_here()
        options = [(key, titles[key]) for key in dict.fromkeys((here, *titles)) if key in titles]
        self._screen.choose(self._text("screen.list.which"), options, self._read_column)

    def _read_column(self, key: str) -> None:
        """What stands in a column, counted in steps."""
        found: Counter[str] = Counter()

        def count() -> Iterator[None]:
            column = self._index(key)
            for row in range(self._count()):
                found[self.plain(row, column)] += 1
                if row % ROWS_A_STEP == ROWS_A_STEP - 1:
                    yield

        self.in_steps(count(), lambda: self._choose_value(key, found))

    def _choose_value(self, key: str, found: Counter[str]) -> None:
        title = self.titles()[key]
        often = [text for text, _count in found.most_common(VALUES)]
        often.sort(key=lambda text: order_of(text) or (9,))
        empty = self._text("screen.list.empty")
        items = [PickerItem("?", self._text("screen.list.condition"))]
        items += [PickerItem(f"={text}", text or empty, str(found[text])) for text in often]

        def picked(id: str) -> None:
            if id == "?":
                self._ask_condition(key, title, found)
            else:
                name = f"{title}:{id[1:] or empty}"
                self._view(self._where(key, name, lambda text: text == id[1:]))

        self._screen.choose(f" {title}: ", items, picked)

    def _ask_condition(self, key: str, title: str, found: Counter[str]) -> None:
        def typed(text: str) -> None:
            holds = condition_on(text, found, self._screen.context.clock().date())
            if holds is None:
                self._screen.speak(self._text("screen.list.no_condition", text=text), Tone.ERROR)
            else:
                sign = "" if text[:1] in "<>=" else ":"
                self._view(self._where(key, f"{title}{sign}{text}", holds))

        hint = self._text("screen.register.condition_hint")
        self._screen.ask(f" {title}: ", typed, hint=hint)

    def _where(self, key: str, name: str, holds: Callable[[str], bool]) -> RowView:
        return RowView(name, lambda row: holds(self.plain(row, self._index(key))))

    # -- only what is open ------------------------------------------------------------------------

    def toggle_open(self) -> None:
        """Only the rows in which something is to be done, or all again."""
        if not self.shown.open_only and not self._screen.tells_open:
            self._screen.speak(self._text("screen.list.no_open"))
            return
        self.show(replace(self.shown, open_only=not self.shown.open_only))

    # -- marks and clicks -------------------------------------------------------------------------

    def mark_here(self) -> None:
        """Mark the row under the cursor or take its mark away, and go on to the next."""
        screen = self._screen
        row = screen.grid.cursor[0]
        if screen.marks.toggle(row):
            screen.grid.refresh_row(row)
            screen.grid.move(Move.DOWN)
        self._tell_marks()

    def mark_all(self) -> None:
        """Mark every row that is shown; where all are marked, none."""
        self._screen.marks.all()
        self._screen.grid.refresh_all()
        self._tell_marks()

    def unmark(self) -> None:
        """Take every mark away."""
        self._screen.marks.clear()
        self._screen.grid.refresh_all()
        self._tell_marks()

    def _tell_marks(self) -> None:
        count = len(self._screen.marks.rows())
        key = "screen.marks.count" if count else "screen.marks.none"
        self._screen.speak(self._text(key, count=count))

    def click(self, row: int | None, column: int, times: int) -> None:
        """On a cell the cursor goes there, and a second click is Enter; on a head it sorts."""
        screen = self._screen
        screen.hush()
        if row is None:
            screen.sort_by(screen.grid.viewport.columns[column].key)
        elif times == 1:
            self._clicked = row, monotonic()
            screen.grid.move_to(row, column)
        elif times == 2 and self._is_second(row):
            screen.take_key("enter", "\r")

    def _is_second(self, row: int) -> bool:
        """Whether the first click of two was on this row: it may have been on a list that lay over it."""
        first, at = self._clicked
        return first == row and monotonic() - at < TWO_CLICKS

    def copy(self) -> None:
        """A block, for another table."""
        from branchkit.screens.copying import BlockCopying

        BlockCopying(self._screen, self.plain, self.in_steps).copy()

    # -- showing ----------------------------------------------------------------------------------

    def show(self, wanted: Shown) -> None:
        """Show these rows in this order, once all have been looked at; nothing changes where there are none."""
        if wanted.is_all:
            self._take(wanted, None)
            return
        found: list[tuple[object, int]] = []

        def look() -> Iterator[None]:
            column = self._index(wanted.column) if wanted.column else None
            for row in range(self._count()):
                if self._is_shown(row, wanted):
                    key = None if column is None else order_of(self.plain(row, column))
                    found.append((key, row))
                if row % ROWS_A_STEP == ROWS_A_STEP - 1:
                    yield

        def done() -> None:
            if not found:
                nothing = "nothing_open" if wanted.open_only else "none"
                self._screen.speak(self._text(f"screen.list.{nothing}"))
                return
            rows = [row for _key, row in found]
            if wanted.column:
                keyed = [entry for entry in found if entry[0] is not None]
                keyed.sort(key=lambda entry: entry[0], reverse=wanted.descending)  # type: ignore[arg-type, return-value]
                rows = [row for _key, row in keyed]
                rows += [row for key, row in found if key is None]
            self._take(wanted, RowOrder(rows))

        self.in_steps(look(), done)

    def in_steps(self, steps: Iterator[None], done: Callable[[], None]) -> None:
        """What is short is done before the next key is looked at."""
        if self._count() <= AT_ONCE:
            for _step in steps:
                pass
            done()
        else:
            self._screen.speak(self._text("screen.register.looking"))
            self._screen.in_steps("list", steps, done)

    def _take(self, wanted: Shown, order: RowOrder | None) -> None:
        screen = self._screen
        self.shown = wanted
        self._keys = [] if order is None else [self._key(row) for row in order.rows]
        self._known = set() if order is None else set(map(self._key, range(self._count())))
        self._heads = [column.key for column in screen.grid.source.columns()]
        screen.grid.show_rows(order)
        screen.back_to_idle()
        screen.show_detail()

    def renew(self) -> None:
        """The same of what are other rows now; all, where none of them fits."""
        if self.shown.is_all:
            return
        wanted, self.shown = self.shown, Shown()
        self._screen.grid.show_rows(None)
        self.show(wanted)

    def order(self) -> RowOrder | None:
        """The shown rows after the source has been read anew: those there are still, where they stood, then new ones that fit."""
        if self.shown.is_all:
            return None
        if self._shows_something_else():
            self._forget()
            return None
        row_of = {self._key(row): row for row in range(self._count())}
        kept = [row_of[key] for key in self._keys if key in row_of]
        fresh = [
            row
            for key, row in row_of.items()
            if key not in self._known and self._is_shown(row, self.shown)
        ]
        self._known.update(row_of)
        self._keys += [self._key(row) for row in fresh]
        if not kept and not fresh:
            self._forget()
            return None
        return RowOrder([*kept, *fresh])

    def _forget(self) -> None:
        self.shown = Shown()
        self._screen.back_to_idle()

    def _shows_something_else(self) -> bool:
        """Whether rows that have no key of their own are others now: another table, or another number of them."""
        if any(self._screen.row_key(row) is not None for row in range(min(1, self._count()))):
            return False
        heads = [column.key for column in self._screen.grid.source.columns()]
        return heads != self._heads or self._count() != len(self._known)

    def in_words(self) -> str:
        """What is set, for the bottom line; empty where nothing is."""
        shown, parts = self.shown, []
        if shown.open_only:
            parts.append(self._text("screen.list.open"))
        if shown.view is not None:
            parts.append(shown.view.title)
        if parts:
            count = self._screen.grid.viewport.shown_count
            parts.append(f"{count}/{self._count()}")
        if shown.column:
            key = "screen.register.descending" if shown.descending else "screen.register.ascending"
            parts.append(self._text(key, title=self.titles().get(shown.column, "")))
        return " ".join(parts)

    # -- rows -------------------------------------------------------------------------------------

    def plain(self, row: int, column: int) -> str:
        """What a cell says, without signs behind it."""
        cell = self._screen.grid.source.cell(row, column)
        return (cell.text if cell.plain is None else cell.plain).strip()

    def _is_shown(self, row: int, wanted: Shown) -> bool:
        if wanted.open_only and not self._screen.is_open_row(row):
            return False
        return wanted.view is None or wanted.view.shows(row)

    def _index(self, key: str) -> int:
        keys = [column.key for column in self._screen.grid.viewport.columns]
        return keys.index(key) if key in keys else 0

    def _count(self) -> int:
        return self._screen.grid.source.row_count()

    def _key(self, row: int) -> Hashable:
        key = self._screen.row_key(row)
        return row if key is None else key
