"""What words and codes of other programs mean: whoever's category is not understood is nobody's member."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.members.fixed_values import (
    CategoryFault,
    choice_meant,
    ethnicity_meant,
    label_of,
    read_category,
    sex_meant,
)
from branchkit.core.members.member import Category, MemberClass


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("224_预备党员", "预备党员"),
        ("95-男", "男"),
        ("A01 汉族", "汉族"),
        ("预备党员(224)", "预备党员"),
        ("汉族_868", "汉族"),
        ("20:大学本科", "大学本科"),
        ("汉族", "汉族"),
        ("12年制", "12年制"),
        ("2026-11", "2026-11"),
    ],
)
def test_a_code_and_its_word_are_told_apart(written: str, label: str) -> None:
    assert label_of(written) == label


@pytest.mark.parametrize(
    ("written", "category"),
    [
        ("中共党员", Category.FULL),
        ("1_正式党员", Category.FULL),
        ("中共党员(正式)", Category.FULL),
        ("正式党员、村委会主任", Category.FULL),
        ("中共党员/民盟盟员", Category.FULL),
        ("224_预备党员", Category.PROBATIONARY),
        ("中共党员(预备)", Category.PROBATIONARY),
        ("预备党员(延长)", Category.PROBATIONARY),
        ("预备期党员", Category.PROBATIONARY),
        ("中共预备", Category.PROBATIONARY),
        ("共产党员", Category.FULL),
        ("中国共产党预备党员", Category.PROBATIONARY),
    ],
)
def test_a_category_is_known_by_its_word(written: str, category: Category) -> None:
    reading = read_category(written)
    assert (reading.category, reading.fault) == (category, None)


@pytest.mark.parametrize(
    ("written", "category", "status"),
    [
        ("01", Category.FULL, "中共党员"),
        ("2", Category.PROBATIONARY, "中共预备党员"),
        ("03", None, "共青团员"),
        ("05", None, "民盟盟员"),
        ("13", None, "群众"),
    ],
)
def test_a_code_alone_is_that_of_the_standard(
    written: str, category: Category | None, status: str
) -> None:
    reading = read_category(written)
    assert (reading.category, reading.by_code) == (category, status)
    assert reading.fault == (None if category else CategoryFault.NOT_A_MEMBER)


@pytest.mark.parametrize(
    "written",
    [
        *[
            "民革党员",
            "民盟盟员",
            "民建会员",
            "民进会员",
            "农工党党员",
            "致公党党员",
            "九三学社社员",
            "台盟盟员",
        ],
        *[
            "民盟",
            "九三",
            "无党派人士",
            "群众",
            "共青团员",
            "入党积极分子",
            "发展对象",
            "入党申请人",
            "非党员",
        ],
        "05_民盟盟员",
        "民盟盟员(县委会)",
        "共青团员、学生",
        "农工党员",
        "民主党派党员",
        "民革成员",
        "拟发展对象",
        "群众(已递交申请书)",
    ],
)
def test_who_is_of_another_party_or_of_none_is_no_member(written: str) -> None:
    reading = read_category(written)
    assert (reading.category, reading.fault) == (None, CategoryFault.NOT_A_MEMBER)


@pytest.mark.parametrize(
    "written",
    [
        "农民",
        "3",
        "是",
        "已转出",
        "越南共产党党员",
        "正式党员(预备)",
        "已转出党员",
        "曾为党员",
        "新预备党员一名",
    ],
)
def test_a_category_that_is_not_understood_is_none(written: str) -> None:
    reading = read_category(written)
    assert (reading.category, reading.fault) == (None, CategoryFault.UNKNOWN)


@pytest.mark.parametrize("written", ["退休党员", "在职", "流动党员", "困难党员"])
def test_a_member_of_whom_more_is_not_said_is_a_member(written: str) -> None:
    reading = read_category(written)
    assert (reading.category, reading.fault) == (None, CategoryFault.SILENT)


@pytest.mark.parametrize(
    ("written", "name"),
    [("868_汉族", "汉族"), ("01汉", "汉族"), ("05", "维吾尔族"), ("3", "回族"), ("98", "")],
)
def test_an_ethnicity_is_known_by_word_and_by_code(written: str, name: str) -> None:
    assert ethnicity_meant(written) == name


@pytest.mark.parametrize(
    ("written", "sex"), [("95_男", "m"), ("1男", "m"), ("女(2)", "f"), ("9", "")]
)
def test_a_sex_is_known_by_word_and_by_code(written: str, sex: str) -> None:
    assert sex_meant(written) == sex


def test_any_other_choice_may_have_a_code() -> None:
    assert choice_meant("member_class", "301_退休") is MemberClass.RETIRED
    assert choice_meant("member_class", "301_") is None


@given(st.text(alphabet="正式预备中共党员民盟九三学社群众农、_/()1 是", max_size=8))
def test_nobody_is_made_a_member_by_a_word_that_does_not_say_so(written: str) -> None:
    reading = read_category(written)
    if reading.category is Category.FULL:
        said = ("党员", "正式", "中共")
        assert any(word in written for word in said) or written.zfill(2) == "01"
        assert "预备" not in written and "群众" not in written
    assert (reading.category is None) == (reading.fault is not None)
