"""Distributions with plugins, put where the installed program finds them: on ``PYTHONPATH``, as ``pip install`` would."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from branchkit.testing.pty import Terminal

from .scoring_desk import BRANCHKIT

HOME = "8组织"
API = "from branchkit.api.hooks import *\nfrom branchkit.api.hooks import hookimpl\n"
METRIC = """
from branchkit.api.scoring import Measurement
from decimal import Decimal


def measure(view):
    {measure}


@hookimpl
def branchkit_metrics():
    return [ComputedMetric("{plugin}/one", LocalText("满意度", "Content"), SubjectKind.MEMBER, measure)]
"""
SCHEME = """
api = 1
id = "{plugin}/member-month"
title = {{ zh_CN = "试验积分", en = "Trial" }}
subject = "member"
period = "month"
total = 20

[[criterion]]
id = "one"
title = {{ zh_CN = "群众满意", en = "Content" }}
short = {{ zh_CN = "满意", en = "One" }}
maximum = 10
feeds = "{feeds}"
rule = {{ kind = "proportional", target = 2 }}

[[criterion]]
id = "manner"
title = {{ zh_CN = "平时表现", en = "Manner" }}
short = {{ zh_CN = "表现", en = "Manner" }}
maximum = 10
rule = {{ kind = "judged", step = 5 }}
"""


def distribution(
    site: Path,
    id: str,
    files: Mapping[str, str],
    *,
    hooks: bool = True,
    distribution: str = "",
    manifest: str = "",
) -> Path:
    """Write the package ``trial_<id>`` with these files, and the entry point for it; the package's folder."""
    package = site / f"trial_{id}"
    named = f'hooks = "trial_{id}.hooks"\n' if hooks else ""
    title = f'api = 1\ntitle = {{ zh_CN = "试验{id}", en = "Trial {id}" }}\n'
    for name, text in {"__init__.py": "", "plugin.toml": title + named + manifest, **files}.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    info = site / f"{distribution or f'trial_{id}'}-1.0.dist-info"
    info.mkdir(exist_ok=True)
    (info / "entry_points.txt").write_text(f"[branchkit]\n{id} = trial_{id}\n", encoding="utf-8")
    return package


def metric_files(id: str, measure: str) -> dict[str, str]:
    """A plugin with one metric in Python and a scheme that feeds on it."""
    return {
        "hooks.py": API + METRIC.format(plugin=id, measure=measure),
        "schemes/member-month.toml": SCHEME.format(plugin=id, feeds=f"{id}/one"),
    }


def program(
    workspace: Path, site: Path, *words: str, directory: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the installed program with what lies in ``site``, and there."""
    return subprocess.run(
        [BRANCHKIT, "--workspace", workspace, *words],
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=False,
        cwd=directory or site,
    )


def json_of(done: subprocess.CompletedProcess[str]) -> Any:
    """What it wrote to stdout, which is JSON and nothing else."""
    return json.loads(done.stdout)


@contextmanager
def on_screen(workspace: Path, site: Path) -> Iterator[Terminal]:
    """The home screen of the installed program with what lies in ``site``."""
    command: list[str | Path] = [BRANCHKIT, "--workspace", workspace]
    with Terminal(command, environment={**os.environ, "PYTHONPATH": str(site)}) as terminal:
        terminal.wait_for(HOME)
        yield terminal


def go_to(terminal: Terminal, title: str, initials: str) -> None:
    """From any screen to a place, by the list behind ``:``."""
    terminal.press(":")
    terminal.type(initials)
    terminal.wait_for(title)
    terminal.press("enter")
