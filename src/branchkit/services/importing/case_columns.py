"""What lists of people in development call their columns, and which stage a word or a heading means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from branchkit.core.development.route import Route
from branchkit.core.members.fixed_values import label_of
from branchkit.core.texts import to_simplified
from branchkit.services.importing.layout import EXPLANATIONS, IGNORED, HeadingTable
from branchkit.services.importing.member_columns import (
    ACTIVIST,
    APPLIED,
    BRANCH,
    HEADERS,
    PROSPECT,
)

STAGE, CONTACTS = "@stage", "@contacts"
"""Which stage somebody is in; by whom the person is looked after."""
STEP = "step."
"""The field of a step's day is this and the step's id."""
_PERSON = (
    "name",
    "sex",
    "ethnicity",
    "birth",
    "citizen_id",
    "education",
    "work_unit",
    "phone",
    "number",
)
_STEPS: Mapping[str, str] = {
    "application": HEADERS[APPLIED],
    "talk": "派人谈话时间 谈话时间 首次谈话时间 申请人谈话时间",
    "activist": HEADERS[ACTIVIST],
    "activist-filed": "积极分子备案时间 入党积极分子备案时间",
    "prospect": HEADERS[PROSPECT],
    "prospect-filed": "发展对象备案时间",
    "political-review": "政治审查时间 政审时间",
    "training": "集中培训时间 培训时间 发展对象培训时间",
    "pre-review": "预审时间 党委预审时间",
    "admission-vote": HEADERS["joined"],
    "admission-approval": "上级党委审批时间 党委审批时间 审批时间 批准时间 批准入党时间",
    "full-vote": HEADERS["full_since"],
}
"""Step → headers besides its title, and its title with 时间 or 日期."""
_STAGES: Mapping[str, re.Pattern[str]] = {
    "applicant": re.compile(r"申请人|申请入党"),
    "activist": re.compile(r"积极分子"),
    "prospect": re.compile(r"发展对象|培养对象"),
    "probationary": re.compile(r"预备党员|^预备$"),
    "full": re.compile(r"正式党员|^正式$"),
}
"""Stage → what it is called; 入党申请书 is a paper and no stage."""


def case_headings(route: Route) -> HeadingTable:
    """The headings of lists of people in development, with the steps that ``route`` has."""
    table = {name: HEADERS[name] for name in (*_PERSON, BRANCH, IGNORED, EXPLANATIONS)}
    table[STAGE] = "阶段 所处阶段 当前阶段 培养阶段 发展阶段 身份 人员类别 类别 政治面貌 stage"
    table[CONTACTS] = "培养联系人 联系人 培养人 入党培养联系人 contacts"
    table |= {f"{STEP}{step}": words for step, words in _STEPS.items() if route.step(step)}
    titles = (
        (f"{step.title.zh_CN}{ending}", f"{STEP}{step.id}")
        for step in route.steps
        for ending in ("", "时间", "日期")
    )
    return HeadingTable(table, r"配偶|家庭|父亲|母亲|子女|亲属").with_names(titles)


def stage_meant(text: str) -> str:
    """The stage that a word or a heading names, empty for none or several."""
    plain = label_of(to_simplified(text), at_once=True)
    named = [stage for stage, words in _STAGES.items() if words.search(plain)]
    return named[0] if len(named) == 1 else ""


def stage_of_titles(titles: Iterable[str]) -> str:
    """The stage that the first of the titles that names one names."""
    return next(filter(None, map(stage_meant, titles)), "")
