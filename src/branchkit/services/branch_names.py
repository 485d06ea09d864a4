"""Whether two ways of writing a branch's name can mean the same one."""

from __future__ import annotations

from branchkit.core.members.reading import cell_text

_ENDS_OF_UNITS = "省市州县区镇乡道场委党会司校院厂局社团处部村"
"""Last characters of units that stand before a branch's own name."""


def can_be_same_branch(found: str, own: str) -> bool:
    """True of 高沟村 and 中共高沟镇高沟村支部委员会."""
    shorter, longer = sorted((_core(found), _core(own)), key=len)
    if not longer.endswith(shorter):
        return False
    above = longer.removesuffix(shorter)
    return not shorter or not above or above[-1] in _ENDS_OF_UNITS


def _core(text: str) -> str:
    core = cell_text(text).replace(" ", "").removeprefix("中国共产党").removeprefix("中共")
    for ending in ("委员会", "支部", "支", "总", "党", "联合"):
        core = core.removesuffix(ending)
    return core
