"""Every action there is, a table for each screen, with what it means in the grammar of keys, which gives it its keys.

Help, the key line, the list behind ``.``, the one behind ``:`` and the user's ``[keys]`` all read from here. A name in the catalogs
goes with each: ``action.<id>``. A key is what Textual calls it (``f10``, ``ctrl+z``) or a single character; characters are compared after
NFKC, so that a full-width ``？`` is ``?``.
"""

from __future__ import annotations

from branchkit.core.values import frozen
from branchkit.screens.grammar import IDEAS, MORE, needs_list


@frozen
class Action:
    """Something the user can do."""

    id: str
    does: str | tuple[str, ...]
    """Its idea in the grammar of keys, which has the keys; or keys of its own: a free letter, a digit that stands on the screen."""
    listed: bool = False
    """Whether it stands in the list behind ``.`` although a key of its own would do."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys it has until somebody rebinds it."""
        if self.does == MORE:
            return ()
        return IDEAS[self.does] if isinstance(self.does, str) else self.does

    @property
    def in_list(self) -> bool:
        """Whether it stands in the list behind ``.``: all that has no key which an input method lets through."""
        return self.listed or needs_list(self.keys)


EVERYWHERE = (
    Action("app.palette", "palette"),
    Action("app.help", "help"),
    Action("app.more", IDEAS[MORE]),
    Action("app.back", "back"),
    Action("place.home", "home"),
    Action("app.manual", ()),
    Action("app.redraw", "redraw"),
    Action("app.theme", ()),
    Action("app.quit", "quit"),
)


MARKS = (
    Action("marks.toggle", "mark"),
    Action("marks.all", "mark-all"),
)
"""Of grids in which several rows are edited at once."""


LIST_ROWS = (
    Action("list.open", "only-open"),
    Action("list.copy", "copy"),
)
LISTS = (
    Action("list.sort", "sort"),
    Action("list.view", "view"),
    *LIST_ROWS,
)
"""Of grids that are lists; :data:`LIST_ROWS` where a screen sorts and chooses its rows in a way of its own."""


def with_lists(own: tuple[Action, ...], lists: tuple[Action, ...] = LISTS) -> tuple[Action, ...]:
    """A screen's actions with those of a list, as far as the screen has none of the same meaning."""
    ideas = {action.does for action in own}
    return (*own, *(action for action in lists if action.does not in ideas))


PERIODS = (
    Action("period.previous", "previous"),
    Action("period.next", "next"),
)


HOME: tuple[Action, ...] = (
    Action("home.open", "open"),
    Action("place.scoring", ("1",)),
    Action("place.members", ("2",)),
    Action("place.registers", ("3",)),
    Action("place.meetings", ("4",)),
    Action("place.dues", ("5",)),
    Action("place.development", ("6",)),
    Action("place.reports", ("7",)),
    Action("place.organizations", ("8",)),
    Action("home.sector", ("9",)),
    Action("place.rollup", ("0",)),
    Action("home.subtree", "subtree"),
    Action("home.up", MORE),
)


SCORING: tuple[Action, ...] = (
    Action("score.take", "take"),
    Action("score.column", "take-all"),
    Action("score.next", "next-open"),
    Action("score.repeat", "repeat"),
    Action("score.fill", "fill"),
    Action("score.note", "note"),
    Action("score.evidence", "details"),
    Action("score.undo", "undo"),
    Action("score.redo", "redo"),
    Action("score.extra", ("b",)),
    Action("score.veto", MORE),
    Action("score.earlier", MORE),
    Action("score.renew", MORE),
    Action("score.history", "history"),
    Action("score.rectify", MORE),
    Action("score.clear", "remove"),
    Action("score.find", "find"),
    *MARKS,
    Action("score.submit", "main"),
    *PERIODS,
)


REGISTERS: tuple[Action, ...] = (
    Action("registers.open", "open"),
    Action("registers.find", "find"),
    Action("registers.whole_set", "print"),
    Action("registers.import", "import"),
    Action("registers.subtree", "subtree"),
)


REGISTER: tuple[Action, ...] = (
    Action("record.edit", "open"),
    Action("record.add", "new"),
    Action("record.cell", "edit"),
    Action("record.copy", MORE),
    Action("record.remove", "remove"),
    Action("record.find", "find"),
    Action("record.filter", "view"),
    Action("record.sort", "sort"),
    Action("record.fill", "fill"),
    *MARKS,
    Action("record.undo", "undo"),
    Action("record.redo", "redo"),
    Action("record.history", "history"),
    Action("record.subtree", "subtree"),
    Action("record.export", "print"),
    Action("record.import", "import"),
    Action("record.unmask", "unmask"),
    *PERIODS,
)


MEMBERS: tuple[Action, ...] = (
    Action("members.open", "open"),
    Action("members.find", "find"),
    Action("members.edit", "edit"),
    *MARKS,
    Action("members.views", "view"),
    Action("members.sort", "sort"),
    Action("members.fill", "fill"),
    Action("members.add", "new"),
    Action("members.transfer", MORE),
    Action("members.reinstate", MORE),
    Action("members.record", MORE),
    Action("members.undo", "undo"),
    Action("members.redo", "redo"),
    Action("members.print", "print"),
    Action("members.remove", "remove"),
    Action("members.history", "history"),
    Action("members.unmask", "unmask"),
    Action("members.subtree", "subtree"),
    Action("place.import", "import"),
    Action("members.periods", MORE),
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
)


ORGANIZATIONS: tuple[Action, ...] = (
    Action("organizations.card", "open"),
    Action("organizations.work", ("w",)),
    Action("organizations.unfold", "unfold"),
    Action("organizations.fold", "fold"),
    Action("organizations.view", "view"),
    Action("organizations.find", "find"),
    Action("organizations.edit", "edit"),
    Action("organizations.check", "details"),
    Action("organizations.add", "new"),
    Action("organizations.move", MORE),
    Action("organizations.merge", MORE),
    Action("organizations.history", "history"),
    Action("organizations.undo", "undo"),
    Action("organizations.redo", "redo"),
    Action("organizations.dissolve", "remove"),
    Action("organizations.import", "import"),
    Action("organizations.unmask", "unmask"),
)


DEVELOPMENT: tuple[Action, ...] = (
    Action("case.enter", "open"),
    Action("case.step", "take"),
    Action("case.add", "new"),
    Action("case.person", "edit"),
    Action("case.papers", MORE),
    Action("case.refuse", MORE),
    Action("case.repeat", MORE),
    Action("case.extend", MORE),
    Action("case.postpone", MORE),
    Action("case.leave", MORE),
    Action("case.cancel", MORE),
    Action("case.resume", MORE),
    Action("case.undo", "undo"),
    Action("case.redo", "redo"),
    Action("case.reminders", "print"),
    Action("case.find", "find"),
    Action("case.everybody", ("0",)),
    Action("case.applicants", ("1",)),
    Action("case.activists", ("2",)),
    Action("case.prospects", ("3",)),
    Action("case.probationary", ("4",)),
    Action("case.ended", ("5",)),
    Action("case.log", "history"),
    Action("case.unmask", "unmask"),
    Action("case.subtree", "subtree"),
)
"""Digits filter the board by stage, in the order of the stages."""


MEETINGS: tuple[Action, ...] = (
    Action("meeting.open", "open"),
    Action("meeting.add", "new"),
    Action("meeting.register", "details"),
    *PERIODS,
)


ROLL_CALL: tuple[Action, ...] = (
    Action("roll.present", ("1",)),
    Action("roll.leave", ("2",)),
    Action("roll.absent", ("3",)),
    Action("roll.rest", "take-all"),
    Action("roll.find", "find"),
    Action("roll.edit", "edit"),
    Action("roll.vote", "new"),
    *MARKS,
    Action("roll.undo", "undo"),
    Action("roll.redo", "redo"),
)


DUES: tuple[Action, ...] = (
    Action("dues.take", "take"),
    Action("dues.column", "take-all"),
    Action("dues.next", "next-open"),
    Action("dues.base", MORE),
    Action("dues.bill", MORE),
    Action("dues.months", MORE),
    Action("dues.day", MORE),
    Action("dues.gift", MORE),
    Action("dues.account", MORE),
    Action("dues.fill", "fill"),
    Action("dues.edit", "edit"),
    Action("dues.undo", "undo"),
    Action("dues.redo", "redo"),
    Action("dues.find", "find"),
    *MARKS,
    Action("dues.correct", "remove"),
    Action("dues.hand_up", "main"),
    Action("dues.print", "print"),
    Action("dues.unmask", "unmask"),
    *PERIODS,
)


REPORTS = (
    Action("report.notice", ("1",)),
    Action("report.sheet", ("2",)),
    Action("report.ranking", ("3",)),
    Action("report.plugin", ("4",)),
    Action("report.movement", ("5",)),
    Action("report.rating", ("6",)),
    Action("report.review", ("7",)),
    Action("report.subtree", "subtree"),
    Action("report.save", "print"),
    Action("report.several", "mark"),
    Action("report.more", MORE),
    Action("report.unmask", "unmask"),
    *PERIODS,
)


IMPORT = (
    # Letters, digits and signs begin the name of a file.
    Action("import.choose", "edit"),
    Action("import.confirm", "open"),
    Action("import.write", "main"),
    Action("import.register", "view"),
    Action("import.template", "print"),
    Action("import.format", MORE),
)


PLUGINS = (
    Action("plugins.read", "open"),
    Action("plugins.switch", MORE),
    Action("plugins.set", "edit"),
    Action("plugins.find", "find"),
)


UNDOING = (
    Action("undo.open", "open"),
    Action("undo.take", "undo"),
)


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
