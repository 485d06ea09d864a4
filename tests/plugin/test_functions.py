"""Functions for computed columns: typed arguments, values of their kind, and an empty column where the function fails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from branchkit.core.registers.computed import RecordFacts, completed
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import Contributions
from branchkit.services.plugins.trying import run_all
from branchkit.services.registers.writing import add_record
from branchkit.testing.township import ACTOR, TOWN, a_township_store

from .trials import MakePlugin, codes, hooks, load

HOOK = """
@hookimpl
def branchkit_functions():
    takes = (ColumnKind.NUMBER, ColumnKind.YES_NO, ColumnKind.DATE, ColumnKind.LIST)
    title = LocalText("折算", "Weighted")
    return [FormulaFunction("{id}", title, "trial_trial.weights:weight", takes, ColumnKind.{makes})]
"""
WEIGHT = """
def weight(hours, night, day, names):
    if hours is None:
        return None
    return hours * (2 if night else 1) + len(names) + day.day
"""
REGISTER = """
api = 1
title = "巡护"
dated_by = "date"

[[column]]
id = "date"
kind = "date"
title = "日期"

[[column]]
id = "hours"
kind = "money"
title = "时长"

[[column]]
id = "night"
kind = "yes-no"
title = "夜间"

[[column]]
id = "names"
kind = "list"
title = "同去的人"

[[column]]
id = "weight"
kind = "KIND"
title = "折算"
formula = { FORMULA }
"""
FORMULA = 'function = "trial/weight", of = ["hours", "night", "date", "names"]'
ROW = {"date": "2026-11-03", "hours": "1.50", "night": True, "names": ["甲", "乙"]}


@pytest.fixture
def given(make_plugin: MakePlugin) -> Callable[..., Contributions]:
    """A plugin with one function and a register that uses it, loaded."""

    def make(
        weight: str = WEIGHT,
        *,
        makes: str = "NUMBER",
        kind: str = "number",
        formula: str = FORMULA,
        id: str = "trial/weight",
    ) -> Contributions:
        made: dict[str, Any] = hooks("trial", HOOK.format(id=id, makes=makes))
        register = REGISTER.replace("KIND", kind).replace("FORMULA", formula)
        made["files"] |= {"weights.py": weight, "registers/book.trial.toml": register}
        return load(make_plugin("trial", **made))

    return make


def value(contributions: Contributions, **changes: object) -> object:
    """The computed column of the row."""
    register = contributions.registers["book.trial"]
    return completed(register, ROW | changes, RecordFacts(date(2026, 11, 20))).get("weight")


def test_arguments_are_typed_and_the_value_is_kept_as_its_kind(
    given: Callable[..., Contributions],
) -> None:
    contributions = given()
    assert value(contributions) == "8"
    assert value(contributions, night=None, names=[]) == "4.5"
    assert value(contributions, hours="") is None
    assert contributions.failures == []


@pytest.mark.parametrize(
    ("makes", "kind", "returned", "kept"),
    [
        ("MONEY", "money", "hours / 7", "0.21"),
        ("DATE", "date", "day.replace(day=1)", "2026-11-01"),
        ("MONTH", "month", "day", "2026-11"),
        ("YES_NO", "yes-no", "not night", False),
        ("TEXT", "text", "names[0]", "甲"),
        ("LIST", "list", "names[1:]", ["乙"]),
    ],
)
def test_a_value_of_each_kind(
    given: Callable[..., Contributions], makes: str, kind: str, returned: str, kept: object
) -> None:
    weight = f"def weight(hours, night, day, names): return {returned}"
    assert value(given(weight, makes=makes, kind=kind)) == kept


@pytest.mark.parametrize(
    ("returned", "code"),
    [
        ("1 / 0", "raised"),
        ("__import__('sys').exit()", "raised"),
        ("2", "result"),
        ("2.5", "result"),
        ("'2'", "result"),
        ("hours / hours * type(hours)('NaN')", "number"),
        ("type(hours)('1e999')", "number"),
    ],
)
def test_a_value_that_is_none_leaves_the_column_empty_and_is_named_once(
    given: Callable[..., Contributions], returned: str, code: str
) -> None:
    contributions = given(f"def weight(hours, night, day, names): return {returned}")
    for number in range(1, 50):
        assert value(contributions, hours=f"{number}.00") is None
    assert codes(contributions) == [("trial", code)]


@pytest.mark.parametrize(
    ("changes", "code", "key"),
    [
        ({"formula": FORMULA.replace('"hours", ', "")}, "register.formula_columns", "formula.of"),
        ({"formula": FORMULA.replace('"hours"', '"night"')}, "metric.column", "formula.of"),
        ({"formula": FORMULA.replace("weight", "wait")}, "register.function", "formula.function"),
        (
            {"formula": FORMULA.replace("trial/", "river/")},
            "register.function_plugin",
            "formula.function",
        ),
        ({"formula": f"{FORMULA}, amount = 2"}, "toml.unknown_key", "formula.amount"),
        ({"kind": "text"}, "register.formula_kind", "kind"),
    ],
)
def test_a_formula_that_does_not_fit_the_function_is_refused_at_its_line(
    given: Callable[..., Contributions],
    catalog: Catalog,
    changes: dict[str, str],
    code: str,
    key: str,
) -> None:
    contributions = given(**changes)
    assert "book.trial" not in contributions.registers
    found = next(f.problem for f in contributions.failures if f.problem)
    assert (found.code, found.place.key) == (code, f"column[5].{key}")
    assert found.place.line in (28, 30)
    assert catalog.problem(found)


def test_an_id_of_somebody_else_is_refused(given: Callable[..., Contributions]) -> None:
    contributions = given(id="other/weight")
    assert contributions.functions == {}
    assert codes(contributions)[0] == ("trial", "foreign")


def test_running_everything_works_the_column_out(given: Callable[..., Contributions]) -> None:
    contributions = given("def weight(hours, night, day, names): return 1 / 0")
    store = a_township_store()
    with store.begin(ACTOR, "test") as uow:
        add_record(uow, contributions.registers["book.trial"], TOWN, ROW)
        uow.commit()
    assert run_all(store, contributions, TOWN, date(2026, 11, 20), plugin="trial") == 1
    assert codes(contributions) == [("trial", "raised")]
