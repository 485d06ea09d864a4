"""整改清单: what is to be mended here or below, proposed from sheets, followed, and evaluated again."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from functools import partial

from branchkit.core.outcomes import Outcome
from branchkit.core.scoring.sheets import SheetKey
from branchkit.screens.committee_actions import RECTIFICATION
from branchkit.screens.context import Context, Place
from branchkit.screens.grid_screen import GridScreen
from branchkit.screens.listed import RowView
from branchkit.screens.rating.proposing import Proposing
from branchkit.screens.rating.rectification_source import (
    DETAIL_HEIGHT,
    ItemSource,
    detail_lines,
)
from branchkit.services.ledger.undo import Way
from branchkit.services.rating.rectification import ITEMS, Item
from branchkit.services.rating.rectification_board import RectificationBoard, Touched
from branchkit.services.roster import has_roster
from branchkit.widgets.report_view import Line
from branchkit.widgets.theme import Tone


class RectificationScreen(GridScreen):
    """The items of one organisation, or with everything below it; of one that others stand below, those from the beginning."""

    ACTIONS = RECTIFICATION
    HELP = "screen.rectify.help"
    KEYS = "screen.rectify.keys"
    detail_height = DETAIL_HEIGHT
    tells_open = True

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context)
        workspace = context.here
        self._place = place
        below = place.subject == context.node
        self.subtree = below or not has_roster(workspace.store, context.node)
        self.board = RectificationBoard(
            workspace.store, workspace.contributions, context.actor, context.catalog, self.today
        )
        self.source = ItemSource(self.board, self.catalog)
        self.make_grid(self.source)

    def arrive(self) -> None:
        """At the first that is overdue, or at the item that is meant."""
        self._show()
        wanted = self._place.subject
        rows = range(len(self.board.items))
        meant = (row for row in rows if self.board.items[row].record.id == wanted)
        late = (row for row in rows if self.board.items[row].state(self.today) == "overdue")
        self.repaint(next(meant, next(late, 0)))

    def settle(self) -> Iterator[object]:
        """Whoever comes from a sheet wants its items; then what is wrong with the keys, if anything is."""
        if self._place.scheme and self._place.period is not None and self.returned_to is None:
            node = self.context.node
            self._proposing().of_sheet(SheetKey(self._place.scheme, node, self._place.period))
        else:
            self.warn_of_keys()
        yield None

    def view_shown(self) -> bool:
        """Whether those below are shown."""
        return self.subtree

    def show_view(self, shown: bool) -> None:
        """With those below or without."""
        self.subtree = shown
        self._show()

    def _show(self) -> None:
        self.source.lay_out(subtree=self.subtree)
        self.board.show(self.orgs())
        self.rearrange()

    # -- painting ---------------------------------------------------------------------------------

    def show_title(self) -> None:
        """Whose list, how much of it is open."""
        name = self.board.tree.name(self.context.node)
        key = "screen.rectify.title_below" if self.subtree else "screen.rectify.title"
        late, under_way = self.board.count("overdue"), self.board.count("open")
        counts = {"count": len(self.board.items), "open": under_way, "late": late}
        self.set_title(
            self.catalog.text(key, name=name), self.catalog.text("screen.rectify.counts", **counts)
        )

    def detail_lines(self, width: int) -> Sequence[Line]:
        """The item under the cursor."""
        item = self.here()
        if item is None:
            empty = self.catalog.text("screen.rectify.empty")
            return [Line("-" * width, tone=Tone.MUTED), Line(f" {empty}")]
        return detail_lines(self.board, self.catalog, item, width)

    def here(self) -> Item | None:
        """The item under the cursor."""
        row = self.grid.cursor[0]
        return self.board.items[row] if row < len(self.board.items) else None

    def row_key(self, row: int) -> Hashable | None:
        """The item."""
        item = self.board.items[row]
        return item.org, item.record.id

    def is_open_row(self, row: int) -> bool:
        """Whether it is not done yet."""
        return not self.board.items[row].is_settled()

    def views(self) -> list[RowView]:
        """By how far they have come, and those whose re-evaluation is to come."""
        text, items, today = self.catalog.text, self.board.items, self.today
        states = [
            RowView(
                text(f"rectify.state.{state}"),
                partial(lambda s, row: items[row].state(today) == s, state),
            )
            for state in ("overdue", "open", "done", "accepted")
        ]
        waiting = RowView(
            text("screen.rectify.not_met"), lambda row: items[row].text("result") != "met"
        )
        return [*states, waiting]

    # -- keys -------------------------------------------------------------------------------------

    def perform(self, action: str) -> None:
        """Open, propose, evaluate again, turn to those below, take back."""
        match action:
            case "rectify.open":
                self._open()
            case "rectify.propose":
                item = self.here()
                at_item = self.subtree and item is not None
                self._proposing().choose_sheet(item.org if item and at_item else self.context.node)
            case "rectify.check":
                self._evaluate([self.board.items[row] for row in self._meant()])
            case "rectify.check_all":
                self._evaluate(self.board.items)
            case "rectify.history":
                self._history()
            case "rectify.find":
                self._find()
            case "rectify.print":
                self._print()
            case "rectify.subtree":
                self.subtree = not self.subtree
                self._show()
                self.repaint(0)
                self.back_to_idle()
            case "rectify.undo" | "rectify.redo":
                self._reverse("undo" if action == "rectify.undo" else "redo")
            case _:
                super().perform(action)

    def _proposing(self) -> Proposing:
        return Proposing(self, self.board, self._say_what_came)

    def _meant(self) -> list[int]:
        return self.marked_or_here() if self.board.items else []

    def _open(self) -> None:
        """In the register, where every column can be filled in."""
        item = self.here()
        if item is None:
            self.speak(self.catalog.text("screen.rectify.empty"))
            return
        if item.org != self.context.node:
            self.context.work_at(item.org)
        self.go(Place("register", register=ITEMS, subject=item.record.id))

    def _evaluate(self, items: Sequence[Item]) -> None:
        self.marks.clear()
        self._say_what_came(self.board.evaluate(items))

    def _reverse(self, way: Way) -> None:
        self._say_what_came(self.board.reverse(way))

    def _say_what_came(self, outcome: Outcome[Touched]) -> None:
        """Paint what an action changed, at the first of it, and say it."""
        self.rearrange()
        keys = [(item.org, item.record.id) for item in self.board.items]
        rows = [keys.index(touched) for touched in outcome.touched if touched in keys]
        self.repaint(rows[0] if rows else None)
        self.show_outcome(outcome)

    def _history(self) -> None:
        """The periods of the item's organisation."""
        from branchkit.screens.rating.history_report import show_history

        item = self.here()
        org = item.org if item else self.context.node
        show_history(self, org, org)

    def _find(self) -> None:
        words = self.board.words
        names = [words.shown(item, "item") for item in self.board.items]
        text = self.catalog.text
        self.find(names, text("screen.rectify.find"), text("screen.rectify.nothing_like_it"))

    def _print(self) -> None:
        from branchkit.screens.parts import ReportSaving
        from branchkit.services.reports.rectification import rectification_list

        report = rectification_list(
            self.board, self.catalog, self.context.node, self.context.clock(), below=self.subtree
        )
        ReportSaving(
            self, lambda suffix: f"{report.title}.{suffix}", lambda _format: report
        ).choose_format()

    def catch_up(self) -> None:
        """Changes of other sessions show at once."""
        if self.board.catch_up():
            self.rearrange()
            self.repaint()
