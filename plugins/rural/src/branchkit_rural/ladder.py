"""The ladder: every organisation of the three levels with this year's rating, the year before's, and what lacks for the next band.

Ratings are read as lines are looked at and remembered for one year, so that a county's three hundred villages cost what is in
sight. What needs all of them (how many rose, which ones fell) is asked for in steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

from branchkit.api.scoring import Measurement
from branchkit.api.workspace import Organization, OrganizationTree, WorkspaceView, frozen
from branchkit_rural.figures import Figures
from branchkit_rural.goods_share import GOODS_SHARE
from branchkit_rural.levels import Level, Rung, judged_below, rungs
from branchkit_rural.ratings import Move, Rating, move_between, rating_of, scheme_for, year_of
from branchkit_rural.rectification import Item, items_of
from branchkit_rural.shortfall import Shortfall, shortfall

ALL_OPEN = 60
"""A ladder of so many rungs begins with everything in sight, a longer one with its villages folded away."""


class Only(StrEnum):
    """Which rungs are shown."""

    ALL = "all"
    FELL = "fell"
    BACKWARD = "backward"
    UNRATED = "unrated"


@frozen
class Line:
    """One rung with what is known of it."""

    rung: Rung
    now: Rating
    before: Rating
    move: Move
    lacks: Shortfall | None

    @property
    def organization(self) -> Organization:
        """Whose line it is."""
        return self.rung.organization


@frozen
class Counts:
    """How many went where, and how many have reached what they should."""

    rose: int = 0
    held: int = 0
    fell: int = 0
    unrated: int = 0
    best: int = 0
    rated: int = 0


class Ladder:
    """The rungs of a workspace in one year."""

    def __init__(self, view: WorkspaceView, node: str, year: int | None = None) -> None:
        self._view = view
        self.today = view.today
        self.tree: OrganizationTree = view.tree()
        top = self.tree.path(node)[0].id
        self.rungs: Sequence[Rung] = rungs(self.tree, top)
        self._above = {rung.id: self._ids_above(rung.id) for rung in self.rungs}
        self._with_more = {id for above in self._above.values() for id in above}
        self._lines: dict[str, Line] = {}
        self._closed: set[str] = set()
        self._only = Only.ALL
        self.year = self._latest_year() if year is None else year
        self.figures = self._figures()
        if len(self.rungs) > ALL_OPEN:
            self._closed = {rung.id for rung in self.rungs if rung.level is Level.TOWNSHIP}
        self.shown: Sequence[Rung] = self._in_sight()

    def _latest_year(self) -> int:
        """The running year once anybody's sheet has been begun, else the one before."""
        running = self.today.year
        period = year_of(running)
        schemes = {level: scheme_for(self._view, level).id for level in Level}
        is_begun = any(
            self._view.results(schemes[rung.level], rung.id, period) for rung in self.rungs
        )
        return running if is_begun else running - 1

    def _figures(self) -> Figures:
        return Figures(self._view.rule_packs, year_of(self.year).last_day)

    # -- lines ------------------------------------------------------------------------------------

    def line(self, rung: Rung) -> Line:
        """What is known of a rung in the year."""
        if rung.id not in self._lines:
            now = rating_of(self._view, rung.id, rung.level, self.year)
            before = rating_of(self._view, rung.id, rung.level, self.year - 1)
            lacks = shortfall(now, rung.organization)
            self._lines[rung.id] = Line(rung, now, before, move_between(before, now), lacks)
        return self._lines[rung.id]

    def rank(self, rung: Rung) -> int | None:
        """Its place among those of its level under the same superior: as they were rated beside each other, before that by points;
        None while it is not rated."""
        own = self.line(rung).now
        if own.result is not None and own.result.rank is not None:
            return own.result.rank
        if own.band is None or own.total is None:
            return None
        totals = [self.line(other).now for other in self._beside(rung)]
        better = (t for t in totals if t.band is not None and t.total is not None)
        return 1 + sum(other.total > own.total for other in better if other.total is not None)

    def _beside(self, rung: Rung) -> list[Rung]:
        above = self._above[rung.id]
        return [
            other
            for other in self.rungs
            if other.level is rung.level and self._above[other.id] == above
        ]

    def counts_in_steps(self) -> Iterator[Counts | None]:
        """Reads one line after the other; the counts come last, None before."""
        for rung in self.rungs:
            self.line(rung)
            yield None
        yield self.counts(self.rungs)

    def counts(self, among: Sequence[Rung]) -> Counts:
        """How the given rungs did."""
        lines = [self.line(rung) for rung in among]
        moves = [line.move for line in lines]
        return Counts(
            rose=moves.count(Move.ROSE),
            held=moves.count(Move.HELD),
            fell=moves.count(Move.FELL),
            unrated=sum(line.now.band is None for line in lines),
            best=sum(line.now.is_best() for line in lines),
            rated=sum(line.now.band is not None for line in lines),
        )

    # -- what stands below and beside -------------------------------------------------------------

    def below(self, id: str) -> Measurement | None:
        """What the metric of the five goods says of an organisation; None where nobody stands below."""
        if not judged_below(self.tree, id):
            return None
        return self._view.measure(GOODS_SHARE, id, year_of(self.year)).get(id)

    def bands_below(self, id: str) -> list[tuple[Rating, int]]:
        """How many of the next level below have which band, the best first: one rating of each band, and how many there are."""
        under = {organization.id for organization in judged_below(self.tree, id)}
        ratings = [self.line(rung).now for rung in self.rungs if rung.id in under]
        found: dict[str, list[Rating]] = {}
        for rating in ratings:
            if rating.band is not None:
                found.setdefault(rating.band.id, []).append(rating)
        order = [band.id for rating in ratings[:1] for band in rating.scheme.bands]
        return [(found[id][0], len(found[id])) for id in order if id in found]

    def items(self, id: str) -> list[Item]:
        """What was given to an organisation to mend since the year began that is rated, latest first."""
        period, now = year_of(self.year), year_of(self.today.year)
        periods = [period] if period == now else [period, period.shifted(1)]
        found = [item for each in periods for item in items_of(self._view, [id], each)]
        return sorted(found, key=lambda item: item.issued, reverse=True)

    # -- what is in sight -------------------------------------------------------------------------

    @property
    def only(self) -> Only:
        """Which rungs are shown."""
        return self._only

    def turn_to(self, year: int) -> None:
        """Look at another year."""
        self.year = year
        self.figures = self._figures()
        self._lines.clear()
        self.shown = self._in_sight()

    def show_only(self, only: Only) -> None:
        """Show some of the rungs."""
        self._only = only
        self.shown = self._in_sight()

    def is_closed(self, rung: Rung) -> bool | None:
        """Whether what stands below is folded away; None where nothing does."""
        return rung.id in self._closed if rung.id in self._with_more else None

    def fold(self, rung: Rung, *, closed: bool) -> bool:
        """Fold away what stands below, or show it; whether that changed anything."""
        if self.is_closed(rung) in (None, closed):
            return False
        self._closed ^= {rung.id}
        self.shown = self._in_sight()
        return True

    def fold_all(self) -> None:
        """Fold every township, or unfold them all when any is folded."""
        townships = {rung.id for rung in self.rungs if rung.level is Level.TOWNSHIP}
        self._closed = set() if self._closed else townships
        self.shown = self._in_sight()

    def place_of(self, id: str) -> int | None:
        """Where an organisation stands among the rungs in sight."""
        return next((place for place, rung in enumerate(self.shown) if rung.id == id), None)

    def _in_sight(self) -> list[Rung]:
        if self._only is Only.ALL:
            return [rung for rung in self.rungs if not self._is_folded(rung.id)]
        return [rung for rung in self.rungs if self._is_wanted(self.line(rung))]

    def _is_wanted(self, line: Line) -> bool:
        match self._only:
            case Only.FELL:
                return line.move is Move.FELL
            case Only.BACKWARD:
                return line.now.is_backward(self.figures)
            case _:
                return line.now.band is None

    def _is_folded(self, id: str) -> bool:
        return not self._closed.isdisjoint(self._above[id])

    def _ids_above(self, id: str) -> tuple[str, ...]:
        return tuple(above.id for above in self.tree.path(id)[:-1])
