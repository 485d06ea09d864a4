"""Compiles the catalogs before the package is built or installed: .mo files are not kept in git."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogHook(BuildHookInterface[Any]):
    """Runs the program's own catalog builder, loaded by path: the package is not installed yet."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling for every kind of build, editable installs included."""
        path = Path(self.root, "src", "branchkit", "i18n", "build.py")
        spec = importlib.util.spec_from_file_location("branchkit_catalogs", path)
        if spec is None or spec.loader is None:
            raise FileNotFoundError(path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.build()
