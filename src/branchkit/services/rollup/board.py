"""One organisation's children in one period, each with all below it; earlier periods are read afterwards, for the lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from branchkit.core.dates import Period, PeriodKind
from branchkit.core.organizations.organization import Organization
from branchkit.core.ports import Reader
from branchkit.core.rollup.figures import SheetFigures
from branchkit.core.rollup.summary import Measured, Sum, Summary, Yardstick, ranks
from branchkit.core.scoring.schemes import SubjectKind
from branchkit.core.values import frozen
from branchkit.plugin.contributions import Contributions
from branchkit.services.organizations.organizations import read_tree
from branchkit.services.pages import in_pages
from branchkit.services.rollup.due_days import DueDays
from branchkit.services.rollup.yardsticks import Yardsticks
from branchkit.services.roster import MEMBER

PERIODS = 12
"""How many periods the lines go back, the present one included."""
_ORGS_A_STEP = 250
"""Organisations of which earlier periods are read between two looks at the keyboard."""


@frozen
class Asked:
    """Which sheets are put together: below which organisation, of which period, of members or of organisations."""

    node: str
    period: Period
    subject: SubjectKind = SubjectKind.MEMBER
    scheme: str = ""
    """Of this one alone; empty: of all that there are."""


@frozen
class RollupRow:
    """One child with all below it, or the organisation itself where it has sheets of its own."""

    organization: Organization
    own: bool
    """Whether only its own sheets are counted, not those below it."""
    has_children: bool
    summary: Summary
    previous: Summary
    """The period before."""
    rank: int | None
    """By the share of the maximum, among the rows of the board."""
    previous_rank: int | None

    @property
    def risen(self) -> int | None:
        """By how many places; negative: fallen; None: one of the periods has no rank."""
        if self.rank is None or self.previous_rank is None:
            return None
        return self.previous_rank - self.rank


class RollupBoard:
    """The children of a node, in the order of the tree. Figures are read anew by :meth:`reload`."""

    def __init__(
        self,
        reader: Reader,
        contributions: Contributions,
        asked: Asked,
    ) -> None:
        """Raises :class:`~branchkit.core.errors.OrganizationError` ``unknown``."""
        self._reader = reader
        self.asked = asked
        self._yardsticks = Yardsticks(reader, contributions.schemes)
        self.rows: tuple[RollupRow, ...] = ()
        self.total = Summary()
        self.bounds: tuple[Decimal, Decimal] | None = None
        """The lowest and the highest share of all rows' lines, once they have been read."""
        self._trends: dict[str, dict[str, Sum]] = {}
        """Row's organisation, "" for all → period → what it came to; filled by :meth:`trends_in_steps`."""
        self.reload()

    def reload(self) -> None:
        """Read the tree and the figures of this period and the one before."""
        asked = self.asked
        self.tree = read_tree(self._reader)
        self.node = self.tree.get(asked.node)
        children = self._below(asked.node)
        self._row_of = {asked.node: asked.node}
        for child in children:
            self._row_of.update((o.id, child.id) for o in self.tree.subtree(child.id))
        periods = {str(period): period for period in (asked.period, asked.period.previous)}
        now, before = periods
        self._lines: dict[str, list[Measured]] | None = None
        due_days = DueDays(self._reader, self.tree)
        sums: dict[tuple[str, str], Sum] = {}
        with_sheet: set[str] = set()
        for line, yardstick in self._measured(self._row_of, [now, before]):
            row = self._row_of[line.org]
            due = due_days.of(line.org, yardstick.scheme, periods[line.period])
            sums.setdefault((row, line.period), Sum()).add(line, yardstick.maximum, due)
            with_sheet.add(line.org)
        for org in self._expected(with_sheet):
            sums.setdefault((self._row_of[org], now), Sum()).wanted += 1
        for (_row, period), made in list(sums.items()):
            sums.setdefault(("", period), Sum()).take(made)
        found = {key: made.summary() for key, made in sums.items()}
        self.total = found.get(("", now), Summary())
        self.previous = found.get(("", before), Summary())
        shown = [o for o in (self.node, *children) if o is not self.node or (o.id, now) in found]
        summaries = [found.get((o.id, now), Summary()) for o in shown]
        earlier = [found.get((o.id, before), Summary()) for o in shown]
        places = ranks([s.share for s in summaries])
        places_before = ranks([s.share for s in earlier])
        self.rows = tuple(
            RollupRow(
                organization=organization,
                own=organization is self.node,
                has_children=organization is not self.node and bool(self._below(organization.id)),
                summary=summaries[place],
                previous=earlier[place],
                rank=places[place],
                previous_rank=places_before[place],
            )
            for place, organization in enumerate(shown)
        )
        self._trends = {}

    def _below(self, org: str) -> list[Organization]:
        """Groups have no sheets: their members stand on their branch's."""
        return [o for o in self.tree.children(org) if o.kind.has_roll]

    def lines(self, org: str = "") -> Iterator[Measured]:
        """The sheets of this period that a row is made of, with all their parts; of all rows for the empty id.

        They are read with the first of them that is looked at.
        """
        if self._lines is None:
            self._lines = {}
            for line, yardstick in self._measured(self._row_of, [str(self.asked.period)], True):
                self._lines.setdefault(self._row_of[line.org], []).append((line, yardstick))
        for row in [org] if org else [row.organization.id for row in self.rows]:
            yield from self._lines.get(row, ())

    def schemes(self) -> list[str]:
        """Ids of the schemes that the period's sheets are of, the most frequent first."""
        counts: dict[str, int] = {}
        for line, _yardstick in self.lines():
            counts[line.scheme] = counts.get(line.scheme, 0) + 1
        return sorted(counts, key=lambda id: (-counts[id], id))

    @property
    def periods(self) -> list[Period]:
        """Those of the lines, the oldest first."""
        return [self.asked.period.shifted(-back) for back in range(PERIODS - 1, -1, -1)]

    def trends_in_steps(self) -> Iterator[None]:
        """Read the earlier periods, a few hundred organisations' at a time."""
        trends: dict[str, dict[str, Sum]] = {}
        span = [str(period) for period in self.periods]
        for orgs in in_pages(self._row_of, _ORGS_A_STEP):
            groups = {org: self._row_of[org] for org in orgs}
            for row, line in self._reader.figure_sums(groups, span):
                if (yardstick := self._wanted(line)) is not None:
                    periods = trends.setdefault(row, {})
                    periods.setdefault(line.period, Sum()).add(line, yardstick.maximum, "")
            yield
        whole: dict[str, Sum] = {}
        for periods in trends.values():
            for period, made in periods.items():
                whole.setdefault(period, Sum()).take(made)
        trends[""] = whole
        self._trends = trends
        shown = [self.trend(row.organization.id) for row in self.rows]
        known = [share for shares in shown for share in shares if share is not None]
        self.bounds = (min(known), max(known)) if known else None

    def trend(self, org: str = "") -> list[Decimal | None]:
        """A row's shares over the :attr:`periods`, of all rows for the empty id; empty until they have been read."""
        if not self._trends:
            return []
        found = self._trends.get(org, {})
        sums = (found.get(str(period)) for period in self.periods)
        return [None if made is None else made.summary().share for made in sums]

    def _measured(
        self, orgs: Iterable[str], periods: Sequence[str], parts: bool = False
    ) -> Iterator[Measured]:
        for line in self._reader.figures(orgs, periods, parts=parts):
            if (yardstick := self._wanted(line)) is not None:
                yield line, yardstick

    def _wanted(self, line: SheetFigures) -> Yardstick | None:
        """The yardstick of sheets that were asked for; None for others."""
        asked = self.asked
        if asked.scheme and line.scheme != asked.scheme:
            return None
        yardstick = self._yardsticks.of(line)
        return yardstick if yardstick and yardstick.scheme.subject is asked.subject else None

    def _expected(self, with_sheet: set[str]) -> list[str]:
        """Of whom a sheet is expected: of everybody with a roll for a month of members, else who has one now or had one before."""
        asked = self.asked
        every = asked.subject is SubjectKind.MEMBER and asked.period.kind is PeriodKind.MONTH
        if every and not asked.scheme:
            with_sheet = with_sheet.union(self._reader.organizations_of(MEMBER))
        return [org for org in self._row_of if org in with_sheet]


def latest_board(
    reader: Reader,
    contributions: Contributions,
    node: str,
    today: date,
    subject: SubjectKind = SubjectKind.MEMBER,
    scheme: str = "",
) -> RollupBoard:
    """The board of the period of today, of months first, or of the one before, whichever has a sheet; of this month where none has.

    Raises as :class:`RollupBoard`.
    """
    board = None
    for kind in PeriodKind:
        now = Period.containing(today, kind)
        for period in (now, now.previous):
            asked = Asked(node, period, subject, scheme)
            made = RollupBoard(reader, contributions, asked)
            if made.total.opened:
                return made
            board = board or made
    assert board is not None
    return board
