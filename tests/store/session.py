"""A session of its own process, for tests that kill it or let several write at once.

Run as a script: ``session.py DATABASE NAME COUNT``. Each change adds one to the number in a document that
all sessions share and writes a document of its own; ``ack N`` on stdout follows each commit.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from branchkit.core.actors import Actor
from branchkit.store.sqlite_store import SqliteStore


def main(database: Path, name: str, count: int) -> None:
    """Make ``count`` changes."""
    with SqliteStore.open(database, datetime.now, patience=60) as store:
        print("ready", flush=True)
        for number in range(count):
            with store.begin(Actor(name), "test") as uow:
                shared = uow.get("village", "shared", "sum")
                total = shared.body["n"] if shared else 0
                uow.put("village", "shared", "sum", {"n": total + 1})
                uow.put("village", "row", f"{name}/{number:05}", {"n": number, "text": "x" * 300})
                uow.commit()
            print("ack", number, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
