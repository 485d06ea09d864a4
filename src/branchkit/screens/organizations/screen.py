"""The tree of organisations: wires grid, detail and bottom line to a board."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from datetime import date

from branchkit.core.masking import mask_phone
from branchkit.core.organizations.organization import Formation, Organization
from branchkit.core.ports import Reader
from branchkit.i18n.catalog import Catalog
from branchkit.screens.actions import ORGANIZATIONS
from branchkit.screens.context import Context, Place
from branchkit.screens.grid_screen import GridScreen
from branchkit.screens.organizations.commands import TreeCommands
from branchkit.screens.organizations.source import TreeSource
from branchkit.screens.trail import Stand
from branchkit.services.citations import in_words
from branchkit.services.organizations.board import OrganizationBoard
from branchkit.services.organizations.leadership import liaison_of
from branchkit.widgets.report_view import Line
from branchkit.widgets.theme import Tone

HEIGHT = 5
_WARNINGS = 2
"""So many are told here; the card has all."""


class TreeDetail:
    """What is told of the organisation under the cursor."""

    def __init__(
        self, reader: Reader, board: OrganizationBoard, catalog: Catalog, today: date
    ) -> None:
        self._reader, self._board, self._catalog, self._today = reader, board, catalog, today
        self.unmasked = False
        """Whether phone numbers are shown; that somebody asked for it is on record."""

    def lines(self, id: str, width: int) -> list[Line]:
        """Exactly :data:`HEIGHT` lines."""
        organization = self._board.tree.get(id)
        return [
            Line("-" * width, tone=Tone.MUTED),
            Line(f" {self._path(organization)}", right=organization.code),
            Line(f" {self._in_touch(organization)}"),
            *self._warnings(organization),
        ]

    def _path(self, organization: Organization) -> str:
        names = [o.short for o in self._board.tree.path(organization.id)[:-1]]
        return " > ".join([*names, organization.name])

    def _in_touch(self, organization: Organization) -> str:
        """How it was formed and since when, who leads it from above, whom to ring up."""
        liaison = liaison_of(self._reader, self._board.tree, organization, self._today)
        phone = liaison.phone if self.unmasked else mask_phone(liaison.phone)
        facts = {
            "formation": self._formation(organization),
            "founded": organization.founded,
            "contact_leader": liaison.leader,
            "contact_person": f"{liaison.person} {phone}".strip(),
            "others": " ".join(self._board.overview(organization.id).leaders.others),
        }
        parts = [
            self._catalog.text(f"screen.organizations.detail.{name}", value=value)
            for name, value in facts.items()
            if value
        ]
        return "  ".join(parts)

    def _formation(self, organization: Organization) -> str:
        if organization.formation is Formation.SINGLE:
            return ""
        name = self._catalog.code("organization.formation", organization.formation)
        return f"{name} {len(organization.units)}" if organization.units else name

    def _warnings(self, organization: Organization) -> list[Line]:
        if organization.dissolved:
            text = self._catalog.text(
                "screen.organizations.was_dissolved",
                on=organization.dissolved,
                reason=organization.dissolved_reason,
            )
            return [Line(f" {text}", Tone.MUTED), Line()]
        problems = self._board.overview(organization.id).problems
        lines = [
            Line(f" ! {self._catalog.problem(in_words(self._catalog, problem))}")
            for problem in problems[:_WARNINGS]
        ]
        if len(problems) > _WARNINGS:
            more = self._catalog.text(
                "screen.organizations.more_warnings", count=len(problems) - _WARNINGS
            )
            lines[-1] = Line(lines[-1].text, right=f" {more}")
        return lines + [Line()] * (_WARNINGS - len(lines))


class OrganizationsScreen(GridScreen):
    """Every organisation of the workspace, the one that is worked at under the cursor first."""

    ACTIONS = ORGANIZATIONS
    HELP = "screen.organizations.help"
    KEYS = "screen.organizations.keys"
    detail_height = HEIGHT
    tells_open = True

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context)
        workspace = context.here
        self._place = place
        self.board = OrganizationBoard(
            workspace.store, workspace.contributions.rule_packs, self.today
        )
        self.source = TreeSource(self.board, self.catalog)
        self.make_grid(self.source)
        self._told = TreeDetail(workspace.store, self.board, self.catalog, self.today)
        self.commands = TreeCommands(self)

    def arrive(self) -> None:
        """At the organisation that a duty speaks of, else at the one that is worked at."""
        self.turned(self._place.subject or self.context.node)

    def view_shown(self) -> tuple[str, bool]:
        """The organisation under the cursor, and whether those dissolved are shown."""
        return self.here().id, self.board.dissolved

    def stand_again(self, stand: Stand) -> None:
        """On the same organisation, be it folded away or not."""
        id, dissolved = stand.shown
        if dissolved:
            self.board.show_dissolved(True)
        if id in self.board.tree:
            self.turned(id)

    def settle(self) -> Iterator[object]:
        """Count everybody, then say what is wrong with rules or keys, if anything is."""
        yield from self._count()
        if self.board.failure is not None:
            self.speak(self.catalog.error(self.board.failure), Tone.ERROR)
        self.warn_of_keys()

    def _count(self) -> Iterator[object]:
        """How many stand below every node."""
        yield from self.board.counts_in_steps()
        self.grid.refresh_all()
        self.show_title()

    # -- painting ---------------------------------------------------------------------------------

    def show_title(self) -> None:
        """How many organisations and people there are; where the user works."""
        roots = self.board.tree.children("")
        counts = [self.board.count(root.id) for root in roots]
        left = self.catalog.text("screen.organizations.title", count=len(self.board.tree))
        if counts and all(count is not None for count in counts):
            people = sum(count.members for count in counts if count is not None)
            left = self.catalog.text(
                "screen.organizations.title_people", count=len(self.board.tree), people=people
            )
        name = self.board.tree.name(self.context.node)
        self.set_title(left, self.catalog.text("screen.organizations.working_at", name=name))

    def detail_lines(self, width: int) -> Sequence[Line]:
        """What belongs to the organisation under the cursor."""
        return self._told.lines(self.here().id, width)

    def here(self) -> Organization:
        """The organisation under the cursor; a workspace always has one."""
        return self.board.rows[min(self.grid.cursor[0], len(self.board.rows) - 1)].organization

    def row_key(self, row: int) -> Hashable | None:
        """The organisation."""
        return self.board.rows[row].organization.id

    def is_open_row(self, row: int) -> bool:
        """Whether the rules have something to say about it."""
        return bool(self.board.overview(self.board.rows[row].organization.id).problems)

    def changed(self, id: str) -> None:
        """The tree was changed: read it anew and stand on that organisation."""
        self.board.reload()
        self.turned(id)
        self.in_steps("count", self._count())

    def turned(self, id: str) -> None:
        """Other rows are in sight: stand on that organisation."""
        self.repaint(self.board.reveal(id))

    def unmask(self) -> None:
        """Show phone numbers from now on; that is on record."""
        self._told.unmasked = True
        self.show_detail()

    def is_unmasked(self) -> bool:
        """Whether phone numbers are shown."""
        return self._told.unmasked

    # -- keys -------------------------------------------------------------------------------------

    def catch_up(self) -> None:
        """Changes of other sessions show at once."""
        here = self.here().id
        if self.board.catch_up():
            self.turned(here)
            self.in_steps("count", self._count())
