"""Which rows are shown and in which order: filters, a span of time, sorting, finding."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from branchkit.core.dates import Period, PeriodKind, day_of
from branchkit.core.registers.filters import FilterTest, RecordFilter, same_value, typed_filter
from branchkit.core.registers.register import Operation, Record
from branchkit.screens.screen_parts import ScreenPart
from branchkit.services.registers.search import RecordSearch

if TYPE_CHECKING:
    from branchkit.screens.registers.screen import RegisterScreen

_PERIODS = {
    "year": PeriodKind.YEAR,
    "quarter": PeriodKind.QUARTER,
    "month": PeriodKind.MONTH,
}


class RecordSelecting(ScreenPart["RegisterScreen"]):
    """The ways to look at a part of a register."""

    def __init__(self, screen: RegisterScreen) -> None:
        super().__init__(screen)
        self._search: RecordSearch | None = None

    # -- filters --------------------------------------------------------------------------------------

    def choose_filter(self) -> None:
        """By the value under the cursor, by a condition, by time; what is set is taken back in the same list."""
        board, catalog = self._screen.board, self._screen.catalog
        place, key = self._screen.here()
        options = []
        if board.register.has(key):
            title = catalog.local(board.column(key).title)
            if place < len(board):
                shown = board.shown(place, key) or self._text("screen.register.empty")
                options.append(
                    ("same", self._text("screen.register.only", title=title, text=shown))
                )
            options.append(("typed", self._text("screen.register.condition", title=title)))
        if board.register.dated_by:
            options += [
                (kind, self._text(f"screen.register.only.{kind}", period=self._period_text(period)))
                for kind, period in ((kind, self._period_here(kind)) for kind in _PERIODS)
            ]
        lists = self._screen.lists
        options += [(item.id, item.text) for item in lists.more_views() if item.id == "marked"]
        if board.selection.filters or board.selection.period or not lists.shown.is_whole:
            options.append(("none", self._text("screen.register.everything")))
        gone = "without_gone" if board.selection.removed else "with_gone"
        options.append(("gone", self._text(f"screen.register.{gone}")))
        self._screen.choose(self._text("screen.register.filter"), options, self._filter)

    def _filter(self, choice: str) -> None:
        board = self._screen.board
        place, key = self._screen.here()
        match choice:
            case "same":
                value = board.record(place).values.get(key)
                self._add(same_value(board.column(key), value, board.shown(place, key)))
            case "typed":
                self._ask_condition(key)
            case "marked":
                self._screen.lists.take_more(choice)
            case "none":
                self._screen.lists.take_more("all")
                self._screen.select(replace(board.selection, filters=(), period=None))
            case "gone":
                removed = not board.selection.removed
                self._screen.select(replace(board.selection, removed=removed))
            case _:
                self._screen.select(replace(board.selection, period=self._period_here(choice)))

    def _add(self, wanted: RecordFilter) -> None:
        """A new condition on a column takes the place of the one it had."""
        selection = self._screen.board.selection
        others = tuple(f for f in selection.filters if f.column.id != wanted.column.id)
        self._screen.select(replace(selection, filters=(*others, wanted)))

    def _ask_condition(self, key: str, text: str = "", why: str = "") -> None:
        column = self._screen.board.column(key)

        def done(answer: str) -> None:
            wanted = typed_filter(column, answer, self._screen.today)
            if wanted is None:
                fault = self._text(f"screen.register.hint.{column.kind}")
                self._ask_condition(key, answer, fault)
            else:
                self._add(wanted)

        self._screen.say("")
        self._screen.ask(
            f" {self._screen.catalog.local(column.title)}: ",
            done,
            text=text,
            hint=why or self._text("screen.register.condition_hint"),
        )

    def turn_period(self, steps: int) -> None:
        """The span before or after the one that is shown; from all rows to this year."""
        board = self._screen.board
        if not board.register.dated_by:
            self._screen.speak(self._text("screen.register.undated"))
            return
        period = board.selection.period
        shown = period.shifted(steps) if period else self._this(PeriodKind.YEAR)
        self._screen.select(replace(board.selection, period=shown))

    def _period_here(self, kind: str) -> Period:
        """The year, quarter or month of the row under the cursor, else the present one."""
        board, (place, _) = self._screen.board, self._screen.here()
        day = None
        if place < len(board):
            day = day_of(board.record(place).values.get(board.register.dated_by))
        return Period.containing(day or board.today, _PERIODS[kind])

    def _this(self, kind: PeriodKind) -> Period:
        return Period.containing(self._screen.board.today, kind)

    def _period_text(self, period: Period) -> str:
        return self._text(f"period.{period.kind}", year=period.year, index=period.index)

    # -- what is open ---------------------------------------------------------------------------------

    @property
    def tells_open(self) -> bool:
        """Whether rows are settled by a day, or filled in step by step."""
        return bool(self._screen.board.register.settled_by or self._next_columns())

    def _next_columns(self) -> list[str]:
        columns = self._screen.board.register.columns
        return [c.id for c in columns if c.formula and c.formula.operation is Operation.NEXT]

    def is_open(self, record: Record) -> bool:
        """Whether a row has not been settled yet, or has a step to come."""
        settled_by = self._screen.board.register.settled_by
        if record.removed:
            return False
        if settled_by and not record.values.get(settled_by):
            return True
        return any(record.values.get(column) for column in self._next_columns())

    # -- order ----------------------------------------------------------------------------------------

    def sort(self) -> None:
        """By a column, the one under the cursor first; once more the same one turns it round."""
        board, (_, here) = self._screen.board, self._screen.here()
        titles = {c.id: self._screen.catalog.local(c.title) for c in board.register.columns}
        options = [(key, titles[key]) for key in dict.fromkeys((here, *titles)) if key in titles]
        if board.selection.order:
            options.append(("", self._text("screen.list.natural")))
        self._screen.choose(self._text("screen.list.sort"), options, self.sort_by)

    def sort_by(self, key: str) -> None:
        """By a column; the other way round where rows are sorted by it; empty: by date again."""
        selection = self._screen.board.selection
        again = bool(key) and selection.order == key and not selection.descending
        self._screen.select(replace(selection, order=key, descending=again))

    def in_words(self) -> str:
        """What is set, for the title."""
        board, catalog = self._screen.board, self._screen.catalog
        selection = board.selection
        parts = []
        if selection.period is not None:
            parts.append(self._period_text(selection.period))
        parts += [self._filter_text(test) for test in selection.filters]
        if selection.order:
            title = catalog.local(board.column(selection.order).title)
            descending = selection.descending
            key = "screen.register.descending" if descending else "screen.register.ascending"
            parts.append(self._text(key, title=title))
        if selection.removed:
            parts.append(self._text("screen.register.with_removed"))
        return "  ".join(parts)

    def _filter_text(self, test: RecordFilter) -> str:
        title = self._screen.catalog.local(test.column.title)
        match test.test:
            case FilterTest.EMPTY:
                return self._text("screen.register.is_empty", title=title)
            case FilterTest.FILLED:
                return self._text("screen.register.is_filled", title=title)
            case FilterTest.SAME if not test.text:
                return self._text("screen.register.is_empty", title=title)
        sign = "" if test.text[:1] in "<>=" else ":"
        return f"{title}{sign}{test.text}"

    # -- finding --------------------------------------------------------------------------------------

    def find(self) -> None:
        """By anything that is shown, or by initials; rows that have not been looked at yet follow while one types."""
        screen = self._screen
        board = screen.board
        if not len(board):
            screen.speak(self._text("screen.register.no_rows"))
            return
        if self._search is None or self._search.refs != board.refs:
            self._search = RecordSearch(board)
        search = self._search
        finder = screen.find(
            search,
            self._text("screen.register.find"),
            self._text("screen.register.not_found"),
            meant=search.is_meant,
            numbered=False,
        )
        if not search.complete:
            screen.in_steps("search", search.in_steps(), finder.seek_again)

    def forget_search(self) -> None:
        """A row has changed: what was known of it for finding is old."""
        self._search = None
