"""Checks that a plugin brings: of records before they are kept, of sheets before they are handed up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from branchkit.core.texts import LocalText
from branchkit.core.values import frozen

if TYPE_CHECKING:
    from branchkit.core.errors import Problem
    from branchkit.core.registers.register import RecordScene, Register
    from branchkit.plugin.workspace_view import SheetResults, WorkspaceView

ERROR, WARNING = "error", "warning"


@frozen
class CheckSpec:
    """A check of records or of sheets. ``target`` is ``pkg.module:function``, imported when the first one is checked.

    With ``register`` the function takes a :class:`~branchkit.core.registers.register.RecordScene`, with ``scheme`` a
    :class:`SheetScene`; either way it returns any number of :class:`Finding`. One of the two is named, not both.
    """

    id: str
    """Begins with the plugin's own: ``rural.visits``."""
    title: LocalText
    target: str
    register: str = ""
    """The id of a register with rows of its own, be it another plugin's."""
    scheme: str = ""
    """The id of a scheme, be it another plugin's."""


@frozen
class Finding:
    """One thing that is wrong, in two languages. Personal data of the row should not be repeated in it."""

    text: LocalText
    """What was found, in both languages."""
    at: str = ""
    """The column of a record, the criterion of a sheet; empty: as a whole."""
    severity: str = ERROR
    """``error`` refuses the record or keeps the sheet from being handed up; ``warning`` is said, and the work goes on."""
    subject: str = ""
    """Of a sheet: whose row, a member's or the organisation's id; empty: nobody's."""


@frozen
class SheetScene:
    """One sheet that is to be handed up; all its cells are filled. Personal data is masked."""

    workspace: WorkspaceView
    """What can be read, personal data masked."""
    sheet: SheetResults
    """What is to be handed up."""


class LoadedCheck(Protocol):
    """A check whose failures are kept."""

    @property
    def spec(self) -> CheckSpec:
        """What it looks at."""

    @property
    def title(self) -> LocalText:
        """What it is called."""

    def of_record(self, scene: RecordScene, register: Register) -> list[Problem]:
        """What it finds of a row, at its columns; a warning that it failed where it did."""

    def of_sheet(self, scene: SheetScene) -> list[Finding] | None:
        """What it finds of a sheet; None where it failed."""
