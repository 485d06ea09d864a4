"""The queue of whoever reviews: every organisation below that has to hand up, and how its sheet stands.

A county has a thousand of them, so it is made of few statements: the tree, who has a roll, the sheets, the terms. What needs a sheet's
rows (how far it is, what the review has changed) is read for the lines that are looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from branchkit.core.dates import Period
from branchkit.core.organizations.organization import Organization
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.ports import Store
from branchkit.core.review.terms import TermsInForce, Timeliness, handed_up_on
from branchkit.core.scoring.sheets import SETTLED, Sheet, SheetKey, SheetState
from branchkit.core.values import frozen
from branchkit.plugin.contributions import Contributions
from branchkit.services.ledger.watching import Watcher
from branchkit.services.lru_cache import LruCache
from branchkit.services.organizations.organizations import ORGANIZATION, read_tree
from branchkit.services.review.sampling import SAMPLE, read_sample, sample_of_sheets
from branchkit.services.roster import MEMBER
from branchkit.services.scoring.levels import is_for, schemes_alike
from branchkit.services.scoring.rows import ROW
from branchkit.services.scoring.sheets import SHEET, default_scheme_id, read_roll, read_sheets
from branchkit.services.scoring.terms import TERMS, TermsOfTree, kind_of_scheme

KEPT = 200


class QueuePart(StrEnum):
    """The parts of a queue that somebody may want to see alone."""

    LATE = "late"
    """Handed up late, or overdue."""
    MISSING = "missing"
    """Not handed up yet, be it begun or not."""
    COMPLETE = "complete"
    """Handed up, waits for its review."""
    ON_TIME = "on-time"
    """Handed up in time, exceptions among them."""
    RETURNED = "returned"
    REVIEWED = "reviewed"
    """Reviewed, waits to be confirmed."""
    CONFIRMED = "confirmed"
    SAMPLED = "sampled"


@frozen
class QueueLine:
    """One organisation: its sheet, None where nobody has opened one, and how it stands to its term."""

    organization: Organization
    above: str
    """The name of the one directly above it."""
    key: SheetKey
    sheet: Sheet | None
    terms: TermsInForce
    handed_up: date | None
    timeliness: Timeliness
    sampled: bool = False

    @property
    def state(self) -> SheetState | None:
        """How its sheet stands."""
        return None if self.sheet is None else self.sheet.state

    def is_in(self, part: QueuePart) -> bool:
        """Whether it belongs to a part."""
        match part:
            case QueuePart.LATE:
                return self.timeliness in (Timeliness.LATE, Timeliness.OVERDUE)
            case QueuePart.MISSING:
                exempt = self.timeliness is Timeliness.EXEMPT
                return not exempt and (self.state is None or self.state is SheetState.DRAFT)
            case QueuePart.COMPLETE:
                return self.state is SheetState.SUBMITTED
            case QueuePart.ON_TIME:
                return self.timeliness in (Timeliness.ON_TIME, Timeliness.EXCEPTED)
            case QueuePart.RETURNED:
                return self.state is SheetState.RETURNED
            case QueuePart.REVIEWED:
                return self.state is SheetState.REVIEWED
            case QueuePart.CONFIRMED:
                return self.state in SETTLED
            case QueuePart.SAMPLED:
                return self.sampled


@frozen
class Insight:
    """What the rows of a sheet say: how many are complete, of how many, in how many the review has moved the total, and the mean of the
    totals, as the branch sees them and as they stand; None while nothing is scored."""

    complete: int
    count: int
    changed: int
    own_mean: Decimal | None
    mean: Decimal | None


NOTHING_SCORED = Insight(0, 0, 0, None, None)


class ReviewQueue:
    """The queue of one node for a kind of scheme and a period."""

    def __init__(
        self,
        store: Store,
        contributions: Contributions,
        node: str,
        kind: str,
        period: Period,
        today: date,
    ) -> None:
        """``kind`` is a scheme's id without its owner, or with it, where just that one is meant."""
        self._store = store
        self._contributions = contributions
        self.node = node
        self._only = kind if "/" in kind else ""
        self.kind = kind_of_scheme(kind)
        self.period = period
        self._today = today
        self._id = f"{self.kind}@{period}"
        self._watcher = Watcher(store, {SHEET, TERMS, SAMPLE, ORGANIZATION})
        self._insights: LruCache[str, Insight] = LruCache(KEPT, self._look_into)
        self._usual: dict[str, str] = {}
        """Sector → the scheme that its branches are judged by."""
        self._places: dict[str, int] = {}
        self.tree: OrganizationTree
        self.lines: Sequence[QueueLine] = ()
        self.reload()

    def reload(self) -> None:
        """Read everything anew."""
        store = self._store
        self.tree = read_tree(store)
        self._rolls = frozenset(store.organizations_of(MEMBER))
        self._terms = TermsOfTree(store, self.tree, self.kind, self.period)
        sample = read_sample(store, sample_of_sheets(self.node, self.kind, self.period))
        self._drawn = frozenset(sample.drawn) if sample else frozenset[str]()
        below = [o for o in self.tree.subtree(self.node)[1:] if o.kind.has_roll]
        self.lines = tuple(self._read(below))
        self._places = {line.organization.id: n for n, line in enumerate(self.lines)}
        self._insights = LruCache(KEPT, self._look_into)

    def reread(self, orgs: Iterable[str]) -> None:
        """Read the lines of some anew; all where one of them has had none."""
        wanted = [self.tree.get(org) for org in orgs if org in self._places]
        for line in self._read(wanted):
            id = line.organization.id
            before = self._places[id]
            self.lines = (*self.lines[:before], line, *self.lines[before + 1 :])
            self._insights.forget(id)

    def place(self, org: str) -> int | None:
        """Where an organisation's line stands, from 0; None: it has none."""
        return self._places.get(org)

    def counts(self) -> Counter[QueuePart]:
        """How many lines there are in each part."""
        return Counter(part for part in QueuePart for line in self.lines if line.is_in(part))

    def insight(self, place: int) -> Insight:
        """What the rows of a line's sheet say; read when it is asked for."""
        return self._insights.get(self.lines[place].organization.id)

    def own(self, operation: int | None) -> None:
        """This session's own change: not to be told as somebody else's."""
        self._watcher.own(operation)

    def catch_up(self) -> bool:
        """Take in what other sessions have changed; whether anything of this queue was."""
        changes = self._watcher.foreign()
        ours = [c for c in changes if c.kind != SHEET or kind_of_scheme(c.id) == self._id]
        if any(c.kind != SHEET or c.org not in self._places for c in ours):
            self.reload()
        else:
            self.reread(dict.fromkeys(c.org for c in ours))
        return bool(ours)

    def _look_into(self, orgs: Sequence[str]) -> dict[str, Insight]:
        return {org: self._insight(self.lines[self._places[org]]) for org in orgs}

    def _insight(self, line: QueueLine) -> Insight:
        if line.sheet is None:
            return NOTHING_SCORED
        fields = ("complete", "excluded", "total", "own_total")
        rows = list(self._store.project(line.key.org, ROW, f"{line.key}/", fields))
        count = len(read_roll(self._store, line.key)) - sum(1 for row in rows if row[2])
        totals = [(Decimal(total), Decimal(own or total)) for *_, total, own in rows if total]
        means = [sum(column, Decimal(0)) / len(column) for column in zip(*totals, strict=True)]
        mean, own_mean = means or (None, None)
        changed = sum(1 for *_, own in rows if own is not None)
        return Insight(sum(1 for row in rows if row[1]), count, changed, own_mean, mean)

    def _read(self, below: Sequence[Organization]) -> Iterable[QueueLine]:
        schemes = {o.id: self._scheme_id(o) for o in below}
        sheets = self._sheets(below, schemes)
        known = self._contributions.schemes
        for organization in below:
            id = organization.id
            sheet, scheme = sheets.get(id), known.get(schemes[id])
            wanted = id in self._rolls and scheme is not None and is_for(scheme, organization)
            if sheet is None and not wanted:
                continue
            key = sheet.key if sheet else SheetKey(schemes[id], id, self.period)
            yield self._line(organization, key, sheet, self._terms.of(id, scheme))

    def _scheme_id(self, organization: Organization) -> str:
        sector = organization.sector
        if not self._only and sector not in self._usual:
            known = self._contributions.schemes
            usual = default_scheme_id(self._contributions, sector, self.kind)
            alike = schemes_alike(known, usual)
            self._usual[sector] = next((id for id in alike if id in known), usual)
        return self._only or self._usual[sector]

    def _sheets(self, below: Sequence[Organization], schemes: dict[str, str]) -> dict[str, Sheet]:
        """Each one's sheet by the usual scheme, else by another one of the kind that it may have been opened with."""
        usual = [SheetKey(schemes[o.id], o.id, self.period) for o in below]
        found = {key.org: sheet for key, sheet in read_sheets(self._store, usual).items()}
        if self._only:
            return found
        others = [
            SheetKey(id, o.id, self.period)
            for o in below
            if o.id not in found
            for id in schemes_alike(self._contributions.schemes, schemes[o.id])[1:]
            if is_for(self._contributions.schemes[id], o)
        ]
        return found | {key.org: sheet for key, sheet in read_sheets(self._store, others).items()}

    def _line(
        self,
        organization: Organization,
        key: SheetKey,
        sheet: Sheet | None,
        terms: TermsInForce,
    ) -> QueueLine:
        handed_up = handed_up_on(sheet.passages) if sheet else None
        return QueueLine(
            organization,
            self.tree.name(organization.parent),
            key,
            sheet,
            terms,
            handed_up,
            terms.timeliness(handed_up, self._today),
            organization.id in self._drawn,
        )
