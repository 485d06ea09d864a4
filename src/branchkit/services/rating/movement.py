"""晋位: organisations beside what they were in the period before, for a node with everything below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from branchkit.core.dates import Period
from branchkit.core.organizations.organization import Organization
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.ports import Reader
from branchkit.core.rating.movement import Movement, Settled, by_band, by_total, is_target_met
from branchkit.core.scoring.schemes import Scheme, SubjectKind
from branchkit.core.scoring.sheets import SheetKey, SheetState
from branchkit.core.values import frozen
from branchkit.services.scoring.past_bands import PastSheet, past_sheets


@frozen
class Moved:
    """One organisation by one scheme. ``state`` None: there is no sheet of the period; results count once they are handed up."""

    organization: Organization
    scheme: Scheme
    state: SheetState | None
    now: Settled | None
    before: Settled | None

    @property
    def by_band(self) -> Movement | None:
        """Risen, held or fallen by band."""
        return by_band(self.now, self.before)

    @property
    def by_total(self) -> Movement | None:
        """The same by points."""
        return by_total(self.now, self.before)

    @property
    def difference(self) -> Decimal | None:
        """Points more than before, negative where fewer."""
        if self.now is None or self.before is None:
            return None
        return self.now.total - self.before.total

    @property
    def target_met(self) -> bool | None:
        """Whether it has risen a place, or kept the best; None where there is nothing to compare."""
        return is_target_met(self.now, self.before)


@frozen
class MovementCounts:
    """How many organisations did what; ``compared`` had a result in both periods, ``met`` have met the target."""

    moved: Mapping[Movement, int]
    compared: int
    met: int


def movements(
    reader: Reader,
    schemes: Mapping[str, Scheme],
    tree: OrganizationTree,
    node: str,
    period: Period,
    scheme_id: str = "",
) -> list[Moved]:
    """Top down, every organisation by each scheme of its sector of which it has a sheet in the period or the one before."""
    wanted: list[tuple[Organization, SheetKey]] = []
    for organization in tree.subtree(node):
        if organization.kind.has_roll:
            wanted += [
                (organization, SheetKey(scheme.id, organization.id, period))
                for scheme in _judging(schemes, organization, period, scheme_id)
            ]
    keys = [key for _organization, key in wanted]
    earlier = {key: SheetKey(key.scheme, key.org, period.previous) for key in keys}
    found = past_sheets(reader, schemes, [*keys, *earlier.values()])
    lines = []
    for organization, key in wanted:
        now, before = found.get(key), found.get(earlier[key])
        if now is not None or before is not None:
            state = now.state if now is not None else None
            placed = _placing(now, key.org), _placing(before, key.org)
            lines.append(Moved(organization, schemes[key.scheme], state, *placed))
    return lines


def counted(lines: Sequence[Moved]) -> MovementCounts:
    """What all of them come to."""
    moved = Counter(line.by_band for line in lines if line.by_band is not None)
    return MovementCounts(moved, moved.total(), sum(line.target_met is True for line in lines))


def _judging(
    schemes: Mapping[str, Scheme], organization: Organization, period: Period, scheme_id: str
) -> list[Scheme]:
    traits = frozenset({str(organization.kind), organization.sector})
    return [
        scheme
        for scheme in schemes.values()
        if scheme.subject is SubjectKind.ORGANIZATION
        and scheme.period is period.kind
        and scheme.sector in ("", organization.sector)
        and scheme.applies.covers(traits)
        and scheme_id in ("", scheme.id)
    ]


def _placing(sheet: PastSheet | None, org: str) -> Settled | None:
    return sheet.placings.get(org) if sheet is not None and sheet.is_handed_up else None
