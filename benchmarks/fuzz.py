"""``./run fuzz [--files N] [--minutes N]``: damaged workbooks, as many as the time allows, none of which may end the program.

Every file is opened as an import opens it and read to its end. It may be read, or refused by one of the errors that a user
sees; anything else is counted as a crash, kept, and told by its number. Exit code 1 when there was one, or when memory or
time went beyond their limits.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from damaged_files import damaged, whole_files

from branchkit.core.errors import ExchangeError
from branchkit.exchange.readers.opening import open_grids

FILES = 20_000
MINUTES = 15.0
PROCESSES = 2
MOST_MEGABYTES = 300
"""Of the program and its reader together."""
_PROGRAM_MEGABYTES = 100
"""What the program itself takes at most while it imports; the reader has the rest."""
MOST_SECONDS = 10.0
"""For one file; a whole one takes a tenth of a second."""
MOST_TIMES = 2.0
"""What a damaged file costs on the average, against the whole ones read in the same run."""
_WHOLE_TURNS = 5


@dataclass
class Tally:
    """What became of files. ``slowest`` is seconds and number, ``megabytes`` the peak of the readers; ``seconds`` are those of
    all files, ``whole`` those that as many whole ones would have taken."""

    files: int = 0
    seconds: float = 0.0
    whole: float = 0.0
    ends: Counter[str] = field(default_factory=Counter)
    crashes: list[str] = field(default_factory=list)
    slowest: tuple[float, int] = (0.0, -1)
    megabytes: float = 0.0

    def add(self, other: Tally) -> None:
        """What another process has counted."""
        self.files += other.files
        self.seconds += other.seconds
        self.whole += other.whole
        self.ends.update(other.ends)
        self.crashes += other.crashes
        self.slowest = max(self.slowest, other.slowest)
        self.megabytes = max(self.megabytes, other.megabytes)

    @property
    def times(self) -> float:
        """What a damaged file costs, in whole ones."""
        return self.seconds / self.whole if self.whole else 0.0


def main() -> int:
    options = _options()
    if options.part is not None:
        print(json.dumps(vars(_read_part(options.part, options.files, options.until))))
        return 0
    until = time.time() + options.minutes * 60
    parts = [
        subprocess.Popen(
            [
                sys.executable,
                __file__,
                "--part",
                str(part),
                "--files",
                str(options.files),
                "--until",
                str(until),
            ],
            stdout=subprocess.PIPE,
        )
        for part in range(PROCESSES)
    ]
    tally = Tally()
    for part in parts:
        told, _nothing = part.communicate()
        found = json.loads(told)
        tally.add(
            Tally(**{**found, "ends": Counter(found["ends"]), "slowest": tuple(found["slowest"])})
        )
    print("\n".join(told_lines(tally)))
    return 0 if is_sound(tally) and tally.files else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run fuzz", description=__doc__)
    parser.add_argument("--files", type=int, default=FILES)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--part", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--until", type=float, default=0.0, help=argparse.SUPPRESS)
    return parser.parse_args()


def is_sound(tally: Tally) -> bool:
    """Whether nothing crashed and every file stayed within memory and time."""
    return (
        not tally.crashes
        and tally.megabytes + _PROGRAM_MEGABYTES <= MOST_MEGABYTES
        and tally.slowest[0] <= MOST_SECONDS
        and tally.times <= MOST_TIMES
    )


def told_lines(tally: Tally) -> list[str]:
    """The figures, as ``docs/benchmarks.md`` has them."""
    ends = "  ".join(f"{end} {count}" for end, count in tally.ends.most_common())
    seconds, number = tally.slowest
    return [
        f"files          {tally.files}",
        f"ended          {ends}",
        f"crashes        {len(tally.crashes)}",
        f"reader's peak  {tally.megabytes:.0f} MB",
        f"time           {tally.times:.2f} x a whole file",
        f"slowest        {seconds:.1f} s (number {number})",
        *(f"CRASH {crash}" for crash in tally.crashes),
    ]


def _read_part(part: int, files: int, until: float) -> Tally:
    """Every second file, or however many processes there are."""
    whole = whole_files()
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="branchkit-fuzz-") as folder:
        of_a_whole_one = _seconds_of_whole(whole, Path(folder))
        for number in range(part, files, PROCESSES):
            if time.time() > until:
                break
            read_one(number, whole, Path(folder), tally)
    tally.megabytes = _peak_of_children()
    tally.whole = tally.files * of_a_whole_one
    return tally


def _seconds_of_whole(whole: dict[str, bytes], folder: Path) -> float:
    """What one of the undamaged files takes on the average."""
    tally = Tally()
    for turn in range(_WHOLE_TURNS):
        for name, content in whole.items():
            read_file(folder / f"whole{turn}.{name}", content, 0, tally)
    assert set(tally.ends) == {"read"}
    return tally.seconds / tally.files


def read_one(number: int, whole: dict[str, bytes], folder: Path, tally: Tally) -> None:
    """Read the damaged file of this number and count what became of it."""
    name, content = damaged(number, whole)
    read_file(folder / f"{number}.{name}", content, number, tally)


def read_file(path: Path, content: bytes, number: int, tally: Tally) -> None:
    """Read a file of this content as an import does, and count what became of it."""
    path.write_bytes(content)
    started = time.monotonic()
    try:
        with open_grids(path) as grids:
            for index in range(len(grids.sheet_names)):
                for _row in grids.grid(index).rows():
                    pass
        end = "read"
    except ExchangeError as error:
        end = error.code.removeprefix("exchange.read_")
    except Exception as error:
        end = "crash"
        tally.crashes.append(f"{path.name}: {type(error).__name__}")
    seconds = time.monotonic() - started
    tally.files += 1
    tally.seconds += seconds
    tally.ends[end] += 1
    tally.slowest = max(tally.slowest, (round(seconds, 2), number))
    path.unlink()


def _peak_of_children() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


if __name__ == "__main__":
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.exit(main())
