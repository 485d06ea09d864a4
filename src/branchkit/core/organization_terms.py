"""The words people write for the fixed values of an organisation, and the values they stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from branchkit.core.organizations import Formation, OrganizationKind

KINDS: Mapping[str, OrganizationKind] = {
    "党委": OrganizationKind.COMMITTEE,
    "党的委员会": OrganizationKind.COMMITTEE,
    "基层党委": OrganizationKind.COMMITTEE,
    "二级党委": OrganizationKind.COMMITTEE,
    "党工委": OrganizationKind.COMMITTEE,
    "工委": OrganizationKind.COMMITTEE,
    "党组": OrganizationKind.COMMITTEE,
    "党总支": OrganizationKind.GENERAL_BRANCH,
    "党总支部": OrganizationKind.GENERAL_BRANCH,
    "总支": OrganizationKind.GENERAL_BRANCH,
    "总支部": OrganizationKind.GENERAL_BRANCH,
    "党支部": OrganizationKind.BRANCH,
    "支部": OrganizationKind.BRANCH,
    "联合党支部": OrganizationKind.BRANCH,
    "临时党支部": OrganizationKind.BRANCH,
    "党小组": OrganizationKind.GROUP,
    "小组": OrganizationKind.GROUP,
}
_BY_ENDING = (
    (re.compile(r"(总支部?)(委员会)?$"), OrganizationKind.GENERAL_BRANCH),
    (re.compile(r"支部(委员会)?$"), OrganizationKind.BRANCH),
    (re.compile(r"小组$"), OrganizationKind.GROUP),
    (re.compile(r"([党工省州市县区乡镇]委|委员会|党组)$"), OrganizationKind.COMMITTEE),
)
"""The first that fits: 支部委员会 is a branch, though it ends in 委员会."""

SECTOR_TERMS: Mapping[str, str] = {
    "农村": "rural",
    "村": "rural",
    "行政村": "rural",
    "建制村": "rural",
    "乡镇": "rural",
    "社区": "community",
    "居委会": "community",
    "街道社区": "community",
    "国企": "enterprise",
    "国有企业": "enterprise",
    "企业": "enterprise",
    "学校": "schools",
    "教育": "schools",
    "中小学": "schools",
    "高校": "schools",
    "机关": "organs",
    "党政机关": "organs",
    "机关事业单位": "organs",
    "事业单位": "organs",
    "事业": "organs",
    "卫生": "health",
    "医院": "health",
    "卫生健康": "health",
    "两新": "non-public",
    "非公": "non-public",
    "非公企业": "non-public",
    "非公有制企业": "non-public",
    "社会组织": "non-public",
    "两新组织": "non-public",
}

FORMATIONS: Mapping[str, Formation] = {
    "单独": Formation.SINGLE,
    "单独建": Formation.SINGLE,
    "单独组建": Formation.SINGLE,
    "单独建立": Formation.SINGLE,
    "联合": Formation.JOINT,
    "联合建": Formation.JOINT,
    "联建": Formation.JOINT,
    "联合组建": Formation.JOINT,
    "联合建立": Formation.JOINT,
    "依托": Formation.RELYING,
    "依托建": Formation.RELYING,
    "依托组建": Formation.RELYING,
    "挂靠": Formation.ATTACHED,
    "挂靠建": Formation.ATTACHED,
    "挂靠组建": Formation.ATTACHED,
}


def kind_of_name(name: str) -> OrganizationKind | None:
    """The kind that an organisation's name tells: 高沟村党总支 is a general branch; None where it tells nothing."""
    return next((kind for ending, kind in _BY_ENDING if ending.search(name)), None)
