"""Blocks of cells on the clipboard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.tsv import block_of, text_of

CELLS = st.text(st.sampled_from('党员８，"\t\n\r 8.5～-a'), max_size=6) | st.text(max_size=8)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=5))
def test_what_is_copied_is_pasted_as_it_was(block: list[list[str]]) -> None:
    assert block_of(text_of(block)) == block


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("8\t9\n7\t6\n", [["8", "9"], ["7", "6"]]),
        ("8\r\n\r\n9", [["8"], [""], ["9"]]),
        ("8\r9\r", [["8"], ["9"]]),
        ("\n8", [[""], ["8"]]),
        ("", [[""]]),
        ("\ufeff8", [["8"]]),
        ('"两\n行"\t9', [["两\n行", "9"]]),
        ('"好""人""好事"\n', [['好"人"好事']]),
        ('"好人"好事\t5"\n"', [['"好人"好事', '5"'], ['"']]),
    ],
)
def test_spreadsheets_and_people_write_it_in_many_ways(text: str, rows: list[list[str]]) -> None:
    assert block_of(text) == rows
