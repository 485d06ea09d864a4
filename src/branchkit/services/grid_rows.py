"""Rows of a list that hold none of its entries: totals, headings of groups, remarks of who filled the form in."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TOTAL = re.compile(r"(本页)?(合|小|总|共)计|总人数|人数|共\d+[人名]")
_REMARK = re.compile(r"(填表|制表|填报|审核|统计|注|说明|备注|负责人|单位|联系人|报送|打印)")
_SIGNED = re.compile(_REMARK.pattern + r"[^:]{0,6}:")
_HEADING = re.compile(r"(小组|支部|总支|党员|名单|部分|名册|组)(\(.*\)|[:：].*)?$|^第.+[组页]")


def is_total(text: str) -> bool:
    """Whether a row that begins with this text adds others up: 合计, 本页小计, 共12人."""
    return bool(_TOTAL.match(text.replace(" ", "")))


def is_remark(text: str) -> bool:
    """Whether the text is a remark and no name: 说明, 填表人."""
    return bool(_REMARK.match(text))


def is_signed(text: str) -> bool:
    """Whether the text says who did or has something: 填表人: 张三, 注: ……."""
    return bool(_SIGNED.match(text.replace(" ", "")))


def is_group(text: str) -> bool:
    """Whether the text is the heading of a group: 第一党小组."""
    return bool(_HEADING.search(text))


def is_one_text_across(texts: Sequence[str]) -> bool:
    """Whether all that a row says is one text in several cells, as merged cells are read."""
    filled = [text for text in texts if text]
    return len(filled) > 1 and len(set(filled)) == 1
