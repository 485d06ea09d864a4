"""What commands and forms may use of the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Protocol

from branchkit.core.development.standing import CaseStanding, StepStanding
from branchkit.i18n.catalog import Catalog
from branchkit.screens.desk import Desk
from branchkit.screens.modes import Modes
from branchkit.services.development.board import CaseBoard
from branchkit.services.development.cases import CaseRef
from branchkit.services.development.steps import Packs
from branchkit.widgets.form_model import FormField
from branchkit.widgets.paper_view import PaperLine
from branchkit.widgets.prompt import Prompt
from branchkit.widgets.tones import Tone


class DevelopmentView(Protocol):
    """The board, or one case of it."""

    desk: Desk
    catalog: Catalog
    board: CaseBoard
    modes: Modes
    prompt: Prompt
    today: date
    names: Mapping[str, str]
    """Member's id → name."""

    @property
    def packs(self) -> Packs:
        """The rule packs."""

    @property
    def is_case_open(self) -> bool:
        """Whether one person's steps are shown."""

    def here(self) -> CaseStanding | None:
        """The case that is shown, or stands under the cursor."""

    def step_here(self) -> StepStanding | None:
        """The step under the cursor, where one person's steps are shown."""

    def open_case(self, ref: CaseRef) -> None:
        """Show one person's steps."""

    def filter(self, wanted: int) -> None:
        """Show another part of the board."""

    def changed(self, org: str, id: str, text: str) -> None:
        """A case is kept: show it as it is now, and say what was done."""

    def move_to(self, row: int) -> None:
        """Put the cursor on a row."""

    def speak(self, text: str, tone: Tone = Tone.NORMAL) -> None:
        """Say something until the next key."""

    def back_to_idle(self) -> None:
        """The bottom line as it is between actions."""

    def read(self, title: str, lines: Sequence[str | PaperLine]) -> None:
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
