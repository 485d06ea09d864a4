"""Reading registers and metrics: every mistake is told with its line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from branchkit.core.errors import Problem
from branchkit.core.registers.conditions import Condition
from branchkit.core.registers.register import (
    ColumnKind,
    Formula,
    Operation,
    RecordsFrom,
    Register,
    Shelf,
)
from branchkit.core.rulepacks import Edition, Rule, RulePack
from branchkit.core.scoring.metrics import Aggregate, Metric, Span, with_figure
from branchkit.core.scoring.schemes import SubjectKind
from branchkit.core.texts import LocalText
from branchkit.plugin.metric_files import read_metrics
from branchkit.plugin.register_files import read_register
from branchkit.toml.source import TomlSource

REGISTER = """
api = 1
title = { zh_CN = "走访记录", en = "Visits" }
dated_by = "date"
summary = ["household"]

[[column]]
id = "date"
kind = "date"
title = "日期"
required = true

[[column]]
id = "member"
kind = "member"
title = "走访党员"

[[column]]
id = "household"
kind = "text"
title = "走访户"
personal = true

[[column]]
id = "topic"
kind = "choice"
title = "事项"

[column.choices]
relief = { zh_CN = "困难救助", en = "Relief" }
road = "道路水利"

[[column]]
id = "cost"
kind = "money"
title = "花费"
minimum = 0
maximum = 99.5
"""
METRIC = """
api = 1

[[metric]]
id = "relieved"
title = "救助件数"
about = "member"
aggregate = "count"
span = "year"
member = "member"
where = { topic = ["relief", "road"], cost = { at_least = 1.5 } }
"""


def source(text: str) -> TomlSource:
    found, problems = TomlSource.read_text(text, "book.visit.toml")
    assert found is not None, problems
    return found


def register(text: str = REGISTER) -> Register:
    found, problems = read_register(source(text), "book.visit", "county")
    assert found is not None, problems
    return found


def problems_of(text: str) -> list[Problem]:
    found, problems = read_register(source(text), "book.visit", "county")
    assert found is None
    return problems


def metrics(text: str) -> tuple[dict[str, Metric], list[Problem]]:
    return read_metrics(source(text), register(), "county")


def test_a_register_is_read() -> None:
    read = register()
    assert (read.id, read.dated_by, read.source) == ("book.visit", "date", "county")
    assert read.title == LocalText("走访记录", "Visits")
    assert [column.kind for column in read.columns] == [
        ColumnKind.DATE,
        ColumnKind.MEMBER,
        ColumnKind.TEXT,
        ColumnKind.CHOICE,
        ColumnKind.MONEY,
    ]
    assert [choice.id for choice in read.column("topic").choices] == ["relief", "road"]
    assert (read.column("cost").minimum, read.column("cost").maximum) == ("0", "99.5")
    assert read.column("date").required
    assert read.column("household").personal


@pytest.mark.parametrize(
    ("right", "wrong", "code", "line"),
    [
        ("api = 1", "api = 7", "declaration.api", 2),
        ('dated_by = "date"', 'dated_by = "member"', "register.column", 4),
        ('dated_by = "date"', 'dated_by = "date"\nended_by = "cost"', "register.column", 5),
        ('summary = ["household"]', 'summary = ["house"]', "register.column", 5),
        ('summary = ["household"]', 'sumary = ["household"]', "toml.misspelt_key", 5),
        ('id = "cost"', 'id = "date"', "declaration.twice", 34),
        ('id = "cost"', 'id = "Cost"', "declaration.id_form", 34),
        ('kind = "money"', 'kind = "mony"', "toml.misspelt_choice", 35),
        ('title = "花费"', "title = 3", "toml.not_local_text", 36),
        ("maximum = 99.5", 'maximum = "viel"', "toml.not_number", 38),
        ("maximum = 99.5", "most = 99.5", "toml.unknown_key", 38),
    ],
)
def test_a_mistake_in_a_register_is_told_where_it_stands(
    right: str, wrong: str, code: str, line: int
) -> None:
    (problem,) = problems_of(REGISTER.replace(right, wrong))
    assert (problem.code, problem.place.line) == (code, line)


def test_a_choice_without_choices_and_a_register_without_columns_are_refused() -> None:
    text = REGISTER[: REGISTER.index("[column.choices]")]
    assert [p.code for p in problems_of(text)] == ["register.no_choices"]
    assert [p.code for p in problems_of('api = 1\ntitle = "甲"\ndated_by = "date"')] == [
        "register.no_columns"
    ]


FULL = """
api = 1
title = { zh_CN = "会议记录", en = "Meetings" }
source = "支部工作条例"
dated_by = "date"
unique = [["date", "kind"]]
in_order = [["date", "checked_on", "closed_on"]]
due_by = "deadline"
settled_by = "done"
shelf = "book"
position = 1
retention_years = 10

[paper]
title = "支部会议记录"
card = true
landscape = true
note = { zh_CN = "一次一页", en = "A page each" }
signatures = ["主持人", { zh_CN = "记录人", en = "Recorder" }]

[[column]]
id = "date"
kind = "date"
title = "日期"
default = "@today"

[[column]]
id = "kind"
kind = "choice"
title = "类别"
choices = { general = "党员大会", lesson = "党课" }
default = "党课"

[[column]]
id = "lecturer"
kind = "text"
title = "讲课人"
required = true
when = { kind = "lesson" }
aliases = ["主讲", "主讲人"]
width = 12
printed = false

[[column]]
id = "expected"
kind = "members"
title = "应到"

[[column]]
id = "present"
kind = "members"
title = "实到"

[[column]]
id = "absent"
kind = "members"
title = "缺席"
formula = { without = ["expected", "present"] }

[[column]]
id = "absent_count"
kind = "number"
title = "缺席人数"
formula = { count = "absent" }

[[column]]
id = "reasons"
kind = "list"
title = "原因"
when = { absent_count = { at_least = 1 } }

[[column]]
id = "place"
kind = "organization"
title = "地点"

[[column]]
id = "deadline"
kind = "date"
title = "期限"
formula = { months-after = "date", amount = 3 }

[[column]]
id = "done"
kind = "yes-no"
title = "办结"
default = "否"

[[column]]
id = "checked_on"
kind = "date"
title = "核对"

[[column]]
id = "closed_on"
kind = "date"
title = "归档"

[[column]]
id = "next"
kind = "choice"
title = "下一步"
formula = { next = ["checked_on", "closed_on"] }
choices = { checked_on = "核对", closed_on = "归档" }

[[column]]
id = "wanted"
kind = "number"
title = "规定天数"
formula = { rule = "village/days" }

[[column]]
id = "check_by"
kind = "date"
title = "核对期限"
formula = { days-after = "date", amount = { rule = "village/days" } }
"""


def test_every_key_of_a_register_is_read() -> None:
    read = register(FULL)
    assert (read.shelf, read.position, read.retention_years) == (Shelf.BOOK, 1, 10)
    assert (read.unique, read.basis) == ((("date", "kind"),), "支部工作条例")
    assert (read.due_by, read.settled_by) == ("deadline", "done")
    assert read.rows is RecordsFrom.RECORDS
    layout = read.layout
    assert (layout.card, layout.landscape) == (True, True)
    assert (layout.title, layout.note.en) == (LocalText("支部会议记录"), "A page each")
    assert layout.signatures == (LocalText("主持人"), LocalText("记录人", "Recorder"))


def test_every_key_of_a_column_is_read() -> None:
    read = register(FULL)
    lecturer = read.column("lecturer")
    assert lecturer.when == (Condition("kind", one_of=("lesson",)),)
    assert (lecturer.aliases, lecturer.width, lecturer.printed) == (("主讲", "主讲人"), 12, False)
    assert read.column("absent").formula == Formula(Operation.WITHOUT, ("expected", "present"))
    assert read.in_order == (("date", "checked_on", "closed_on"),)
    assert read.column("next").formula == Formula(Operation.NEXT, ("checked_on", "closed_on"))
    assert read.column("wanted").formula == Formula(Operation.RULE, (), rule="village/days")
    assert read.column("check_by").formula == Formula(
        Operation.DAYS_AFTER, ("date",), rule="village/days"
    )
    assert read.column("deadline").formula == Formula(Operation.MONTHS_AFTER, ("date",), "3")
    assert not read.column("absent").typed
    assert read.column("date").default == "@today"


def test_a_product_of_one_column_has_a_factor() -> None:
    column = '[[column]]\nid = "points"\nkind = "number"\ntitle = "扣分"\nformula = '
    read = register(f'{FULL}\n{column}{{ product = "absent_count", amount = 0.60 }}\n')
    assert read.column("points").formula == Formula(Operation.PRODUCT, ("absent_count",), "0.60")
    problems = problems_of(f'{FULL}\n{column}{{ product = "absent_count" }}\n')
    assert [(p.code, p.params["wanted"]) for p in problems] == [
        ("register.formula_columns", "2-99")
    ]


def test_the_column_that_dates_a_row_is_always_asked_for() -> None:
    assert register(FULL).column("date").required


@pytest.mark.parametrize(
    ("right", "wrong", "code", "key"),
    [
        ('unique = [["date", "kind"]]', 'unique = ["date"]', "toml.not_text_lists", "unique"),
        ('[["date", "kind"]]', '[["date", "kinds"]]', "register.column", "unique"),
        ('[["date", "kind"]]', '[["date", "absent"]]', "register.never_typed", "unique"),
        ('due_by = "deadline"', 'due_by = "kind"', "register.column", "due_by"),
        ('settled_by = "done"', 'settled_by = "kind"', "register.column", "settled_by"),
        ('shelf = "book"', 'shelf = "bok"', "toml.misspelt_choice", "shelf"),
        ("landscape = true", "landscap = true", "toml.misspelt_key", "paper.landscap"),
        ('"主持人", {', "3, {", "toml.not_local_text", "paper.signatures[1]"),
        ('{ kind = "lesson" }', '{ kind = "lessen" }', "metric.choice", "column[3].when.kind"),
        ('{ kind = "lesson" }', '{ kinds = "x" }', "metric.column", "column[3].when.kinds"),
        ('default = "党课"', 'default = "舞会"', "register.default", "column[2].default"),
        ('default = "党课"', 'default = "@today"', "register.default_day", "column[2].default"),
        ('default = "@today"', 'default = "@now"', "register.default_day", "column[1].default"),
        ('default = "@today"', 'when = { kind = "lesson" }', "register.dated_always", "dated_by"),
        (
            '{ count = "absent" }',
            '{ cuont = "absent" }',
            "toml.misspelt_key",
            "column[7].formula.cuont",
        ),
        ('{ count = "absent" }', "{}", "register.no_operation", "column[7].formula"),
        ('{ count = "absent" }', '{ count = "kind" }', "metric.column", "column[7].formula.count"),
        (
            '{ count = "absent" }',
            '{ count = ["absent", "present", "expected"] }',
            "register.formula_columns",
            "column[7].formula.count",
        ),
        (
            '{ count = "absent" }',
            '{ count = "absent", sum = "absent" }',
            "register.operations",
            "column[7].formula",
        ),
        ('{ count = "absent" }', '{ count = "absent", amount = 2 }', "register.no_amount", ""),
        ('"date", amount = 3 }', '"date" }', "toml.missing_key", "column[10].formula"),
        ('"date", amount = 3 }', '"date", amount = "3" }', "toml.not_integer", ""),
        (
            'title = "缺席人数"',
            'title = "缺席人数"\nrequired = true',
            "register.never_typed",
            "column[7].required",
        ),
        (
            '{ without = ["expected", "present"] }',
            '{ count = "expected" }',
            "register.formula_kind",
            "column[6].kind",
        ),
        ('["date", "checked_on", "closed_on"]', '["date", "kind"]', "register.column", "in_order"),
        ('["date", "checked_on", "closed_on"]', '["check_by"]', "register.never_typed", "in_order"),
        (
            '{ next = ["checked_on", "closed_on"] }',
            '{ next = ["checked_on", "done"] }',
            "metric.choice",
            "column[14].formula.next",
        ),
        (
            '{ next = ["checked_on", "closed_on"] }',
            '{ first = ["checked_on", "closed_on"] }',
            "metric.column",
            "column[14].formula.first",
        ),
        ('"date", amount = { rule =', '"date", amount = { rules =', "toml.missing_key", ""),
        ('{ rule = "village/days" }\n\n', "{ rule = 7 }\n\n", "toml.not_text", ""),
        ('title = "地点"', 'title = "地点"\nfield = "name"', "register.field", "column[9].field"),
    ],
)
def test_a_mistake_in_the_further_keys_is_told_where_it_stands(
    right: str, wrong: str, code: str, key: str
) -> None:
    assert FULL.count(right) == 1
    told = [(p.code, p.place.key) for p in problems_of(FULL.replace(right, wrong))]
    assert code in [found for found, _key in told]
    if key:
        assert (code, key) in told


LIMIT = """
[[limit]]
where = { topic = "relief" }
together = ["member"]
one_in = "members/excellent-one-in"
"""


def test_a_limit_is_read() -> None:
    (limit,) = register(REGISTER + LIMIT).limits
    assert (limit.together, limit.one_in) == (("member",), "members/excellent-one-in")
    assert (limit.where[0].one_of, limit.of) == (("relief",), ())


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ('topic = "relief"', 'topic = "wedding"', "metric.choice"),
        ('["member"]', '["person"]', "metric.column"),
        ("members/excellent-one-in", "excellent-one-in", "register.limit_rule"),
        ("one_in", "one_inn", "toml.misspelt_key"),
    ],
)
def test_a_mistake_in_a_limit_is_told(right: str, wrong: str, code: str) -> None:
    assert code in [p.code for p in problems_of(REGISTER + LIMIT.replace(right, wrong))]


def test_columns_that_need_each_other_are_told() -> None:
    ring = (
        FULL.replace('formula = { count = "absent" }', 'formula = { sum = "other" }')
        + """
[[column]]
id = "other"
kind = "number"
title = "别的"
formula = { sum = "absent_count" }
"""
    )
    assert [p.code for p in problems_of(ring)] == ["register.ring", "register.ring"]


ROLL = """
api = 1
title = "外出党员"
rows = "members"
shown = { mobility = "out", age = { at_most = 35 } }

[[column]]
id = "member"
kind = "member"
title = "党员"
field = "id"

[[column]]
id = "months"
kind = "number"
title = "党龄月数"
formula = { months-between = "full_since" }

[[column]]
id = "full_since"
kind = "date"
title = "转正"
field = "full_since"
"""


def test_a_register_of_members_shows_fields_and_needs_no_date() -> None:
    read = register(ROLL)
    assert (read.rows, read.dated_by) == (RecordsFrom.MEMBERS, "")
    assert read.shown == (
        Condition("mobility", one_of=("out",)),
        Condition("age", at_most=Decimal(35)),
    )
    assert read.column("member").field == "id"


def test_a_register_of_members_has_nothing_that_is_typed() -> None:
    problems = problems_of(ROLL.replace('field = "id"', ""))
    assert [p.code for p in problems] == ["register.field_missing"]


EXTENSION = """
api = 1
extends = true
retention_years = 30
unique = [["date", "household"]]

[[column]]
id = "subsidy"
kind = "money"
title = "补助"
when = { topic = "relief" }
"""


def extension(text: str) -> tuple[Register | None, list[Problem]]:
    return read_register(source(text), "book.visit", "county", replace(register(), source="base"))


def test_an_extension_adds_columns_and_replaces_keys() -> None:
    read, problems = extension(EXTENSION)
    assert problems == []
    assert read is not None
    assert [c.id for c in read.columns][-2:] == ["cost", "subsidy"]
    assert (read.title, read.retention_years) == (LocalText("走访记录", "Visits"), 30)
    assert (read.source, read.extended_by) == ("base", ("county",))
    assert read.dated_by == "date"


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ('id = "subsidy"', 'id = "cost"', "declaration.twice"),
        ("extends = true", 'extends = true\ndated_by = "date"', "register.fixed"),
        ('{ topic = "relief" }', '{ topic = "dance" }', "metric.choice"),
        ('["date", "household"]', '["date", "house"]', "register.column"),
    ],
)
def test_a_mistake_in_an_extension_is_told(right: str, wrong: str, code: str) -> None:
    read, problems = extension(EXTENSION.replace(right, wrong))
    assert read is None
    assert [problem.code for problem in problems] == [code]


def test_an_extension_of_nothing_is_told() -> None:
    assert [p.code for p in problems_of(EXTENSION)] == ["register.nothing_to_extend"]


def test_of_a_list_of_conditions_one_is_enough() -> None:
    either = 'where = [{ topic = "relief" }, { topic = "road", cost = { at_least = 1.5 } }]'
    text = METRIC.replace(
        'where = { topic = ["relief", "road"], cost = { at_least = 1.5 } }', either
    )
    read, problems = metrics(text)
    assert problems == []
    relief, road = Condition("topic", one_of=("relief",)), Condition("topic", one_of=("road",))
    cost = Condition("cost", at_least=Decimal("1.5"))
    assert read["book.visit/relieved"].where == (Condition(any_of=((relief,), (road, cost))),)
    _read, problems = metrics(text.replace('topic = "road"', 'topics = "road"'))
    assert [(p.code, p.place.key) for p in problems] == [
        ("metric.column", "metric[1].where[2].topics")
    ]
    _read, problems = metrics(text.replace(either, "where = [1]"))
    assert [problem.code for problem in problems] == ["toml.not_tables"]


def test_a_coverage_asks_for_so_much() -> None:
    coverage = METRIC.replace('"member"\nagg', '"organization"\nagg').replace(
        '"count"', '"coverage"'
    )
    read, problems = metrics(f"{coverage}at_least = 2.5\n")
    assert problems == []
    assert read["book.visit/relieved"].at_least == Decimal("2.5")
    _read, problems = metrics(f"{coverage}at_least = 0\n")
    assert [problem.code for problem in problems] == ["metric.above_zero"]


DAYS = RulePack(
    "village",
    LocalText("村规"),
    (
        Edition(
            "2020",
            LocalText("村规"),
            date(2020, 1, 1),
            rules={"days": Rule("days", LocalText("天数"), Decimal(7))},
        ),
    ),
)


def test_figures_of_rule_packs_are_looked_for_where_packs_are_known() -> None:
    packs = {"village": DAYS}
    found, problems = read_register(source(FULL), "book.visit", "county", packs=packs)
    assert (found is not None, problems) == (True, [])
    wrong = FULL.replace("village/days", "village/dais")
    _found, problems = read_register(source(wrong), "book.visit", "county", packs=packs)
    assert [(p.code, p.params["nearest"]) for p in problems] == [
        ("scheme.misspelt_figure", "village/days")
    ] * 2


def test_a_coverage_takes_its_figure_from_a_rule_pack() -> None:
    coverage = METRIC.replace('"member"\nagg', '"organization"\nagg').replace(
        '"count"', '"coverage"'
    )
    text = f'{coverage}at_least = {{ rule = "village/days" }}\n'
    read, problems = read_metrics(source(text), register(), "county", {"village": DAYS})
    assert problems == []
    metric = read["book.visit/relieved"]
    assert (metric.at_least, metric.at_least_rule) == (None, "village/days")
    assert with_figure(metric, {"village": DAYS}, date(2026, 11, 30)).at_least == 7
    wrong = text.replace("village/days", "forest/owls")
    _read, problems = read_metrics(source(wrong), register(), "county", {"village": DAYS})
    assert [problem.code for problem in problems] == ["scheme.unknown_figure"]
    _read, problems = metrics(f'{METRIC}at_least = {{ rule = "village/days" }}\n')
    assert [problem.code for problem in problems] == ["metric.at_least"]


def test_a_metric_is_read() -> None:
    read, problems = metrics(METRIC)
    assert problems == []
    metric = read["book.visit/relieved"]
    assert (metric.about, metric.aggregate) == (SubjectKind.MEMBER, Aggregate.COUNT)
    assert (metric.span, metric.member_column, metric.source) == (Span.YEAR, "member", "county")
    assert metric.where == (
        Condition("topic", one_of=("relief", "road")),
        Condition("cost", at_least=Decimal("1.5")),
    )


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ('id = "relieved"', 'id = "Relieved"', "declaration.id_form"),
        ('about = "member"', 'about = "members"', "toml.misspelt_choice"),
        ('aggregate = "count"', 'aggregate = "coverage"', "metric.about"),
        ('aggregate = "count"', 'aggregate = "sum"', "metric.column_missing"),
        ('aggregate = "count"', 'aggregate = "sum"\nvalue = "topic"', "metric.column"),
        ('aggregate = "count"', 'aggregate = "missed"', "metric.column_missing"),
        ('member = "member"', "", "metric.column_missing"),
        ('member = "member"', 'member = "date"', "metric.column"),
        ('member = "member"', 'member = "member"\ntogether = ["nobody"]', "metric.column"),
        ('member = "member"', 'member = "member"\nhaving = { nobody = {} }', "metric.column"),
        ('member = "member"', 'member = "member"\nof = { cost = "1" }', "metric.of"),
        ('member = "member"', 'member = "member"\nat_least = 2', "metric.at_least"),
        ('"count"', '"share"\nabsent = "zero"', "metric.absent"),
        ('aggregate = "count"', 'aggregate = "count"\nabsent = "zeros"', "toml.misspelt_choice"),
        ('["relief", "road"]', '["relief", "roads"]', "metric.choice"),
        ("topic = [", "topics = [", "metric.column"),
        ("{ at_least = 1.5 }", "{ at_leest = 1.5 }", "toml.misspelt_key"),
        ("{ at_least = 1.5 }", '{ reaches = "topic" }', "metric.column"),
        ("{ at_least = 1.5 }", '{ by_end_of = "cost" }', "metric.column"),
        ("{ at_least = 1.5 }", '{ filled = "no" }', "toml.not_flag"),
        ('span = "year"', 'spam = "year"', "toml.misspelt_key"),
    ],
)
def test_a_mistake_in_a_metric_is_told_and_leaves_it_out(right: str, wrong: str, code: str) -> None:
    sound = METRIC.removeprefix("\napi = 1\n").replace("relieved", "sound")
    read, problems = metrics(METRIC.replace(right, wrong) + sound)
    assert [problem.code for problem in problems] == [code]
    assert list(read) == ["book.visit/sound"]
    assert problems[0].place.line is not None


def test_conditions_can_ask_whether_there_is_a_value() -> None:
    text = METRIC.replace("{ at_least = 1.5 }", "{ filled = false }").replace(
        'topic = ["relief", "road"]', "household = {}"
    )
    read, problems = metrics(text)
    assert problems == []
    assert read["book.visit/relieved"].where == (
        Condition("household"),
        Condition("cost", filled=False),
    )


@pytest.mark.parametrize("aggregate", ["days-since", "streak", "latest"])
def test_a_register_without_dates_has_no_metric_that_asks_when(aggregate: str) -> None:
    text = f"""
api = 1
[[metric]]
id = "x"
title = "甲"
about = "member"
aggregate = "{aggregate}"
member = "member"
value = "months"
"""
    _read, problems = read_metrics(source(text), register(ROLL), "county")
    assert [problem.code for problem in problems] == ["metric.undated"]


def test_a_metric_names_every_column_that_it_looks_at() -> None:
    read, _problems = metrics(METRIC)
    assert read["book.visit/relieved"].columns == {"member", "topic", "cost"}


def test_two_metrics_of_one_id_are_told() -> None:
    _read, problems = metrics(METRIC + METRIC.removeprefix("\napi = 1\n"))
    assert [problem.code for problem in problems] == ["declaration.twice"]
