"""One rating as a session sees it: which scheme and period, everybody by rank, read anew when somebody has changed it."""

from __future__ import annotations

from collections.abc import Sequence

from branchkit.core.dates import Period
from branchkit.core.errors import SchemeError
from branchkit.core.ports import Store
from branchkit.core.rating.rating import RATING, RatedRow, Rating
from branchkit.core.scoring.schemes import Scheme
from branchkit.core.scoring.sheets import SheetKey
from branchkit.plugin.contributions import Contributions
from branchkit.services.ledger.watching import Watcher
from branchkit.services.organizations.organizations import read_tree
from branchkit.services.rating.ratings import ratings_of, read_rating, scheme_of_rating
from branchkit.services.rating.siblings import schemes_rated


class RatingBoard:
    """The children of ``parent`` rated by one scheme in one period."""

    def __init__(
        self, store: Store, contributions: Contributions, parent: str, period: Period, scheme: str
    ) -> None:
        """``period`` is the running one where none was asked for: the newest rating that there is goes before it."""
        self._store = store
        self._contributions = contributions
        self.parent = parent
        tree = read_tree(store)
        self.names = {o.id: o.name for o in tree.all()}
        self.short = {o.id: o.short for o in tree.all()}
        self.schemes: Sequence[Scheme] = schemes_rated(store, contributions, parent)
        """Those by which somebody below can be rated."""
        self._watcher = Watcher(store, {RATING}, {parent})
        self.key: SheetKey | None = None
        self.scheme: Scheme | None = None
        self.rating: Rating | None = None
        self.rows: Sequence[RatedRow] = ()
        begun = [one for one in ratings_of(store, parent) if scheme in ("", one.key.scheme)]
        if begun and not scheme:
            self.turn_to(begun[0].key)
        elif scheme or self.schemes:
            chosen = scheme or self.schemes[0].id
            kind = next((s.period for s in self.schemes if s.id == chosen), period.kind)
            fitting = period if period.kind is kind else Period.containing(period.last_day, kind)
            self.turn_to(SheetKey(chosen, parent, fitting))

    def turn_to(self, key: SheetKey) -> None:
        """Look at another one."""
        self.key = key
        self.reload()

    def reload(self) -> None:
        """Read it again."""
        if self.key is None:
            return
        self.rating = read_rating(self._store, self.key)
        rating = self.rating or Rating(self.key)
        try:
            self.scheme = scheme_of_rating(rating, self._contributions.schemes)
        except SchemeError:
            # There is neither the scheme any more nor its text: its bands cannot be named.
            self.scheme = None
        self.rows = tuple(rating.by_rank())

    def place_of(self, org: str) -> int | None:
        """In which row an organisation stands."""
        return next((place for place, row in enumerate(self.rows) if row.org == org), None)

    def catch_up(self) -> bool:
        """Take in what other sessions have changed; whether anything was."""
        if not self._watcher.foreign():
            return False
        self.reload()
        return True

    def own(self, operation: int | None) -> None:
        """This session's own change: not to be told as somebody else's."""
        self._watcher.own(operation)
