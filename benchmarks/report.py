"""Figures beside their floors and targets, as a table and as JSON."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing. Where ``floor`` is None the target is for the value itself, else for value / floor."""

    what: str
    members: int | None
    value: float
    unit: str
    target: float
    floor: float | None = None
    floor_name: str = ""

    @property
    def judged(self) -> float:
        """What the target is held against."""
        return self.value if self.floor is None else self.value / self.floor

    @property
    def passed(self) -> bool:
        """Whether the target is met."""
        return self.judged <= self.target


def table(figures: Sequence[Figure]) -> str:
    """One line for each figure."""
    head = ("measure", "members", "value", "floor", "", "ratio", "target", "")
    rows = [head, *(_row(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    left = (0, 4, 7)
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column in left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def write_json(figures: Sequence[Figure], file: Path) -> None:
    """The figures with what they were measured on."""
    document = {
        "machine": {"python": platform.python_version(), "system": platform.platform()},
        "passed": all(figure.passed for figure in figures),
        "figures": [
            {**asdict(figure), "judged": round(figure.judged, 3), "passed": figure.passed}
            for figure in figures
        ],
    }
    file.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _row(figure: Figure) -> tuple[str, ...]:
    has_floor = figure.floor is not None
    return (
        figure.what,
        "" if figure.members is None else str(figure.members),
        f"{_number(figure.value)} {figure.unit}",
        _number(figure.floor) if figure.floor is not None else "",
        figure.floor_name,
        f"{figure.judged:.2f}" if has_floor else "",
        f"<= {figure.target:g}{' x' if has_floor else ''}",
        "pass" if figure.passed else "FAIL",
    )


def _number(value: float) -> str:
    if value >= 100 or value == int(value):
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
