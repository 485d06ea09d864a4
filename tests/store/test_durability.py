"""Sessions in processes of their own: killed at any moment, writing at once, out of room."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from branchkit.store.sqlite_store import SqliteStore

from .contract import MOMENT, ids, put

SCRIPT = Path(__file__).with_name("session.py")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "branchkit.db"
    SqliteStore.create(path, lambda: MOMENT).close()
    return path


def session(database: Path, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, str(SCRIPT), str(database), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("acknowledged", [1, 2, 7, 40, 250])
def test_kill_minus_nine_loses_nothing_that_was_acknowledged(
    database: Path, acknowledged: int
) -> None:
    with session(database, "killed", 100_000) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        for number in range(acknowledged):
            assert process.stdout.readline() == f"ack {number}\n"
        # Somewhere in the changes that follow.
        process.kill()
        later = [line for line in process.stdout if line.endswith("\n")]
    promised = acknowledged + len(later)
    with SqliteStore.open(database, lambda: MOMENT) as store:
        kept = len(ids(store))
        assert promised <= kept <= promised + 1
        shared = store.get("village", "shared", "sum")
        assert shared is not None
        assert shared.body == {"n": kept}
        assert store.last_seq() == 2 * kept
        assert store.verify() == []
        assert put(store, "after", {"p": "1"}) == 2 * kept + 1


def test_sessions_that_write_at_once_all_succeed(database: Path) -> None:
    names, count = ("one", "two", "three"), 40
    processes = [session(database, name, count) for name in names]
    results = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], results
    with SqliteStore.open(database, lambda: MOMENT) as store:
        assert len(ids(store)) == count * len(names)
        shared = store.get("village", "shared", "sum")
        assert shared is not None
        assert shared.body == {"n": count * len(names)}
        assert store.verify() == []


WRITE_UNTIL_REFUSED = """
import resource, sys
from datetime import datetime
from pathlib import Path
from branchkit.core.actors import Actor
from branchkit.core.errors import StoreError
from branchkit.store.sqlite_store import SqliteStore

store = SqliteStore.open(Path(sys.argv[1]), datetime.now)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
acknowledged = 0
try:
    for number in range(10_000):
        with store.begin(Actor("x"), "test") as uow:
            uow.put("village", "row", f"{number:05}", {"text": "x" * 500})
            uow.commit()
        acknowledged += 1
except StoreError as error:
    print(acknowledged, error.code, len(list(store.scan("village", "row"))))
"""


def test_a_write_that_the_system_refuses_is_taken_back_whole(database: Path) -> None:
    command = [sys.executable, "-c", WRITE_UNTIL_REFUSED, str(database)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    acknowledged, code, seen = output.split()
    assert code in ("store.disk_full", "store.io")
    assert int(acknowledged) == int(seen) > 10
    with SqliteStore.open(database, lambda: MOMENT) as store:
        assert len(ids(store)) == int(acknowledged)
        assert store.verify() == []
        put(store, "after", {"p": "1"})
