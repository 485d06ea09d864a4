"""The list behind ``:``: every action and every place; actions of which nobody remembers the key come first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from branchkit.i18n.catalog import Catalog
from branchkit.screens.actions import Action
from branchkit.screens.context import PlaceEntry
from branchkit.widgets.picker import PickerItem


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
            items[action.listed].append(item)
    here = [item for item in of_plugins if item.id in bound]
    elsewhere = [item for item in of_plugins if item.id not in bound]
    return [*items[True], *here, *items[False], *elsewhere]


def places_listed(places: Mapping[str, PlaceEntry], catalog: Catalog) -> list[PickerItem]:
    """Where one can go, by the ids under which they are picked."""
    at_right = catalog.text("screen.palette.place")
    return [
        PickerItem(id, catalog.local(entry.title), at_right, entry.title.en)
        for id, entry in places.items()
    ]
