"""The form of several members at once: what is filled in becomes of all of them, what is left empty stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from branchkit.core.members.member import Member
from branchkit.core.members.terms import CHOICES
from branchkit.screens.console import Texts
from branchkit.screens.screen_parts import ScreenPart
from branchkit.services.members.texts import not_taken, read_changes
from branchkit.services.members.views import groups_of
from branchkit.services.roster import edit_member
from branchkit.widgets.form_model import FieldKind, FormField

if TYPE_CHECKING:
    from branchkit.screens.members.screen import MembersScreen

SHARED = (
    "group",
    "member_class",
    "own_traits",
    "ethnicity",
    "native_place",
    "education",
    "work_unit",
    "household_star",
)
"""The fields in which many are alike; whoever becomes something on a day is edited by themselves."""


class SharedForm(ScreenPart["MembersScreen"]):
    """The marked members being changed, as one change that one undo takes back."""

    def __init__(self, screen: MembersScreen, members: Sequence[Member]) -> None:
        super().__init__(screen)
        self._members = members

    def open(self) -> None:
        """Fill it in over the screen."""
        title = self._text("screen.members.editing_several", count=len(self._members))
        fields = [self._field(name) for name in SHARED]
        self._screen.fill_in(title, fields, self._keep, self._done)

    def _field(self, name: str) -> FormField:
        label = self._text(f"member.field.{name}")
        hint = self._text("screen.members.hint.as_it_is")
        if name not in CHOICES:
            if name == "group" and (groups := groups_of(self._screen.board.lines)):
                hint = self._text("screen.members.hint.group", groups=list(groups))
            return FormField(name, label, hint=hint, check=partial(self._wrong, name))
        values = dict.fromkeys(map(str, CHOICES[name].values()))
        options = tuple((value, self._text(f"member.{name}.{value}")) for value in values)
        return FormField(name, label, "", FieldKind.CHOICE, options, hint=hint)

    def _wrong(self, name: str, text: str) -> str:
        """Why a field cannot be taken; what one of them may have, all may."""
        changes = read_changes(self._members[0], {name: text}, self._screen.today)
        found = (p for p in not_taken(changes) if p.params.get("field") == name)
        return next((self._screen.catalog.problem(problem) for problem in found), "")

    def _keep(self, texts: Texts) -> Texts:
        typed = {name: text for name, text in texts.items() if text.strip()}
        changes = [
            (member, read_changes(member, typed, self._screen.today)) for member in self._members
        ]
        faults = {
            str(problem.params.get("field")): self._screen.catalog.problem(problem)
            for _member, change in changes
            for problem in not_taken(change)
        }
        if faults or not typed:
            return faults or {"": self._text("screen.members.nothing_filled_in")}
        context = self._screen.context
        with context.here.store.begin(context.actor, "member.edit") as uow:
            for member, change in changes:
                edit_member(uow, member.org, member.id, change.values, seen=member)
            uow.commit()
        return {}

    def _done(self) -> None:
        screen = self._screen
        screen.marks.clear()
        for member in self._members:
            screen.board.take_in(member.org, member.id)
        screen.repaint()
        screen.speak(self._text("screen.members.kept_several", count=len(self._members)))
