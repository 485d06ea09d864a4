"""The table of a school as a grid: grades down, subjects across, totals and the branch at the right."""

from __future__ import annotations

from collections.abc import Sequence

from branchkit.api.screens import GridCell, GridColumn, Tone, cells
from branchkit_schools.structure.matrix import Mark, Matrix, Row
from branchkit_schools.words import Words

GRADE, TOTAL, BRANCH = "grade", "total", "branch"
SUBJECT = "subject:"
_SIGNS = {Mark.NONE: " ", Mark.STANDS: "+", Mark.LACKING: "!", Mark.SHORT: "-"}
_TONES = {Mark.LACKING: Tone.ERROR, Mark.SHORT: Tone.VETO}
_LEAST = 4
"""Three figures and a sign."""


class BoardSource:
    """What each cell shows. The last row adds the others up."""

    def __init__(self, matrix: Matrix, words: Words) -> None:
        self.matrix, self._words = matrix, words
        self._columns = tuple(self._made())

    def columns(self) -> Sequence[GridColumn]:
        """The grade, the subjects, the total and the branch."""
        return self._columns

    def row_count(self) -> int:
        """A row for each grade, and the sum; a school without anybody has no rows."""
        return len(self.matrix.rows) + 1 if self.matrix.rows else 0

    def row_tone(self, row: int) -> Tone:
        """The sum stands back."""
        return Tone.NORMAL if self.row(row) else Tone.MUTED

    def row(self, index: int) -> Row | None:
        """A row of the table; None for the sum."""
        return self.matrix.rows[index] if index < len(self.matrix.rows) else None

    def at(self, row: int, column: int) -> tuple[Row | None, str | None]:
        """The row of the table and the subject under the cursor; None of a school without anybody, and for sums."""
        return (self.row(row), self.subject(column)) if self.matrix.rows else (None, None)

    def subject(self, column: int) -> str | None:
        """The subject of a column; None for the others."""
        key = self._columns[column].key
        return key.removeprefix(SUBJECT) if key.startswith(SUBJECT) else None

    def cell(self, row: int, column: int) -> GridCell:
        """One cell."""
        shown, key = self.row(row), self._columns[column].key
        if shown is None:
            return GridCell(self._sum(key))
        match key:
            case "grade":
                return GridCell(self._words.grade(shown.grade))
            case "total":
                return GridCell(str(len(shown.people)))
            case "branch":
                text = self._words.text(f"board.mark.{shown.mark}") if shown.mark else ""
                return GridCell(text, _TONES.get(shown.mark, Tone.NORMAL))
        found = self.matrix.cell(shown, key.removeprefix(SUBJECT))
        if not found.people:
            return GridCell("")
        text = f"{len(found.people)}{_SIGNS[found.mark]}"
        return GridCell(text, _TONES.get(found.mark, Tone.NORMAL))

    def is_open(self, row: int) -> bool:
        """Whether something is to be done about a grade's branch; the last row is the sum."""
        rows = self.matrix.rows
        return row < len(rows) and rows[row].mark in (Mark.LACKING, Mark.SHORT)

    def _sum(self, key: str) -> str:
        match key:
            case "grade":
                return self._words.text("board.total")
            case "total":
                return str(len(self.matrix.school.people))
            case "branch":
                return ""
        # The sign's place stays free, so that figures stand below each other.
        return f"{self.matrix.total(key.removeprefix(SUBJECT))} "

    def _made(self) -> list[GridColumn]:
        text = self._words.text
        names = [self._words.grade(row.grade) for row in self.matrix.rows]
        head = text("board.grade")
        widest = max(map(cells.width, (head, text("board.total"), *names)))
        grade = GridColumn(GRADE, (head,), widest, pinned="left")
        subjects = [self._subject_column(subject) for subject in self.matrix.subjects]
        total_head, branch_head = text("board.total"), text("board.branch")
        width = max(_LEAST, cells.width(total_head))
        total = GridColumn(TOTAL, (total_head,), width, "right", "right")
        marks = [text(f"board.mark.{mark}") for mark in Mark if mark]
        width = max(map(cells.width, (branch_head, *marks)))
        return [grade, *subjects, total, GridColumn(BRANCH, (branch_head,), width, "left", "right")]

    def _subject_column(self, subject: str) -> GridColumn:
        title = self._words.subject(subject)
        return GridColumn(f"{SUBJECT}{subject}", (title,), max(_LEAST, cells.width(title)), "right")
