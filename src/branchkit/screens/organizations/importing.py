"""A whole tree from a workbook: a trial reading with everything that was found, then the writing."""

from __future__ import annotations

from pathlib import Path

from branchkit.core.errors import BranchkitError
from branchkit.core.text_width import wrap
from branchkit.exchange.readers.opening import open_grids
from branchkit.screens.modes import Question, Reading
from branchkit.screens.organizations.view import TreeView
from branchkit.services.importing.mending import free_mend_name
from branchkit.services.importing.organizations import TreePlan, TreeRules, import_tree, plan_tree
from branchkit.widgets.report_view import ReportLine
from branchkit.widgets.theme import Tone

WIDTH = 78


class TreeImport:
    """Asks for a file, shows what it would do below the organisation under the cursor, and does it after Enter."""

    def __init__(self, screen: TreeView) -> None:
        self._screen = screen
        self._text = screen.catalog.text
        self._under = screen.here()

    def ask_file(self) -> None:
        """The file's name; nothing happens without one."""

        def done(text: str | None) -> None:
            self._screen.back_to_idle()
            if text and text.strip():
                self._try(Path(text.strip().strip("'\"")).expanduser())

        label = self._text("screen.organizations.import.file")
        Question(self._screen.modes, self._screen.prompt, label, done)

    def _rules(self, file: Path) -> TreeRules:
        return TreeRules(self._screen.today, self._under.id, file.name)

    def _try(self, file: Path) -> None:
        screen = self._screen
        try:
            with open_grids(file) as grids:
                plan = plan_tree(screen.context.here.store, grids, self._rules(file))
        except BranchkitError as error:
            screen.speak(screen.catalog.error(error), Tone.ERROR)
            return
        writes = bool(plan.added or plan.changed)
        key = "keys" if writes else "nothing"
        screen.say(self._text(f"screen.organizations.import.{key}"))
        Reading(
            screen.modes,
            screen.report,
            self._lines(file, plan),
            screen.back_to_idle,
            {"enter": lambda: self._write(file)} if writes else None,
        )

    def _write(self, file: Path) -> None:
        """Read again inside the transaction: the tree may have changed since the trial."""
        screen = self._screen
        mend_file = free_mend_name(file, screen.catalog)
        try:
            with open_grids(file) as grids:
                plan = import_tree(
                    screen.context.here.store,
                    screen.context.actor,
                    grids,
                    self._rules(file),
                    screen.catalog,
                    mend_file,
                )
        except BranchkitError as error:
            screen.speak(screen.catalog.error(error), Tone.ERROR)
            return
        screen.changed(self._under.id)
        said = self._text(
            "screen.organizations.import.done", added=len(plan.added), changed=len(plan.changed)
        )
        if plan.left_out:
            said = self._text(
                "screen.organizations.import.mend", count=len(plan.left_out), file=mend_file.name
            )
        screen.speak(said)

    def _lines(self, file: Path, plan: TreePlan) -> list[str | ReportLine]:
        counts = self._text(
            "cli.org.tried",
            file=file.name,
            added=len(plan.added),
            changed=len(plan.changed),
            unchanged=plan.unchanged,
            left_out=len(plan.left_out),
        )
        lines: list[str | ReportLine] = [
            ReportLine(part, Tone.HEAD) for part in wrap(counts, WIDTH)
        ]
        names = screen_names(plan)
        if names:
            lines += ["", *(f"  {name}" for name in names)]
        for problem in plan.problems:
            tone = Tone.ERROR if problem.severity == "error" else Tone.NORMAL
            text = self._screen.catalog.problem(problem)
            lines += [ReportLine(part, tone) for part in wrap(text, WIDTH)]
        return lines


def screen_names(plan: TreePlan) -> list[str]:
    """Who is new, and who changes."""
    return [f"+ {o.name}" for o in plan.added] + [f"~ {c.after.name}" for c in plan.changed]
