"""The Textual app: one driver, one theme, and which screen stands in front. It knows no business."""

from __future__ import annotations

import gc
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from textual.screen import Screen

from branchkit.bootstrap import Workspace
from branchkit.core.actors import Actor
from branchkit.core.errors import BranchkitError
from branchkit.i18n.catalog import Catalog
from branchkit.screens.console import ConsoleScreen
from branchkit.screens.context import ActionsHere, Context, Place, PlaceEntry
from branchkit.screens.crashes import SurvivingApp
from branchkit.screens.guests import console_below
from branchkit.screens.themes import depth_of, dress, keep_theme, theme_options
from branchkit.screens.trail import Stand, Stop, Trail
from branchkit.settings import UserSettings
from branchkit.terminal.driver import command, frame_stands, redraw
from branchkit.terminal.keyboard import Attributes, BadInput
from branchkit.widgets.theme import WORN, Wardrobe

if TYPE_CHECKING:
    from branchkit.terminal.clipboard import Clipboard


class BranchkitApp(SurvivingApp, inherit_bindings=False):
    """The app for one user; a workspace can be adopted while it runs."""

    ENABLE_COMMAND_PALETTE = False
    CSS = "Screen { background: transparent; }"

    def __init__(
        self,
        workspace: Workspace | None,
        *,
        open_workspace: Callable[[Path], Workspace],
        catalog: Catalog,
        user_settings: UserSettings,
        user_settings_path: Path,
        actor: Actor,
        clock: Callable[[], datetime],
        make_demo: Callable[[bool], Path],
        start: str = "home",
        notice: str = "",
        environment: Mapping[str, str] | None = None,
        started: Callable[[], None] | None = None,
        strict: bool = False,
    ) -> None:
        """``notice`` is said first of all, ``started`` called once the first frame stands. ``strict`` ends the app at the first unexpected error, for whoever started it to show."""
        super().__init__(catalog, strict=strict)
        self._workspace = workspace
        self._open_workspace = open_workspace
        self._user_settings = user_settings
        self._user_settings_path = user_settings_path
        self._actor = actor
        self._clock = clock
        self._make_demo = make_demo
        self._environment = environment or {}
        self._start = start
        self._node = workspace.organization if workspace else ""
        self._at = Place(start)
        """What the screen in front was opened as."""
        self._trail = Trail()
        self._left: list[Workspace] = []
        """Those that another one has taken the place of, until no screen can look at them any more."""
        self._notice = notice
        self._started = started
        self._clock_told = False
        self._reached: Clipboard | None = None
        self.theme = "ansi-dark"
        self._wardrobe = Wardrobe()

    def on_load(self) -> None:
        """The looks, before anything is drawn: all parts of the app are made in this context."""
        WORN.set(self._wardrobe)
        self._dress()

    def _dress(self) -> None:
        """Wear the theme that is wanted; say so, where there is none of that id."""
        depth = depth_of(self.console, plain=self.no_color)
        missing = dress(self._wardrobe, self._workspace, self._user_settings, depth)
        if missing and not self._notice:
            self._notice = self._catalog.text("screen.themes.none", id=missing)

    def _wear(self, theme: str) -> None:
        try:
            self._user_settings = keep_theme(self._user_settings_path, theme)
        except BranchkitError as error:
            self._front_says(self._catalog.error(error))
            return
        self._dress()
        for part in self.screen.query("*"):
            part.refresh()
        redraw(self)

    def get_default_screen(self) -> Screen[None]:
        """The place to begin at, or the welcome where there is nothing yet.

        The first screen is the default one, since a screen pushed upon another waits for two more of Textual's ticks, 30 ms.
        """
        try:
            return self._screen_for(Place(self._start) if self._workspace else Place("welcome"))
        except BranchkitError as error:
            self._notice = self._catalog.error(error)
        except Exception as error:
            self.survive_aside(error)
        return self._screen_for(Place("welcome"))

    def on_mount(self) -> None:
        """Say why it is the welcome that one sees, or whatever else has to be known first."""
        if self._notice and isinstance(self.screen, ConsoleScreen):
            # Once the screen has begun, which puts its keys there; on no other one.
            self.screen.call_later(self.screen.speak, self._notice)

    def context(self) -> Context:
        """The surroundings that a screen is handed now."""
        return Context(
            workspace=self._workspace,
            node=self._node,
            catalog=self._catalog,
            user_settings=self._user_settings,
            user_settings_path=self._user_settings_path,
            actor=self._workspace.actor if self._workspace else self._actor,
            clock=self._clock,
            environment=self._environment,
            open_workspace=self._open_workspace,
            go=self._go,
            back=self._back,
            adopt=self._adopt,
            work_at=self._work_at,
            places=self._places,
            plugin_actions=self._plugin_actions,
            make_demo=self._make_demo,
            themes=lambda: theme_options(self._workspace, self._catalog),
            wear=self._wear,
            leave=self.end,
            redraw=lambda: redraw(self),
            copy=self._copy,
        )

    def _copy(self, text: str, done: Callable[[bool], None]) -> None:
        """Onto the clipboard of whoever sits there; what is known of it is found out when something is copied first."""
        from branchkit.terminal.clipboard import ASK, Clipboard

        if self._reached is None:
            self._reached = Clipboard(
                self._user_settings.clipboard,
                lambda sequence: command(self, sequence, answered=sequence == ASK),
                self.set_timer,
            )
        self._reached.put(text, done)

    def on_attributes(self, event: Attributes) -> None:
        """The terminal has answered what it can."""
        event.stop()
        if self._reached is not None:
            self._reached.answered(event.numbers)

    def _adopt(self, workspace: Workspace) -> None:
        if self._workspace is not None and self._workspace is not workspace:
            self._left.append(self._workspace)
        if self._workspace is None or self._workspace.directory != workspace.directory:
            self._trail.forget()
        self._workspace = workspace
        self._user_settings = workspace.settings.user
        self._node = workspace.organization
        self._dress()

    def _work_at(self, node: str) -> None:
        self._node = node

    def _go(self, place: Place) -> bool:
        front, at = console_below(self.screen_stack), self._at
        stand = front.stand() if front is not None else Stand()
        node = front.context.node if front is not None else self._node
        try:
            self._show(place)
        except BranchkitError as error:
            self._front_says(self._catalog.error(error))
            return False
        self._trail.leave(Stop(at, node, stand), self._at, self._node)
        return True

    def _back(self) -> bool:
        """To the screen that was left last and can still be shown: its record may be gone; home, where there is none."""
        while (stop := self._trail.back()) is not None:
            self._node = stop.node
            try:
                self._show(stop.place, stop.stand)
            except BranchkitError:
                continue
            return True
        if self._workspace is None or self._at.id == "home":
            return False
        self._show(Place("home"))
        return True

    def _show(self, place: Place, stand: Stand | None = None) -> None:
        screen = self._screen_for(place)
        if stand is not None and isinstance(screen, ConsoleScreen):
            screen.returned_to = stand
        # A plugin may have pushed screens of its own upon its one.
        while len(self.screen_stack) > 2:
            self.pop_screen()
        # The default screen cannot be switched, only covered; whatever covers it is switched.
        is_covered = len(self.screen_stack) > 1
        shown = self.switch_screen(screen) if is_covered else self.push_screen(screen)
        if self._left:
            left, self._left = self._left, []
            self.call_next(self._close_after, shown, left)

    async def _close_after(self, shown: Awaitable[object], left: list[Workspace]) -> None:
        """The screen that was in front handles the keys that wait for it until it has gone, and reads meanwhile."""
        await shown
        for workspace in left:
            workspace.close()

    def _screen_for(self, place: Place) -> Screen[None]:
        """Screens are imported when opened: start-up pays for one only."""
        context = self.context()
        if self._workspace is not None and self._workspace.plugin_process is not None:
            self._workspace.plugin_process.attend()
        from branchkit.screens.places import SCREENS, has_subjects, is_in_use, screen_for

        told = ""
        if place.id == "scoring" and self._workspace:
            if has_subjects(self._workspace, self._node, place.scheme):
                from branchkit.screens.scoring.opening import open_sheet_screen

                sheet = open_sheet_screen(context, self._workspace, place)
                self._at = place
                return sheet
            if is_in_use(self._workspace, self._node):
                place, told = Place("home"), self._catalog.text("screen.nobody_to_score")
        if self._workspace and place.id in self._workspace.contributions.screens:
            from branchkit.screens.plugin_screen import plugin_screen_for

            theirs = plugin_screen_for(context, place)
            self._at = place
            return theirs
        known = place.id in SCREENS and self._workspace is not None
        if self._workspace and place.id == "home" and not is_in_use(self._workspace, self._node):
            known = False
        place = place if known else Place("welcome")
        screen = screen_for(context, place)
        self._at = place
        if told and isinstance(screen, ConsoleScreen):
            # Once it has begun, which puts its keys there.
            screen.call_later(screen.speak, told)
        return screen

    def _plugin_actions(self, screen: ConsoleScreen) -> ActionsHere | None:
        """Where no plugin brings an action nothing is asked or imported."""
        if self._workspace is None or not self._workspace.contributions.actions:
            return None
        from branchkit.screens.plugin_actions import PluginActions

        return PluginActions(screen)

    def _places(self) -> list[PlaceEntry]:
        """Where one can go from anywhere."""
        from branchkit.screens.places import places_at

        return places_at(self._workspace, self._node)

    def post_display_hook(self) -> None:
        """The first frame stands: start-up is over, and the screen in front may do what could wait."""
        if not frame_stands(self):
            return
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
            if self._started is not None:
                self._started()
        if isinstance(self.screen, ConsoleScreen):
            self.screen.painted()
            self._tell_of_clock(self.screen)

    def _tell_of_clock(self, front: ConsoleScreen) -> None:
        """Say, once something has been written, that the clock is behind what was written before."""
        last = self._workspace.store.clock_behind() if self._workspace else None
        if last is not None and not self._clock_told:
            self._clock_told = True
            shown = f"{last.astimezone(self._clock().tzinfo):%Y-%m-%d %H:%M}"
            front.speak(self._catalog.text("screen.clock_behind", last=shown))

    def on_bad_input(self, event: BadInput) -> None:
        """Bytes that are no UTF-8 were dropped: say what to set."""
        event.stop()
        self._front_says(self._catalog.text("screen.bad_input"))

    def _front_says(self, text: str) -> None:
        if isinstance(self.screen, ConsoleScreen):
            self.screen.say(text)
