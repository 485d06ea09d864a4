"""Which grade or subject a name speaks of."""

from __future__ import annotations

import pytest

from branchkit_schools.structure.foundations import base_name

from .school_builders import VOCABULARY, a_root


@pytest.mark.parametrize(
    ("name", "grades"),
    [
        ("高一年级党支部", ["senior-1"]),
        ("初一年级党支部", ["junior-1"]),
        ("七年级党支部", ["junior-1"]),
        ("一年级党支部", ["primary-1"]),
        ("高一党支部", ["senior-1"]),
        ("行政后勤党支部", ["office"]),
        ("后勤党支部", ["office"]),
        ("初一初二联合党支部", ["junior-1", "junior-2"]),
        ("第一党支部", []),
        ("退休教师党支部", []),
    ],
)
def test_a_branch_is_recognised_by_its_name(name: str, grades: list[str]) -> None:
    assert VOCABULARY.grades_in(name) == grades


@pytest.mark.parametrize(
    ("name", "subjects"),
    [
        ("语文党小组", ["chinese"]),
        ("外语组党小组", ["english"]),
        ("道德与法治党小组", ["politics"]),
        ("信息技术党小组", ["it"]),
        ("物理化学党小组", ["physics", "chemistry"]),
        ("第二党小组", []),
    ],
)
def test_a_group_is_recognised_by_its_name(name: str, subjects: list[str]) -> None:
    assert VOCABULARY.subjects_in(name) == subjects


@pytest.mark.parametrize(
    "name",
    [
        "高沟中学党总支",
        "中共高沟中学总支部委员会",
        "高沟中学党支部",
        "中国共产党高沟中学委员会",
        "中共高沟中学支部委员会（演示）",
    ],
)
def test_the_school_has_its_own_name(name: str) -> None:
    assert base_name(a_root(name=name)) == "高沟中学"


def test_what_is_not_declared_any_more_goes_by_its_id() -> None:
    assert VOCABULARY.grade("night").title.zh_CN == "night"
    assert VOCABULARY.place_of_grade("night") == len(VOCABULARY.grades)
    assert VOCABULARY.place_of_grade("primary-1") == 0
