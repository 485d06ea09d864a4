"""A plugin's command and action in the installed program: what an author writes is what a user meets."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from branchkit.testing.pty import Terminal

from ..plugin.installing import install
from .scoring_desk import BRANCHKIT, variables

pytestmark = pytest.mark.pty

HOOKS = """
from branchkit.api.hooks import *
from branchkit.api.hooks import hookimpl


@hookimpl
def branchkit_commands():
    title = LocalText("电话簿", "Telephones")
    return [CommandSpec("{id}.phones", title, "trial_{id}.work:phones")]


@hookimpl
def branchkit_actions():
    work, home, members = "trial_{id}.work:", (ActionScreen.HOME,), (ActionScreen.MEMBERS,)
    return [
        ActionSpec("{id}.note", LocalText("记一次巡河", "Note"), work + "note", home, "w"),
        ActionSpec("{id}.taken", LocalText("占用的键", "Taken"), work + "note", home, "1"),
        ActionSpec(
            "{id}.card", LocalText("看联系卡", "Card"), work + "card", members, "z", ActionAbout.MEMBER
        ),
        ActionSpec("{id}.fail", LocalText("必定出错", "Fail"), work + "fail"),
    ]
"""
WORK = """
import os

from branchkit.api.reports import Table, TableColumn


def phones(scene):
    os.write(1, b"nobody sees this")
    members = list(scene.workspace.members(scene.org))[:2]
    return [{"name": m.name, "phone": m.phone} for m in members]


def note(scene):
    values = {"date": scene.workspace.today.isoformat(), "title": "巡河"}
    scene.actions.add_record("book.survey", scene.org, values)
    return "记下了一次巡河"


def card(scene):
    names = {m.id: m for m in scene.workspace.members(scene.org)}
    chosen = [names[target.id] for target in scene.targets]
    columns = (TableColumn("name", "姓名"), TableColumn("phone", "电话"))
    return Table(columns, tuple((m.name, m.phone) for m in chosen))


def fail(scene):
    os.write(1, b"\\x1b[2Jnobody sees this")
    raise LookupError("no river")
"""


@pytest.fixture
def environment(tmp_path: Path) -> Mapping[str, str]:
    """One in which the plugin ``rivers`` is installed."""
    install(tmp_path / "site", "rivers", {"hooks.py": HOOKS, "work.py": WORK})
    return variables(tmp_path, PYTHONPATH=str(tmp_path / "site"))


def test_a_command_prints_json_with_personal_data_masked(
    demo: Path, environment: Mapping[str, str]
) -> None:
    command = [str(BRANCHKIT), "rivers", "phones", "--workspace", str(demo), "--format", "json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    first, second = json.loads(done.stdout)
    assert (first["name"], second["name"]) == ("陈建国", "欧阳若兰")
    assert "****" in first["phone"]
    assert "nobody" not in done.stdout


def test_actions_stand_on_the_screens_and_in_the_list(
    demo: Path, environment: Mapping[str, str]
) -> None:
    with Terminal([BRANCHKIT, "--workspace", demo], environment=environment) as terminal:
        terminal.wait_for("8组织")
        terminal.press("w")
        terminal.wait_for("记下了一次巡河")
        terminal.press("?")
        terminal.press("end")
        terminal.wait_for("w               记一次巡河（试验）", ".               占用的键（试验）")
        terminal.press("escape")
        terminal.wait_for("8组织")
        terminal.press(":")
        terminal.type("bdcc")
        terminal.wait_for("必定出错", "试验")
        terminal.press("enter")
        terminal.wait_for_folded("必定出错：没有做成", "LookupError: no river", "work.py:28")
        terminal.press("escape")
        terminal.wait_for("8组织")
        terminal.press("2")
        terminal.wait_for("陈建国", "欧阳若兰", "女15")
        terminal.press(" ")
        terminal.press(" ")
        terminal.press("z")
        terminal.wait_for("看联系卡", "陈建国", "欧阳若兰", "****", "S存成文件")
        assert "单守信" not in terminal.text()
        terminal.press("escape")
        terminal.press("escape")
        terminal.press("escape")
        terminal.wait_for("8组织")
        terminal.press(":")
        terminal.type("cxcj")
        terminal.wait_for("撤销插件操作")
        terminal.press("enter")
        terminal.wait_for("已撤销")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0


def test_a_key_that_is_taken_is_told(demo: Path, environment: Mapping[str, str]) -> None:
    command = [str(BRANCHKIT), "plugins", "--workspace", str(demo)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "rivers.taken" in done.stderr
    assert "home 1: place.scoring" in done.stderr
