"""Keys in words: as the user's language calls them, on the key line, in help and in lists."""

from __future__ import annotations

from branchkit.i18n.catalog import Catalog
from branchkit.screens.actions import Action
from branchkit.screens.keymap import Keymap, key_label

_NAMED = {
    "enter": "key.enter",
    "space": "key.space",
    "left": "key.left",
    "right": "key.right",
}
"""Keys that each language calls by a name of its own, with that name in the catalogs."""


class KeyWords:
    """The keys of one screen."""

    def __init__(self, keymap: Keymap, catalog: Catalog) -> None:
        self._keymap, self._catalog = keymap, catalog

    def name(self, key: str) -> str:
        """A key."""
        return self._catalog.text(_NAMED[key]) if key in _NAMED else key_label(key)

    def all_of(self, action: str) -> str:
        """The keys of an action; empty where it has none."""
        return " ".join(self.name(key) for key in self._keymap.keys(action))

    def first_of(self, action: str) -> str:
        """The key by which an action is told shortest."""
        return next((self.name(key) for key in self._keymap.keys(action)), "")

    def way_to(self, action: Action) -> str:
        """Its keys, else the one of the list in which it stands."""
        the_list = "app.palette" if action.id.startswith("app.") else "app.more"
        return self.all_of(action.id) or self.first_of(the_list)

    def line(self, key: str) -> str:
        """A text of the catalog that names keys by their ideas (``{find}找人``), those of free letters by the last word of their
        action."""
        named = {
            action.does if isinstance(action.does, str) else action.id.rpartition(".")[2]: keys[0]
            for action in self._keymap.actions
            if (keys := self._keymap.keys(action.id))
        }
        named["more"] = next(iter(self._keymap.keys("app.more")), "")
        shown = {name.replace("-", "_"): self.name(key) for name, key in named.items()}
        return self._catalog.text(key, **shown)
