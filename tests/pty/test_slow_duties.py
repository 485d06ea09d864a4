"""A plugin's duties that do not come, on the real home screen: it answers keys meanwhile, says whose they are, and is left as ever."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .foreign import a_plugin
from .test_slow_plugins import (
    DEAF,
    ENDLESS,
    LONG,
    SHORT,
    a_terminal,
    environment,
    go_to,
    is_alive,
    run,
    wait_until_gone,
    workers_of,
)

pytestmark = pytest.mark.pty

HOOK = """
@hookimpl
def branchkit_duties():
    return [DutySpec("trial.due", LocalText("试验提醒", "Trial duty"), "branchkit_trial.due:due")]
"""
DUE = """
import itertools
import time
from datetime import date
from branchkit.api.hooks import *

def due(view):
    {code}
    opens = Opening("register", register="book.activity")
    text = LocalText("上段还没有巡护", "No patrol yet")
    yield Duty("trial.due", view.org, opens, {day}, Citation(LocalText("制度", "Rules")), text=text)
"""
ASKED = "正在等插件 trial 算试验提醒"
OWN = "本月进度"
"""Stands on home when our own duties do."""


def a_source(tmp_path: Path, code: str, *, day: str = "view.today") -> dict[str, str]:
    files = {"due.py": DUE.format(code=code, day=day)}
    return a_plugin(tmp_path / "site", more=HOOK, files=files)


@pytest.mark.parametrize("code", ENDLESS.values(), ids=ENDLESS.keys())
def test_home_answers_keys_while_duties_do_not_come_and_gives_them_up(
    demo: Path, tmp_path: Path, code: str
) -> None:
    around = environment(tmp_path, LONG, a_source(tmp_path, code))
    with a_terminal(demo, around) as terminal:
        terminal.wait_for(ASKED, "Esc不等了", OWN)
        (worker,) = workers_of(terminal.pid)
        terminal.wait_until(lambda: bool(terminal.reversed_text(2).strip()), "the cursor")
        terminal.press("down")
        terminal.wait_until(lambda: bool(terminal.reversed_text(3).strip()), "the cursor below")
        terminal.press(":")
        terminal.type("cj")
        terminal.wait_for("插件")
        terminal.press("escape")
        terminal.wait_for(ASKED)
        terminal.press("escape")
        terminal.wait_for("没有等插件 trial 的“试验提醒”")
        assert not is_alive(worker)
        terminal.press("up")
        terminal.wait_for("8组织")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0


def test_duties_that_do_not_come_are_ended_and_named_with_what_helps(
    demo: Path, tmp_path: Path
) -> None:
    around = environment(tmp_path, SHORT, a_source(tmp_path, ENDLESS["loops"]))
    with a_terminal(demo, around) as terminal:
        terminal.wait_for("插件 trial 的“试验提醒” 1 秒没有完，已经停下；请作者看 due.py:", OWN)
        assert all(len(line) <= 80 for line in terminal.lines())
        terminal.press("down")
        terminal.wait_for("8组织")
        terminal.press(":")
        terminal.type("cj")
        terminal.wait_for("插件")
        terminal.press("enter")
        terminal.wait_for("试验", "处出错")


def test_a_source_that_cannot_be_stopped_is_ended_with_the_worker(
    demo: Path, tmp_path: Path
) -> None:
    around = environment(tmp_path, SHORT, a_source(tmp_path, DEAF))
    with a_terminal(demo, around) as terminal:
        terminal.wait_for("插件 trial 的“试验提醒”", "停不下来，已经结束")


def test_duties_come_when_they_are_there_and_the_cursor_stays_on_its_own(
    demo: Path, tmp_path: Path
) -> None:
    late = a_source(tmp_path, "time.sleep(2)", day="date(2020, 1, 1)")
    with a_terminal(demo, environment(tmp_path, LONG, late)) as terminal:
        terminal.wait_for(ASKED, OWN)
        first = terminal.reversed_text(2).strip()
        assert first and "巡护" not in terminal.text()
        terminal.wait_for("上段还没有巡护", "8组织")
        assert "上段还没有巡护" in terminal.lines()[2]
        assert terminal.reversed_text(3).strip() == first


@pytest.mark.parametrize("code", [*ENDLESS.values(), DEAF], ids=[*ENDLESS.keys(), "deaf"])
def test_one_leaves_while_they_are_worked_out_and_nothing_is_left(
    demo: Path, tmp_path: Path, code: str
) -> None:
    around = environment(tmp_path, LONG, a_source(tmp_path, code))
    with a_terminal(demo, around) as terminal:
        terminal.wait_for(ASKED)
        workers = workers_of(terminal.pid)
        assert len(workers) == 1
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
    wait_until_gone(workers)


def test_another_screen_does_not_wait_for_what_home_had_asked(demo: Path, tmp_path: Path) -> None:
    around = environment(tmp_path, LONG, a_source(tmp_path, ENDLESS["loops"]))
    with a_terminal(demo, around) as terminal:
        terminal.wait_for(ASKED)
        (worker,) = workers_of(terminal.pid)
        terminal.press(":")
        terminal.type("syjf")
        terminal.wait_for("试验积分")
        terminal.press("enter")
        terminal.wait_for("=采纳", "5~")
        assert not is_alive(worker)


def test_commands_wait_name_what_did_not_end_and_list_the_rest(demo: Path, tmp_path: Path) -> None:
    around = environment(tmp_path, SHORT, a_source(tmp_path, ENDLESS["loops"]))
    listed = run(demo, around, "due", "--format", "json")
    assert listed.returncode == 5
    assert "插件 trial 的“试验提醒” 1 秒没有完，已经停下；请作者看 due.py:" in listed.stderr
    assert any(duty["code"] == "sheet_open" for duty in json.loads(listed.stdout))
    tried = run(demo, around, "plugins", "--run")
    assert tried.returncode == 1
    assert "trial.due 用了 1 秒还没有完" in tried.stderr
    slow = environment(tmp_path, LONG, a_source(tmp_path, "time.sleep(1)"))
    patient = run(demo, slow, "due")
    assert patient.returncode == 0
    assert "上段还没有巡护" in patient.stdout


def test_a_duty_with_a_value_of_the_plugins_own_is_named_and_costs_only_itself(
    demo: Path, tmp_path: Path
) -> None:
    own = a_source(tmp_path, "Own = type('Own', (), {'__module__': __name__})")
    due = tmp_path / "site" / "branchkit_trial" / "due.py"
    code = due.read_text(encoding="utf-8")
    due.write_text(code.replace("text=text", "text=text, params={'a': Own()}"), encoding="utf-8")
    listed = run(demo, environment(tmp_path, LONG, own), "due")
    assert listed.returncode == 5
    assert "试验提醒" in listed.stderr
    assert "branchkit_trial.due.Own" in listed.stderr


def test_what_does_not_end_for_one_organisation_is_not_run_for_the_next(
    demo: Path, tmp_path: Path
) -> None:
    told = tmp_path / "told.txt"
    note = f"open('{told}', 'a').write(view.org + chr(10)); {ENDLESS['sleeps']}"
    around = environment(tmp_path, SHORT, a_source(tmp_path, note))
    for name in ("一组", "二组"):
        assert run(demo, around, "org", "add", "--name", name, "--kind", "group").returncode == 0
    listed = run(demo, around, "due", "--subtree")
    assert listed.stderr.count("请作者看 due.py:") == 1
    assert len(told.read_text(encoding="utf-8").splitlines()) == 1
    with a_terminal(demo, environment(tmp_path, "1", a_source(tmp_path, note))) as terminal:
        terminal.wait_for("请作者看 due.py:")
        terminal.press("down")
        go_to(terminal, "syjf", "试验积分")
        terminal.wait_for("=采纳", "5~")
        terminal.press("h")
        # A sheet that is opened gives what has run out of time another chance.
        terminal.wait_for(ASKED)
        terminal.wait_for("请作者看 due.py:")
    assert len(told.read_text(encoding="utf-8").splitlines()) == 3
