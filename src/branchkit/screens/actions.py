"""Every action there is, a table for each screen, with the keys it has until somebody rebinds it.

Help, the list behind ``:`` and the user's ``[keys]`` all read from here. A name in the catalogs goes with each:
``action.<id>``. A key is what Textual calls it (``f10``, ``ctrl+z``) or a single character; characters are compared after NFKC,
so that a full-width ``？`` is ``?``.

An input method left on swallows letters before they arrive. So every action also has a key that no input method takes: a
function key, ``=``, ``*``, ``/``, a digit; or, for the seldom ones, a digit in the list that F9 opens.
"""

from __future__ import annotations

from branchkit.core.values import frozen
from branchkit.screens.grammar import IDEAS


@frozen
class Action:
    """Something the user can do."""

    id: str
    does: str | tuple[str, ...]
    """Its idea in the grammar of keys, which has the keys; or keys of its own."""
    listed: bool = False
    """Whether it comes first, with a digit, in the list behind F9."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys it has until somebody rebinds it."""
        return IDEAS[self.does] if isinstance(self.does, str) else self.does


EVERYWHERE = (
    Action("app.palette", (":", "f9")),
    Action("app.help", ("?", "f1")),
    Action("app.back", "back"),
    Action("app.manual", ()),
    Action("app.redraw", ("ctrl+l",), listed=True),
    Action("app.theme", ("ctrl+t",)),
    Action("app.quit", ("ctrl+q", "ctrl+c")),
)


MARKS = (
    Action("marks.toggle", ("space",)),
    Action("marks.all", ("ctrl+a",)),
)
"""Of grids in which several rows are edited at once."""


LIST_ROWS = (
    Action("list.open", ("o", "ctrl+o")),
    Action("list.copy", ("c", "ctrl+k")),
)
LISTS = (
    Action("list.sort", ("s", "f4")),
    Action("list.view", ("v", "f3")),
    *LIST_ROWS,
)
"""Of grids that are lists; :data:`LIST_ROWS` where a screen sorts and chooses its rows in a way of its own."""


def with_lists(own: tuple[Action, ...], lists: tuple[Action, ...] = LISTS) -> tuple[Action, ...]:
    """A screen's actions with those of a list, which have the keys that the screen leaves them.

    Where those are letters only, an input method would swallow them: then it is listed.
    """
    taken = {key for action in own for key in action.keys}
    left = {action.id: tuple(k for k in action.keys if k not in taken) for action in lists}
    letters = {id for id, keys in left.items() if all(len(k) == 1 and k.isalpha() for k in keys)}
    return (*own, *(Action(id, keys, listed=id in letters) for id, keys in left.items()))


HOME: tuple[Action, ...] = (
    Action("place.scoring", ("1", "f10")),
    Action("place.members", ("2",)),
    Action("place.registers", ("3",)),
    Action("place.meetings", ("4",)),
    Action("place.dues", ("5",)),
    Action("place.development", ("6",)),
    Action("place.reports", ("7",)),
    Action("place.organizations", ("8",)),
    Action("home.sector", ("9",)),
    Action("home.open", ("enter", "=")),
    Action("home.subtree", ("t", "f3"), listed=True),
    Action("home.up", ("backspace",), listed=True),
)


SCORING: tuple[Action, ...] = (
    Action("score.take", ("=",)),
    Action("score.column", ("*",)),
    Action("score.next", ("g", "ctrl+g")),
    Action("score.repeat", ("r", "ctrl+r")),
    Action("score.fill", ("f", "f5")),
    Action("score.note", ("n", "f2")),
    Action("score.evidence", ("e", "f6")),
    Action("score.undo", ("u", "f7", "ctrl+z")),
    Action("score.redo", ("U", "ctrl+y"), listed=True),
    Action("score.extra", ("b", "f8")),
    Action("score.veto", ("v",), listed=True),
    Action("score.earlier", ("l",), listed=True),
    Action("score.clear", ("delete",), listed=True),
    Action("score.renew", ("w",), listed=True),
    Action("score.find", ("/",)),
    *MARKS,
    Action("score.submit", ("f10",)),
    Action("period.previous", ("[",), listed=True),
    Action("period.next", ("]",), listed=True),
    Action("place.home", ("h", "f12")),
)


REGISTERS: tuple[Action, ...] = (
    Action("registers.open", ("enter", "=")),
    Action("registers.find", ("/",)),
    Action("registers.whole_set", ("p", "f10")),
    Action("registers.import", ("i", "f6"), listed=True),
    Action("registers.subtree", ("t", "f8"), listed=True),
)


REGISTER: tuple[Action, ...] = (
    Action("record.add", ("=", "a")),
    Action("record.edit", ("enter", "e")),
    Action("record.cell", ("f2",)),
    Action("record.copy", ("c", "f5")),
    Action("record.remove", ("delete", "d"), listed=True),
    Action("record.find", ("/",)),
    Action("record.filter", ("f", "f3")),
    Action("record.sort", ("s", "f4")),
    Action("record.fill", ("ctrl+d",)),
    *MARKS,
    Action("record.undo", ("u", "f7", "ctrl+z")),
    Action("record.redo", ("U", "ctrl+y"), listed=True),
    Action("record.history", ("h", "f6")),
    Action("record.subtree", ("t", "f8")),
    Action("record.export", ("p", "f10")),
    Action("record.import", ("i",), listed=True),
    Action("record.gone", ("x",), listed=True),
    Action("record.unmask", ("m",), listed=True),
    Action("period.previous", ("[",), listed=True),
    Action("period.next", ("]",), listed=True),
)


MEMBERS: tuple[Action, ...] = (
    Action("members.open", ("enter", "=")),
    Action("members.find", ("/",)),
    Action("members.edit", ("e", "f2")),
    *MARKS,
    Action("members.views", ("v", "f3")),
    Action("members.sort", ("s", "f4")),
    Action("members.fill", ("f", "ctrl+d")),
    Action("members.add", ("a", "f5")),
    Action("members.transfer", ("t", "f6")),
    Action("members.undo", ("u", "f7", "ctrl+z")),
    Action("members.print", ("p", "f8")),
    Action("members.remove", ("delete",), listed=True),
    Action("members.reinstate", ("r",), listed=True),
    Action("members.record", ("n",), listed=True),
    Action("members.history", ("h",), listed=True),
    Action("members.unmask", ("m",), listed=True),
    Action("members.subtree", ("b",), listed=True),
    Action("place.import", ("i",), listed=True),
    Action("members.redo", ("U", "ctrl+y"), listed=True),
    Action("members.view.all", ("1",)),
    Action("members.view.full", ("2",)),
    Action("members.view.probationary", ("3",)),
    Action("members.view.office", ("4",)),
    Action("members.view.without-office", ("5",)),
    Action("members.view.mobile", ("6",)),
    Action("members.view.lost", ("7",)),
    Action("members.view.women", ("8",)),
    Action("members.view.under-35", ("9",)),
    Action("members.view.removed", ("0",)),
    Action("place.home", ("f10",)),
)


ORGANIZATIONS: tuple[Action, ...] = (
    Action("organizations.card", ("enter",)),
    Action("organizations.work", ("=", "w")),
    Action("organizations.unfold", ("right",)),
    Action("organizations.fold", ("left",)),
    Action("organizations.fold_all", ("*",)),
    Action("organizations.find", ("/",)),
    Action("organizations.edit", ("e", "f2")),
    Action("organizations.check", ("c", "f3")),
    Action("organizations.add", ("a", "f5")),
    Action("organizations.move", ("t", "f6")),
    Action("organizations.undo", ("u", "f7", "ctrl+z")),
    Action("organizations.merge", ("g", "f8")),
    Action("organizations.dissolve", ("delete",), listed=True),
    Action("organizations.import", ("i",), listed=True),
    Action("organizations.dissolved", ("x",), listed=True),
    Action("organizations.unmask", ("m",), listed=True),
    Action("organizations.redo", ("U", "ctrl+y"), listed=True),
    Action("place.home", ("f10",)),
)


DEVELOPMENT: tuple[Action, ...] = (
    Action("case.enter", ("enter",)),
    Action("case.step", ("s", "f2", "=")),
    Action("case.add", ("a", "f3")),
    Action("case.refuse", ("x", "f4")),
    Action("case.repeat", ("b", "f5")),
    Action("case.extend", ("e", "f6")),
    Action("case.undo", ("u", "f7", "ctrl+z")),
    Action("case.papers", ("p", "f8")),
    Action("case.reminders", ("r", "*")),
    Action("case.find", ("/",)),
    Action("case.everybody", ("0",)),
    Action("case.applicants", ("1",)),
    Action("case.activists", ("2",)),
    Action("case.prospects", ("3",)),
    Action("case.probationary", ("4",)),
    Action("case.ended", ("5",)),
    Action("case.person", ("i",), listed=True),
    Action("case.log", ("h",), listed=True),
    Action("case.postpone", ("d",), listed=True),
    Action("case.cancel", ("c",), listed=True),
    Action("case.leave", ("l",), listed=True),
    Action("case.resume", ("o",), listed=True),
    Action("case.redo", ("U", "ctrl+y"), listed=True),
    Action("case.unmask", ("m",), listed=True),
    Action("case.subtree", ("t",), listed=True),
    Action("place.home", ("f10",)),
)
"""Digits filter the board by stage, in the order of the stages."""


MEETINGS: tuple[Action, ...] = (
    Action("meeting.open", ("enter", "=")),
    Action("meeting.add", ("a", "f2")),
    Action("meeting.register", ("o", "f3")),
    Action("period.previous", ("[",), listed=True),
    Action("period.next", ("]",), listed=True),
    Action("place.home", ("f10",)),
)


ROLL_CALL: tuple[Action, ...] = (
    Action("roll.present", ("1",)),
    Action("roll.leave", ("2",)),
    Action("roll.absent", ("3", "0")),
    Action("roll.rest", ("*",)),
    Action("roll.find", ("/",)),
    Action("roll.edit", ("e", "f4")),
    Action("roll.vote", ("v", "f5")),
    *MARKS,
    Action("roll.undo", ("u", "f7", "ctrl+z")),
    Action("roll.redo", ("U", "ctrl+y"), listed=True),
)


DUES: tuple[Action, ...] = (
    Action("dues.take", ("=",)),
    Action("dues.column", ("*",)),
    Action("dues.next", ("g", "ctrl+g")),
    Action("dues.bill", ("b", "f2")),
    Action("dues.base", ("i", "ctrl+b")),
    Action("dues.months", ("c", "f5")),
    Action("dues.fill", ("f", "ctrl+d")),
    Action("dues.edit", ("e", "f6")),
    Action("dues.undo", ("u", "f7", "ctrl+z")),
    Action("dues.redo", ("U", "ctrl+y"), listed=True),
    Action("dues.day", ("d", "f8")),
    Action("dues.find", ("/",)),
    *MARKS,
    Action("dues.correct", ("delete",), listed=True),
    Action("dues.gift", ("l",), listed=True),
    Action("dues.account", ("a",), listed=True),
    Action("dues.hand_up", ("h",), listed=True),
    Action("dues.print", ("p", "f10")),
    Action("dues.unmask", ("m",), listed=True),
    Action("period.previous", ("[",), listed=True),
    Action("period.next", ("]",), listed=True),
)


REPORTS = (
    Action("report.notice", ("1",)),
    Action("report.sheet", ("2",)),
    Action("report.ranking", ("3",)),
    Action("report.plugin", ("4",)),
    Action("report.subtree", ("t", "f8")),
    Action("report.save", ("s", "f2")),
    Action("report.several", ("space",), listed=True),
    Action("report.more", (".", "f11"), listed=True),
    Action("report.unmask", ("m", "f3"), listed=True),
    Action("period.previous", ("[",), listed=True),
    Action("period.next", ("]",), listed=True),
)


IMPORT = (
    # Letters, digits and signs begin the name of a file.
    Action("import.choose", ("f2",)),
    Action("import.write", ("enter", "f10")),
    Action("import.register", ("f3",)),
    Action("import.template", ("f8",)),
    Action("import.format", ("f11",)),
    Action("place.home", ("f12",)),
)


PLUGINS = (
    Action("plugins.read", ("enter", "=")),
    Action("plugins.switch", ("space", "f2")),
    Action("plugins.set", ("e", "f4")),
    Action("plugins.find", ("/",)),
    Action("place.home", ("f10",)),
)


UNDOING = (
    Action("undo.take", ("enter", "u", "f7", "ctrl+z")),
    Action("place.home", ("h", "f12")),
)


PLUGIN = (*LISTS, Action("place.home", ("f10",)))


WELCOME = (
    Action("welcome.demo", ("1",)),
    Action("welcome.county", ("6",)),
    Action("welcome.make", ("2",)),
    Action("welcome.open", ("3",)),
    Action("place.import", ("4",)),
    Action("place.scoring", ("5",)),
)


SCORING = with_lists(SCORING)
REGISTER = with_lists(REGISTER, LIST_ROWS)
MEMBERS = with_lists(MEMBERS, LIST_ROWS)
ORGANIZATIONS = with_lists(ORGANIZATIONS, (*MARKS, *LISTS))
DEVELOPMENT = with_lists(DEVELOPMENT, (*MARKS, *LISTS))
MEETINGS = with_lists(MEETINGS)
ROLL_CALL = with_lists(ROLL_CALL)
DUES = with_lists(DUES)
