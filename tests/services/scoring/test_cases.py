"""Cases of a criterion, judged one by one: the cell follows them until it is given other points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from branchkit.core.actors import Actor
from branchkit.core.errors import PointsRefused, ScoreRefused
from branchkit.core.scoring.rules import CaseItem, Deductions
from branchkit.core.scoring.schemes import Scheme
from branchkit.core.scoring.sheets import Cell, ExtraEvent, Row, SheetKey
from branchkit.core.texts import LocalText
from branchkit.services.scoring.cases import set_cases
from branchkit.services.scoring.rows import read_row
from branchkit.services.scoring.scores import CellEdit, change_cells, set_excluded
from branchkit.testing.builders import a_criterion, a_scheme, a_sheet, fixed_clock
from branchkit.testing.memory_store import MemoryStore

SECRETARY = Actor("李书记")
RULE = Deductions(
    (
        CaseItem("breach", LocalText("违规"), Decimal(1), Decimal(2)),
        CaseItem("late", LocalText("迟到"), Decimal(1)),
    )
)
ORDER = replace(a_criterion("order"), rule=RULE)
SCHEME: Scheme = a_scheme([ORDER, a_criterion("work")])


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(fixed_clock())


@pytest.fixture
def key(store: MemoryStore) -> SheetKey:
    return a_sheet(store, SCHEME, SECRETARY)


def a_case(points: str, item: str = "breach", note: str = "乱堆放") -> ExtraEvent:
    return ExtraEvent(item, Decimal(points), note, "2026-11-03")


def enter(store: MemoryStore, key: SheetKey, *cases: ExtraEvent) -> Row:
    with store.begin(SECRETARY, "score.case") as uow:
        set_cases(uow, SCHEME, key, "m0001", ORDER, cases)
        uow.commit()
    return read_row(store, key, "m0001")


def test_the_cell_has_what_the_rule_makes_of_the_cases(store: MemoryStore, key: SheetKey) -> None:
    row = enter(store, key, a_case("1.5"), a_case("2"), a_case("1", "late"))
    assert row.cells["order"] == Cell(Decimal("5.5"), "cases")
    assert row.total == Decimal("5.5")
    assert [case.points for case in row.cases["order"]] == [Decimal("1.5"), Decimal(2), Decimal(1)]


def test_the_last_case_taken_back_opens_the_cell(store: MemoryStore, key: SheetKey) -> None:
    enter(store, key, a_case("2"))
    row = enter(store, key)
    assert (row.cells, row.cases, row.total) == ({}, {}, None)


def test_points_given_otherwise_take_the_place_of_the_cases(
    store: MemoryStore, key: SheetKey
) -> None:
    seen = enter(store, key, a_case("2")).cells["order"]
    with store.begin(SECRETARY, "score.enter") as uow:
        edits: Sequence[CellEdit] = [
            CellEdit("m0001", "work", Cell(Decimal(9))),
            CellEdit("m0001", "order", Cell(Decimal(10)), seen),
        ]
        change_cells(uow, SCHEME, key, edits[:1])
        assert read_row(uow, key, "m0001").cases
        change_cells(uow, SCHEME, key, edits[1:])
        uow.commit()
    row = read_row(store, key, "m0001")
    assert (row.cells["order"], row.cases) == (Cell(Decimal(10)), {})


@pytest.mark.parametrize(
    ("case", "code"),
    [
        (a_case("2.5"), "score.out_of_range"),
        (a_case("0.5"), "score.out_of_range"),
        (a_case("2", "late"), "score.out_of_range"),
        (a_case("1", "theft"), "score.unknown_case"),
        (a_case("1", note=" "), "score.extra_without_reason"),
    ],
)
def test_what_does_not_fit_is_refused(
    store: MemoryStore, key: SheetKey, case: ExtraEvent, code: str
) -> None:
    with pytest.raises((ScoreRefused, PointsRefused)) as refused:
        enter(store, key, case)
    assert refused.value.code == code


def test_who_is_excluded_has_no_cases(store: MemoryStore, key: SheetKey) -> None:
    with store.begin(SECRETARY, "score.exclude") as uow:
        set_excluded(uow, SCHEME, key, "m0001", "驻村")
        uow.commit()
    with pytest.raises(ScoreRefused, match="excluded"):
        enter(store, key, a_case("2"))


def test_cases_are_kept_and_read_again(store: MemoryStore, key: SheetKey) -> None:
    row = enter(store, key, a_case("1.5"))
    assert Row.from_body(row.to_body()) == row
