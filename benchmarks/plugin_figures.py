"""What it costs to ask a plugin's metric outside of the program, as a ratio to the same call in it.

Both ways go through everything that a scoring screen's question goes through, the surroundings that are kept among it, and take turns.
Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from subjects import BRANCHKIT
from workspaces import NOW

from branchkit.bootstrap import Workspace, open_workspace
from branchkit.cli.main import clock_of
from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.scoring.measuring import Scope
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.alarm import alarm
from branchkit.plugin.contributions import ComputedMetric
from branchkit.services.plugins.asking import metrics_asked_of
from branchkit.services.roster import members_of
from branchkit.services.scoring.workspace_view import metric_view
from branchkit.settings import UserSettings

METRIC = "rural/satisfaction"


def measure(directory: Path, rounds: int) -> dict[str, float]:
    """Median microseconds of a figure here and in the worker, of an alarm; the seconds until a worker's first answer, and
    those of a command that loads the same."""
    workspace = open_workspace(
        directory,
        settings=UserSettings(),
        catalog=Catalog.load("zh_CN"),
        actor=Actor("bench"),
        clock=clock_of({"BRANCHKIT_NOW": NOW}),
        apart=True,
    )
    try:
        found = _measure(workspace, rounds)
    finally:
        workspace.close()
    commands = []
    for _turn in range(5):
        commands.append(_microseconds(lambda: _run("--workspace", str(directory), "plugins")) / 1e6)
    return {**found, "command_s": statistics.median(commands)}


def _measure(workspace: Workspace, rounds: int) -> dict[str, float]:
    contributions, org = workspace.contributions, workspace.organization
    metric: ComputedMetric = contributions.computed[METRIC]
    roll = {member.id: member.traits for member in members_of(workspace.store, org)}
    scope = Scope(org, Period.containing(workspace.clock().date()), roll)
    ask = metrics_asked_of(workspace.plugin_process, contributions, patient=True)
    assert ask is not None

    def here() -> None:
        metric.measure(metric_view(workspace.store, contributions, scope))

    def apart() -> None:
        answer = ask(metric, scope)
        assert answer is not None
        assert answer.known

    def armed() -> None:
        with alarm(60, "bench"):
            pass

    first = _microseconds(apart) / 1e6
    times: dict[str, list[float]] = {"here": [], "apart": [], "alarm": []}
    for _turn in range(rounds):
        for name, call in (("here", here), ("apart", apart), ("alarm", armed)):
            times[name].append(_microseconds(call))
    return {
        "here_us": statistics.median(times["here"]),
        "apart_us": statistics.median(times["apart"]),
        "alarm_us": statistics.median(times["alarm"]),
        "first_s": first,
    }


def made_demo(folder: Path) -> Path:
    """A branch of forty in a village, with three months of records."""
    directory = folder / "demo"
    _run("demo", "--path", str(directory))
    return directory


def _run(*words: str) -> None:
    around = {**os.environ, "BRANCHKIT_NOW": NOW, "BRANCHKIT_CONFIG": os.devnull}
    subprocess.run([BRANCHKIT, *words], check=True, capture_output=True, env=around)


def _microseconds(call: Callable[[], None]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="branchkit-bench-") as folder:
        found = measure(made_demo(Path(folder)), options.rounds)
    print(json.dumps({"benchmark": "plugin_figures", **found}))


if __name__ == "__main__":
    main()
