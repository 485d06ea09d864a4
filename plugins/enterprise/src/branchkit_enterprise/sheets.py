"""What the sector's sheets say, for reports: which scheme is meant, which points belong to which section."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from branchkit.api.scoring import EDITABLE, Band, Scheme
from branchkit.api.workspace import Period, SheetResults, SubjectResult, WorkspaceView


def results_of(view: WorkspaceView, scheme: str, org: str, period: Period) -> SheetResults | None:
    """A sheet, of the county's own scheme of that name where there is one; None where nobody has opened it."""
    own = "local/" + scheme.partition("/")[2]
    return view.results(own if own in view.schemes else scheme, org, period)


def scheme_of(view: WorkspaceView, scheme: str) -> Scheme:
    """The scheme, or the county's own of that name."""
    own = "local/" + scheme.partition("/")[2]
    return view.schemes[own if own in view.schemes else scheme]


def is_settled(result: SubjectResult) -> bool:
    """Whether nothing is open in a row."""
    return result.complete and result.total is not None


def is_handed_up(sheet: SheetResults) -> bool:
    """Whether a sheet may speak: one that is being scored may still change."""
    return sheet.state not in EDITABLE


def section_points(scheme: Scheme, result: SubjectResult) -> dict[str, Decimal]:
    """Section → its points, as they add up to the total."""
    found = dict.fromkeys((section.id for section in scheme.sections), Decimal(0))
    weights = {section.id: section.weight for section in scheme.sections}
    for criterion in scheme.criteria:
        points = result.points.get(criterion.id, Decimal(0))
        found[criterion.section] += points * weights[criterion.section]
    return found


def section_maximums(scheme: Scheme) -> dict[str, Decimal]:
    """Section → what it can bring at most."""
    maximums = dict.fromkeys((section.id for section in scheme.sections), Decimal(0))
    for criterion in scheme.criteria:
        maximums[criterion.section] += criterion.maximum
    return {section.id: section.within(maximums[section.id]) for section in scheme.sections}


def band_of(scheme: Scheme, id: str) -> Band | None:
    """A band by its id; None for the empty one of an open row."""
    return next((band for band in scheme.bands if band.id == id), None)


def months_until(period: Period) -> Iterator[Period]:
    """The months of the year up to the end of a period."""
    for month in Period.parse(str(period.year)).months():
        if month.last_day <= period.last_day:
            yield month
