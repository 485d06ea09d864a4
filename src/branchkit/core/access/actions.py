"""Which right each action wants: the one way from what a unit of work is begun for to the table of rights.

Every document that is put is asked for with the organisation that it belongs to, so the action says which right, the document where.
"""

from __future__ import annotations

from collections.abc import Mapping

from branchkit.core.access.roles import Operation

PLUGIN = "plugin."
"""What the actions of plugins begin with, before the name of ours that they are like."""

Wanted = frozenset[Operation]
"""Rights of which one is enough."""

_SCORE: Wanted = frozenset({Operation.SCORE})
_REVIEW: Wanted = frozenset({Operation.REVIEW})
_CONFIRM: Wanted = frozenset({Operation.CONFIRM})
_REOPEN: Wanted = frozenset({Operation.REOPEN})
_UNMASK: Wanted = frozenset({Operation.UNMASK})
_IMPORT: Wanted = frozenset({Operation.IMPORT})
_ADMINISTER: Wanted = frozenset({Operation.ADMINISTER})
_EITHER = _SCORE | _ADMINISTER
"""What a branch does with its own and an administrator with several: who belongs where, and what an organisation is."""

ACTIONS: Mapping[str, Wanted] = {
    "score.": _SCORE,
    "sheet.open": _SCORE,
    "sheet.follow": _SCORE,
    "sheet.submit": _SCORE,
    "sheet.withdraw": _SCORE,
    "sheet.return": _REVIEW,
    "sheet.review": _REVIEW,
    "sheet.confirm": _CONFIRM,
    "sheet.publicise": _CONFIRM,
    "sheet.seal": _CONFIRM,
    "sheet.reopen": _REOPEN,
    "sheet.unconfirm": _REOPEN,
    "review.": _REVIEW,
    "review.settle": _CONFIRM,
    "review.confirm": _CONFIRM,
    "rating.": _REVIEW | _CONFIRM,
    "rating.decide": _CONFIRM,
    "rating.seal": _CONFIRM,
    "rating.reopen": _REOPEN,
    "rectification.": _SCORE | _REVIEW,
    "record.": _SCORE,
    "record.import": _IMPORT,
    "record.unmask": _UNMASK,
    "member.": _SCORE,
    "member.import": _IMPORT,
    "member.move": _EITHER,
    "member.undo": _EITHER,
    "member.redo": _EITHER,
    "members.unmask": _UNMASK,
    "case.": _SCORE,
    "case.import": _IMPORT,
    "case.unmask": _UNMASK,
    "meeting.": _SCORE,
    "dues.": _SCORE,
    "dues.unmask": _UNMASK,
    "paper.number": _SCORE,
    "report.unmask": _UNMASK,
    "export.unmask": _UNMASK,
    "fill.unmask": _UNMASK,
    "organization.": _EITHER,
    "organization.import": _IMPORT | _EITHER,
    "organization.unmask": _UNMASK,
    "plugin.reshape": _ADMINISTER,
    "plugin.undo": _EITHER,
    "plugin.redo": _EITHER,
    "access.": _ADMINISTER,
    "workspace.create": _ADMINISTER,
    "demo.": _ADMINISTER,
}
"""Action, or what it begins with up to the full stop → the right that it wants. The whole name goes before its beginning."""


def wanted_for(action: str) -> Wanted | None:
    """The rights of which an action wants one; None for an action that nobody knows."""
    if (found := ACTIONS.get(action)) is not None:
        return found
    if action.startswith(PLUGIN):
        return wanted_for(action.removeprefix(PLUGIN))
    return ACTIONS.get(action.partition(".")[0] + ".")
