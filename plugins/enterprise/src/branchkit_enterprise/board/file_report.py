"""A project or an area in full, to be read over the board."""

from __future__ import annotations

from collections.abc import Iterator

from branchkit.api.screens import ReportLine, Tone, pad
from branchkit_enterprise.areas import Area
from branchkit_enterprise.board.board import Board
from branchkit_enterprise.board.labels import Labels, People
from branchkit_enterprise.projects import Project
from branchkit_enterprise.vocabulary import AREAS, CHECKS, TASKS

_LABEL, _DAY, _NAME, _TITLE = 12, 10, 8, 20


class FileReport:
    """Lines of plain text."""

    def __init__(self, board: Board, people: People, labels: Labels) -> None:
        self._board = board
        self._people = people
        self._labels = labels

    def of_project(self, project: Project) -> list[str | ReportLine]:
        """Everything that is known, then the milestones one a line."""
        labels, people = self._labels, self._people
        until = project.planned_until
        lines = [
            *self._pairs(
                ("file.org", people.organization(project.org)),
                ("file.stage", labels.choice(TASKS, "stage", project.stage)),
                ("file.leader", people.name(project.org, project.leader)),
                ("file.team", " ".join(people.names(project.org, project.team))),
                ("file.problem", project.problem),
                ("file.goal", project.goal),
                ("file.weight", f"{project.weight:f}"),
                ("file.started", project.started_on.isoformat()),
                ("file.until", until.isoformat() if until else ""),
                ("file.closed", project.closed_on.isoformat() if project.closed_on else ""),
            ),
            "",
            self._head("file.milestones", len(project.milestones)),
        ]
        for milestone in project.milestones:
            late = milestone.is_overdue(self._board.today)
            done = milestone.done_on.isoformat() if milestone.done_on else ""
            mark = "!" if late or (milestone.done_on and not milestone.in_time) else " "
            parts = (
                f"  {mark} {milestone.due_on.isoformat()}",
                pad(milestone.title, _TITLE),
                pad(people.name(milestone.org, milestone.owner), _NAME),
                pad(done or labels.left(milestone.due_on, self._board.today), _DAY),
                milestone.result,
            )
            lines.append(ReportLine("  ".join(parts), Tone.ERROR if late else Tone.NORMAL))
        return lines

    def of_area(self, area: Area) -> list[str | ReportLine]:
        """Everything that is known, then the checks one a line."""
        labels, people = self._labels, self._people
        lines = [
            *self._pairs(
                ("file.org", people.organization(area.org)),
                ("file.kind", labels.choice(AREAS, "kind", area.kind)),
                ("file.owner", people.name(area.org, area.owner)),
                ("file.team", " ".join(people.names(area.org, area.team))),
                ("file.staff", "" if area.staff is None else f"{area.staff:f}"),
                ("file.goal", area.goal),
                ("file.since", area.since.isoformat()),
            ),
            "",
            self._head("file.checks", len(area.checks)),
        ]
        for check in area.checks:
            parts = [f"    {check.on.isoformat()}", labels.choice(CHECKS, "result", check.result)]
            if check.problem:
                parts.append(check.problem)
            if check.mended_on:
                parts.append(labels.text("file.mended", day=check.mended_on.isoformat()))
            elif check.is_open and check.deadline:
                parts.append(labels.text("file.mend_by", day=check.deadline.isoformat()))
            lines.append("  ".join(parts))
        return lines

    def _pairs(self, *pairs: tuple[str, str]) -> Iterator[str | ReportLine]:
        for key, value in pairs:
            if value:
                yield f"  {pad(self._labels.text(key), _LABEL)}{value}"

    def _head(self, key: str, count: int) -> ReportLine:
        return ReportLine(f"  {self._labels.text(key, count=count)}", Tone.HEAD)
