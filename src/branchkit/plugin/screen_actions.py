"""What a plugin's actions on the program's own screens are declared with, and what they are given when somebody does one."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from branchkit.core.texts import LocalText
from branchkit.core.values import frozen

if TYPE_CHECKING:
    from branchkit.core.dates import Period
    from branchkit.plugin.workspace_view import WorkspaceActions, WorkspaceView


class ActionScreen(StrEnum):
    """The screens on which an action can have a key."""

    HOME = "home"
    SCORING = "scoring"
    MEMBERS = "members"
    """The roster."""
    REGISTERS = "registers"
    """The list of all registers."""
    REGISTER = "register"
    """The rows of one register."""


class ActionAbout(StrEnum):
    """What an action is done with."""

    NOTHING = "nothing"
    """It can be done everywhere."""
    MEMBER = "member"
    """The member under the cursor, or the marked ones: on the roster, in a sheet of members, in a register whose rows are members."""
    RECORD = "record"
    """The row of a register."""
    CELL = "cell"
    """A subject and a criterion of a sheet."""


@frozen
class ActionSpec:
    """An action. It stands in the list behind ``:`` wherever what it is about is at hand, and on ``screens`` has its key."""

    id: str
    """Begins with the plugin's own: ``county.again``. The user's ``[keys]`` names it by this."""
    title: LocalText
    target: str
    """``pkg.module:function``, imported when the action is done. It takes an :class:`ActionScene` and returns an
    :class:`~branchkit.plugin.answers.Answer`, one of its parts, or None."""
    screens: tuple[ActionScreen, ...] = ()
    """Where it has its key and stands in the help; empty: it is in the list only."""
    key: str = ""
    """A letter, a sign or ``ctrl+`` and a letter that means nothing in the program (``docs/keys.md``) and does nothing else on these
    screens; one that is taken is not bound, which is told as a failure. Digits, point, minus and what moves the cursor are the grid's
    own. What has no key stands in the list behind ``.`` where what it is about is at hand."""
    about: ActionAbout = ActionAbout.NOTHING
    """What it is done with."""
    registers: tuple[str, ...] = ()
    """For ``RECORD``: of which registers; empty: of every one."""
    idea: str = ""
    """What it means in the program's grammar of keys, ``new`` say, instead of a ``key``: it has those keys of it that are free there."""


@frozen
class ActionTarget:
    """One member, record or cell."""

    org: str
    """Whose roll, register or sheet it is in."""
    id: str
    """The member's, the record's or the sheet's subject's."""
    criterion: str = ""
    """Of a cell."""


@frozen
class ActionScene:
    """For what an action is done."""

    workspace: WorkspaceView
    """Personal data is masked."""
    actions: WorkspaceActions
    """Each change is one transaction in the user's name, taken back by *Take back what a plugin did* in the list behind ``:``."""
    org: str
    """The organisation worked at."""
    language: str
    """``zh_CN`` or ``en``."""
    screen: str = ""
    """An :class:`ActionScreen`; empty on other screens."""
    targets: tuple[ActionTarget, ...] = ()
    """What it is done with, at least one unless it is about nothing."""
    register: str = ""
    """Of records, and on the list of registers that under the cursor."""
    scheme: str = ""
    """Of a sheet, and its ``period``."""
    period: Period | None = None
    """Of the sheet; None where there is none."""
