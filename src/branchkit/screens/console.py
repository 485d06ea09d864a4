"""The public base of all screens: a title, a body, one bottom line, and everything every screen can do.

A screen names its actions (:attr:`ConsoleScreen.ACTIONS`) and does them in :meth:`ConsoleScreen.perform`. Keys come in one
way: :meth:`ConsoleScreen.take_key`, synchronously, modes first, then actions, then the focused widget.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.widget import Widget

from branchkit.core.errors import BranchkitError
from branchkit.core.text_width import is_plain, pad, wrap
from branchkit.screens.access import tells_lacking
from branchkit.screens.actions import EVERYWHERE, Action
from branchkit.screens.context import NOTHING_AT_HAND, AtHand, Context, Place
from branchkit.screens.grammar import place_of
from branchkit.screens.key_words import KeyWords
from branchkit.screens.keymap import Keymap, key_problems
from branchkit.screens.leaving import LeavingScreen
from branchkit.screens.modes import Choice, Modes, Question, Reading, listing
from branchkit.widgets.picker import Picker, PickerItem
from branchkit.widgets.prompt import Prompt
from branchkit.widgets.report_view import Line, Lines, ReportLine, ReportView
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.core.ports import UnitOfWork
    from branchkit.plugin.screen_actions import ActionScreen
    from branchkit.widgets.form_model import FormField

W = TypeVar("W", bound=Widget)
Texts = Mapping[str, str]
"""Field key → text."""
PLACE = "place."
"""What the names of actions begin with that only go somewhere."""


class ConsoleScreen(LeavingScreen):
    """A full screen of 80×24 or more."""

    AUTO_FOCUS = ""
    """Nothing has the focus unless a screen gives it: keys go to the screen."""
    ACTIONS: ClassVar[tuple[Action, ...]] = ()
    PLUGINS_AT: ClassVar[ActionScreen | None] = None
    """As what plugins know the screen, where their actions can have keys."""
    HELP: ClassVar[str] = ""
    """Catalog key of the screen's own introduction, first thing under ``?``."""
    KEYS: ClassVar[str] = ""
    """Catalog key of what the bottom line shows when there is nothing to say: the keys that matter most, each named by its idea
    (``{find}找人``), the most important one first, two blanks between them. What there is no room for is left out."""
    ALLOW_SELECT = False
    """Of Textual's: a click means a cell here; text is selected with Shift, by the terminal itself."""
    may_end_session: ClassVar[bool] = True
    """Whether its own code may call ``App.exit``."""
    DEFAULT_CSS = """
    ConsoleScreen { layers: base overlay; background: transparent; }
    ConsoleScreen > #reading {
        layer: overlay; dock: top; height: 100%; margin: 1 0 1 0; display: none; background: transparent;
    }
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.catalog = context.catalog
        """The program's own words, in the user's language."""
        self.plugin_actions = context.plugin_actions(self)
        theirs = self.plugin_actions.bound if self.plugin_actions else ()
        rebound = {**context.user_settings.keys, **{action.id: action.keys for action in theirs}}
        self.keymap = Keymap((*self.offered_actions(), *EVERYWHERE, *theirs), rebound)
        self.key_words = KeyWords(self.keymap, self.catalog)
        self.modes = Modes()
        self.subtree = False
        """Whether it is about everything below the organisation worked at as well."""
        self.title_line = Lines(1)
        self.prompt = Prompt()
        self.picker = Picker()
        self.report = ReportView(id="reading")
        # A click on it would take the keys away from whoever reads it.
        self.report.can_focus = False

    def offered_actions(self) -> Sequence[Action]:
        """The screen's own actions, without those that mean nothing as things are."""
        return self.ACTIONS

    def words_of_crash(self, error: Exception) -> str:
        """What is said on the screen that comes after it, when an unexpected error has ended it."""
        return self.catalog.text("screen.crash", kind=type(error).__name__)

    @property
    def today(self) -> date:
        """The present day."""
        return self.context.clock().date()

    def orgs(self) -> list[str]:
        """The organisations that the screen is about, from the top down."""
        from branchkit.services.organizations.organizations import orgs_of

        return orgs_of(self.context.here.store, self.context.node, self.subtree)

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
        self.title_line.show([Line(left, Tone.TITLE, right)])

    def say(self, text: str, tone: Tone = Tone.NORMAL, right: str = "") -> None:
        """The bottom line, until the next action."""
        self.prompt.say(text, tone, right)

    def speak(self, text: str, tone: Tone = Tone.NORMAL) -> None:
        """Say what an action came to; a grid screen takes it away with the next key."""
        self.say(text, tone)

    def idle_line(self) -> str:
        """What the bottom line shows when there is nothing to say; the key of the help is added to it."""
        return self.key_words.line(self.KEYS) if self.KEYS else ""

    def say_idle(self, right: str = "") -> None:
        """The bottom line between actions, ``right`` at its right end."""
        keys = self.catalog.text("screen.keys.help", help=self.key_words.first_of("app.help"))
        self.prompt.say_keys(self.idle_line(), keys, right)

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
        self.do(action)
        return True

    def looks_first(self, key: str, character: str | None) -> bool:
        """Asked by the app before a key goes its way, for widgets that do not ask by themselves; True when it was used up."""
        return False

    def pastes_first(self, text: str) -> bool:
        """The same for pasted text."""
        return False

    def do(self, action: str) -> None:
        """Do an action, a plugin's or one of the screen's own; say which right lacks where it is not the user's to do."""
        theirs = self.plugin_actions
        if not (tells_lacking(self, action) or (theirs and theirs.perform(action))):
            self.perform(action)

    def settle_entry(self) -> bool:
        """Take what is being typed; False when it was refused."""
        return True

    def at_hand(self) -> AtHand:
        """What a plugin's action would be done with."""
        return NOTHING_AT_HAND

    def take_in_anew(self) -> None:
        """Show what this session has changed by another way than the screen's own."""

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
                from branchkit.screens.palette import offer_everything

                offer_everything(self)
            case "app.more":
                from branchkit.screens.palette import offer_acts

                offer_acts(self)
            case "app.help":
                from branchkit.screens.manual_reading import read_help

                read_help(self)
            case "app.manual":
                from branchkit.screens.manual_reading import read_manual

                read_manual(self)
            case "app.redraw":
                self.context.redraw()
            case "app.theme":
                label = self.catalog.text("screen.themes.which")
                self.choose(label, self.context.themes(), self.context.wear)
            case "app.back":
                self.go_back()
            case "app.quit":
                self.context.leave()
            case _ if action.startswith(PLACE):
                self.go(Place(action.removeprefix(PLACE)))

    def nothing_behind(self) -> None:
        """With the way out."""
        self.speak(self.catalog.text("screen.nothing_behind", keys=self.keys_of("app.quit")))

    # -- asking and doing -------------------------------------------------------------------------

    def ask(
        self,
        label: str,
        done: Callable[[str], None],
        *,
        text: str = "",
        hint: str = "",
        blank: bool = False,
        check: Callable[[str], str] = lambda _text: "",
    ) -> None:
        """Have a line answered; ``done`` gets the trimmed answer, and is not called when the question was left.

        ``text`` is there to be changed. ``blank``: an empty answer is one, too. What ``check`` finds wrong with an answer that is not
        empty is said beside it, and it is asked for again where it stands.
        """

        def answered(answer: str | None) -> None:
            self.back_to_idle()
            if answer is None:
                return
            wrong = "" if is_plain(answer) else self.catalog.text("screen.steers")
            if wrong := wrong or (check(answer.strip()) if answer.strip() else ""):
                self.ask(label, done, text=answer, hint=wrong, blank=blank, check=check)
            elif blank or answer.strip():
                done(answer.strip())

        Question(self.modes, self.prompt, label, answered, text=text, hint=hint)

    def choose(
        self,
        label: str,
        options: Iterable[PickerItem | tuple[str, str]],
        done: Callable[[str], None],
    ) -> None:
        """Have one of some options (id, text) picked: by its digit, by moving to it, by typing part of it or initials.

        ``done`` gets the id; it is not called when the list was left.
        """

        items = [
            option if isinstance(option, PickerItem) else PickerItem(*option) for option in options
        ]
        self.choose_among(label, listing(items), done)

    def choose_among(
        self,
        label: str,
        matching: Callable[[str], Sequence[PickerItem]],
        done: Callable[[str], None],
    ) -> None:
        """As :meth:`choose`, of what ``matching`` finds for what is typed."""

        def picked(item: PickerItem | None) -> None:
            self.back_to_idle()
            if item is not None:
                done(item.id)

        nothing = self.catalog.text("screen.palette.nothing")
        Choice(self.modes, self.picker, label, matching, picked, nothing)

    def fill_in(
        self,
        title: str,
        fields: Sequence[FormField],
        keep: Callable[[Texts], Texts],
        done: Callable[[], None] | None = None,
        refresh: Callable[[Texts], Sequence[FormField]] | None = None,
    ) -> None:
        """Have a form filled in over the screen.

        ``keep`` is given key → text of the fields that can be filled in (a masked one only when it was typed over) and
        answers faults by key, "" for the form as a whole; with no fault it is on disk, the form closes and ``done`` is
        called. A refused operation (:class:`BranchkitError`) is shown as a fault of the whole. ``refresh`` works the
        fields out anew after every change; what was typed stays.
        """
        from branchkit.screens.forms import FormFilling

        FormFilling(self, title, fields, keep, done, refresh)

    def write(self, action: str, work: Callable[[UnitOfWork], object], reason: str = "") -> bool:
        """Do something in one unit of work in the user's name; False when it was refused, which has been said."""
        try:
            with self.context.here.store.begin(self.context.actor, action) as uow:
                work(uow)
                uow.commit(reason=reason)
        except BranchkitError as error:
            self.speak(self.catalog.error(error), Tone.ERROR)
            return False
        return True

    def record_unmasking(
        self, action: str, orgs: Iterable[str], fields: Iterable[str], where: str
    ) -> bool:
        """Write down that personal data is about to be shown in ``where``; False when it must not be, which has been said."""
        from branchkit.services.unmasking import record_unmasking

        names, now = list(fields), self.context.clock()

        def work(uow: UnitOfWork) -> None:
            for org in orgs:
                record_unmasking(uow, org, names, where, now)

        return self.write(action, work)

    # -- help and the list of everything ----------------------------------------------------------

    def show_report(
        self,
        title: str,
        lines: Sequence[str | ReportLine],
        *,
        keys: str = "",
        answers: Mapping[str, Callable[[], None]] | None = None,
    ) -> None:
        """Show a report over the screen until Esc; ``answers`` maps keys that close it to what they do, which ``keys`` tells."""
        self.say(keys or self.catalog.text("screen.paper.keys"), Tone.KEYS, right=title)
        Reading(self.modes, self.report, lines, self.back_to_idle, answers)

    def warn_of_keys(self) -> None:
        """Say what is wrong with the user's own keys, if anything is."""
        workspace = self.context.workspace
        plugins = [plugin.id for plugin in workspace.contributions.plugins] if workspace else []
        problems = key_problems(self.context.user_settings.keys, plugins)
        if problems:
            self.say(self.catalog.problem(problems[0]), Tone.ERROR)

    def back_to_idle(self) -> None:
        """The bottom line as it is between actions."""
        self.say_idle()

    def help_lines(self) -> list[str]:
        """The introduction, then a line for each action that has a key."""
        told = self.introduction()
        lines = [*wrap(told, self.size.width), ""] if told else []
        for action in sorted(self.keymap.actions, key=lambda a: place_of(a.does)):
            keys = pad(self.key_words.way_to(action), 15)
            lines.append(f"{keys} {self.action_title(action.id)}")
        return lines

    def keys_of(self, action: str) -> str:
        """The keys of an action as they are written on a keyboard."""
        return self.key_words.all_of(action)

    def acts_are_about(self) -> str:
        """What the acts behind ``.`` would be done with, in a word; empty where that is plain."""
        return ""

    def introduction(self) -> str:
        """What the screen is for, first thing under ``?``; empty where there is nothing to say."""
        return self.catalog.text(self.HELP) if self.HELP else ""

    def action_title(self, id: str) -> str:
        """An action's text; one of a plugin with whose it is."""
        theirs = self.plugin_actions.told(id) if self.plugin_actions else ""
        return theirs or self.catalog.text(f"action.{id}")
