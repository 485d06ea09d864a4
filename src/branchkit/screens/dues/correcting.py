"""Which sum of the month is wrong, and what becomes of the form in which it is put right."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from branchkit.core.dues.money import NOTHING, money_text, parse_money
from branchkit.core.errors import BranchkitError
from branchkit.core.outcomes import Outcome
from branchkit.screens.dues.forms import CorrectionForm
from branchkit.screens.screen_parts import ScreenPart
from branchkit.services.dues.account import correct_handed_up, handed_up_of

if TYPE_CHECKING:
    from branchkit.screens.dues.screen import DuesScreen


class Correcting(ScreenPart["DuesScreen"]):
    """What a member paid or gave for the month, or what was handed up for it."""

    def __init__(self, screen: DuesScreen, place: int) -> None:
        super().__init__(screen)
        self._place = place
        self._line = screen.session.board.line(place)
        self._month = screen.session.board.month
        handed = handed_up_of(screen.context.here.store, screen.context.node)
        self._handed = sum((h.amount for h in handed if h.month == self._month), NOTHING)

    def open(self) -> None:
        """Ask which, unless there is but one."""
        state = self._line.state
        sums = {"paid": state.paid, "gifts": state.gifts, "handed": self._handed}
        there = {which: amount for which, amount in sums.items() if amount}
        if not there:
            self._screen.speak(self._text("error.dues.nothing_paid"))
        elif len(there) == 1:
            self._ask(*next(iter(there.items())))
        else:
            self._screen.choose(
                self._text("screen.dues.which_sum"),
                [
                    (which, self._text(f"screen.dues.sum.{which}", amount=money_text(amount)))
                    for which, amount in there.items()
                ],
                lambda which: self._ask(which, there[which]),
            )

    def _ask(self, which: str, kept: Decimal) -> None:
        screen, month = self._screen, str(self._month)
        if which == "handed":
            title = self._text("screen.dues.correct_handed", month=month)
            CorrectionForm(screen, title, kept, self._correct_handed).open()
            return
        gifts = which == "gifts"
        title = self._text("screen.dues.correct_of", name=self._line.member.name, month=month)
        CorrectionForm(
            screen,
            title,
            kept,
            lambda right, reason: screen.session.correct(self._place, right, reason, gifts=gifts),
        ).open()

    def _correct_handed(self, right: str, reason: str) -> Outcome[int]:
        context = self._screen.context
        registers = context.here.contributions.registers
        try:
            amount = parse_money(right)
            with context.here.store.begin(context.actor, "dues.correct_handed_up") as uow:
                correct_handed_up(uow, registers, context.node, self._month, amount, reason)
                uow.commit(reason=reason)
        except BranchkitError as error:
            return Outcome(refused=error)
        return Outcome("dues.corrected", {"paid": money_text(amount)})
