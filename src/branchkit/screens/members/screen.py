"""The lines under the roster: the member under the cursor with what the grid has no room for, personal data masked.

The roster: wires grid, detail and bottom line to a roster's board.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from textual import events
from textual.widget import Widget

from branchkit.core.errors import MemberError
from branchkit.core.members.member import (
    Category,
    Contact,
    Member,
    Mobility,
    Standing,
    probation_end,
)
from branchkit.i18n.catalog import Catalog
from branchkit.screens.actions import MEMBERS
from branchkit.screens.context import Context, Place
from branchkit.screens.grid_screen import GridScreen
from branchkit.screens.members.commands import RosterCommands
from branchkit.screens.members.source import RosterSource
from branchkit.services.members.board import RosterBoard
from branchkit.services.members.texts import MemberTexts
from branchkit.services.members.transfers import Letter
from branchkit.services.members.views import MemberLine, View
from branchkit.services.organizations.organizations import orgs_of, read_tree
from branchkit.services.roster import member
from branchkit.widgets.grid import Grid
from branchkit.widgets.report_view import Line, Lines
from branchkit.widgets.theme import Tone

HEIGHT = 4
_FIRST = ("birth", "citizen_id", "phone")
_SECOND = ("joined", "full_since", "ethnicity", "education", "work_unit")


def detail_lines(
    member: Member,
    letter: Letter | None,
    catalog: Catalog,
    unmasked: frozenset[str],
    width: int,
) -> list[Line]:
    """Exactly :data:`HEIGHT` lines; ``letter`` is the one with which the member is about to leave."""
    texts = MemberTexts(catalog, unmasked)
    states = _states(member, catalog, texts)
    if letter is not None:
        until = letter.valid_until.isoformat()
        states.append(catalog.text("screen.members.letter.under_way", to=letter.to, until=until))
    return [
        Line("-" * width, tone=Tone.MUTED),
        Line(_told(member, catalog, texts, _FIRST)),
        Line(_told(member, catalog, texts, _SECOND)),
        Line(f" {'  '.join(states)}" if states else ""),
    ]


def _told(member: Member, catalog: Catalog, texts: MemberTexts, fields: tuple[str, ...]) -> str:
    parts = (
        catalog.text("screen.members.field", field=field, value=text)
        for field in fields
        if (text := texts.shown(member, field))
    )
    return " " + "  ".join(parts)


def _states(member: Member, catalog: Catalog, texts: MemberTexts) -> list[str]:
    """What is out of the usual, since when, and what ends when."""
    told = []
    if member.removed:
        told.append(
            catalog.text("member.file.removed", on=member.removed_on, reason=member.removed)
        )
    if member.category is Category.PROBATIONARY and (ends := _ends(member)):
        told.append(catalog.text("screen.members.probation", on=ends.isoformat()))
    for field, usual, since in (
        ("standing", Standing.NORMAL, member.standing_since),
        ("mobility", Mobility.NONE, member.away_since),
        ("contact", Contact.NORMAL, member.lost_since),
    ):
        if getattr(member, field) is not usual:
            state = texts.shown(member, field)
            key = "screen.members.since" if since else "screen.members.since_unknown"
            told.append(catalog.text(key, state=state, since=since))
    if member.standing_reason:
        told.append(member.standing_reason)
    return told


def _ends(member: Member) -> date | None:
    return probation_end(member.joined, member.probation_until)


SETTLE_AFTER = 0.05
"""Seconds from the first frame until everybody is read and counted."""


class MembersScreen(GridScreen):
    """The members of one organisation, or of it and everything below."""

    ACTIONS = MEMBERS
    HELP = "screen.members.help"

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context)
        self.unmasked: frozenset[str] = frozenset()
        self._place = place
        self._subtree = False
        self._settling = self._counted = False
        self.board, self.source = self._read()
        self.grid = Grid(
            self.source,
            keys=self.take_key,
            paste=self.take_paste,
            moved=self._cursor_moved,
            cursor="row",
        )
        self.detail = Lines(HEIGHT, id="detail")
        self.commands = RosterCommands(self)

    def body(self) -> Iterable[Widget]:
        """Grid and detail."""
        yield self.grid
        yield self.detail

    def on_mount(self) -> None:
        """At the member that a duty speaks of, else at the first."""
        self.grid.focus()
        self._stand_on(self.context.node, self._place.subject)
        self.show_title()
        self.back_to_idle()

    def painted(self) -> None:
        """What needs everybody waits until the first frame stands."""
        if not self._settling and self.grid.drawn:
            self._settling = True
            self.set_timer(SETTLE_AFTER, self._settle)

    def _settle(self) -> None:
        if not self.has_left and not self._counted:
            self._counted = True
            self.board.finish()
            self.turned()

    def on_resize(self, event: events.Resize) -> None:
        """Columns and detail are as wide as the screen; one that was left has nothing to show."""
        if not self.has_left:
            self.source.fit(event.size.width)
            self.grid.refresh_all()
            self.show_detail()

    @property
    def today(self) -> date:
        """The day that ages are counted on."""
        return self.context.clock().date()

    def _read(self) -> tuple[RosterBoard, RosterSource]:
        store = self.context.here.store
        orgs = orgs_of(store, self.context.node, self._subtree)
        tree = read_tree(store)
        self._name = tree.name(self.context.node)
        names = {org: tree.get(org).name for org in orgs}
        board = RosterBoard(store, orgs, self.today)
        return board, RosterSource(self.catalog, board, names, self.today)

    def toggle_subtree(self) -> None:
        """Everything below the organisation as well, or only itself."""
        self._subtree = not self._subtree
        query = self.board.query
        self.board, self.source = self._read()
        self.board.show(query)
        self.source.fit(self.size.width)
        self.grid.set_source(self.source)
        self.turned()

    # -- painting ---------------------------------------------------------------------------------

    def show_title(self) -> None:
        """Organisation, view, how many; then how many there are in all."""
        query, text, count = self.board.query, self.catalog.text, self.board.count
        view = text(f"roster.view.{query.view}")
        for narrower in (query.group, query.member_class and self._class(query.member_class)):
            if narrower:
                view = text("screen.members.narrowed", view=view, by=narrower)
        if not self._counted:
            self.set_title(text("screen.members.title", organization=self._name, view=view))
            return
        left = text(
            "screen.members.title_counted",
            organization=self._name,
            view=view,
            count=len(self.board.shown),
        )
        right = text(
            "screen.members.counts",
            all=count(View.ALL),
            full=count(View.FULL),
            probationary=count(View.PROBATIONARY),
            women=count(View.WOMEN),
        )
        self.set_title(left, right)

    def _class(self, kind: str) -> str:
        return self.catalog.text(f"member.member_class.{kind}")

    def show_detail(self) -> None:
        """What belongs to the member under the cursor."""
        if not self.size.width:
            return
        found = self.member_here()
        if found is None:
            empty = Line(" " + self.catalog.text("screen.members.empty"))
            self.detail.show([Line("-" * self.size.width, tone=Tone.MUTED), empty])
            return
        letter = self.board.letter(found.org, found.id)
        self.detail.show(detail_lines(found, letter, self.catalog, self.unmasked, self.size.width))

    def here(self) -> MemberLine | None:
        """The line under the cursor."""
        row = self.grid.cursor[0]
        return self.board.shown[row] if row < len(self.board.shown) else None

    def member_here(self) -> Member | None:
        """The member under the cursor, as kept."""
        line = self.here()
        if line is None:
            return None
        try:
            return member(self.context.here.store, line.org, line.id)
        except MemberError:
            return None

    def changed(self, org: str, id: str) -> None:
        """One member was changed."""
        self.board.take_in(org, id)
        self.turned()
        self._stand_on(org, id)

    def turned(self) -> None:
        """Another view or order is shown."""
        self.grid.refresh_all()
        self.show_title()
        self.show_detail()

    def unmask(self, fields: frozenset[str]) -> None:
        """Show these personal fields from now on; that is on record."""
        self.unmasked |= fields
        self.show_detail()

    def _stand_on(self, org: str, id: str) -> None:
        if not id:
            return
        place = self.board.place_of(org, id)
        if place is not None:
            self.grid.move_to(place, self.grid.cursor[1])

    def idle_line(self) -> str:
        """The keys of the roster."""
        return self.catalog.text("screen.members.keys")

    # -- keys -------------------------------------------------------------------------------------

    def take_key(self, key: str, character: str | None) -> bool:
        """Every key; the rest of the roster is read before the first one."""
        self._settle()
        return super().take_key(key, character)

    def catch_up(self) -> None:
        """Changes of other sessions show at once."""
        if self.board.catch_up():
            self.turned()

    def perform(self, action: str) -> None:
        """The roster's actions here, the rest as everywhere."""
        if not self.commands.perform(action):
            super().perform(action)

    def _cursor_moved(self, row: int, column: int) -> None:
        """In the same call as the key, so that cursor and detail go out in one write."""
        self.show_detail()
