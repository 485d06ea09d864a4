"""Cases of a criterion entered one by one: each judged within its item's range, with what happened and when.

The cell follows: its points are what the criterion's rule makes of all its cases.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from branchkit.core.errors import PointsRefused, ScoreRefused
from branchkit.core.ports import UnitOfWork
from branchkit.core.scoring.results import Assessment
from branchkit.core.scoring.rules import Awards, Case, CaseItem, Deductions, Facts
from branchkit.core.scoring.rules.base import refuse_outside
from branchkit.core.scoring.schemes import Criterion, Scheme
from branchkit.core.scoring.sheets import Cell, ExtraEvent, Row, SheetKey
from branchkit.core.scoring.tally import assess
from branchkit.services.scoring.rows import store_row
from branchkit.services.scoring.scores import editable_rows, refuse_excluded
from branchkit.services.scoring.suggested import JUDGED


def case_items(criterion: Criterion) -> tuple[CaseItem, ...]:
    """What can happen under a criterion whose rule counts cases; empty for every other one."""
    rule = criterion.rule
    return rule.items if isinstance(rule, Deductions | Awards) else ()


def case_range(item: CaseItem) -> tuple[Decimal, Decimal]:
    """The lowest and highest points that one case of an item may have."""
    return item.each, item.each if item.most is None else item.most


def check_case(item: CaseItem, points: Decimal) -> None:
    """Raises :class:`PointsRefused` when a case of this item cannot have these points."""
    if refusal := refuse_outside(points, *case_range(item)):
        raise PointsRefused(refusal.code, **refusal.params)


def cases_of(row: Row, criterion: str) -> tuple[ExtraEvent, ...]:
    """The cases of a criterion in a row, as they were entered; ``item`` is the item's id."""
    return row.cases.get(criterion, ())


def assess_cases(criterion: Criterion, cases: Iterable[ExtraEvent]) -> Assessment | None:
    """What the criterion's rule makes of cases; None where there are none."""
    return assess(criterion, Facts(cases=tuple(Case(case.item, case.points) for case in cases)))


def set_cases(
    uow: UnitOfWork,
    scheme: Scheme,
    key: SheetKey,
    subject: str,
    criterion: Criterion,
    cases: Iterable[ExtraEvent],
    *,
    today: date | None = None,
) -> Row:
    """Replace a subject's cases of a criterion; the cell has their points, and none when there are no cases.

    Raises :class:`ScoreRefused` ``unknown_case``, ``extra_without_reason``, ``not_applicable``, ``excluded``, and
    :class:`PointsRefused` when points do not fit their item.
    """
    (line,) = editable_rows(uow, scheme, key, [subject], today)
    refuse_excluded(line.row)
    if not criterion.applies.covers(line.traits):
        raise ScoreRefused("not_applicable", criterion=criterion.title)
    kept = tuple(cases)
    for case in kept:
        _check(criterion, case)
    cells, told = dict(line.row.cells), dict(line.row.cases)
    before = cells.pop(criterion.id, Cell(None)).own()
    told.pop(criterion.id, None)
    if kept:
        told[criterion.id] = kept
        assessment = assess_cases(criterion, kept)
        points = None if assessment is None else assessment.points
        cells[criterion.id] = replace(before, points=points, origin=JUDGED)
    return store_row(uow, scheme, key, replace(line.row, cells=cells, cases=told), line.traits)


def _check(criterion: Criterion, case: ExtraEvent) -> None:
    items = {item.id: item for item in case_items(criterion)}
    if case.item not in items:
        raise ScoreRefused("unknown_case", item=case.item, known=", ".join(sorted(items)))
    item = items[case.item]
    if not case.note.strip():
        raise ScoreRefused("extra_without_reason", item=item.title)
    check_case(item, case.points)
