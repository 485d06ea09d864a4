"""A column of sums pasted from a workbook: looked at before anything is written."""

from __future__ import annotations

from branchkit.core.dues.money import money_text
from branchkit.screens.dues.view import DuesView
from branchkit.screens.modes import Reading
from branchkit.services.dues.session import PaidPlan
from branchkit.widgets.paper_view import PaperLine
from branchkit.widgets.tones import Tone


class PaidPasting:
    """From the line under the cursor downwards."""

    def __init__(self, screen: DuesView) -> None:
        self._screen = screen

    def preview(self, place: int, rows: list[list[str]]) -> None:
        """Show what would be written, write it after Enter. Of several columns the first one counts."""
        screen = self._screen
        plan = screen.session.plan_paste(place, [row[0] if row else "" for row in rows])
        if not plan.sums and not plan.refused:
            screen.speak(screen.catalog.text("screen.dues.nothing_to_paste"))
            return
        screen.speak(screen.catalog.text("screen.scoring.paste_keys"))
        Reading(
            screen.modes,
            screen.paper,
            self._lines(plan),
            screen.back_to_idle,
            {"enter": lambda: self._write(plan)},
        )

    def _write(self, plan: PaidPlan) -> None:
        if plan.sums:
            self._screen.show_outcome(self._screen.session.paste(plan))

    def _lines(self, plan: PaidPlan) -> list[str | PaperLine]:
        board, catalog = self._screen.session.board, self._screen.catalog
        head = catalog.text("screen.dues.paste_accepted", count=len(plan.sums))
        lines: list[str | PaperLine] = [PaperLine(head, Tone.HEAD)]
        if plan.overflow:
            lines.append(catalog.text("screen.dues.paste_overflow", count=plan.overflow))
        if plan.refused:
            text = catalog.text("screen.dues.paste_refused", count=len(plan.refused))
            lines.append(PaperLine(text, Tone.ERROR))
            lines += [
                f"  {board.line(place).member.name}  {catalog.error(error)}"
                for place, error in plan.refused
            ]
        lines.append("")
        lines += [
            f"  {board.line(place).member.name}  {money_text(paid)}" for place, paid in plan.sums
        ]
        return lines
