"""Fills a workspace with a township that does not exist: a committee over three village branches of different size.

The same day and seed always make the same township. One branch is the one of the plain demo, one is small, one is larger than
the regulation has it, and the committee's term is nearly over: so that there is something to see.
"""

from __future__ import annotations

from datetime import date
from random import Random

from branchkit.core.dates import add_months
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.ports import Store
from branchkit.core.values import frozen
from branchkit.plugin.contributions import Contributions
from branchkit.services.demo import DEMO_ACTOR, fill_branch
from branchkit.services.demo_members import demo_members
from branchkit.services.demo_ratings import fill_ratings
from branchkit.services.organizations import add_organization, edit_organization

_MONTHS_IN_OFFICE = 58
"""Of the five years of the committee."""


@frozen
class _Village:
    """One branch of the township."""

    name: str
    code: str
    members: int
    contact_leader: str
    familiar: bool = False
    grouped: bool = False


_VILLAGES = (
    _Village("青石村党支部", "990101001", 40, "乡长", familiar=True, grouped=True),
    _Village("柳坝村党支部", "990101002", 12, "人大主席"),
    _Village("松岭村党支部", "990101003", 56, "党委副书记", grouped=True),
)


def fill_township(
    store: Store, contributions: Contributions, org: str, today: date, seed: int = 1921
) -> None:
    """Make up the branches below the committee ``org``, which exists; each has its members and three months of everything."""
    with store.begin(DEMO_ACTOR, "demo.organizations") as uow:
        elected = add_months(today, -_MONTHS_IN_OFFICE).isoformat()
        edit_organization(uow, org, {"elected_on": elected, "code": "990101"}, today)
        branches = [
            add_organization(
                uow,
                Organization(
                    "",
                    village.name,
                    parent=org,
                    code=village.code,
                    founded="1958",
                    contact_leader=village.contact_leader,
                ),
            )
            for village in _VILLAGES
        ]
        uow.commit()
    for number, (branch, village) in enumerate(zip(branches, _VILLAGES, strict=True)):
        chance = Random(f"{seed}/members/{village.code}")
        members = demo_members(branch.id, today, chance, village.members, familiar=village.familiar)
        if village.grouped:
            groups = dict.fromkeys(member.group for member in members)
            _add_groups(store, branch.id, list(groups))
        fill_branch(store, contributions, branch.id, today, members, seed + number)
    fill_ratings(store, contributions, org, today, seed, actor=DEMO_ACTOR)


def _add_groups(store: Store, branch: str, names: list[str]) -> None:
    with store.begin(DEMO_ACTOR, "demo.organizations") as uow:
        for name in names:
            add_organization(uow, Organization("", name, OrganizationKind.GROUP, parent=branch))
        uow.commit()
