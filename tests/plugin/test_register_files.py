"""Reading registers and metrics: every mistake is told with its line."""

from __future__ import annotations

from decimal import Decimal

import pytest

from branchkit.core.conditions import Condition
from branchkit.core.errors import Problem
from branchkit.core.metrics import Aggregate, Metric, Span
from branchkit.core.registers import ColumnKind, Register
from branchkit.core.schemes import SubjectKind
from branchkit.core.texts import LocalText
from branchkit.plugin.metric_files import read_metrics
from branchkit.plugin.register_files import read_register
from branchkit.plugin.toml_source import TomlSource

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
        ('member = "member"', 'member = "member"\nof = { cost = "1" }', "metric.of"),
        ('["relief", "road"]', '["relief", "roads"]', "metric.choice"),
        ("topic = [", "topics = [", "metric.column"),
        ("{ at_least = 1.5 }", "{ at_leest = 1.5 }", "toml.misspelt_key"),
        ("{ at_least = 1.5 }", '{ reaches = "topic" }', "metric.column"),
        ("{ at_least = 1.5 }", '{ by_end_of = "cost" }', "metric.column"),
        ('span = "year"', 'spam = "year"', "toml.misspelt_key"),
    ],
)
def test_a_mistake_in_a_metric_is_told_and_leaves_it_out(right: str, wrong: str, code: str) -> None:
    sound = METRIC.removeprefix("\napi = 1\n").replace("relieved", "sound")
    read, problems = metrics(METRIC.replace(right, wrong) + sound)
    assert [problem.code for problem in problems] == [code]
    assert list(read) == ["book.visit/sound"]
    assert problems[0].place.line is not None


def test_two_metrics_of_one_id_are_told() -> None:
    _read, problems = metrics(METRIC + METRIC.removeprefix("\napi = 1\n"))
    assert [problem.code for problem in problems] == ["declaration.twice"]
