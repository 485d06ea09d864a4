"""A plugin of somebody else's, put beside the installed ones for one program: its Python does what a test is about."""

from __future__ import annotations

from pathlib import Path

MANIFEST = """
api = 1
title = {{ zh_CN = "试验", en = "Trial" }}
hooks = "branchkit_{id}.hooks"
"""
SCHEME = """
api = 1
id = "{id}/member-month"
title = {{ zh_CN = "试验积分", en = "Trial points" }}
subject = "member"
period = "month"
total = 10

[[criterion]]
id = "mood"
title = {{ zh_CN = "满意度", en = "Satisfaction" }}
short = {{ zh_CN = "满意", en = "Mood" }}
text = {{ zh_CN = "群众满意度", en = "How satisfied people are" }}
maximum = 5
feeds = "{id}/mood"
rule = {{ kind = "proportional", target = 10 }}

[[criterion]]
id = "work"
title = {{ zh_CN = "岗位", en = "Work" }}
short = {{ zh_CN = "岗位", en = "Work" }}
text = {{ zh_CN = "岗位表现", en = "At work" }}
maximum = 5
rule = {{ kind = "judged" }}
"""
HOOKS = """
import os, time
from decimal import Decimal
from branchkit.api.hooks import *
from branchkit.api.scoring import *
from branchkit.api.reports import *

def measure(view):
    {measure}
    return {{id: Measurement("{id}/mood", Decimal(10)) for id in view.scope.roll}}

def report(scene):
    {report}
    return Report("试验报表", (Paragraph("报表内容"),))

@hookimpl
def branchkit_metrics():
    title = LocalText("满意度", "Satisfaction")
    return [ComputedMetric("{id}/mood", title, SubjectKind.MEMBER, measure)]

@hookimpl
def branchkit_reports():
    return [ReportSpec("{id}.paper", LocalText("试验报表", "Trial"), "branchkit_{id}.hooks:report")]

{more}
"""
NOTHING = "pass"


def a_plugin(
    folder: Path,
    *,
    id: str = "trial",
    measure: str = NOTHING,
    report: str = NOTHING,
    more: str = "",
    files: dict[str, str] | None = None,
) -> dict[str, str]:
    """Write it as an installed distribution; the environment with which a program finds it."""
    package = folder / f"branchkit_{id}"
    info = folder / f"branchkit_{id}-1.0.dist-info"
    made = {
        package / "__init__.py": "",
        package / "plugin.toml": MANIFEST.format(id=id),
        package / "schemes" / "member-month.toml": SCHEME.format(id=id),
        package / "hooks.py": HOOKS.format(id=id, measure=measure, report=report, more=more),
        info / "entry_points.txt": f"[branchkit]\n{id} = branchkit_{id}\n",
        **{package / name: text for name, text in (files or {}).items()},
    }
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return {"PYTHONPATH": str(folder)}
