"""What the columns of other people's rosters are called, and which of their rows hold a member.

Among the members stand blank rows, subtotals, headings of groups, headers repeated for each printed page, and remarks of
who filled the form in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from branchkit.core.members.reading import READERS, cell_text
from branchkit.core.registers.register import RecordsFrom, Register
from branchkit.core.texts import to_simplified
from branchkit.services.importing.layout import (
    EXPLANATIONS,
    IGNORED,
    HeadingTable,
    Layout,
    Row,
    is_group,
    is_one_text_across,
    is_remark,
    is_signed,
    is_total,
)

BRANCH = "branch"
"""所在支部: no field of a member, but says whether the row belongs here."""
APPLIED, ACTIVIST, PROSPECT = ON_THE_WAY = ("@applied", "@activist", "@prospect")
"""Days of somebody's way to the admission: no fields of a member, but whoever has nothing else is none yet."""
GONE = "@gone"
"""Where to or when somebody has left: no field either, but whoever has left is no longer on the roll."""
IS_MEMBER = "@is_member"
"""Whether somebody is a member, in a list of all people of a place: yes, a tick, or nothing."""

HEADERS: Mapping[str, str] = {
    "number": "序号 编号 序 顺序号 no",
    "name": "姓名 党员姓名 名字 党员名字 成员姓名 name",
    "sex": "性别 男女 男/女 sex gender",
    "ethnicity": "民族 族别 ethnicity",
    "birth": (
        "出生年月 出生日期 出生时间 出生年月日 出生 生日 出生日 生年月 birth birthdate dateofbirth"
    ),
    "citizen_id": (
        "身份证号 身份证号码 公民身份号码 公民身份证号 公民身份证号码 居民身份证号 居民身份证号码 身份证 "
        "身份号码 证件号码 身份证件号码 身份证编号 公民身份证 有效身份证件号码 身份证件号 证件号 citizenid idnumber"
    ),
    "education": "文化程度 学历 最高学历 文化 学历学位 全日制学历 学历情况 文化水平 学历层次 最高学历学位 现学历 education",
    "joined": (
        "入党时间 入党日期 入党年月 入党年月日 加入党组织日期 加入党组织时间 加入中国共产党时间 "
        "加入中国共产党日期 参加党组织时间 加入中共组织日期 加入中共组织时间 加入中共日期 加入中共时间 加入中国共产党组织日期 "
        "加入中国共产党组织时间 加入党组织年月 入党时间年月 确定为预备党员时间 确定预备党员时间 批准为预备党员时间 接收为预备党员时间 "
        "接收预备党员时间 吸收为预备党员时间 吸收预备党员时间 发展为预备党员时间 成为预备党员时间 列为预备党员时间 预备党员时间 "
        "支部大会通过入党时间 支部大会通过为预备党员时间 何时入党 入党 joined"
    ),
    "full_since": (
        "转正时间 转正日期 转正年月 转正年月日 转为正式党员日期 转为正式党员时间 转正 预备党员转正时间 "
        "转为正式党员的时间 转为正式党员年月 成为正式党员时间 成为正式党员日期 批准转正时间 按期转正时间 正式党员时间 "
        "支部大会通过转正时间 支部大会讨论转正时间 fullsince"
    ),
    "probation_until": "预备期延长至 延长预备期至 预备期延长到 预备期截止时间 probationuntil",
    "native_place": "籍贯 原籍 籍贯地 祖籍 nativeplace",
    "work_unit": (
        "工作单位 单位 所在单位 工作单位及职务 单位及职务 工作单位职务 工作单位及岗位 现工作单位 单位名称 工作单位名称 现任职单位 workunit"
    ),
    "address": (
        "家庭住址 住址 现住址 家庭地址 家庭详细住址 居住地 现居住地 常住地址 地址 联系地址 户籍地址 通讯地址 通信地址 户籍所在地 家庭现住址 现居住地址 经常居住地 现住地址 address"
    ),
    "group": "党小组 所在党小组 所属党小组 党小组名称 所在小组 所属小组 编入党小组 小组 组别 group",
    "household_star": "星级户 户星级 家庭星级 星级 十星级文明户 星级文明户 householdstar",
    "post": "党内职务 职务 支部职务 党内任职 现任党内职务 党组织职务 党内职务名称 担任党内职务 现党内职务 post",
    "phone": (
        "联系电话 手机 手机号码 手机号码1 手机号 固定电话 电话 电话号码 联系方式 本人联系电话 移动电话 联系电话手机 手机电话 联络电话 个人电话 本人电话 电话手机 固定电话/手机 phone mobile"
    ),
    "category": "人员类别 党员类别 党员身份 类别 党员类型 正式预备 正式/预备 正式党员/预备党员 正式或预备 党员性质 政治面貌 category",
    "standing": "党籍 党籍状态 党籍情况 standing",
    "mobility": "流动情况 流动类型 是否流动 是否流动党员 流动党员 流动状态 mobility",
    "standing_since": "党籍处理时间 停止党籍时间 停止党籍日期 党籍变动时间 standingsince",
    "standing_reason": "党籍处理原因 停止党籍原因 党籍变动原因 standingreason",
    "away_since": "外出时间 外出日期 流出时间 流出日期 流动时间 外出流动时间 流入时间 awaysince",
    "lost_since": "失联时间 失联日期 失去联系时间 失去联系日期 失联起始时间 lostsince",
    "contact": "联系情况 是否失联 失联情况 是否失联党员 失联党员 联系状态 contact",
    "own_traits": "自定分类 owntraits",
    "member_class": "管理类别 党员分类 考核类别 积分类别 在职情况 岗位类别 人员分类 memberclass",
    BRANCH: (
        "所在支部 所在党支部 所属支部 所属党支部 党支部 支部 所在党组织 所属党组织 支部名称 党支部名称 "
        "所在支部名称 所在党支部名称 党组织名称 党员所在党支部 组织关系所在党支部 组织关系所在支部 所属党组织名称"
    ),
    APPLIED: (
        "递交入党申请书时间 递交入党申请时间 递交申请书时间 提交入党申请书时间 写入党申请书时间 入党申请时间 入党申请书时间 "
        "申请入党时间 申请入党 申请时间 递交入党申请书日期"
    ),
    ACTIVIST: (
        "确定为入党积极分子时间 确定入党积极分子时间 确定为积极分子时间 确定积极分子时间 列为入党积极分子时间 "
        "列为积极分子时间 列为积极分子 积极分子确定时间 入党积极分子时间 积极分子时间 积极分子培养时间"
    ),
    PROSPECT: (
        "确定为发展对象时间 确定发展对象时间 列为发展对象时间 列为发展对象 发展对象确定时间 发展对象时间"
    ),
    GONE: (
        "转出单位 转出时间 转出日期 转出去向 转往单位 转往党组织 转出党组织 组织关系转出时间 组织关系转往单位 去世时间 去世日期 "
        "死亡时间 出党时间 离开时间"
    ),
    IS_MEMBER: "是否党员 是否中共党员 是否为党员 是否为中共党员",
    EXPLANATIONS: "问题 problems",
    IGNORED: "年龄 党龄",
}


class RosterHeadings(HeadingTable):
    """The headings of a roster, which a list of people in development has as well: that one says what it is."""

    def refusal(self, titles: Sequence[str], layout: Layout) -> str:
        """A title like 入党积极分子名单, or a date of application, where nothing says of each row who is a member."""
        if "category" in layout.columns:
            return ""
        if section_of_titles(titles) is Section.OTHERS:
            return next(title for title in titles if section_of(title))
        if SAYING_MEMBER.isdisjoint(layout.columns):
            places = (layout.columns[field] for field in ON_THE_WAY if field in layout.columns)
            return next((layout.labels[place] for place in places), "")
        return ""

    def is_only_looked_at(self, field: str) -> bool:
        """Of what belongs to a case or to a transfer."""
        return field in (*ON_THE_WAY, GONE, IS_MEMBER)


SAYING_MEMBER = frozenset(("category", "joined", "full_since", "probation_until"))
"""Fields that nobody has who is no member."""
ROSTER = RosterHeadings(HEADERS, r"介绍人|联系人|培养人|配偶|家庭|父亲|母亲|子女|亲属|谈话人")


def roster_headings(registers: Iterable[Register]) -> RosterHeadings:
    """:data:`ROSTER` with what registers of members call their columns: a county's words stand there as aliases."""
    return ROSTER.with_names(
        (name, column.field)
        for register in registers
        if register.rows is RecordsFrom.MEMBERS
        for column in register.columns
        if column.field in READERS
        for name in column.aliases
    )


_LEAST_TOLD = 2
_NOT_TELLING = (IGNORED, EXPLANATIONS, BRANCH, "number", "name")


class Section(StrEnum):
    """What a heading or a title says of the people below it."""

    FULL = "full"
    PROBATIONARY = "probationary"
    MEMBERS = "members"
    """Of either category."""
    OTHERS = "others"
    """No members: on the way, or gone."""


_OTHERS = re.compile(
    r"积极分子|申请人|申请书|入党申请|发展对象|培养对象|(?<!党)团员|群众(?!路线|工作|评|满意|代表)|民主党派|无党派"
    r"|^[^\u3400-\u9fff]*(?:[一二三四五六七八九十]+[、.])?(?P<gone>已?(?:转出|去世|死亡|出党|除名))"
)
_MEMBERS = re.compile(r"(?<!党)(?<!发展)党员(?!发展对象)")


def section_of(text: str) -> Section | None:
    """What a heading says: 二、预备党员, 入党积极分子(3人); None for one that says nothing of who they are."""
    plain = to_simplified(text)
    others, members = _OTHERS.search(plain), _MEMBERS.search(plain)
    if others and (not members or (others.start() < members.start() and others["gone"])):
        return Section.OTHERS
    if others or not members:
        return Section.MEMBERS if members else None
    full, probationary = "正式党员" in plain, "预备党员" in plain
    if full == probationary or "转正" in plain:
        return Section.MEMBERS
    return Section.FULL if full else Section.PROBATIONARY


def section_of_titles(titles: Iterable[str]) -> Section | None:
    """What the first of the titles that says anything says of the whole list."""
    return next(filter(None, map(section_of, titles)), None)


def kind_of_row(row: Row, layout: Layout) -> str:
    """``member``, or why a row is passed over: ``blank``, ``total``, ``heading``, ``header``, ``remark``."""
    texts = [to_simplified(cell_text(cell)) for cell in row]
    number_place = layout.columns.get("number")
    if not any(
        text for place, text in enumerate(texts) if place != number_place or not text.isdecimal()
    ):
        return "blank"
    name = to_simplified(cell_text(layout.value(row, "name")))
    first = next(text for text in texts if text)
    if ROSTER.field_of(name) == "name":
        return "header"
    if is_total(first) or is_total(name):
        return "total"
    if is_signed(first) or is_signed(name):
        return "remark"
    if _is_heading(texts, name):
        return "heading"
    if _says_enough(row, layout):
        return "member"
    return "remark" if not name or is_remark(name) or ":" in name else "member"


def _is_heading(texts: Sequence[str], name: str) -> bool:
    """One text across merged cells, or one text alone that is no name."""
    if is_one_text_across(texts):
        return True
    return sum(map(bool, texts)) == 1 and (not name or is_group(name))


def _says_enough(row: Row, layout: Layout) -> bool:
    """Whether a row speaks of a member even where its name is missing or strange."""
    told = {
        field
        for field in layout.columns
        if field not in _NOT_TELLING and cell_text(layout.value(row, field))
    }
    return "citizen_id" in told or len(told) >= _LEAST_TOLD
