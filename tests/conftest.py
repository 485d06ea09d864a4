"""What all tests share beyond ``branchkit.testing.fixtures``, which pyproject.toml loads."""

from __future__ import annotations

import warnings

from hypothesis import settings

from branchkit.i18n.build import CatalogError, build

settings.register_profile("branchkit", deadline=None, database=None, derandomize=True)
settings.load_profile("branchkit")


def pytest_configure() -> None:
    """Compiled catalogs are not in git; a test must not see yesterday's.

    A faulty catalog is ``tests/test_house.py``'s to report: it must not keep every other test from running.
    """
    try:
        build()
    except CatalogError as error:
        warnings.warn(str(error), stacklevel=1)
