"""A workspace's file lays columns over a register of the built-in pack."""

from __future__ import annotations

from pathlib import Path

import pytest

from branchkit.core.registers.values import choice_of
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.holdings import LOCAL
from branchkit.plugin.manager import load_contributions

EXTENSION = """
api = 1
extends = true
title = "走访帮扶记录"

[[column]]
id = "subsidy"
kind = "money"
title = "补助"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "registers").mkdir()
    (tmp_path / "metrics").mkdir()
    return tmp_path


def load(folder: Path) -> Contributions:
    return load_contributions(folder, installed=list)


def test_the_columns_of_both_stand_in_one_register(folder: Path) -> None:
    (folder / "registers" / "book.visit.toml").write_text(EXTENSION, encoding="utf-8")
    contributions = load(folder)
    register = contributions.registers["book.visit"]
    assert [column.id for column in register.columns][-1] == "subsidy"
    assert register.has("household")
    assert register.title.zh_CN == "走访帮扶记录"
    assert (register.source, register.extended_by) == ("base", (LOCAL,))
    assert contributions.failures == []


def test_a_metric_may_look_at_a_column_that_was_added(folder: Path) -> None:
    (folder / "registers" / "book.visit.toml").write_text(EXTENSION, encoding="utf-8")
    (folder / "metrics" / "book.visit.toml").write_text(
        'api = 1\n[[metric]]\nid = "subsidies"\ntitle = "补助"\nabout = "organization"\n'
        'aggregate = "sum"\nvalue = "subsidy"\n',
        encoding="utf-8",
    )
    contributions = load(folder)
    assert "book.visit/subsidies" in contributions.metrics
    assert contributions.failures == []


def test_a_faulty_extension_leaves_the_register_as_it_was(folder: Path) -> None:
    text = EXTENSION.replace('"subsidy"', '"household"')
    (folder / "registers" / "book.visit.toml").write_text(text, encoding="utf-8")
    contributions = load(folder)
    assert contributions.registers["book.visit"].extended_by == ()
    (failure,) = contributions.failures
    assert failure.problem is not None
    assert failure.problem.code == "declaration.twice"


def test_a_register_of_the_same_name_that_does_not_extend_is_a_clash(folder: Path) -> None:
    text = EXTENSION.replace("extends = true", 'dated_by = "date"').replace("money", "date")
    text = text.replace("subsidy", "date")
    (folder / "registers" / "book.visit.toml").write_text(text, encoding="utf-8")
    contributions = load(folder)
    assert contributions.registers["book.visit"].has("household")
    assert [failure.code for failure in contributions.failures] == ["clash"]


NAMES = """
api = 1
extends = true

[aliases]
date = ["会议召开日"]

[words.kind]
general = ["全体党员会"]
"""


def test_a_county_names_columns_and_choices_as_its_workbooks_do(folder: Path) -> None:
    (folder / "registers" / "book.meeting.toml").write_text(NAMES, encoding="utf-8")
    contributions = load(folder)
    register = contributions.registers["book.meeting"]
    assert contributions.failures == []
    assert {"会议时间", "会议召开日"} <= set(register.column("date").aliases)
    kinds = {choice.id: choice.aliases for choice in register.column("kind").choices}
    assert {"支部大会", "全体党员会"} <= set(kinds["general"])
    assert choice_of(register.column("kind"), "全体党员会") == "general"


@pytest.mark.parametrize(
    "wrong", ['[aliases]\ndatum = ["日"]', '[words.kind]\ngenerl = ["会"]', "[words]\ntopic = {}"]
)
def test_a_name_for_what_is_not_there_is_reported(folder: Path, wrong: str) -> None:
    text = f"api = 1\nextends = true\n{wrong}\n"
    (folder / "registers" / "book.meeting.toml").write_text(text, encoding="utf-8")
    contributions = load(folder)
    assert contributions.registers["book.meeting"].extended_by == ()
    (failure,) = contributions.failures
    assert failure.problem is not None
    assert failure.problem.code in ("toml.unknown_key", "toml.misspelt_key")
