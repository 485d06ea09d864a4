"""Villages below one committee whose sheets of one criterion are confirmed: what a rating among siblings is tested with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from branchkit.bootstrap import create_workspace
from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.organizations.organization import Organization
from branchkit.core.ports import Store
from branchkit.core.scoring.schemes import Scheme
from branchkit.core.scoring.sheets import Cell, Row, Sheet, SheetKey, SheetState
from branchkit.plugin.manager import load_contributions
from branchkit.services.scoring.rows import store_row
from branchkit.store.sqlite_store import SqliteStore
from branchkit.toml.targets import DATABASE_FILE

ACTOR = Actor("王干事")
VILLAGES = {"dongcun": "东村党支部", "nancun": "南村党支部", "xicun": "西村党支部"}
TOTALS = {"dongcun": 95, "nancun": 75, "xicun": 55}
SCHEME_TEXT = """api = 1
id = "local/village-year"
title = "村党组织年度考核"
subject = "organization"
period = "year"
[[criterion]]
id = "work"
title = "实绩"
short = "实绩"
maximum = 100
rule = { kind = "judged" }
[[band]]
id = "advanced"
title = "先进"
short = "先进"
share = 34
[[band]]
id = "ordinary"
title = "一般"
short = "一般"
[rating]
one_grade_up = true
notice_days = 3
"""
"""A scheme file of a workspace, ``schemes/village-year.toml``."""


def a_township_with_villages(
    directory: Path, clock: Callable[[], datetime], period: Period
) -> None:
    """A workspace in a folder: a township's committee, the villages below it, the scheme as a file of its own."""
    create_workspace(directory, name="白水乡党委", sector="rural", actor=ACTOR, clock=clock)
    (directory / "schemes").mkdir(exist_ok=True)
    (directory / "schemes" / "village-year.toml").write_text(SCHEME_TEXT, encoding="utf-8")
    scheme = load_contributions(directory, installed=list).schemes["local/village-year"]
    store = SqliteStore.open(directory / DATABASE_FILE, clock)
    with store.begin(ACTOR, "test.build") as uow:
        (top,) = uow.scan("", "organization")
        uow.put("", "organization", top.id, {**top.body, "kind": "committee"})
        uow.commit()
    put_villages(store, scheme, top.id, period)
    store.close()


def put_villages(
    store: Store, scheme: Scheme, parent: str, period: Period, totals: Mapping[str, int] = TOTALS
) -> None:
    """The villages below ``parent``, each with a confirmed sheet that comes to its total."""
    with store.begin(ACTOR, "test.build") as uow:
        for place, org in enumerate(totals):
            village = Organization(
                org,
                VILLAGES.get(org, org),
                sector="rural",
                parent=parent,
                code=f"{place:02d}",
                founded="2001-07-01",
            )
            uow.put("", "organization", org, village.to_body())
        uow.commit()
    for org, total in totals.items():
        put_sheet(store, scheme, SheetKey(scheme.id, org, period), total)


def put_sheet(
    store: Store,
    scheme: Scheme,
    key: SheetKey,
    total: int,
    state: SheetState = SheetState.CONFIRMED,
    *,
    vetoes: Mapping[str, str] | None = None,
) -> None:
    """A sheet in this state, with the first criterion of its scheme scored."""
    row = Row(key.org, {scheme.criteria[0].id: Cell(Decimal(total))}, vetoes=vetoes or {})
    with store.begin(ACTOR, "test.sheet") as uow:
        uow.put(key.org, "sheet", str(key), Sheet(key, state, scheme.digest).to_body())
        uow.put(key.org, "roll", str(key), {"subjects": [key.org]})
        store_row(uow, scheme, key, row, frozenset({"branch", "rural"}))
        uow.commit()
