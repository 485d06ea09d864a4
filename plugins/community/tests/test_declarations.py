"""The community sector as a plugin: sound, complete, and what its schemes are made of."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from branchkit.core.rulepacks import edition_on
from branchkit.core.text_width import cell_width
from branchkit.testing.worked import load_worked, replay
from branchkit_community import vocabulary
from branchkit_community.vocabulary import SIX_POINTS

from .community_builders import CONTRIBUTIONS, TODAY

ROOT = Path(__file__).parents[1]
WORKED = sorted((ROOT / "tests" / "worked").glob("*.toml"))
OWN = [scheme for scheme in CONTRIBUTIONS.schemes.values() if scheme.origin == "community"]


def test_it_is_for_communities() -> None:
    plugin = CONTRIBUTIONS.plugin("community")
    assert plugin is not None
    assert plugin.serves("community")
    assert not plugin.serves("rural")
    assert {scheme.sector for scheme in OWN} == {"community"}


@pytest.mark.parametrize("path", WORKED, ids=lambda path: path.stem)
def test_the_sheet_comes_out_as_worked(path: Path) -> None:
    month = load_worked(path)
    assert month.rows
    assert replay(month, CONTRIBUTIONS.schemes) == []


def test_quarter_and_year_are_judged_by_three_haves_and_a_region() -> None:
    for id in ("community/branch-quarter", "community/branch-year"):
        titles = [section.title.zh_CN for section in CONTRIBUTIONS.schemes[id].sections]
        assert titles == ["有人管事", "有钱办事", "有场所议事", "区域化党建格局"]


def test_each_section_of_the_year_has_a_hundred_points() -> None:
    year = CONTRIBUTIONS.schemes["community/branch-year"]
    for traits in ({"branch"}, {"general-branch"}, {"committee"}):
        points = Counter[str]()
        for criterion in year.criteria:
            if criterion.applies.covers(frozenset(traits)):
                points[criterion.section] += int(criterion.maximum)
        assert set(points.values()) == {100}, traits
    assert sum(section.weight for section in year.sections) == 1


def test_every_criterion_of_the_quarter_proposes() -> None:
    quarter = CONTRIBUTIONS.schemes["community/branch-quarter"]
    judged = [c.id for c in quarter.criteria if not c.feeds and c.rule.history is None]
    assert judged == []


def test_the_six_are_conditions_of_the_year() -> None:
    year = CONTRIBUTIONS.schemes["community/branch-year"]
    six = year.criterion("six")
    assert dict(six.feeds) == {point: f"community/six-{point}" for point in SIX_POINTS}
    columns = CONTRIBUTIONS.registers[vocabulary.SIX].columns
    assert set(SIX_POINTS) < {column.id for column in columns}


def test_heads_fit_their_columns_in_both_languages() -> None:
    for scheme in OWN:
        for criterion in scheme.criteria:
            for head in (criterion.short.zh_CN, criterion.short.en):
                assert 0 < cell_width(head) <= 8, (scheme.id, criterion.id)


def test_service_type_is_asked_for_by_a_text_that_was_read() -> None:
    edition = edition_on(CONTRIBUTIONS.rule_packs, "community", TODAY)
    assert edition.rule("service-type-share").value == Decimal(60)
    assert not edition.cite("service-type-share").provisional
    assert edition.cite("idle-months").provisional


def test_what_people_can_be_reached_by_is_personal() -> None:
    for register in CONTRIBUTIONS.registers.values():
        if register.source == "community":
            phones = [column for column in register.columns if column.id == "phone"]
            assert all(column.personal for column in phones), register.id


def test_every_register_is_named_once_in_the_vocabulary() -> None:
    declared = {id for id, r in CONTRIBUTIONS.registers.items() if r.source == "community"}
    named = {
        value
        for name, value in vars(vocabulary).items()
        if name.isupper() and isinstance(value, str) and "." in value
    }
    assert named == declared
