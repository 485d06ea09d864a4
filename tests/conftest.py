"""What all tests share beyond ``branchkit.testing.fixtures``, which pyproject.toml loads."""

from __future__ import annotations

import gc
import os
import warnings
from collections.abc import Iterator

import pytest
from hypothesis import settings

from branchkit.i18n.build import CatalogError, build

from .system_tools import TOOLS, command_for, is_there

settings.register_profile("branchkit", deadline=None, database=None, derandomize=True)
settings.load_profile("branchkit")

MISSING = "missing"
"""The property of a test's report that names a tool."""


def pytest_configure(config: pytest.Config) -> None:
    """Compiled catalogs are not in git; a test must not see yesterday's. Once, before workers start.

    A faulty catalog is ``tests/test_house.py``'s to report: it must not keep every other test from running.
    """
    if hasattr(config, "workerinput"):
        return
    try:
        build()
    except CatalogError as error:
        warnings.warn(str(error), stacklevel=1)


def pytest_collection_finish() -> None:
    """What was collected stays to the end: the garbage collector need not look through it time and again."""
    gc.freeze()


def needed(item: pytest.Item) -> Iterator[str]:
    """The tools that a test says it needs."""
    for marker in item.iter_markers("needs"):
        yield from marker.args


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A tool that is not on the list would be missed by nobody."""
    unknown = {tool for item in items for tool in needed(item)} - TOOLS.keys()
    if unknown:
        raise pytest.UsageError(f"not in tests/system_tools.py: {', '.join(sorted(unknown))}")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """What a tool is missing for is left out; with ``CI`` set, that is a failure."""
    missing = [tool for tool in needed(item) if not is_there(tool)]
    if missing:
        item.user_properties += [(MISSING, tool) for tool in missing]
        end = pytest.fail if os.environ.get("CI") else pytest.skip
        end(f"missing: {' '.join(missing)}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How to run in this order again, what was left out, and what brings it."""
    seed = getattr(terminalreporter.config.option, "randomly_seed", None)
    if seed is not None:
        terminalreporter.write_line(f"同样的次序 (the same order): --randomly-seed={seed}")
    reports = [*terminalreporter.getreports("skipped"), *terminalreporter.getreports("error")]
    missing = [
        [tool for key, tool in getattr(r, "user_properties", ()) if key == MISSING] for r in reports
    ]
    count = sum(1 for tools in missing if tools)
    if count:
        tools = sorted({tool for tools in missing for tool in tools})
        names = " ".join(tools)
        terminalreporter.write_line(
            f"缺少 {names}，{count} 个测试没有运行 ({count} tests were left out for want of {names})"
        )
        terminalreporter.write_line(f"补齐 (to bring it): {command_for(tools)}")
