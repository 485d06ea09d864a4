"""The manual page: current, whole, and sound for those who set it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from branchkit.cli import exit_codes
from branchkit.cli.groups import GROUPS
from branchkit.cli.man import ENDINGS, PAGES

FOLDER = Path(__file__).parents[2] / "docs" / "man"
BRANCHKIT = Path(sys.executable).parent / "branchkit"
NO_DATE = "missing date"
"""A page that is made anew says the version instead."""


@pytest.mark.parametrize("language", PAGES)
def test_the_page_that_is_installed_is_what_the_program_says(language: str) -> None:
    done = subprocess.run(
        [BRANCHKIT, "--lang", language, "man"], check=True, capture_output=True, text=True
    )
    installed = (FOLDER / PAGES[language]).read_text(encoding="utf-8")
    assert installed == done.stdout, "python -m branchkit.cli.man docs/man"


@pytest.mark.parametrize("language", PAGES)
def test_every_command_stands_in_it(language: str) -> None:
    lines = (FOLDER / PAGES[language]).read_text(encoding="utf-8").splitlines()
    assert {f".SS branchkit {group.name}" for group in GROUPS} <= set(lines)
    assert any(line.startswith(".B branchkit sheet set [\\-h]") for line in lines)
    assert not [line for line in lines if "cli." in line or "%(" in line]


def test_every_exit_code_is_told() -> None:
    assert {name.upper() for name in ENDINGS} == {n for n in vars(exit_codes) if n.isupper()}


@pytest.mark.needs("mandoc")
@pytest.mark.parametrize("language", PAGES)
def test_it_is_set_without_complaint(language: str) -> None:
    file = FOLDER / PAGES[language]
    done = subprocess.run(
        ["mandoc", "-T", "lint", "-W", "warning", file], capture_output=True, text=True, check=False
    )
    assert [line for line in done.stdout.splitlines() if NO_DATE not in line] == []
    shown = subprocess.run(
        ["mandoc", "-T", "utf8", file], check=True, capture_output=True, text=True
    ).stdout
    assert "BRANCHKIT(1)" in shown
