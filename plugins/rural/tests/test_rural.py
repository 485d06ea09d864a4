"""The rural sector as a plugin: found by its entry point, sound, its schemes adding up and fed by what there is."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from branchkit.core.registers.register import RecordsFrom
from branchkit.core.scoring.schemes import Scheme
from branchkit.plugin.discovery import installed_plugins
from branchkit_rural.figures import Figures
from branchkit_rural.words import TEXTS

from .county import SCHEMES, YEAR, contributions

OWN = {
    "rural/member-month",
    "rural/branch-quarter",
    "rural/branch-year",
    "rural/township-year",
    "rural/county-year",
    "rural/four-fives-year",
}


def own_schemes() -> list[Scheme]:
    return [scheme for scheme in contributions().schemes.values() if scheme.origin == "rural"]


def test_it_is_found_by_its_entry_point() -> None:
    assert any(found.id == "rural" for found in installed_plugins())
    plugin = contributions().plugin("rural")
    assert plugin is not None
    assert plugin.sectors == ("rural",)
    found = {kind: count for kind, count in plugin.contributes.items() if count}
    assert found == {"registers": 8, "metrics": 21, "schemes": 6, "rule_packs": 1}


def test_its_schemes_are_for_villages_townships_and_counties() -> None:
    assert {scheme.id for scheme in own_schemes()} == OWN
    assert {scheme.sector for scheme in own_schemes()} == {"rural"}
    levels = {scheme.id: scheme.level for scheme in own_schemes()}
    assert levels["rural/township-year"] == "township"
    assert levels["rural/county-year"] == "county"
    assert levels["rural/branch-year"] == "branch"


def test_every_scheme_adds_up_to_a_hundred() -> None:
    assert {scheme.maximum for scheme in own_schemes()} == {100}


@pytest.mark.parametrize("name", ["branch-year", "township-year", "county-year"])
def test_sections_of_a_year_are_out_of_a_hundred_and_weighted(name: str) -> None:
    year = contributions().schemes[f"rural/{name}"]
    per_section = Counter[str]()
    for criterion in year.criteria:
        per_section[criterion.section] += int(criterion.maximum)
    assert set(per_section.values()) == {100}
    assert sum(section.weight for section in year.sections) == 1


def test_the_village_year_is_judged_by_the_five_goods() -> None:
    year = contributions().schemes["rural/branch-year"]
    titles = [section.title.zh_CN for section in year.sections]
    assert titles == ["领导班子好", "党员队伍好", "工作机制好", "工作业绩好", "群众反映好"]
    assert [band.short.zh_CN for band in year.bands] == ["五星", "四星", "三星", "二星", "一星"]


@pytest.mark.parametrize(("name", "weight"), [("township-year", "0.3"), ("county-year", "0.4")])
def test_a_level_takes_the_share_of_the_level_below(name: str, weight: str) -> None:
    year = contributions().schemes[f"rural/{name}"]
    below = year.sections[0]
    assert (below.id, below.weight) == ("below", Decimal(weight))
    goods = year.criterion("goods")
    assert list(goods.feeds.values()) == ["rural/five-goods-share"]


def test_targets_of_the_schemes_are_those_of_the_rule_pack() -> None:
    figures = Figures(contributions().rule_packs, YEAR.last_day)
    schemes = contributions().schemes

    def target(scheme: str, criterion: str) -> Decimal:
        return schemes[f"rural/{scheme}"].criterion(criterion).rule.target  # type: ignore[attr-defined,no-any-return]

    assert target("township-year", "goods") == figures.organizations_share == 90
    assert target("township-year", "leads") == figures.edition.rule("members-share").value == 95
    assert target("township-year", "sites") == figures.sites_a_year == 3
    assert (figures.cadre_links, figures.member_links) == (6, 10)


def test_months_propose_eight_of_twelve() -> None:
    scheme = contributions().schemes["rural/member-month"]
    assert len(scheme.criteria) == 12
    assert sum(bool(criterion.feeds) for criterion in scheme.criteria) == 8


def test_every_feed_names_a_metric_that_fits_its_scheme() -> None:
    for scheme in own_schemes():
        for criterion in scheme.criteria:
            for metric in criterion.feeds.values():
                declared = contributions().metrics.get(metric) or contributions().computed[metric]
                assert declared.about is scheme.subject, (scheme.id, criterion.id)


def test_every_declared_text_is_there_in_both_languages() -> None:
    for scheme in own_schemes():
        for criterion in scheme.criteria:
            for text in (criterion.title, criterion.short, criterion.text):
                assert text.zh_CN
                assert text.en, (scheme.id, criterion.id)
    for register in contributions().registers.values():
        if register.source != "rural":
            continue
        for column in register.columns:
            assert column.title.zh_CN, (register.id, column.id)
            assert column.title.en, (register.id, column.id)


def test_every_word_is_there_in_both_languages_with_the_same_placeholders() -> None:
    for key, text in TEXTS.texts.items():
        assert text.zh_CN, key
        assert text.en, key
        places = {
            language: set(re.findall(r"\{(\w+)", t))
            for language, t in (("zh", text.zh_CN), ("en", text.en))
        }
        assert places["zh"] == places["en"], key


def test_its_registers_are_kept_and_dated() -> None:
    own = [r for r in contributions().registers.values() if r.source == "rural"]
    assert {register.id for register in own} == {
        "book.core-study",
        "book.farm-training",
        "book.village-decisions",
        "book.weekly-rhythm",
        "form.village-year",
        "roll.cadre-links",
        "roll.model-sites",
        "roll.star-ratings",
    }
    for register in own:
        assert register.rows is RecordsFrom.RECORDS
        assert register.dated_by


def test_ratings_in_the_ledger_are_bands_of_the_schemes() -> None:
    ledger = contributions().registers["roll.star-ratings"]
    choices = {choice.id for choice in ledger.column("band").choices}
    bands = {band.id for name in SCHEMES.values() for band in contributions().schemes[name].bands}
    assert choices == bands


def test_its_hooks_load_without_textual_and_without_what_stands_behind_them() -> None:
    code = (
        "import sys, branchkit_rural.hooks as h; h.branchkit_metrics(); h.branchkit_screens(); h.branchkit_reports();"
        "print(sorted(m for m in sys.modules if m.startswith(('textual', 'rich', 'branchkit_rural'))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent,
    )
    assert done.stdout.strip() == "['branchkit_rural', 'branchkit_rural.hooks']"


def test_the_four_fives_are_five_each() -> None:
    scheme = contributions().schemes["rural/four-fives-year"]
    always = [extra for extra in scheme.extras if extra.points < 0]
    awards = [extra for extra in scheme.extras if extra.points > 0]
    assert [len(part) for part in (scheme.sections, scheme.vetoes, always, awards)] == [5] * 4
    # Always the same, however it came about.
    assert all(extra.at_least is None for extra in always)
