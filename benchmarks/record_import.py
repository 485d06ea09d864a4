"""Importing a long workbook into a register, beside what only reading it and only storing its rows cost.

Each is done by a process of its own, so that none finds memory or caches warm; run as a script this is that process, and
prints one JSON object. CPU is what is compared: the disk's syncs are the same few for all of them.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from branchkit.core.actors import Actor
from branchkit.core.members.member import Member
from branchkit.core.organizations.organization import Organization
from branchkit.core.ports import Body
from branchkit.store.sqlite_store import SqliteStore

ROWS = 50_000
MEMBERS = 400
ORG = "village"
REGISTER = "roll.dues"
CLERK = Actor("bench")
NOW = datetime(2026, 11, 20, 9, 0)
HEADS = ("月份", "党员", "缴费基数", "应缴", "实缴", "缴纳日期", "备注")
MEGABYTE = 1e6


def rows(count: int) -> Iterator[tuple[str, int, int, str, date, str]]:
    """Month, member's number, base, amount, day, note: a branch's dues for as many months as it takes."""
    for place in range(count):
        month, member = divmod(place, MEMBERS)
        year, index = divmod(month, 12)
        day = date(2005 + year, index + 1, 1 + place % 28)
        amount = f"{5 + place % 97}.{place % 100:02d}"
        yield f"{day:%Y-%m}", member, 3000 + place % 977, amount, day, f"第{place}笔，按月缴纳"


def write_workbook(file: Path, count: int) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(file), {"constant_memory": True})
    sheet = book.add_worksheet("党费收缴册")
    dated = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, HEADS)
    for place, (month, member, base, amount, day, note) in enumerate(rows(count), start=1):
        sheet.write_string(place, 0, month)
        sheet.write_string(place, 1, _name(member))
        sheet.write_number(place, 2, base)
        sheet.write_number(place, 3, float(amount))
        sheet.write_number(place, 4, float(amount))
        sheet.write_datetime(place, 5, day, dated)
        sheet.write_string(place, 6, note)
    book.close()


def bodies(count: int) -> Iterator[tuple[str, Body]]:
    """The same rows as the store keeps them."""
    for place, (month, member, base, amount, day, note) in enumerate(rows(count)):
        values = {
            "month": month,
            "member": f"m{member:04d}",
            "base": f"{base}.00",
            "due": amount,
            "paid": amount,
            "paid_on": day.isoformat(),
            "note": note,
            "kind": "normal",
        }
        yield f"{month}.{place % MEMBERS + 1:03d}", {"values": values, "on": month}


def cpu_seconds() -> float:
    """Of this process and of the readers that it has had."""
    readers = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + readers.ru_utime + readers.ru_stime


def measure_reading(folder: Path, count: int) -> float:
    from branchkit.exchange.readers.opening import open_grids

    started = cpu_seconds()
    with open_grids(folder / "rows.xlsx") as grids:
        read = sum(1 for _row in grids.grid(0).rows())
    spent = cpu_seconds() - started
    _require(read, count + 1)
    return spent


def measure_storing(folder: Path, count: int) -> float:
    store = _filled_store(folder / "stored.db")
    made = list(bodies(count))
    started = time.process_time()
    with store.begin(CLERK, "bench") as uow:
        for id, body in made:
            uow.put(ORG, f"record/{REGISTER}", id, body)
        uow.commit()
    spent = time.process_time() - started
    store.close()
    return spent


def measure_importing(folder: Path, count: int) -> float:
    from branchkit.exchange.readers.opening import open_grids
    from branchkit.i18n.catalog import Catalog
    from branchkit.plugin.manager import load_contributions
    from branchkit.services.importing.engine import Import, RowOutcome
    from branchkit.services.importing.records import RecordSubject

    contributions = load_contributions(folder, disabled=frozenset(), safe_mode=True, strict=True)
    subject = RecordSubject(contributions.registers[REGISTER], ORG, NOW.date())
    running = Import(subject, Catalog.load(), file="rows.xlsx")
    store = _filled_store(folder / "imported.db")
    started = cpu_seconds()
    with open_grids(folder / "rows.xlsx") as grids:
        for _step in running.steps(store, CLERK, grids, folder / "mend.xlsx"):
            pass
    spent = cpu_seconds() - started
    store.close()
    _require(running.summary[RowOutcome.ADDED], count)
    return spent


SUBJECTS = {
    "reading": measure_reading,
    "storing": measure_storing,
    "importing": measure_importing,
}


def measure(folder: Path, count: int, rounds: int) -> dict[str, tuple[float, float]]:
    """Subject → median seconds of CPU and of peak memory in megabytes, subjects taking turns."""
    write_workbook(folder / "rows.xlsx", count)
    samples: dict[str, list[tuple[float, float]]] = {name: [] for name in SUBJECTS}
    for _turn in range(rounds):
        for name in SUBJECTS:
            for database in folder.glob("*.db*"):
                database.unlink()
            samples[name].append(_run(name, folder, count))
    return {
        name: (statistics.median(s for s, _ in found), statistics.median(m for _, m in found))
        for name, found in samples.items()
    }


def _run(subject: str, folder: Path, count: int) -> tuple[float, float]:
    command = [sys.executable, __file__, subject, str(folder), str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ)
    found = json.loads(done.stdout)
    return found["cpu_s"], found["peak_mb"]


def _filled_store(path: Path) -> SqliteStore:
    store = SqliteStore.create(path, NOW.astimezone)
    with store.begin(CLERK, "bench") as uow:
        uow.put("", "organization", ORG, Organization(ORG, "高沟村党支部").to_body())
        for number in range(MEMBERS):
            member = Member(f"m{number:04d}", ORG, _name(number), number + 1)
            uow.put(ORG, "member", member.id, member.to_body())
        uow.commit()
    return store


def _name(number: int) -> str:
    stems = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
    return f"赵{stems[number // 20]}{stems[number % 20]}"


def _require(found: int, wanted: int) -> None:
    if found != wanted:
        raise RuntimeError(f"{found} rows instead of {wanted}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("subject", choices=SUBJECTS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("rows", type=int)
    options = parser.parse_args()
    spent = SUBJECTS[options.subject](options.folder, options.rows)
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    peak = sum(usage.ru_maxrss for usage in usages) * 1024 / MEGABYTE
    print(json.dumps({"cpu_s": round(spent, 3), "peak_mb": round(peak, 1)}))


if __name__ == "__main__":
    main()
