"""Numbers as people write them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from branchkit.core.numbers import is_workable
from branchkit.core.scoring.results import RowInput, plain
from branchkit.core.scoring.rules import Facts, Proportional, Slope
from branchkit.core.scoring.schemes import Section
from branchkit.core.scoring.tally import tally
from branchkit.core.texts import LocalText
from branchkit.testing.builders import a_criterion, a_scheme


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("10.00", "10"),
        ("1E+1", "10"),
        ("120", "120"),
        ("0.50", "0.5"),
        ("-2.50", "-2.5"),
        ("0.00", "0"),
        ("0E+2", "0"),
        ("1E-3", "0.001"),
    ],
)
def test_no_trailing_zeros_and_no_exponent(number: str, shown: str) -> None:
    assert str(plain(Decimal(number))) == shown


@pytest.mark.parametrize(
    ("number", "workable"),
    [
        ("0", True),
        ("-999999999999999", True),
        ("1E-400", True),
        ("1E+15", False),
        ("-1E+400", False),
        ("NaN", False),
        ("sNaN", False),
        ("Infinity", False),
    ],
)
def test_what_can_be_reckoned_with(number: str, workable: bool) -> None:
    assert is_workable(Decimal(number)) is workable


def test_the_largest_numbers_that_come_in_are_added_up() -> None:
    huge, tiny = Decimal("999999999999999"), Decimal("0.000000001")
    scheme = replace(
        a_scheme([a_criterion("a", int(huge))]),
        sections=(Section("all", LocalText("全部"), weight=huge),),
        extras_cap=tiny,
    )
    assert tally(scheme, RowInput({"a": huge})).total == huge * huge


@pytest.mark.parametrize("value", ["-999999999999999", "1E-400", "999999999999999"])
def test_the_largest_figures_stay_within_the_maximum(value: str) -> None:
    tiny, huge = Decimal("0.000000001"), Decimal("999999999999999")
    facts = Facts(values={"value": Decimal(value)})
    for rule in (
        Proportional(tiny, step=tiny),
        Slope(tiny, up=huge, down=-huge, per=tiny, step=tiny),
        Slope(tiny, up=huge, down=-huge, per=tiny, step=tiny, whole=False),
    ):
        found = rule.assess(facts, huge)
        assert found is not None
        assert 0 <= found.points <= huge
