"""What the keys of a sheet in review do, one method for each action."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from branchkit.core.errors import ScoreRefused
from branchkit.core.outcomes import Outcome
from branchkit.screens.screen_parts import Commands
from branchkit.services.review.adjusting import Change, Column, put_to, shifted
from branchkit.services.scoring.scores import parse_points
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.screens.review.sheet import ReviewSheetScreen


def wants_reason(outcome: Outcome[int]) -> bool:
    """Whether points were not given only because nobody has said why."""
    refused = outcome.refused
    return refused is not None and refused.code == "score.adjusted_without_reason"


class SheetCommands(Commands["ReviewSheetScreen"]):
    """The actions of :data:`branchkit.screens.actions.REVIEW_SHEET`."""

    def __init__(self, screen: ReviewSheetScreen) -> None:
        super().__init__(screen)
        self._session = screen.session
        self._reason = ""
        """The one that was given last, which may hold for the next cell as well."""
        self.actions = {
            "review.take": self._take,
            "review.take_column": self._take_column,
            "review.shift": self._shift,
            "review.remark": self._remark,
            "review.evidence": self._evidence,
            "review.own": self._own,
            "review.return": self._return,
            "review.finish": self._finish,
            "review.find": self._find,
            "review.next": self._next,
            "review.undo": lambda: self._done(self._session.reverse("undo")),
            "review.redo": lambda: self._done(self._session.reverse("redo")),
            "review.draw": self._draw,
        }

    def perform(self, action: str) -> bool:
        """What was being typed is taken first, unless the action is about it."""
        if action not in self.actions:
            return False
        if not self._screen.source.row_count():
            self._screen.speak(self._text("screen.scoring.empty"))
        elif action in ("review.shift", "review.undo") or self._screen.settle_entry():
            self.actions[action]()
        return True

    def _done(self, outcome: Outcome[int]) -> None:
        self._screen.show_outcome(outcome)

    def ask_reason(self, done: Callable[[str], None]) -> None:
        """Ask why other points are given; the last reason is there to be taken again."""

        def answered(reason: str) -> None:
            self._reason = reason
            done(reason)

        self._screen.ask(self._text("screen.review.why"), answered, text=self._reason)

    def _criterion(self) -> str:
        return self._screen.source.locate(self._screen.grid.cursor[0])[1]

    def _places_from_here(self) -> list[int]:
        """The subjects from the cursor's line down as they are shown, in the cursor's column."""
        screen, criterion = self._screen, self._criterion()
        cells = (screen.source.locate(row) for row in screen.grid.rows_from_here())
        return [place for place, id in cells if id == criterion]

    # -- points -----------------------------------------------------------------------------------

    def _take(self) -> None:
        reason = self._text("review.as_proposed")
        cells = self._screen.cells_meant()
        self._screen.done_to_marked(self._session.take_proposals(cells, reason))

    def _take_column(self) -> None:
        criterion = self._criterion()
        cells = [(place, criterion) for place in range(len(self._screen.board.roll))]
        self._done(self._session.take_proposals(cells, self._text("review.as_proposed")))

    def _own(self) -> None:
        self._screen.done_to_marked(self._session.take_own(self._screen.cells_meant()))

    def _shift(self) -> None:
        """From here down: what was typed, else asked: points, or points more or less."""
        screen = self._screen
        typed = screen.grid.entry or ""
        screen.grid.abandon_entry()
        if typed:
            self._change(typed)
            return
        short = self._session.criterion(self._criterion()).short
        label = self._text("screen.review.shift", criterion=short)
        screen.ask(label, self._change, check=self._wrong)

    def _wrong(self, text: str) -> str:
        try:
            _change_of(text)
        except ScoreRefused as error:
            return self._screen.catalog.error(error)
        return ""

    def _change(self, text: str) -> None:
        criterion, places = self._criterion(), self._places_from_here()
        change = _change_of(text)

        def with_reason(reason: str) -> None:
            self._done(self._session.change_column(criterion, places, change, reason))

        self.ask_reason(with_reason)

    # -- looking and remarking ----------------------------------------------------------------------

    def _evidence(self) -> None:
        """Everything about the cell; that it was looked at is written down."""
        from branchkit.screens.scoring.detail import evidence_report

        screen, session = self._screen, self._session
        place, criterion = screen.source.locate(screen.grid.cursor[0])
        lines = evidence_report(session, screen.catalog, place, criterion)
        screen.show_report(self._text("screen.scoring.why", name=screen.board.name(place)), lines)
        if session.proposal(place, criterion) is not None:
            outcome = session.look([(place, criterion)])
            if outcome.refused is None:
                screen.grid.refresh_all()
                screen.show_detail()

    def _remark(self) -> None:
        screen = self._screen
        cells = screen.cells_meant()
        place, criterion = cells[0]
        before = self._session.remark(place, criterion) if len(cells) == 1 else None
        name = screen.board.name(place)
        if len(cells) > 1:
            name = self._text("screen.list.marked", count=len(cells))
        label = self._text("screen.review.remark_on", name=name)

        def written(text: str) -> None:
            screen.done_to_marked(self._session.write_remark(cells, text))

        screen.ask(label, written, text=before.text if before else "", blank=True)

    def _find(self) -> None:
        """Whom; the cursor stays in its criterion."""
        screen, source = self._screen, self._screen.source
        place, criterion = source.locate(screen.grid.cursor[0])
        screen.find(
            screen.board.names(),
            self._text("screen.scoring.find"),
            self._text("screen.scoring.nobody"),
            origin=place,
            go=lambda found: screen.move_to(source.line_of(found, criterion)),
        )

    def _next(self) -> None:
        """The next cell whose points are not what is proposed, from the cursor on and round."""
        screen = self._screen
        rows: Sequence[int] = list(screen.grid.shown_rows())
        here = screen.grid.cursor[0]
        start = rows.index(here) + 1 if here in rows else 0
        ahead = (*rows[start:], *rows[:start])
        found = next((row for row in ahead if screen.is_open_row(row)), None)
        if found is None:
            screen.speak(self._text("screen.review.none_departs"))
        else:
            screen.move_to(found)

    def _draw(self) -> None:
        """Draw cells by lot: a tenth of them, five at least."""
        from branchkit.services.review.sampling import draw_sample, sample_of_cells

        screen, key = self._screen, self._screen.board.key
        rows = range(screen.source.row_count())
        keys = [screen.source.locate(row) for row in rows if screen.source.is_judged(row)]
        among = [f"{screen.board.roll[place]}/{criterion}" for place, criterion in keys]
        size = max(5, len(among) // 10)
        at, where = screen.context.clock().isoformat(timespec="seconds"), sample_of_cells(key)
        if screen.write("review.sample", lambda uow: draw_sample(uow, where, among, size, "", at)):
            screen.begin_settling()
            count = min(size, len(among))
            screen.speak(self._text("screen.review.drawn", count=count, among=len(among)))

    # -- what becomes of it -------------------------------------------------------------------------

    def _return(self) -> None:
        screen = self._screen
        count = len(screen.board.notes.remarks)
        label = self._text("screen.review.return_why", count=count)
        screen.ask(label, lambda reason: self._leave(self._session.give_back(reason)))

    def _finish(self) -> None:
        """Agree to it as it stands: say what was changed, then ask."""
        screen, board = self._screen, self._screen.board
        if self._session.column is None:
            state = str(board.sheet.state)
            screen.speak(self._text("screen.review.not_here", state=state), Tone.ERROR)
            return
        step = "confirm" if self._session.column is Column.FINAL else "review"
        lines = [self._text("screen.review.finish", name=board.organization.name, step=step), ""]
        for place in range(len(board.roll)):
            row = board.row(place)
            if row.own_total is not None:
                told = {"own": row.own_total, "total": row.total}
                name = board.name(place)
                lines.append(f"  {name}  {self._text('screen.review.moved', **told)}")
        if count := len(board.notes.remarks):
            lines += ["", self._text("screen.review.with_remarks", count=count)]
        screen.show_report(
            "",
            lines,
            keys=self._text("screen.review.agree_keys"),
            answers={"enter": lambda: self._leave(self._session.agree())},
        )

    def _leave(self, outcome: Outcome[int]) -> None:
        screen = self._screen
        screen.repaint()
        screen.back_to_idle()
        screen.show_outcome(outcome)


def _change_of(text: str) -> Change:
    """``+1`` and ``-0.5`` move points, ``8`` puts them; raises :class:`ScoreRefused` for what is no number."""
    plain = text.strip().replace("＋", "+").replace("－", "-")
    points = parse_points(plain.removeprefix("+"))
    return shifted(points) if plain[:1] in ("+", "-") else put_to(points)
