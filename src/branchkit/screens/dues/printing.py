"""The account on the screen, what was handed up, and the reports saved as files."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from branchkit.core.dates import Period
from branchkit.core.dues.money import NOTHING, money_text, parse_money
from branchkit.exchange.writers import composed
from branchkit.screens.dues.sums import no_sum
from branchkit.screens.parts import ReportSaving
from branchkit.screens.screen_parts import ScreenPart
from branchkit.services.dues.account import account_of, hand_up, handed_up_of
from branchkit.services.reports.dues import DuesReportBasis, dues_account, dues_roll

if TYPE_CHECKING:
    from branchkit.screens.dues.screen import DuesScreen

REPORTS = {"roll": dues_roll, "account": dues_account}


class DuesPrinting(ScreenPart["DuesScreen"]):
    """What leaves the screen: the year of the month that is shown."""

    def __init__(self, screen: DuesScreen) -> None:
        super().__init__(screen)
        self._month: Period = screen.session.board.month
        self._store = screen.context.here.store

    def show_account(self) -> None:
        """The year's account, to be read."""
        lines = composed(dues_account(self._basis()), "text").splitlines()
        self._screen.show_report(self._text("action.dues.account"), lines)

    def choose_report(self) -> None:
        """Which report, in which format, into which file."""
        options = [(kind, self._text(f"report.dues.{kind}.name")) for kind in REPORTS]
        self._screen.choose(self._text("screen.dues.which_paper"), options, self._save)

    def hand_up(self) -> None:
        """Ask how much of the month was handed up; what came in and is not yet is proposed."""
        kept = max(self._kept(), NOTHING)
        label = self._text("screen.dues.hand_up_of", month=str(self._month))
        check = partial(no_sum, self._screen.catalog)
        self._screen.ask(label, self._keep_handed_up, text=money_text(kept), check=check)

    def _keep_handed_up(self, text: str) -> None:
        screen, month, on = self._screen, self._month, self._screen.session.paid_on
        registers = screen.context.here.contributions.registers
        total: list[Decimal] = []
        if screen.write(
            "dues.hand_up",
            lambda uow: total.append(
                hand_up(uow, registers, screen.context.node, month, parse_money(text), on)
            ),
        ):
            amount = parse_money(text)
            key = "screen.dues.handed_up" if total[0] == amount else "screen.dues.handed_up_more"
            told = self._text(key, amount=money_text(amount), total=money_text(total[0]))
            over = -self._kept()
            if over > 0:
                too_much = self._text("screen.dues.handed_too_much", over=money_text(over))
                told = f"{told}  {too_much}"
            screen.speak(told)

    def _kept(self) -> Decimal:
        """What came in by the end of the month and is not handed up; negative where more was."""
        handed = handed_up_of(self._store, self._screen.context.node)
        lines = account_of(self._screen.session.records, handed, self._month.year)
        return lines[self._month.index - 1].kept

    def _save(self, kind: str) -> None:
        report = REPORTS[kind](self._basis())
        ReportSaving(
            self._screen, lambda suffix: f"{report.title}.{suffix}", lambda _format: report
        ).choose_format()

    def _basis(self) -> DuesReportBasis:
        screen = self._screen
        return DuesReportBasis(
            self._store,
            screen.session.records,
            screen.catalog,
            self._month.year,
            screen.context.clock(),
        )
