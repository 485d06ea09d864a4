"""Conditions and formulas in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from branchkit.core.registers.conditions import Condition
from branchkit.core.registers.register import ColumnKind, Formula, Operation
from branchkit.i18n.catalog import Catalog
from branchkit.services.registers.texts import conditions_text, formula_text
from branchkit.testing.registers import a_column, a_register

REGISTER = a_register(
    a_column("a", ColumnKind.NUMBER),
    a_column("b", ColumnKind.DATE),
    a_column("c", ColumnKind.CHOICE),
)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("operation", list(Operation))
def test_every_operation_has_words(language: str, operation: Operation) -> None:
    catalog = Catalog.load(language)
    for columns in (("a",), ("a", "b")):
        text = formula_text(catalog, REGISTER, Formula(operation, columns, "3"))
        assert "register.operation" not in text
        assert "{" not in text


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (Condition("c", one_of=("a", "b")), "c栏为甲/乙"),
        (Condition("a", one_of=("yes",)), "a栏为是"),
        (Condition("a"), "填了a栏"),
        (Condition("a", filled=True), "填了a栏"),
        (Condition("a", filled=False), "没有填a栏"),
        (Condition("a", at_least=Decimal(2), at_most=Decimal(5)), "a栏不小于 2、a栏不大于 5"),
        (Condition("a", reaches="b"), "a栏不小于b栏"),
        (Condition("b", by_end_of="date"), "b栏不晚于date栏"),
        (
            Condition(any_of=((Condition("a"), Condition("b")), (Condition("c", filled=False),))),
            "填了a栏、填了b栏，或者没有填c栏",
        ),
        (Condition("mobility", one_of=("out",)), "mobility为out"),
    ],
)
def test_a_condition_is_told_by_titles(condition: Condition, text: str) -> None:
    assert conditions_text(Catalog.load("zh_CN"), REGISTER, [condition]) == text
