"""A block of cells for another table: onto the clipboard of the terminal where that takes it, else into a file.

A block is what was selected with Shift, or begun where the cursor stood, else the row, the column or the rows that are chosen
from a list. It is written as spreadsheets do, cells as they are shown: what is masked is copied masked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from branchkit.core.text_width import cell_width, wrap
from branchkit.core.tsv import text_of
from branchkit.screens.listed import ROWS_A_STEP, ListedScreen, title_of
from branchkit.toml.atomic import replacement
from branchkit.widgets.theme import Tone
from branchkit.widgets.viewport import Block


class BlockCopying:
    """Copying from one screen's grid."""

    def __init__(
        self,
        screen: ListedScreen,
        plain: Callable[[int, int], str],
        in_steps: Callable[[Iterator[None], Callable[[], None]], None],
    ) -> None:
        """``plain`` tells what a cell says, ``in_steps`` does something long while keys are looked at."""
        self._screen = screen
        self._text = screen.catalog.text
        self._plain = plain
        self._in_steps = in_steps

    def copy(self) -> None:
        """The block that is selected, or what is chosen now."""
        grid = self._screen.grid
        block = grid.block
        if block is not None:
            grid.let_go()
            self._copy(block)
        elif not grid.viewport.shown_count:
            self._screen.speak(self._text("screen.list.none"))
        else:
            self._choose()

    def _choose(self) -> None:
        screen, grid = self._screen, self._screen.grid
        row, column = grid.cursor
        every = tuple(range(len(grid.viewport.columns)))
        shown = tuple(grid.shown_rows())
        marked = tuple(screen.marks.rows())
        rows = self._text("screen.copy.marked", count=len(marked)) if marked else ""
        blocks = {"rows": (rows or self._text("screen.copy.row"), Block(marked or (row,), every))}
        if screen.CURSOR == "cell":
            title = title_of(grid.viewport.columns[column])
            named = self._text("screen.copy.column", title=title, count=len(marked or shown))
            cell = (self._text("screen.copy.cell"), Block((row,), (column,)))
            blocks = {"cell": cell, **blocks} if not marked else blocks
            blocks["column"] = named, Block(marked or shown, (column,))
        blocks["all"] = self._text("screen.copy.all", count=len(shown)), Block(shown, every)
        options = [(id, title) for id, (title, _block) in blocks.items()]
        options.append(("from", self._text("screen.copy.from")))

        def chosen(id: str) -> None:
            if id == "from":
                grid.begin_block()
                screen.speak(self._text("screen.copy.begun"))
            else:
                self._copy(blocks[id][1], heads=id == "all")

        screen.choose(self._text("screen.copy.what"), options, chosen)

    def _copy(self, block: Block, *, heads: bool = False) -> None:
        """Read in steps, since ten thousand rows may be meant."""
        lines: list[Sequence[str]] = []

        def read() -> Iterator[None]:
            if heads:
                columns = self._screen.grid.viewport.columns
                lines.append([title_of(columns[column]) for column in block.columns])
            for number, row in enumerate(block.rows, start=1):
                lines.append([self._plain(row, column) for column in block.columns])
                if number % ROWS_A_STEP == 0:
                    yield

        self._in_steps(read(), lambda: self._hand_over(lines, len(block.rows)))

    def _hand_over(self, lines: Iterable[Sequence[str]], count: int) -> None:
        text = text_of(lines)

        def done(taken: bool) -> None:
            if not self._screen.has_left:
                self._screen.speak(
                    self._text("screen.copy.done", count=count)
                ) if taken else self._file(text)

        self._screen.context.copy(text, done)

    def _file(self, text: str) -> None:
        """Where the terminal takes nothing: a file that a spreadsheet opens, and that can be pasted from."""
        screen = self._screen
        name = self._text("screen.copy.file", at=f"{screen.context.clock():%Y%m%d-%H%M%S}")
        file: Path = screen.context.here.directory / "exports" / name
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with replacement(file, mode=0o600) as opened:
                opened.write(text.encode("utf-8-sig"))
        except OSError as error:
            told = self._text("screen.copy.not_written", file=file, detail=error.strerror)
            screen.speak(told, Tone.ERROR)
            return
        told = self._text("screen.copy.filed", file=file)
        if cell_width(told) < screen.size.width:
            screen.speak(told)
        else:
            screen.show_report("", wrap(told, screen.size.width - 1))
