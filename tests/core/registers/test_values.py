"""Rows of registers as they are typed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.registers.checks import check_values
from branchkit.core.registers.register import ColumnKind
from branchkit.core.registers.values import Reading, RecordReader, read_values
from branchkit.testing.registers import a_column, a_register, every_kind

REGISTER = every_kind()
PEOPLE = {"陈建国": "m1", "1": "m1", "欧阳若兰": "m2", "2": "m2", "买买提 艾力": "m3"}
ORGANIZATIONS = {"青石村党支部": "o1"}
READING = Reading(PEOPLE.get, date(2026, 11, 20), ORGANIZATIONS.get)


@pytest.mark.parametrize("column", ["text", "list", "number", "member"])
@pytest.mark.parametrize("steering", ["\x1b", "\x9b", "\u202e", "\ud800"])
def test_what_is_not_seen_is_refused_where_it_is_typed(column: str, steering: str) -> None:
    values, problems = read_values(REGISTER, {column: f"1{steering}"}, READING)
    assert values == {}
    assert [(p.code, p.place.key) for p in problems] == [("text.steers", column)]


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("date", "2026.11.3", "2026-11-03"),
        ("date", "２０２６年１１月３日", "2026-11-03"),
        ("month", "2026年11月", "2026-11"),
        ("month", "2026-11-20", "2026-11"),
        ("choice", "甲", "a"),
        ("choice", "Alpha", "a"),
        ("choice", "b", "b"),
        ("number", "１．５", "1.5"),
        ("number", "1,234.50", "1234.50"),
        ("number", "0.0000001", "0.0000001"),
        ("money", "0.2", "0.20"),
        ("money", "3元", "3.00"),
        ("money", "￥1,200", "1200.00"),
        ("yes_no", "是", True),
        ("yes_no", "no", False),
        ("member", "欧阳若兰", "m2"),
        ("member", " 买买提　艾力 ", "m3"),
        ("members", "陈建国、欧阳若兰", ["m1", "m2"]),
        ("members", "1, 2", ["m1", "m2"]),
        ("members", "陈建国 2", ["m1", "m2"]),
        ("members", "买买提 艾力；陈建国", ["m3", "m1"]),
        ("members", "陈建国、1", ["m1"]),
        ("organization", "青石村党支部", "o1"),
        ("list", "修路、（二）水渠；灯,灯", ["修路", "（二）水渠", "灯"]),
        ("list", " 、 ", None),
        ("text", "  研究（走访） ", "研究（走访）"),
        ("text", "", None),
        ("number", "　", None),
    ],
)
def test_a_typed_text_becomes_the_value_that_is_kept(column: str, text: str, value: object) -> None:
    values, problems = read_values(REGISTER, {column: text}, READING)
    assert (values, problems) == ({column: value}, [])


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("date", "2026-02-30", "record.not_of_kind"),
        ("date", "2026-11", "record.not_of_kind"),
        ("month", "十三", "record.not_of_kind"),
        ("number", "两小时", "record.not_of_kind"),
        ("number", "NaN", "record.not_of_kind"),
        ("number", "1e3", "record.not_of_kind"),
        ("number", "12,34", "record.not_of_kind"),
        ("money", "0.201", "record.not_of_kind"),
        ("money", "9" * 40, "record.not_of_kind"),
        ("yes_no", "也许", "record.not_of_kind"),
        ("member", "无名氏", "record.unknown_member"),
        ("members", "陈建国 无名氏", "record.unknown_member"),
        ("organization", "别的支部", "record.unknown_organization"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_column(column: str, text: str, code: str) -> None:
    values, (problem,) = read_values(REGISTER, {column: text}, READING)
    assert (values, problem.code, problem.place.key) == ({}, code, column)


def test_an_unknown_column_is_passed_on_for_the_check_to_name() -> None:
    assert read_values(REGISTER, {"colour": "red"}, READING) == ({"colour": "red"}, [])


def test_a_reader_asks_once_for_a_text_that_comes_again() -> None:
    asked: list[str] = []

    def find(text: str) -> str | None:
        asked.append(text)
        return PEOPLE.get(text)

    reader = RecordReader(REGISTER, Reading(find, date(2026, 11, 20)))
    for _ in range(3):
        assert reader.read_record({"member": "陈建国"}) == ({"member": "m1"}, [])
    assert asked == ["陈建国"]


def test_a_list_that_is_changed_does_not_change_the_next_rows() -> None:
    reader = RecordReader(REGISTER, READING)
    first, _ = reader.read_record({"members": "1"})
    people = first["members"]
    assert isinstance(people, list)
    people.append("m9")
    assert reader.read_record({"members": "1"}) == ({"members": ["m1"]}, [])


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_money_is_kept_to_the_fen(amount: object) -> None:
    register = a_register(a_column("paid", ColumnKind.MONEY))
    texts = {"date": "2026-11-03", "paid": str(amount)}
    values, problems = read_values(register, texts, READING)
    assert (values["paid"], problems) == (f"{amount:.2f}", [])
    assert check_values(register, values, ()) == []
