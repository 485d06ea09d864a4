"""What every screen is handed: the workspace, the words, the keys, and the ways to other screens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from branchkit.bootstrap import Workspace
from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.texts import LocalText
from branchkit.core.values import frozen
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.screen_actions import ActionTarget
from branchkit.services.roster import has_roster
from branchkit.settings import UserSettings

if TYPE_CHECKING:
    from branchkit.screens.actions import Action
    from branchkit.widgets.picker import PickerItem


@frozen
class Place:
    """Somewhere to go: ``id`` is one of ``screens/places``, ``scoring``, or a plugin's screen; the rest says to what there."""

    id: str
    scheme: str = ""
    """Whose sheet."""
    period: Period | None = None
    """Which sheet; None: the present one."""
    register: str = ""
    """Which register."""
    subject: str = ""
    """The member, record, case or organisation to stand on."""
    subjects: str = ""
    """Whose sheets are put together: ``member`` or ``organization``; empty: members'."""
    opened: bool = False
    """Whether that is to be opened: the person's file, where the place has one."""


@frozen
class AtHand:
    """What stands under the cursor, or is marked, for whoever does something with it without knowing the screen: a plugin's action."""

    members: tuple[ActionTarget, ...] = ()
    records: tuple[ActionTarget, ...] = ()
    cells: tuple[ActionTarget, ...] = ()
    register: str = ""
    """Of the records, or under the cursor itself."""
    scheme: str = ""
    """Of the sheet, with its ``period``."""
    period: Period | None = None


NOTHING_AT_HAND = AtHand()


@frozen
class PlaceEntry:
    """A place as the list behind ``:`` shows it."""

    place: Place
    title: LocalText


class ActionsHere(Protocol):
    """What plugins can do on one screen."""

    @property
    def bound(self) -> tuple[Action, ...]:
        """Those that have their place there, with their keys."""

    def told(self, id: str) -> str:
        """An action's title with its plugin's; empty for what is none of these."""

    def items(self) -> Iterable[PickerItem]:
        """What can be done where the cursor stands, for the list behind ``:``."""

    def perform(self, id: str) -> bool:
        """Do an action; False when it is none of these."""


def _nowhere(_text: str, done: Callable[[bool], None]) -> None:
    """There is no terminal."""
    done(False)


@frozen
class Context:
    """The surroundings of a screen. ``workspace`` is None until there is one (welcome)."""

    workspace: Workspace | None
    node: str
    """The organisation at which the user works: the workspace's own, or one below it."""
    catalog: Catalog
    user_settings: UserSettings
    user_settings_path: Path
    actor: Actor
    clock: Callable[[], datetime]
    open_workspace: Callable[..., Workspace]
    """Given a folder and, where they have changed, the user's settings from now on."""
    go: Callable[[Place], bool]
    """Show another place; False when that was refused, which has been said."""
    back: Callable[[], bool]
    """Show again what was left for the present screen; False where there is nothing to go back to."""
    adopt: Callable[[Workspace], None]
    """Work in this workspace from now on."""
    work_at: Callable[[str], None]
    """Work at another node from now on; screens opened afterwards are handed it."""
    places: Callable[[], list[PlaceEntry]]
    plugin_actions: Callable[[Any], ActionsHere | None]
    """Those of a screen, given to it when it is made; None where no plugin brings any."""
    make_demo: Callable[[bool], Path]
    """Make the demo workspace unless it is there, a village's branch or (True) a county; its folder."""
    themes: Callable[[], list[tuple[str, str]]]
    """Id and title of those that can be worn."""
    wear: Callable[[str], None]
    """Wear a theme from now on, and keep that in the user's settings."""
    leave: Callable[[], None]
    redraw: Callable[[], None]
    copy: Callable[[str, Callable[[bool], None]], None] = _nowhere
    """Put a text on the terminal's clipboard; what is called then is told whether it is there."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """The variables that the program was started with."""

    @property
    def here(self) -> Workspace:
        """The workspace, on screens that cannot be without one."""
        if self.workspace is None:
            raise RuntimeError("this screen was opened without a workspace")
        return self.workspace


def has_members(context: Context) -> bool:
    """Whether the organisation worked at has a roll of its own; a committee looks at what is below it."""
    return has_roster(context.here.store, context.node)
