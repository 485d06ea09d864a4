"""The rural sector as a plugin: found by its entry point, sound, and proposing what a village enters."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from branchkit.core.measuring import Scope
from branchkit.core.periods import Period
from branchkit.core.registers import Record
from branchkit.plugin import MetricView
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.discovery import installed_plugins
from branchkit.plugin.manager import load_contributions
from branchkit_rural.satisfaction import BALLOT, SATISFACTION, measure_satisfaction


@pytest.fixture(scope="module")
def contributions() -> Contributions:
    return load_contributions(None, strict=True)


def test_it_is_found_by_its_entry_point(contributions: Contributions) -> None:
    (plugin,) = [plugin for plugin in contributions.plugins if plugin.id == "rural"]
    assert plugin.source == "branchkit-rural"
    assert plugin.sectors == ("rural",)
    found = {kind: count for kind, count in plugin.contributes.items() if count}
    assert found == {"schemes": 3}
    assert any(found.id == "rural" for found in installed_plugins())


def test_its_schemes_are_for_villages(contributions: Contributions) -> None:
    own = [scheme for scheme in contributions.schemes.values() if scheme.origin == "rural"]
    assert {scheme.id for scheme in own} == {
        "rural/member-month",
        "rural/branch-quarter",
        "rural/branch-year",
    }
    assert {scheme.sector for scheme in own} == {"rural"}


def test_the_year_is_judged_by_the_five_goods(contributions: Contributions) -> None:
    year = contributions.schemes["rural/branch-year"]
    titles = [section.title.zh_CN for section in year.sections]
    assert titles == ["领导班子好", "党员队伍好", "工作机制好", "工作业绩好", "群众反映好"]
    per_section = Counter[str]()
    for criterion in year.criteria:
        per_section[criterion.section] += int(criterion.maximum)
    assert set(per_section.values()) == {100}
    assert sum(section.weight for section in year.sections) == 1


def test_every_text_is_there_in_both_languages(contributions: Contributions) -> None:
    for scheme in contributions.schemes.values():
        if scheme.origin != "rural":
            continue
        for criterion in scheme.criteria:
            for text in (criterion.title, criterion.short, criterion.text):
                assert text.zh_CN
                assert text.en, (scheme.id, criterion.id)


def ballot(day: str, satisfied: str, mostly: str, against: str) -> Record:
    values = {"date": day, "satisfied": satisfied, "mostly": mostly, "not": against}
    return Record(day, BALLOT, "b1", values)


def test_satisfaction_is_a_share_of_all_votes_of_the_period() -> None:
    ballots = [
        ballot("2026-09-30", "0", "0", "100"),
        ballot("2026-10-05", "150", "30", "20"),
        ballot("2026-12-27", "10", "0", "10"),
    ]
    scope = Scope("b1", Period.parse("2026-Q4"), {})
    (found,) = measure_satisfaction(MetricView(scope, lambda _register: ballots)).values()
    assert (found.metric, found.value) == (SATISFACTION, Decimal(19000) / 220)
    assert [evidence.summary for evidence in found.evidence] == ["10-05 180/200", "12-27 10/20"]


def test_without_votes_nothing_is_said_of_satisfaction() -> None:
    scope = Scope("b1", Period.parse("2026-Q4"), {})
    empty = [ballot("2026-12-27", "0", "0", "0")]
    assert measure_satisfaction(MetricView(scope, lambda _register: empty)) == {}


def test_what_its_schemes_feed_on_is_kept_by_the_built_in_registers(
    contributions: Contributions,
) -> None:
    own = [scheme for scheme in contributions.schemes.values() if scheme.origin == "rural"]
    fed = {metric for s in own for c in s.criteria for metric in c.feeds.values()}
    registers = {id.rpartition("/")[0] for id in fed - {SATISFACTION}} | {BALLOT}
    assert {"book.visit", "roll.helping", "roll.posts"} <= registers
    assert {contributions.registers[id].source for id in registers} == {"base"}


def test_its_hooks_load_without_textual() -> None:
    code = "import sys, branchkit_rural.hooks; print('textual' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent,
    )
    assert done.stdout.strip() == "False"
