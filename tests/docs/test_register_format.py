"""The examples of docs/register-format.md are sound as they stand there."""

from __future__ import annotations

import re
from pathlib import Path

from branchkit.core.registers.register import ColumnKind, Operation, RecordsFrom, Shelf
from branchkit.core.scoring.metrics import Aggregate, Span
from branchkit.plugin.manager import LOCAL, load_contributions

PAGE = Path(__file__).parents[2] / "docs" / "register-format.md"
TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```toml (\S+)\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


def test_every_example_says_in_which_file_it_stands() -> None:
    assert len(EXAMPLES) == TEXT.count("```toml")


def test_a_workspace_with_the_examples_has_what_they_declare(tmp_path: Path) -> None:
    for name, text in EXAMPLES:
        path = tmp_path / name
        assert not path.exists(), name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    contributions = load_contributions(tmp_path, installed=list)
    contributions.read_all()
    assert [failure for failure in contributions.failures if failure.plugin == LOCAL] == []
    for name, _text in EXAMPLES:
        folder, id = name.removesuffix(".toml").split("/")
        if folder == "registers":
            register = contributions.registers[id]
            assert LOCAL in (register.source, *register.extended_by), id
    assert contributions.registers["book.visit"].has("subsidy")
    assert {"book.caller/in-time", "book.caller/months-in-a-row"} <= set(contributions.metrics)


def test_every_word_of_the_format_is_explained() -> None:
    for word in (*ColumnKind, *Aggregate, *Span, *RecordsFrom, *Shelf, *Operation):
        assert f"`{word}`" in TEXT, word
