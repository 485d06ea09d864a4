"""Duties that a plugin works out in Python: what its hook returns, and what its function is given."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from branchkit.core.texts import LocalText
from branchkit.core.values import frozen

if TYPE_CHECKING:
    from branchkit.plugin.workspace_view import WorkspaceView


@frozen
class DutySpec:
    """A source of duties. ``target`` is ``pkg.module:function``, imported when somebody looks at what is due.

    The function takes a :class:`DutyView` and returns any number of :class:`~branchkit.core.duties.Duty`, each with its
    ``text`` and the organisation that was asked for.
    """

    id: str
    """Begins with the plugin's own: ``rural.idle-stretches``."""
    title: LocalText
    """What it looks after, for the line that says that it failed."""
    target: str


@frozen
class DutyView:
    """For what duties are worked out. It can only be read, and personal data in it is masked."""

    workspace: WorkspaceView
    """What can be read, personal data masked."""
    org: str
    """The organisation that is asked for; one below the organisation worked at is asked for by itself."""
    today: date
    """The day for which is asked."""
