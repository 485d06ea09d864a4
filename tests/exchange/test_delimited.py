from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.errors import ExchangeError
from branchkit.core.tables import Table, TableColumn, Value
from branchkit.core.text_width import cell_width
from branchkit.exchange.writers.delimited import render, render_object
from branchkit.exchange.writers.grid import laid_out

COLUMNS = (
    TableColumn("name", "姓名"),
    TableColumn("total", "总分", align="right", places=1),
    TableColumn("note", "备注"),
)


def rendered(table: Table, format: str, width: int | None = None) -> str:
    stream = io.StringIO()
    render(table, format, stream, width=width)
    return stream.getvalue()


def test_text_is_aligned_by_cells() -> None:
    table = Table(COLUMNS, (("欧阳若兰", Decimal(96), "好"), ("李四", Decimal("8.5"), None)))
    assert rendered(table, "text") == (
        "姓名      总分  备注\n--------  ----  ----\n欧阳若兰  96.0  好\n李四       8.5\n"
    )


def test_an_empty_table_still_shows_its_head() -> None:
    assert rendered(Table(COLUMNS, ()), "text").splitlines()[0] == "姓名  总分  备注"


def test_a_head_of_two_lines_stands_on_the_rule() -> None:
    columns = (TableColumn("n", "序"), TableColumn("c", "大会\n8", align="right"))
    assert rendered(Table(columns, ((1, 8),)), "text").splitlines() == [
        "    大会",
        "序     8",
        "--  ----",
        "1      8",
    ]


def test_decimals_are_never_rounded_away() -> None:
    table = Table(COLUMNS, (("甲", Decimal("8.25"), ""),))
    assert "8.25" in rendered(table, "text")


def test_json_has_keys_numbers_and_dates() -> None:
    columns = (
        TableColumn("a", "甲"),
        TableColumn("b", "乙"),
        TableColumn("c", "丙"),
        TableColumn("d", "丁"),
    )
    table = Table(columns, ((Decimal("86.50"), Decimal(90), date(2026, 11, 20), True),))
    assert json.loads(rendered(table, "json")) == [
        {"a": 86.5, "b": 90, "c": "2026-11-20", "d": True}
    ]


def test_a_decimal_too_long_for_a_double_stays_text_in_json() -> None:
    stream = io.StringIO()
    render_object({"x": Decimal("0.1234567890123456789")}, stream)
    assert json.loads(stream.getvalue()) == {"x": "0.1234567890123456789"}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝"])
def test_csv_runs_nothing(start: str) -> None:
    table = Table(COLUMNS, ((f"{start}1+1", Decimal(-3), ""),))
    head, row = csv.reader(io.StringIO(rendered(table, "csv")))
    assert head == ["name", "total", "note"]
    assert row == [f"'{start}1+1", "-3.0", ""]


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ExchangeError) as refused:
        rendered(Table(COLUMNS, ()), "pdf")
    assert refused.value.code == "exchange.unknown_format"


def test_too_many_columns_are_split_and_repeat_the_frozen_ones() -> None:
    columns = (
        TableColumn("name", "姓名"),
        *(TableColumn(f"c{i}", f"项目{i}", "right") for i in range(12)),
    )
    table = Table(columns, (("欧阳若兰", *range(12)),), frozen_columns=1)
    blocks = laid_out(table, 40)
    assert len(blocks) > 1
    assert all(block.rows[0].startswith("欧阳若兰") for block in blocks)
    shown = " ".join(line for block in blocks for line in block.head)
    assert all(f"项目{i}" in shown for i in range(12))


CELLS = st.one_of(
    st.none(),
    st.integers(-999, 999),
    st.decimals(-100, 100, places=2),
    st.text(alphabet="陈欧阳，。（） ab1\x1b\n", max_size=40),
)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=5), st.integers(40, 100))
def test_no_line_is_wider_than_the_paper(
    rows: list[tuple[Value, Value, Value]], width: int
) -> None:
    table = Table(COLUMNS, tuple(rows), frozen_columns=1)
    for block in laid_out(table, width):
        assert all(cell_width(line) <= width for line in block.all_lines())
        assert all(line.isprintable() for line in block.all_lines())
