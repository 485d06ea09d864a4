"""The way through the first month of a new branch: who is there, what they pay, what was held, what it scores, handed up.

Worked out of what is kept, like a duty. It goes away with the first sheet that is handed up: whoever has come so far knows the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from branchkit.core.dates import Period
from branchkit.core.duties import Opening
from branchkit.core.organizations.organization import OrganizationKind
from branchkit.core.ports import Bounds
from branchkit.core.scoring.sheets import SheetKey, SheetState
from branchkit.core.values import frozen
from branchkit.services.dues.records import BASES
from branchkit.services.duties.scene import DutyScene
from branchkit.services.duties.scoring import scored_subjects
from branchkit.services.registers.reading import kind_of
from branchkit.services.roster import MEMBER
from branchkit.services.scoring.sheets import SHEET, default_scheme_id, read_organization, read_roll

_MEETINGS = "book.meeting"
_WITH_MEMBERS = (OrganizationKind.BRANCH, OrganizationKind.GROUP)


class Stage(StrEnum):
    """What the steps are about, in their order: each gives something to those after it."""

    ROSTER = "roster"
    DUES = "dues"
    MEETING = "meeting"
    SCORES = "scores"
    HAND_UP = "hand-up"


@frozen
class FirstStep:
    """One step: its text is ``first.<stage>`` with ``params``, what it gives is ``first.gives.<stage>``."""

    stage: Stage
    done: bool
    opens: Opening
    params: Mapping[str, object] = field(default_factory=dict)


def first_steps(scene: DutyScene) -> tuple[FirstStep, ...]:
    """The steps of a branch that has not handed anything up yet; none for all others, which costs one query."""
    reader, org = scene.reader, scene.org
    states = reader.project(org, SHEET, "", ("state",))
    if any(state != SheetState.DRAFT for _id, state in states):
        return ()
    whose = read_organization(reader, org)
    if whose.kind not in _WITH_MEMBERS:
        return ()
    month = Period.containing(scene.today)
    scheme = default_scheme_id(scene.contributions, whose.sector)
    key = SheetKey(scheme, org, month)
    members = {id for id, gone in reader.project(org, MEMBER, "", ("removed",)) if not gone}
    based = {row.body.get("values", {}).get("member") for row in reader.scan(org, kind_of(BASES))}
    without = len(members - based)
    bounds = Bounds("on", month.first_day.isoformat(), month.last_day.isoformat())
    rows = reader.project(org, kind_of(_MEETINGS), "", ("removed",), bounds=bounds)
    held = sum(1 for _id, removed in rows if not removed)
    asked = len(read_roll(reader, key)) or len(members)
    scored = scored_subjects(reader, key)
    at = str(month)
    sheet = Opening("scoring", scheme=scheme, period=at)
    count = {"count": len(members)}
    return (
        FirstStep(Stage.ROSTER, bool(members), Opening("members"), count),
        FirstStep(
            Stage.DUES,
            bool(members) and not without,
            Opening("dues", period=at),
            {"without": without, **count},
        ),
        FirstStep(Stage.MEETING, bool(held), Opening("meetings", period=at), {"held": held}),
        FirstStep(Stage.SCORES, 0 < asked <= scored, sheet, {"done": scored, "wanted": asked}),
        FirstStep(Stage.HAND_UP, False, sheet),
    )
