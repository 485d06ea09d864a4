from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from branchkit.core.errors import ExchangeError
from branchkit.toml.atomic import atomic_file


def test_the_new_content_replaces_the_old(tmp_path: Path) -> None:
    target = tmp_path / "通报.txt"
    target.write_text("旧")
    with atomic_file(target, replace=True) as file:
        file.write("新".encode())
        assert target.read_text() == "旧"
    assert target.read_text() == "新"
    assert list(tmp_path.iterdir()) == [target]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "report"
    target.write_text("旧")
    with pytest.raises(ValueError, match="half way"), atomic_file(target, replace=True) as file:
        file.write(b"half")
        raise ValueError("half way")
    assert target.read_text() == "旧"
    assert list(tmp_path.iterdir()) == [target]


def test_a_replaced_file_keeps_its_permissions(tmp_path: Path) -> None:
    target = tmp_path / "report"
    target.touch()
    target.chmod(0o640)
    with atomic_file(target, replace=True) as file:
        file.write(b"x")
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_link_is_followed(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.write_text("旧")
    link = tmp_path / "link"
    link.symlink_to(real)
    with atomic_file(link, replace=True) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert real.read_text() == "new"


@pytest.mark.parametrize(
    ("name", "code"),
    [("none/report", "exchange.write_no_folder"), (".", "exchange.write_is_folder")],
)
def test_a_wrong_place_is_refused_by_name(tmp_path: Path, name: str, code: str) -> None:
    with pytest.raises(ExchangeError) as refused, atomic_file(tmp_path / name):
        pass
    assert refused.value.code == code
    assert refused.value.params["path"] == str(tmp_path / name)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.EACCES, "exchange.write_denied"),
        (errno.ENOSPC, "exchange.write_no_room"),
        (errno.EIO, "exchange.write_failed"),
    ],
)
def test_what_the_disk_says_becomes_an_error_with_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("branchkit.toml.atomic.os.fsync", fail)
    with pytest.raises(ExchangeError) as refused, atomic_file(tmp_path / "report") as file:
        file.write(b"x")
    assert refused.value.code == code
    assert list(tmp_path.iterdir()) == []
