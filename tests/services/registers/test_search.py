"""Finding rows by anything that is shown of them."""

from __future__ import annotations

import pytest

from branchkit.bootstrap import Workspace
from branchkit.services.registers.search import RecordSearch

from .village_registers import a_board, enrol, visits


@pytest.fixture
def search(workspace: Workspace) -> RecordSearch:
    enrol(workspace)
    visits(
        workspace,
        [
            {"date": "2026-11-01", "note": "水渠修好了", "phone": "13800001234"},
            {"date": "2026-11-02", "who": "m0001", "kind": "field", "field_name": "A 3"},
            {"date": "2026-11-03", "who": "m0002", "with": ["m0003", "m0004"]},
        ],
    )
    search = RecordSearch(a_board(workspace))
    for _ in search.in_steps():
        pass
    return search


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("水渠", [0]),
        ("sqxh", [0]),
        ("oyrl", [1]),
        ("田间", [1]),
        ("a3", [1]),
        ("Ａ３", [1]),
        ("仇", [2]),
        ("qcm", [2]),
        ("2026-11", [0, 1, 2]),
        ("没有", []),
    ],
)
def test_rows_are_found_by_text_and_by_initials(
    search: RecordSearch, query: str, places: list[int]
) -> None:
    assert [place for place in range(len(search)) if search.is_meant(place, query)] == places


def test_what_is_hidden_cannot_be_found(search: RecordSearch) -> None:
    assert not any(search.is_meant(place, "1380000") for place in range(len(search)))


def test_nothing_is_found_across_two_columns(search: RecordSearch) -> None:
    assert not search.is_meant(1, "欧阳若兰田间")


def test_a_row_is_named_by_its_summary(search: RecordSearch) -> None:
    assert search[0] == "陈建国 水渠修好了"


def test_rows_not_looked_at_yet_are_not_found_yet(workspace: Workspace) -> None:
    enrol(workspace)
    visits(workspace, [{"date": "2026-11-01", "note": "x"}])
    search = RecordSearch(a_board(workspace))
    assert not search.complete
    assert not search.is_meant(0, "x")
    for _ in search.in_steps():
        pass
    assert search.complete
    assert search.is_meant(0, "x")
