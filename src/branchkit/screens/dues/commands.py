"""What the keys of the dues screen do, one method for each action.

Forms, papers and finding are imported when they are used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING

from branchkit.core.dates import Period
from branchkit.core.dues.money import NOTHING, money_text
from branchkit.core.outcomes import Outcome
from branchkit.core.text_width import wrap
from branchkit.screens.screen_parts import Commands
from branchkit.widgets.grid_model import Move
from branchkit.widgets.picker import PickerItem
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.screens.dues.screen import DuesScreen
    from branchkit.services.dues.billing import BaseChange

WITHOUT_PAYERS = ("dues.bill", "dues.account", "dues.hand_up", "dues.print", "dues.undo")
"""What can be done where nobody stands in the month; and turning to another one."""


class DuesCommands(Commands["DuesScreen"]):
    """The actions of :data:`branchkit.screens.actions.DUES`."""

    def __init__(self, screen: DuesScreen) -> None:
        super().__init__(screen)
        self.actions = {
            "dues.take": self._take,
            "dues.column": self._column,
            "dues.next": self._next_open,
            "dues.fill": self._fill,
            "dues.bill": self._bill,
            "dues.base": self._base,
            "dues.months": self._months,
            "dues.edit": self._edit,
            "dues.undo": self._undo,
            "dues.redo": lambda: self._done(self._screen.session.redo()),
            "dues.day": self._day,
            "dues.find": self._find,
            "dues.correct": self._correct,
            "dues.gift": self._gift,
            "dues.account": self._account,
            "dues.hand_up": self._hand_up,
            "dues.print": self._print,
            "dues.unmask": self._unmask,
            "period.previous": lambda: self._turn(-1),
            "period.next": lambda: self._turn(1),
        }

    def perform(self, action: str) -> bool:
        """What was being typed is taken first, unless the action is about it."""
        if action not in self.actions:
            return False
        without = action in WITHOUT_PAYERS or action.startswith("period.")
        if self._screen.here() is None and not without:
            self._screen.speak(self._text("screen.dues.nobody_pays"))
            return True
        if action in ("dues.undo", "dues.take", "dues.fill") or self._screen.settle_entry():
            self.actions[action]()
        return True

    @property
    def _place(self) -> int:
        place = self._screen.here()
        assert place is not None
        return place

    def _done(self, outcome: Outcome[int], move: Move = Move.STAY) -> None:
        self._screen.show_outcome(outcome)
        if outcome.done and outcome.touched:
            self._screen.grid.move(move)

    # -- paying -------------------------------------------------------------------------------------

    def _take(self) -> None:
        self._screen.grid.abandon_entry()
        if marked := self._screen.marks.rows():
            self._screen.unmark_after(self._screen.session.settle_lines(marked))
            return
        outcome = self._screen.session.settle(self._place)
        self._screen.show_outcome(outcome)
        if outcome.done:
            self._screen.grid.move(Move.DOWN)
            self.tell_late_here(outcome)

    def _column(self) -> None:
        """What is open of every line that is shown."""
        outcome = self._screen.session.settle_lines(self._screen.grid.shown_rows())
        self._done(outcome)
        self.tell_late_here(outcome)

    def tell_late_here(self, outcome: Outcome[int]) -> None:
        """Say so where what was just paid is for a month that is shown long after."""
        if outcome.done and outcome.touched:
            board = self._screen.session.board
            self.tell_late([board.month], self._screen.catalog.outcome(outcome))

    def _next_open(self) -> None:
        board, shown = self._screen.session.board, self._screen.grid.shown_rows()
        at = shown.index(self._place)
        for place in (*shown[at + 1 :], *shown[: at + 1]):
            if board.line(place).open:
                self._go(place)
                return
        self._screen.show_outcome(Outcome("dues.nothing_open"))

    def _fill(self) -> None:
        """Downwards: the sum that is being typed, else this line's category or sum."""
        from branchkit.screens.dues.filling import Filling

        Filling(self._screen, self._place).open()

    def _months(self) -> None:
        """Choose up to which month is paid: the open ones first, then those to come."""
        screen, place = self._screen, self._place
        months = screen.session.payable(place)
        if not months:
            screen.show_outcome(Outcome("dues.nothing_open"))
            return
        sums = accumulate(payable.amount for payable in months)
        items = [
            self._month_item(count, payable.month, total)
            for count, (payable, total) in enumerate(zip(months, sums, strict=True), start=1)
        ]

        def chosen(id: str) -> None:
            wanted = [payable.month for payable in months[: int(id)]]
            outcome = screen.session.settle_months(place, wanted)
            self._done(outcome)
            if outcome.done:
                self.tell_late(wanted, screen.catalog.outcome(outcome))

        name = screen.session.board.line(place).member.name
        screen.choose(self._text("screen.dues.months_for", name=name), items, chosen)

    def _month_item(self, count: int, month: Period, total: Decimal) -> PickerItem:
        today = Period.containing(self._screen.session.board.today)
        key = "screen.dues.ahead" if month > today else "screen.dues.up_to"
        text = self._text(key, month=str(month), count=count)
        return PickerItem(str(count), text, money_text(total))

    def _gift(self) -> None:
        from branchkit.screens.dues.sums import no_sum

        screen, place = self._screen, self._place
        name = screen.session.board.line(place).member.name
        screen.ask(
            self._text("screen.dues.gift_of", name=name),
            lambda text: self._done(screen.session.give(place, text)),
            check=partial(no_sum, screen.catalog),
        )

    def _correct(self) -> None:
        """Of what was paid, given or handed up for the month the sum that is wrong."""
        from branchkit.screens.dues.correcting import Correcting

        Correcting(self._screen, self._place).open()

    def _undo(self) -> None:
        if self._screen.grid.entry is not None:
            self._screen.grid.abandon_entry()
        else:
            self._done(self._screen.session.undo())

    def _day(self) -> None:
        """The day that payments typed from now on have."""
        from branchkit.core.typed_days import typed_day

        screen = self._screen

        today = screen.session.board.today

        def check(text: str) -> str:
            return "" if typed_day(text, today) else self._text("screen.dues.no_day", text=text)

        def keep(text: str) -> None:
            screen.session.paid_on = typed_day(text, today) or today
            screen.repaint()

        proposed = screen.session.paid_on.isoformat()
        screen.ask(self._text("screen.dues.paid_on"), keep, text=proposed, check=check)

    # -- bill, base, row ----------------------------------------------------------------------------

    def _bill(self) -> None:
        screen = self._screen
        outcome, billing = screen.session.bill()
        screen.repaint()
        screen.show_outcome(outcome)
        if billing is None or not billing.problems:
            return
        from branchkit.widgets.report_view import ReportLine

        lines: list[str | ReportLine] = [
            ReportLine(screen.catalog.outcome(outcome), Tone.HEAD),
            "",
            ReportLine(
                self._text("screen.dues.not_billed", count=len(billing.problems)), Tone.ERROR
            ),
            *(f"  {screen.catalog.problem(problem)}" for problem in billing.problems),
        ]
        screen.show_report(self._text("action.dues.bill"), lines)

    def _base(self) -> None:
        from branchkit.screens.dues.forms import BaseForm

        BaseForm(self._screen, self._screen.marked_or_here()).open()

    def tell_of_bases(self, changes: Sequence[BaseChange]) -> None:
        """Say what a base comes to that was registered; and, to be read, what is owed of months billed by the one before."""
        from branchkit.services.dues.billing import late_months, late_words

        told = [self._registered(changes)]
        months = sorted({month.month for change in changes for month in change.rebilled})
        if months:
            open = sum((change.open for change in changes), NOTHING)
            over = sum((change.over for change in changes), NOTHING)
            named = [str(month) for month in months]
            told.append(self._text("screen.dues.rebilled", months=named, open=money_text(open)))
            told += self._by_member(changes)
            if over:
                told.append(self._text("screen.dues.over", over=money_text(over)))
            packs, today = self._screen.session.records.packs, self._screen.session.board.today
            owed = [m.month for change in changes for m in change.rebilled if m.open]
            if late := late_months(packs, owed, today):
                words = late_words(self._screen.catalog, late)
                told.append(self._text("screen.dues.late", **words))
        if len(told) == 1:
            self._screen.speak(told[0])
            return
        lines = [line for text in told for line in wrap(text, self._screen.size.width)]
        self._screen.show_report(self._text("action.dues.base"), lines)

    def _by_member(self, changes: Sequence[BaseChange]) -> Iterator[str]:
        """Month by month what was due, is due and was paid."""
        for change in changes:
            name = self._screen.session.records.by_id[change.base.member].name
            for month in change.rebilled:
                yield self._text(
                    "screen.dues.rebilled_month",
                    name=name,
                    month=str(month.month),
                    before=money_text(month.before),
                    due=money_text(month.due),
                    open=money_text(month.open),
                )

    def _registered(self, changes: Sequence[BaseChange]) -> str:
        if len(changes) != 1:
            return self._text("screen.dues.bases_kept", count=len(changes))
        (change,) = changes
        records = self._screen.session.records
        norm = records.rules(change.base.first_month).norm(change.base.norm)
        return self._text(
            "screen.dues.base_kept",
            name=records.by_id[change.base.member].name,
            norm=norm.title,
            month=str(change.base.first_month),
            due=money_text(change.amount.due),
        )

    def tell_late(self, months: Sequence[Period], told: str) -> None:
        """Say which of the months that were just paid lie further back than is caught up as a rule."""
        from branchkit.services.dues.billing import late_months, late_words

        session = self._screen.session
        if late := late_months(session.records.packs, months, session.paid_on):
            words = self._text("screen.dues.late", **late_words(self._screen.catalog, late))
            self._screen.speak(f"{told}  {words}" if told else words)

    def _edit(self) -> None:
        from branchkit.screens.dues.forms import RowForm

        screen, place = self._screen, self._place
        entries = screen.session.board.line(place).state.entries
        if not entries:
            screen.speak(self._text("screen.dues.no_row"))
        elif len(entries) == 1:
            RowForm(screen, place, entries[0]).open()
        else:
            rows = {
                entry.id: self._text(
                    "screen.dues.row", kind=entry.kind, paid=money_text(entry.paid or entry.due)
                )
                for entry in entries
            }
            by_id = {entry.id: entry for entry in entries}
            screen.choose(
                self._text("screen.dues.which_row"),
                list(rows.items()),
                lambda id: RowForm(screen, place, by_id[id]).open(),
            )

    # -- looking ------------------------------------------------------------------------------------

    def _find(self) -> None:
        screen = self._screen
        screen.find(
            screen.session.board.names(),
            self._text("screen.dues.find"),
            self._text("screen.dues.nobody"),
            go=self._go,
            pass_on=screen.pass_to_grid,
        )

    def _unmask(self) -> None:
        """Show the bases once it is on record that somebody asked for them; or hide them again."""
        screen, where = self._screen, f"dues {self._screen.session.board.month}"
        if not screen.source.unmasked and not screen.record_unmasking(
            "dues.unmask", [screen.context.node], ("base",), where
        ):
            return
        screen.source.unmasked = not screen.source.unmasked
        screen.repaint()
        if screen.source.unmasked:
            screen.speak(self._text("screen.dues.unmasked"))

    def _account(self) -> None:
        from branchkit.screens.dues.printing import DuesPrinting

        DuesPrinting(self._screen).show_account()

    def _print(self) -> None:
        from branchkit.screens.dues.printing import DuesPrinting

        DuesPrinting(self._screen).choose_report()

    def _hand_up(self) -> None:
        from branchkit.screens.dues.printing import DuesPrinting

        DuesPrinting(self._screen).hand_up()

    def _turn(self, steps: int) -> None:
        self._screen.turn_to(self._screen.session.board.month.shifted(steps))

    def paste(self, rows: list[list[str]]) -> None:
        """A column of sums, shown before it is written."""
        from branchkit.screens.dues.forms import PaidPasting

        self._screen.grid.abandon_entry()
        if self._screen.here() is not None:
            PaidPasting(self._screen).preview(self._place, rows)

    # -- parts --------------------------------------------------------------------------------------

    def _go(self, place: int) -> None:
        self._screen.grid.move_to(place, self._screen.source.paid_column)
