"""The examples of docs/scheme-format.md are computed as they stand there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from branchkit.plugin.manager import load_contributions
from branchkit.plugin.rule_files import READERS
from branchkit.testing.worked import WorkedMonth, parse_worked, replay

PAGE = Path(__file__).parents[2] / "docs" / "scheme-format.md"
TEXT = PAGE.read_text(encoding="utf-8")
PACKS = load_contributions(None, safe_mode=True, strict=True).rule_packs
EXAMPLES = [
    parse_worked(text, PAGE.name, PACKS)
    for text in re.findall(r"^```toml 例子\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.scheme_id)
def test_example_comes_out_as_the_page_says(example: WorkedMonth) -> None:
    assert replay(example, {}) == []
    assert all(row.expect for row in example.rows)


def test_every_kind_of_rule_has_an_example() -> None:
    used = {
        criterion.rule.kind
        for example in EXAMPLES
        if example.scheme is not None
        for criterion in example.scheme.criteria
    }
    assert used == set(READERS)


def test_all_fourteen_kinds_have_a_chapter() -> None:
    assert re.findall(r"^### (\d+)\. ", TEXT, re.MULTILINE) == [str(n) for n in range(1, 15)]
