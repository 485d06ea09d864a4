"""The roster: wires grid, detail and bottom line to a roster's board."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from datetime import date

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
from branchkit.plugin.screen_actions import ActionScreen, ActionTarget
from branchkit.screens.actions import MEMBERS
from branchkit.screens.context import AtHand, Context, Place
from branchkit.screens.grid_screen import GridScreen
from branchkit.screens.members.commands import RosterCommands
from branchkit.screens.members.source import RosterSource
from branchkit.services.members.board import RosterBoard
from branchkit.services.members.texts import MemberTexts
from branchkit.services.members.transfers import Letter
from branchkit.services.members.views import MemberLine, RosterQuery, View, is_incomplete
from branchkit.services.organizations.organizations import read_tree
from branchkit.services.roster import member
from branchkit.widgets.report_view import Line
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


class MembersScreen(GridScreen):
    """The members of one organisation, or of it and everything below."""

    ACTIONS = MEMBERS
    HELP = "screen.members.help"
    KEYS = "screen.members.keys"
    PLUGINS_AT = ActionScreen.MEMBERS
    detail_height = HEIGHT
    tells_open = True

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context)
        self.unmasked: frozenset[str] = frozenset()
        self._place = place
        self._counted = False
        self.board, self.source = self._read()
        self.make_grid(self.source)
        self.commands = RosterCommands(self)

    def arrive(self) -> None:
        """At the member that a duty speaks of, or whom somebody looked for."""
        if self._place.subject:
            self.move_to(self.board.place_of(self.context.node, self._place.subject))
        if self._place.opened:
            # After the keys, which are put there when it has arrived.
            self.call_later(self.perform, "members.open")

    def settle(self) -> Iterable[object]:
        """Everybody is read and counted."""
        if not self._counted:
            self._counted = True
            self.board.finish()
            self.repaint()
        return ()

    def _read(self) -> tuple[RosterBoard, RosterSource]:
        store, orgs = self.context.here.store, self.orgs()
        tree = read_tree(store)
        self._organization = tree.name(self.context.node)
        names = {org: tree.get(org).name for org in orgs}
        board = RosterBoard(store, orgs, self.today)
        return board, RosterSource(self.catalog, board, names, self.today)

    def toggle_subtree(self) -> None:
        """Everything below the organisation as well, or only itself."""
        self.subtree = not self.subtree
        query = self.board.query
        self.board, self.source = self._read()
        self.board.show(query)
        self.source.fit(self.size.width)
        self.grid.set_source(self.source)
        self.repaint()

    # -- painting ---------------------------------------------------------------------------------

    def show_title(self) -> None:
        """Organisation, view, how many; then how many there are in all."""
        query, text, count = self.board.query, self.catalog.text, self.board.count
        view = text(f"roster.view.{query.view}")
        for narrower in (query.group, query.member_class and self._class(query.member_class)):
            if narrower:
                view = text("screen.members.narrowed", view=view, by=narrower)
        if not self._counted:
            self.set_title(text("screen.members.title", organization=self._organization, view=view))
            return
        left = text(
            "screen.members.title_counted",
            organization=self._organization,
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

    def detail_lines(self, width: int) -> Sequence[Line]:
        """What belongs to the member under the cursor."""
        found = self.member_here()
        if found is None:
            empty = Line(" " + self.catalog.text("screen.members.empty"))
            return [Line("-" * width, tone=Tone.MUTED), empty]
        letter = self.board.letter(found.org, found.id)
        return detail_lines(found, letter, self.catalog, self.unmasked, width)

    def row_key(self, row: int) -> Hashable | None:
        """The member, in whichever view; those who have left are not edited."""
        line = self.board.shown[row]
        return None if line.removed else (line.org, line.id)

    def row_about(self, row: int) -> object:
        """The member, gone or not."""
        line = self.board.shown[row]
        return line.org, line.id

    def view_shown(self) -> tuple[bool, RosterQuery]:
        """With those below or not, and the view."""
        return self.subtree, self.board.query

    def show_view(self, shown: tuple[bool, RosterQuery]) -> None:
        """The view, and everybody read."""
        subtree, query = shown
        if subtree != self.subtree:
            self.toggle_subtree()
        self.board.show(query)
        self.grid.refresh_all()

    def is_open_row(self, row: int) -> bool:
        """Whether something is missing that every list asks for."""
        return is_incomplete(self.board.shown[row])

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

    def at_hand(self) -> AtHand:
        """The marked members, else the one under the cursor."""
        lines = [self.board.shown[r] for r in self.marked_or_here() if r < len(self.board.shown)]
        return AtHand(members=tuple(ActionTarget(line.org, line.id) for line in lines))

    def take_in_anew(self) -> None:
        """Everybody is read once more; the cursor stays on its member."""
        here = self.here()
        self.board.reload()
        self.repaint(self.board.place_of(here.org, here.id) if here else None)

    def changed(self, org: str, id: str) -> None:
        """One member was changed: stand on that member, if in the view."""
        self.board.take_in(org, id)
        self.repaint(self.board.place_of(org, id))

    def unmask(self, fields: frozenset[str]) -> None:
        """Show these personal fields from now on; that is on record."""
        self.unmasked |= fields
        self.show_detail()

    # -- keys -------------------------------------------------------------------------------------

    def take_key(self, key: str, character: str | None) -> bool:
        """Every key; the rest of the roster is read before the first one."""
        if not self.has_left:
            self.settle()
        return super().take_key(key, character)

    def catch_up(self) -> None:
        """Changes of other sessions show at once."""
        if self.board.catch_up():
            self.repaint()
