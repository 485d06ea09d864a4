"""Scores are written exactly, together, and never over somebody else's."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.access.roles import Role
from branchkit.core.actors import Actor
from branchkit.core.errors import ConflictError, PointsRefused, ScoreRefused, SheetError
from branchkit.core.scoring.schemes import Extra, Scheme
from branchkit.core.scoring.sheets import Cell, ExtraEvent, Sheet, SheetKey, SheetState, SheetStep
from branchkit.core.texts import LocalText
from branchkit.plugin.contributions import Contributions
from branchkit.services.scoring.rows import read_row
from branchkit.services.scoring.scores import (
    CellEdit,
    change_cells,
    extra_range,
    parse_points,
    set_excluded,
    set_extras,
    set_vetoes,
)
from branchkit.services.scoring.sheets import existing_sheet, load_sheet, open_sheet, read_roll
from branchkit.services.scoring.steps import may_be_withdrawn, open_cells, take_step
from branchkit.testing.builders import ORG, a_criterion, a_scheme, a_sheet, fixed_clock
from branchkit.testing.memory_store import MemoryStore

SECRETARY = Actor("李书记")
CLERK = Actor("王干事", Role.REVIEWER)
SCHEME = a_scheme()

CONTRIBUTIONS = Contributions(schemes={SCHEME.id: SCHEME})


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(fixed_clock())


@pytest.fixture
def key(store: MemoryStore) -> SheetKey:
    return a_sheet(store, SCHEME, SECRETARY)


def enter(store: MemoryStore, key: SheetKey, *edits: CellEdit, scheme: Scheme = SCHEME) -> None:
    with store.begin(SECRETARY, "score.enter") as uow:
        change_cells(uow, scheme, key, edits)
        uow.commit()


def edit(subject: str, criterion: str, points: str, expected: Cell | None = None) -> CellEdit:
    return CellEdit(subject, criterion, Cell(Decimal(points)), expected)


@pytest.mark.parametrize(
    ("typed", "points"),
    [
        ("8", "8"),
        ("８．５", "8.5"),
        ("9。5", "9.5"),
        ("-2", "-2"),
        ("－２", "-2"),
        (" 7 ", "7"),
        (".5", "0.5"),
    ],
)
def test_points_are_read_as_they_are_typed(typed: str, points: str) -> None:
    assert parse_points(typed) == Decimal(points)


@pytest.mark.parametrize("typed", ["", "八", "1e3", "NaN", "Infinity", "1_0", "--1", "1.2.3", "²"])
def test_what_is_no_figure_is_refused(typed: str) -> None:
    with pytest.raises(ScoreRefused, match="unreadable"):
        parse_points(typed)


@given(st.decimals(min_value=-999, max_value=999, places=3))
def test_any_plain_decimal_is_read_exactly(points: Decimal) -> None:
    assert parse_points(format(points, "f")) == points


@pytest.mark.parametrize("text", ["1" + "0" * 15, "9" * 5000])
def test_points_beyond_all_measure_are_refused(text: str) -> None:
    with pytest.raises(ScoreRefused, match="too_large"):
        parse_points(text)


def test_a_score_changes_the_total_and_nothing_else(store: MemoryStore, key: SheetKey) -> None:
    enter(store, key, edit("m0000", "c0", "8"), edit("m0000", "c1", "7.5"))
    row = read_row(store, key, "m0000")
    assert (row.total, row.complete) == (Decimal("15.5"), False)
    assert read_row(store, key, "m0001").total is None


def test_one_refused_cell_refuses_the_whole_change(store: MemoryStore, key: SheetKey) -> None:
    with pytest.raises(PointsRefused):
        enter(store, key, edit("m0000", "c0", "8"), edit("m0001", "c0", "11"))
    assert read_row(store, key, "m0000").cells == {}


def test_a_cell_changed_by_somebody_else_is_a_conflict(store: MemoryStore, key: SheetKey) -> None:
    enter(store, key, edit("m0000", "c0", "8"))
    with pytest.raises(ConflictError) as caught:
        enter(store, key, edit("m0000", "c0", "5"))
    assert caught.value.params["theirs"] == "8"
    assert read_row(store, key, "m0000").cells["c0"].points == Decimal(8)


def test_another_cell_of_the_same_row_is_no_conflict(store: MemoryStore, key: SheetKey) -> None:
    enter(store, key, edit("m0000", "c0", "8"))
    enter(store, key, edit("m0000", "c1", "5"))
    assert read_row(store, key, "m0000").total == Decimal(13)


def test_the_same_value_twice_is_no_conflict_and_no_entry(
    store: MemoryStore, key: SheetKey
) -> None:
    enter(store, key, edit("m0000", "c0", "8"))
    before = store.last_seq()
    enter(store, key, edit("m0000", "c0", "8"))
    assert store.last_seq() == before


def test_a_veto_needs_a_reason_and_sets_the_band(store: MemoryStore, key: SheetKey) -> None:
    with store.begin(SECRETARY, "score.veto") as uow:
        with pytest.raises(ScoreRefused, match="veto_without_reason"):
            set_vetoes(uow, SCHEME, key, "m0000", {"law": " "})
        change_cells(uow, SCHEME, key, [edit("m0000", f"c{n}", "10") for n in range(3)])
        set_vetoes(uow, SCHEME, key, "m0000", {"law": "酒驾"})
        uow.commit()
    row = load_sheet(store, {SCHEME.id: SCHEME}, key).rows[0]
    assert row.band is not None and row.band.id == "poor"
    assert row.result.total == Decimal(30)


@pytest.mark.parametrize(
    ("ends", "span"),
    [({}, (2, 2)), ({"at_least": Decimal(1)}, (1, 2)), ({"at_most": Decimal(5)}, (2, 5))],
    ids=["points", "lower end", "upper end"],
)
def test_an_extra_is_asked_for_up_to_the_end_that_is_declared(
    ends: dict[str, Decimal], span: tuple[int, int]
) -> None:
    low, high = extra_range(Extra("deed", LocalText("好事"), Decimal(2), **ends))
    assert (int(low), int(high)) == span


def test_extras_count_outside_the_maximum(store: MemoryStore, key: SheetKey) -> None:
    with store.begin(SECRETARY, "score.extra") as uow:
        row = set_extras(uow, SCHEME, key, "m0000", [ExtraEvent("deed", Decimal(3), "救人")])
        assert row.total == Decimal(3)
        with pytest.raises(PointsRefused):
            set_extras(uow, SCHEME, key, "m0000", [ExtraEvent("deed", Decimal(4), "")])


def test_a_sheet_with_open_cells_cannot_go(store: MemoryStore, key: SheetKey) -> None:
    with (
        store.begin(SECRETARY, "sheet.submit") as uow,
        pytest.raises(SheetError, match="incomplete"),
    ):
        take_step(uow, CONTRIBUTIONS, key, SheetStep.SUBMIT, fixed_clock())


def test_a_note_stands_for_points_when_handing_up(store: MemoryStore, key: SheetKey) -> None:
    noted = CellEdit("m0000", "c0", Cell(None, note="住院"), None)
    enter(store, key, noted, edit("m0000", "c1", "5"), edit("m0000", "c2", "5"))
    assert all(cell.subject != "m0000" for cell in open_cells(store, SCHEME, key))


def hand_up(store: MemoryStore, key: SheetKey) -> None:
    enter(store, key, *(edit(s, f"c{n}", "9") for s in read_roll(store, key) for n in range(3)))
    with store.begin(SECRETARY, "sheet.submit") as uow:
        take_step(uow, CONTRIBUTIONS, key, SheetStep.SUBMIT, fixed_clock())
        uow.commit()


def test_a_sheet_handed_up_takes_no_more_scores(store: MemoryStore, key: SheetKey) -> None:
    hand_up(store, key)
    with pytest.raises(SheetError, match="closed"):
        enter(store, key, edit("m0000", "c0", "1", Cell(Decimal(9))))


def test_a_returned_sheet_can_be_scored_again(store: MemoryStore, key: SheetKey) -> None:
    hand_up(store, key)
    with store.begin(CLERK, "sheet.return") as uow:
        sheet = take_step(uow, CONTRIBUTIONS, key, SheetStep.RETURN, fixed_clock(), "党费一栏请核")
        uow.commit(reason="党费一栏请核")
    assert [p.by for p in sheet.passages] == ["李书记", "王干事"]
    enter(store, key, edit("m0000", "c0", "1", Cell(Decimal(9))))
    assert read_row(store, key, "m0000").total == Decimal(19)


def withdraw(store: MemoryStore, key: SheetKey) -> Sheet:
    with store.begin(SECRETARY, "sheet.withdraw") as uow:
        sheet = take_step(uow, CONTRIBUTIONS, key, SheetStep.WITHDRAW, fixed_clock(), "漏了一项")
        uow.commit(reason="漏了一项")
    return sheet


def put_under_a_committee(store: MemoryStore, org: str) -> None:
    document = store.get("", "organization", org)
    assert document is not None
    with store.begin(CLERK, "organization.move") as uow:
        uow.put("", "organization", org, {**document.body, "parent": "o9"})
        uow.commit()


def review(store: MemoryStore, key: SheetKey) -> None:
    with store.begin(CLERK, "sheet.review") as uow:
        take_step(uow, CONTRIBUTIONS, key, SheetStep.REVIEW, fixed_clock())
        uow.commit()


def test_a_sheet_taken_back_can_be_scored_again(store: MemoryStore, key: SheetKey) -> None:
    hand_up(store, key)
    put_under_a_committee(store, key.org)
    assert may_be_withdrawn(store, existing_sheet(store, key))
    sheet = withdraw(store, key)
    assert (sheet.state, sheet.scheme_text) == (SheetState.DRAFT, "")
    assert sheet.passages[-1].reason == "漏了一项"
    enter(store, key, edit("m0000", "c0", "1", Cell(Decimal(9))))


def test_a_reviewed_sheet_is_taken_back_only_where_nobody_is_above(
    store: MemoryStore, key: SheetKey
) -> None:
    hand_up(store, key)
    review(store, key)
    assert may_be_withdrawn(store, existing_sheet(store, key))
    put_under_a_committee(store, key.org)
    assert not may_be_withdrawn(store, existing_sheet(store, key))
    with pytest.raises(SheetError, match="wrong_state"):
        withdraw(store, key)


def test_a_newer_scheme_adds_open_rows_up_anew(store: MemoryStore, key: SheetKey) -> None:
    enter(store, key, edit("m0000", "c0", "8"), edit("m0000", "c1", "8"))
    newer = a_scheme([a_criterion("c0"), a_criterion("c2")], digest="d2")
    with store.begin(SECRETARY, "sheet.follow") as uow:
        open_sheet(uow, newer, key)
        uow.commit()
    assert read_row(store, key, "m0000").total == Decimal(8)


def test_the_roll_follows_the_roster_but_keeps_who_was_scored(
    store: MemoryStore, key: SheetKey
) -> None:
    enter(store, key, edit("m0001", "c0", "8"))
    with store.begin(SECRETARY, "member.remove") as uow:
        for gone in ("m0001", "m0002"):
            document = uow.get(ORG, "member", gone)
            assert document is not None
            uow.put(ORG, "member", gone, {**document.body, "removed": "转出"})
        open_sheet(uow, SCHEME, key)
        uow.commit()
    roll = read_roll(store, key)
    assert "m0001" in roll and "m0002" not in roll


def test_who_is_excluded_is_not_open_not_ranked_and_keeps_the_scores(
    store: MemoryStore, key: SheetKey
) -> None:
    enter(store, key, *(edit("m0001", f"c{n}", "10") for n in range(3)))
    enter(store, key, *(edit("m0002", f"c{n}", "9") for n in range(3)))
    with store.begin(SECRETARY, "score.exclude") as uow:
        set_excluded(uow, SCHEME, key, "m0001", " 驻村工作 ")
        set_excluded(uow, SCHEME, key, "m0000", "新转入")
        uow.commit()
    rows = {row.subject: row for row in load_sheet(store, {SCHEME.id: SCHEME}, key).rows}
    assert (rows["m0001"].row.excluded, rows["m0001"].row.total) == ("驻村工作", None)
    assert (rows["m0001"].rank, rows["m0001"].band, rows["m0002"].rank) == (None, None, 1)
    still_open = {cell.subject for cell in open_cells(store, SCHEME, key)}
    assert still_open == {"m0003", "m0004", "m0005"}
    with pytest.raises(ScoreRefused, match="excluded"):
        enter(store, key, edit("m0000", "c0", "10"))
    with store.begin(SECRETARY, "score.exclude") as uow:
        set_excluded(uow, SCHEME, key, "m0001", "")
        uow.commit()
    assert read_row(store, key, "m0001").total == Decimal(30)
