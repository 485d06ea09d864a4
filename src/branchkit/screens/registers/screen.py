"""One register: a grid of its rows, the row under the cursor in full, and everything that is done with rows."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace

from branchkit.core.errors import RecordError
from branchkit.core.outcomes import Outcome
from branchkit.core.registers.register import RecordsFrom, Register
from branchkit.core.text_width import wrap
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.screen_actions import ActionScreen, ActionTarget
from branchkit.screens.actions import REGISTER
from branchkit.screens.context import AtHand, Context, Place
from branchkit.screens.grid_screen import GridScreen
from branchkit.screens.registers.commands import RegisterCommands
from branchkit.screens.registers.source import RecordSource
from branchkit.screens.trail import Stand
from branchkit.services.organizations.organizations import read_tree
from branchkit.services.registers.board import End, RecordBoard, Selection
from branchkit.services.registers.reading import RecordRef
from branchkit.services.registers.session import RecordSession
from branchkit.widgets import cells
from branchkit.widgets.grid_model import Refused, Taken
from branchkit.widgets.report_view import Line
from branchkit.widgets.theme import Tone

HEIGHT = 5
CELL_LINES = 2
"""Lines that one cell may take, so that some are left for its row."""


def detail_lines(
    board: RecordBoard, catalog: Catalog, place: int, key: str, width: int
) -> list[Line]:
    """Exactly :data:`HEIGHT` lines about one row."""
    record = board.record(place)
    here = [c for c in board.register.columns if c.id == key]
    lines: list[Line] = []
    if record.removed:
        text = catalog.text("screen.register.removed_because", reason=record.removed)
        lines.append(Line(cells.fit(f" {text}", width), Tone.VETO))
    for column in here:
        title = catalog.local(column.title)
        text = board.texts.shown(column, record)
        lines += _lines(f"{title}: {text}", width, CELL_LINES, Tone.NORMAL)
    others = [
        f"{catalog.local(column.title)}: {text}"
        for column in board.register.columns
        if column.id != key and (text := board.texts.shown(column, record))
    ]
    left = HEIGHT - 1 - len(lines)
    lines += _lines("  ".join(others), width, left, Tone.MUTED)
    return [Line("-" * width, Tone.MUTED), *lines[: HEIGHT - 1]]


def _lines(text: str, width: int, count: int, tone: Tone) -> list[Line]:
    """So many lines at most; where that is not enough the last one says so."""
    wrapped = wrap(text, width - 2)
    if len(wrapped) > count > 0:
        wrapped[count - 1] = cells.fit("".join(wrapped[count - 1 : count + 1]), width - 2)
    return [Line(f" {line}", tone) for line in wrapped[:count]]


_SMALL_MOVES = frozenset({"up", "down", "left", "right", "tab", "shift+tab"})
"""Keys that want no more rows than are known in the first moment."""


class RegisterScreen(GridScreen):
    """The register that a place names; ``place.subject`` is the row to stand on."""

    ACTIONS = REGISTER
    HELP = "screen.register.help"
    PLUGINS_AT = ActionScreen.REGISTER
    CURSOR = "cell"
    detail_height = HEIGHT

    commands: RegisterCommands

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context)
        self._register = _register(context, place.register)
        self._subject = place.subject
        self._tree = read_tree(context.here.store)
        own = self._register.rows is RecordsFrom.RECORDS
        self._read_down = bool(self._register.ended_by) or not own
        """What stands is read from its beginning, what happened from its end."""
        self.subtree = bool(self._tree.children(context.node))
        self._open_board()
        self.make_grid(self.source, self)
        self.commands = RegisterCommands(self)
        self._sought: Selection | None = None
        """What is being looked for just now."""

    def _open_board(self) -> None:
        workspace, context, orgs = self.context.here, self.context, self.orgs()
        end = End.FIRST if self._read_down else End.NEWEST
        self.board = RecordBoard(
            workspace.store,
            workspace.contributions,
            context.catalog,
            self._register,
            orgs,
            self.today,
            None if self._subject else end,
        )
        self.session = RecordSession(workspace.store, self.board, context.actor, context.clock)
        names = {org: self._tree.name(org) for org in orgs}
        self.source = RecordSource(self.board, context.catalog, names)

    def arrive(self) -> None:
        """On the row that was asked for, else the newest, or the first of a list that is read from its beginning."""
        asked = self.board.place_of(self._subject) if self._subject else None
        if self._subject and asked is None:
            self.board.select(Selection(removed=True))
            asked = self.board.place_of(self._subject)
            if asked is None:
                self.board.select(Selection())
            self.grid.refresh_all()
        newest = 0 if self._read_down else len(self.board) - 1
        self.move_to(newest if asked is None else asked)

    def settle(self) -> Iterable[object]:
        """Every row is read and counted; the cursor and what is seen stay where they are."""
        if not self.board.complete:
            ref = self.ref_here()
            self.board.reread()
            self.grid.refresh_all()
            self.move_to(self.board.place_of(ref.id, ref.org) if ref else None)
            self.show_title()
        return ()

    # -- painting -----------------------------------------------------------------------------------

    def show_title(self) -> None:
        """Organisation and register, what is shown of it."""
        text = self.catalog.text
        name = self._tree.name(self.context.node)
        if len(self.board.orgs) > 1:
            name = text("screen.register.with_lower", name=name)
        title = self.catalog.local(self._register.title)
        shown = self.commands.selecting.in_words()
        count, total = len(self.board), self.board.total
        key = "screen.register.count" if count == total else "screen.register.some"
        counted = text(key, count=count, total=total) if self.board.complete else ""
        self.set_title(f"{name}  {title}", f"{shown}  {counted}" if shown else counted)

    def detail_lines(self, width: int) -> Sequence[Line]:
        """What belongs to the row under the cursor."""
        place, key = self.here()
        if place < len(self.board):
            return detail_lines(self.board, self.catalog, place, key, width)
        empty = self.catalog.text("screen.register.no_rows")
        return [Line("-" * width, Tone.MUTED), Line(f" {empty}")]

    def here(self) -> tuple[int, str]:
        """Place and column under the cursor."""
        row, column = self.grid.cursor
        return row, self.source.key(column)

    def ref_here(self) -> RecordRef | None:
        """The row under the cursor; None where there is none."""
        place = self.grid.cursor[0]
        return self.board.refs[place] if place < len(self.board) else None

    def row_about(self, row: int) -> object:
        """The record."""
        return self.board.refs[row]

    def stand(self) -> Stand:
        """A search that is under way is begun again, too."""
        stand = super().stand()
        return replace(stand, shown=self.view_shown())

    def view_shown(self) -> tuple[bool, Selection]:
        """With those below or not, and the selection, be it found or still looked for."""
        return self.subtree, self._sought or self.board.selection

    def stand_again(self, stand: Stand) -> None:
        """The selection may have to be looked for: the cursor follows then."""
        subtree, selection = stand.shown
        if subtree != self.subtree:
            self.toggle_subtree()
        self.settle()
        super().stand_again(replace(stand, shown=None))
        if selection != self.board.selection:
            self.select(selection)

    def row_key(self, row: int) -> Hashable | None:
        """The row, in whichever order; one that was taken away is not edited."""
        gone = self.board.selection.removed and self.board.record(row).removed
        return None if gone else self.board.refs[row]

    @property
    def tells_open(self) -> bool:  # type: ignore[override]
        """Where rows are to be settled by a day, or have a next step."""
        return self.commands.selecting.tells_open

    def is_open_row(self, row: int) -> bool:
        """Whether a row has not been settled, or has a next step."""
        return self.commands.selecting.is_open(self.board.record(row))

    def sort_by(self, column: str) -> None:
        """By values, which the board knows; the organisation's column is none of the register's."""
        if self._register.has(column):
            self.commands.selecting.sort_by(column)

    def at_hand(self) -> AtHand:
        """The row under the cursor: a record, or the member that it is."""
        ref, register = self.ref_here(), self._register
        targets = (ActionTarget(ref.org, ref.id),) if ref else ()
        of_members = register.rows is RecordsFrom.MEMBERS
        return AtHand(
            members=targets if of_members else (),
            records=targets if register.rows is RecordsFrom.RECORDS else (),
            register=register.id,
        )

    def take_in_anew(self) -> None:
        """Every row is read once more; the cursor stays on its row."""
        ref = self.ref_here()
        self.commands.selecting.forget_search()
        self.board.reread()
        self._select_again()
        self.repaint(self.board.place_of(ref.id, ref.org) if ref else None)

    def show_outcome(self, outcome: Outcome[RecordRef]) -> None:
        """Paint what an action changed, go there and say what it did."""
        if outcome.refused is not None:
            self.catch_up()
            super().show_outcome(outcome)
            return
        self.commands.selecting.forget_search()
        self._select_again()
        self.grid.refresh_all()
        if outcome.touched:
            place = self.board.place_of(outcome.touched[0].id, outcome.touched[0].org)
            column = self.source.index(outcome.at)
            if place is not None:
                self.grid.move_to(place, self.grid.cursor[1] if column is None else column)
        self.show_title()
        self.show_detail()
        super().show_outcome(outcome)

    def _select_again(self) -> None:
        """After rows have changed: a selection that is still being looked for, or of which the rows are not known."""
        if self._sought is not None:
            self.select(self._sought)
        elif not self.board.is_selected:
            self.select(self.board.selection)

    def idle_note(self) -> str:
        """How safe the work is."""
        return self.catalog.text("screen.scoring.saved")

    def stays_said(self) -> bool:
        """How far a search has come, until it ends."""
        return self._sought is not None

    def idle_line(self) -> str:
        """The keys of a register; fewer where rows are kept elsewhere."""
        own = self._register.rows is RecordsFrom.RECORDS
        return self.key_words.line("screen.register.keys" if own else "screen.register.shown_keys")

    # -- other rows -----------------------------------------------------------------------------------

    def select(self, selection: Selection) -> None:
        """Show other rows, in steps between which keys are looked at; the cursor stays on its row."""
        ref = self.ref_here()

        def done() -> None:
            self._sought = None
            self.back_to_idle()
            place = self.board.place_of(ref.id, ref.org) if ref else None
            self.repaint(len(self.board) - 1 if place is None else place)
            self.rearrange()

        steps = self.board.select_in_steps(selection)
        if not selection.reads_rows:
            for _ in steps:
                pass
            self.workers.cancel_group(self, "select")
            done()
            return
        self._sought = selection
        self.speak(self.catalog.text("screen.register.looking"))
        self.in_steps("select", steps, done)

    def toggle_subtree(self) -> None:
        """Show the rows of the organisations below as well, or of the one alone."""
        if not self.subtree and not self._tree.children(self.context.node):
            self.speak(self.catalog.text("screen.register.nothing_below"))
            return
        self.workers.cancel_group(self, "select")
        self.subtree = not self.subtree
        unmasked = self.board.unmasked
        self._open_board()
        self.board.unmask(() if self.subtree else unmasked)
        self.commands.selecting.forget_search()
        self.grid.set_source(self.source)
        self.arrive()
        self.repaint()

    # -- keys -------------------------------------------------------------------------------------

    def take_key(self, key: str, character: str | None) -> bool:
        """Every key; the rest of the rows is read before the first one that needs it."""
        if key not in _SMALL_MOVES and not self.has_left:
            self.settle()
        return super().take_key(key, character)

    def catch_up(self) -> None:
        """Rows that other sessions have changed."""
        foreign = self.board.catch_up()
        if not foreign:
            return
        self.source.touched.update((f.ref, column) for f in foreign for column in f.columns)
        self.commands.selecting.forget_search()
        self._select_again()
        self.repaint()
        count = len({change.ref for change in foreign})
        self.speak(
            self.catalog.text("screen.register.foreign", actor=foreign[-1].actor, count=count)
        )

    def perform(self, action: str) -> None:
        """What is being typed is taken before any action."""
        if self.settle_entry():
            super().perform(action)

    def accept(self, row: int, column: int, text: str) -> Taken | Refused:
        """Figures typed into a cell."""
        fault = self.commands.editing.take_typed(self.board.column(self.source.key(column)), text)
        return Refused(fault) if fault else Taken()


def _register(context: Context, id: str) -> Register:
    registers = context.here.contributions.registers
    if id not in registers:
        raise RecordError("unknown_register", register=id, known=list(registers))
    return registers[id]
