"""The account on the screen, what was handed up, and the reports saved as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchkit.core.dates import Period
from branchkit.core.dues.money import money_text, parse_money
from branchkit.exchange.writers import composed
from branchkit.screens.console import ScreenPart
from branchkit.screens.parts import ReportSaving
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
        handed = handed_up_of(self._store, self._screen.context.node)
        lines = account_of(self._screen.session.records, handed, self._month.year)
        kept = max(lines[self._month.index - 1].kept, parse_money("0"))
        label = self._text("screen.dues.hand_up_of", month=str(self._month))
        self._screen.ask(label, self._keep_handed_up, text=money_text(kept))

    def _keep_handed_up(self, text: str) -> None:
        screen, month, on = self._screen, self._month, self._screen.session.paid_on
        registers = screen.context.here.contributions.registers
        if screen.write(
            "dues.hand_up",
            lambda uow: hand_up(uow, registers, screen.context.node, month, parse_money(text), on),
        ):
            amount = money_text(parse_money(text))
            screen.speak(self._text("screen.dues.handed_up", amount=amount))

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
