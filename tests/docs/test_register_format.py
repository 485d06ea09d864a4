"""The examples of docs/register-format.md are sound as they stand there."""

from __future__ import annotations

import re
from pathlib import Path

from branchkit.core.metrics import Aggregate, Span
from branchkit.core.registers import ColumnKind
from branchkit.plugin.metric_files import read_metrics
from branchkit.plugin.register_files import read_register
from branchkit.plugin.toml_source import TomlSource

PAGE = Path(__file__).parents[2] / "docs" / "register-format.md"
TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```toml\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


def source(text: str) -> TomlSource:
    found, problems = TomlSource.read_text(text, PAGE.name)
    assert found is not None, problems
    return found


def test_the_examples_can_be_read() -> None:
    register_text, metric_text = EXAMPLES
    register, problems = read_register(source(register_text), "book.visit", "docs")
    assert problems == []
    assert register is not None
    metrics, problems = read_metrics(source(metric_text), register, "docs")
    assert problems == []
    assert list(metrics) == [
        "book.visit/households",
        "book.visit/solved",
        "book.visit/solved-share",
    ]


def test_every_kind_aggregate_and_span_is_explained() -> None:
    for word in (*ColumnKind, *Aggregate, *Span):
        assert f"`{word}`" in TEXT, word
