"""Which rows of its grid a screen shows, and in which order: what a screen may say about them, and what it holds of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from branchkit.widgets.row_order import RowOrder

if TYPE_CHECKING:
    from branchkit.screens.keymap import Keymap
    from branchkit.screens.listed import ListedScreen, RowView
    from branchkit.screens.lists import ListView


class RowsShown:
    """Part of :class:`~branchkit.screens.grid_screen.GridScreen`."""

    tells_open: ClassVar[bool] = False
    """Whether :meth:`is_open_row` tells rows apart."""

    keymap: Keymap
    _lists: ListView | None = None

    @property
    def lists(self) -> ListView:
        """Which rows are shown, in which order; made when it is first asked for."""
        if self._lists is None:
            from branchkit.screens.lists import ListView

            self._lists = ListView(cast("ListedScreen", self))
        return self._lists

    def set_lists(self, lists: ListView | None) -> ListView | None:
        """Show the rows of another source, as these were shown; gives what there was, to be put back with its source."""
        before, self._lists = self._lists, lists
        return before

    def _order(self) -> RowOrder | None:
        return self._lists.order() if self._lists is not None else None

    def rearrange(self) -> None:
        """Look anew which rows are shown: they are others now, or belong to something else."""
        if self._lists is not None:
            self._lists.renew()

    def sort_by(self, column: str) -> None:
        """Sort by a column, by its key, where this screen's rows are a list at all."""
        if any(action.id.endswith(".sort") for action in self.keymap.actions):
            self.lists.sort_by(column)

    def is_open_row(self, row: int) -> bool:
        """Whether something is still to be done in a row, where :attr:`tells_open` says that this is known."""
        return True

    def views(self) -> Sequence[RowView]:
        """The parts of the rows that this screen offers to show alone, the likeliest first."""
        return ()
