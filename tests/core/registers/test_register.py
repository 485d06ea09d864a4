"""What a declared register says of its records."""

from __future__ import annotations

from decimal import Decimal

import pytest

from branchkit.core.registers.register import FIGURES, ColumnKind
from branchkit.testing.registers import a_column, a_register

_COMPARED: dict[ColumnKind, object] = {
    ColumnKind.NUMBER: Decimal("2.5"),
    ColumnKind.MONEY: Decimal("2.5"),
    ColumnKind.YES_NO: False,
    ColumnKind.MEMBERS: ["m0001"],
    ColumnKind.LIST: ["甲"],
}
"""Every other kind is a text."""


@pytest.mark.parametrize("kind", list(ColumnKind))
def test_values_are_compared_as_what_their_column_is(kind: ColumnKind) -> None:
    compared = _COMPARED.get(kind, "2026-11")
    kept = "2.50" if kind in FIGURES else compared
    assert a_register(a_column("c", kind)).comparable({"c": kept}) == {"c": compared}


@pytest.mark.parametrize("kind", list(ColumnKind))
@pytest.mark.parametrize("value", [None, "", [], {}, 1.5, Decimal("NaN")])
def test_what_is_empty_or_of_another_kind_compares_with_nothing(
    kind: ColumnKind, value: object
) -> None:
    assert a_register(a_column("c", kind)).comparable({"c": value}) == {}


@pytest.mark.parametrize("text", ["***", "NaN", "Infinity", "许多"])
def test_a_text_that_is_no_figure_compares_with_nothing(text: str) -> None:
    register = a_register(a_column("c", ColumnKind.NUMBER))
    assert register.comparable({"c": text}) == {}


def test_columns_that_are_not_declared_are_left_out() -> None:
    assert a_register().comparable({"date": "2026-11-03", "gone": "x"}) == {"date": "2026-11-03"}
