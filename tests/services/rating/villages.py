"""A township of villages whose yearly sheets are confirmed, in memory, with a scheme that rates them among each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from branchkit.core.dates import Period, PeriodKind
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.ports import Store
from branchkit.core.scoring.rating_terms import RatingTerms
from branchkit.core.scoring.schemes import Scheme, SubjectKind, Veto
from branchkit.core.scoring.sheets import SheetKey, SheetState
from branchkit.core.texts import LocalText
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.manager import load_contributions
from branchkit.testing import villages
from branchkit.testing.builders import band, criterion, scheme
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.villages import ACTOR, TOTALS, put_villages

TOWN = "town"
YEAR = Period.parse("2026")
SCHEME = scheme(
    [criterion("work", 100)],
    bands=(
        replace(band("advanced", share=Decimal(34)), title=LocalText("先进")),
        replace(band("ordinary", 60), title=LocalText("一般")),
        replace(band("backward"), title=LocalText("后进")),
    ),
    id="local/village-year",
    title=LocalText("村党组织年度考核"),
    origin="local",
    subject=SubjectKind.ORGANIZATION,
    period=PeriodKind.YEAR,
    vetoes=(Veto("fraud", LocalText("弄虚作假"), band="backward"),),
    rating=RatingTerms(ties=("masses",), one_grade_up=True, honours=("county",), notice_days=3),
)
KEY = SheetKey(SCHEME.id, TOWN, YEAR)
CONTRIBUTIONS = replace(
    load_contributions(None, safe_mode=True, strict=True), schemes={SCHEME.id: SCHEME}
)


class StoppedClock:
    """A clock that is set by hand."""

    def __init__(self, text: str = "2027-01-08T09:00:00") -> None:
        self.now = datetime.fromisoformat(text)

    def __call__(self) -> datetime:
        """The moment."""
        return self.now


def contributions(made: Scheme) -> Contributions:
    """With another scheme in its place."""
    return replace(CONTRIBUTIONS, schemes={made.id: made})


def a_township(
    totals: Mapping[str, int] = TOTALS, clock: StoppedClock | None = None
) -> MemoryStore:
    """A committee with villages whose sheets came to these totals."""
    store = MemoryStore(clock or StoppedClock())
    with store.begin(ACTOR, "test.build") as uow:
        town = Organization(TOWN, "白水乡党委", OrganizationKind.COMMITTEE, "rural")
        uow.put("", "organization", TOWN, town.to_body())
        uow.commit()
    put_villages(store, SCHEME, TOWN, YEAR, totals)
    return store


def put_sheet(
    store: Store,
    org: str,
    total: int,
    state: SheetState = SheetState.CONFIRMED,
    *,
    period: Period = YEAR,
    vetoes: Mapping[str, str] | None = None,
) -> None:
    """A village's sheet in this state."""
    key = SheetKey(SCHEME.id, org, period)
    villages.put_sheet(store, SCHEME, key, total, state, vetoes=vetoes)


def put_ballot(store: Store, org: str, satisfied: int, against: int, group: str = "") -> None:
    """Votes on the committee's work in the year's last month; without a group as rows of old have it."""
    votes = {"satisfied": str(satisfied), "mostly": "0", "not": str(against)}
    values = {"date": "2026-12-20", "question": "committee", **votes}
    if group:
        values["group"] = group
    with store.begin(ACTOR, "test.ballot") as uow:
        id = f"2026-12-20.{group or 'old'}"
        uow.put(org, "record/book.ballot", id, {"values": values, "on": "2026-12-20"})
        uow.commit()
