"""A plugin's duty on the real home screen: shown with its rule, opened with Enter, named where it fails."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from branchkit.testing.pty import Terminal

from .outside import install
from .scoring_desk import BRANCHKIT

pytestmark = pytest.mark.pty

MANIFEST = 'api = 1\ntitle = { zh_CN = "河湖", en = "Rivers" }\nhooks = "trial_river.hooks"\n'
HOOKS = """
from branchkit.api.hooks import *

@hookimpl
def branchkit_duties():
    return [
        DutySpec("river.idle", LocalText("巡护提醒", "Patrols due"), "trial_river.due:idle"),
        DutySpec("river.bad", LocalText("坏的提醒", "Bad"), "trial_river.due:bad"),
    ]
"""
DUE = """
from branchkit.api.hooks import *

def idle(view):
    opens = Opening("register", register="book.activity")
    rule = Citation(LocalText("巡护制度", "Rules"), "第三条")
    text = LocalText("高沟上段本月还没有巡护", "No patrol yet")
    yield Duty("river.idle", view.org, opens, view.today, rule, text=text)

def bad(view):
    print("这不该出现")
    raise LookupError("no such stretch")
"""
FILES = {"plugin.toml": MANIFEST, "hooks.py": HOOKS, "due.py": DUE}


def test_home_shows_it_opens_it_and_names_the_one_that_fails(demo: Path, tmp_path: Path) -> None:
    environment = install(tmp_path / "site", "river", FILES)
    command = [str(BRANCHKIT), "--workspace", str(demo)]
    with Terminal(command, environment=environment) as terminal:
        terminal.wait_for("高沟上段本月还没有巡护", "巡护制度 第三条", "本月进度")
        terminal.wait_for("坏的提醒", "trial_river/due.py:12")
        assert "这不该出现" not in terminal.text()
        row = next(n for n, line in enumerate(terminal.lines()) if "高沟上段" in line)
        for _ in range(row - 2):
            terminal.press("down")
        terminal.wait_until(
            lambda: "高沟上段" in terminal.reversed_text(row), "the cursor on the plugin's line"
        )
        terminal.press("enter")
        terminal.wait_for("活动")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0


def test_the_command_lists_it_and_says_why_the_other_is_not_there(
    demo: Path, tmp_path: Path
) -> None:
    environment = install(tmp_path / "site", "river", FILES)
    command = [str(BRANCHKIT), "--workspace", str(demo), "due", "--format", "json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 5
    listed = {duty["code"]: duty for duty in json.loads(done.stdout)}
    assert listed["river.idle"]["what"] == "高沟上段本月还没有巡护"
    assert listed["river.idle"]["of"] == "book.activity"
    assert "sheet_open" in listed
    assert "坏的提醒" in done.stderr
    assert "due.py:12" in done.stderr
