"""Opens the screens of plugins: imported when somebody goes there, and refused in words when that fails."""

from __future__ import annotations

from branchkit.core.errors import BranchkitError, PluginError
from branchkit.plugin.contributions import PluginFailure
from branchkit.plugin.isolation import FailureLog
from branchkit.plugin.targets import load_target
from branchkit.screens.desk import Desk, Place
from branchkit.screens.plugin_screen import PluginScreen


def plugin_screen_for(desk: Desk, place: Place) -> PluginScreen:
    """The screen of a place that a plugin declares; KeyError when none does.

    Raises :class:`PluginError` ``target`` and ``screen``; the fault is kept as a failure as well.
    """
    contributions = desk.here.contributions
    spec = contributions.screens[place.id]
    made = load_target(contributions, "screens", spec)
    plugin = contributions.owners.get(("screens", place.id), place.id)
    log = FailureLog.of(contributions)
    if not (isinstance(made, type) and issubclass(made, PluginScreen)):
        message = f"{made!r}, {PluginScreen.__name__}"
        log.note(PluginFailure(plugin, "result", spec.id, spec.target, message))
        raise PluginError("screen", title=spec.title, place=spec.target, message=message)
    try:
        return made(desk, place)
    except BranchkitError:
        raise
    except (Exception, SystemExit) as error:
        failure = log.note_raised(plugin, "raised", spec.id, error)
        raise PluginError(
            "screen", title=spec.title, place=failure.place, message=failure.message
        ) from error
