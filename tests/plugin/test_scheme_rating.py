"""``[rating]`` in a scheme file: what is read, and how mistakes are explained."""

from __future__ import annotations

from decimal import Decimal

import pytest

from branchkit.core.errors import Problem
from branchkit.core.scoring.rating_terms import RaterGroup, RatingTerms
from branchkit.core.scoring.schemes import Scheme
from branchkit.i18n.catalog import LANGUAGES, Catalog
from branchkit.plugin.scheme_files import read_scheme
from branchkit.toml.source import TomlSource

TEXT = """api = 1
id = "town/year"
title = "年度评定"
subject = "organization"
period = "year"
[[criterion]]
id = "work"
title = "实绩"
short = "实绩"
maximum = 100
rule = { kind = "judged" }
[[band]]
id = "good"
title = "先进"
short = "先进"
share = 30
ballot_minimum = 80
[[band]]
id = "fair"
title = "一般"
short = "一般"
at_least = 10
[rating]
among = "siblings"
"""
FIRST = 23
"""The line of the first key after ``[rating]``."""


def read(text: str) -> tuple[Scheme | None, list[Problem]]:
    source, problems = TomlSource.read_text(text, "town.toml")
    assert source is not None, problems
    return read_scheme(source, "town")


def test_terms_are_read() -> None:
    scheme, problems = read(
        TEXT
        + 'ties = ["work", "ballot", "masses"]\none_grade_up = true\nhonours = ["county"]\n'
        + "groups = { members = 30, masses = 70 }\nmostly = 60\nnew_months = 6\nall_groups = true\n"
        + 'questions = ["committee"]\nnotice_days = 7\nnotice_counts = "days"\n'
    )
    assert problems == []
    assert scheme is not None
    assert scheme.rating == RatingTerms(
        ties=("work", "ballot", "masses"),
        one_grade_up=True,
        honours=("county",),
        new_months=6,
        weights={RaterGroup.MEMBERS: Decimal(30), RaterGroup.MASSES: Decimal(70)},
        mostly=Decimal(60),
        questions=("committee",),
        all_groups=True,
        notice_days=7,
        working_days=False,
    )
    assert [(b.at_least, b.ballot_minimum) for b in scheme.bands] == [(None, 80), (10, None)]


def test_a_scheme_that_compares_rates_siblings_and_one_by_points_does_not() -> None:
    compared, _problems = read(TEXT.partition("[rating]")[0])
    by_points = TEXT.replace("share = 30\nballot_minimum = 80", "minimum = 90")
    by_points = by_points.replace("at_least = 10\n", "").partition("[rating]")[0]
    alone, _problems = read(by_points)
    assert compared is not None and compared.rating is None and compared.rates_siblings
    assert alone is not None and not alone.rates_siblings


MISTAKES = {
    "tie": ('ties = ["wrk"]', "toml.misspelt_choice", "rating.ties"),
    "key": ("one_grade = true", "toml.misspelt_key", "rating.one_grade"),
    "group": ("groups = { mases = 1, members = 2 }", "toml.misspelt_key", "rating.groups.mases"),
    "no group": ("groups = {}", "scheme.no_raters", "rating.groups"),
    "weight": ("groups = { masses = 0 }", "scheme.not_positive", "rating.groups.masses"),
    "days": ("notice_days = 0", "scheme.not_positive", "rating.notice_days"),
    "mostly": ("mostly = 120", "scheme.not_share", "rating.mostly"),
    "honour": ('one_grade_up = true\nhonours = ["x"]', "toml.unknown_choice", "rating.honours"),
    "needless honour": ('honours = ["county"]', "scheme.honours_alone", "rating.honours"),
}


@pytest.mark.parametrize(("line", "code", "key"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_found_where_it_stands(line: str, code: str, key: str) -> None:
    found = [problem for problem in read(TEXT + line + "\n")[1] if problem.code == code]
    assert [problem.place.key for problem in found] == [key]
    assert FIRST <= (found[0].place.line or 0) <= FIRST + 3
    for language in LANGUAGES:
        assert "{" not in Catalog.load(language).problem(found[0])


@pytest.mark.parametrize(
    ("text", "code", "key"),
    [
        (TEXT.replace("organization", "member"), "scheme.rating_of_members", "rating"),
        (
            TEXT.replace("organization", "member").partition("[rating]")[0],
            "scheme.rating_of_members",
            "band[1].ballot_minimum",
        ),
        (
            TEXT.replace("share = 30", "at_least = 30"),
            "scheme.at_least_first",
            "band[1].at_least",
        ),
        (
            TEXT.partition("[[band]]")[0] + "[rating]\n",
            "scheme.rating_without_bands",
            "rating",
        ),
        (
            TEXT.replace("at_least = 10", "at_least = 10\nballot_minimum = 90"),
            "scheme.bands_order",
            "band[2].ballot_minimum",
        ),
    ],
)
def test_what_does_not_go_together_is_refused(text: str, code: str, key: str) -> None:
    scheme, problems = read(text)
    assert scheme is None
    assert (code, key) in [(problem.code, problem.place.key) for problem in problems]
