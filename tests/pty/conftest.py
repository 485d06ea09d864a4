"""The demo branch, made once and copied for every test that changes it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from .scoring_desk import BRANCHKIT, variables


@pytest.fixture(scope="session")
def made_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo as ``branchkit demo`` makes it; tests copy it."""
    home = tmp_path_factory.mktemp("demo-home")
    directory = home / "demo"
    subprocess.run(
        [BRANCHKIT, "demo", "--path", directory],
        check=True,
        env=variables(home),
        capture_output=True,
    )
    return directory


@pytest.fixture
def demo(made_demo: Path, tmp_path: Path) -> Path:
    """A branch of forty: September and October handed up, November scored for the first twenty."""
    directory = tmp_path / "branch"
    shutil.copytree(made_demo, directory)
    return directory
