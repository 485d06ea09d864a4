"""Rows of registers: what is typed, and what may be kept."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.dates import day_of
from branchkit.core.record_values import Reading, read_values
from branchkit.core.registers import Choice, Column, ColumnKind, Register, check_values
from branchkit.core.texts import LocalText

REGISTER = Register(
    "book.test",
    LocalText("试验册"),
    (
        Column("date", ColumnKind.DATE, LocalText("日期"), required=True),
        Column("month", ColumnKind.MONTH, LocalText("月份")),
        Column(
            "kind",
            ColumnKind.CHOICE,
            LocalText("类别"),
            choices=(Choice("general", LocalText("党员大会", "General meeting")),),
        ),
        Column("hours", ColumnKind.NUMBER, LocalText("学时"), minimum="0", maximum="24"),
        Column("paid", ColumnKind.MONEY, LocalText("实缴"), minimum="0"),
        Column("solved", ColumnKind.YES_NO, LocalText("办结")),
        Column("chair", ColumnKind.MEMBER, LocalText("主持")),
        Column("present", ColumnKind.MEMBERS, LocalText("实到")),
        Column("topic", ColumnKind.TEXT, LocalText("议题")),
    ),
    dated_by="date",
)
PEOPLE = {"陈建国": "m1", "1": "m1", "欧阳若兰": "m2", "2": "m2"}
READING = Reading(PEOPLE.get, date(2026, 11, 20))
MEMBERS = frozenset(PEOPLE.values())


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("date", "2026.11.3", "2026-11-03"),
        ("date", "２０２６年１１月３日", "2026-11-03"),
        ("month", "2026年11月", "2026-11"),
        ("month", "2026-11-20", "2026-11"),
        ("kind", "党员大会", "general"),
        ("kind", "general", "general"),
        ("hours", "１．５", "1.5"),
        ("paid", "0.2", "0.20"),
        ("paid", "3元", "3.00"),
        ("solved", "是", True),
        ("solved", "no", False),
        ("chair", "欧阳若兰", "m2"),
        ("present", "陈建国、欧阳若兰", ["m1", "m2"]),
        ("present", "1, 2", ["m1", "m2"]),
        ("topic", "  研究（走访） ", "研究（走访）"),
        ("topic", "", None),
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
        ("month", "十一", "record.not_of_kind"),
        ("hours", "两小时", "record.not_of_kind"),
        ("hours", "NaN", "record.not_of_kind"),
        ("hours", "1e3", "record.not_of_kind"),
        ("paid", "0.201", "record.not_of_kind"),
        ("solved", "也许", "record.not_of_kind"),
        ("chair", "无名氏", "record.unknown_member"),
        ("present", "陈建国 无名氏", "record.unknown_member"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_column(column: str, text: str, code: str) -> None:
    values, (problem,) = read_values(REGISTER, {column: text}, READING)
    assert (values, problem.code, problem.place.key) == ({}, code, column)


def test_a_sound_row_has_no_problems() -> None:
    values = {
        "date": "2026-11-03",
        "month": "2026-11",
        "kind": "general",
        "hours": "1.5",
        "paid": "0.20",
        "solved": False,
        "chair": "m1",
        "present": ["m1", "m2"],
        "topic": "研究走访",
    }
    assert check_values(REGISTER, values, MEMBERS) == []


@pytest.mark.parametrize(
    ("values", "code", "column"),
    [
        ({"date": None}, "record.missing", "date"),
        ({"date": "2026-11"}, "record.not_of_kind", "date"),
        ({"date": "2026-13-01"}, "record.not_of_kind", "date"),
        ({"month": "2026-11-01"}, "record.not_of_kind", "month"),
        ({"kind": "party"}, "record.unknown_choice", "kind"),
        ({"hours": "-1"}, "record.too_small", "hours"),
        ({"hours": "25"}, "record.too_large", "hours"),
        ({"hours": 2}, "record.not_of_kind", "hours"),
        ({"paid": "0.2"}, "record.not_of_kind", "paid"),
        ({"solved": "yes"}, "record.not_of_kind", "solved"),
        ({"chair": "m9"}, "record.unknown_member", "chair"),
        ({"chair": ["m1"]}, "record.not_of_kind", "chair"),
        ({"present": "m1"}, "record.not_of_kind", "present"),
        ({"present": ["m1", "m9"]}, "record.unknown_member", "present"),
        ({"topic": 3}, "record.not_of_kind", "topic"),
        ({"colour": "red"}, "record.unknown_column", "colour"),
    ],
)
def test_a_row_that_does_not_fit_is_told_where(
    values: dict[str, object], code: str, column: str
) -> None:
    (problem,) = check_values(REGISTER, {"date": "2026-11-03", **values}, MEMBERS)
    assert (problem.code, problem.place.key) == (code, column)


def test_a_month_stands_for_its_first_or_last_day() -> None:
    assert day_of("2028-02") == date(2028, 2, 1)
    assert day_of("2028-02", last=True) == date(2028, 2, 29)
    assert day_of("2028-02-03", last=True) == date(2028, 2, 3)
    assert day_of("") is None
    assert day_of("2028-2") is None


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_money_is_kept_to_the_fen(amount: object) -> None:
    values, problems = read_values(REGISTER, {"paid": str(amount)}, READING)
    assert (values["paid"], problems) == (f"{amount:.2f}", [])
    assert check_values(REGISTER, {"date": "2026-11-03", **values}, MEMBERS) == []
