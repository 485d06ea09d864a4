"""Fixtures for our tests and for plugin authors: ``addopts = "-p branchkit.testing.fixtures"``.

Every test runs in a home of its own, at a stopped clock, in Chinese, with no settings and no workspace:
what a test needs beyond that it asks for by name.
"""

from __future__ import annotations

import functools
import gettext
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from branchkit.bootstrap import Workspace, create_workspace, open_workspace
from branchkit.core.actors import Actor
from branchkit.i18n.catalog import Catalog
from branchkit.plugin import isolation
from branchkit.settings import UserSettings
from branchkit.toml import source

NOW = "2026-11-20T09:00:00"
"""The moment at which every test runs, local time of :data:`ZONE`."""
ZONE = "Asia/Shanghai"


def pytest_configure() -> None:
    """A busy machine makes no plugin slow: in tests time passes only by a timer that the test brings.

    Set before anything is collected, since test modules load plugins when they are imported. The same declarations are
    read by thousands of tests: each text is parsed once.
    """
    isolation.machine_timer = lambda: 0.0
    source.parsed = functools.cache(source.parsed)


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the homes stand: numbering them, as ``mktemp`` does, takes the longer the more there are."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def isolated(homes: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home of its own, with nothing in it; the home's path."""
    home = Path(tempfile.mkdtemp(prefix="", dir=homes))
    for variable in ("WORKSPACE", "ACTOR", "LANG"):
        monkeypatch.delenv(f"BRANCHKIT_{variable}", raising=False)
    for variable in (
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "XDG_STATE_HOME",
        "XDG_CACHE_HOME",
        "NO_COLOR",
    ):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("BRANCHKIT_CONFIG", str(home / "settings.toml"))
    monkeypatch.setenv("BRANCHKIT_NOW", NOW)
    # The command line sets both for itself; they are put back here.
    monkeypatch.setenv("LANGUAGE", "zh_CN")
    domain = gettext.textdomain()
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TZ", ZONE)
    time.tzset()
    yield home
    gettext.textdomain(domain)
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """A clock that stands at :data:`NOW`."""
    moment = datetime.fromisoformat(NOW).astimezone()
    return lambda: moment


@pytest.fixture
def actor() -> Actor:
    """A branch's secretary."""
    return Actor("测试员")


@pytest.fixture
def catalog() -> Catalog:
    """The Chinese catalog."""
    return Catalog.load("zh_CN")


@pytest.fixture
def workspace_directory(tmp_path: Path, clock: Callable[[], datetime], actor: Actor) -> Path:
    """The folder of a new village workspace without members; its organisation's id is ``test``."""
    directory = tmp_path / "workspace"
    create_workspace(
        directory,
        name="青石村党支部",
        sector="rural",
        clock=clock,
        actor=actor,
        organization="test",
    )
    return directory


@pytest.fixture
def workspace(
    workspace_directory: Path, clock: Callable[[], datetime], actor: Actor, catalog: Catalog
) -> Iterator[Workspace]:
    """The same, open; the built-in pack only, so that installed plugins make no difference."""
    opened = open_workspace(
        workspace_directory,
        settings=UserSettings(),
        catalog=catalog,
        actor=actor,
        clock=clock,
        safe_mode=True,
        strict=True,
    )
    yield opened
    opened.close()
