"""What kept figures cost a score, and how much longer a county's roll-up takes than a township's.

    python benchmarks/rollup.py [FOLDER]

The first is the CPU of a commit that moves a sheet's figures, as a ratio to the same document under a kind that has none. The second is
taken on the county of ``county.py``, which is made in ``FOLDER`` unless it is there: 1,000 branches, twelve months.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from pathlib import Path
from random import Random

from store_save import ORG, SECRETARY, SHEET, row_body

from branchkit.bootstrap import open_workspace
from branchkit.core.dates import Period
from branchkit.core.ports import Store
from branchkit.i18n.catalog import Catalog
from branchkit.services.rollup.board import Asked, RollupBoard
from branchkit.settings import UserSettings
from branchkit.store.sqlite_store import SqliteStore

SIZES = {40: 1.6, 1000: 2.0}
"""Members of the sheet → the target of a commit alone; of all that a key does it is a small part."""
READY_TARGET = 3.0
MONTH = Period(2026, 10)
TOWNSHIP = "t01"


def measure_saves(count: int, rounds: int) -> tuple[float, float]:
    """Median CPU microseconds of one score among ``count`` complete rows, with figures and without."""
    dice = Random(count)
    with tempfile.TemporaryDirectory(prefix="branchkit-bench-") as folder:
        store = SqliteStore.create(Path(folder) / "branchkit.db", datetime.now)
        with store.begin(SECRETARY, "fill") as uow:
            for kind in ("row", "plain"):
                for n in range(count):
                    uow.put(ORG, kind, f"{SHEET}/{n}", _scored(n, dice))
            uow.commit()
        taken: dict[str, list[float]] = {"row": [], "plain": []}
        for _turn in range(rounds):
            subject = dice.randrange(count)
            body = _scored(subject, dice)
            for kind, times in taken.items():
                began = time.process_time()
                with store.begin(SECRETARY, "score.enter") as uow:
                    uow.put(ORG, kind, f"{SHEET}/{subject}", body)
                    uow.commit()
                times.append((time.process_time() - began) * 1e6)
        store.close()
    return statistics.median(taken["row"]), statistics.median(taken["plain"])


def _scored(subject: int, dice: Random) -> dict[str, object]:
    """A row with one cell of its own, and a total to a tenth of a point as sheets have them."""
    body = row_body(str(subject))
    points = dice.randrange(51) / 10
    body["cells"]["criterion-07"]["p"] = str(points)
    body["total"] = str(dice.randrange(600, 1001) / 10)
    return body


def measure_ready(county: Path, node: str, rounds: int) -> tuple[float, float]:
    """Median seconds until a county's and a township's children can be shown with their twelve months."""
    workspace = open_workspace(
        county,
        settings=UserSettings(),
        catalog=Catalog.load("zh_CN"),
        actor=SECRETARY,
        clock=datetime.now,
    )
    try:
        store, contributions = workspace.store, workspace.contributions

        def board(org: str) -> Callable[[], None]:
            return lambda: _work(RollupBoard(store, contributions, Asked(org, MONTH)), store)

        whole = [_seconds(board(node)) for _ in range(rounds)]
        part = [_seconds(board(TOWNSHIP)) for _ in range(rounds)]
    finally:
        workspace.close()
    return statistics.median(whole), statistics.median(part)


def _work(board: RollupBoard, _store: Store) -> None:
    for _step in board.trends_in_steps():
        pass


def _seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> int:
    found: dict[str, object] = {"benchmark": "rollup"}
    for size, target in SIZES.items():
        ours, plain = measure_saves(size, 400)
        found[f"score CPU among {size}"] = {
            "us": round(ours, 1),
            "without_us": round(plain, 1),
            "ratio": round(ours / plain, 2),
            "target": target,
        }
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp(prefix="branchkit-bench-"))
    county = import_module("county")  # made once for all benchmarks of a county
    whole, part = measure_ready(county.county_in(folder), county.ORG, 9)
    found["county ready"] = {
        "s": round(whole, 4),
        "township_s": round(part, 4),
        "ratio": round(whole / part, 2),
        "target": READY_TARGET,
    }
    print(json.dumps(found, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
