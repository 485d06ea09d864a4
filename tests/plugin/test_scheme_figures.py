"""Figures that a scheme takes from rule packs: which edition counts, what is kept, what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from branchkit.core.dates import Period
from branchkit.core.errors import Problem
from branchkit.core.rulepacks import Basis, Edition, Rule, RulePack
from branchkit.core.scoring.rules import Proportional
from branchkit.core.scoring.schemes import Scheme
from branchkit.core.scoring.sheets import Sheet, SheetKey, SheetState
from branchkit.core.texts import LocalText
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.manager import load_contributions
from branchkit.plugin.scheme_files import read_scheme
from branchkit.services.citations import figure_text
from branchkit.services.scoring.sheets import scheme_of
from branchkit.toml.source import TomlSource

TEXT = """id = "town/year"
title = "年度考核"
subject = "organization"
period = "year"

[[criterion]]
id = "study"
title = "学习"
short = "学习"
maximum = 10
rule = { kind = "proportional", target = { rule = "study/hours" } }

[[criterion]]
id = "work"
title = "工作"
short = "工作"
maximum = 10
rule = { kind = "judged" }
"""


def an_edition(id: str, since: date, hours: str, basis: Basis = Basis.FOUND) -> Edition:
    rule = Rule("hours", LocalText("学时"), Decimal(hours), "hours", article="31", basis=basis)
    return Edition(id, LocalText(f"教育条例（{id}）"), since, rules={"hours": rule})


OLD = an_edition("2019", date(2019, 5, 1), "32")
NEW = an_edition("2026", date(2026, 7, 1), "40", Basis.SECONDARY)
PACKS = {"study": RulePack("study", LocalText("教育条例"), (OLD, NEW))}


def read(
    text: str, packs: dict[str, RulePack] | None = None
) -> tuple[Scheme | None, list[Problem]]:
    source, problems = TomlSource.read_text(text, "year.toml")
    assert source is not None, problems
    return read_scheme(source, "town", PACKS if packs is None else packs)


def good(text: str = TEXT, packs: dict[str, RulePack] | None = None) -> Scheme:
    scheme, problems = read(text, packs)
    assert scheme is not None and problems == [], problems
    return scheme


def target(scheme: Scheme) -> Decimal | None:
    rule = scheme.criterion("study").rule
    assert isinstance(rule, Proportional)
    return rule.target


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2018, 1, 1), 32), (date(2026, 6, 30), 32), (date(2026, 7, 1), 40)],
)
def test_the_edition_of_the_day_counts(day: date, hours: int) -> None:
    assert target(good().on(day)) == hours


def test_a_sheet_is_scored_by_the_edition_at_the_end_of_its_period() -> None:
    scheme = good()
    for year, hours in ((2025, 32), (2026, 40)):
        key = SheetKey(scheme.id, "b1", Period.parse(str(year)))
        assert target(scheme_of(Sheet(key, SheetState.DRAFT, ""), {scheme.id: scheme})) == hours


def test_editions_have_digests_of_their_own() -> None:
    scheme = good()
    assert scheme.on(date(2025, 12, 31)).digest != scheme.digest
    assert good().digest == scheme.digest


def test_what_a_criterion_takes_names_its_article() -> None:
    scheme, catalog = good(), Catalog.load("zh_CN")
    (figure,) = scheme.criterion("study").figures
    assert figure_text(catalog, figure) == "40 取自教育条例（2026） 第三十一条（暂定）"
    (before,) = scheme.on(date(2025, 12, 31)).criterion("study").figures
    assert figure_text(catalog, before) == "32 取自教育条例（2019） 第三十一条"
    assert scheme.criterion("work").figures == ()


def test_a_part_of_a_figure_is_divided_off() -> None:
    text = TEXT.replace('"study/hours" }', '"study/hours", divided_by = 4 }')
    assert target(good(text)) == 10
    for wrong in ("0", "0.5", "true"):
        _scheme, problems = read(text.replace("divided_by = 4", f"divided_by = {wrong}"))
        assert [p.code for p in problems] == ["toml.not_integer"]


def test_a_kept_text_is_read_without_any_pack() -> None:
    before = good().on(date(2025, 12, 31))
    kept = good(before.declaration, {})
    assert target(kept) == 32
    assert kept.criterion("study").figures == before.criterion("study").figures
    assert kept.declaration == before.declaration
    part = good(TEXT.replace('"study/hours" }', '"study/hours", divided_by = 4 }'))
    assert target(good(part.declaration, {})) == 10


def test_a_figure_may_stand_wherever_a_number_may() -> None:
    text = TEXT.replace(
        'maximum = 10\nrule = { kind = "judged"',
        'maximum = { rule = "study/hours" }\nrule = { kind = "judged"',
    )
    assert good(text).criterion("work").maximum == 40


@pytest.mark.parametrize(
    ("reference", "code", "close"),
    [
        ("study/hour", "scheme.misspelt_figure", "study/hours"),
        ("members/dance", "scheme.unknown_figure", ""),
        ("hours", "scheme.misspelt_figure", "study/hours"),
    ],
)
def test_a_reference_that_leads_nowhere_is_told_with_its_line(
    reference: str, code: str, close: str
) -> None:
    scheme, (problem,) = read(TEXT.replace("study/hours", reference))
    assert scheme is None
    assert (problem.code, problem.params["nearest"], problem.place.line) == (code, close, 11)
    assert problem.place.key == "criterion[1].rule.target"


def test_an_unknown_key_of_a_reference_is_told() -> None:
    _scheme, (problem,) = read(TEXT.replace('"study/hours" }', '"study/hours", divided = 4 }'))
    assert (problem.code, problem.params["nearest"]) == ("toml.misspelt_key", "divided_by")


def test_a_reference_over_several_lines_is_refused() -> None:
    text = TEXT.replace(
        'rule = { kind = "proportional", target = { rule = "study/hours" } }',
        'rule.kind = "proportional"\nrule.target.rule = "study/hours"',
    )
    scheme, problems = read(text + '\n[note]\nx = { rule = "study/hours" }\n')
    assert scheme is None
    assert "scheme.reference_form" in {problem.code for problem in problems}


def test_schemes_of_the_pack_take_their_figures_from_its_rules() -> None:
    contributions = load_contributions(None, safe_mode=True, strict=True)
    quarter = contributions.schemes["base/branch-quarter"]
    cited = {f.reference: f.value for c in quarter.criteria for f in c.figures}
    assert cited == {"members/study-hours": Decimal(8)}


class ReadWhenListed(dict[str, RulePack]):
    """As the packs of a workspace are: to list them, or to ask how many there are, is to read them all."""

    def __len__(self) -> int:
        raise AssertionError("every pack was read")

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("every pack was read")


def test_packs_that_a_scheme_does_not_name_stay_unread() -> None:
    plain = TEXT.replace('{ rule = "study/hours" }', "40")
    for text in (TEXT, plain):
        assert target(good(text, ReadWhenListed(PACKS))) == 40
