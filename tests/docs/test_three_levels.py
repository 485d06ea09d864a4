"""The quarter of three levels in the docs, line by line, on one made-up county."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "three-levels.md"
BRANCHKIT = str(Path(sys.executable).parent / "branchkit")
ENDS = {"": 0, "refused": 3, "no": 1}
"""What a line says of itself behind ``#`` → the exit code."""


class County:
    """Runs commands as the page writes them, variables in front."""

    def __init__(self, home: Path) -> None:
        self._variables = {
            **os.environ,
            "HOME": str(home),
            "BRANCHKIT_CONFIG": str(home / "settings.toml"),
            "BRANCHKIT_WORKSPACE": str(home / "county"),
            "BRANCHKIT_NOW": "2026-11-20T09:00:00",
            "BRANCHKIT_LANG": "zh_CN",
        }
        self._variables.pop("BRANCHKIT_ACTOR", None)

    def run(self, line: str) -> subprocess.CompletedProcess[str]:
        words = shlex.split(line)
        given = {}
        while "=" in words[0]:
            name, _, value = words.pop(0).partition("=")
            given[name] = value
        assert words[0] == "branchkit"
        return subprocess.run(
            [BRANCHKIT, *words[1:]],
            env={**self._variables, **given},
            capture_output=True,
            text=True,
            check=False,
        )

    def json(self, line: str) -> list[dict[str, object]]:
        """What a line comes to, as its programs read it."""
        found: list[dict[str, object]] = json.loads(self.run(f"{line} --format json").stdout)
        return found


@pytest.fixture
def county(tmp_path: Path) -> County:
    made = County(tmp_path)
    assert made.run(f"branchkit demo --county --path {tmp_path / 'county'}").returncode == 0
    return made


def test_the_quarter_goes_as_the_page_says(county: County) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    assert len(lines) > 30
    for line in lines:
        command, _, says = line.partition("  # ")
        done = county.run(command)
        assert done.returncode == ENDS[says], (line, done.stdout, done.stderr)

    later = "BRANCHKIT_NOW=2026-12-10T09:00:00 BRANCHKIT_ACTOR"
    queue = county.json(f"{later}=王干事 branchkit review queue 2026-10")
    assert {row["name"]: row["state"] for row in queue}["柳坝村党支部"] == "returned"
    rated = county.json(
        f"{later}=张部长 branchkit rating show 2026-Q3 --scheme rural/branch-quarter --org 清溪镇党委"
    )
    assert {row["name"]: row["decided"] for row in rated} == {
        "青石村党支部": "good",
        "柳坝村党支部": "ordinary",
    }
    refused = county.json(f"{later}=孙纪检 branchkit access refused")
    assert {(row["by"], row["operation"]) for row in refused} == {
        ("王干事", "confirm"),
        ("王干事", "unmask"),
    }
