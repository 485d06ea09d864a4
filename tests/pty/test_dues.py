"""A month of dues on a real terminal: find, pay, catch up, undo, print; what is on the screen is on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from branchkit.core.dates import Period
from branchkit.services.dues.records import DuesRecords
from branchkit.testing.pty import Terminal

from .scoring_desk import BRANCHKIT, is_sound, opened

pytestmark = pytest.mark.pty

NOVEMBER = Period(2026, 11)
UNPAID = "盖秀英"
"""Of the demo's members the one who has paid neither September nor November."""


@contextmanager
def dues(workspace: Path) -> Iterator[Terminal]:
    """The installed program, begun at this month's dues."""
    with Terminal([BRANCHKIT, "--at", "dues", "--workspace", workspace]) as terminal:
        terminal.wait_for("党费收缴", "应缴", "已存盘")
        yield terminal


def line_of(terminal: Terminal, name: str) -> str:
    """The grid's line of a member; empty when it is out of sight."""
    return next((line for line in terminal.lines()[1:19] if f" {name} " in line), "")


def figures(terminal: Terminal, name: str) -> list[str]:
    """What is due and what was paid of somebody with an agreed sum, which stands before them in the grid."""
    return [word for word in line_of(terminal, name).split() if "." in word][1:]


def kept(directory: Path, name: str) -> dict[str, str]:
    """What a member has paid, by month, as the store has it."""
    with opened(directory) as workspace:
        book = DuesRecords(
            workspace.store, workspace.contributions.rule_packs, workspace.organization
        )
        (member,) = [m for m in book.members if m.name == name]
        return {str(month): str(state.paid) for month, state in book.months(member.id).items()}


def test_a_month_is_keyed_caught_up_and_taken_back(demo: Path) -> None:
    assert kept(demo, UNPAID) == {"2026-09": "0.00", "2026-10": "0.50", "2026-11": "0.00"}
    with dues(demo) as terminal:
        terminal.press("/")
        terminal.type("gxy")
        terminal.wait_for(UNPAID, "找人")
        terminal.press("enter")
        terminal.wait_until(lambda: "找人 /g" not in terminal.text(), "the search is over")

        terminal.type("0.3")
        terminal.press("enter")
        terminal.wait_until(lambda: "0.30<" in line_of(terminal, UNPAID), "a part is paid")
        terminal.press("up", "=")
        terminal.wait_until(lambda: figures(terminal, UNPAID) == ["0.50", "0.50"], "the rest paid")
        terminal.press("up", ".", "3")
        terminal.wait_for("缴到哪个月", "2026-09")
        terminal.press("1")
        terminal.wait_for("缴了 1 个月，共 0.50")
        terminal.press("u")
        terminal.wait_for("已撤销 2026-09")
        terminal.press("*")
        terminal.wait_for("人缴足，共")
        terminal.press("[")
        terminal.wait_for("2026年10月")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
    assert kept(demo, UNPAID) == {"2026-09": "0.00", "2026-10": "0.50", "2026-11": "0.50"}
    assert is_sound(demo)


def test_a_base_is_shown_on_record_and_the_roll_is_printed(demo: Path) -> None:
    with dues(demo) as terminal:
        terminal.wait_for("****")
        terminal.press("m")
        terminal.wait_for("并记录在案")
        terminal.wait_until(lambda: "****" not in terminal.text(), "bases are shown")
        terminal.press("p")
        terminal.wait_for("存哪一种")
        terminal.press("1")
        terminal.wait_for("格式")
        terminal.press("1")
        terminal.wait_for("存到")
        terminal.press("enter")
        terminal.wait_for("已存")
    assert (demo / "exports" / "2026年党费收缴册.docx").read_bytes()[:2] == b"PK"
    with opened(demo) as workspace:
        (record,) = workspace.store.scan(workspace.organization, "unmasking")
        assert record.body["fields"] == ["base"]


def test_two_people_on_one_month_see_each_other(demo: Path) -> None:
    with dues(demo) as one, dues(demo) as other:
        other.press("/")
        other.type("gxy")
        other.press("enter")
        other.type("0.3")
        other.wait_until(lambda: "0.3" in other.reversed_text(other.cursor[1]), "the entry is open")
        one.press("*")
        one.wait_for("人缴足，共")
        other.press("enter")
        other.wait_for("别人刚把这一格改成 0.50")
        other.press("escape")
        other.wait_until(lambda: figures(other, UNPAID) == ["0.50", "0.50"], "the other's sum")
    assert kept(demo, UNPAID)["2026-11"] == "0.50"
