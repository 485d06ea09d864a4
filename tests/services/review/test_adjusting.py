"""Points of a review beside the branch's own: with a reason, within what fits, taken back, and never over somebody else's."""

from __future__ import annotations

from decimal import Decimal

import pytest

from branchkit.core.errors import ConflictError, PointsRefused, ScoreRefused, SheetError
from branchkit.core.scoring.results import Proposal
from branchkit.core.scoring.sheets import Cell, SheetKey, SheetStep
from branchkit.services.review.adjusting import (
    Adjustment,
    adjust,
    column_adjustments,
    own_adjustments,
    proposed_adjustments,
    put_to,
    shifted,
)
from branchkit.services.scoring.rows import read_row
from branchkit.services.scoring.scores import CellEdit, change_cells
from branchkit.services.scoring.sheets import load_sheet, read_roll
from branchkit.testing.memory_store import MemoryStore

from .town import BRANCHES, CLERK, CONTRIBUTIONS, SCHEME, SECRETARY, a_memory_town, handed_up, step

ORG = BRANCHES[0]
AT = "2026-11-21T10:00:00"


@pytest.fixture
def store() -> MemoryStore:
    return a_memory_town()


@pytest.fixture
def key(store: MemoryStore) -> SheetKey:
    return handed_up(store, ORG, "8")


def seen(store: MemoryStore, key: SheetKey, subject: str = "m0001", criterion: str = "c0") -> Cell:
    return read_row(store, key, subject).cells[criterion]


def give(
    store: MemoryStore,
    key: SheetKey,
    points: str | None,
    reason: str = "",
    *,
    criterion: str = "c0",
    expected: Cell | None = None,
) -> Cell:
    before = expected or seen(store, key, criterion=criterion)
    given = None if points is None else Decimal(points)
    with store.begin(CLERK, "review.adjust") as uow:
        adjust(uow, SCHEME, key, [Adjustment("m0001", criterion, given, before)], AT, reason)
        uow.commit(reason=reason)
    return seen(store, key, criterion=criterion)


def test_three_points_stand_side_by_side_with_who_and_why(
    store: MemoryStore, key: SheetKey
) -> None:
    reviewed = give(store, key, "6", "少一次会议")
    assert reviewed.points == 8 and reviewed.stands == 6
    assert reviewed.reviewed_by is not None
    assert (reviewed.reviewed_by.by, reviewed.reviewed_by.at, reviewed.reviewed_by.reason) == (
        "王干事",
        AT,
        "少一次会议",
    )
    row = read_row(store, key, "m0001")
    assert (row.total, row.own_total) == (Decimal("14.0"), Decimal("16.0"))
    step(store, ORG, SheetStep.REVIEW)
    final = give(store, key, "7", "补了材料")
    given = (final.points, final.reviewed, final.final, final.stands)
    assert [str(points) for points in given] == ["8", "6", "7", "7"]
    assert load_sheet(store, CONTRIBUTIONS.schemes, key).rows[0].result.total == 15


def test_other_points_want_a_reason_and_have_to_fit(store: MemoryStore, key: SheetKey) -> None:
    with pytest.raises(ScoreRefused, match="adjusted_without_reason"):
        give(store, key, "6", "  ")
    with pytest.raises(PointsRefused):
        give(store, key, "11", "满分以外")
    # What the branch has given can be accepted without a word.
    assert give(store, key, "8").reviewed == 8
    assert read_row(store, key, "m0001").own_total is None
    assert give(store, key, None) == Cell(Decimal(8))


def test_nothing_is_adjusted_while_the_branch_has_the_sheet(
    store: MemoryStore, key: SheetKey
) -> None:
    give(store, key, "6", "少一次会议")
    step(store, ORG, SheetStep.RETURN, "再核")
    with pytest.raises(SheetError, match="not_in_review"):
        give(store, key, "7", "又核")
    # A cell that the branch scores anew stands for itself; the others keep what was given.
    with store.begin(SECRETARY, "score.enter") as uow:
        edit = CellEdit("m0001", "c0", Cell(Decimal(7)), seen(store, key))
        change_cells(uow, SCHEME, key, [edit])
        uow.commit()
    assert seen(store, key) == Cell(Decimal(7))


def test_what_somebody_else_has_given_since_is_a_conflict(
    store: MemoryStore, key: SheetKey
) -> None:
    before = seen(store, key)
    give(store, key, "6", "少一次会议")
    with pytest.raises(ConflictError):
        give(store, key, "5", "少两次", expected=before)


def test_a_column_moves_within_its_bounds(store: MemoryStore, key: SheetKey) -> None:
    roll, criterion = read_roll(store, key), SCHEME.criterion("c1")
    give(store, key, "9.5", "帮扶突出", criterion="c1")

    def points(change: str) -> list[Decimal | None]:
        by = put_to(Decimal(5)) if change == "5" else shifted(Decimal(change))
        found = column_adjustments(store, SCHEME, key, criterion, roll, by)
        return [adjustment.points for adjustment in found]

    # From the branch's own 8, not from what the review has given before.
    assert points("+1") == [9, 9]
    assert points("+3") == [10, 10]
    assert points("-9") == [0, 0]
    assert points("5") == [5, 5]
    assert points("+0") == [8]


def test_proposals_and_own_points_are_taken_where_something_else_stands(
    store: MemoryStore, key: SheetKey
) -> None:
    wanted = {"m0001": ["c0", "c1"], "m0002": ["c0"]}

    def suggested(subject: str, criterion: str) -> Proposal | None:
        points = {"c0": Decimal(8) if subject == "m0002" else Decimal(5)}.get(criterion)
        return None if points is None else Proposal(points, (), ())

    found = proposed_adjustments(store, SCHEME, key, wanted, suggested)
    assert [(a.subject, a.criterion, a.points) for a in found] == [("m0001", "c0", Decimal(5))]
    give(store, key, "6", "少一次会议")
    back = own_adjustments(store, SCHEME, key, wanted)
    assert [(a.subject, a.criterion, a.points) for a in back] == [("m0001", "c0", None)]
