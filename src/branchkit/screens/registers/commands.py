"""What the keys of a register do, one entry for each action."""

from __future__ import annotations

from collections.abc import Callable

from branchkit.screens.desk import Place
from branchkit.screens.registers.editing import RowEditing
from branchkit.screens.registers.looking import RowLooking
from branchkit.screens.registers.selecting import RowSelecting
from branchkit.screens.registers.view import RegisterView


class RegisterCommands:
    """The actions of :data:`branchkit.screens.actions.register.REGISTER`."""

    def __init__(self, screen: RegisterView) -> None:
        self.editing = RowEditing(screen)
        self.selecting = RowSelecting(screen)
        looking = RowLooking(screen)
        self._actions: dict[str, Callable[[], None]] = {
            "record.add": self.editing.add,
            "record.edit": self.editing.edit,
            "record.cell": self.editing.edit_cell,
            "record.copy": self.editing.copy,
            "record.remove": self.editing.remove,
            "record.find": self.selecting.find,
            "record.filter": self.selecting.choose_filter,
            "record.sort": self.selecting.sort,
            "record.gone": self.selecting.show_gone,
            "record.undo": lambda: screen.show_outcome(screen.session.undo()),
            "record.redo": lambda: screen.show_outcome(screen.session.redo()),
            "record.history": looking.show_history,
            "record.unmask": looking.ask_unmask,
            "record.export": looking.choose_format,
            "record.import": lambda: screen.go(Place("import", register=screen.board.register.id)),
            "record.subtree": lambda: screen.open_at(subtree=len(screen.board.orgs) == 1),
            "period.previous": lambda: self.selecting.turn_period(-1),
            "period.next": lambda: self.selecting.turn_period(1),
            "place.registers": lambda: screen.go(
                Place("registers", register=screen.board.register.id)
            ),
        }

    def perform(self, action: str) -> bool:
        """Do an action of a register; False when it is none."""
        if action not in self._actions:
            return False
        self._actions[action]()
        return True
