"""Scheme files: what is read, and how every mistake is explained."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from branchkit.core.dates import PeriodKind
from branchkit.core.errors import Problem
from branchkit.core.scoring.schemes import HandingUp, Rounding, Scheme, SubjectKind
from branchkit.core.texts import LocalText
from branchkit.i18n.catalog import LANGUAGES, Catalog
from branchkit.plugin.rule_files import READERS
from branchkit.plugin.scheme_files import read_scheme
from branchkit.plugin.scheme_links import check_links
from branchkit.toml.source import TomlSource

HEAD = """api = 1
id = "town/member-month"
title = { zh_CN = "党员月度积分", en = "Monthly points" }
subject = "member"
period = "month"
"""
CRITERION = """
[[criterion]]
id = "work"
title = "日常表现"
short = "表现"
maximum = 10
rule = { kind = "judged" }
"""


def read(text: str) -> tuple[Scheme | None, list[Problem]]:
    source, problems = TomlSource.read_text(text, "town.toml")
    assert source is not None, problems
    return read_scheme(source, "town")


def good(text: str) -> Scheme:
    scheme, problems = read(text)
    assert scheme is not None and problems == [], problems
    return scheme


def mistakes(text: str) -> list[tuple[str, int | None, str]]:
    return [(p.code, p.place.line, p.place.key) for p in read(text)[1]]


def with_rule(rule: str, more: str = "") -> str:
    return HEAD + CRITERION.replace('rule = { kind = "judged" }', f"rule = {{ {rule} }}\n{more}")


def test_a_small_scheme_is_read_whole() -> None:
    text = HEAD + CRITERION
    scheme = good(text)
    assert (scheme.id, scheme.origin) == ("town/member-month", "town")
    assert (scheme.subject, scheme.period) == (SubjectKind.MEMBER, PeriodKind.MONTH)
    assert scheme.title == LocalText("党员月度积分", "Monthly points")
    assert [c.id for c in scheme.criteria] == ["work"]
    assert scheme.criterion("work").section == scheme.sections[0].id
    assert scheme.maximum == 10
    assert scheme.declaration == text


def test_days_of_handing_up_are_counted_from_the_end_of_the_period() -> None:
    scheme = good(HEAD + '[handing_up]\nopens = "-10"\ndue = "+5"\n' + CRITERION)
    assert scheme.handing_up == HandingUp(opens=-10, due=5)
    wrong = HEAD + '[handing_up]\nopens = "6"\ndue = "+5"\ncloses = "soon"\n' + CRITERION
    assert [code for code, _, _ in mistakes(wrong)] == [
        "scheme.terms_reversed",
        "scheme.no_days_after",
    ]


def test_the_digest_changes_with_the_declaration_only() -> None:
    one, same = good(HEAD + CRITERION), good(HEAD + CRITERION)
    other = good(HEAD + CRITERION.replace("10", "11"))
    assert one.digest == same.digest != other.digest
    assert len(one.digest) == 64


@pytest.mark.parametrize(("sector", "only"), [("water", "water"), ("water", "organs")])
def test_a_scheme_may_tell_organizations_of_its_own_sector_from_others(
    sector: str, only: str
) -> None:
    head = HEAD.replace('"member"', '"organization"')
    text = f'{head}sector = "{sector}"\n{CRITERION}applies = {{ only = ["{only}"] }}\n'
    scheme, problems = read(text)
    assert problems == []
    assert scheme is not None
    assert scheme.criteria[0].applies.covers(frozenset({"branch", only}))
    assert not scheme.criteria[0].applies.covers(frozenset({"branch", "rural"}))
    without, _problems = read(text.replace(f'sector = "{sector}"\n', ""))
    assert (without is None) is (only == "water")


def test_rounding_is_read() -> None:
    scheme = good(HEAD + 'rounding = { places = 0, mode = "down" }\n' + CRITERION)
    assert scheme.rounding == Rounding(0, "down")


def test_a_bare_feed_goes_to_the_only_input() -> None:
    scheme = good(with_rule('kind = "proportional", target = 4', 'feeds = "study.hours"'))
    assert scheme.criterion("work").feeds == {"value": "study.hours"}


def links(text: str, *others: Scheme) -> list[tuple[str, int | None, object]]:
    source, _problems = TomlSource.read_text(text, "town.toml")
    assert source is not None
    known = {scheme.id: scheme for scheme in others}
    problems = check_links(good(text), source, {"study.hours"}, known)
    return [(p.code, p.place.line, p.params.get("nearest", p.params.get("ring"))) for p in problems]


def test_metrics_that_nobody_declares_are_named_with_their_line() -> None:
    text = with_rule('kind = "proportional", target = 4', 'feeds = "study.hous"')
    assert links(text) == [("scheme.misspelt_metric", 13, "study.hours")]
    assert links(text.replace("study.hous", "zzz")) == [("scheme.unknown_metric", 13, "")]
    assert links(text.replace("study.hous", "study.hours")) == []


def a_year(id: str, scheme: str, more: str = "") -> str:
    text = with_rule(f'kind = "months", scheme = "{scheme}"{more}')
    return text.replace("town/member-month", id).replace('"month"', '"year"')


@pytest.mark.parametrize(
    ("text", "code", "about"),
    [
        (a_year("town/year", "town/year"), "scheme.ring", "town/year → town/year"),
        (a_year("town/year", "town/b"), "scheme.ring", "town/year → town/b → town/year"),
        (a_year("town/year", "town/mont"), "scheme.misspelt_scheme", "town/month"),
        (a_year("town/year", "far/zzz"), "scheme.unknown_scheme", ""),
        (
            a_year("town/year", "town/month", ', criterion = "wrk"'),
            "scheme.unknown_criterion",
            None,
        ),
        (
            a_year("town/quarter", "town/old").replace('"year"', '"quarter"'),
            "scheme.longer_period",
            None,
        ),
    ],
)
def test_a_scheme_that_takes_what_it_cannot_have_is_told_so(
    text: str, code: str, about: str | None
) -> None:
    month = good((HEAD + CRITERION).replace("town/member-month", "town/month"))
    others = (month, good(a_year("town/b", "town/year")), good(a_year("town/old", "town/month")))
    assert links(text, *others) == [(code, 12, about)]


def test_points_carried_over_from_the_year_before_are_no_ring() -> None:
    assert links(with_rule('kind = "carry-over", share = 20')) == []


ITEM = 'items = [{ id = "a", title = "甲", each = 1 }]'
BAND = '[[band]]\nid = "good"\ntitle = "好"\nshort = "好"\n'
SECTION = '[[section]]\nid = "p"\ntitle = "板块"\n'

MISTAKES = {
    "misspelt key": (HEAD + "roundng = 1" + CRITERION, "toml.misspelt_key", 6, "roundng"),
    "missing key": (HEAD.replace('period = "month"\n', "") + CRITERION, "toml.missing_key", 1, ""),
    "no criteria": (HEAD, "scheme.no_criteria", 1, ""),
    "api": (HEAD.replace("api = 1", "api = 9") + CRITERION, "scheme.api", 1, "api"),
    "id": (HEAD.replace("town/", "镇/") + CRITERION, "scheme.bad_id", 2, "id"),
    "subject": (
        HEAD.replace('"member"', '"membr"') + CRITERION,
        "toml.misspelt_choice",
        4,
        "subject",
    ),
    "twice": (
        HEAD + CRITERION + CRITERION.replace("表现", "二"),
        "scheme.duplicate_id",
        15,
        "criterion[2].id",
    ),
    "section": (
        HEAD
        + SECTION
        + SECTION.replace('"p"', '"q"')
        + CRITERION.replace("id =", 'section = "x"\nid =', 1),
        "toml.unknown_choice",
        14,
        "criterion[1].section",
    ),
    "short": (
        HEAD + CRITERION.replace('"表现"', '"日常表现好"'),
        "scheme.short_too_long",
        10,
        "criterion[1].short",
    ),
    "maximum": (
        HEAD + CRITERION.replace("10", "0"),
        "scheme.not_positive",
        11,
        "criterion[1].maximum",
    ),
    "no rule": (HEAD + CRITERION.replace("rule =", "rul ="), "toml.missing_key", 7, "criterion[1]"),
    "total": (HEAD + "total = 12" + CRITERION, "scheme.total", 6, "total"),
    "total for some": (
        HEAD
        + "total = 10"
        + CRITERION
        + CRITERION.replace("work", "post").replace("表现", "岗")
        + 'applies = { only = ["retired"] }\nwhen_not_applicable = "none"',
        "scheme.total_for",
        6,
        "total",
    ),
    "trait": (
        HEAD + CRITERION + 'applies = { only = ["retird"] }',
        "scheme.misspelt_trait",
        13,
        "criterion[1].applies.only",
    ),
    "places": (
        HEAD + "rounding = { places = 9 }" + CRITERION,
        "scheme.places",
        6,
        "rounding.places",
    ),
    "kind": (with_rule('kind = "grade"'), "toml.misspelt_choice", 12, "criterion[1].rule.kind"),
    "kind missing": (with_rule("step = 1"), "toml.missing_key", 12, "criterion[1].rule"),
    "rule key": (
        with_rule('kind = "judged", setp = 1'),
        "toml.misspelt_key",
        12,
        "criterion[1].rule.setp",
    ),
    "step": (
        with_rule('kind = "judged", step = 0'),
        "scheme.not_positive",
        12,
        "criterion[1].rule.step",
    ),
    "coarse step": (
        with_rule(f'kind = "deductions", step = 2, {ITEM}'),
        "scheme.step_too_coarse",
        12,
        "criterion[1].rule.step",
    ),
    "empty list": (
        with_rule('kind = "deductions", items = []'),
        "scheme.empty_list",
        12,
        "criterion[1].rule.items",
    ),
    "no list": (with_rule('kind = "deductions"'), "toml.missing_key", 12, "criterion[1].rule"),
    "range": (
        with_rule('kind = "awards", items = [{ id = "a", title = "甲", from = 3, to = 2 }]'),
        "scheme.range_reversed",
        12,
        "criterion[1].rule.items[1].from",
    ),
    "best of": (
        with_rule(
            'kind = "awards", best_of = 1, items = [{ id = "a", title = "甲", each = 1, cap = 2 }]'
        ),
        "scheme.best_of_with_cap",
        12,
        "criterion[1].rule.best_of",
    ),
    "supplement": (
        with_rule(
            f'kind = "awards", {ITEM}, supplements = [{{ id = "s", title = "乙", points = 1, of = "b" }}]'
        ),
        "toml.unknown_choice",
        12,
        "criterion[1].rule.supplements[1].of",
    ),
    "above maximum": (
        with_rule('kind = "ladder", rungs = [{ at_least = 1, points = 11 }]'),
        "scheme.outside_maximum",
        12,
        "criterion[1].rule.rungs[1].points",
    ),
    "mixed bounds": (
        with_rule(
            'kind = "ladder", rungs = [{ at_least = 1, points = 10 }, { at_most = 1, points = 1 }]'
        ),
        "scheme.mixed_bounds",
        12,
        "criterion[1].rule.rungs[2].at_most",
    ),
    "unlimited and judged": (
        HEAD + CRITERION.replace("maximum = 10", "unlimited = true"),
        "scheme.unlimited_kind",
        12,
        "criterion[1].rule.kind",
    ),
    "unlimited and scaled": (
        with_rule('kind = "months", scheme = "a/b", out_of = 100', "unlimited = true"),
        "scheme.out_of_unlimited",
        12,
        "criterion[1].rule.out_of",
    ),
    "unlimited without a base": (
        with_rule('kind = "slope", target = 1, up = 1', "unlimited = true"),
        "toml.missing_key",
        12,
        "criterion[1].rule",
    ),
    "a trait that there is": (
        HEAD + CRITERION + '[[trait]]\nid = "mobile"\ntitle = "流动"',
        "scheme.trait_taken",
        14,
        "trait[1].id",
    ),
    "a trait that nobody declares": (
        HEAD
        + CRITERION
        + 'applies = { only = ["teachng"] }\n[[trait]]\nid = "teaching"\ntitle = "教学"',
        "scheme.misspelt_trait",
        13,
        "criterion[1].applies.only",
    ),
    "more stars than there are": (
        HEAD + CRITERION + 'star = { title = "星" }\n' + BAND + "stars = 2\n",
        "scheme.too_many_stars",
        18,
        "band[1].stars",
    ),
    "a star for nothing": (
        HEAD + CRITERION + 'star = { title = "星", share = 0 }',
        "scheme.not_per_cent",
        13,
        "criterion[1].star.share",
    ),
    "a maximum in a shared base": (
        HEAD + '[[section]]\nid = "s"\ntitle = "板块"\nbase = 20\n' + CRITERION,
        "scheme.base_maximum",
        15,
        "criterion[1].maximum",
    ),
    "below and down": (
        with_rule('kind = "slope", target = 1, up = 1, down = -1, below = 0'),
        "scheme.below_and_down",
        12,
        "criterion[1].rule.down",
    ),
    "flat": (with_rule('kind = "slope", target = 1'), "scheme.flat_slope", 12, "criterion[1].rule"),
    "start": (
        with_rule('kind = "proportional", target = 0'),
        "scheme.target_is_start",
        12,
        "criterion[1].rule.target",
    ),
    "feeds of a judged one": (
        HEAD + CRITERION + 'feeds = "m"',
        "scheme.no_inputs",
        13,
        "criterion[1].feeds",
    ),
    "which feed": (
        with_rule(
            'kind = "conditions", minus = 1, conditions = ['
            '{ id = "a", title = "甲" }, { id = "b", title = "乙" }]',
            'feeds = "m"',
        ),
        "scheme.feed_which",
        13,
        "criterion[1].feeds",
    ),
    "feed": (
        with_rule('kind = "proportional", target = 1', 'feeds = { vlue = "m" }'),
        "toml.misspelt_key",
        13,
        "criterion[1].feeds.vlue",
    ),
    "bands": (
        HEAD + CRITERION + BAND + "minimum = 5\n" + BAND.replace("good", "best") + "minimum = 8",
        "scheme.bands_order",
        22,
        "band[2].minimum",
    ),
    "share": (HEAD + CRITERION + BAND + "share = 130", "scheme.not_per_cent", 17, "band[1].share"),
    "veto": (
        HEAD + CRITERION + '[[veto]]\nid = "v"\ntitle = "否决"',
        "scheme.veto_effect_missing",
        13,
        "veto[1]",
    ),
    "two effects of a veto": (
        HEAD
        + CRITERION
        + BAND
        + '[[veto]]\nid = "v"\ntitle = "否决"\nband = "good"\nzero_total = true',
        "scheme.veto_effect",
        17,
        "veto[1]",
    ),
    "the same minimum twice": (
        HEAD + CRITERION + BAND + "minimum = 5\n" + BAND.replace("good", "best") + "minimum = 5",
        "scheme.bands_same",
        22,
        "band[2].minimum",
    ),
    "no whole month": (
        with_rule('kind = "months", scheme = "a/b", take = "best", best = 0.5'),
        "toml.not_integer",
        12,
        "criterion[1].rule.best",
    ),
    "no months at all": (
        with_rule('kind = "months", scheme = "a/b", take = "best", best = 0'),
        "scheme.not_positive",
        12,
        "criterion[1].rule.best",
    ),
    "endless maximum": (
        HEAD + CRITERION.replace("10", "1e400"),
        "toml.number_size",
        11,
        "criterion[1].maximum",
    ),
    "pasted from the documentation": (
        "[scheme]\n" + HEAD + CRITERION,
        "scheme.drop_prefix",
        1,
        "scheme",
    ),
    "veto's band": (
        HEAD + CRITERION + BAND + '[[veto]]\nid = "v"\ntitle = "否决"\nband = "goood"',
        "toml.misspelt_choice",
        20,
        "veto[1].band",
    ),
    "extra over zero": (
        HEAD + CRITERION + '[[extra]]\nid = "e"\ntitle = "加减分"\nfrom = -1\nto = 2',
        "scheme.range_over_zero",
        16,
        "extra[1].from",
    ),
}


@pytest.mark.parametrize(("text", "code", "line", "key"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_found_where_it_stands(text: str, code: str, line: int, key: str) -> None:
    assert (code, line, key) in mistakes(text)
    assert read(text)[0] is None


RANGES = {
    "deductions": (
        with_rule,
        'kind = "deductions", items = [{{ id = "a", title = "甲", {end} = 2 }}]',
    ),
    "awards": (with_rule, 'kind = "awards", items = [{{ id = "a", title = "甲", {end} = 2 }}]'),
    "extra": (
        (HEAD + CRITERION).__add__,
        '[[extra]]\nid = "e"\ntitle = "加分"\n{end} = 2\n',
    ),
}


@pytest.mark.parametrize(("given", "missing"), [("from", "to"), ("to", "from")])
@pytest.mark.parametrize(("placed", "item"), RANGES.values(), ids=RANGES)
def test_a_case_range_with_only_one_end_names_the_other(
    placed: Callable[[str], str], item: str, given: str, missing: str
) -> None:
    scheme, problems = read(placed(item.format(end=given)))
    assert scheme is None
    named = [p.params["missing"] for p in problems if p.code == "toml.missing_key"]
    assert named == [missing]


WARNINGS = {
    "same short": (
        HEAD + CRITERION + CRITERION.replace("work", "post"),
        "scheme.same_short",
    ),
    "last band": (HEAD + CRITERION + BAND + "minimum = 5", "scheme.last_band"),
    "unreachable": (
        with_rule('kind = "ladder", rungs = [{ at_least = 1, points = 9 }]'),
        "scheme.maximum_unreachable",
    ),
}


@pytest.mark.parametrize(("text", "code"), WARNINGS.values(), ids=WARNINGS)
def test_what_is_only_doubtful_does_not_stop_a_scheme(text: str, code: str) -> None:
    scheme, problems = read(text)
    assert scheme is not None
    assert [(p.code, p.severity) for p in problems] == [(code, "warning")]


def test_all_mistakes_of_a_file_are_found_in_one_run_in_the_order_of_lines() -> None:
    found = mistakes(
        HEAD.replace("month", "moth")
        + "x = 1"
        + CRITERION.replace("10", '"10"')
        + "y = 2\n"
        + BAND
        + "z = 3"
    )
    assert [line for _code, line, _key in found] == sorted(line or 0 for _code, line, _key in found)
    assert len(found) == 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mistake_has_its_words(language: str) -> None:
    catalog = Catalog.load(language)
    for text in [case[0] for case in (*MISTAKES.values(), *WARNINGS.values())]:
        for problem in read(str(text))[1]:
            words = catalog.text(f"problem.{problem.code}", **problem.params)
            assert not words.startswith("problem.") and "{" not in words, problem


SAMPLES = {
    "judged": "step = 1",
    "inverse": "target = 2",
    "graded": 'options = [{ title = "好", points = 10, at_least = 60 }, { title = "差", points = 0 }]',
    "all-or-nothing": 'title = "交清", at_least = 1',
    "conditions": 'minus = 2, conditions = [{ id = "a", title = "甲" }]',
    "deductions": 'items = [{ id = "a", title = "甲", from = 1, to = 2 }, { id = "b", title = "乙", each = 1, per = 3 }]',
    "awards": 'base = 1, cap = 9, items = [{ id = "a", title = "甲", each = 1, cap = 2 }, { id = "b", title = "乙", from = 1, to = 2 }, { id = "c", title = "丙", each = 1, per = 4 }], '
    'supplements = [{ id = "s", title = "丁", points = 2, of = "a" }]',
    "ladder": "rungs = [{ at_most = 1, points = 10 }, { at_most = 3, points = 5 }]",
    "slope": "target = 15, up = 1, down = -1, per = 10, base = 5",
    "proportional": "target = 12",
    "ballots": 'options = [{ id = "y", title = "满意", worth = 100 }], groups = [{ id = "g", title = "群众" }]',
    "months": 'scheme = "town/member-month", take = "best", best = 2, out_of = 100',
    "carry-over": "share = 20",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", READERS)
def test_every_kind_is_read_and_described_in_words(kind: str, language: str) -> None:
    catalog = Catalog.load(language)
    criterion = good(with_rule(f'kind = "{kind}", {SAMPLES[kind]}')).criterion("work")
    assert criterion.rule.kind == kind
    for reason in criterion.rule.describe(criterion.maximum):
        words = catalog.reason(reason)
        assert not words.startswith("reason.") and "{" not in words, reason


@pytest.mark.parametrize(
    ("each", "step"), [("1", "0.5"), ("0.3", "0.1"), ("0.25", "0.05"), ("0.125", "0.001")]
)
def test_a_step_left_out_divides_the_items(each: str, step: str) -> None:
    scheme = good(
        with_rule(f'kind = "deductions", items = [{{ id = "a", title = "甲", each = {each} }}]')
    )
    rule = scheme.criterion("work").rule
    assert rule.refuse(Decimal(10) - Decimal(each), Decimal(10)) is None
    assert rule.refuse(Decimal(step) / 2, Decimal(10)) is not None


def test_a_tiny_weight_shows_in_what_the_total_comes_to() -> None:
    weights = SECTION + "weight = 1.0000001\n"
    _scheme, problems = read(HEAD + "total = 10\n" + weights + CRITERION)
    assert [problem.params["found"] for problem in problems] == ["10.000001"]
