"""No figure of a regulation stands in a rule pack that nothing reads: it would be changed, and nothing would follow."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from branchkit.core.rulepacks import RulePack
from branchkit.plugin.manager import load_contributions

ROOT = Path(__file__).parents[2]
SECTORS = ("rural", "community", "enterprise", "schools")
CODE, DECLARED = (
    "".join(
        path.read_text(encoding="utf-8")
        for folder in (ROOT / "src", *(ROOT / "plugins" / sector / "src" for sector in SECTORS))
        for path in folder.rglob(ending)
    )
    for ending in ("*.py", "*.toml")
)
PACKS = [p for p in load_contributions(None).rule_packs.values() if p.source in ("base", *SECTORS)]
VOTES = re.compile(
    r"(decision|election|admission)"
    r"-(written|(attendance|favour-of-entitled|favour-of-present)-(over|least))"
)
"""Rules on votes, whose ids ``core/meetings/votes`` puts together."""


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_every_figure_is_read_by_code_or_by_a_scheme(pack: RulePack) -> None:
    unread = [
        rule
        for edition in pack.editions
        for rule in edition.rules
        if f'"{rule}"' not in CODE
        and f'"{pack.id}/{rule}"' not in DECLARED
        and not (pack.id == "meetings" and VOTES.fullmatch(rule))
    ]
    assert unread == []
