"""The lists behind ``:`` and ``.``. The first has every action and every place once; what is typed also finds people, registers, organisations and settings.

What only finding needs is read when the first letter is typed, once for as long as the list is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from branchkit.i18n.catalog import DEFAULT_LANGUAGE, LANGUAGES, Catalog
from branchkit.screens.actions import EVERYWHERE, Action
from branchkit.screens.context import ActionsHere, Context, Place, PlaceEntry
from branchkit.screens.keymap import Keymap
from branchkit.screens.modes import NUMBERED, found_in
from branchkit.widgets.picker import PickerItem
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.services.members.finding import People

PLACE = "place."
_LAST = ":"
"""Sorts behind every digit."""
_EVERYWHERE = frozenset(action.id for action in EVERYWHERE)
MOST_PEOPLE = 20
"""So many people are offered; whoever has more to choose from types another letter."""


class PaletteHost(Protocol):
    """What the list needs of the screen that it stands on."""

    context: Context
    catalog: Catalog
    keymap: Keymap
    plugin_actions: ActionsHere | None

    def action_title(self, id: str) -> str:
        """An action's text."""

    def keys_of(self, action: str) -> str:
        """The keys of an action as they are written on a keyboard."""

    def do(self, action: str) -> None:
        """Do an action."""

    def go(self, place: Place) -> None:
        """Leave for another place."""

    def speak(self, text: str, tone: Tone) -> None:
        """Say something until the next key."""

    def acts_are_about(self) -> str:
        """What the acts behind ``.`` would be done with, in a word."""

    def choose(
        self, label: str, options: Iterable[PickerItem], done: Callable[[str], None]
    ) -> None:
        """Have one of some options picked."""

    def choose_among(
        self,
        label: str,
        matching: Callable[[str], Sequence[PickerItem]],
        done: Callable[[str], None],
    ) -> None:
        """Have one of those picked that match what is typed."""


def offer_everything(screen: PaletteHost) -> None:
    """Let an action or a place be picked, or what is found by typing."""
    palette = Palette(screen)
    screen.choose_among(": ", palette.matching, palette.picked)


def offer_acts(screen: PaletteHost) -> None:
    """Let something be picked that is done seldom, with the row under the cursor or the marked ones; where there is nothing, that is said."""
    text = screen.catalog.text
    theirs = list(screen.plugin_actions.items()) if screen.plugin_actions else []
    acts = acts_listed(screen.keymap.actions, screen.action_title, screen.keys_of, theirs)
    if not acts:
        screen.speak(text("screen.more.none"), Tone.ERROR)
        return
    about = screen.acts_are_about()
    label = text("screen.more.about" if about else "screen.more", about=about)
    screen.choose(label, acts, screen.do)


class Palette:
    """One opening of the list on one screen."""

    def __init__(self, screen: PaletteHost) -> None:
        self._screen = screen
        self._catalog = screen.catalog
        self._goals: dict[str, tuple[str, Place]] = {}
        """Item's id → where it leads: the organisation, empty for the one worked at, and the place."""
        self._people: People | None = None
        self._more: list[PickerItem] | None = None
        self._others: Catalog | None = None
        theirs = list(screen.plugin_actions.items()) if screen.plugin_actions else []
        actions = actions_listed(screen.keymap.actions, screen.action_title, screen.keys_of, theirs)
        here = {item.id for item in actions}
        places = [e for e in screen.context.places() if not _is_reached(e.place, here)]
        self._items = [*actions, *self._places(places)]
        self._digits = _digits(self._items, screen)
        self._items.sort(key=lambda item: self._digits.get(item.id, _LAST))

    def matching(self, typed: str) -> list[PickerItem]:
        """The items for what was typed; for nothing all actions and places, those with a digit that a digit picks."""
        if not typed.strip():
            return [
                replace(item, text=f"{self._digits.get(item.id, ' ')} {item.text}")
                for item in self._items
            ]
        asked = (
            [self._with_other_names(item) for item in self._items]
            if typed.isascii()
            else self._items
        )
        found = [
            *found_in(asked, typed),
            *self._found_people(typed),
            *found_in(self._read_more(), typed),
        ]
        return [replace(item, text=f"  {item.text}") for item in found]

    def picked(self, id: str) -> None:
        """Go there, or do it."""
        if id not in self._goals:
            self._screen.do(id)
            return
        node, place = self._goals[id]
        if node and node != self._screen.context.node:
            self._screen.context.work_at(node)
        self._screen.go(place)

    # -- what is found by typing ----------------------------------------------------------------------

    def _places(self, entries: Iterable[PlaceEntry]) -> Iterator[PickerItem]:
        for number, entry in enumerate(entries):
            title = self._catalog.local(entry.title)
            yield self._goal(
                f"{PLACE}{number}", title, "screen.palette.place", entry.place, also=entry.title.en
            )

    def _goal(
        self, id: str, text: str, kind: str, place: Place, node: str = "", also: str = ""
    ) -> PickerItem:
        self._goals[id] = node, place
        return PickerItem(id, text, self._catalog.text(kind), also)

    def _with_other_names(self, item: PickerItem) -> PickerItem:
        """Found by what an action is called in the other language, too."""
        if item.id in self._goals:
            return item
        if self._others is None:
            language = self._catalog.language
            other = next((known for known in LANGUAGES if known != language), DEFAULT_LANGUAGE)
            self._others = Catalog.load(other)
        key = f"action.{item.id}"
        other_name = self._others.text(key) if self._others.has(key) else ""
        return replace(item, also=f"{item.also} {other_name}")

    def _read_more(self) -> list[PickerItem]:
        """Registers, organisations below the one worked at, and settings of plugins."""
        context = self._screen.context
        if self._more is None and context.workspace is None:
            self._more = []
        if self._more is None:
            from branchkit.services.organizations.organizations import read_tree

            contributions, local = context.here.contributions, self._catalog.local
            self._more = [
                self._goal(
                    f"register {r.id}",
                    local(r.title),
                    "screen.palette.register",
                    Place("register", register=r.id),
                    also=f"{r.title.en} {r.id}",
                )
                for r in contributions.registers.values()
            ]
            tree = read_tree(context.here.store)
            self._more += (
                self._goal(
                    f"org {o.id}",
                    o.name,
                    "screen.palette.organization",
                    Place("home"),
                    o.id,
                    o.code,
                )
                for o in tree.subtree(context.here.organization)
                if not o.dissolved
            )
            self._more += (
                self._goal(
                    f"setting {plugin.id} {s.id}",
                    local(s.title),
                    "screen.palette.setting",
                    Place("plugins", subject=plugin.id),
                    also=s.title.en,
                )
                for plugin in contributions.plugins
                for s in plugin.settings
            )
        return self._more

    def _found_people(self, typed: str) -> Iterator[PickerItem]:
        context = self._screen.context
        if context.workspace is None:
            return
        if self._people is None:
            from branchkit.services.members.finding import People
            from branchkit.services.organizations.organizations import read_tree

            store = context.here.store
            below = read_tree(store).subtree(context.node)
            self._people = People(store, [o for o in below if o.kind.has_roll])
        for org, id, name, branch in self._people.find(typed, MOST_PEOPLE):
            place = Place("members", subject=id, opened=True)
            yield self._goal(
                f"person {org} {id}",
                f"{name}  {branch}".rstrip(),
                "screen.palette.person",
                place,
                org,
            )


def actions_listed(
    actions: Iterable[Action],
    title: Callable[[str], str],
    keys: Callable[[str], str],
    of_plugins: Sequence[PickerItem],
) -> list[PickerItem]:
    """What is listed, then what plugins can do here, then the rest. ``title`` and ``keys`` tell those of an action."""
    theirs = {item.id for item in of_plugins}
    bound: set[str] = set()
    items: dict[bool, list[PickerItem]] = {True: [], False: []}
    for action in actions:
        if action.id in theirs:
            bound.add(action.id)
        elif action.id != "app.palette":
            also = action.id.replace(".", " ")
            item = PickerItem(action.id, title(action.id), keys(action.id), also)
            items[action.in_list].append(item)
    here = [item for item in of_plugins if item.id in bound]
    elsewhere = [item for item in of_plugins if item.id not in bound]
    return [*items[True], *here, *items[False], *elsewhere]


def acts_listed(
    actions: Iterable[Action],
    title: Callable[[str], str],
    keys: Callable[[str], str],
    of_plugins: Sequence[PickerItem],
) -> list[PickerItem]:
    """What is done seldom or has a letter only, then what plugins can do here."""
    left_out = {item.id for item in of_plugins} | _EVERYWHERE
    ours = [
        PickerItem(action.id, title(action.id), keys(action.id), action.id.replace(".", " "))
        for action in actions
        if action.in_list and action.id not in left_out
    ]
    return [*ours, *of_plugins]


def _is_reached(place: Place, actions: Iterable[str]) -> bool:
    """Whether one of the screen's own actions goes there already: each thing stands in the list once."""
    return place == Place(place.id) and f"{PLACE}{place.id}" in actions


def _digits(items: Sequence[PickerItem], screen: PaletteHost) -> Mapping[str, str]:
    """Which digit picks which item: the one that is its key on the screen; those that are left go to the first items."""
    own = {item.id: key for item in items for key in screen.keymap.keys(item.id) if key.isdecimal()}
    free = (str(n) for n in range(1, NUMBERED + 1) if str(n) not in own.values())
    rest = (item.id for item in items if item.id not in own)
    return {**own, **dict(zip(rest, free, strict=False))}
