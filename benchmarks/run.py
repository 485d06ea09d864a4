"""``./run bench [--quick] [-o FILE]``: the real program on a pseudo terminal, its floors in the same run, and the targets.

Exit code 1 when a target is missed. ``docs/benchmarks.md`` says what is measured and how.
"""

from __future__ import annotations

import argparse
import compileall
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import subjects
from county import COUNTY, Size
from county_figures import county_figures
from keystrokes import TARGET as KEYSTROKES
from keystrokes import count_keystrokes
from lists import list_figures
from measurements import Samples, busy_cores, measure_idle, measure_session, measure_starts
from plugin_figures import made_demo
from plugin_figures import measure as measure_plugins
from record_import import ROWS as IMPORTED_ROWS
from record_import import measure as measure_import
from report import Figure, table, write_json
from store_save import measure as measure_save
from workspaces import Bench, reference_workspace, scored_workspace

import branchkit

SIZES = (40, 1000, 10_000)
CRITERIA = 20
INPUT_READY = 1.25
"""At any number of members: the first frame needs a page of them."""
IDLE_SECONDS = 5.0
PARTS = ("starts", "sessions", "saves", "lists", "keystrokes", "import", "plugins", "county")


def main() -> int:
    options = _options()
    _prepare()
    with tempfile.TemporaryDirectory(prefix="branchkit-bench-") as folder:
        figures = list(_measure(options, Path(folder)))
    print(table(figures))
    if options.output:
        write_json(figures, options.output)
    missed = sum(not figure.passed for figure in figures)
    print(f"\n{len(figures) - missed} of {len(figures)} targets met")
    return 1 if missed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round, 40 and 1,000 members")
    parser.add_argument("--rounds", type=int, default=3, help="sessions of each subject")
    parser.add_argument("--starts", type=int, default=9, help="starts of each subject")
    parser.add_argument("--size", type=int, action="append", help="members, instead of the three")
    parser.add_argument("--only", choices=PARTS, action="append", help="a part of it")
    parser.add_argument("--county", type=Path, metavar="DIR", help="where counties are kept")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="the figures as JSON")
    options = parser.parse_args()
    options.parts = options.only or PARTS
    options.sizes = options.size or list(SIZES[:2] if options.quick else SIZES)
    if options.quick:
        options.rounds, options.starts = 1, 5
    return options


def _prepare() -> None:
    """Measure with compiled modules: without them a start takes four times as long."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    for package in (Path(branchkit.__file__).parent, subjects.FLOORS):
        compileall.compile_dir(package, quiet=2)


def _measure(options: argparse.Namespace, folder: Path) -> Iterator[Figure]:
    benches = {}
    for size in options.sizes if {"starts", "sessions"} & set(options.parts) else ():
        _say(f"making a workspace of {size}")
        benches[size] = scored_workspace(folder / f"made-{size}", size, CRITERIA)
    if "starts" in options.parts:
        yield from _start_figures(options, folder, benches)
    if "sessions" in options.parts:
        for size, bench in benches.items():
            yield from _session_figures(options, folder, size, bench)
    if "saves" in options.parts:
        yield from _save_figures(options)
    if "lists" in options.parts:
        _say("long lists")
        yield from list_figures(folder, options.rounds)
    if "keystrokes" in options.parts:
        yield _keystroke_figure(folder)
    if "import" in options.parts:
        yield from _import_figures(options, folder)
    if "plugins" in options.parts:
        yield from _plugin_figures(options, folder)
    if "county" in options.parts:
        size = Size(townships=2, branches=10) if options.quick else COUNTY
        _say(f"making a county of {size.townships * size.branches} branches")
        yield from county_figures(options.county or folder, 1 if options.quick else 2, size)


def _start_figures(
    options: argparse.Namespace, folder: Path, benches: dict[int, Bench]
) -> Iterator[Figure]:
    _say("starts")
    programs = {"empty": subjects.empty_app().program}
    for size, bench in benches.items():
        subject = subjects.branchkit(bench, _scratch(folder, f"start-{size}"))
        programs[str(size)] = subject.program
    smallest = min(benches)
    bare = subjects.without_sectors(benches[smallest], _scratch(folder, "start-bare"))
    programs["bare"] = bare.program
    starts = measure_starts(programs, options.starts)
    for size in benches:
        value, floor = starts.median(str(size)), starts.median("empty")
        yield Figure("input-ready", size, value, "s", INPUT_READY, floor, "empty app")
    value, floor = starts.median(str(smallest)), starts.median("bare")
    yield Figure("seven sectors", smallest, value, "s", 1.15, floor, "no sector")
    _say("starts on a machine that is not idle")
    with busy_cores():
        starts = measure_starts(
            {name: programs[name] for name in ("empty", str(smallest))}, options.starts
        )
    value, floor = starts.median(str(smallest)), starts.median("empty")
    yield Figure("input-ready, busy", smallest, value, "s", INPUT_READY, floor, "empty app")


def _session_figures(
    options: argparse.Namespace, folder: Path, size: int, bench: Bench
) -> Iterator[Figure]:
    samples = Samples()
    makers = (subjects.branchkit, subjects.curses_grid, subjects.datatable_app)
    for turn in range(options.rounds):
        for make in makers:
            _say(f"session {turn + 1} of {make.__name__} with {size}")
            subject = make(bench, _scratch(folder, make.__name__))
            measure_session(subject, bench, samples)
        measure_session(subjects.empty_app(), bench, samples)
    idle = measure_idle(subjects.branchkit(bench, _scratch(folder, "idle")), bench, IDLE_SECONDS)
    ours, curses, datatable = (make.__name__ for make in makers)

    def ratio(what: str, unit: str, target: float, floor: str, floor_name: str) -> Figure:
        value = samples.median(f"{ours} {what}")
        return Figure(
            what, size, value, unit, target, samples.median(f"{floor} {what}"), floor_name
        )

    yield ratio("memory", "MB", 1.2, "empty", "empty app")
    yield Figure("idle", size, idle, "B", 0)
    for what, target in (("frame", 1.2), ("down", 1), ("score", 1), ("page", 1), ("help", 1.3)):
        yield ratio(f"{what} bytes", "B", target, curses, "curses")
    yield ratio("score CPU", "ms", 0.06, datatable, "DataTable")


def _save_figures(options: argparse.Namespace) -> Iterator[Figure]:
    for size in options.sizes:
        _say(f"saving among {size}")
        save = measure_save(size, rounds=300 if options.quick else 1500)
        yield Figure("save one score", size, save["save_us"], "us", 2.0, save["bare_us"], "sqlite")


def _keystroke_figure(folder: Path) -> Figure:
    _say("the reference month")
    bench = reference_workspace(folder / "made-reference")
    month = count_keystrokes(bench, _scratch(folder, "reference"))
    if not month.right:
        raise RuntimeError("the reference month's scores are not what was typed")
    return Figure("reference month", len(bench.names), month.keys, "keys", KEYSTROKES)


def _import_figures(options: argparse.Namespace, folder: Path) -> Iterator[Figure]:
    rows = IMPORTED_ROWS // 10 if options.quick else IMPORTED_ROWS
    _say(f"importing {rows} rows")
    found = measure_import(_scratch(folder, "import"), rows, options.rounds)
    (reading, reader_peak), (storing, _), (importing, peak) = (
        found[name] for name in ("reading", "storing", "importing")
    )
    floor = reading + storing
    yield Figure("import CPU", rows, importing, "s", 1.3, floor, "reader + store")
    yield Figure("import memory", rows, peak, "MB", 2.0, reader_peak, "reader")


def _plugin_figures(options: argparse.Namespace, folder: Path) -> Iterator[Figure]:
    _say("plugins' figures")
    demo = made_demo(_scratch(folder, "plugins"))
    found = measure_plugins(demo, rounds=100 if options.quick else 500)
    here = found["here_us"]
    yield Figure("plugin's figure", 40, found["apart_us"], "us", 6.0, here, "in process")
    yield Figure("alarm", None, found["alarm_us"], "us", 0.1, here, "a figure")
    yield Figure("first figure", 40, found["first_s"], "s", 2.0, found["command_s"], "a command")


def _scratch(folder: Path, name: str) -> Path:
    scratch = folder / name
    scratch.mkdir(exist_ok=True)
    return scratch


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
