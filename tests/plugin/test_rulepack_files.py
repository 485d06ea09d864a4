"""Rule packs from TOML: what is read, what is refused and where, and how a workspace's own lies over the built-in one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from branchkit.core.dates import PeriodKind
from branchkit.core.errors import Problem, RulePackError
from branchkit.core.rulepacks import Basis, RulePack, Wait, edition_on
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.manager import load_contributions
from branchkit.plugin.rulepack_files import laid_over, read_rulepack
from branchkit.toml.source import TomlSource

HEAD = """api = 1
title = { zh_CN = "某条例", en = "Some regulation" }
"""
EDITION = (
    HEAD
    + """
[[edition]]
id = "2019"
since = 2019-05-06
"""
)
RULE = """
[[edition.rule]]
id = "hours"
title = "学时"
value = 32
unit = "hours"
article = "20"
"""


def read(text: str, id: str = "some") -> tuple[RulePack | None, list[Problem]]:
    source, problems = TomlSource.read_text(text, f"{id}.toml")
    assert source is not None, problems
    return read_rulepack(source, id, "base")


def pack(text: str) -> RulePack:
    found, problems = read(text)
    assert problems == []
    assert found is not None
    return found


def told(text: str) -> list[tuple[str, int | None]]:
    """Code and line of every problem; with one there is no pack."""
    found, problems = read(text)
    assert found is None
    return [(problem.code, problem.place.line) for problem in problems]


def line_of(text: str, part: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), start=1) if part in line)


def test_a_rule_has_its_figure_unit_and_source() -> None:
    edition = pack(EDITION + RULE).editions[0]
    assert edition.rule("hours").value == Decimal(32)
    assert edition.number("hours") == 32
    cited = edition.cite("hours")
    assert (cited.title.zh_CN, cited.article, cited.provisional) == ("某条例", "20", False)
    assert edition.cite().article == ""


def test_a_rule_is_as_well_founded_as_its_edition_unless_it_says_otherwise() -> None:
    text = EDITION + 'basis = "secondary"\n' + RULE + RULE.replace("hours", "days")
    text = text.replace('id = "days"', 'id = "days"\nbasis = "found"')
    edition = pack(text).editions[0]
    assert edition.rule("hours").basis is Basis.SECONDARY
    assert edition.cite("hours").provisional
    assert edition.rule("days").basis is Basis.FOUND


def test_figures_are_exact() -> None:
    text = EDITION + RULE.replace("value = 32", "value = 0.5").replace("hours", "percent")
    value = pack(text).editions[0].rule("percent").value
    assert value == Decimal("0.5")


def test_the_edition_in_force_is_a_matter_of_the_day() -> None:
    later = EDITION + '\n[[edition]]\nid = "2026"\nsince = 2026-05-01\n'
    packs = {"some": pack(later)}
    for day, id in (
        (date(2010, 1, 1), "2019"),
        (date(2026, 4, 30), "2019"),
        (date(2026, 5, 1), "2026"),
    ):
        assert edition_on(packs, "some", day).id == id


def test_editions_are_put_in_order_however_they_are_written() -> None:
    earlier = EDITION + '\n[[edition]]\nid = "2004"\nsince = 2004-01-01\n'
    assert [edition.id for edition in pack(earlier).editions] == ["2004", "2019"]


def test_what_is_asked_for_and_not_there_is_refused() -> None:
    some = pack(EDITION + RULE)
    for code, ask in (
        ("no_rule", lambda: some.editions[0].rule("days")),
        ("no_edition", lambda: some.edition("2004")),
        ("no_pack", lambda: edition_on({}, "some", date(2026, 1, 1))),
    ):
        with pytest.raises(RulePackError) as caught:
            ask()
        assert caught.value.code == f"rulepack.{code}"


BRACKETS = """
[[edition.norm]]
id = "monthly"
title = "按月"

[[edition.norm.bracket]]
up_to = 3000
percent = 0.5

[[edition.norm.bracket]]
percent = 1
"""


def test_norms_are_brackets_or_bounds() -> None:
    text = (
        EDITION
        + BRACKETS
        + '\n[[edition.norm]]\nid = "farmer"\ntitle = "农民"\nleast = 0.2\nmost = 1\n'
    )
    monthly, farmer = pack(text).editions[0].norms
    assert [(b.up_to, b.percent) for b in monthly.brackets] == [
        (Decimal(3000), Decimal("0.5")),
        (None, Decimal(1)),
    ]
    assert (farmer.least, farmer.most) == (Decimal("0.2"), Decimal(1))


@pytest.mark.parametrize(
    "wrong",
    [
        BRACKETS.replace("up_to = 3000\n", ""),
        BRACKETS.replace("percent = 1\n", "percent = 1\nup_to = 5000\n"),
        BRACKETS.replace(
            "percent = 1\n", "percent = 1\nup_to = 2000\n\n[[edition.norm.bracket]]\npercent = 2\n"
        ),
        BRACKETS.replace(
            "percent = 1\n", "percent = 1\nup_to = 3000\n\n[[edition.norm.bracket]]\npercent = 2\n"
        ),
    ],
)
def test_brackets_ascend_and_the_last_has_no_limit(wrong: str) -> None:
    assert [code for code, _line in told(EDITION + wrong)] == ["rulepack.brackets"]


@pytest.mark.parametrize("bounds", ["", "least = 1\n", "most = 1\n", "least = 2\nmost = 1\n"])
def test_bounds_are_two_in_their_order(bounds: str) -> None:
    text = EDITION + '\n[[edition.norm]]\nid = "farmer"\ntitle = "农民"\n' + bounds
    assert [code for code, _line in told(text)] == ["rulepack.bounds"]


QUOTA = """
[[edition.quota]]
id = "lesson"
title = "党课"
register = "book.meeting"
column = "kind"
kinds = ["lesson"]
every = "quarter"
"""


def test_a_quota_says_how_often() -> None:
    (quota,) = pack(EDITION + QUOTA).editions[0].quotas
    assert (quota.every, quota.times, quota.kinds, quota.by) == (
        PeriodKind.QUARTER,
        1,
        ("lesson",),
        "",
    )


def test_a_quota_of_somebody_unknown_is_told_with_the_nearest() -> None:
    text = EDITION + QUOTA + 'by = "groups"\n'
    _found, problems = read(text)
    (problem,) = problems
    assert problem.params["nearest"] == "group"
    assert problem.place.line == line_of(text, "groups")


STAGES = """
[[edition.stage]]
id = "applicant"
title = "申请人"

[[edition.stage.step]]
id = "application"
title = "递交申请"
papers = ["入党申请书"]

[[edition.stage]]
id = "activist"
title = "积极分子"

[[edition.stage.step]]
id = "consider"
title = "确定"
dated_by = "application"
makes = "probationary"

[[edition.stage.step.earliest]]
after = "application"
months = 12
"""


def test_steps_stand_in_stages_and_wait_for_each_other() -> None:
    applicant, activist = pack(EDITION + STAGES).editions[0].stages
    assert [paper.zh_CN for paper in applicant.steps[0].papers] == ["入党申请书"]
    assert activist.steps[0].earliest == (Wait("application", months=12),)


def test_a_step_that_nobody_knows_is_told_with_the_nearest() -> None:
    text = EDITION + STAGES.replace('after = "application"', 'after = "aplication"')
    _found, problems = read(text)
    (problem,) = problems
    assert (problem.code, problem.params["nearest"]) == ("rulepack.unknown_step", "application")
    assert problem.place.line == line_of(text, "[[edition.stage.step.earliest]]")


@pytest.mark.parametrize(
    ("text", "code", "part"),
    [
        (EDITION + RULE + RULE, "declaration.twice", ""),
        (EDITION + BRACKETS + BRACKETS, "declaration.twice", ""),
        (EDITION + QUOTA + QUOTA, "declaration.twice", ""),
        (EDITION + STAGES.replace('"consider"', '"application"'), "declaration.twice", ""),
        (EDITION + EDITION.removeprefix(HEAD), "declaration.twice", ""),
        (HEAD, "rulepack.no_edition", ""),
        (EDITION.replace("2019-05-06", '"2019-05-06"'), "toml.not_date", "since"),
        (EDITION.replace("since = 2019-05-06\n", ""), "toml.missing_key", "[[edition]]"),
        (
            EDITION + RULE.replace('"hours"\narticle', '"hour"\narticle'),
            "toml.misspelt_choice",
            "unit",
        ),
        (
            EDITION + RULE.replace("artcle", "article").replace("article", "artcle"),
            "toml.misspelt_key",
            "artcle",
        ),
        (EDITION + RULE + 'basis = "found?"\n', "toml.misspelt_choice", "found?"),
    ],
)
def test_mistakes_are_told_with_their_line(text: str, code: str, part: str) -> None:
    problems = told(text)
    assert code in [found for found, _line in problems]
    if part:
        assert (code, line_of(text, part)) in problems


def test_two_editions_do_not_begin_on_one_day() -> None:
    text = EDITION + '\n[[edition]]\nid = "other"\nsince = 2019-05-06\n'
    assert told(text) == [("declaration.twice", line_of(text, '"other"') + 1)]


def test_every_problem_of_a_pack_has_its_words() -> None:
    catalog = Catalog.load("zh_CN")
    for text in (
        HEAD,
        EDITION + BRACKETS.replace("up_to = 3000\n", ""),
        EDITION + '\n[[edition.norm]]\nid = "x"\ntitle = "x"\n',
        EDITION + STAGES.replace('after = "application"', 'after = "x"'),
    ):
        for problem in read(text)[1]:
            assert catalog.has(f"problem.{problem.code}")


# -- laid over ------------------------------------------------------------------------------------

OWN = """api = 1
title = "本县规定"

[[edition]]
id = "local"
title = "本县规定（2026）"
since = 2026-01-01
basis = "local"

[[edition.rule]]
id = "hours"
title = "学时"
value = 40
unit = "hours"
"""


def test_an_edition_takes_over_what_it_leaves_out() -> None:
    below = pack(EDITION + RULE + RULE.replace("hours", "days") + QUOTA + BRACKETS + STAGES)
    over = laid_over(below, pack(OWN))
    local = over.on(date(2026, 6, 1))
    assert local.id == "local"
    assert local.number("hours") == 40
    assert local.number("days") == 32
    assert [quota.id for quota in local.quotas] == ["lesson"]
    assert [norm.id for norm in local.norms] == ["monthly"]
    assert [stage.id for stage in local.stages] == ["applicant", "activist"]
    assert over.on(date(2025, 12, 31)).number("hours") == 32


def test_what_is_taken_over_cites_where_it_was_written() -> None:
    local = laid_over(pack(EDITION + RULE + RULE.replace("hours", "days") + QUOTA), pack(OWN)).on(
        date(2026, 6, 1)
    )
    own, taken = local.cite("hours"), local.cite("days")
    assert (own.title.zh_CN, own.basis) == ("本县规定（2026）", Basis.LOCAL)
    assert (taken.title.zh_CN, taken.article, taken.basis) == ("某条例", "20", Basis.FOUND)
    assert local.cite_part(local.quotas[0]).title.zh_CN == "某条例"


def test_an_edition_of_the_same_id_replaces_the_other() -> None:
    below = pack(EDITION + RULE + RULE.replace("hours", "days"))
    above = pack(OWN.replace('"local"\ntitle', '"2019"\ntitle').replace("2026-01-01", "2019-05-06"))
    over = laid_over(below, above)
    assert [edition.id for edition in over.editions] == ["2019"]
    assert (over.editions[0].number("hours"), over.editions[0].number("days")) == (40, 32)


def test_a_third_pack_cites_the_first_where_it_says_nothing() -> None:
    below = pack(EDITION + RULE + RULE.replace("hours", "days"))
    third = OWN.replace("local", "later").replace('basis = "later"', 'basis = "local"')
    over = laid_over(laid_over(below, pack(OWN)), pack(third.replace("2026-01-01", "2026-07-01")))
    cited = over.on(date(2026, 8, 1)).cite("days")
    assert cited.title.zh_CN == "某条例"


def test_a_workspaces_own_figure_is_in_force_and_the_rest_stays(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    own = OWN.replace('"hours"\ntitle', '"members-most"\ntitle').replace('"hours"\n', '"people"\n')
    (tmp_path / "rules" / "organization.toml").write_text(own, encoding="utf-8")
    contributions = load_contributions(tmp_path, installed=lambda: ())
    edition = edition_on(contributions.rule_packs, "organization", date(2026, 11, 20))
    assert (edition.number("members-most"), edition.number("full-members-least")) == (40, 3)
    assert contributions.failures == []


def test_the_built_in_packs_say_what_they_cite() -> None:
    packs: Mapping[str, RulePack] = load_contributions(None, safe_mode=True).rule_packs
    for id in packs:
        for edition in packs[id].editions:
            for rule in edition.rules.values():
                assert rule.title.en, f"{id} {edition.id} {rule.id}"
                # An article that nobody has seen would be made up.
                assert not (rule.article and rule.basis is Basis.GENERAL), rule.id
