"""A Word template of one's own filled in for the rows of a screen: which one, a file each or one for all, where to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from branchkit.core.errors import BranchkitError
from branchkit.core.text_width import wrap
from branchkit.screens.console import ConsoleScreen
from branchkit.screens.parts import ask_target, tell_saved
from branchkit.screens.screen_parts import ScreenPart
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.core.errors import Problem
    from branchkit.services.reports.registers import Extract

_EACH, _JOINED = "each", "joined"


class TemplateFilling(ScreenPart[ConsoleScreen]):
    """Templates for the rows of ``extract``, whose personal columns were asked for before, or stay masked."""

    def __init__(self, screen: ConsoleScreen, extract: Extract) -> None:
        super().__init__(screen)
        self._extract = extract

    def choose(self) -> None:
        """Which template; where there is none, how to come by one."""
        from branchkit.services.reports.filling import FOLDER, own_templates

        screen = self._screen
        directory = screen.context.here.directory
        found = own_templates(directory)
        if not found:
            told = self._text("screen.fill.none", folder=directory / FOLDER)
            screen.show_report(self._text("screen.fill.title"), self._fields(told))
            return
        options = [(str(path), path.stem) for path in found]
        screen.choose(self._text("screen.fill.which"), options, lambda id: self._look(Path(id)))

    def _fields(self, told: str) -> list[str]:
        """How it is done, and every field that there is."""
        from branchkit.services.reports.filling import template_fields

        room = self._screen.size.width - 2
        fields = template_fields(self._extract.register, self._screen.catalog)
        listed = "  ".join(f"{{{{{field.names[0]}}}}}" for field in fields)
        return ["", *wrap(told, room), "", *wrap(listed, room)]

    def _look(self, path: Path) -> None:
        from branchkit.services.reports.filling import open_template

        screen = self._screen
        try:
            template = open_template(path, self._extract.register, screen.catalog)
        except BranchkitError as error:
            screen.speak(screen.catalog.error(error), Tone.ERROR)
            return
        if template.problems:
            screen.show_report(path.name, self._faults(template.problems))
            return
        refs = self._extract.refs
        if refs is not None and len(refs) == 1:
            self._ask_target(path, _JOINED)
            return
        options = [(way, self._text(f"screen.fill.{way}")) for way in (_EACH, _JOINED)]
        screen.choose(
            self._text("screen.fill.how"), options, lambda way: self._ask_target(path, way)
        )

    def _faults(self, problems: Sequence[Problem]) -> list[str]:
        room = self._screen.size.width - 2
        lines = [""]
        for problem in problems:
            lines += wrap(self._screen.catalog.problem(problem), room)
        return [*lines, *self._fields(self._text("screen.fill.fields"))]

    def _ask_target(self, path: Path, way: str) -> None:
        from branchkit.services.reports.filling import ENDING, Filled, filled_rows
        from branchkit.services.reports.registers import ReportScene

        screen = self._screen
        workspace = screen.context.here
        scene = ReportScene(
            workspace.store, workspace.contributions, screen.catalog, screen.context.clock()
        )
        rows: list[Filled] = list(filled_rows(scene, self._extract))
        if not rows:
            screen.speak(self._text("screen.fill.nobody"), Tone.ERROR)
            return
        whose = rows[0].name if len(rows) == 1 else f"{screen.today:%Y%m%d}"
        ending = ".zip" if way == _EACH else ENDING
        folder = workspace.directory / "exports"
        proposed = folder / f"{path.stem}-{whose}{ending}".replace("/", " ")

        def done(target: Path, replace: bool) -> None:
            from branchkit.exchange.writers.archive import zipped
            from branchkit.services.reports.filling import (
                fill_each,
                masked_fields,
                open_template,
            )
            from branchkit.services.reports.several import write_zip

            private = bool(self._extract.unmasked)
            try:
                template = open_template(path, self._extract.register, screen.catalog)
                if way == _EACH:
                    files = fill_each(template, rows, path.stem, scene)
                    content = zipped(files, scene.at.replace(tzinfo=None))
                else:
                    content = template.fill_all([row.values for row in rows], scene.at)
                write_zip(content, target, replace=replace, private=private)
            except BranchkitError as error:
                screen.speak(screen.catalog.error(error), Tone.ERROR)
                return
            told = {"count": len(rows), "file": target}
            if masked := masked_fields(template, self._extract, screen.catalog):
                text = self._text("screen.fill.saved_masked", titles=masked, **told)
            else:
                text = self._text("screen.fill.saved", **told)
            tell_saved(screen, target, text)

        ask_target(screen, proposed, done)
