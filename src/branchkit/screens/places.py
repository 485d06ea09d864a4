"""Where every place is: the screens by the id of their place, imported when opened, so that a start pays for one only."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from branchkit.core.scoring.schemes import SubjectKind
from branchkit.core.texts import LocalText
from branchkit.screens.context import Context, Place, PlaceEntry
from branchkit.services.roster import has_roster

if TYPE_CHECKING:
    from branchkit.bootstrap import Workspace

SCREENS: Mapping[str, str] = {
    "home": "branchkit.screens.home:HomeScreen",
    "registers": "branchkit.screens.registers.index:RegistersScreen",
    "register": "branchkit.screens.registers.screen:RegisterScreen",
    "members": "branchkit.screens.members.screen:MembersScreen",
    "organizations": "branchkit.screens.organizations.screen:OrganizationsScreen",
    "development": "branchkit.screens.development.screen:DevelopmentScreen",
    "meetings": "branchkit.screens.meetings.screen:MeetingsScreen",
    "roll-call": "branchkit.screens.meetings.roll_call:RollCallScreen",
    "dues": "branchkit.screens.dues.screen:DuesScreen",
    "rating": "branchkit.screens.rating.screen:RatingScreen",
    "reports": "branchkit.screens.reports.screen:ReportsScreen",
    "rollup": "branchkit.screens.rollup.screen:RollupScreen",
    "rectification": "branchkit.screens.rating.rectification_screen:RectificationScreen",
    "plugins": "branchkit.screens.plugins:PluginsScreen",
    "review": "branchkit.screens.review.queue:QueueScreen",
    "review-sheet": "branchkit.screens.review.sheet:ReviewSheetScreen",
    "undoing": "branchkit.screens.undoing:UndoingScreen",
    "import": "branchkit.screens.importing.screen:ImportScreen",
    "welcome": "branchkit.screens.welcome:WelcomeScreen",
}
"""Place → ``module:class``; every class is made with a context and the place. The scoring screen needs more: ``screens/scoring/opening``."""

LISTED: tuple[tuple[str, LocalText], ...] = (
    ("home", LocalText("首页", "Home")),
    ("members", LocalText("花名册", "Roster")),
    ("registers", LocalText("台账", "Registers")),
    ("meetings", LocalText("三会一课", "Meetings")),
    ("dues", LocalText("党费", "Dues")),
    ("development", LocalText("发展党员", "Development of members")),
    ("organizations", LocalText("党组织", "Organisations")),
    ("review", LocalText("审核", "Review")),
    ("rating", LocalText("评定", "Rating")),
    ("reports", LocalText("报表", "Reports")),
    ("rollup", LocalText("考核汇总", "Levels below at a glance")),
    ("rectification", LocalText("整改清单", "Rectification")),
    ("plugins", LocalText("插件", "Plugins")),
    ("undoing", LocalText("撤销记录", "What I did, and undo")),
    ("import", LocalText("导入表格", "Import a workbook")),
    ("welcome", LocalText("工作区", "Workspaces")),
)
"""What the list behind ``:`` offers, in its order."""


def screen_for(context: Context, place: Place) -> Screen[None]:
    """The screen of a place; KeyError when there is none."""
    module, _, name = SCREENS[place.id].partition(":")
    made: Any = getattr(import_module(module), name)
    screen: Screen[None] = made(context, place)
    return screen


def places_at(workspace: Workspace | None, node: str) -> list[PlaceEntry]:
    """Where one can go: sheets, the screens of plugins that serve a sector of ``node`` or below it, and ours."""
    places = [PlaceEntry(Place(id), title) for id, title in LISTED]
    if workspace is None:
        return places[-1:]
    from branchkit.services.plugins.offers import schemes_for, screens_for, sectors_at

    store, contributions = workspace.store, workspace.contributions
    schemes = schemes_for(store, contributions, node)
    sheets = [PlaceEntry(Place("scoring", scheme.id), scheme.title) for scheme in schemes]
    offered = screens_for(contributions, sectors_at(store, node))
    return [*sheets, *(PlaceEntry(Place(spec.id), spec.title) for spec in offered), *places]


def has_subjects(workspace: Workspace, node: str, scheme: str) -> bool:
    """Whether there is anybody to score: a committee is judged itself, and has no members of its own."""
    schemes = workspace.contributions.schemes
    if scheme in schemes and schemes[scheme].subject is SubjectKind.ORGANIZATION:
        return True
    return has_roster(workspace.store, node)


def is_in_use(workspace: Workspace, node: str) -> bool:
    """Whether there is anything to look at: members here, or organisations below."""
    several = len(list(workspace.store.project("", "organization", "", (), limit=2))) > 1
    return several or has_roster(workspace.store, node)
