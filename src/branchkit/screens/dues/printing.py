"""The account on the screen, what was handed up, and the papers saved as files."""

from __future__ import annotations

from pathlib import Path

from branchkit.core.dates import Period
from branchkit.core.dues.money import money_text, parse_money
from branchkit.core.errors import BranchkitError
from branchkit.core.tables import Report
from branchkit.exchange.writers import FORMATS, composed, format_of, write
from branchkit.screens.dues.view import DuesView
from branchkit.screens.modes import Question
from branchkit.services.dues.account import account_of, hand_up, handed_up_of
from branchkit.services.reports.dues import DuesReportBasis, dues_account, dues_roll
from branchkit.widgets.theme import Tone

SUFFIXES = ("docx", "xlsx", "html", "csv", "txt")
REPORTS = {"roll": dues_roll, "account": dues_account}


class DuesPrinting:
    """What leaves the screen: the year of the month that is shown."""

    def __init__(self, screen: DuesView) -> None:
        self._screen = screen
        self._text = screen.catalog.text
        self._month: Period = screen.session.board.month
        self._store = screen.context.here.store

    def show_account(self) -> None:
        """The year's account, to be read."""
        lines = composed(dues_account(self._basis()), "text").splitlines()
        self._screen.show_report(self._text("action.dues.account"), lines)

    def choose_report(self) -> None:
        """Which paper, in which format, into which file."""
        options = [(kind, self._text(f"report.dues.{kind}.name")) for kind in REPORTS]
        self._screen.choose(self._text("screen.dues.which_paper"), options, self._choose_format)

    def hand_up(self) -> None:
        """Ask how much of the month was handed up; what came in and is not yet is proposed."""
        handed = handed_up_of(self._store, self._screen.context.node)
        lines = account_of(self._screen.session.book, handed, self._month.year)
        kept = max(lines[self._month.index - 1].kept, parse_money("0"))

        def done(text: str | None) -> None:
            self._screen.back_to_idle()
            if text and text.strip():
                self._keep_handed_up(text.strip())

        label = self._text("screen.dues.hand_up_of", month=str(self._month))
        Question(self._screen.modes, self._screen.prompt, label, done, text=money_text(kept))

    def _keep_handed_up(self, text: str) -> None:
        screen = self._screen
        registers = screen.context.here.contributions.registers
        try:
            amount = parse_money(text)
            with self._store.begin(screen.context.actor, "dues.hand_up") as uow:
                on = screen.session.paid_on
                hand_up(uow, registers, screen.context.node, self._month, amount, on)
                uow.commit()
        except BranchkitError as error:
            screen.speak(screen.catalog.error(error), Tone.ERROR)
            return
        screen.speak(self._text("screen.dues.handed_up", amount=money_text(amount)))

    def _choose_format(self, kind: str) -> None:
        report = REPORTS[kind](self._basis())
        options = [(suffix, self._text(f"screen.reports.as.{suffix}")) for suffix in SUFFIXES]
        self._screen.choose(
            self._text("screen.reports.format"),
            options,
            lambda suffix: self._ask_file(report, suffix),
        )

    def _ask_file(self, report: Report, suffix: str) -> None:
        proposed = self._screen.context.here.directory / "exports" / f"{report.title}.{suffix}"

        def done(text: str | None) -> None:
            self._screen.back_to_idle()
            if text and text.strip():
                self._save(report, Path(text.strip()).expanduser())

        Question(
            self._screen.modes,
            self._screen.prompt,
            self._text("screen.reports.file"),
            done,
            text=str(proposed),
        )

    def _save(self, report: Report, target: Path) -> None:
        screen, format = self._screen, format_of(target)
        if format is None:
            known = screen.catalog.listed(FORMATS)
            screen.speak(self._text("screen.reports.no_format", known=known), Tone.ERROR)
            return
        try:
            write(report, format, target)
        except BranchkitError as error:
            screen.speak(screen.catalog.error(error), Tone.ERROR)
            return
        screen.speak(self._text("screen.reports.saved", file=target))

    def _basis(self) -> DuesReportBasis:
        screen = self._screen
        return DuesReportBasis(
            self._store,
            screen.session.book,
            screen.catalog,
            self._month.year,
            screen.context.clock(),
        )
