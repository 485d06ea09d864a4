"""How far the month is: the bands that the home screen draws as bars."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.ports import Store
from branchkit.core.scoring.sheets import Cell, SheetKey
from branchkit.plugin.contributions import Contributions
from branchkit.services.duties.progress import month_bands
from branchkit.services.duties.scene import DutyScene
from branchkit.services.scoring.scores import CellEdit, change_cells
from branchkit.testing.builders import ORG, a_scheme, a_sheet, band, fixed_clock, members
from branchkit.testing.memory_store import MemoryStore

ACTOR = Actor("李书记")
BANDS = (band("good", 25), band("fair", 15), band("poor"))
SCHEME = replace(a_scheme(), id="base/member-month", bands=BANDS)
SCENE_DAY = date(2026, 11, 20)


def score(store: Store, key: SheetKey, *points: int) -> None:
    """So many points in every criterion for one member after the other."""
    with store.begin(ACTOR, "score.enter") as uow:
        edits = [
            CellEdit(member.id, criterion.id, Cell(Decimal(given)))
            for member, given in zip(members(), points, strict=False)
            for criterion in SCHEME.criteria
        ]
        change_cells(uow, SCHEME, key, edits)
        uow.commit()


def scene(store: Store) -> DutyScene:
    return DutyScene(store, Contributions(schemes={SCHEME.id: SCHEME}), ORG, SCENE_DAY)


def test_the_bands_are_of_those_who_are_scored_whole() -> None:
    store = MemoryStore(fixed_clock())
    key = a_sheet(store, SCHEME, ACTOR)
    score(store, key, 9, 9, 6, 1)
    found = month_bands(scene(store))
    assert found is not None
    assert (found.month, found.counts) == (Period(2026, 11), (2, 1, 1))
    assert [band.id for band in found.bands] == ["good", "fair", "poor"]


def test_before_anybody_is_scored_they_are_last_months() -> None:
    store = MemoryStore(fixed_clock())
    a_sheet(store, SCHEME, ACTOR)
    assert month_bands(scene(store)) is None
    october = a_sheet(store, SCHEME, ACTOR, period=Period(2026, 10))
    score(store, october, 6)
    found = month_bands(scene(store))
    assert found is not None
    assert (found.month, found.counts) == (Period(2026, 10), (0, 1, 0))
