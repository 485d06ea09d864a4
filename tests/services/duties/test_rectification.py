"""What a superior has to press for."""

from __future__ import annotations

from datetime import date

from branchkit.i18n.catalog import Catalog
from branchkit.services.duties.rectification import duties
from branchkit.services.duties.scene import DutyScene, duty_text
from branchkit.services.rating.rectification import ITEMS
from branchkit.services.registers.writing import add_record
from branchkit.testing.memory_store import MemoryStore

from ..rating.township import EAST, SOUTH, TODAY, TOWN, WEST, a_township, change, contributions


def an_item(store: MemoryStore, org: str, deadline: str, **more: str) -> None:
    values = {"date": "2026-07-01", "ground": "rating", "item": "党费", "owner_name": "王委员"}
    with change(store) as uow:
        add_record(
            uow, contributions().registers[ITEMS], org, {**values, "deadline": deadline, **more}
        )


def owed(store: MemoryStore, org: str) -> list[tuple[str, date | None]]:
    scene = DutyScene(store, contributions(), org, TODAY)
    return [(duty_text(Catalog.load(), duty), duty.due_on) for duty in duties(scene)]


def test_items_that_are_overdue_directly_below_are_told_together() -> None:
    store = a_township()
    an_item(store, EAST, "2026-10-31")
    an_item(store, EAST, "2026-09-30")
    an_item(store, WEST, "2026-09-30", done_on="2026-10-20")
    an_item(store, SOUTH, "2026-11-20")
    assert owed(store, TOWN) == [("下级整改逾期 2 项：东村党支部", date(2026, 9, 30))]
    assert owed(store, EAST) == []
