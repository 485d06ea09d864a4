"""The public base of all screens: a title, a body, one bottom line, and everything every screen can do.

A screen names its actions (:attr:`ConsoleScreen.ACTIONS`) and does them in :meth:`ConsoleScreen.perform`. Keys come in one
way: :meth:`ConsoleScreen.take_key`, synchronously, modes first, then actions, then the focused widget.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget

from branchkit.core.text_width import wrap
from branchkit.screens.actions import EVERYWHERE, Action
from branchkit.screens.context import Context, Place, PlaceEntry
from branchkit.screens.keymap import Keymap, key_label
from branchkit.screens.modes import Choice, Modes, Reading
from branchkit.widgets.picker import Picker, PickerItem
from branchkit.widgets.prompt import Prompt
from branchkit.widgets.report_view import Line, Lines, ReportLine, ReportView
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.screens.finder import PaletteEntry
    from branchkit.widgets.form_model import FormField

W = TypeVar("W", bound=Widget)
PLACE = "place."
"""What the names of actions begin with that only go somewhere."""


class ConsoleScreen(Screen[None]):
    """A full screen of 80×24 or more."""

    AUTO_FOCUS = ""
    """Nothing has the focus unless a screen gives it: keys go to the screen."""
    ACTIONS: ClassVar[tuple[Action, ...]] = ()
    HELP: ClassVar[str] = ""
    """Catalog key of the screen's own introduction, first thing under ``?``."""
    DEFAULT_CSS = """
    ConsoleScreen { layers: base overlay; background: transparent; }
    ConsoleScreen > #reading {
        layer: overlay; dock: top; height: 100%; margin: 1 0 1 0; display: none; background: transparent;
    }
    """

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.catalog = context.catalog
        self.keymap = Keymap((*self.ACTIONS, *EVERYWHERE), context.user_settings.keys)
        self.modes = Modes()
        self._left = False
        self.title_line = Lines(1)
        self.prompt = Prompt()
        self.picker = Picker()
        self.report = ReportView(id="reading")

    @property
    def has_left(self) -> bool:
        """Whether another screen has taken over for good."""
        return self._left

    # -- parts ------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Title, body, bottom line; list and paper wait out of sight."""
        yield self.title_line
        yield from self.body()
        yield self.prompt
        yield self.picker
        yield self.report

    def body(self) -> Iterable[Widget]:
        """The screen's own widgets, from the top."""
        return ()

    def part(self, kind: type[W], *, before: Widget | None = None) -> W:
        """The screen's only widget of a kind, put there when it is first needed: most screens never show a form."""
        for made in self.query(kind):
            return made
        fresh = kind()
        self.mount(fresh, before=before)
        return fresh

    def set_title(self, left: str, right: str = "") -> None:
        """The first line."""
        self.title_line.show([Line(left, Tone.HEAD, right)])

    def say(self, text: str, tone: Tone = Tone.NORMAL, right: str = "") -> None:
        """The bottom line, until the next action."""
        self.prompt.say(text, tone, right)

    def idle_line(self) -> str:
        """What the bottom line shows when there is nothing to say: the keys that matter most."""
        return ""

    def painted(self) -> None:
        """Called after every paint; what can wait for the first frame begins here."""

    # -- keys -------------------------------------------------------------------------------------

    def take_key(self, key: str, character: str | None) -> bool:
        """Look at a key before any widget does; True when it was used up.

        Keys typed ahead of the next screen are dropped: on this one they would mean something else.
        """
        if self._left:
            return True
        if self.modes.press_key(key, character):
            return True
        action = self.keymap.action(key, character)
        if action is None:
            return False
        self.perform(action)
        return True

    def take_paste(self, text: str) -> bool:
        """Look at pasted text before any widget does."""
        return self._left or self.modes.paste(text)

    def on_key(self, event: events.Key) -> None:
        """Keys of a screen on which nothing has the focus."""
        if self.focused is None and self.take_key(event.key, event.character):
            event.stop()
            event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Text pasted where nothing has the focus."""
        if self.focused is None and self.take_paste(event.text):
            event.stop()

    def perform(self, action: str) -> None:
        """Do an action; a screen handles its own and passes the rest on."""
        match action:
            case "app.palette":
                self.open_palette()
            case "app.help":
                self.open_help()
            case "app.redraw":
                self.context.redraw()
            case "app.quit":
                self.context.leave()
            case _ if action.startswith(PLACE):
                self.go(Place(action.removeprefix(PLACE)))

    def go(self, place: Place) -> None:
        """Leave for another place. A first screen is only covered then, so it is emptied: its workspace may be closed."""
        self._left = self.context.go(place)
        if self._left:
            self.call_later(self.remove_children)

    def choose(
        self, label: str, options: Sequence[tuple[str, str]], done: Callable[[str], None]
    ) -> None:
        """Have one of a few options (id, text) picked, by its digit or by moving to it."""
        items = [
            PickerItem(id, f"{number} {text}") for number, (id, text) in enumerate(options, start=1)
        ]

        def picked(item: PickerItem | None) -> None:
            self.back_to_idle()
            if item is not None:
                done(item.id)

        Choice(
            self.modes,
            self.picker,
            label,
            lambda text: [item for item in items if text in item.text],
            picked,
        )

    def fill_in(
        self,
        title: str,
        fields: Sequence[FormField],
        keep: Callable[[Mapping[str, str]], Mapping[str, str]],
        done: Callable[[], None] | None = None,
        refresh: Callable[[Mapping[str, str]], Sequence[FormField]] | None = None,
    ) -> None:
        """Have a form filled in over the screen.

        ``keep`` is given key → text of the fields that can be filled in (a masked one only when it was typed over) and
        answers faults by key, "" for the form as a whole; with no fault it is on disk, the form closes and ``done`` is
        called. A refused operation (:class:`BranchkitError`) is shown as a fault of the whole. ``refresh`` works the
        fields out anew after every change; what was typed stays.
        """
        from branchkit.screens.forms import FormFilling

        FormFilling(self, title, fields, keep, done, refresh)

    # -- help and the list of everything ----------------------------------------------------------

    def show_report(self, title: str, lines: Sequence[str | ReportLine]) -> None:
        """Show a paper over the screen until Esc."""
        self.say(self.catalog.text("screen.paper.keys"), right=title)
        Reading(self.modes, self.report, lines, self.back_to_idle)

    def warn_of_keys(self) -> None:
        """Say what is wrong with the user's own keys, if anything is."""
        from branchkit.screens.keymap import key_problems

        workspace = self.context.workspace
        plugins = [plugin.id for plugin in workspace.contributions.plugins] if workspace else []
        problems = key_problems(self.context.user_settings.keys, plugins)
        if problems:
            self.say(self.catalog.problem(problems[0]), Tone.ERROR)

    def back_to_idle(self) -> None:
        """The bottom line as it is between actions."""
        self.say(self.idle_line())

    def open_help(self) -> None:
        """All keys of this screen."""
        self.show_report(self.catalog.text("action.app.help"), self.help_lines())

    def help_lines(self) -> list[str]:
        """The introduction, then a line for each action."""
        told = self.introduction()
        lines = [*wrap(told, self.size.width), ""] if told else []
        for action in self.keymap.actions:
            keys = " ".join(key_label(key) for key in self.keymap.keys(action.id))
            lines.append(f"  {keys:<14} {self.action_title(action.id)}")
        return lines

    def introduction(self) -> str:
        """What the screen is for, first thing under ``?``; empty where there is nothing to say."""
        return self.catalog.text(self.HELP) if self.HELP else ""

    def action_title(self, id: str) -> str:
        """An action's text."""
        return self.catalog.text(f"action.{id}")

    def open_palette(self) -> None:
        """Every action and place, filtered by what is typed."""
        from branchkit.screens.finder import Palette

        palette = Palette(self.catalog, [*self._own_entries(), *self._place_entries()])

        def done(item: PickerItem | None) -> None:
            self.back_to_idle()
            if item is not None:
                palette.run(item.id)

        Choice(self.modes, self.picker, ": ", palette.matching, done)

    def _own_entries(self) -> list[PaletteEntry]:
        from branchkit.screens.finder import PaletteEntry

        ordered = sorted(self.keymap.actions, key=lambda action: not action.listed)
        return [
            PaletteEntry(
                action.id,
                self.action_title(action.id),
                action.id.replace(".", " "),
                " ".join(key_label(key) for key in self.keymap.keys(action.id)),
                lambda id=action.id: self.perform(id),  # type: ignore[misc]
            )
            for action in ordered
            if action.id != "app.palette"
        ]

    def _place_entries(self) -> list[PaletteEntry]:
        from branchkit.screens.finder import PaletteEntry

        def entry(place: PlaceEntry) -> PaletteEntry:
            return PaletteEntry(
                f"{place.place.id}/{place.place.scheme}/{place.place.period or ''}",
                self.catalog.local(place.title),
                place.title.en,
                self.catalog.text("screen.palette.place"),
                lambda: self.go(place.place),
            )

        return [entry(place) for place in self.context.places()]
