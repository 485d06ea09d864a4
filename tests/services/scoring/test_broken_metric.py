"""A metric that breaks leaves its criterion open: the sheet is incomplete, and no score is smaller for it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from branchkit.core.errors import SheetError
from branchkit.core.scoring.sheets import Cell, SheetKey, SheetStep
from branchkit.core.texts import LocalText
from branchkit.plugin.authored import find_plugin
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.new_plugin import NewPlugin, write_plugin
from branchkit.services.registers.writing import add_record
from branchkit.services.roster import members_of
from branchkit.services.scoring.proposals import proposals_for
from branchkit.services.scoring.scores import CellEdit, change_cells
from branchkit.services.scoring.sheets import ScoredRow, load_sheet, open_sheet
from branchkit.services.scoring.steps import take_step
from branchkit.testing.builders import MONTH, fixed_clock
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.township import ACTOR, GAOGOU, a_township_store, put_members

ID = "breaking"
MEASURED = "share = Decimal(100 * "


def load(root: Path, *, broken: bool) -> Contributions:
    """The plugin that the kit writes; broken, its computed metric raises."""
    plugin_id = f"{ID}-{'off' if broken else 'on'}"
    write_plugin(NewPlugin(plugin_id, LocalText("试验", "Trial")), root)
    plugin = find_plugin(root)
    code = plugin.package / "breadth.py"
    text = code.read_text(encoding="utf-8")
    assert MEASURED in text
    if broken:
        code.write_text(text.replace(MEASURED, "share = Decimal(1 / 0 * "), encoding="utf-8")
    with plugin.importable():
        return plugin.load()


def scored(store: MemoryStore, contributions: Contributions, key: SheetKey) -> ScoredRow:
    """The first member's row: everything that is proposed is taken, what the branch judges has full marks."""
    scheme = contributions.schemes[key.scheme]
    book = proposals_for(store, contributions, scheme, GAOGOU, MONTH, members_of(store, GAOGOU))
    with store.begin(ACTOR, "test.score") as uow:
        open_sheet(uow, scheme, key)
        edits = [CellEdit("m0001", "manner", Cell(Decimal(20)))]
        for criterion in scheme.criteria:
            if proposal := book.get("m0001", criterion.id):
                edits.append(CellEdit("m0001", criterion.id, Cell(proposal.points, "proposal")))
        change_cells(uow, scheme, key, edits)
        uow.commit()
    return load_sheet(store, contributions.schemes, key).rows[0]


@pytest.mark.parametrize(
    ("broken", "points", "missing"),
    [
        (False, {"times": 10, "hours": 15, "breadth": 20, "manner": 20}, ()),
        (True, {"times": 10, "hours": 15, "manner": 20}, ("breadth",)),
    ],
)
def test_what_fed_on_it_stays_open(
    tmp_path: Path, broken: bool, points: dict[str, int], missing: tuple[str, ...]
) -> None:
    contributions = load(tmp_path, broken=broken)
    (scheme,) = [s for s in contributions.schemes.values() if s.origin.startswith(ID)]
    store = a_township_store()
    with store.begin(ACTOR, "test.build") as uow:
        put_members(uow, GAOGOU, 1)
        values = {"date": "2026-11-03", "members": ["m0001"], "topic": "care", "hours": "3"}
        add_record(uow, contributions.registers[f"book.{scheme.origin}"], GAOGOU, values)
        uow.commit()
    key = SheetKey(scheme.id, GAOGOU, MONTH)
    row = scored(store, contributions, key)
    assert {id: cell.points for id, cell in row.row.cells.items()} == points
    assert row.result.missing == missing
    assert (row.rank is None, row.band is None) == (broken, broken)
    if not broken:
        assert contributions.failures == []
        return
    (failure,) = contributions.failures
    assert failure.message.startswith("ZeroDivisionError")
    assert f"{tmp_path}/src/" in failure.place
    with pytest.raises(SheetError) as refused, store.begin(ACTOR, "test") as uow:
        take_step(uow, contributions, key, SheetStep.SUBMIT, fixed_clock())
    assert refused.value.code == "sheet.incomplete"
