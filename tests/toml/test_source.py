"""Declarations: where things stand, and what is said about mistakes."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.errors import Problem
from branchkit.core.texts import LocalText
from branchkit.toml.lines import key_lines
from branchkit.toml.source import TomlSource, TomlTable, nearest

TEXT = '''# a comment = "x"
api = 1
title = { zh_CN = "题", en = "T" }
a.b = [1, 2.5, "x]", # c
  { k = 1 }]
text = """
one ] [ = "
"""
lit = '\\d'
[[criterion]]
id = "a"
[criterion.rule]
kind = "x"
[[criterion]]
id = 'b'
  [[criterion.sub]]
  n = 1
  [[criterion.sub]]
  n = 2
["quoted key".x]
when = 1979-05-27T07:32:00Z
'''


def source(text: str) -> TomlSource:
    found, problems = TomlSource.read_text(text, "scheme.toml")
    assert found is not None, problems
    return found


def reading(text: str) -> TomlTable:
    return source(text).table([])


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("api",), 2),
        (("title", "en"), 3),
        (("a", "b", 1), 4),
        (("a", "b", 3, "k"), 5),
        (("text",), 6),
        (("lit",), 9),
        (("criterion", 0), 10),
        (("criterion", 0, "rule", "kind"), 13),
        (("criterion", 1, "id"), 15),
        (("criterion", 1, "sub", 1, "n"), 19),
        (("quoted key",), 20),
        (("quoted key", "x", "when"), 21),
        (("criterion", 1, "nothing such"), 14),
        (("nothing such",), 1),
    ],
)
def test_every_key_has_its_line(path: tuple[str | int, ...], line: int) -> None:
    assert source(TEXT).line_of(*path) == line


def test_places_count_elements_from_one() -> None:
    place = source(TEXT).place("criterion", 1, "sub", 0, "n")
    assert (place.file, place.line, place.key) == ("scheme.toml", 17, "criterion[2].sub[1].n")


def written(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {written(v)}" for key, v in value.items()) + " }"
    if isinstance(value, list):
        return "[ # , ]\n" + ",\n".join(written(v) for v in value) + "\n]"
    return str(value)


keys = st.sampled_from(["a", "b", "c-1", '"d e"', "'f#g'"])
plain_values = st.integers() | st.sampled_from(
    ['"x # ] ="', "'''y\n}'''", '"""z\n\\" [a]"""', "true"]
)
values = st.recursive(
    plain_values,
    lambda v: st.lists(v, max_size=3) | st.dictionaries(keys, v, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(keys, values, min_size=1))
def test_the_scanner_finds_every_key_that_tomllib_finds(data: dict[str, Any]) -> None:
    text = "".join(f"{key} = {written(value)}\n" for key, value in data.items())
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return  # a line break in an inline table
    lines = key_lines(text)
    found = [path for path in lines if len(path) == 1]
    assert found == [(key,) for key in parsed]

    def check(path: tuple[str | int, ...], value: Any) -> None:
        assert path in lines
        inner = (
            value.items()
            if isinstance(value, dict)
            else enumerate(value)
            if isinstance(value, list)
            else ()
        )
        for key, part in inner:
            check((*path, key), part)

    for key, value in parsed.items():
        check((key,), value)


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("a = “x”", 1, "toml.full_width"),
        ("b = 1\na ＝ 1", 2, "toml.full_width"),
        ("a = 1，2", 1, "toml.full_width"),
        ("a 1", 1, "toml.syntax.equals_missing"),
        ("a = 1 2", 1, "toml.syntax.text_left_over"),
        ("a = 1\na = 2", 2, "toml.syntax.key_twice"),
        ("[a]\n[a]", 2, "toml.syntax.table_twice"),
        ("a = [1,\n", 1, "toml.syntax.bracket_missing"),
        ("[a\nb = 1", 1, "toml.syntax.bracket_missing"),
        ('a = "x', 1, "toml.syntax.quote_missing"),
        ('a = "x\nb = 1', 1, "toml.syntax.quote_missing"),
        ('a = "\\d"', 1, "toml.syntax.backslash"),
        ("a = good", 1, "toml.syntax.value"),
        ("= 3", 1, "toml.syntax.statement"),
        ("a = [\n  1,\n  2\n  3,\n]", 4, "toml.syntax.comma_missing"),
        ("a = { b = 1 c = 2 }", 1, "toml.syntax.comma_missing"),
        ('a = [{ b = "x" } { b = "y" }]', 1, "toml.syntax.comma_missing"),
        ("a = [1, 2\nb = 3", 2, "toml.syntax.bracket_missing"),
        ("a = 1\nb = １", 2, "toml.full_width"),
        ("b = 1\na = " + "9" * 5000, 2, "toml.number_size"),
        ("a = " + "[" * 5000, None, "toml.syntax.nested"),
    ],
)
def test_syntax_errors_are_named_with_their_line(text: str, line: int | None, code: str) -> None:
    found, problems = TomlSource.read_text(text, "scheme.toml")
    assert found is None
    assert [(p.code, p.place.line) for p in problems] == [(code, line)]


def test_full_width_signs_inside_quotes_are_fine() -> None:
    assert source('a = "，＝“”"').data == {"a": "，＝“”"}


def test_numbers_are_decimals() -> None:
    assert source("a = 0.1").data == {"a": Decimal("0.1")}


def test_files_that_are_missing_or_not_utf8_are_problems(tmp_path: Path) -> None:
    assert codes(TomlSource.load(tmp_path / "none.toml")[1]) == ["toml.missing"]
    path = tmp_path / "gbk.toml"
    path.write_bytes('a = 1\nb = "中文"\n'.encode("gbk"))
    problem = TomlSource.load(path)[1][0]
    assert (problem.code, problem.place.line) == ("toml.encoding", 2)


def test_windows_line_ends_and_byte_order_marks_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"\xef\xbb\xbfa = 1\r\nb = 2\r\n")
    found, problems = TomlSource.load(path)
    assert found is not None and not problems
    assert found.line_of("b") == 2


def test_unknown_keys_name_the_nearest() -> None:
    found = source("[[c]]\nmaxmum = 1\nzzz = 2")
    problems = found.check_keys(found.data["c"][0], {"maximum", "title"}, ("c", 0))
    assert [(p.code, p.place.line, p.params.get("nearest")) for p in problems] == [
        ("toml.misspelt_key", 2, "maximum"),
        ("toml.unknown_key", 3, None),
    ]


def test_nearest_does_not_care_for_case_and_hyphens() -> None:
    assert nearest("All_Or_Nothing", ["graded", "all-or-nothing"]) == "all-or-nothing"
    assert nearest("完全不同", ["graded"]) == ""


GETTERS: list[tuple[str, Any, Any]] = [
    ('k = "x"', lambda t: t.text("k"), "x"),
    ('k = "甲"', lambda t: t.local("k"), LocalText("甲")),
    ('k = { zh_CN = "甲", en = "A" }', lambda t: t.local("k"), LocalText("甲", "A")),
    ("k = 1", lambda t: t.decimal("k"), Decimal(1)),
    ("k = 1.5", lambda t: t.optional_decimal("k"), Decimal("1.5")),
    ("", lambda t: t.optional_decimal("k"), None),
    ("k = 3", lambda t: t.integer("k"), 3),
    ("", lambda t: t.integer("k", 7), 7),
    ("", lambda t: t.optional_integer("k"), None),
    ("k = true", lambda t: t.flag("k"), True),
    ('k = "b"', lambda t: t.choice("k", ("a", "b")), "b"),
    ("", lambda t: t.choice("k", ("a", "b"), "b"), "b"),
    ('k = "b"', lambda t: t.texts("k"), ("b",)),
    ('k = ["a", "b"]', lambda t: t.texts("k"), ("a", "b")),
    ("k = [1, 2.5]", lambda t: t.decimals("k"), (Decimal(1), Decimal("2.5"))),
    ("", lambda t: t.table("k"), None),
    ("", lambda t: t.tables("k"), []),
    ("", lambda t: t.text_lists("k"), ()),
    ('k = [["a", "b"], ["c"]]', lambda t: t.text_lists("k"), (("a", "b"), ("c",))),
    ("", lambda t: t.locals("k"), ()),
    (
        'k = ["甲", { zh_CN = "乙", en = "B" }]',
        lambda t: t.locals("k"),
        (LocalText("甲"), LocalText("乙", "B")),
    ),
]


@pytest.mark.parametrize(("text", "get", "expected"), GETTERS)
def test_getters(text: str, get: Any, expected: Any) -> None:
    table = reading(text)
    assert get(table) == expected
    table.finish()
    assert table.problems == []


WRONG: list[tuple[str, Any, str]] = [
    ("", lambda t: t.text("k"), "toml.missing_key"),
    ("k = 1", lambda t: t.text("k"), "toml.not_text"),
    ('k = " "', lambda t: t.text("k"), "toml.not_text"),
    ("k = 1", lambda t: t.local("k"), "toml.not_local_text"),
    ('k = { en = "A" }', lambda t: t.local("k"), "toml.not_local_text"),
    ('k = "1"', lambda t: t.decimal("k"), "toml.not_number"),
    ("k = nan", lambda t: t.decimal("k"), "toml.not_number"),
    *(
        (f"k = {number}", lambda t: t.decimal("k"), "toml.number_size")
        for number in ("inf", "-inf", "1e400", "-1e400", "1e15", "1e-10", "1e" + "9" * 30)
    ),
    ("k = 1" + "0" * 15, lambda t: t.integer("k"), "toml.number_size"),
    ("k = [1, 1e400]", lambda t: t.decimals("k"), "toml.not_numbers"),
    ("k = true", lambda t: t.decimal("k"), "toml.not_number"),
    ("k = 1.5", lambda t: t.integer("k"), "toml.not_integer"),
    ('k = "yes"', lambda t: t.flag("k"), "toml.not_flag"),
    ('k = "good"', lambda t: t.choice("k", ("goods", "x")), "toml.misspelt_choice"),
    ("k = 3", lambda t: t.choice("k", ("goods", "x")), "toml.unknown_choice"),
    ("k = [1]", lambda t: t.texts("k"), "toml.not_texts"),
    ('k = ["1"]', lambda t: t.decimals("k"), "toml.not_numbers"),
    ('k = "a"', lambda t: t.text_lists("k"), "toml.not_text_lists"),
    ('k = ["a"]', lambda t: t.text_lists("k"), "toml.not_text_lists"),
    ("k = [[1]]", lambda t: t.text_lists("k"), "toml.not_text_lists"),
    ('k = "a"', lambda t: t.locals("k"), "toml.not_local_text"),
    ('k = ["a", 1]', lambda t: t.locals("k"), "toml.not_local_text"),
    ("k = 1", lambda t: t.table("k"), "toml.not_table"),
    ("k = 1", lambda t: t.tables("k"), "toml.not_tables"),
    ("q = 1", lambda t: None, "toml.unknown_key"),
]


@pytest.mark.parametrize(("text", "get", "code"), WRONG)
def test_getters_report_what_is_wrong_and_go_on(text: str, get: Any, code: str) -> None:
    table = reading(text)
    get(table)
    table.finish()
    assert codes(table.problems) == [code]
