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

@hookimpl
def branchkit_functions():
    title, kind = LocalText("折算", "Weighted"), ColumnKind.NUMBER
    return [FormulaFunction("river/weight", title, "trial_river.rules:weight", (kind,), kind)]
"""
RULES = """
from decimal import Decimal
from branchkit.api.hooks import *

def steps(facts):
    print("这不该出现")
    steps = int(facts.values["value"] / facts.parameters["per"])
    return RulePoints(min(facts.maximum, Decimal(steps * 15)), LocalText(f"满 {steps} 档", f"{steps} steps"))

def weight(hours):
    print("这不该出现")
    return 12 / hours
"""
REGISTER = """
api = 1
title = "河湖巡护"
dated_by = "date"

[[column]]
id = "date"
kind = "date"
title = "日期"
default = "@today"

[[column]]
id = "hours"
kind = "number"
title = "时长"

[[column]]
id = "weight"
kind = "number"
title = "折算"
formula = { function = "river/weight", of = "hours" }
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
    declared = {"schemes/month.toml": scheme, "registers/book.river.toml": REGISTER}
    environment = install(site, "river", {**files, **declared})
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


def test_a_column_is_worked_out_asked_for_and_empty_where_the_function_fails(
    demo: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    for hours in ("3", "0"):
        added = run(demo, site, "record", "add", "book.river", f"hours={hours}")
        assert added.returncode == 0, added.stderr
    listed = run(demo, site, "record", "list", "book.river", "--format", "json")
    rows = [row["values"] for row in json.loads(listed.stdout)]
    assert [(row["hours"], row.get("weight")) for row in rows] == [("3", "4"), ("0", None)]
    asked = run(
        demo, site, "record", "list", "book.river", "--where", "weight > 3", "--format", "json"
    )
    assert [row["values"]["hours"] for row in json.loads(asked.stdout)] == ["3"]
    named = run(demo, site, "plugins", "--run")
    assert named.returncode == 1
    assert "river/weight" in named.stderr
