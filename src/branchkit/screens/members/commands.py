"""What the keys of the roster do, one method for each action.

What only some of them need (the form, letters, papers) is imported when it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from branchkit.screens.context import Place
from branchkit.screens.screen_parts import Commands
from branchkit.services.members.views import (
    RosterQuery,
    Sort,
    View,
    classes_of,
    groups_of,
    is_found,
)
from branchkit.services.roster import member
from branchkit.widgets.picker import PickerItem

if TYPE_CHECKING:
    from branchkit.screens.members.screen import MembersScreen
    from branchkit.services.ledger.undo import Way

_VIEW = "members.view."
_SORTED = ("number", "name", "age", "party_age")
"""Columns of the grid that the orders of a roster take care of."""


class RosterCommands(Commands["MembersScreen"]):
    """The actions of :data:`branchkit.screens.actions.MEMBERS`."""

    def __init__(self, screen: MembersScreen) -> None:
        super().__init__(screen)
        self.actions = {
            "members.views": self._choose_view,
            "members.sort": self._choose_sort,
            "members.add": self._add,
            "members.undo": lambda: self._reverse("undo"),
            "members.redo": lambda: self._reverse("redo"),
            "members.print": self._print,
            "members.subtree": screen.toggle_subtree,
            "members.unmask": self._choose_unmasking,
            "members.record": self._choose_register,
        }
        self._of_one: Mapping[str, Callable[[], None]] = {
            "members.open": self._open,
            "members.find": self._find,
            "members.edit": self._edit,
            "members.fill": self._fill,
            "members.transfer": self._transfer,
            "members.remove": self._remove,
            "members.reinstate": self._reinstate,
            "members.history": self._history,
            "members.periods": self._periods,
        }

    def perform(self, action: str) -> bool:
        """Do an action of the roster; False when it is none."""
        if action.startswith(_VIEW):
            self._turn_to(RosterQuery(View(action.removeprefix(_VIEW)), self._query.sort))
        elif action not in self._of_one:
            return super().perform(action)
        elif self._screen.here() is None:
            self._screen.speak(self._text("screen.members.empty"))
        else:
            self._of_one[action]()
        return True

    @property
    def _query(self) -> RosterQuery:
        return self._screen.board.query

    # -- views ------------------------------------------------------------------------------------

    def _turn_to(self, query: RosterQuery) -> None:
        """Another view, with the cursor on the same member where there is one."""
        screen = self._screen
        before = screen.here()
        screen.board.show(query)
        place = screen.board.place_of(before.org, before.id) if before else None
        screen.repaint(place or 0)
        screen.rearrange()

    def _choose_view(self) -> None:
        """Every view with how many stand in it; groups and classes after them."""
        board, sort = self._screen.board, self._query.sort
        counted = [
            (self._text(f"roster.view.{view}"), board.count(view), RosterQuery(view, sort))
            for view in View
        ]
        counted += [
            (
                self._text(f"member.member_class.{kind}"),
                count,
                RosterQuery(sort=sort, member_class=kind),
            )
            for kind, count in classes_of(board.lines).items()
            if count
        ]
        counted += [
            (name, count, RosterQuery(sort=sort, group=name))
            for name, count in groups_of(board.lines).items()
        ]
        items = [
            PickerItem(str(place), title, self._text("screen.members.people", count=count))
            for place, (title, count, _query) in enumerate(counted)
        ]
        lists = self._screen.lists
        items += lists.more_views()

        def picked(id: str) -> None:
            if not lists.take_more(id):
                lists.take_more("all")
                self._turn_to(counted[int(id)][2])

        self._screen.choose(self._text("screen.members.view"), items, picked)

    def _choose_sort(self) -> None:
        """The orders of a roster, then every other column."""
        lists = self._screen.lists
        options = [(str(sort), self._text(f"roster.sort.{sort}")) for sort in Sort]
        options += [(key, title) for key, title in lists.titles().items() if key not in _SORTED]

        def chosen(id: str) -> None:
            if id not in set(Sort):
                lists.sort_by(id)
                return
            lists.sort_by("")
            self._turn_to(replace(self._query, sort=Sort(id)))

        self._screen.choose(self._text("screen.members.order"), options, chosen)

    def _find(self) -> None:
        shown = self._screen.board.shown
        self._screen.find(
            [line.name for line in shown],
            self._text("screen.members.find"),
            self._text("screen.members.nobody"),
            meant=lambda place, query: is_found(shown[place], query),
            numbered=False,
        )

    # -- one member -------------------------------------------------------------------------------

    def _open(self) -> None:
        from branchkit.screens.members.reports import file_report
        from branchkit.services.members.file import FileScene, member_file

        screen = self._screen
        member = screen.member_here()
        if member is None:
            return
        workspace = screen.context.here
        scene = FileScene(
            workspace.store,
            workspace.contributions,
            screen.catalog,
            screen.context.clock(),
            screen.unmasked,
        )
        title = self._text("screen.members.file", number=member.number, name=member.name)
        screen.show_report(title, file_report(member_file(scene, member)))

    def _history(self) -> None:
        from branchkit.screens.members.reports import history_report

        screen = self._screen
        line = screen.here()
        if line is not None:
            title = self._text("screen.members.changes", name=line.name)
            report = history_report(screen.context.here.store, line.org, line.id, screen.catalog)
            screen.show_report(title, report)

    def _periods(self) -> None:
        """What the member came to, period by period."""
        from branchkit.screens.rating.history_report import show_history

        line = self._screen.here()
        if line is not None:
            show_history(self._screen, line.org, line.id, line.name)

    def _add(self) -> None:
        from branchkit.screens.members.editing import MemberForm

        # Where several organisations are shown, the one under the cursor gets the newcomer.
        line = self._screen.here()
        MemberForm(self._screen, line.org if line else self._screen.context.node).add()

    def _edit(self) -> None:
        """The marked members, where there are several; else the one under the cursor."""
        from branchkit.screens.members.editing import MemberForm
        from branchkit.screens.members.several import SharedForm

        marked = [self._screen.board.shown[row] for row in self._screen.marks.rows()]
        if len(marked) > 1:
            store = self._screen.context.here.store
            SharedForm(self._screen, [member(store, line.org, line.id) for line in marked]).open()
            return
        found = self._screen.member_here()
        if found is not None:
            MemberForm(self._screen, found.org).edit(found)

    def _fill(self) -> None:
        """A field of the member under the cursor, for the marked ones or those below."""
        from branchkit.screens.members.several import FieldFilling

        found = self._screen.member_here()
        if found is not None:
            FieldFilling(self._screen, found).choose()

    def _transfer(self) -> None:
        from branchkit.screens.members.moving import Moves

        Moves(self._screen).choose()

    def _remove(self) -> None:
        from branchkit.screens.members.moving import Moves

        Moves(self._screen).remove()

    def _reinstate(self) -> None:
        from branchkit.screens.members.moving import Moves

        Moves(self._screen).reinstate()

    # -- everything else --------------------------------------------------------------------------

    def _print(self) -> None:
        from branchkit.screens.members.reports import choose_report

        choose_report(self._screen)

    def _choose_register(self) -> None:
        """The registers of which a file consists: where posts, awards and education are written down."""
        from branchkit.services.members.file import file_registers

        screen = self._screen
        options = [
            (register.id, screen.catalog.local(register.title))
            for register in file_registers(screen.context.here.contributions)
        ]
        label = self._text("screen.members.register")
        screen.choose(label, options, lambda id: screen.go(Place("register", register=id)))

    def _choose_unmasking(self) -> None:
        from branchkit.services.members.texts import UNMASKABLE

        options = [
            (name, self._text(f"member.field.{field}")) for name, field in UNMASKABLE.items()
        ]
        self._screen.choose(
            self._text("screen.members.unmask"),
            options,
            lambda name: self._unmask(name, UNMASKABLE[name]),
        )

    def _unmask(self, name: str, field: str) -> None:
        screen, where = self._screen, f"members {self._query.view}"
        if screen.record_unmasking("members.unmask", screen.board.orgs, [name], where):
            screen.unmask(frozenset({field}))
            screen.speak(self._text("screen.members.unmasked"))

    def _reverse(self, way: Way) -> None:
        """Undo or redo of what this user did to the roster, as far back as the ledger goes."""
        from branchkit.services.ledger.undo import reverse
        from branchkit.services.roster import roster_changes

        screen, context = self._screen, self._screen.context
        outcome = reverse(context.here.store, context.actor, way, roster_changes(screen.board.orgs))
        for entry in outcome.touched:
            screen.changed(entry.org, entry.id)
        screen.show_outcome(outcome)
