"""Leaving and coming back: removal with its reason, letters and receipts, moves within the workspace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from branchkit.core.members.member import Member
from branchkit.core.ports import UnitOfWork
from branchkit.core.registers.register import Register
from branchkit.core.rulepacks import Edition, edition_on
from branchkit.screens.parts import DatedForm, date_field
from branchkit.services.development.moving import has_open_case
from branchkit.services.development.steps import Packs
from branchkit.services.duties.members import RULES
from branchkit.services.members.transfers import (
    TRANSFERS,
    Letter,
    issue_letter,
    leave_roll,
    letter_of,
    move_member,
    receive_receipt,
    return_to_roll,
    take_letter_back,
)
from branchkit.services.organizations.organizations import read_tree
from branchkit.widgets.form_model import FieldKind, FormField
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.screens.members.screen import MembersScreen


class Moves(DatedForm["MembersScreen"]):
    """What can be done with the member under the cursor beyond changing fields."""

    MISSING = "screen.members.wanted"
    NO_DAY = "error.member.day_unreadable"

    def __init__(self, screen: MembersScreen) -> None:
        super().__init__(screen)
        self._member = screen.member_here()

    def choose(self) -> None:
        """Ask which way the member goes."""
        member = self._member
        if member is None:
            return
        if member.removed:
            self._screen.speak(self._text("screen.members.has_left"), Tone.ERROR)
            return
        letter = self._open_letter(member)
        ways: dict[str, Callable[[], None]] = {}
        if letter is None:
            ways["letter"] = lambda: self._ask_letter(member)
        else:
            ways["receipt"] = lambda: self._ask_receipt(member, letter)
            ways["returned"] = lambda: self._take_back(member, letter)
        if len(read_tree(self._screen.context.here.store)) > 1:
            ways["move"] = lambda: self._ask_move(member)
        ways["remove"] = self.remove
        options = [(way, self._text(f"screen.members.way.{way}")) for way in ways]
        label = self._text("screen.members.moving", name=member.name)
        self._screen.choose(label, options, lambda way: ways[way]())

    def remove(self) -> None:
        """Ask for the reason, then take the member off the roll."""
        member = self._member
        if member is None:
            return

        ends = has_open_case(self._screen.context.here.store, member.org, member.id)
        said = "screen.members.was_removed_with_case" if ends else "screen.members.was_removed"

        def done(reason: str) -> None:
            self._do(
                "member.remove",
                member,
                lambda uow: leave_roll(
                    uow, self._packs, member.org, member.id, reason, self._screen.today
                ),
                said,
                reason,
            )

        label = self._text("screen.members.removal_reason", name=member.name)
        self._screen.ask(label, done, blank=True)

    def reinstate(self) -> None:
        """Put a member back on the roll."""
        member = self._member
        if member is not None:
            self._do(
                "member.reinstate",
                member,
                lambda uow: return_to_roll(
                    uow, self._packs, member.org, member.id, self._screen.today
                ),
                "screen.members.was_reinstated",
            )

    # -- letters ----------------------------------------------------------------------------------

    def _ask_letter(self, member: Member) -> None:
        fields = (
            FormField("to", self._text("screen.members.letter.to"), required=True),
            FormField("number", self._text("screen.members.letter.number")),
            self._day_field(),
            FormField("reason", self._text("screen.members.letter.reason")),
        )

        def work(uow: UnitOfWork, texts: Mapping[str, str], on: date) -> None:
            issue_letter(
                uow,
                self._register,
                self._rules,
                member.org,
                member.id,
                to=texts["to"],
                on=on,
                number=texts["number"],
                reason=texts["reason"],
            )

        self._ask(member, "screen.members.letter.title", fields, "member.letter", work)

    def _ask_receipt(self, member: Member, letter: Letter) -> None:
        reason = self._text("member.left.transfer", to=letter.to)

        def work(uow: UnitOfWork, texts: Mapping[str, str], on: date) -> None:
            receive_receipt(
                uow,
                self._packs,
                self._register,
                member.org,
                letter.record.id,
                on=on,
                reason=reason,
            )

        fields = (self._day_field(),)
        self._ask(member, "screen.members.receipt.title", fields, "member.receipt", work)

    def _take_back(self, member: Member, letter: Letter) -> None:
        self._do(
            "member.letter_returned",
            member,
            lambda uow: take_letter_back(uow, self._register, member.org, letter.record.id),
            "screen.members.was_returned",
        )

    def _ask_move(self, member: Member) -> None:
        """To another organisation of this workspace."""
        tree = read_tree(self._screen.context.here.store)
        options = tuple((o.id, o.name) for o in tree if o.id != member.org)
        fields = (
            FormField(
                "to", self._text("screen.members.move.to"), "", FieldKind.CHOICE, options, True
            ),
            self._day_field(),
            FormField("reason", self._text("screen.members.letter.reason"), required=True),
        )

        def work(uow: UnitOfWork, texts: Mapping[str, str], on: date) -> None:
            move_member(
                uow,
                member.org,
                member.id,
                texts["to"],
                on,
                texts["reason"],
                register=self._register,
            )

        self._ask(member, "screen.members.move.title", fields, "member.move", work)

    # -- shared -----------------------------------------------------------------------------------

    @property
    def _register(self) -> Register:
        return self._screen.context.here.contributions.registers[TRANSFERS]

    @property
    def _packs(self) -> Packs:
        return self._screen.context.here.contributions.rule_packs

    @property
    def _rules(self) -> Edition:
        return edition_on(self._packs, RULES, self._screen.today)

    def _open_letter(self, member: Member) -> Letter | None:
        return letter_of(self._screen.context.here.store, member.org, member.id)

    def _day_field(self) -> FormField:
        today, label = self._screen.today, self._text("screen.members.day")
        return date_field(self._screen.catalog, "on", label, today, today.isoformat())

    def _ask(
        self,
        member: Member,
        title: str,
        fields: tuple[FormField, ...],
        action: str,
        work: Callable[[UnitOfWork, Mapping[str, str], date], None],
    ) -> None:
        def done() -> None:
            self._screen.changed(member.org, member.id)
            self._screen.speak(self._text("screen.members.kept"))

        self._fill_dated(self._text(title, name=member.name), fields, action, work, done)

    def _do(
        self,
        action: str,
        member: Member,
        work: Callable[[UnitOfWork], object],
        said: str,
        reason: str = "",
    ) -> None:
        if self._screen.write(action, work, reason):
            self._screen.changed(member.org, member.id)
            self._screen.speak(self._text(said, name=member.name))
