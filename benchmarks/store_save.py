"""Saving one score durably, as a ratio to a bare SQLite row update (WAL, synchronous=FULL) in the same run.

Prints one JSON object; the two kinds of save take turns, so that both see the same disk.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from branchkit.core.actors import Actor
from branchkit.core.ports import Body
from branchkit.store.sqlite_store import SqliteStore

SIZES = (40, 1000, 10_000)
CRITERIA = 20
ORG = "village"
SHEET = "rural/member-month@2026-11"
SECRETARY = Actor("bench")


def row_body(subject: str) -> Body:
    """A scored row of 1 KB, as a month leaves it: proposals in two thirds of the cells, a note in a few."""
    cells: Body = {f"criterion-{n:02}": {"p": "5"} for n in range(CRITERIA)}
    for n in range(CRITERIA * 2 // 3):
        cells[f"criterion-{n:02}"]["o"] = "proposal"
    for n in range(CRITERIA - 3, CRITERIA):
        cells[f"criterion-{n:02}"]["n"] = "外出务工，已电话请假，回村后补学，支委会同意"
    return {"subject": subject, "cells": cells, "total": "100", "complete": True}


def bare_database(path: Path, count: int) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE document (id TEXT PRIMARY KEY, body TEXT)")
    bodies = ((str(n), json.dumps(row_body(str(n)), ensure_ascii=False)) for n in range(count))
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO document VALUES (?, ?)", bodies)
    connection.execute("COMMIT")
    return connection


def filled_store(path: Path, count: int) -> SqliteStore:
    store = SqliteStore.create(path, datetime.now)
    with store.begin(SECRETARY, "fill") as uow:
        for n in range(count):
            uow.put(ORG, "row", f"{SHEET}/{n}", row_body(str(n)))
        uow.commit()
    return store


def microseconds(save: Callable[[], None]) -> float:
    started = time.perf_counter()
    save()
    return (time.perf_counter() - started) * 1e6


def measure(count: int, rounds: int) -> dict[str, float]:
    """Median microseconds of both kinds of save among ``count`` rows, and their ratio."""
    dice = random.Random(count)
    ours: list[float] = []
    bare: list[float] = []
    with tempfile.TemporaryDirectory(prefix="branchkit-bench-") as folder:
        store = filled_store(Path(folder) / "branchkit.db", count)
        database = bare_database(Path(folder) / "bare.db", count)
        for turn in range(rounds):
            subject = str(dice.randrange(count))
            body = row_body(subject)
            body["cells"]["criterion-07"]["p"] = str(turn % 1000 / 100)
            text = json.dumps(body, ensure_ascii=False)

            def save(subject: str = subject, body: Body = body) -> None:
                with store.begin(SECRETARY, "score.enter") as uow:
                    uow.put(ORG, "row", f"{SHEET}/{subject}", body)
                    uow.commit()

            def save_bare(subject: str = subject, text: str = text) -> None:
                database.execute("UPDATE document SET body = ? WHERE id = ?", (text, subject))

            ours.append(microseconds(save))
            bare.append(microseconds(save_bare))
        store.close()
        database.close()
    return {
        "documents": count,
        "save_us": round(statistics.median(ours), 1),
        "bare_us": round(statistics.median(bare), 1),
        "ratio": round(statistics.median(ours) / statistics.median(bare), 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1500)
    options = parser.parse_args()
    results = [measure(count, options.rounds) for count in SIZES]
    worst = max(result["ratio"] for result in results)
    print(json.dumps({"benchmark": "store_save", "target": 2.0, "worst": worst, "sizes": results}))


if __name__ == "__main__":
    main()
