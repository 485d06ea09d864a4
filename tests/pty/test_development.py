"""The development of members on a real terminal: from the application to a refusal, and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from branchkit.core.development.cases import EventKind
from branchkit.services.development.cases import cases_of
from branchkit.testing.pty import Terminal

from .scoring_desk import BRANCHKIT, is_sound, opened

pytestmark = pytest.mark.pty

NAME = "钱进步"
BOARD_KEYS = "0-5分阶段"
CASE_KEYS = "回车办这一步"


def test_a_walk_from_the_application_on(demo: Path) -> None:
    with Terminal([BRANCHKIT, "--at", "development", "--workspace", demo]) as terminal:
        terminal.wait_for("发展党员  全部在办", BOARD_KEYS)
        terminal.press("a")
        terminal.wait_for("新建发展档案", "*姓名")
        terminal.type(NAME)
        terminal.press("enter", "down", "down")
        terminal.type("2000.1.1")
        terminal.press("enter", *["down"] * 5, " ")
        terminal.wait_for("入党申请书")
        terminal.press("*", "enter", "f10")
        terminal.wait_for("已建档", NAME, "1/25", "派人谈话")
        assert all(len(line) <= 80 for line in terminal.lines())

        terminal.press("enter")
        terminal.wait_for(f"{NAME}  申请人  1/25", CASE_KEYS, "可办")
        terminal.press("enter")
        terminal.wait_for("第 2 步 派人谈话", "F10存盘")
        terminal.press("f10")
        terminal.wait_for("缺材料", "请写明理由")
        terminal.press("end")
        terminal.type("later")
        terminal.press("f10")
        terminal.wait_for("已存盘", "2/25", " 3 推荐和确定入党积极分子")

        terminal.press("enter")
        terminal.wait_for("第 3 步")
        terminal.press("down", " ")
        terminal.wait_for("推荐记录")
        terminal.press("*", "enter", "f10")
        terminal.wait_for("已存盘", "积极分子  3/25")

        terminal.press(*["down"] * 3)
        terminal.wait_for("确定发展对象", "先要办完")
        terminal.press("up", "up", ".", "2")
        terminal.wait_for("未通过", "*理由")
        terminal.press("end")
        terminal.type("not yet")
        terminal.press("f10")
        terminal.wait_for("已存盘")
        terminal.press("u")
        terminal.wait_for("已撤销")

        terminal.press("p")
        terminal.wait_for("有期限", "暂定", "培养教育考察")
        terminal.press("escape")
        terminal.wait_for(CASE_KEYS)
        terminal.press("escape")
        terminal.wait_for(BOARD_KEYS)
        terminal.press("1")
        terminal.wait_for("发展党员  申请人")
        terminal.press("0", "/")
        terminal.type("qjb")
        terminal.wait_until(lambda: NAME in terminal.line(-1), f"{NAME} beside the search")
        terminal.press("enter", "ctrl+q")
        assert terminal.wait_for_end() == 0
    with opened(demo) as workspace:
        (case,) = (
            c for c in cases_of(workspace.store, workspace.organization) if c.person.name == NAME
        )
    assert [(event.kind, event.step) for event in case.events] == [
        (EventKind.DONE, "application"),
        (EventKind.DONE, "talk"),
        (EventKind.DONE, "activist"),
    ]
    assert is_sound(demo)
