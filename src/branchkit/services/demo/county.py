"""Fills a workspace with a county that does not exist: three townships, twelve branches of every sector, a year of months.

So the three levels of a ladder, the county's view of late sheets and sectors side by side have something to show. The same day and
seed always make the same county.
"""

from __future__ import annotations

from datetime import date
from random import Random

from branchkit.core.dates import add_months
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.ports import Store, UnitOfWork
from branchkit.core.values import frozen
from branchkit.plugin.contributions import Contributions
from branchkit.services.demo.branch import DEMO_ACTOR, fill_branch
from branchkit.services.demo.members import demo_members
from branchkit.services.demo.ratings import fill_ratings
from branchkit.services.organizations.organizations import add_organization, edit_organization

MONTHS = 12
SECTOR = "rural"
"""Of the county and its townships: they are judged by what their villages have reached."""
_CODE = "9901"
"""No county has it: regions begin at 11."""
_MONTHS_IN_OFFICE = (20, 58, 33)
"""Of the five years of a township's committee; the second has to be elected anew within months."""


@frozen
class _Branch:
    name: str
    members: int
    sector: str = SECTOR
    familiar: bool = False


@frozen
class _Township:
    name: str
    contact_leader: str
    branches: tuple[_Branch, ...]


_TOWNSHIPS = (
    _Township(
        "清溪镇党委",
        "县委副书记",
        (
            _Branch("青石村党支部", 20, familiar=True),
            _Branch("柳坝村党支部", 12),
            _Branch("清溪中学高一年级党支部", 13, "schools"),
            _Branch("清溪镇卫生院党支部", 12, "health"),
        ),
    ),
    _Township(
        "龙潭乡党委",
        "县委组织部部长",
        (
            _Branch("山口村党支部", 18),
            _Branch("大田村党支部", 14),
            _Branch("龙潭矿业采掘党支部", 16, "enterprise"),
            _Branch("龙潭乡两新组织综合党支部", 9, "non-public"),
        ),
    ),
    _Township(
        "城关镇党委",
        "县委宣传部部长",
        (
            _Branch("城郊村党支部", 16),
            _Branch("桂园社区党支部", 20, "community"),
            _Branch("城南村党支部", 12),
            _Branch("城关镇机关党支部", 14, "organs"),
        ),
    ),
)


def fill_county(
    store: Store,
    contributions: Contributions,
    org: str,
    today: date,
    seed: int = 1921,
    months: int = MONTHS,
) -> None:
    """Make up everything below the county's committee ``org``, which exists; each branch has its members and so many months of everything.

    Levels are rated from below: a township by its villages, the county by its townships.
    """
    elected = add_months(today, -_MONTHS_IN_OFFICE[0]).isoformat()
    with store.begin(DEMO_ACTOR, "demo.organizations") as uow:
        edit_organization(uow, org, {"code": _CODE, "elected_on": elected}, today)
        townships = [
            _founded(uow, org, township, number, today)
            for number, township in enumerate(_TOWNSHIPS, start=1)
        ]
        uow.commit()
    number = 0
    for above, branches in townships:
        for branch, about in branches:
            chance = Random(f"{seed}/members/{branch.code}")
            members = demo_members(branch.id, today, chance, about.members, familiar=about.familiar)
            fill_branch(store, contributions, branch.id, today, members, seed + number, months)
            number += 1
        # The third township does best, and the county as a whole; see the abilities of the ratings.
        fill_ratings(store, contributions, above, today, seed + number - 1, actor=DEMO_ACTOR)
    fill_ratings(store, contributions, org, today, seed - 1, actor=DEMO_ACTOR)


def _founded(
    uow: UnitOfWork, county: str, township: _Township, number: int, today: date
) -> tuple[str, list[tuple[Organization, _Branch]]]:
    code = f"{_CODE}{number:02d}"
    elected = add_months(today, -_MONTHS_IN_OFFICE[number - 1]).isoformat()
    above = add_organization(
        uow,
        Organization(
            "",
            township.name,
            OrganizationKind.COMMITTEE,
            parent=county,
            code=code,
            elected_on=elected,
            contact_leader=township.contact_leader,
        ),
    )
    branches = [
        add_organization(
            uow,
            Organization(
                "",
                branch.name,
                sector=branch.sector,
                parent=above.id,
                code=f"{code}{place:03d}",
                founded="1998",
                contact_leader=township.contact_leader,
            ),
        )
        for place, branch in enumerate(township.branches, start=1)
    ]
    return above.id, list(zip(branches, township.branches, strict=True))
