"""Welcome: make a workspace, open one, look at the demo. What one sees when there is nothing to score yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from textual.widget import Widget

from branchkit.bootstrap import create_workspace
from branchkit.core.errors import BranchkitError
from branchkit.core.organizations.organization import OrganizationKind
from branchkit.plugin.discovery import known_sectors
from branchkit.screens.actions import WELCOME, Action
from branchkit.screens.console import ConsoleScreen
from branchkit.screens.context import Context, Place
from branchkit.settings import write_user_settings
from branchkit.widgets.report_view import ReportLine, ReportView
from branchkit.widgets.theme import Tone

_UNTIL_SEEN = 0.05
"""Seconds until what was said stands on the terminal."""


class WelcomeScreen(ConsoleScreen):
    """The first screen of a fresh machine, and the way to another workspace later."""

    ACTIONS = WELCOME
    HELP = "screen.welcome.help"
    KEYS = "screen.welcome.keys"

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context)
        self.text = ReportView(id="text")

    def offered_actions(self) -> Sequence[Action]:
        """Where there is no workspace nothing is scored."""
        if self.context.workspace is not None:
            return self.ACTIONS
        return [action for action in self.ACTIONS if action.id != "place.scoring"]

    def body(self) -> Iterable[Widget]:
        """What can be done."""
        yield self.text

    def on_mount(self) -> None:
        """Say where we are and what comes next."""
        self.set_focus(None)
        self.set_title(self.catalog.text("screen.welcome.title"))
        self.text.set_lines(self._lines())
        self.back_to_idle()

    def _lines(self) -> list[str | ReportLine]:
        workspace = self.context.workspace
        lines: list[str | ReportLine] = [
            "",
            ReportLine("  " + self.catalog.text("screen.welcome.greeting"), Tone.HEAD),
            "",
        ]
        if workspace is None:
            lines += [f"  {self.catalog.text('screen.welcome.nothing_yet')}", ""]
        else:
            lines += [
                "  "
                + self.catalog.text("screen.welcome.here", name=workspace.settings.workspace.name),
                f"  {workspace.directory}",
                "",
            ]
        choices = ["welcome.demo", "welcome.county", "welcome.make", "welcome.open", "place.import"]
        if workspace is not None:
            choices.append("place.scoring")
        for action in choices:
            title = self.catalog.text(f"action.{action}")
            if action == "place.import" and workspace is None:
                title = self.catalog.text("screen.welcome.import_first", title=title)
            lines.append(f"    {self.keymap.keys(action)[0]}  {title}")
        return lines

    def perform(self, action: str) -> None:
        """The choices."""
        match action:
            case "welcome.demo":
                self._show_demo(False)
            case "welcome.county":
                # It takes a quarter of a minute: that is on the screen before it begins, which a refresh alone does not see to.
                self.say(self.catalog.text("screen.welcome.making"))
                self.set_timer(_UNTIL_SEEN, lambda: self._show_demo(True))
            case "welcome.make":
                self._make_new("screen.welcome.ask_name")
            case "welcome.open":
                self.ask(
                    self.catalog.text("screen.welcome.ask_folder"),
                    lambda text: self._open(_folder(text).absolute(), Place("home"), remember=True),
                )
            case "place.import" if self.context.workspace is None:
                # A roster needs somewhere to go: the workspace comes first, importing follows by itself.
                self._make_new("screen.welcome.ask_name_first")
            case "place.import" | "place.scoring":
                if self.context.workspace is not None:
                    self.go(Place(action.removeprefix("place.")))
            case _:
                super().perform(action)

    def _make_new(self, label: str) -> None:
        """A workspace, beginning with the name of the organisation."""
        self.ask(self.catalog.text(label), self._ask_sector)

    def _show_demo(self, county: bool) -> None:
        if self.has_left:
            return
        try:
            directory = self.context.make_demo(county)
        except BranchkitError as error:
            self.say(self.catalog.error(error), Tone.ERROR)
            return
        self._open(directory, Place("home"), remember=False)

    def _ask_sector(self, name: str) -> None:
        text = self.catalog.text
        options = [
            (sector, self.catalog.titled(f"sector.{sector}", title))
            for sector, title in known_sectors().items()
        ]
        self.choose(
            text("screen.welcome.ask_sector"),
            options,
            lambda sector: self._ask_kind(name, sector),
        )

    def _ask_kind(self, name: str, sector: str) -> None:
        """A branch, as most are; or the committee or general branch that a whole tree hangs on."""
        text = self.catalog.text
        kinds = sorted(
            (kind for kind in OrganizationKind if kind.has_roll),
            key=lambda kind: kind is not OrganizationKind.BRANCH,
        )
        self.choose(
            text("screen.welcome.ask_kind"),
            [(str(kind), text(f"organization.kind.{kind}")) for kind in kinds],
            lambda kind: self._ask_directory(name, sector, OrganizationKind(kind)),
        )

    def _ask_directory(self, name: str, sector: str, kind: OrganizationKind) -> None:
        self.ask(
            self.catalog.text("screen.welcome.ask_new_folder"),
            lambda text: self._make(_folder(text), name, sector, kind),
            text=str(Path.home() / "branchkit"),
        )

    def _make(self, directory: Path, name: str, sector: str, kind: OrganizationKind) -> None:
        try:
            create_workspace(
                directory.absolute(),
                name=name,
                sector=sector,
                clock=self.context.clock,
                actor=self.context.actor,
                kind=kind,
                sectors=known_sectors(),
            )
        except BranchkitError as error:
            self.say(self.catalog.error(error), Tone.ERROR)
            return
        then = "import" if kind is OrganizationKind.BRANCH else "organizations"
        self._open(directory.absolute(), Place(then), remember=True)

    def _open(self, directory: Path, then: Place, *, remember: bool) -> None:
        """Work there from now on; a workspace of one's own is the one that opens next time."""
        try:
            self.context.adopt(self.context.open_workspace(directory))
            if remember:
                settings = replace(self.context.user_settings, default_workspace=directory)
                write_user_settings(self.context.user_settings_path, settings)
        except BranchkitError as error:
            self.say(self.catalog.error(error), Tone.ERROR)
            return
        self.go(then)


def _folder(text: str) -> Path:
    """A folder as it was typed or pasted."""
    from branchkit.services.importing.files import typed_path

    return typed_path(text)
