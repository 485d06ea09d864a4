"""Headers as they come, and rows that hold nobody."""

from __future__ import annotations

import pytest

from branchkit.core.registers.register import Column, ColumnKind, RecordsFrom, Register
from branchkit.core.tables import Value
from branchkit.core.texts import LocalText
from branchkit.services.importing.layout import Layout, find_layout
from branchkit.services.importing.member_columns import (
    ROSTER,
    Section,
    kind_of_row,
    roster_headings,
    section_of,
)

TWO_ROWS = {"number": 0, "name": 1, "joined": 3, "full_since": 4, "address": 5, "phone": 6}


def layout_of(*rows: list[Value]) -> Layout:
    layout = find_layout(rows, ROSTER)
    assert layout is not None
    return layout


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("姓 名", "name"),
        ("籍贯", "native_place"),
        ("工作单位及职务", "work_unit"),
        ("家庭住址", "address"),
        ("所在党小组", "group"),
        ("户星级", "household_star"),
        ("外出时间", "away_since"),
        ("失联日期", "lost_since"),
        ("停止党籍时间", "standing_since"),
        ("姓\n名", "name"),
        ("姓　名：", "name"),
        ("性別", "sex"),
        ("男/女", "sex"),
        ("民  族", "ethnicity"),
        ("公民身份号码", "citizen_id"),
        ("公民身份證號碼（18位）", "citizen_id"),
        ("身份证号码*", "citizen_id"),
        ("入党\n时间", "joined"),
        ("入黨時間", "joined"),
        ("加入党组织日期", "joined"),
        ("加入中共组织日期", "joined"),
        ("加入党组织的年月", "joined"),
        ("转为正式党员的日期", "full_since"),
        ("接收预备党员日期", "joined"),
        ("是否为失联党员", "contact"),
        ("组织关系所在党支部", "branch"),
        ("入党时所在党支部", ""),
        ("确定为预备党员时间（支部大会）", "joined"),
        ("转正时间（支部大会讨论转正时间）", "full_since"),
        ("正式/预备", "category"),
        ("轉正時間", "full_since"),
        ("学历/文化程度", "education"),
        ("文化程度", "education"),
        ("手机号码", "phone"),
        ("联系电话\n（手机）", "phone"),
        ("黨內職務", "post"),
        ("出生年月(如1985.03)", "birth"),
        ("所在黨支部", "branch"),
        ("递交入党申请书时间", "@applied"),
        ("转出单位", "@gone"),
        ("入党介绍人", ""),
        ("备注", ""),
        (None, ""),
    ],
)
def test_headers_are_known_by_what_they_mean(header: Value, field: str) -> None:
    assert ROSTER.field_of(header) == field


def test_a_header_stands_under_titles() -> None:
    layout = layout_of(
        ["青石村党支部党员花名册"] * 4,
        [],
        ["填报单位：青石村", None, None, "2026年11月"],
        ["序号", "姓 名", "性别", "备注"],
        [1, "张三", "男", None],
    )
    assert layout.header_row == 4
    assert layout.columns == {"number": 0, "name": 1, "sex": 2}
    assert [layout.labels[place] for place in layout.unknown] == ["备注"]


def test_a_header_of_two_rows_with_merged_cells() -> None:
    layout = layout_of(
        ["序号", "姓名", "入党", "入党", "转正", "联系方式", "联系方式"],
        ["序号", "姓名", "介绍人", "时间", "时间", "住址", "手机"],
        [1, "张三", "李四", "1985.03", "1986.03", "村东", "13812345678"],
    )
    assert layout.header_row == 2
    assert layout.columns == TWO_ROWS
    assert layout.labels[3] == "入党时间"


def test_a_header_of_two_rows_where_merging_is_not_told() -> None:
    layout = layout_of(
        ["序号", "姓名", "入党", None, "转正", "联系方式", None],
        [None, None, "介绍人", "时间", "时间", "住址", "手机"],
        ["1", "张三", "李四", "1985.03", "1986.03", "村东", "13812345678"],
    )
    assert layout.header_row == 2
    assert layout.columns == TWO_ROWS


def test_a_title_over_a_header_is_no_part_of_it() -> None:
    layout = layout_of(["党员花名册"] * 3, ["姓名", "性别", "小名"], ["张三", "男", "三儿"])
    assert layout.header_row == 2
    assert layout.labels == ("姓名", "性别", "小名")


def test_the_name_of_somebody_else_is_not_the_members() -> None:
    layout = layout_of(
        ["姓名", "性别", "联系人", "联系人"],
        ["姓名", "性别", "姓名", "电话"],
    )
    assert layout.columns == {"name": 0, "sex": 1}


def test_a_column_that_comes_twice_is_read_once() -> None:
    layout = layout_of(["姓名", "手机", "电话"], ["张三", "1", "2"])
    assert layout.columns["phone"] == 1
    assert layout.repeated == (2,)


@pytest.mark.parametrize("rows", [[], [[]], [["性别", "民族"]], [["姓名"]], [["张三", "男"]]])
def test_without_a_name_and_one_more_column_there_is_no_header(rows: list[list[Value]]) -> None:
    assert find_layout(rows, ROSTER) is None


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ([1, "张三", "男", None, None], "member"),
        ([None, "张三", None, None, None], "member"),
        ([7, None, "女", "11010519491231002X", None], "member"),
        ([7, None, "女", None, "1985.03"], "member"),
        ([8, None, None, None, None], "blank"),
        (["  ", None, "\u3000"], "blank"),
        ([], "blank"),
        (["合计", None, "40人", None, None], "total"),
        (["合 計", "40", None, None, None], "total"),
        ([None, "小计：12人", None, None, None], "total"),
        (["共40人", None, None, None, None], "total"),
        (["第一党小组"] * 5, "heading"),
        (["第一党小组", None, None, None, None], "heading"),
        ([None, "预备党员", None, None, None], "heading"),
        (["序号", "姓 名", "性别", "身份证号", "入党时间"], "header"),
        (["填表人：赵某", None, None, "审核人：钱某", "2026年11月"], "remark"),
        ([None, "注：本表一式两份", None, None, None], "remark"),
        (["备注", None, "有一人外出", None, None], "remark"),
    ],
)
def test_rows_are_members_or_said_why_not(row: list[Value], kind: str) -> None:
    layout = layout_of(["序号", "姓名", "性别", "身份证号", "入党时间"])
    assert kind_of_row(row, layout) == kind


def test_a_member_of_a_branch_called_like_a_remark_is_a_member() -> None:
    layout = layout_of(["所在支部", "姓名", "性别"])
    assert kind_of_row(["统计局党支部", "张三", "男"], layout) == "member"
    assert kind_of_row(["单位一支部", "张三", "男"], layout) == "member"


def test_a_county_names_columns_of_rosters_in_a_register_of_members() -> None:
    aliases = {"joined": ("入组织日期", "姓名"), "age": ("岁数",)}
    columns = [
        Column(field, ColumnKind.TEXT, LocalText("列"), field=field, aliases=names)
        for field, names in aliases.items()
    ]
    form = Register("form.member", LocalText("表"), tuple(columns), "", rows=RecordsFrom.MEMBERS)
    headings = roster_headings([form])
    assert headings.field_of("入组织日期") == "joined"
    assert headings.field_of("姓名") == "name"
    assert headings.field_of("岁数") == ""
    assert ROSTER.field_of("入组织日期") == ""


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("一、正式党员（12人）", Section.FULL),
        ("青石村党支部预备党员名册", Section.PROBATIONARY),
        ("党员花名册", Section.MEMBERS),
        ("正式党员、预备党员", Section.MEMBERS),
        ("党员和入党积极分子名册", Section.MEMBERS),
        ("三、入党积极分子", Section.OTHERS),
        ("入黨積極分子名單", Section.OTHERS),
        ("党员发展对象名单", Section.OTHERS),
        ("2026年入党申请人", Section.OTHERS),
        ("四、已转出党员", Section.OTHERS),
        ("2026年预备党员转正名册", Section.MEMBERS),
        ("党团员服务队", None),
        ("群众路线教育实践活动", None),
        ("群众名单", Section.OTHERS),
        ("第一党小组", None),
        ("2026年发展党员工作", None),
        ("Sheet1", None),
    ],
)
def test_a_heading_says_who_stands_below_it(heading: str, section: Section | None) -> None:
    assert section_of(heading) is section
