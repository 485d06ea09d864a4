"""What the keys of a rating do, one method for each action."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from branchkit.core.errors import BranchkitError
from branchkit.core.rating.rating import RatedRow, RatingState
from branchkit.core.scoring.sheets import SheetKey
from branchkit.screens.rating.by_hand import SaidByHand
from branchkit.screens.rating.desk import Desk
from branchkit.screens.rating.objections import Objections
from branchkit.screens.screen_parts import Commands
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.screens.rating.screen import RatingScreen
    from branchkit.services.ledger.undo import Way
    from branchkit.services.rating.steps import Decision


class RatingCommands(Commands["RatingScreen"]):
    """Everything that can be done with a rating."""

    def __init__(self, screen: RatingScreen) -> None:
        super().__init__(screen)
        self._desk = Desk(screen)
        objections, by_hand = Objections(screen, self._desk), SaidByHand(screen, self._desk)
        self.actions = {
            "rating.decide": self._decide,
            "rating.take": self._take,
            "rating.take_all": self._take_all,
            "rating.why": self._why,
            "rating.object": objections.note,
            "rating.objections": objections.read,
            "rating.answer": objections.answer,
            "rating.left_out": by_hand.left_out,
            "rating.honour": by_hand.honour,
            "rating.before": by_hand.before,
            "rating.renew": self._open,
            "rating.reopen": self._reopen,
            "rating.schemes": self._choose_scheme,
            "rating.find": self._find,
            "rating.history": self._history,
            "rating.print": self._print,
            "rating.main": self._next_step,
            "rating.undo": lambda: self._reverse("undo"),
            "rating.redo": lambda: self._reverse("redo"),
            "period.previous": lambda: self._turn(-1),
            "period.next": lambda: self._turn(1),
        }

    def _chosen(self) -> list[RatedRow]:
        """The marked ones, else the one under the cursor."""
        rows = self._screen.board.rows
        return [rows[place] for place in self._screen.marked_or_here() if place < len(rows)]

    # -- the whole rating -------------------------------------------------------------------------

    def _next_step(self) -> None:
        """What comes next: begun, proposed, made known, sealed; what everybody sees is asked for first."""
        screen, rating = self._screen, self._screen.board.rating
        if screen.board.key is None:
            screen.speak(self._text("screen.rating.nothing"))
        elif rating is None:
            self._open()
        elif rating.state is RatingState.OPEN:
            self._propose()
        elif rating.state is RatingState.PROPOSED:
            self._asked("notice", self._notice)
        elif rating.state is RatingState.NOTICE:
            self._asked("seal", self._seal)
        else:
            screen.speak(self._text("screen.rating.is_sealed"))

    def _asked(self, step: str, do: Callable[[], None]) -> None:
        options = [
            ("yes", self._text(f"screen.rating.ask.{step}")),
            ("no", self._text("screen.rating.ask.not_yet")),
        ]
        label = self._text(f"screen.rating.sure.{step}")
        self._screen.choose(label, options, lambda id: do() if id == "yes" else None)

    def _open(self) -> None:
        self._desk.open_with(None)

    def _propose(self) -> None:
        from branchkit.services.rating.steps import propose

        context = self._screen.context
        self._desk.write(
            "propose",
            lambda uow, key: propose(uow, context.here.contributions, key, context.clock),
            self._text("screen.rating.proposed"),
        )

    def _notice(self) -> None:
        from branchkit.services.rating.steps import put_on_notice

        context = self._screen.context
        self._desk.write(
            "notice",
            lambda uow, key: put_on_notice(uow, context.here.contributions, key, context.clock),
            self._text("screen.rating.on_notice"),
        )

    def _seal(self) -> None:
        from branchkit.services.rating.steps import seal

        context = self._screen.context
        self._desk.write(
            "seal",
            lambda uow, key: seal(uow, context.here.contributions, key, context.clock),
            self._text("screen.rating.sealed"),
        )

    def _reopen(self) -> None:
        from branchkit.services.rating.steps import reopen

        clock = self._screen.context.clock
        self._screen.ask(
            self._text("screen.rating.reopen_reason"),
            lambda why: self._desk.write(
                "reopen", lambda uow, key: reopen(uow, key, why, clock), reason=why
            ),
        )

    # -- deciding ---------------------------------------------------------------------------------

    def _decide(self) -> None:
        """Choose a band for whom is meant; another one than the proposed wants a reason."""
        from branchkit.services.rating.steps import Decision

        screen, rows = self._screen, [row for row in self._chosen() if row.is_rated]
        scheme, rating = screen.board.scheme, screen.board.rating
        if not rows or scheme is None or rating is None or rating.state is RatingState.OPEN:
            keys = screen.keys_of("rating.main")
            screen.speak(self._text("screen.rating.propose_first", keys=keys))
            return

        def chosen(band: str) -> None:
            decisions = [Decision(row.org, band, row.reason, row.decided) for row in rows]
            known = rating.state is RatingState.NOTICE
            if not known and all(band == row.band for row in rows):
                self._keep([Decision(d.org, band, "", d.seen) for d in decisions])
                return
            reasons = {row.reason for row in rows}
            screen.ask(
                self._text("screen.rating.reason", names=self._desk.names(rows)),
                lambda why: self._keep([Decision(d.org, band, why, d.seen) for d in decisions]),
                text=reasons.pop() if len(reasons) == 1 else "",
            )

        options = [(band.id, screen.catalog.local(band.title)) for band in scheme.bands]
        screen.choose(
            self._text("screen.rating.band", names=self._desk.names(rows)), options, chosen
        )

    def _take(self) -> None:
        """Decide as proposed."""
        from branchkit.services.rating.steps import Decision

        rows = [row for row in self._chosen() if row.is_rated]
        self._keep([Decision(row.org, "", "", row.decided) for row in rows])

    def _take_all(self) -> None:
        """Decide as proposed wherever nothing has been decided."""
        from branchkit.services.rating.steps import agree

        contributions = self._screen.context.here.contributions
        rating = self._screen.board.rating
        count = len(rating.undecided) if rating is not None else 0
        self._desk.write(
            "decide",
            lambda uow, key: agree(uow, contributions, key),
            self._text("screen.rating.agreed", count=count),
        )

    def _keep(self, decisions: Sequence[Decision]) -> None:
        from branchkit.services.rating.steps import decide

        contributions = self._screen.context.here.contributions
        self._desk.write("decide", lambda uow, key: decide(uow, contributions, key, decisions))

    # -- reading ----------------------------------------------------------------------------------

    def _why(self) -> None:
        """Every step to the proposal, and the decision."""
        from branchkit.services.rating.tables import steps_to

        screen, row = self._screen, self._screen.here()
        rating, scheme = screen.board.rating, screen.board.scheme
        if row is None or rating is None or scheme is None:
            return
        told = steps_to(screen.catalog, scheme, rating, row.org)
        self._desk.read(self._text("screen.rating.why", name=self._desk.names([row])), told)

    def _history(self) -> None:
        """The bands of the organisation under the cursor, period by period."""
        from branchkit.services.duties.scene import period_text
        from branchkit.services.rating.ratings import history_of
        from branchkit.services.rating.tables import band_title

        screen, row = self._screen, self._screen.here()
        if row is None:
            return
        context, catalog = screen.context, screen.catalog
        told = [
            self._text(
                "screen.rating.past",
                period=period_text(catalog, one.key.period),
                band=band_title(catalog, one.scheme, one.row.decided),
                rank=one.row.rank,
            )
            for one in history_of(context.here.store, context.here.contributions.schemes, row.org)
            if one.row.decided
        ]
        title = self._text("screen.rating.history", name=self._desk.names([row]))
        self._desk.read(title, told or [self._text("screen.rating.no_history")])

    def _print(self) -> None:
        """The paper of the rating into a file."""
        from branchkit.screens.parts import ReportSaving
        from branchkit.services.reports.periodic import (
            ReportKind,
            ReportRequest,
            make_report,
            report_file_name,
        )

        screen, key = self._screen, self._screen.board.key
        if key is None or screen.board.rating is None:
            screen.speak(self._text("screen.rating.not_begun"))
            return
        context, catalog = screen.context, screen.catalog
        title = self._text("report.kind.rating")
        ReportSaving(
            screen,
            lambda suffix: f"{report_file_name(title, key.period, catalog)}.{suffix}",
            lambda _format: make_report(
                context.here.store,
                context.here.contributions,
                ReportRequest(ReportKind.RATING, key),
                catalog,
                context.clock(),
            ),
        ).choose_format()

    # -- which one --------------------------------------------------------------------------------

    def _choose_scheme(self) -> None:
        screen, board = self._screen, self._screen.board
        options = [(scheme.id, screen.catalog.local(scheme.title)) for scheme in board.schemes]
        if not options:
            screen.speak(self._text("screen.rating.nothing"))
            return

        def chosen(id: str) -> None:
            from branchkit.core.dates import Period

            kind = next(scheme.period for scheme in board.schemes if scheme.id == id)
            day = board.key.period.last_day if board.key is not None else screen.today
            self._look_at(
                SheetKey(id, board.parent, Period.containing(min(day, screen.today), kind))
            )

        screen.choose(self._text("screen.rating.which_scheme"), options, chosen)

    def _turn(self, steps: int) -> None:
        key = self._screen.board.key
        if key is not None:
            self._look_at(SheetKey(key.scheme, key.org, key.period.shifted(steps)))

    def _look_at(self, key: SheetKey) -> None:
        try:
            self._screen.show_view(key)
        except BranchkitError as error:
            self._screen.speak(self._screen.catalog.error(error), Tone.ERROR)
            return
        self._screen.back_to_idle()

    def _find(self) -> None:
        board = self._screen.board
        self._screen.find(
            [board.names.get(row.org, "") for row in board.rows],
            self._text("screen.rating.find"),
            self._text("screen.rating.nobody"),
            numbered=False,
        )

    def _reverse(self, way: Way) -> None:
        """Undo or redo of what this user did to this rating."""
        from branchkit.services.ledger.undo import reverse
        from branchkit.services.rating.taking_back import rating_changes

        screen, context, key = self._screen, self._screen.context, self._screen.board.key
        if key is None:
            return
        scope = rating_changes(key.org, str(key))
        outcome = reverse(context.here.store, context.actor, way, scope)
        screen.board.own(outcome.operation)
        screen.changed()
        screen.show_outcome(outcome)
