"""The public base of plugins' screens: a grid screen with a workspace to look at and its own keys and words.

What a plugin's code raises ends its screen and nothing else: the fault is kept as a failure and shown with its place, and Esc
leads home; a cell that cannot be made is empty. A refused change (:class:`~branchkit.core.errors.BranchkitError`) is no fault, it is said in the bottom line.

::

    class VisitsScreen(PluginScreen):
        PLUGIN_ACTIONS = (PluginAction("county.add", idea="new", title=TEXTS.local("visits.add")),)
        HELP_TEXT = TEXTS.local("visits.help")

        KEYS_TEXT = TEXTS.local("visits.keys")
        detail_height = 4

        def __init__(self, context: Context, place: Place) -> None:
            super().__init__(context, place)
            self.make_grid(VisitsSource(self.view, self.language))

        def show_title(self) -> None:
            self.set_title(TEXTS.text(self.language, "visits.title"), self.view.today.isoformat())

        def detail_lines(self, width: int) -> Sequence[Line]:
            ...

        def perform(self, action: str) -> None:
            match action:
                case "county.add":
                    ...
                case _:
                    super().perform(action)
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.compose import compose
from textual.screen import Screen
from textual.widget import Widget

from branchkit.core.errors import BranchkitError
from branchkit.core.registers.register import Record
from branchkit.core.texts import NO_TEXT, LocalText
from branchkit.plugin.contributions import PluginFailure
from branchkit.plugin.isolation import FailureLog, Watched, lines_of, load_target, refused
from branchkit.plugin.workspace_view import WorkspaceActions, WorkspaceView
from branchkit.screens.actions import LISTS, MARKS, with_lists
from branchkit.screens.context import Context, Place
from branchkit.screens.grid_screen import GridScreen
from branchkit.screens.guests import Covered, is_claimed
from branchkit.screens.keymap import key_label
from branchkit.screens.modes import Reading
from branchkit.screens.own_actions import PluginAction, Taken, note_taken, on_own_screen
from branchkit.screens.sheets import rules_of
from branchkit.screens.trail import Stand
from branchkit.screens.watched_source import WatchedSource
from branchkit.services.plugins.workspace_changes import StoreActions
from branchkit.services.scoring.workspace_view import StoreView
from branchkit.widgets.grid import Grid
from branchkit.widgets.prompt import Prompt
from branchkit.widgets.report_view import Lines
from branchkit.widgets.theme import Tone

F = TypeVar("F", bound=Callable[..., Any])
_ASKED = frozenset({"take_key", "take_paste"})
"""What a plugin may override that answers whether something was used up; the rest is told things and answers nothing."""
_CALLED = ("on_", "_on_", "action_", "key_", "watch_")
"""How the names of methods begin that Textual calls by itself."""
_MARGIN = 4


class PluginScreen(GridScreen):
    """A plugin's screen of 80×24 or more; made by the program with its context and the place."""

    # Whatever its body is, or where it has none, what is said stands in the last line.
    DEFAULT_CSS = (
        "PluginScreen { overflow: hidden hidden; } PluginScreen > Prompt { dock: bottom; }"
    )
    may_end_session = False
    AUTO_FOCUS = "*"
    """Which widget has the keyboard first, as a selector of TCSS, where there is no grid: the first that can."""

    PLUGIN_ACTIONS: ClassVar[tuple[PluginAction, ...]] = ()
    """What can be done here besides what is everywhere, and what every list can: sort, show a part, copy."""
    KEYS_TAKEN: ClassVar[Taken] = ()
    """Those that are not bound since they mean something else in the program."""
    HELP_TEXT: ClassVar[LocalText] = NO_TEXT
    """The screen's own introduction, first thing under ``?``."""
    KEYS_TEXT: ClassVar[LocalText] = NO_TEXT
    """What the bottom line shows when there is nothing to say: the keys that matter most."""

    def __init_subclass__(cls, **options: Any) -> None:
        """Lay the keys together, and watch over what Textual calls by itself."""
        super().__init_subclass__(**options)
        if "compose" in vars(cls):
            raise TypeError(f"{cls.__name__}.compose: title and bottom line are here, write body()")
        own, cls.KEYS_TAKEN = on_own_screen(cls.__name__, cls.PLUGIN_ACTIONS)
        # Without keys of their own rows cannot be marked.
        marks = () if cls.row_key is GridScreen.row_key else MARKS
        cls.ACTIONS = with_lists(own, (*marks, *LISTS))
        for name, member in list(vars(cls).items()):
            if _is_called(name, member):
                setattr(cls, name, _watched(name, member))

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context)
        workspace = context.here
        self.place = place
        """Why it was opened: the member, record or organisation to stand on."""
        self.view: WorkspaceView = StoreView(
            workspace.store,
            workspace.contributions,
            node=context.node,
            today=self.today,
        )
        """What can be read, personal data masked."""
        self.actions: WorkspaceActions = StoreActions(
            workspace.store, workspace.contributions, context.actor, context.clock
        )
        """What can be changed, in the user's name."""
        contributions = workspace.contributions
        self._plugin = contributions.owners.get(("screens", place.id), place.id)
        self._failures = FailureLog.of(contributions)
        note_taken(contributions, self._plugin, place.id, self.KEYS_TAKEN)
        self._broken = False
        self._covered = Covered()

    def read_rules(self) -> None:
        """Make one ``CSS`` of ``CSS`` and ``CSS_PATH``; raises SyntaxError with file and line."""
        if self.CSS or self.css_path:
            self.__dict__["CSS"] = rules_of(self, self.app.get_css_variables())
            self.css_path = []

    def on_mount(self) -> None:
        """A screen without a grid begins like one that has it."""
        self.screen_layout_refresh_signal.subscribe(self, self._make_room, immediate=True)
        if self._grid is None:
            with self.watched("on_mount"):
                self.begin()

    @property
    def broken(self) -> bool:
        """Whether its code has failed: all that is left to do is to leave."""
        return self._broken

    @property
    def language(self) -> str:
        """``zh_CN`` or ``en``, for :meth:`~branchkit.plugin.manifests.PluginTexts.text`."""
        return self.catalog.language

    def fill_in_row(
        self,
        register: str,
        values: Mapping[str, object] | None = None,
        *,
        id: str = "",
        org: str = "",
        columns: Sequence[str] = (),
        title: str = "",
        done: Callable[[Record], None] | None = None,
    ) -> None:
        """Have a row of a register filled in over the screen: a new one, or with ``id`` one that is there.

        ``values`` are column → value in JSON's types: all of a row that is there, and what a new one begins with besides its
        declared defaults. ``org`` is the organisation worked at unless told otherwise; of ``columns``, all where none are named,
        those are asked for that apply to what has been filled in. What is wrong is shown at its field; with nothing wrong the row is
        on disk, the form closes, and ``done`` is given the row. It can be taken back by ``actions.undo``.
        """
        from branchkit.screens.row_form import RowForm

        row = Record(id, register, org or self.view.node, dict(values or {}))
        form = RowForm(self.view, self.actions, self.catalog, row, columns)

        def kept() -> None:
            if done is not None and form.kept is not None:
                done(form.kept)

        name = title or self.catalog.local(self.view.registers[register].title)
        self.fill_in(name, form.fields(), form.keep, kept, form.fields)

    # -- words ------------------------------------------------------------------------------------

    def action_title(self, id: str) -> str:
        """An action's text: the plugin's own ones bring theirs."""
        for action in self.PLUGIN_ACTIONS:
            if action.id == id:
                return self.catalog.local(action.title)
        return super().action_title(id)

    def help_lines(self) -> list[str]:
        """As on every screen, then the bindings that say what they do."""
        told = (bound.binding for bound in self.active_bindings.values() if bound.enabled)
        return super().help_lines() + [
            f"  {key_label(binding.key):<14} {binding.description}"
            for binding in told
            if binding.show and binding.description
        ]

    def introduction(self) -> str:
        """The plugin's own words."""
        return self.catalog.local(self.HELP_TEXT)

    def idle_line(self) -> str:
        """The plugin's own words."""
        return self.catalog.local(self.KEYS_TEXT)

    # -- the plugin's code, watched over --------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """As every screen; a body that cannot be made is left out."""
        yield self.title_line
        parts: list[Widget] = []
        with self.watched("body"):
            parts = compose(self, iter(self.body()))
        self._watch_over(part for part in parts if isinstance(part, Grid))
        yield from parts
        yield self.prompt
        yield self.picker
        yield self.report

    def stand(self) -> Stand:
        """As on every screen."""
        with self.watched("stand"):
            return super().stand()
        return Stand()

    def take_key(self, key: str, character: str | None) -> bool:
        """Modes, then the plugin's actions, then the grid that has the focus: what a move of its cursor calls is the
        plugin's code, too."""
        if self._leads_on(key):
            self.focus_next() if key == "tab" else self.focus_previous()
            return True
        with self.watched("take_key"):
            if super().take_key(key, character):
                self._watch_over(self.query(Grid))
                return True
            return isinstance(self.focused, Grid) and self.focused.press_key(key, character)
        return True

    def _leads_on(self, key: str) -> bool:
        """Whether Tab goes from a grid in which nothing is typed to the next widget."""
        grid = self.focused
        if key not in ("tab", "shift+tab") or not isinstance(grid, Grid) or self.modes.active:
            return False
        return not grid.is_edited and len(self.focus_chain) > 1

    def looks_first(self, key: str, character: str | None) -> bool:
        """A key that goes to a widget of Textual's: modes have all of them, actions those that it does not claim."""
        guest = self.focused
        if guest is None or isinstance(guest, Grid):
            return False
        if not self.modes.active:
            self.hush()
            if is_claimed(self, key, character):
                return False
        return self.take_key(key, character)

    def pastes_first(self, text: str) -> bool:
        """Pasted text that would go to a widget of Textual's belongs to the mode that has the keyboard."""
        return self.modes.active and not isinstance(self.focused, Grid) and self.take_paste(text)

    def _make_room(self, _screen: Screen[Any]) -> None:
        """A list or a paper may lie over widgets of Textual's now, or no more."""
        above = [child for child in self.children if child.styles.layer == "overlay"]
        ours = (Grid, Lines, Prompt)
        guests = [c for c in self.children if not isinstance(c, ours) and c not in above]
        self._covered.make_room(guests, [widget for widget in above if widget.display])

    def take_paste(self, text: str) -> bool:
        """Into whatever has the keyboard."""
        with self.watched("take_paste"):
            return super().take_paste(text)
        return True

    def watched(self, where: str) -> AbstractContextManager[None]:
        """Run the plugin's code: a refusal is said, a fault ends the screen."""
        return self._ended_by_fault(self._failures.guarded, where)

    def _watched_cell(self, where: str) -> AbstractContextManager[None]:
        """The same without looking at the process afterwards, which would cost more than the cells of a frame."""
        return self._ended_by_fault(self._failures.caught_in_time, where)

    @contextmanager
    def _ended_by_fault(
        self, how: Callable[..., AbstractContextManager[Watched]], where: str
    ) -> Iterator[None]:
        name = f"{type(self).__name__}.{where}"
        try:
            with how(self._plugin, "raised", name, passing=(BranchkitError,)) as watched:
                yield
        except BranchkitError as error:
            self.speak(self.catalog.error(error), Tone.ERROR)
            return
        if watched.failure is not None:
            self._break(watched.failure)

    def _watch_over(self, grids: Iterable[Grid]) -> None:
        """Cells are drawn later, when nobody of ours is on the stack; an action may have set another source."""
        for grid in grids:
            if not isinstance(grid.source, WatchedSource):
                grid.set_source(WatchedSource(grid.source, self._watched_cell))

    def words_of_crash(self, error: Exception) -> str:
        """Whose screen it was, and where in its files: what no handler of ours was on the stack for (workers, timers, parts
        of its own) ends the screen by this way."""
        failure = self._failures.note_raised(self._plugin, "raised", type(self).__name__, error)
        return self.catalog.text(
            "screen.plugin.crash",
            plugin=self._plugin,
            kind=type(error).__name__,
            place=Path(failure.place).name,
        )

    def _break(self, failure: PluginFailure) -> None:
        if self._broken:
            return
        self._broken = True
        lines = lines_of(failure, self.catalog, max(40, self.app.size.width - _MARGIN))
        # The screen may not stand yet, and the paper is part of it.
        self.call_later(self._tell_failure, lines)

    def _tell_failure(self, lines: list[str]) -> None:
        spec = self.context.here.contributions.screens.get(self.place.id)
        title = self.catalog.local(spec.title) if spec else self._plugin
        self.set_title(self.catalog.text("screen.plugin.broken_title", title=title))
        self.say(self.catalog.text("screen.plugin.broken_keys"))
        home = functools.partial(self.go, Place("home"))
        Reading(self.modes, self.report, ["", *(f"  {line}" for line in lines)], home)


def _is_called(name: str, member: object) -> bool:
    """Whether Textual, or our base, calls a method; what is awaited fails later, and is caught where Textual brings it."""
    if not callable(member) or iscoroutinefunction(member):
        return False
    return name.startswith(_CALLED) or name in (*_ASKED, "painted")


def _watched(name: str, method: F) -> F:
    """A handler whose faults end its screen only."""

    @functools.wraps(method)
    def run(self: PluginScreen, *arguments: Any, **named: Any) -> Any:
        over = self.broken or self.has_left
        if over and name not in _ASKED:
            return None
        with self.watched(name):
            return method(self, *arguments, **named)
        return True if name in _ASKED else None

    return run  # type: ignore[return-value]


def plugin_screen_for(context: Context, place: Place) -> PluginScreen:
    """The screen of a place that a plugin declares; KeyError when none does.

    Raises :class:`PluginError` ``target`` and ``screen``; the fault is kept as a failure as well.
    """
    contributions = context.here.contributions
    spec = contributions.screens[place.id]
    made = load_target(contributions, "screens", spec)
    plugin = contributions.owners.get(("screens", place.id), place.id)
    log = FailureLog.of(contributions)
    if not (isinstance(made, type) and issubclass(made, PluginScreen)):
        message = f"{made!r}, {PluginScreen.__name__}"
        log.note(fault := PluginFailure(plugin, "result", spec.id, spec.target, message))
        raise refused("screen", spec, fault)
    with log.guarded(plugin, "raised", spec.id, passing=(BranchkitError,)) as watched:
        screen = made(context, place)
        screen.read_rules()
        return screen
    failure = watched.failure
    assert failure is not None  # Or it would have been made.
    raise refused("screen", spec, failure)
