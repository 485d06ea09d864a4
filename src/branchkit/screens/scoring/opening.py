"""The scoring screen as it is opened: which sheet is meant, its board, its session, and who is asked for proposals."""

from __future__ import annotations

from branchkit.bootstrap import Workspace
from branchkit.core.dates import Period, PeriodKind
from branchkit.core.scoring.schemes import SubjectKind
from branchkit.screens.context import Context, Place
from branchkit.screens.scoring.resume import ResumeFile
from branchkit.screens.scoring.screen import ScoringScreen
from branchkit.services.roster import each_member
from branchkit.services.scoring.board import SheetBoard
from branchkit.services.scoring.session import ScoringSession
from branchkit.services.scoring.sheets import default_scheme_id, read_organization, sheet_key
from branchkit.services.scoring.suggested import LateProposals, Proposals


def open_sheet_screen(context: Context, workspace: Workspace, place: Place) -> ScoringScreen:
    """The sheet that ``place`` names; of what it leaves open the usual scheme and the period of today."""
    schemes = workspace.contributions.schemes
    scheme_id = place.scheme or default_scheme_id(
        workspace.contributions, _sector(context, workspace)
    )
    kind = schemes[scheme_id].period if scheme_id in schemes else PeriodKind.MONTH
    period = place.period or Period.containing(context.clock().date(), kind)
    key = sheet_key(schemes, scheme_id, context.node, period)
    if workspace.plugin_process is not None:
        workspace.plugin_process.ask_anew()
    store = workspace.store
    board = SheetBoard.opened(store, context.actor, schemes, key)
    proposals = LateProposals(lambda: _proposals(workspace, board))
    session = ScoringSession(store, board, proposals, context.actor, context.clock)
    return ScoringScreen(context, session, ResumeFile(workspace.directory, context.actor.name))


def _sector(context: Context, workspace: Workspace) -> str:
    """That of the organisation worked at: a workspace may hold several sectors."""
    return read_organization(workspace.store, context.node).sector or workspace.sector


def _proposals(workspace: Workspace, board: SheetBoard) -> Proposals:
    """Imported here, after the first frame."""
    from branchkit.services.plugins.asking import metrics_asked_of
    from branchkit.services.scoring.proposals import proposals_for

    of_members = board.scheme.subject is SubjectKind.MEMBER
    return proposals_for(
        workspace.store,
        workspace.contributions,
        board.scheme,
        board.key.org,
        board.key.period,
        each_member(workspace.store, board.key.org) if of_members else (),
        metrics_asked_of(workspace.plugin_process, workspace.contributions),
    )
