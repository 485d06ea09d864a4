"""Checks of a plugin in the installed program: at the form, by the command, at an import, and before a sheet is handed up."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
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
def branchkit_checks():
    text = LocalText("活动核对", "Activities")
    return [
        CheckSpec("river.activity", text, "trial_river.checks:activity", register="book.river"),
        CheckSpec("river.sheet", text, "trial_river.checks:sheet", scheme="river/month"),
    ]
"""
CHECKS = """
from branchkit.api.hooks import *

def activity(scene):
    if "打牌" in str(scene.record.values.get("theme")):
        yield Finding(LocalText("打牌不是活动", "Cards are no activity"), "theme")
    if "喝茶" in str(scene.record.values.get("theme")):
        yield Finding(LocalText("喝茶要写明为什么", "Tea wants a word"), "theme", "warning")

def sheet(scene):
    print("这不该出现")
    first = scene.sheet.subjects[0]
    yield Finding(LocalText("第一名党员要复核", "Look again"), subject=first.subject)
"""
REGISTER = """
api = 1
title = "河湖活动"
dated_by = "date"

[[column]]
id = "date"
kind = "date"
title = "日期"
default = "@today"

[[column]]
id = "theme"
kind = "text"
title = "主题"
required = true
"""
SCHEME = """
api = 1
id = "river/month"
title = "河湖月度考核"
subject = "organization"
period = "month"

[[criterion]]
id = "clean"
title = "河道保洁"
short = "保洁"
maximum = 10
rule = { kind = "judged", step = 1 }
"""
FILES = {
    "plugin.toml": MANIFEST,
    "hooks.py": HOOKS,
    "checks.py": CHECKS,
    "registers/book.river.toml": REGISTER,
    "schemes/month.toml": SCHEME,
}


def run(demo: Path, site: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment: Mapping[str, str] = install(site, "river", FILES)
    command = [str(BRANCHKIT), "--workspace", str(demo), *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_the_command_and_an_import_refuse_and_warn(demo: Path, tmp_path: Path) -> None:
    words = ["record", "add", "book.river", "date=2026-11-20"]
    refused = run(demo, tmp_path / "site", *words, "theme=打牌")
    assert refused.returncode == 1
    assert "打牌不是活动（活动核对）" in refused.stderr
    kept = run(demo, tmp_path / "site", *words, "theme=喝茶")
    assert kept.returncode == 0, kept.stderr
    assert "喝茶要写明为什么（活动核对）" in kept.stderr
    sheet = tmp_path / "list.csv"
    rows = "日期,主题\n2026-11-18,打牌\n2026-11-18,植树\n"
    sheet.write_text(rows, encoding="utf-8")
    taken = run(demo, tmp_path / "site", "import", "book.river", str(sheet))
    assert "打牌不是活动（活动核对）" in taken.stdout + taken.stderr
    listed = run(demo, tmp_path / "site", "record", "list", "book.river")
    assert "植树" in listed.stdout
    assert "打牌" not in listed.stdout


def test_a_sheet_with_an_error_is_not_handed_up_by_command_or_key(
    demo: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    of = ["--scheme", "river/month"]
    assert run(demo, site, "sheet", "open", "2026-11", *of).returncode == 0
    subject = json.loads(
        run(demo, site, "sheet", "show", "2026-11", *of, "--format", "json").stdout
    )
    name = subject[0]["subject"]
    assert run(demo, site, "sheet", "set", "2026-11", name, "clean", "8", *of).returncode == 0
    refused = run(demo, site, "sheet", "submit", "2026-11", *of)
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert "第一名党员要复核（活动核对）" in refused.stderr
    environment = install(site, "river", FILES)
    with Terminal([BRANCHKIT, "--workspace", demo], environment=environment) as terminal:
        terminal.wait_for("本月进度")
        terminal.press(":")
        terminal.type("hhydkh")
        terminal.wait_for("河湖月度考核")
        terminal.press("enter")
        terminal.wait_for("保洁", "F10上报")
        terminal.press("f10")
        terminal.wait_for("没有通过核对的（1 处）", "第一名党员要复核（活动核对）")
        assert "这不该出现" not in terminal.text()
        terminal.press("escape")
        terminal.wait_for("F10上报")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0


def test_a_form_says_it_at_the_field(demo: Path, tmp_path: Path) -> None:
    environment = install(tmp_path / "site", "river", FILES)
    command = [str(BRANCHKIT), "--workspace", str(demo)]
    with Terminal(command, environment=environment) as terminal:
        terminal.wait_for("本月进度")
        terminal.press("3")
        terminal.wait_for("p整套打印")
        terminal.press("/")
        terminal.type("hhhd")
        terminal.wait_for("查找: hhhd")
        terminal.press("enter")
        terminal.wait_for("主题", "已存盘")
        terminal.press("a")
        terminal.wait_for("新记一行")
        terminal.press("down")
        terminal.type("打牌")
        terminal.press("f10")
        terminal.wait_for("打牌不是活动（活动核对）")
        terminal.press("\x15")
        terminal.type("喝茶")
        terminal.press("f10")
        terminal.wait_for("喝茶要写明为什么（活动核对）", "再按一次")
        terminal.press("f10")
        terminal.wait_for("已记")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
