"""Several members at once: a form of which what is filled in becomes of all, and one member's field for others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from branchkit.core.errors import BranchkitError
from branchkit.core.members.member import Member
from branchkit.core.members.terms import CHOICES
from branchkit.screens.console import Texts
from branchkit.screens.screen_parts import ScreenPart
from branchkit.services.members.texts import MemberTexts, not_taken, read_changes
from branchkit.services.members.views import groups_of
from branchkit.services.roster import edit_member
from branchkit.services.roster import member as member_of
from branchkit.widgets.form_model import FieldKind, FormField
from branchkit.widgets.theme import Tone

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


class FieldFilling(ScreenPart["MembersScreen"]):
    """What one member has in a field, given to the marked members, else to those below who have nothing there."""

    def __init__(self, screen: MembersScreen, source: Member) -> None:
        super().__init__(screen)
        self._source = source
        store, shown = screen.context.here.store, screen.board.shown
        rows = screen.marks.rows()
        self._marked = bool(rows)
        lines = [shown[row] for row in rows or screen.grid.rows_from_here()[1:]]
        alive = [line for line in lines if not line.removed and line.id != source.id]
        self._others = [member_of(store, line.org, line.id) for line in alive]

    def choose(self) -> None:
        """The fields that the member has and others lack; nothing is filled where there is none."""
        texts = MemberTexts(self._screen.catalog)
        options = [
            (
                name,
                self._text(
                    "screen.members.fill.field",
                    field=self._text(f"member.field.{name}"),
                    value=texts.shown(self._source, name),
                    count=len(found),
                ),
            )
            for name in SHARED
            if not self._is_empty(self._source, name) and (found := self._wanting(name))
        ]
        if options:
            self._screen.choose(self._text("screen.members.fill"), options, self._fill)
        else:
            self._screen.speak(self._text("screen.members.fill.nothing"))

    def _is_empty(self, of: Member, name: str) -> bool:
        value = getattr(of, name)
        return not value or value == Member.__dataclass_fields__[name].default

    def _wanting(self, name: str) -> list[Member]:
        if self._marked:
            return self._others
        return [other for other in self._others if self._is_empty(other, name)]

    def _fill(self, name: str) -> None:
        screen, context = self._screen, self._screen.context
        value, members = getattr(self._source, name), self._wanting(name)
        try:
            with context.here.store.begin(context.actor, "member.edit") as uow:
                for other in members:
                    edit_member(uow, other.org, other.id, {name: value}, seen=other)
                uow.commit()
        except BranchkitError as error:
            screen.speak(screen.catalog.error(error), Tone.ERROR)
            return
        screen.marks.clear()
        for other in members:
            screen.board.take_in(other.org, other.id)
        screen.repaint()
        screen.speak(self._text("screen.members.kept_several", count=len(members)))
