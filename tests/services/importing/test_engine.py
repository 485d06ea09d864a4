"""The engine under every import, over a subject that takes notes: one transaction, progress, counting, mending."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from branchkit.core.errors import ExchangeError, Problem, StoreError
from branchkit.core.members.reading import cell_text
from branchkit.core.ports import UnitOfWork
from branchkit.core.tables import Value
from branchkit.exchange.readers.grid import GridRow
from branchkit.exchange.readers.opening import open_grids
from branchkit.i18n.catalog import Catalog
from branchkit.services.importing.engine import (
    MASKED,
    MOST_PROBLEMS,
    Import,
    ImportedRow,
    RowOutcome,
)
from branchkit.services.importing.layout import (
    HeadingTable,
)
from branchkit.services.importing.sheets import STEP_ROWS, FoundSheet
from branchkit.testing.memory_store import MemoryStore

from .sheets_of_lists import ACTOR, FILE, Sheets, codes, counts, imported, passed_over

ORG, NOTE = "o", "note"
HEAD: GridRow = ["名称", "内容", "天气", "问题"]
WORDS = {"name": "名称", "text": "内容", "@explanations": "问题"}


class Notes:
    """A subject whose rows are kept as documents; some words make a row what a test wants.

    ``坏`` is left out at once and ``迟`` at the end, ``合计`` is passed over, ``满`` finds the disk full, ``遮`` is masked.
    """

    id = noun = "records"
    action = "note.import"
    headings = HeadingTable(WORDS, "谁")
    text_fields = ("text",)
    date_fields = ("text",)

    def __init__(self, *, named: bool = False) -> None:
        self.named = named

    def open(self, uow: UnitOfWork, sheet: FoundSheet) -> NoteRows:
        return NoteRows(uow, sheet)


class NoteRows:
    def __init__(self, uow: UnitOfWork, sheet: FoundSheet) -> None:
        self._uow = uow
        self._layout = sheet.layout
        self._late: list[ImportedRow] = []

    def take(self, first: int, rows: Sequence[GridRow]) -> Iterator[ImportedRow]:
        for number, row in enumerate(rows, start=first):
            name = cell_text(self._layout.value(row, "name"))
            text = cell_text(self._layout.value(row, "text"))
            problem = Problem("import.no_day", params={"field": "text", "found": text})
            match name[:1]:
                case "":
                    continue
                case "坏":
                    yield ImportedRow(number, RowOutcome.LEFT_OUT, problems=(problem,))
                case "迟":
                    self._late.append(ImportedRow(number, RowOutcome.LEFT_OUT, problems=(problem,)))
                case "合":
                    yield ImportedRow(number, RowOutcome.PASSED_OVER, detail=("total",))
                case "满":
                    raise StoreError("full")
                case _:
                    yield self._kept(number, name, text)

    def finish(self) -> Iterable[ImportedRow]:
        return self._late

    def _kept(self, number: int, name: str, text: str) -> ImportedRow:
        known = self._uow.get(ORG, NOTE, name)
        told = (Problem(MASKED, severity="warning", params={"field": "text"}),)
        row = ImportedRow(
            number, RowOutcome.UNCHANGED, name, (), told if text == "遮" else (), name
        )
        if known is not None and known.body["text"] == text:
            return row
        self._uow.put(ORG, NOTE, name, {"text": text})
        outcome = RowOutcome.CHANGED if known else RowOutcome.ADDED
        return row._replace(outcome=outcome, detail=("text",) if known else ())


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(datetime(2026, 11, 20, 9).astimezone)


def sheet(*rows: Sequence[Value]) -> Sheets:
    return Sheets(笔记=[["笔记一览"], HEAD, *map(list, rows)])


def notes(store: MemoryStore) -> list[str]:
    return [document.id for document in store.scan(ORG, NOTE)]


def rows_of(file: Path) -> list[GridRow]:
    with open_grids(file) as grids:
        return list(grids.grid(0).rows())


def test_rows_are_counted_by_how_they_end(store: MemoryStore) -> None:
    imported(store, Notes(), sheet(["甲", "一"], ["乙", "二"]))
    told: list[ImportedRow] = []
    rows = sheet(["甲", "一"], ["乙", "三"], [], ["丙", "四"], ["坏", "五"], ["合计", None])
    summary = imported(store, Notes(), rows, told=told.append)
    assert counts(summary) == (1, 1, 1, 1)
    assert summary.writes == 2
    assert passed_over(summary) == [(8, "total")]
    assert [(row.row, str(row.outcome)) for row in told] == [
        (3, "unchanged"),
        (4, "changed"),
        (6, "added"),
        (7, "left-out"),
        (8, "passed-over"),
    ]


def test_everything_is_one_operation_that_names_the_file(store: MemoryStore) -> None:
    imported(store, Notes(), sheet(*([f"第{n}条", "一"] for n in range(2 * STEP_ROWS))))
    entries = list(store.entries())
    assert len(entries) == 2 * STEP_ROWS
    assert {(entry.change.operation, entry.change.action, entry.reason) for entry in entries} == {
        (entries[0].seq, "note.import", FILE)
    }


def test_a_dry_run_says_the_same_and_writes_nothing(store: MemoryStore) -> None:
    rows = sheet(["甲", "一"], ["坏", "二"], ["迟", "三"])
    tried = imported(store, Notes(), rows, dry_run=True)
    assert (notes(store), store.last_seq()) == ([], 0)
    done = imported(store, Notes(), rows)
    assert (tried.rows, tried.problems) == (done.rows, done.problems)
    assert notes(store) == ["甲"]


def test_progress_is_told_every_few_rows(store: MemoryStore) -> None:
    rows = sheet(*([f"第{n}条", "一"] for n in range(2 * STEP_ROWS + 5)))
    steps = Import(Notes(), Catalog.load()).steps(store, ACTOR, rows, None)
    assert list(steps) == [STEP_ROWS + 2, 2 * STEP_ROWS + 2, 2 * STEP_ROWS + 7]


def test_rows_left_out_reach_the_mend_file_whenever_it_is_known(
    store: MemoryStore, tmp_path: Path
) -> None:
    mend = tmp_path / "mend.xlsx"
    rows = sheet(
        ["坏", "一", "晴", "旧"],
        *([f"第{n}条", "一"] for n in range(STEP_ROWS)),
        ["迟", 2, "雨"],
        ["甲", "三"],
        ["坏坏", "四"],
    )
    summary = imported(store, Notes(), rows, mend_file=mend)
    assert summary[RowOutcome.LEFT_OUT] == 3
    header, *left_out = rows_of(mend)
    assert header == ["名称", "内容", "天气", "问题"]
    assert [row[:3] for row in left_out] == [
        ["坏", "一", "晴"],
        ["坏坏", "四", None],
        ["迟", 2, "雨"],
    ]
    assert "“一”缺日" in str(left_out[0][3]) and "旧" not in str(left_out[0][3])


def test_without_a_row_left_out_there_is_no_mend_file(store: MemoryStore, tmp_path: Path) -> None:
    imported(store, Notes(), sheet(["甲", "一"]), mend_file=tmp_path / "mend.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_failing_write_leaves_nothing_half_written(store: MemoryStore, tmp_path: Path) -> None:
    rows = sheet(["坏", "一"], *([f"第{n}条", "一"] for n in range(STEP_ROWS)), ["满", "二"])
    with pytest.raises(StoreError):
        imported(store, Notes(), rows, mend_file=tmp_path / "mend.xlsx")
    assert (notes(store), store.last_seq()) == ([], 0)
    assert list(tmp_path.iterdir()) == []
    assert counts(imported(store, Notes(), sheet(["甲", "一"]))) == (1, 0, 0, 0)


def test_where_the_mend_file_cannot_be_written_nothing_is_kept(
    store: MemoryStore, tmp_path: Path
) -> None:
    for bad in ("坏", "迟"):
        with pytest.raises(ExchangeError, match="write_no_folder"):
            rows = sheet(["甲", "一"], [bad, "二"])
            imported(store, Notes(), rows, mend_file=tmp_path / "none" / "mend.xlsx")
    with pytest.raises(ExchangeError, match="mend_format"):
        imported(store, Notes(), sheet(["甲", "一"]), mend_file=tmp_path / "mend.doc")
    assert notes(store) == []


def test_an_import_left_before_its_end_keeps_nothing(store: MemoryStore, tmp_path: Path) -> None:
    rows = sheet(["坏", "一"], *([f"第{n}条", "一"] for n in range(STEP_ROWS)))
    steps = Import(Notes(), Catalog.load()).steps(store, ACTOR, rows, tmp_path / "mend.xlsx")
    next(steps)
    steps.close()
    assert (notes(store), list(tmp_path.iterdir())) == ([], [])


def test_a_problem_says_where_it_stands(store: MemoryStore) -> None:
    (_unknown, problem) = imported(store, Notes(), sheet(["坏", "一"])).problems
    place = problem.place
    assert (place.file, place.sheet, place.row, place.column) == (FILE, "笔记", 3, "B")


def test_columns_that_are_not_read_are_told_and_explanations_are_not(store: MemoryStore) -> None:
    summary = imported(store, Notes(), Sheets(笔记=[[*HEAD, "内 容", "问题"], ["甲", "一"]]))
    assert [(p.code, p.place.row, p.place.column) for p in summary.problems] == [
        ("import.column_unknown", 1, "C"),
        ("import.column_repeated", 1, "E"),
    ]


def test_masked_values_are_told_once_for_a_column(store: MemoryStore) -> None:
    summary = imported(store, Notes(), sheet(["甲", "遮"], ["乙", "遮"]))
    assert [p.place.row for p in summary.problems if p.code == MASKED] == [3]


def test_of_many_problems_the_first_are_held_and_all_are_counted(store: MemoryStore) -> None:
    summary = imported(store, Notes(), sheet(*(["坏", "一"] for _ in range(MOST_PROBLEMS + 5))))
    assert (len(summary.problems), summary.problem_count) == (MOST_PROBLEMS, MOST_PROBLEMS + 6)
    assert codes(summary, "error") == ["import.no_day"] * (MOST_PROBLEMS - 1)


def test_entries_with_names_are_held_others_only_counted(store: MemoryStore) -> None:
    rows = sheet(["甲", "一"], ["坏", "二"], ["合计", None])
    assert imported(store, Notes(), rows, dry_run=True).entries == []
    summary = imported(store, Notes(named=True), rows)
    assert [row.name for row in summary.ended(RowOutcome.ADDED)] == ["甲"]
    assert [row.row for row in summary.ended(RowOutcome.LEFT_OUT)] == [4]
    assert len(summary.entries) == 2
