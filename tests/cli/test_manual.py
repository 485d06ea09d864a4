"""``branchkit manual``."""

from __future__ import annotations

import pytest

from branchkit.cli import exit_codes
from branchkit.cli.main import main


def test_without_a_chapter_the_titles_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["manual"]) == exit_codes.OK
    listed = capsys.readouterr().out.splitlines()
    assert listed[0] == "目录"
    assert "打分" in listed


def test_a_chapter_is_printed_with_its_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["manual", "打分"]) == exit_codes.OK
    printed = capsys.readouterr().out
    assert printed.startswith("打分\n")
    assert "【=】" in printed
    assert "{" not in printed


def test_the_english_one_is_printed_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "manual", "scoring"]) == exit_codes.OK
    assert capsys.readouterr().out.startswith("Scoring\n")


def test_a_chapter_that_is_not_there_is_answered_with_those_that_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["manual", "天气"]) == exit_codes.REFUSED
    assert "打分" in capsys.readouterr().err
