"""However the program ends, every accepted score is kept, and the next start comes back to the same cell."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from .scoring_desk import ScoringDesk, is_sound, kept_scores, scoring, variables

pytestmark = pytest.mark.pty

FIRST, SECOND, THIRD = "孙小龙", "李德顺", "周文华"
HEAD = "岗位"
GOING_THERE = ("g", *"*" * 8)


@dataclass(frozen=True)
class Stroke:
    """A key, where the cursor is once it is done, and what the key has had accepted."""

    key: str
    at: tuple[str, str]
    entry: str = ""
    accepted: tuple[str, str] | None = None


SCRIPT = (
    Stroke("7", (FIRST, HEAD), entry="7"),
    Stroke("enter", (SECOND, HEAD), accepted=(FIRST, "7")),
    Stroke("1", (SECOND, HEAD), entry="1"),
    Stroke("0", (SECOND, HEAD), entry="10"),
    Stroke("enter", (THIRD, HEAD), accepted=(SECOND, "10")),
    Stroke("right", (THIRD, "带富")),
    Stroke("left", (THIRD, HEAD)),
    Stroke("9", (THIRD, HEAD), entry="9"),
    Stroke("up", (SECOND, HEAD), accepted=(THIRD, "9")),
)


@pytest.fixture(scope="module")
def begun(made_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo with all proposals taken and the cursor on the first cell that nothing is proposed for."""
    directory = tmp_path_factory.mktemp("begun") / "branch"
    shutil.copytree(made_demo, directory)
    # The fixtures that stop the clock are a single test's: without them this would be scored on whatever day it is.
    with scoring(directory, environment=variables(directory.parent)) as desk:
        go_there(desk)
        desk.terminal.press("ctrl+q")
        assert desk.terminal.wait_for_end() == 0
    return directory


def go_there(desk: ScoringDesk) -> None:
    desk.terminal.press(*GOING_THERE)
    desk.wait_at(FIRST, HEAD)


def strike(desk: ScoringDesk, strokes: tuple[Stroke, ...]) -> dict[tuple[str, str], str]:
    """Type, waiting for each key; what was accepted on the way."""
    accepted: dict[tuple[str, str], str] = {}
    for stroke in strokes:
        desk.terminal.press(stroke.key)
        desk.wait_at(*stroke.at)
        if stroke.entry:
            desk.wait_entry(stroke.entry)
        if stroke.accepted:
            name, points = stroke.accepted
            desk.wait_value(name, HEAD, points)
            accepted[name, HEAD] = points
    return accepted


def copy_of(begun: Path, tmp_path: Path) -> Path:
    directory = tmp_path / "branch"
    shutil.copytree(begun, directory)
    return directory


@pytest.mark.parametrize("count", range(len(SCRIPT) + 1))
def test_a_kill_between_two_keys_loses_no_accepted_score(
    count: int, begun: Path, tmp_path: Path
) -> None:
    directory = copy_of(begun, tmp_path)
    with scoring(directory) as desk:
        desk.wait_at(FIRST, HEAD)
        accepted = strike(desk, SCRIPT[:count])
        desk.terminal.kill(signal.SIGKILL)
        assert desk.terminal.wait_for_end() == -signal.SIGKILL
    kept = kept_scores(directory)
    assert {cell: kept.get(cell) for cell in accepted} == accepted
    assert is_sound(directory)
    with scoring(directory) as desk:
        desk.wait_at(*(SCRIPT[count - 1].at if count else (FIRST, HEAD)))


@pytest.mark.parametrize("count", [2, 5])
def test_a_kill_right_behind_enter_leaves_the_score_whole_or_not_at_all(
    count: int, begun: Path, tmp_path: Path
) -> None:
    directory = copy_of(begun, tmp_path)
    with scoring(directory) as desk:
        desk.wait_at(FIRST, HEAD)
        accepted = strike(desk, SCRIPT[: count - 1])
        desk.terminal.press("enter")
        desk.terminal.kill(signal.SIGKILL)
        desk.terminal.wait_for_end()
    kept = kept_scores(directory)
    assert {cell: kept.get(cell) for cell in accepted} == accepted
    last = SCRIPT[count - 1].accepted
    assert last is not None
    assert kept.get((last[0], HEAD)) in (None, last[1])
    assert is_sound(directory)


def hang_up(desk: ScoringDesk) -> int:
    desk.terminal.hang_up()
    return desk.terminal.wait_after_hang_up()


def ask_to_end(number: signal.Signals) -> Callable[[ScoringDesk], int]:
    def end(desk: ScoringDesk) -> int:
        desk.terminal.kill(number)
        return desk.terminal.wait_for_end()

    return end


@pytest.mark.parametrize(
    "end",
    [ask_to_end(signal.SIGHUP), ask_to_end(signal.SIGTERM), hang_up],
    ids=["SIGHUP", "SIGTERM", "dropped line"],
)
def test_the_program_leaves_in_order_and_comes_back_to_the_cell(
    end: Callable[[ScoringDesk], int], begun: Path, tmp_path: Path
) -> None:
    directory = copy_of(begun, tmp_path)
    with scoring(directory) as desk:
        desk.wait_at(FIRST, HEAD)
        accepted = strike(desk, SCRIPT[:5])
        assert end(desk) == 0
    kept = kept_scores(directory)
    assert {cell: kept.get(cell) for cell in accepted} == accepted
    assert is_sound(directory)
    with scoring(directory) as desk:
        desk.wait_at(THIRD, HEAD)
