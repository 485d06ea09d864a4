"""What commands cost in a county of a thousand branches, held against one of its branches, in seconds of CPU."""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

from county import COUNTY, Size, branch_ids, county_in
from report import Figure
from subjects import BRANCHKIT, program_environment

DUE = 20
"""So many times one branch's duties may those of the county cost."""
NEW = 0.2
"""The part of a whole verification that one may cost where nothing is new."""


def county_figures(folder: Path, rounds: int, size: Size = COUNTY) -> Iterator[Figure]:
    """Duties and verification; the county is made in ``folder`` unless it is there."""
    made = county_in(folder, size)
    scratch = folder / "county-home"
    scratch.mkdir(exist_ok=True)
    members = size.townships * size.branches * size.members
    one = [
        _cpu(made, scratch, "due", "--org", org) for org in branch_ids(size)[: max(3, rounds * 3)]
    ]
    whole = statistics.median(_cpu(made, scratch, "due", "--subtree") for _ in range(rounds))
    floor = statistics.median(one)
    yield Figure("due of the county", members, whole, "s", DUE, floor, "one branch")
    everything = _cpu(made, scratch, "verify", "--all")
    new = statistics.median(_cpu(made, scratch, "verify") for _ in range(max(3, rounds)))
    yield Figure("verify, nothing new", members, new, "s", NEW, everything, "--all")
    shutil.rmtree(scratch)


def _cpu(workspace: Path, home: Path, *words: str) -> float:
    """Seconds of CPU that a command takes, with the processes that it begins."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = os.environ | dict(program_environment(home))
    command = (BRANCHKIT, "--workspace", str(workspace), *words)
    subprocess.run(command, env=environment, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
