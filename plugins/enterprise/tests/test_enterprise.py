"""The sector as a plugin: sound, complete in both languages, and light to load."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections import Counter
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from string import Formatter

import pytest

from branchkit.core.scoring.rules.ballots import Ballots
from branchkit.core.scoring.schemes import Scheme
from branchkit.plugin.contributions import Contributions
from branchkit.testing.worked import load_worked, replay
from branchkit_enterprise.judgement import GROUPS, WORTH, metric_of
from branchkit_enterprise.milestones import OF_MEMBER, OF_ORGANIZATION
from branchkit_enterprise.outcomes import REACHED, RECOGNISED
from branchkit_enterprise.words import TEXTS

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "branchkit_enterprise"
WORKED = sorted((Path(__file__).parent / "worked").glob("*.toml"))


def own_schemes(contributions: Contributions) -> list[Scheme]:
    return [s for s in contributions.schemes.values() if s.origin == "enterprise"]


def test_it_is_named_by_its_entry_point() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"]["branchkit"] == {"enterprise": PACKAGE.name}


def test_it_brings_what_a_factory_needs(contributions: Contributions) -> None:
    plugin = contributions.plugin("enterprise")
    assert plugin is not None
    assert plugin.sectors == ("enterprise",)
    assert {k: plugin.contributes[k] for k in ("schemes", "registers")} == {
        "schemes": 5,
        "registers": 12,
    }
    assert contributions.failures == []


def test_its_schemes_are_for_enterprises_and_add_up(contributions: Contributions) -> None:
    own = own_schemes(contributions)
    assert {s.sector for s in own} == {"enterprise"}
    assert {s.maximum for s in own} == {Decimal(100)}


def test_the_four_of_each_title_weigh_the_same_where_it_is_awarded(
    contributions: Contributions,
) -> None:
    for id, each in (("member-quarter", 25), ("branch-year", 20), ("leading-group-year", 25)):
        scheme = contributions.schemes[f"enterprise/{id}"]
        per_section = Counter[str]()
        for criterion in scheme.criteria:
            per_section[criterion.section] += int(criterion.maximum)
        assert set(per_section.values()) == {each}


def test_four_excellent_is_excellent_in_each_and_not_for_everybody(
    contributions: Contributions,
) -> None:
    best = contributions.schemes["enterprise/member-quarter"].bands[0]
    assert best.id == "four-excellent"
    assert (best.section_minimum, best.share) == (Decimal(80), Decimal(30))


def test_every_feed_names_a_metric_that_fits(contributions: Contributions) -> None:
    for scheme in own_schemes(contributions):
        for criterion in scheme.criteria:
            for metric in criterion.feeds.values():
                known = contributions.metrics.get(metric) or contributions.computed[metric]
                assert known.about is scheme.subject, (scheme.id, criterion.id)


def test_every_text_is_there_in_both_languages(contributions: Contributions) -> None:
    for scheme in own_schemes(contributions):
        titles = [scheme.title, *(section.title for section in scheme.sections)]
        titles += [text for band in scheme.bands for text in (band.title, band.short)]
        titles += [text for c in scheme.criteria for text in (c.title, c.short, c.text)]
        titles += [extra.title for extra in scheme.extras]
        titles += [veto.title for veto in scheme.vetoes]
        assert all(title.zh_CN and title.en for title in titles), scheme.id
    for register in contributions.registers.values():
        if register.source == "enterprise":
            assert all(column.title.en for column in register.columns), register.id


def test_its_own_words_have_the_same_placeholders_in_both_languages() -> None:
    for key, text in TEXTS.texts.items():
        fields = [
            {name for _, name, *_ in Formatter().parse(words) if name}
            for words in (text.zh_CN, text.en)
        ]
        assert text.en, key
        assert fields[0] == fields[1], key


def test_every_hook_names_something_that_is_there(contributions: Contributions) -> None:
    screens, reports = contributions.screens, contributions.reports
    assert set(screens) == {"enterprise.board"}
    assert set(reports) == {"enterprise.four-strong", "enterprise.four-excellent"}
    targets = [spec.target for spec in screens.values()] + [r.target for r in reports.values()]
    for target in targets:
        module, _, name = target.partition(":")
        assert hasattr(import_module(module), name), target


def test_metrics_are_named_alike_where_they_are_declared_and_measured(
    contributions: Contributions,
) -> None:
    measured = {OF_ORGANIZATION, OF_MEMBER, REACHED, RECOGNISED, *map(metric_of, GROUPS)}
    assert measured == set(contributions.computed)


def test_the_ballots_of_scheme_and_metric_are_the_same(contributions: Contributions) -> None:
    judgement = contributions.schemes["enterprise/member-quarter"].criterion("judgement")
    assert isinstance(judgement.rule, Ballots)
    assert {option.id: option.worth for option in judgement.rule.options} == WORTH
    assert dict(judgement.feeds) == {group: metric_of(group) for group in GROUPS}
    register = contributions.registers["book.enterprise-ballots"]
    assert tuple(choice.id for choice in register.column("group").choices) == GROUPS


@pytest.mark.parametrize("path", WORKED, ids=lambda path: path.stem)
def test_the_sheet_comes_out_as_worked(path: Path, contributions: Contributions) -> None:
    month = load_worked(path)
    assert month.rows
    assert replay(month, contributions.schemes) == []


def test_every_scheme_has_a_worked_period(contributions: Contributions) -> None:
    worked = {load_worked(path).scheme_id for path in WORKED}
    assert worked == {scheme.id for scheme in own_schemes(contributions)}


def test_its_hooks_load_nothing_but_themselves() -> None:
    code = "import sys, branchkit_enterprise.hooks as h; h.branchkit_metrics(); print(sorted(m for m in sys.modules if m.startswith(('textual', 'branchkit_enterprise'))))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['branchkit_enterprise', 'branchkit_enterprise.hooks']"
