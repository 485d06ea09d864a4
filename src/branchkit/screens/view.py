"""What the parts of a screen may use of it, whichever screen it is; each package's ``view`` adds what is its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from branchkit.core.outcomes import Outcome
from branchkit.i18n.catalog import Catalog
from branchkit.screens.context import Context, Place
from branchkit.screens.modes import Modes
from branchkit.widgets.form_model import FormField
from branchkit.widgets.grid import Grid
from branchkit.widgets.picker import Picker
from branchkit.widgets.prompt import Prompt
from branchkit.widgets.report_view import ReportLine, ReportView
from branchkit.widgets.theme import Tone


class ScreenView(Protocol):
    """A :class:`~branchkit.screens.grid_screen.GridScreen` as its commands and forms see it."""

    context: Context
    catalog: Catalog
    grid: Grid
    modes: Modes
    prompt: Prompt
    picker: Picker
    report: ReportView

    def say(self, text: str, tone: Tone = Tone.NORMAL, right: str = "") -> None:
        """Say something in the bottom line."""

    def speak(self, text: str, tone: Tone = Tone.NORMAL) -> None:
        """Say something until the next key."""

    def show_outcome(self, outcome: Outcome[Any]) -> None:
        """Paint what an action touched, and say what it did or why not."""

    def back_to_idle(self) -> None:
        """The bottom line as it is between actions."""

    def show_report(self, title: str, lines: Sequence[str | ReportLine]) -> None:
        """Show a paper over the screen."""

    def choose(
        self, label: str, options: Sequence[tuple[str, str]], done: Callable[[str], None]
    ) -> None:
        """Have one of a few options picked."""

    def fill_in(
        self,
        title: str,
        fields: Sequence[FormField],
        keep: Callable[[Mapping[str, str]], Mapping[str, str]],
        done: Callable[[], None] | None = None,
        refresh: Callable[[Mapping[str, str]], Sequence[FormField]] | None = None,
    ) -> None:
        """Have a form filled in."""

    def go(self, place: Place) -> None:
        """Leave for another place."""
