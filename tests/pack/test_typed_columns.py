"""Every day, month and sum that a declared register asks for takes what is typed in the same spellings, ours and the sectors'."""

from __future__ import annotations

from datetime import date

import pytest

from branchkit.core.registers.register import Column, ColumnKind, Register
from branchkit.core.registers.values import Reading, RecordReader, written_out
from branchkit.plugin.manager import load_contributions

TODAY = date(2026, 11, 20)
SPELLINGS: dict[ColumnKind, tuple[str, tuple[str, ...]]] = {
    ColumnKind.DATE: (
        "2026-11-03",
        ("3", "３", "11.3", "1103", "11月3日", "-17", "17天前", "2026-11-3", "2026.11.03"),
    ),
    ColumnKind.MONTH: ("2026-10", ("10", "10月", "-1", "上月", "2026.10", "202610", "2026-10-05")),
    ColumnKind.NUMBER: ("1200.5", ("1200.5", "1,200.5", "１，２００。５")),
    ColumnKind.MONEY: ("1200.50", ("1200.5", "1,200.5", "１，２００。５", "¥1200.50元")),
}


@pytest.fixture(scope="module")
def columns() -> list[tuple[Register, Column]]:
    registers = load_contributions(None, strict=True).registers.values()
    return [(r, c) for r in registers for c in r.columns if c.typed and c.own is None]


@pytest.mark.parametrize("kind", SPELLINGS)
def test_every_column_of_a_kind_takes_every_spelling(
    kind: ColumnKind, columns: list[tuple[Register, Column]]
) -> None:
    of_kind = [(register, column) for register, column in columns if column.kind is kind]
    assert len({register.source for register, _ in of_kind}) > 1
    kept, spellings = SPELLINGS[kind]
    for register, column in of_kind:
        reader = RecordReader(register, Reading(lambda _text: None, TODAY))
        for typed in spellings:
            assert reader.read_record({column.id: typed}) == ({column.id: kept}, []), register.id
            assert written_out(column, typed, TODAY) == kept


def test_a_file_never_has_its_year_guessed(columns: list[tuple[Register, Column]]) -> None:
    register, column = next(pair for pair in columns if pair[1].kind is ColumnKind.DATE)
    reader = RecordReader(register, Reading(lambda _text: None, TODAY, typed=False))
    for text in ("3", "11.3", "1103", "昨天", "-17"):
        assert [p.code for p in reader.read_record({column.id: text})[1]] == ["record.not_of_kind"]
    assert reader.read_record({column.id: "2026.11.03"})[0] == {column.id: "2026-11-03"}


def test_a_time_is_typed_in_every_spelling_and_taken_from_files_as_it_is(
    columns: list[tuple[Register, Column]],
) -> None:
    times = [(register, column) for register, column in columns if column.time]
    assert ("book.meeting", "start") in [(r.id, c.id) for r, c in times]
    for register, column in times:
        typed = RecordReader(register, Reading(lambda _text: None, TODAY))
        for text in ("1930", "19.30", "19：30", "晚上7点半", "下午七点半"):
            assert typed.read_record({column.id: text}) == ({column.id: "19:30"}, [])
        (wrong,) = typed.read_record({column.id: "饭后"})[1]
        assert (wrong.code, wrong.params["kind"]) == ("record.not_of_kind", "time")
        filed = RecordReader(register, Reading(lambda _text: None, TODAY, typed=False))
        assert filed.read_record({column.id: "19.30"}) == ({column.id: "19:30"}, [])
        assert filed.read_record({column.id: "饭后"}) == ({column.id: "饭后"}, [])
