"""Replaying worked months must notice what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from branchkit.testing.worked import WorkedMonthError, load_worked, parse_worked, replay

MONTH = """
[scheme]
id = "town/month"
title = "方案"
subject = "member"
period = "month"

[[scheme.criterion]]
id = "study"
title = "学习"
short = "学习"
maximum = 10
rule = { kind = "proportional", target = 4 }
feeds = "study.hours"

[[row]]
subject = "甲"
metrics = { "study.hours" = 3 }
expect = { total = 7.5, rank = 1, points = { study = 7.5 }, reasons = { study = ["proportional"] } }

[[typed]]
criterion = "study"
points = 11
refused = "out_of_range"
"""


def test_a_month_that_comes_out_has_no_differences(tmp_path: Path) -> None:
    path = tmp_path / "month.toml"
    path.write_text(MONTH, encoding="utf-8")
    assert replay(load_worked(path), {}) == []


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("total = 7.5", "total = 8", "甲 total: expected 8, got 7.5"),
        ("rank = 1", "rank = 2", "甲 rank"),
        ("{ study = 7.5 }", "{ study = 7 }", "points of study"),
        ('["proportional"]', '["cap"]', "reasons of study"),
        ('"out_of_range"', '"not_in_steps"', "typed 11 for study"),
    ],
)
def test_every_difference_is_named(right: str, wrong: str, said: str) -> None:
    (difference,) = replay(parse_worked(MONTH.replace(right, wrong), "month.toml"), {})
    assert said in difference


def test_a_misspelt_key_is_refused() -> None:
    with pytest.raises(WorkedMonthError, match="misspelt_key"):
        parse_worked(MONTH.replace("metrics", "metric"), "month.toml")
