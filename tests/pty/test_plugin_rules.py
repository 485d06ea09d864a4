"""A plugin's kind of rule in the installed program: proposed and filled in, open and named where it fails."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from .outside import install
from .scoring_desk import BRANCHKIT

pytestmark = pytest.mark.pty

MANIFEST = 'api = 1\ntitle = { zh_CN = "河湖", en = "Rivers" }\nhooks = "trial_river.hooks"\n'
HOOKS = """
from decimal import Decimal
from branchkit.api.hooks import *

@hookimpl
def branchkit_rules():
    title = LocalText("分档计分", "By steps")
    return [RuleKind("river/steps", title, "trial_river.rules:steps", (RuleParameter("per"),))]
"""
RULES = """
from decimal import Decimal
from branchkit.api.hooks import *

def steps(facts):
    print("这不该出现")
    steps = int(facts.values["value"] / facts.parameters["per"])
    return RulePoints(min(facts.maximum, Decimal(steps * 15)), LocalText(f"满 {steps} 档", f"{steps} steps"))
"""
SCHEME = """
api = 1
id = "river/month"
title = "河湖月度考核"
subject = "organization"
period = "month"

[[criterion]]
id = "held"
title = "开会"
short = "开会"
maximum = 20
feeds = "book.meeting/general-held"
rule = { kind = "river/steps", per = PER }
"""


def run(demo: Path, site: Path, *words: str, per: str = "1") -> subprocess.CompletedProcess[str]:
    scheme = SCHEME.replace("PER", per)
    files = {"plugin.toml": MANIFEST, "hooks.py": HOOKS, "rules.py": RULES}
    environment = install(site, "river", {**files, "schemes/month.toml": scheme})
    command = [str(BRANCHKIT), "--workspace", str(demo), *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_a_sheet_is_filled_with_what_the_rule_gives(demo: Path, tmp_path: Path) -> None:
    site, of = tmp_path / "site", ("2026-10", "--scheme", "river/month")
    assert run(demo, site, "sheet", "open", *of).returncode == 0
    filled = run(demo, site, "sheet", "fill", *of)
    assert filled.returncode == 0, filled.stderr
    (row,) = json.loads(run(demo, site, "sheet", "show", *of, "--format", "json").stdout)
    assert row["total"] == 15
    shown = run(demo, site, "scheme", "show", "river/month").stdout
    assert "分档计分（per = 1）" in shown


def test_a_rule_that_divides_by_nothing_leaves_the_cell_open_and_is_named(
    demo: Path, tmp_path: Path
) -> None:
    site, of = tmp_path / "site", ("2026-10", "--scheme", "river/month")
    assert run(demo, site, "sheet", "open", *of, per="0").returncode == 0
    run(demo, site, "sheet", "fill", *of, per="0")
    (row,) = json.loads(run(demo, site, "sheet", "show", *of, "--format", "json", per="0").stdout)
    assert row["total"] is None or not row["complete"]
    named = run(demo, site, "plugins", "--run", per="0")
    assert named.returncode == 1
    assert "river/steps" in named.stderr
    assert "trial_river/rules.py:7" in named.stderr
