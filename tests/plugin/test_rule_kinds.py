"""Kinds of rules in Python: parameters out of the scheme, points within the criterion, and nothing where the function fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from branchkit.core.dates import Period
from branchkit.core.scoring.results import Measurement, Proposal
from branchkit.core.scoring.rules import CalledRule
from branchkit.core.scoring.sheets import Sheet, SheetKey, SheetState
from branchkit.core.scoring.tally import propose, refuse_points
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.isolation import words_of
from branchkit.plugin.scheme_files import read_scheme
from branchkit.services.scoring.sheets import scheme_of
from branchkit.toml.source import TomlSource

from .trials import METRICS, REGISTER, SCHEME, MakePlugin, codes, hooks, load

HOOK = """
from decimal import Decimal

@hookimpl
def branchkit_rules():
    per = RuleParameter("per", least=Decimal(1))
    each = RuleParameter("each", default=Decimal({each}))
    title = LocalText("分档计分", "By full steps")
    return [RuleKind("{id}", title, "trial_trial.rules:steps", (per, each){more})]
"""
STEPS = """
from branchkit.api.hooks import *

def steps(facts):
    steps = int(facts.values["value"] / facts.parameters["per"])
    points = min(facts.parameters["each"] * steps, facts.maximum)
    return RulePoints(points, LocalText(f"满 {steps} 档", f"{steps} full steps"))
"""
RULE = 'rule = { kind = "proportional", target = 2 }'
OWN = 'rule = { kind = "trial/steps", per = 2 }'


@pytest.fixture
def given(make_plugin: MakePlugin) -> Callable[..., Contributions]:
    """A plugin with one kind of rule and a scheme that uses it, loaded."""

    def make(
        rules: str = STEPS,
        rule: str = OWN,
        id: str = "trial/steps",
        each: str = "3",
        more: str = "",
    ) -> Contributions:
        made: dict[str, Any] = hooks("trial", HOOK.format(id=id, each=each, more=more))
        made["files"] |= {
            "rules.py": rules,
            "registers/book.trial.toml": REGISTER,
            "metrics/book.trial.toml": METRICS,
            "schemes/month.toml": SCHEME.format(id="trial/month").replace(RULE, rule),
        }
        return load(make_plugin("trial", **made))

    return make


def proposed(contributions: Contributions, value: str) -> Proposal | None:
    """What is suggested where the register says so much."""
    criterion = contributions.schemes["trial/month"].criterion("visits")
    metric = "book.trial/made"
    return propose(criterion, {metric: Measurement(metric, Decimal(value))})


def test_the_function_is_given_figures_parameters_and_the_maximum(
    given: Callable[..., Contributions], catalog: Catalog
) -> None:
    contributions = given()
    found = proposed(contributions, "5")
    assert found is not None
    assert found.points == 6
    assert [catalog.reason(reason) for reason in found.reasons] == ["满 2 档，得 6 分"]
    (rule,) = (c.rule for c in contributions.schemes["trial/month"].criteria)
    assert [catalog.reason(r) for r in rule.describe(Decimal(10))] == [
        "分档计分（per = 2, each = 3）"
    ]
    most = proposed(contributions, "50")
    assert most is not None
    assert most.points == 10
    assert contributions.failures == []


def test_typed_points_fit_the_step_of_the_kind_or_the_scheme(
    given: Callable[..., Contributions],
) -> None:
    criterion = given().schemes["trial/month"].criterion("visits")
    assert refuse_points(criterion, Decimal("0.1")) is None
    assert refuse_points(criterion, Decimal(11)) is not None
    halves = given(rule=OWN.replace("per = 2", "per = 2, step = 0.5")).schemes["trial/month"]
    assert refuse_points(halves.criterion("visits"), Decimal("0.1")) is not None


@pytest.mark.parametrize(
    ("returned", "code"),
    [
        ("1 / 0", "raised"),
        ("Decimal(3)", "result"),
        ("RulePoints(3.0, WHY)", "result"),
        ("RulePoints(Decimal(3), 'x')", "result"),
        ("RulePoints(Decimal('NaN'), WHY)", "number"),
        ("RulePoints(Decimal('Infinity'), WHY)", "number"),
        ("RulePoints(Decimal('1e999'), WHY)", "number"),
        ("RulePoints(Decimal(11), WHY)", "bounds"),
        ("RulePoints(Decimal(-1), WHY)", "bounds"),
    ],
)
def test_points_that_are_none_propose_nothing_and_are_named(
    given: Callable[..., Contributions], catalog: Catalog, returned: str, code: str
) -> None:
    why = 'WHY = LocalText("因为", "because")\nfrom decimal import Decimal\n'
    contributions = given(
        f"from branchkit.api.hooks import *\n{why}\ndef steps(facts): return {returned}\n"
    )
    assert proposed(contributions, "5") is None
    (failure,) = contributions.failures
    assert (failure.plugin, failure.code, failure.hook) == ("trial", code, "trial/steps")
    assert "trial/steps" in words_of(failure, catalog)


def test_the_same_figures_are_asked_about_once(
    given: Callable[..., Contributions], tmp_path: Any
) -> None:
    asked = tmp_path / "asked"
    counting = STEPS.replace(
        "    steps =", f"    open({str(asked)!r}, 'a').write('.')\n    steps =", 1
    )
    contributions = given(counting)
    for value in ("5", "5", "7"):
        proposed(contributions, value)
    assert asked.read_text() == ".."


@pytest.mark.parametrize(
    ("rule", "code", "key"),
    [
        ('rule = { kind = "trial/steps" }', "toml.missing_key", "criterion[1].rule"),
        (OWN.replace("per = 2", "per = 0"), "scheme.parameter_low", "criterion[1].rule.per"),
        (OWN.replace("per = 2", 'per = "x"'), "toml.not_number", "criterion[1].rule.per"),
        (OWN.replace("per", "pre"), "toml.missing_key", "criterion[1].rule"),
        (OWN.replace("steps", "stops"), "scheme.rule_kind", "criterion[1].rule.kind"),
        (OWN.replace("trial/", "river/"), "scheme.rule_plugin", "criterion[1].rule.kind"),
    ],
)
def test_a_scheme_that_does_not_fit_the_kind_is_refused_at_its_line(
    given: Callable[..., Contributions], catalog: Catalog, rule: str, code: str, key: str
) -> None:
    contributions = given(rule=rule)
    assert "trial/month" not in contributions.schemes
    found = next(f.problem for f in contributions.failures if f.problem)
    assert found.code == code
    assert found.place.key == key
    assert found.place.line == 14
    assert catalog.problem(found)


@pytest.mark.parametrize(
    "more",
    [
        ", step=Decimal(0)",
        ", parameters=()",
        "+ (RuleParameter('per'),)",
        "+ (RuleParameter('kind'),)",
        "+ (RuleParameter('x', 'colour'),)",
        "+ (RuleParameter('x', 'choice'),)",
        "+ (RuleParameter('x', default='3'),)",
    ],
)
def test_a_kind_that_contradicts_itself_is_none(
    given: Callable[..., Contributions], more: str
) -> None:
    contributions = given(more=more)
    assert contributions.rule_kinds == {}
    assert codes(contributions)[0][0] == "trial"


def test_an_id_of_somebody_else_is_refused(given: Callable[..., Contributions]) -> None:
    contributions = given(id="other/steps")
    assert contributions.rule_kinds == {}
    assert codes(contributions) == [("trial", "foreign")]


def test_parameters_count_in_the_digest_defaults_too(given: Callable[..., Contributions]) -> None:
    contributions = given()
    first = contributions.schemes["trial/month"]
    loaded = contributions.rule_kinds["trial/steps"]
    per, each = loaded.kind.parameters
    other = replace(loaded.kind, parameters=(per, replace(each, default=Decimal(4))))
    source, _ = TomlSource.read_text(first.declaration, "month.toml")
    assert source is not None
    kinds = {"trial/steps": replace(loaded, kind=other)}
    second, _ = read_scheme(source, "trial", kinds=kinds)
    assert second is not None
    assert second.declaration == first.declaration
    assert second.digest != first.digest


def test_a_sheet_that_was_handed_up_can_be_read_without_the_plugin(
    given: Callable[..., Contributions],
) -> None:
    text = given().schemes["trial/month"].declaration
    key = SheetKey("trial/month", "b1", Period(2026, 11))
    sheet = Sheet(key, SheetState.SUBMITTED, "x", scheme_text=text)
    scheme = scheme_of(sheet, {})
    (criterion,) = scheme.criteria
    assert isinstance(criterion.rule, CalledRule)
    assert (int(criterion.maximum), criterion.rule.id) == (10, "trial/steps")
    assert propose(criterion, {}) is None
