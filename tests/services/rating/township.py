"""A township with three villages that are judged by quarters, small enough to check by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from branchkit.core.actors import Actor
from branchkit.core.dates import Period, PeriodKind
from branchkit.core.members.member import Member
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.ports import UnitOfWork
from branchkit.core.scoring.rules import Slope
from branchkit.core.scoring.schemes import SubjectKind, Veto
from branchkit.core.scoring.sheets import Cell, Row, SheetKey, SheetState
from branchkit.core.texts import LocalText
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.manager import load_contributions
from branchkit.services.scoring.rows import store_row
from branchkit.services.scoring.sheets import SHEET, existing_sheet, open_sheet
from branchkit.testing.builders import band, criterion, scheme
from branchkit.testing.memory_store import MemoryStore

TODAY = date(2026, 11, 20)
TOWN, EAST, WEST, SOUTH = "town", "east", "west", "south"
SECOND, THIRD, FOURTH = (Period.parse(f"2026-Q{n}") for n in (2, 3, 4))
SATISFIED = criterion(
    "people",
    40,
    title=LocalText("群众满意", "The people"),
    rule=Slope(Decimal(90), Decimal(1), down=Decimal(-1)),
    feeds={"value": "book.ballot/latest-satisfaction"},
)
SCHEME = scheme(
    [criterion("life", 60, title=LocalText("组织生活", "Life")), SATISFIED],
    bands=(
        band("advanced", 90, title=LocalText("先进", "Advanced")),
        band("ordinary", 60, title=LocalText("一般", "Ordinary")),
        band("backward", title=LocalText("后进", "Backward")),
    ),
    id="test/branch-quarter",
    title=LocalText("支部季度考核", "Branch by quarter"),
    subject=SubjectKind.ORGANIZATION,
    period=PeriodKind.QUARTER,
    vetoes=(Veto("false", LocalText("弄虚作假", "Falsified"), band="backward"),),
)
ACTOR = Actor("镇组织委员")


@cache
def contributions() -> Contributions:
    """The registers of the pack, and the one scheme."""
    pack = load_contributions(None, safe_mode=True, strict=True)
    return replace(pack, schemes={SCHEME.id: SCHEME})


def a_township() -> MemoryStore:
    """Nothing is scored; the east village has a secretary, the others have no roll."""
    store = MemoryStore(lambda: datetime(2026, 11, 20, 9))
    with change(store) as uow:
        above = Organization(TOWN, "清溪镇党委", OrganizationKind.COMMITTEE)
        villages = [
            Organization(id, name, parent=TOWN, contact_leader="周副镇长")
            for id, name in ((EAST, "东村党支部"), (WEST, "西村党支部"), (SOUTH, "南村党支部"))
        ]
        for organization in (above, *villages):
            uow.put("", "organization", organization.id, organization.to_body())
        secretary = Member("m1", EAST, "陈建国", 1, post="党支部书记")
        uow.put(EAST, "member", "m1", secretary.to_body())
    return store


def score(
    store: MemoryStore,
    org: str,
    period: Period,
    *points: int,
    state: SheetState = SheetState.SUBMITTED,
    vetoes: Mapping[str, str] | None = None,
) -> SheetKey:
    """A sheet with points for the criteria in order, handed up unless another state is named."""
    key = SheetKey(SCHEME.id, org, period)
    with change(store) as uow:
        open_sheet(uow, SCHEME, key)
        cells = {
            c.id: Cell(Decimal(given)) for c, given in zip(SCHEME.criteria, points, strict=True)
        }
        store_row(uow, SCHEME, key, Row(org, cells, vetoes=vetoes or {}), frozenset())
        sheet = replace(existing_sheet(uow, key), state=state)
        uow.put(org, SHEET, str(key), sheet.to_body())
    return key


@contextmanager
def change(store: MemoryStore) -> Iterator[UnitOfWork]:
    """A unit of work that is committed at its end."""
    with store.begin(ACTOR, "test") as uow:
        yield uow
        uow.commit()
