"""The lines under the grid: what the row under the cursor is about, and its steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from branchkit.api.screens import Line, Tone, cell_width
from branchkit_enterprise.areas import Area, Check
from branchkit_enterprise.board.board import Board
from branchkit_enterprise.board.labels import Labels, People
from branchkit_enterprise.projects import Milestone, Project
from branchkit_enterprise.vocabulary import BRANDS, CHECKS

HEIGHT = 6
_CHIP_LINES = 2
_GAP = "  "


class BoardDetail:
    """What is told of one row; exactly :data:`HEIGHT` lines."""

    def __init__(self, people: People, labels: Labels) -> None:
        self._people = people
        self._labels = labels

    def of_project(self, project: Project, today: date, width: int) -> list[Line]:
        """Name and dates, goal, team, milestones."""
        labels, text = self._labels, self._labels.text
        until = labels.day(project.planned_until, today)
        brand = project.register == BRANDS
        key = "board.detail.brand" if brand else "board.detail.task"
        dates = text("board.detail.dates", weight=project.weight, until=until)
        goal = text("board.detail.goal", goal=project.goal)
        if project.problem:
            goal = text("board.detail.problem", problem=project.problem) + _GAP + goal
        return [
            _separator(width),
            Line(f" {text(key, name=project.name)}", Tone.HEAD, f" {dates}"),
            Line(f" {goal}"),
            Line(f" {self._team(project.org, project.team)}"),
            *self._chips([self._milestone(m, today) for m in project.milestones], width),
        ]

    def of_area(self, area: Area, board: Board, width: int) -> list[Line]:
        """Name, goal, who helps, what is to be mended, checks."""
        text, urgent = self._labels.text, area.most_urgent
        since = self._labels.day(area.since, board.today)
        if urgent:
            trouble = Line(f" {text('board.detail.trouble', problem=urgent.problem)}")
        else:
            trouble = Line(f" {self._team(area.org, area.team)}")
        return [
            _separator(width),
            Line(
                f" {text('board.detail.area', name=area.name)}",
                Tone.HEAD,
                f" {text('board.detail.since', since=since)}",
            ),
            Line(f" {text('board.detail.goal', goal=area.goal)}"),
            trouble,
            *self._chips([self._check(check, board.today) for check in area.checks], width),
        ]

    def of_nothing(self, board: Board, width: int) -> list[Line]:
        """Where there is no row."""
        hint = Line(f" {self._labels.text('board.detail.none')}", Tone.MUTED)
        return [_separator(width), hint, *self.strays(board)]

    def strays(self, board: Board) -> list[Line]:
        """Milestones whose project is not there, if there are any."""
        if not board.strays:
            return []
        names = ", ".join(dict.fromkeys(milestone.project for milestone in board.strays))
        text = self._labels.text("board.detail.strays", count=len(board.strays), names=names)
        return [Line(f" ! {text}", Tone.ERROR)]

    def _team(self, org: str, team: Sequence[str]) -> str:
        names = " ".join(self._people.names(org, team))
        return self._labels.text("board.detail.team", names=names) if names else ""

    def _milestone(self, milestone: Milestone, today: date) -> str:
        """[x] done, [!] overdue, [ ] open."""
        mark = "x" if milestone.done_on else "!" if milestone.is_overdue(today) else " "
        day = self._labels.day(milestone.done_on or milestone.due_on, today)
        return f"[{mark}] {milestone.title} {day}"

    def _check(self, check: Check, today: date) -> str:
        result = self._labels.choice(CHECKS, "result", check.result)
        mended = self._labels.text("board.detail.mended") if check.mended_on else ""
        return f"{self._labels.day(check.on, today)} {result}{mended}"

    def _chips(self, chips: Iterable[str], width: int) -> list[Line]:
        """One after the other over two lines; what does not fit is counted."""
        lines: list[str] = [""]
        left = list(chips)
        while left:
            room = width - 1 - cell_width(lines[-1]) - len(_GAP)
            if cell_width(left[0]) <= room or not lines[-1]:
                lines[-1] += (_GAP if lines[-1] else "") + left.pop(0)
            elif len(lines) < _CHIP_LINES:
                lines.append("")
            else:
                break
        found = [Line(f" {line}") for line in lines]
        if left:
            more = self._labels.text("board.detail.more", count=len(left))
            found[-1] = Line(found[-1].text, right=f" {more}")
        return found


def _separator(width: int) -> Line:
    return Line("-" * width, Tone.MUTED)
