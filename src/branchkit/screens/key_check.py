"""Whether the user's own keys can work; looked at when the first frame stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches

from branchkit.core.errors import Place, Problem
from branchkit.screens.actions.development import DEVELOPMENT
from branchkit.screens.actions.dues import DUES
from branchkit.screens.actions.everywhere import EVERYWHERE
from branchkit.screens.actions.home import HOME
from branchkit.screens.actions.importing import IMPORT
from branchkit.screens.actions.meetings import MEETINGS
from branchkit.screens.actions.members import MEMBERS
from branchkit.screens.actions.organizations import ORGANIZATIONS
from branchkit.screens.actions.plugins import PLUGINS
from branchkit.screens.actions.register import REGISTER
from branchkit.screens.actions.registers import REGISTERS
from branchkit.screens.actions.reports import REPORTS
from branchkit.screens.actions.roll_call import ROLL_CALL
from branchkit.screens.actions.scoring import SCORING
from branchkit.screens.actions.welcome import WELCOME

SCREENS = (
    HOME,
    SCORING,
    REGISTERS,
    REGISTER,
    MEMBERS,
    ORGANIZATIONS,
    DEVELOPMENT,
    MEETINGS,
    ROLL_CALL,
    DUES,
    REPORTS,
    PLUGINS,
    WELCOME,
    IMPORT,
)
KNOWN = tuple(dict.fromkeys(action.id for screen in (EVERYWHERE, *SCREENS) for action in screen))


def key_problems(
    rebound: Mapping[str, tuple[str, ...]], plugins: Collection[str] = ()
) -> list[Problem]:
    """What is wrong with the user's ``[keys]``: actions there are not, and keys that two actions of one screen want.

    Actions of ``plugins`` are not judged: they are known when their screens are opened.
    """
    problems = []
    for id in rebound:
        if id not in KNOWN and id.partition(".")[0] not in plugins:
            near = get_close_matches(id, KNOWN, 1, 0.0)[0]
            problems.append(
                Problem("keys.unknown", Place(key=f"keys.{id}"), params={"nearest": near})
            )
    for screen in SCREENS:
        owner: dict[str, str] = {}
        for action in (*screen, *EVERYWHERE):
            for key in rebound.get(action.id, action.keys):
                if owner.setdefault(key, action.id) != action.id:
                    place = Place(key=f"keys.{action.id}")
                    params: dict[str, object] = {"pressed": key, "other": owner[key]}
                    problems.append(Problem("keys.taken", place, params=params))
    return list({str(problem): problem for problem in problems}.values())
