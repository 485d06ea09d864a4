"""Duties of the level above: sheets of those directly below that wait for their review, and those that are overdue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from branchkit.core.dates import Period
from branchkit.core.duties import Duty, Opening
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.review.terms import Timeliness, handed_up_on
from branchkit.core.rulepacks import Citation
from branchkit.core.scoring.schemes import Scheme
from branchkit.core.scoring.sheets import Sheet, SheetKey, SheetState
from branchkit.services.duties.scene import DutyScene
from branchkit.services.organizations.organizations import ORGANIZATION, read_line
from branchkit.services.scoring.levels import is_for
from branchkit.services.scoring.sheets import default_scheme_id, read_organization, read_sheets
from branchkit.services.scoring.terms import TermsOfTree

_KINDS = ("member-month", "branch-quarter", "branch-year")
NAMED = 3


def duties(scene: DutyScene) -> Iterator[Duty]:
    """Of this period and the one before, for whoever has organisations with a roll below."""
    below = _below(scene)
    if not below:
        return
    line = read_line(scene.reader, scene.org)
    tree = OrganizationTree([*line.all(), *below])
    for kind in _KINDS:
        schemes = _schemes(scene, kind, below)
        if not schemes:
            continue
        usual = next(iter(schemes.values()))
        period = Period.containing(scene.today, usual.period)
        for wanted in (period.previous, period):
            yield from _of(scene, tree, schemes, SheetKey(kind, scene.org, wanted))


def _below(scene: DutyScene) -> list[Organization]:
    """Those directly below that can have a roll; a branch has groups only, which costs it one look."""
    kind = read_organization(scene.reader, scene.org).kind
    if not OrganizationKind.BRANCH.may_stand_under(kind):
        return []
    rows = scene.reader.project("", ORGANIZATION, "", ("parent", "dissolved"))
    ids = [id for id, parent, dissolved in rows if parent == scene.org and not dissolved]
    found = scene.reader.get_many(("", ORGANIZATION, id) for id in ids)
    organizations = [Organization.from_body(key[2], d.body) for key, d in found.items()]
    return [o for o in organizations if o.kind.has_roll]


def _schemes(scene: DutyScene, kind: str, below: Sequence[Organization]) -> dict[str, Scheme]:
    """By organisation the scheme that it hands up sheets of."""
    known = scene.contributions.schemes
    ids = {o.id: default_scheme_id(scene.contributions, o.sector, kind) for o in below}
    meant = ((o, known.get(ids[o.id])) for o in below)
    return {o.id: scheme for o, scheme in meant if scheme is not None and is_for(scheme, o)}


def _of(
    scene: DutyScene, tree: OrganizationTree, schemes: Mapping[str, Scheme], at: SheetKey
) -> Iterator[Duty]:
    """Of one kind, named by ``at``, in one period."""
    keys = [SheetKey(scheme.id, org, at.period) for org, scheme in schemes.items()]
    sheets: dict[str, Sheet] = {k.org: s for k, s in read_sheets(scene.reader, keys).items()}
    terms = TermsOfTree(scene.reader, tree, at.scheme, at.period)
    waiting = [org for org, sheet in sheets.items() if sheet.state is SheetState.SUBMITTED]
    late, last = [], None
    for org, scheme in schemes.items():
        sheet, held = sheets.get(org), terms.of(org, scheme)
        handed_up = handed_up_on(sheet.passages) if sheet else None
        if held.timeliness(handed_up, scene.today) is Timeliness.OVERDUE:
            late.append(tree.name(org))
            last = max(filter(None, (last, held.last_day)), default=None)
    rule = Citation(next(iter(schemes.values())).title)
    opens = Opening("review", scheme=at.scheme, period=str(at.period))
    if waiting:
        told: dict[str, object] = {"period": at.period, "count": len(waiting)}
        yield Duty("review_waiting", scene.org, opens, None, rule, told)
    if late:
        told = {"period": at.period, "count": len(late), "names": late[:NAMED]}
        yield Duty("review_late", scene.org, opens, last, rule, told)
