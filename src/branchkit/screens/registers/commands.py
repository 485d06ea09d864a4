"""What the keys of a register do, and looking at rows otherwise than in the grid: who changed what, personal columns, files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from branchkit.core.fields import steps
from branchkit.core.registers.register import Record
from branchkit.core.text_width import wrap
from branchkit.screens.context import Place
from branchkit.screens.parts import ReportSaving
from branchkit.screens.registers.editing import RecordEditing
from branchkit.screens.registers.selecting import RecordSelecting
from branchkit.screens.screen_parts import Commands, ScreenPart
from branchkit.services.ledger.changes import ChangedField, changed_fields
from branchkit.services.registers.reading import RecordRef
from branchkit.widgets.report_view import ReportLine
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.screens.registers.screen import RegisterScreen

WIDTH = 76
_ALL = "*"


class RecordViews(ScreenPart["RegisterScreen"]):
    """History, unmasking and export of a register."""

    # -- history --------------------------------------------------------------------------------------

    def show_history(self) -> None:
        """Who changed the row under the cursor, when, from what to what; the newest first."""
        ref = self._screen.ref_here()
        if ref is None:
            return
        title = self._text("screen.register.history", id=ref.id)
        self._screen.show_report(
            title, list(self._history(ref)) or [self._text("screen.register.none")]
        )

    def _history(self, ref: RecordRef) -> Iterator[str | ReportLine]:
        board = self._screen.board
        changes = changed_fields(
            board.store,
            ref.org,
            lambda entry: entry.kind == board.kind and entry.id == ref.id,
            registers=self._screen.context.here.contributions.registers,
        )
        last = 0
        for change in changes:
            if change.seq != last:
                yield from [""] if last else []
                yield ReportLine(self._head(change), Tone.MUTED if change.undone else Tone.HEAD)
                last = change.seq
            if line := self._change(change, ref):
                yield from (f"  {part}" for part in wrap(line, WIDTH))

    def _head(self, change: ChangedField) -> str:
        key = "screen.register.change_undone" if change.undone else "screen.register.change"
        return self._text(
            key, at=f"{change.at:%Y-%m-%d %H:%M}", actor=change.actor, action=change.action
        )

    def _change(self, change: ChangedField, ref: RecordRef) -> str:
        match steps(change.path):
            case ["removed"] if change.after:
                return self._text("screen.register.removed_because", reason=change.after)
            case ["removed"]:
                return self._text("screen.register.back_again")
            case ["on"]:
                return ""
        key = steps(change.path)[-1]
        title, after = self._title(key), self._shown(ref, key, change.after)
        if change.before is None:
            return f"{title}: {after}"
        return f"{title}: {self._shown(ref, key, change.before)} -> {after}"

    def _title(self, key: str) -> str:
        register = self._screen.board.register
        for column in register.columns:
            if key in (column.id, column.field):
                return self._screen.catalog.local(column.title)
        return key

    def _shown(self, ref: RecordRef, key: str, value: object) -> str:
        board = self._screen.board
        if value is None:
            return self._text("screen.register.empty")
        if not board.register.has(key) or board.column(key).personal:
            return str(value)
        return board.texts.shown(
            board.column(key), Record(ref.id, board.register.id, ref.org, {key: value})
        )

    # -- personal columns -----------------------------------------------------------------------------

    def ask_unmask(self) -> None:
        """Which personal columns to show; all again hidden from the same list."""
        board, catalog = self._screen.board, self._screen.catalog
        personal = [column for column in board.register.columns if column.personal]
        if not personal:
            self._screen.speak(self._text("screen.register.nothing_personal"))
            return
        options = [(column.id, catalog.local(column.title)) for column in personal]
        if len(personal) > 1:
            options.append((_ALL, self._text("screen.register.all_personal")))
        if board.unmasked:
            options.append(("", self._text("screen.register.mask_again")))

        def done(choice: str) -> None:
            wanted = [c.id for c in personal if choice in (c.id, _ALL)]
            kept = [*board.unmasked] if wanted else []
            self._screen.show_outcome(self._screen.session.unmask([*kept, *wanted]))

        self._screen.choose(self._text("screen.register.unmask"), options, done)

    # -- paper ----------------------------------------------------------------------------------------

    def choose_format(self) -> None:
        """The rows as they are shown now, in a file."""
        from branchkit.services.reports.registers import Extract, ReportScene, register_report

        screen, board = self._screen, self._screen.board
        workspace = screen.context.here
        title = screen.catalog.local(board.register.title)
        scene = ReportScene(
            workspace.store, workspace.contributions, screen.catalog, screen.context.clock()
        )
        extract = Extract(
            board.register,
            board.orgs,
            board.selection.period,
            board.unmasked,
            [ref for place, ref in enumerate(board.refs) if self._counts(place)],
        )
        ReportSaving(
            screen,
            lambda suffix: f"{board.today.isoformat()}{title}.{suffix}",
            lambda format: register_report(scene, extract, format),
            lambda file: self._text("screen.register.saved", file=file, count=len(board)),
            private=bool(board.unmasked),
            fill=self._fill_template,
        ).choose_format()

    def _fill_template(self) -> None:
        """A template of one's own for the marked rows, or the one under the cursor."""
        from branchkit.screens.filling import TemplateFilling
        from branchkit.services.reports.registers import Extract

        screen, board = self._screen, self._screen.board
        if not len(board):
            screen.speak(self._text("screen.fill.nobody"), Tone.ERROR)
            return
        refs = [board.refs[place] for place in screen.marked_or_here() if self._counts(place)]
        extract = Extract(board.register, board.orgs, unmasked=board.unmasked, refs=refs)
        TemplateFilling(screen, extract).choose()

    def _counts(self, place: int) -> bool:
        """Rows that were taken away may be looked at, but stand on no paper."""
        board = self._screen.board
        return not (board.selection.removed and board.record(place).removed)


class RegisterCommands(Commands["RegisterScreen"]):
    """The actions of :data:`branchkit.screens.actions.REGISTER`."""

    def __init__(self, screen: RegisterScreen) -> None:
        super().__init__(screen)
        self.editing = RecordEditing(screen)
        self.selecting = RecordSelecting(screen)
        looking = RecordViews(screen)
        self.actions = {
            "record.add": self.editing.add,
            "record.edit": self.editing.edit,
            "record.cell": self.editing.edit_cell,
            "record.copy": self.editing.copy,
            "record.fill": self.editing.fill_down,
            "record.remove": self.editing.remove,
            "record.find": self.selecting.find,
            "record.filter": self.selecting.choose_filter,
            "record.sort": self.selecting.sort,
            "record.undo": lambda: screen.show_outcome(screen.session.undo()),
            "record.redo": lambda: screen.show_outcome(screen.session.redo()),
            "record.history": looking.show_history,
            "record.unmask": looking.ask_unmask,
            "record.export": looking.choose_format,
            "record.import": lambda: screen.go(Place("import", register=screen.board.register.id)),
            "record.subtree": screen.toggle_subtree,
            "period.previous": lambda: self.selecting.turn_period(-1),
            "period.next": lambda: self.selecting.turn_period(1),
        }
