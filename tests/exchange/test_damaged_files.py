"""A small fixed sample of ``./run fuzz``: damaged files of every format are read or refused, whatever happened to them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from damaged_files import damaged, whole_files
from fuzz import Tally, is_sound, read_one, told_lines

WHOLE = whole_files()
SAMPLE = 96


@pytest.mark.parametrize("part", range(4))
def test_no_damaged_file_ends_the_program(part: int, tmp_path: Path) -> None:
    tally = Tally()
    for number in range(part, SAMPLE, 4):
        read_one(number, WHOLE, tmp_path, tally)
    assert tally.crashes == []
    assert tally.files == sum(tally.ends.values()) == SAMPLE // 4
    assert list(tmp_path.iterdir()) == []


def test_whole_files_are_read(tmp_path: Path) -> None:
    """Else the sample would show only that whatever is damaged is refused."""
    from branchkit.exchange.readers.opening import open_grids

    for name, content in WHOLE.items():
        (tmp_path / name).write_bytes(content)
        with open_grids(tmp_path / name) as grids:
            rows = list(grids.grid(0).rows())
        assert [row[1] for row in rows[2:5]] == ["江东升", "凌素云", "费有田"], name


def test_a_file_follows_from_its_number() -> None:
    assert [damaged(n, WHOLE) for n in range(24)] == [damaged(n, WHOLE) for n in range(24)]
    assert len({damaged(n, WHOLE)[1] for n in range(24)}) == 24


def test_a_crash_too_much_memory_or_time_is_seen() -> None:
    assert is_sound(Tally(files=1, megabytes=199, slowest=(9.0, 1)))
    unsound = (
        Tally(crashes=["7.xls: E"]),
        Tally(megabytes=250),
        Tally(slowest=(60.0, 3)),
        Tally(seconds=3.0, whole=1.0),
    )
    assert not any(map(is_sound, unsound))
    assert "CRASH 7.xls: E" in told_lines(Tally(crashes=["7.xls: E"]))


def test_what_two_processes_counted_is_added_up() -> None:
    tally = Tally(2, 1.0, 1.0, Counter(read=2), slowest=(1.0, 4), megabytes=10)
    other = Tally(1, 0.5, 2.0, Counter(damaged=1), ["x"], slowest=(2.0, 5), megabytes=5)
    tally.add(other)
    assert tally == Tally(3, 1.5, 3.0, Counter(read=2, damaged=1), ["x"], (2.0, 5), 10)
    assert tally.times == 0.5
