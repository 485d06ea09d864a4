"""Duties of the development of members: steps that have a last day or are ready, half-yearly looks, probations that end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from branchkit.core.dates import add_months
from branchkit.core.development.cases import Case, CaseState
from branchkit.core.development.standing import standing
from branchkit.core.duties import Duty, Opening
from branchkit.services.development.cases import case_refs, read_cases, routes_of
from branchkit.services.development.words import Reminder, ReminderKind, reminders_of
from branchkit.services.duties.scene import DutyScene
from branchkit.services.roster import members_by_id

AHEAD = {
    ReminderKind.STEP: 2,
    ReminderKind.LOOK: 1,
    ReminderKind.PROBATION: 3,
    ReminderKind.POSTPONED: 3,
}
"""Kind → for so many months ahead it is named. Of what has no day only the next step is, once it may be taken."""


def duties(scene: DutyScene) -> Iterator[Duty]:
    """What is due with every case that goes on."""
    running = [r for r in case_refs(scene.reader, [scene.org]) if r.state is CaseState.RUNNING]
    if not running:
        return
    routes = routes_of(scene.contributions.rule_packs)
    cases = list(read_cases(scene.reader, running))
    for case in _with_whoever_is_here(scene, cases):
        stands = standing(case, routes, scene.today)
        for reminder in reminders_of(stands):
            if _is_near(reminder, scene.today):
                yield _duty(reminder, scene.org)


def _with_whoever_is_here(scene: DutyScene, cases: list[Case]) -> list[Case]:
    """Without the cases of members who have left the roll: earlier versions let such a case run on."""
    named = [(case.org, case.member) for case in cases if case.member]
    gone = {m.id for m in members_by_id(scene.reader, named) if m.removed}
    return [case for case in cases if case.member not in gone]


def _is_near(reminder: Reminder, today: date) -> bool:
    if reminder.kind is ReminderKind.POSSIBLE:
        following = reminder.case.next
        return following is not None and following.step is reminder.step
    ahead = AHEAD.get(reminder.kind)
    if ahead is None or reminder.due_on is None:
        return False
    return reminder.due_on <= add_months(today, ahead)


def _duty(reminder: Reminder, org: str) -> Duty:
    case = reminder.case.case
    return Duty(
        code=f"case_{reminder.kind}",
        org=org,
        opens=Opening("development", subject=case.id),
        due_on=reminder.due_on,
        rule=reminder.rule,
        params={
            "name": case.person.name,
            "step": reminder.step.title if reminder.step else "",
            "last": reminder.since.isoformat() if reminder.since else "",
            "end": reminder.due_on.isoformat() if reminder.due_on else "",
        },
    )
