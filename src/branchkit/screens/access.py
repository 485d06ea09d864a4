"""Which right a key of a screen wants, so that it says why it does nothing before anybody has filled in a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from branchkit.core.access.asking import guard_of, may
from branchkit.core.access.roles import Operation
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.core.access.rights import Rights
    from branchkit.i18n.catalog import Catalog
    from branchkit.screens.context import Context

_ROOMS: Mapping[Operation, Mapping[str, str]] = {
    Operation.SCORE: {
        "score": "take column repeat fill note undo redo extra veto renew clear submit",
        "record": "edit add cell copy remove fill undo redo",
        "members": "edit fill add transfer reinstate undo redo remove",
        "case": "step add person papers refuse repeat extend postpone leave cancel resume",
        "meeting": "add",
        "roll": "present leave absent rest edit vote undo redo",
        "dues": "take column base bill day gift fill edit correct hand_up",
    },
    Operation.REVIEW: {
        "review": "agree sample terms extend take take_column shift remark own return draw undo redo finish"
    },
    Operation.CONFIRM: {"review": "confirm", "rating": "decide take take_all"},
    Operation.ADMINISTER: {"organizations": "add move merge dissolve"},
    Operation.IMPORT: {"record": "import", "registers": "import", "import": "write"},
    Operation.EXPORT: {"record": "export", "registers": "whole_set", "report": "save several"},
    Operation.UNMASK: {"record": "unmask", "members": "unmask", "case": "unmask", "dues": "unmask"},
}
WANTED: Mapping[str, Operation] = {
    f"{room}.{name}": operation
    for operation, rooms in _ROOMS.items()
    for room, names in rooms.items()
    for name in names.split()
}
"""Action of a screen → the right that it wants; of the others the store itself says when they are done."""


def lacking(context: Context, action: str) -> Operation | None:
    """The right that an action wants and that the user has neither where they work nor below; None: they may."""
    guard = guard_of(context.workspace.store) if context.workspace else None
    wanted = WANTED.get(action)
    if guard is None or wanted is None or _may_within(guard.rights, wanted, context.node):
        return None
    return wanted


class Speaking(Protocol):
    """A screen, as far as it says something."""

    context: Context
    catalog: Catalog

    def speak(self, text: str, tone: Tone = ...) -> None:
        """Say it."""


def tells_lacking(screen: Speaking, action: str) -> bool:
    """Say which right an action wants that the user lacks; False where nothing lacks."""
    operation = lacking(screen.context, action)
    if operation is not None:
        text = screen.catalog.text("screen.access.lacking", operation=str(operation))
        screen.speak(text, Tone.ERROR)
    return operation is not None


def tells_unseen(screen: Speaking, org: str) -> bool:
    """Say that an organisation is not the user's to look into; False where it is."""
    workspace = screen.context.workspace
    if workspace is None or may(workspace.store, Operation.READ, org):
        return False
    text = screen.catalog.text("screen.access.lacking", operation=str(Operation.READ))
    screen.speak(text, Tone.ERROR)
    return True


def _may_within(rights: Rights, operation: Operation, node: str) -> bool:
    if rights.may(operation, node):
        return True
    if not rights.may_anywhere(operation) or node not in rights.tree:
        return False
    return any(rights.may(operation, o.id) for o in rights.tree.subtree(node))
