"""The examples of docs/rulepack-format.md are sound as they stand there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from branchkit.core.dates import PeriodKind
from branchkit.core.rulepacks import Basis, RulePack
from branchkit.plugin.rulepack_files import UNITS, read_rulepack
from branchkit.toml.source import TomlSource

PAGE = Path(__file__).parents[2] / "docs" / "rulepack-format.md"
TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```toml rules/(\S+)\.toml\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


def pack(id: str) -> RulePack:
    text = dict(EXAMPLES)[id]
    source, problems = TomlSource.read_text(text, PAGE.name)
    assert source is not None, problems
    found, problems = read_rulepack(source, id, "docs")
    assert problems == []
    assert found is not None
    return found


def test_every_example_says_in_which_file_it_stands() -> None:
    assert len(EXAMPLES) == TEXT.count("```toml")


@pytest.mark.parametrize("id", [id for id, _text in EXAMPLES])
def test_an_example_can_be_read(id: str) -> None:
    assert pack(id).editions


def test_the_examples_have_every_part_that_a_pack_can_have() -> None:
    editions = [edition for id, _text in EXAMPLES for edition in pack(id).editions]
    assert any(edition.rules for edition in editions)
    assert any(edition.quotas for edition in editions)
    assert any(norm.brackets for edition in editions for norm in edition.norms)
    assert any(norm.least for edition in editions for norm in edition.norms)
    assert any(stage.steps for edition in editions for stage in edition.stages)


def test_every_word_of_the_format_is_explained() -> None:
    for word in (*Basis, *UNITS, *PeriodKind):
        assert f"`{word}`" in TEXT, word
