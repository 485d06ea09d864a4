"""The roster as one session sees it: lines in memory, the view of them that is shown, kept up to date change by change.

A board begins with the first members only, so that ten thousand are on the screen as soon as a hundred; whatever asks for
more than what is shown has the others read first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import date

from branchkit.core.ports import Store
from branchkit.services.ledger.watching import Watcher
from branchkit.services.members.transfers import TRANSFERS, Letter, open_letters
from branchkit.services.members.views import (
    MemberLine,
    RosterQuery,
    View,
    count,
    first_lines,
    lines_by_id,
    read_lines,
    select,
)
from branchkit.services.registers.reading import kind_of
from branchkit.services.roster import MEMBER

FIRST = 100
"""Members read at once: more than any terminal shows."""


class RosterBoard:
    """The members of some organisations; ``shown`` are those of the present view, in its order."""

    def __init__(self, store: Store, orgs: Sequence[str], today: date) -> None:
        self._store = store
        self.orgs = tuple(orgs)
        self._today = today
        self.query = RosterQuery()
        self._watcher = Watcher(store, {MEMBER, kind_of(TRANSFERS)}, self.orgs)
        self._lines = first_lines(store, self.orgs, FIRST)
        self.shown = select(self._lines, self.query, today)
        self.complete = len(self._lines) < FIRST
        """Whether everybody has been read."""
        self._counts: dict[View, int] = {}
        self._letters: Mapping[tuple[str, str], Letter] | None = None

    @property
    def lines(self) -> Sequence[MemberLine]:
        """Everybody, those who have left included."""
        self.finish()
        return self._lines

    def finish(self) -> None:
        """Read those who have not been read yet."""
        if not self.complete:
            self.reload()

    def reload(self) -> None:
        """Read every member of the roll anew; the view and its order stay."""
        self.complete = True
        self._lines = read_lines(self._store, self.orgs)
        self._letters = None
        self._counts = {}
        self.show(self.query)

    def show(self, query: RosterQuery) -> None:
        """Turn to another view or order."""
        self.query = query
        self.shown = select(self.lines, query, self._today)

    def count(self, view: View) -> int:
        """How many stand in a view; counted once until somebody changes."""
        if view not in self._counts:
            self._counts[view] = count(self.lines, view, self._today)
        return self._counts[view]

    def letter(self, org: str, id: str) -> Letter | None:
        """The letter with which a member is about to leave; all of them are read when the first is asked for."""
        if self._letters is None:
            self._letters = {
                (org, letter.member): letter
                for org in self.orgs
                for letter in open_letters(self._store, org)
            }
        return self._letters.get((org, id))

    def place_of(self, org: str, id: str) -> int | None:
        """The row of a member in the present view."""
        self.finish()
        for place, line in enumerate(self.shown):
            if line.id == id and line.org == org:
                return place
        return None

    def take_in(self, org: str, id: str) -> None:
        """One member was changed by this session: read that line anew."""
        self.finish()
        self._letters = None
        self._read_anew({(org, id)})

    def catch_up(self) -> bool:
        """Take in what other sessions have done; whether they did anything to the members."""
        news = self._watcher.foreign()
        members = {(change.org, change.id) for change in news if change.kind == MEMBER}
        if len(members) < len(news):
            self._letters = None
        if members:
            self._read_anew(members)
        return bool(news)

    def _read_anew(self, members: Set[tuple[str, str]]) -> None:
        """Take in how these members are now; one that was not known comes in where the others are known."""
        kept = [line for line in self._lines if (line.org, line.id) not in members]
        shown = {(line.org, line.id) for line in self._lines}
        fresh = lines_by_id(self._store, members if self.complete else members & shown)
        self._lines = sorted(
            [*kept, *(line for line in fresh if line.org in self.orgs)], key=self._order
        )
        self._counts = {}
        self.shown = select(self._lines, self.query, self._today)

    def _order(self, line: MemberLine) -> tuple[int, bool, int, str]:
        return self.orgs.index(line.org), bool(line.removed), line.number or 0, line.id
