"""What a norm asks for: exact to the fen, for every norm, with nobody left out."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.dues.money import (
    FEN,
    money_text,
    parse_money,
    parse_parts,
    parts_text,
    rounded,
)
from branchkit.core.dues.owing import amount_due, bracket_of
from branchkit.core.errors import DuesError
from branchkit.core.rulepacks import DuesNorm
from branchkit.plugin.manager import load_contributions

EDITION = load_contributions(None, safe_mode=True).rule_packs["dues"].editions[-1]
NORMS = {norm.id: norm for norm in EDITION.norms}
WITH_RATES = [norm for norm in EDITION.norms if norm.brackets]

bases = st.decimals(min_value=0, max_value=200_000, places=2)


def due(norm: str, base: str | None = None) -> str:
    return str(amount_due(NORMS[norm], None if base is None else Decimal(base), FEN).due)


def test_every_kind_of_payer_has_a_norm() -> None:
    assert set(NORMS) == {
        "monthly",
        "annual",
        "self-employed",
        "retired",
        "farmer",
        "student",
        "laid-off",
        "relief",
        "voluntary",
        "exempt",
    }


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("0.00", "0.00"),
        ("1800.00", "9.00"),
        ("3000.00", "15.00"),
        ("3000.01", "30.00"),
        ("5000.00", "50.00"),
        ("5000.01", "75.00"),
        ("10000.00", "150.00"),
        ("10000.01", "200.00"),
        ("23456.78", "469.14"),
    ],
)
def test_the_rate_of_the_bracket_applies_to_the_whole_base(base: str, expected: str) -> None:
    assert due("monthly", base) == expected


@pytest.mark.parametrize(
    ("base", "expected"), [("5000.00", "25.00"), ("5000.01", "50.00"), ("4321.00", "21.61")]
)
def test_the_retired_have_brackets_of_their_own(base: str, expected: str) -> None:
    assert due("retired", base) == expected


def test_half_a_fen_goes_up_and_less_goes_down() -> None:
    # 0.5% of 2001.00 is 10.005, of 2000.80 10.004: never up to a tenth of a yuan.
    assert due("monthly", "2001.00") == "10.01"
    assert due("monthly", "2000.80") == "10.00"


def test_farmers_pay_what_was_agreed_and_at_least_the_least() -> None:
    assert due("farmer") == "0.20"
    assert due("farmer", "0.50") == "0.50"
    for wrong in ("0.10", "1.01"):
        with pytest.raises(DuesError, match="outside_bounds"):
            due("farmer", wrong)


@pytest.mark.parametrize("norm", ["student", "laid-off", "relief"])
def test_who_has_no_income_pays_the_fixed_sum_whatever_is_typed(norm: str) -> None:
    assert due(norm) == "0.20"
    assert due(norm, "3000.00") == "0.20"


@pytest.mark.parametrize("norm", WITH_RATES, ids=lambda norm: norm.id)
def test_a_rate_needs_a_base(norm: DuesNorm) -> None:
    with pytest.raises(DuesError, match="base_missing"):
        amount_due(norm, None, FEN)


@pytest.mark.parametrize("norm", EDITION.norms, ids=lambda norm: norm.id)
def test_a_negative_base_is_refused(norm: DuesNorm) -> None:
    with pytest.raises(DuesError, match="base_negative"):
        amount_due(norm, Decimal("-0.01"), FEN)


@given(st.sampled_from(WITH_RATES), bases, bases)
def test_within_a_bracket_more_base_is_never_less_due(
    norm: DuesNorm, one: Decimal, other: Decimal
) -> None:
    low, high = sorted((one, other))
    if bracket_of(norm, low) == bracket_of(norm, high):
        assert amount_due(norm, low, FEN).due <= amount_due(norm, high, FEN).due


@given(st.sampled_from(WITH_RATES), bases)
def test_what_is_due_is_the_nearest_fen(norm: DuesNorm, base: Decimal) -> None:
    amount = amount_due(norm, base, FEN)
    assert amount.percent is not None
    exact = base * amount.percent / 100
    assert abs(amount.due - exact) <= Decimal("0.005")
    assert amount.due == exact.quantize(FEN, ROUND_HALF_UP)
    assert amount.due.as_tuple().exponent == -2


@given(st.sampled_from(EDITION.norms), bases)
def test_nobody_falls_through(norm: DuesNorm, base: Decimal) -> None:
    wanted = base if norm.brackets else None
    amount = amount_due(norm, wanted, FEN).due
    assert isinstance(amount, Decimal)
    assert amount >= 0


@given(st.decimals(min_value=0, max_value=10_000, places=4), st.sampled_from(["0.01", "0.1", "1"]))
def test_rounding_is_to_the_nearest_step(amount: Decimal, step: str) -> None:
    result = rounded(amount, Decimal(step))
    assert abs(result - amount) <= Decimal(step) / 2
    assert result % Decimal(step) == 0


@given(st.decimals(min_value=0, max_value=999_999_999, places=2))
def test_money_reads_back_as_it_is_written(amount: Decimal) -> None:
    assert parse_money(money_text(amount)) == amount


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8", "8.00"),
        ("0.5", "0.50"),
        (".5", "0.50"),
        ("１２。５", "12.50"),
        ("3元", "3.00"),
        ("¥ 1，200.5元", "1200.50"),
    ],
)
def test_money_as_people_type_it(text: str, expected: str) -> None:
    assert str(parse_money(text)) == expected


@pytest.mark.parametrize(
    "text",
    ["", ".", "-1", "1.005", "1e3", "1_0", "abc", "²", "12,50", "1,00", "1,2345", "9999999999"],
)
def test_what_is_no_money(text: str) -> None:
    with pytest.raises(DuesError, match="unreadable"):
        parse_money(text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        (
            "岗位工资 2800、薪级工资1900.5，个人所得税 -120",
            (("岗位工资", "2800.00"), ("薪级工资", "1900.50"), ("个人所得税", "-120.00")),
        ),
        ("post pay 2800; grade pay 1900", (("post pay", "2800.00"), ("grade pay", "1900.00"))),
        ("绩效工资 ３００。５元+津贴1", (("绩效工资", "300.50"), ("津贴", "1.00"))),
    ],
)
def test_the_parts_of_a_base_are_read(text: str, parts: tuple[tuple[str, str], ...]) -> None:
    read = parse_parts(text)
    assert [(name, str(amount)) for name, amount in read] == list(parts)
    assert parse_parts(parts_text(read)) == read


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2800", "part_unreadable"),
        ("岗位工资", "part_unreadable"),
        ("岗位工资 2800薪级工资 1900", "part_unreadable"),
        ("岗位工资 2.805", "unreadable"),
    ],
)
def test_what_is_no_part_is_said(text: str, code: str) -> None:
    with pytest.raises(DuesError, match=code):
        parse_parts(text)
