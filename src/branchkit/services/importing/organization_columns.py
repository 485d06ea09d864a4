"""What the columns of other people's lists of organisations are called, and which rows hold none."""

from __future__ import annotations

import re
from collections.abc import Mapping

from branchkit.core.members.reading import cell_text
from branchkit.core.organizations.reading import kind_of_name
from branchkit.core.tables import Value
from branchkit.core.texts import to_simplified
from branchkit.services.importing.layout import (
    Layout,
    Row,
    folded_header,
    is_one_text_across,
    is_remark,
    is_signed,
    is_total,
)

PARENT, PARENT_CODE = "parent", "parent_code"
"""The superior, by name or code; no field that can be read without the tree."""
DISSOLVED = "dissolved"
"""When it was dissolved: such a row is about something that is no more."""
IGNORED = "ignored"
"""Columns that are ours and say nothing."""
EXPLANATIONS = "explanations"
"""The last column of a file of rows to mend."""
_LEAST_FIELDS = 2

_HEADERS: Mapping[str, str] = {
    "name": (
        "名称 党组织名称 党组织全称 组织名称 基层党组织名称 党组织 党支部名称 支部名称 党支部 单位名称 全称 "
        "name organisation organization"
    ),
    "short_name": "简称 党组织简称 支部简称 shortname",
    PARENT: (
        "上级党组织 上级党组织名称 上级组织 上级组织名称 上级 上级单位 所属党组织 所属上级党组织 隶属党组织 隶属于 "
        "隶属 所属党委 所属党总支 直接上级 parent superior"
    ),
    PARENT_CODE: "上级党组织代码 上级组织代码 上级代码 上级编码 上级党组织编码 parentcode",
    "kind": "党组织类别 组织类别 类别 党组织类型 组织类型 类型 党组织级别 组织形式 kind",
    "sector": "行业 所属行业 领域 所属领域 单位类别 单位类型 单位性质 行业类别 sector",
    "code": "党组织代码 组织代码 代码 党组织编码 组织编码 编码 统一代码 code",
    "formation": "组建方式 建立方式 组建形式 设置方式 设置形式 formation",
    "units": "联建单位 联合单位 覆盖单位 所含单位 units",
    "founded": "成立时间 成立日期 成立年月 建立时间 组建时间 建立日期 founded",
    "approval_no": "批准文号 批复文号 成立文号 批准成立文号 approvalno",
    "elected_on": (
        "换届时间 换届日期 选举日期 选举时间 本届选举日期 本届选举时间 本届换届时间 最近换届时间 上次换届时间 electedon"
    ),
    "term_years": "任期 任期年限 任期年数 每届任期 termyears",
    "contact_leader": "联系领导 包联领导 挂联领导 挂点领导 contactleader",
    "contact_person": "联系人 联络员 党务联系人 党务干部 contactperson",
    "phone": "联系电话 电话 手机 联系人电话 办公电话 联系方式 phone",
    "address": "地址 详细地址 通讯地址 办公地址 address",
    DISSOLVED: "dissolved 撤销日期 撤销时间",
    IGNORED: (
        "序号 序 编号 no id parentid depth path members full secretary committee termends warnings dissolvedreason "
        "mergedinto"
    ),
    EXPLANATIONS: "问题 problems",
}
_FIELD_OF = {header: field for field, headers in _HEADERS.items() for header in headers.split()}
_NO_FIELD = (IGNORED, EXPLANATIONS, DISSOLVED)
_SOMEBODY = re.compile(r"书记|委员|主任|组长")


class OrganizationHeadings:
    """The headings of a list of organisations."""

    def field_of(self, value: Value) -> str:
        """A field of an organisation, :data:`PARENT`, :data:`PARENT_CODE`, :data:`IGNORED` or :data:`EXPLANATIONS`."""
        return _FIELD_OF.get(folded_header(value), "")

    def is_about_somebody_else(self, value: Value) -> bool:
        """书记 over 姓名 and 电话: whoever it is, it is not the organisation."""
        return bool(_SOMEBODY.search(folded_header(value)))

    def merit(self, columns: Mapping[str, int]) -> int:
        """As many as fields are named, provided that the name is."""
        known = sum(field not in _NO_FIELD for field in columns)
        return known if "name" in columns and known >= _LEAST_FIELDS else 0


def kind_of_row(row: Row, layout: Layout) -> str:
    """``organization``, or why a row is passed over: ``blank``, ``header``, ``total``, ``heading``, ``remark``,
    ``dissolved``."""
    texts = [to_simplified(cell_text(cell)) for cell in row]
    told = [text for place, text in enumerate(texts) if text and not _is_number(layout, place)]
    if not told:
        return "blank"
    name = to_simplified(cell_text(layout.value(row, "name")))
    if _FIELD_OF.get(folded_header(name)) == "name":
        return "header"
    if is_total(told[0]) or is_total(name):
        return "total"
    if is_signed(told[0]) or is_remark(told[0]):
        return "remark"
    if len(told) > 2 and is_one_text_across(texts):
        return "heading"
    if len(told) == 1 and kind_of_name(name) is None:
        return "heading" if name else "remark"
    return "dissolved" if cell_text(layout.value(row, DISSOLVED)) else "organization"


def is_ours(label: Value) -> bool:
    """Whether a column says nothing to an import, so that nothing need be said about it."""
    return _FIELD_OF.get(folded_header(label)) == IGNORED


def _is_number(layout: Layout, place: int) -> bool:
    return layout.columns.get(IGNORED) == place
