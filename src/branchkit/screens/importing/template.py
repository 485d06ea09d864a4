"""The empty workbook of a register, written to be filled in and imported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from branchkit.core.errors import BranchkitError
from branchkit.core.registers.register import RecordsFrom, Register
from branchkit.screens.console import ConsoleScreen
from branchkit.screens.parts import ask_target
from branchkit.screens.screen_parts import ScreenPart
from branchkit.widgets.theme import Tone


class TemplateWriting(ScreenPart[ConsoleScreen]):
    """One template, to a file that is asked for."""

    def __init__(
        self, screen: ConsoleScreen, register: Register | None, done: Callable[[Path], None]
    ) -> None:
        """``done`` is given where it was written; of what has no rows of its own there is no template, which is said."""
        super().__init__(screen)
        self._register, self._done = register, done

    def open(self) -> None:
        """Ask for the file."""
        from branchkit.services.reports.template import template_name

        register, screen = self._register, self._screen
        if register is None or register.rows is not RecordsFrom.RECORDS:
            screen.speak(self._text("screen.import.no_template"), Tone.ERROR)
            return
        name = template_name(register, screen.catalog)
        proposed = screen.context.here.directory / "exports" / name

        def done(target: Path, replace: bool) -> None:
            self._write(register, target, replace)

        ask_target(screen, proposed, done, "screen.import.template_file")

    def _write(self, register: Register, target: Path, replace: bool) -> None:
        from branchkit.exchange.writers.template import write_template
        from branchkit.services.reports.template import register_template

        context, catalog = self._screen.context, self._screen.catalog
        try:
            template = register_template(context.here.store, register, context.node, catalog)
            write_template(template, target, replace=replace)
        except BranchkitError as error:
            self._screen.speak(catalog.error(error), Tone.ERROR)
            return
        self._done(target)
