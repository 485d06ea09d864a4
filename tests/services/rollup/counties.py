"""A small county: two townships, three branches with sheets over months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from branchkit.bootstrap import Workspace
from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.members.member import Member
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.ports import Store
from branchkit.core.scoring.schemes import Scheme
from branchkit.core.scoring.sheets import Cell, Row, Sheet, SheetKey, SheetState
from branchkit.plugin.contributions import Contributions
from branchkit.services.scoring.rows import store_row
from branchkit.testing.builders import a_scheme

ACTOR = Actor("测试员")
SCHEME = a_scheme(2)
CONTRIBUTIONS = Contributions(schemes={SCHEME.id: SCHEME})
NOVEMBER = Period(2026, 11)
COMMITTEE = OrganizationKind.COMMITTEE
TREE = (
    Organization("county", "清源县委", COMMITTEE),
    Organization("east", "东乡党委", COMMITTEE, parent="county", code="1"),
    Organization("west", "西乡党委", COMMITTEE, parent="county", code="2"),
    Organization("b1", "高沟村党支部", parent="east", code="11"),
    Organization("b2", "青石村党支部", parent="east", code="12"),
    Organization("b3", "河湾村党支部", parent="west", code="21"),
)


def fill(store: Store) -> None:
    """The tree, with two members in every branch."""
    with store.begin(ACTOR, "test.build") as uow:
        for organization in TREE:
            uow.put("", "organization", organization.id, organization.to_body())
        for org in ("b1", "b2", "b3"):
            for number in (1, 2):
                member = Member(f"m{number}", org, f"党员{number}", number)
                uow.put(org, "member", member.id, member.to_body())
        uow.commit()


def put_sheet(
    store: Store,
    org: str,
    points: Mapping[str, Sequence[int]],
    *,
    period: Period = NOVEMBER,
    state: SheetState = SheetState.DRAFT,
    scheme: Scheme = SCHEME,
) -> None:
    """A sheet with two subjects and these points by criterion, of twenty in all."""
    key = SheetKey(scheme.id, org, period)
    with store.begin(ACTOR, "test.sheet") as uow:
        uow.put(org, "sheet", str(key), Sheet(key, state, scheme.digest).to_body())
        uow.put(org, "roll", str(key), {"subjects": ["m1", "m2"]})
        for subject, given in points.items():
            cells = {
                c.id: Cell(Decimal(one)) for c, one in zip(scheme.criteria, given, strict=False)
            }
            store_row(uow, scheme, key, Row(subject, cells), frozenset())
        uow.commit()


def fill_workspace(workspace: Workspace) -> None:
    """The county below the workspace's own organisation, scored by the scheme of the built-in pack over two months."""
    scheme = workspace.contributions.schemes["base/member-month"]
    with workspace.store.begin(ACTOR, "test.build") as uow:
        for organization in TREE[1:]:
            placed = replace(organization, parent=organization.parent.replace("county", "test"))
            uow.put("", "organization", placed.id, placed.to_body())
        for org in ("b1", "b2", "b3"):
            for number in (1, 2):
                member = Member(f"m{number}", org, f"党员{number}", number)
                uow.put(org, "member", member.id, member.to_body())
        uow.commit()
    full = [int(criterion.maximum) for criterion in scheme.criteria]
    for period in (NOVEMBER.previous, NOVEMBER):
        for place, org in enumerate(("b1", "b2", "b3")):
            weak = [full[0] - place, *full[1:]]
            state = SheetState.SUBMITTED if org == "b3" else SheetState.DRAFT
            points = {"m1": full, "m2": weak}
            put_sheet(workspace.store, org, points, period=period, state=state, scheme=scheme)
