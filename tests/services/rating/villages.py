"""A township of villages whose yearly sheets are confirmed, in memory, with a scheme that rates them among each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from branchkit.core.actors import Actor
from branchkit.core.dates import Period, PeriodKind
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.ports import Store
from branchkit.core.scoring.rating_terms import RatingTerms
from branchkit.core.scoring.schemes import Scheme, SubjectKind, Veto
from branchkit.core.scoring.sheets import Cell, Row, Sheet, SheetKey, SheetState
from branchkit.core.texts import LocalText
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.manager import load_contributions
from branchkit.services.scoring.rows import store_row
from branchkit.testing.builders import band, criterion, scheme
from branchkit.testing.memory_store import MemoryStore

TOWN = "town"
ACTOR = Actor("王干事")
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
TOTALS = {"dongcun": 95, "nancun": 75, "xicun": 55}
NAMES = {"dongcun": "东村党支部", "nancun": "南村党支部", "xicun": "西村党支部"}


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
        for place, org in enumerate(totals):
            village = Organization(
                org,
                NAMES.get(org, org),
                sector="rural",
                parent=TOWN,
                code=f"{place:02d}",
                founded="2001-07-01",
            )
            uow.put("", "organization", org, village.to_body())
        uow.commit()
    for org, total in totals.items():
        put_sheet(store, org, total)
    return store


def put_sheet(
    store: Store,
    org: str,
    total: int,
    state: SheetState = SheetState.CONFIRMED,
    *,
    period: Period = YEAR,
    vetoes: Mapping[str, str] | None = None,
    scheme: Scheme = SCHEME,
) -> None:
    """A sheet in this state, with its one criterion scored."""
    key = SheetKey(scheme.id, org, period)
    row = Row(org, {"work": Cell(Decimal(total))}, vetoes=vetoes or {})
    with store.begin(ACTOR, "test.sheet") as uow:
        uow.put(org, "sheet", str(key), Sheet(key, state, scheme.digest).to_body())
        uow.put(org, "roll", str(key), {"subjects": [org]})
        store_row(uow, scheme, key, row, frozenset({"branch", "rural"}))
        uow.commit()


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
