"""Files that somebody may mean who types a path."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from branchkit.services.importing.files import common_start, files_for, typed_path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with workbooks in it and in its downloads; the program was started in an empty folder."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for place, name in enumerate(
        (
            "2026花名册.xlsx",
            "下载/花名册（新）.xls",
            "下载/走访.csv",
            "下载/照片.jpg",
            "下载/.藏.csv",
        )
    ):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("x" * place)
        os.utime(file, (place * 100, place * 100))
    (tmp_path / "空").mkdir()
    monkeypatch.chdir(tmp_path / "空")
    return tmp_path


def texts(typed: str, *beside: Path) -> list[str]:
    return [file.text for file in files_for(typed, *beside)]


def test_without_a_word_the_newest_of_the_usual_places_come_first(home: Path) -> None:
    assert texts("") == ["~/下载/走访.csv", "~/下载/花名册（新）.xls", "~/2026花名册.xlsx"]
    assert [file.size for file in files_for("")] == [2, 1, 0]


@pytest.mark.parametrize("typed", ["花", "hmc", "花名册", "花名册（新"])
def test_a_name_is_meant_by_a_run_of_it_and_by_initials(home: Path, typed: str) -> None:
    assert "~/下载/花名册（新）.xls" in texts(typed)
    assert "~/下载/走访.csv" not in texts(typed)


@pytest.mark.parametrize("typed", ["~/下载/", "～／下载／", "'~/下载/"])
def test_a_folder_is_looked_into_as_it_was_typed(home: Path, typed: str) -> None:
    assert texts(typed) == ["~/下载/走访.csv", "~/下载/花名册（新）.xls"]


def test_folders_are_ways_to_files(home: Path) -> None:
    assert texts("~/") == ["~/2026花名册.xlsx", "~/下载/", "~/空/"]
    assert texts("~") == ["~/"]
    assert texts("../下") == ["../下载/"]
    assert texts(f"{home}/2") == [f"{home}/2026花名册.xlsx"]


def test_what_stands_beside_is_looked_into_and_nothing_twice(home: Path) -> None:
    (home / "空" / "b.csv").touch()
    assert texts("b", home / "空") == ["b.csv"]
    assert texts("b", home / "不在") == ["b.csv"]


def test_what_only_a_plugin_reads_is_named_by_its_ending(home: Path) -> None:
    assert [f.text for f in files_for("~/下载/照", endings=(".jpg",))] == ["~/下载/照片.jpg"]
    assert [f.text for f in files_for("~/下载/照", endings=("",))] == ["~/下载/照片.jpg"]


def test_as_far_as_all_are_the_same(home: Path) -> None:
    assert common_start(files_for("~/下载/")) == "~/下载/"
    assert common_start(files_for("~/2")) == "~/2026花名册.xlsx"


@pytest.mark.parametrize(
    "typed",
    [
        *("~/下载/走访.csv", "～／下载／走访.csv", "'~/下载/走访.csv'", "“~/下载/走访.csv”"),
        *(" ../下载/走访.csv ", "file://{home}/%E4%B8%8B%E8%BD%BD/%E8%B5%B0%E8%AE%BF.csv"),
    ],
)
def test_a_path_is_taken_as_it_is_pasted(home: Path, typed: str) -> None:
    path = typed_path(typed.replace("{home}", str(home)))
    assert path.samefile(home / "下载" / "走访.csv")


def test_what_a_terminal_puts_before_blanks_is_left_out(home: Path) -> None:
    (home / "a b(1).csv").touch()
    assert typed_path("~/a\\ b\\(1\\).csv") == home / "a b(1).csv"
