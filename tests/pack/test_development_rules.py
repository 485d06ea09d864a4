"""The rule pack of the development of members: two editions, five stages, 25 steps, honest about where it comes from."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from branchkit.core.rulepacks import Basis, Edition, Rule, RulePack, Step
from branchkit.plugin.manager import load_contributions

PACK: RulePack = load_contributions(None, safe_mode=True).rule_packs["development"]


def steps(edition: Edition) -> dict[str, Step]:
    return {step.id: step for stage in edition.stages for step in stage.steps}


@pytest.mark.parametrize("edition", PACK.editions, ids=lambda edition: edition.id)
def test_five_stages_of_two_four_five_seven_and_seven_steps(edition: Edition) -> None:
    assert [stage.id for stage in edition.stages] == [
        "applicant",
        "activist",
        "prospect",
        "probationary",
        "full",
    ]
    assert [len(stage.steps) for stage in edition.stages] == [2, 4, 5, 7, 7]
    assert len(steps(edition)) == 25


def test_the_edition_is_a_matter_of_the_day() -> None:
    assert PACK.on(date(2026, 4, 30)).id == "2014"
    assert PACK.on(date(2026, 5, 1)).id == "2026"


@pytest.mark.parametrize("edition", PACK.editions, ids=lambda edition: edition.id)
def test_waits_look_back_and_never_round_in_circles(edition: Edition) -> None:
    order = list(steps(edition))
    for step in steps(edition).values():
        for wait in (*step.earliest, *step.within):
            assert order.index(wait.after) < order.index(step.id)


@pytest.mark.parametrize("edition", PACK.editions, ids=lambda edition: edition.id)
def test_figures_in_rules_and_in_steps_agree(edition: Edition) -> None:
    by_id = steps(edition)
    (year,) = (w.months for w in by_id["full-vote"].earliest if w.after == "admission-vote")
    assert edition.number("probation") == year
    (notice,) = (w.working_days for w in by_id["prospect-filed"].earliest)
    assert edition.number("notice") == notice


@pytest.mark.parametrize("edition", PACK.editions, ids=lambda edition: edition.id)
def test_the_figures_of_the_regulation(edition: Edition) -> None:
    by_id = steps(edition)
    assert by_id["talk"].within[0].months == 1
    assert by_id["look"].every_months == 6
    assert [w.months for w in by_id["prospect"].earliest] == [12, 0]
    assert by_id["admission-approval"].within[0].months == 3
    assert by_id["full-approval"].within[0].months == 3
    figures = ("age", "training-days", "training-hours", "extension-least", "extension-most")
    assert [edition.number(id) for id in figures] == [18, 3, 24, 6, 12]


def test_only_the_newer_edition_sets_a_month_for_vote_and_oath() -> None:
    older, newer = (steps(edition) for edition in PACK.editions)
    for id in ("admission-vote", "oath"):
        assert older[id].within == ()
        assert [wait.months for wait in newer[id].within] == [1]


def test_nothing_is_said_to_have_been_read_in_the_text() -> None:
    """No whole wording was at hand: all of it has to show as provisional."""
    for edition in PACK.editions:
        for step in steps(edition).values():
            assert step.basis in (Basis.SECONDARY, Basis.GENERAL)
        assert all(edition.cite(rule).provisional for rule in edition.rules)


def test_everything_has_its_english() -> None:
    for edition in PACK.editions:
        for step in steps(edition).values():
            assert all(text.en for text in (step.title, *step.papers))


OWN = """
api = 1
title = "本县发展党员规定"

[[edition]]
id = "county"
title = "本县试行办法"
since = 2026-09-01
basis = "local"

[[edition.rule]]
id = "probation"
title = "预备期"
value = 12
unit = "months"

[[edition.stage]]
id = "applicant"
title = "申请"

[[edition.stage.step]]
id = "application"
title = "递交入党申请书"
papers = ["申请书", "承诺书"]

[[edition.stage.step]]
id = "home-visit"
title = "家访"
earliest = [{ after = "application" }]
within = [{ after = "application", days = 20 }]
fields = ["impression"]
"""


def test_a_workspace_adds_an_edition_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "development.toml").write_text(OWN, encoding="utf-8")
    contributions = load_contributions(tmp_path)
    pack = contributions.rule_packs["development"]
    assert contributions.failures == []
    assert [edition.id for edition in pack.editions] == ["2014", "2026", "county"]
    assert pack.on(date(2026, 8, 31)).id == "2026"
    own = steps(pack.on(date(2026, 9, 1)))
    assert own["home-visit"].within[0].days == 20
    assert [paper.zh_CN for paper in own["application"].papers] == ["申请书", "承诺书"]
    assert not pack.on(date(2026, 9, 1)).cite().provisional


UNKNOWN_ARTICLES = {
    "2014": (
        {"notice", "approval-most", "postponement"},
        {
            *("look", "admission-talk", "admission-approval"),
            *("admission-filed", "assignment", "archive"),
        },
    ),
    "2026": (
        {"introducers", *("extension-least", "extension-most", "extensions", "postponement")},
        {"application", "introducers", "admission-talk", "oath", "full-approval", "archive"},
    ),
}
"""The figures and the steps whose article nobody has seen; whoever has seen one takes it out here."""


@pytest.mark.parametrize("edition", PACK.editions, ids=lambda edition: edition.id)
def test_every_figure_and_every_step_names_its_article_or_says_that_nobody_knows(
    edition: Edition,
) -> None:
    figures, ways = UNKNOWN_ARTICLES[edition.id]
    assert {id for id, rule in edition.rules.items() if not rule.article} == figures
    assert {id for id, step in steps(edition).items() if not step.article} == ways
    parts: list[Rule | Step] = [*edition.rules.values(), *steps(edition).values()]
    for part in parts:
        # An article that was seen, was seen in a copy.
        assert not part.article or (part.article.isdecimal() and part.basis is Basis.SECONDARY)


@pytest.mark.parametrize(
    ("edition", "part", "article"),
    [
        ("2014", "age", "5"),
        ("2014", "talk", "7"),
        ("2014", "prospect", "13"),
        ("2014", "training-hours", "17"),
        ("2014", "contacts", "9"),
        ("2014", "admission-vote", "20"),
        ("2014", "oath", "30"),
        ("2014", "full-vote", "33"),
        ("2014", "full-approval", "34"),
        ("2014", "probation", "32"),
        ("2014", "extension-most", "32"),
        ("2026", "talk", "7"),
        ("2026", "notice", "13"),
        ("2026", "pre-review", "18"),
        ("2026", "admission-approval", "25"),
        ("2026", "approval-most", "25"),
        ("2026", "full-vote", "32"),
    ],
)
def test_articles_that_were_seen(edition: str, part: str, article: str) -> None:
    """In copies of the older text, and in a table that somebody made of the newer one."""
    found = PACK.edition(edition)
    parts: dict[str, Rule | Step] = {**found.rules, **steps(found)}
    assert parts[part].article == article
