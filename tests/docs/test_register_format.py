"""The examples of docs/register-format.md are sound as they stand there."""

from __future__ import annotations

import re
import shlex
from datetime import date
from pathlib import Path
from random import Random

import pytest

from branchkit.core.dates import Period
from branchkit.core.importing import MEMBER_FIELDS
from branchkit.core.registers.checks import check_values
from branchkit.core.registers.register import ColumnKind, Operation, RecordsFrom, Shelf
from branchkit.core.registers.values import Reading
from branchkit.core.scoring.metrics import Aggregate, Span
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.demos import DemoRhythm, DemoScene
from branchkit.plugin.holdings import LOCAL
from branchkit.plugin.manager import load_contributions
from branchkit.services.demo.members import demo_members
from branchkit.services.importing.member_columns import HEADERS
from branchkit.services.registers.queries import read_query

PAGE = Path(__file__).parents[2] / "docs" / "register-format.md"
TODAY = date(2026, 11, 20)
TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```toml (\S+)\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


def test_every_example_says_in_which_file_it_stands() -> None:
    assert len(EXAMPLES) == TEXT.count("```toml")


@pytest.fixture
def contributions(tmp_path: Path) -> Contributions:
    """Those of a workspace with every example."""
    for name, text in EXAMPLES:
        path = tmp_path / name
        assert not path.exists(), name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    contributions = load_contributions(tmp_path, installed=list)
    contributions.read_all()
    return contributions


def test_a_workspace_with_the_examples_has_what_they_declare(contributions: Contributions) -> None:
    assert [failure for failure in contributions.failures if failure.plugin == LOCAL] == []
    for name, _text in EXAMPLES:
        folder, id = name.removesuffix(".toml").split("/")
        if folder == "registers":
            register = contributions.registers[id]
            assert LOCAL in (register.source, *register.extended_by), id
    assert contributions.registers["book.visit"].has("subsidy")
    assert {"book.caller/in-time", "book.caller/months-in-a-row"} <= set(contributions.metrics)


def test_every_condition_can_be_asked_of_its_register(contributions: Contributions) -> None:
    lines = [shlex.split(line) for line in TEXT.splitlines() if " --where " in line]
    commands = [words for words in lines if words[:3] == ["branchkit", "record", "list"]]
    assert len(commands) >= 3
    for words in commands:
        register = contributions.registers[words[3]]
        reading = Reading(lambda name: name, date(2026, 11, 20))
        assert read_query(words[words.index("--where") + 1], register, reading)


def test_the_recipe_makes_records_that_the_register_takes(contributions: Contributions) -> None:
    members = tuple(demo_members("b1", TODAY, Random(1), 12))
    months = (Period(2026, 10), Period(2026, 11))
    records = contributions.demos[LOCAL](DemoScene("b1", TODAY, months, members, Random(7)))
    assert [record.register for record in records] == ["book.caller"] * 12
    ids = {member.id for member in members}
    for record in records:
        assert check_values(contributions.registers["book.caller"], record.values, ids) == []


def test_every_word_of_the_format_is_explained() -> None:
    for word in (
        *(*ColumnKind, *Aggregate, *Span, *RecordsFrom, *Shelf, *Operation),
        *DemoRhythm,
    ):
        assert f"`{word}`" in TEXT, word


def test_the_fields_of_a_roster_that_a_map_may_name_are_listed(
    contributions: Contributions,
) -> None:
    listed = re.search(r"花名册可以写的项目：`([^`]*)`", TEXT)
    assert listed is not None
    assert tuple(listed[1].split()) == MEMBER_FIELDS
    assert {field for field in HEADERS if not field.startswith("@")} - {"own_traits"} == set(
        MEMBER_FIELDS
    )
    assert contributions.import_maps["local.xf"].register == "book.caller"
