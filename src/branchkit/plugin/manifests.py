"""Reads ``plugin.toml``, by which a plugin says what it is before any of its Python is imported::

    api = 1
    title = { zh_CN = "农村党建", en = "Villages" }
    sectors = ["rural"]
    hooks = "branchkit_rural.hooks"

``hooks`` is left out by a plugin without Python. Registers, metrics and schemes lie in folders beside the file.
"""

from __future__ import annotations

from pathlib import Path

from branchkit.core.errors import Problem
from branchkit.core.texts import LocalText
from branchkit.core.values import frozen
from branchkit.plugin.toml_source import TomlSource, TomlTable

MANIFEST = "plugin.toml"
API = 1
"""The version of the declarations that this program reads."""


@frozen
class Manifest:
    """What a plugin says of itself."""

    title: LocalText
    sectors: tuple[str, ...] = ()
    hooks: str = ""
    """The module with its hook implementations, dotted; empty for a plugin without Python."""


def read_manifest(path: Path) -> tuple[Manifest | None, list[Problem]]:
    """A plugin's manifest; None with at least one problem when it cannot be used."""
    source, problems = TomlSource.read(path)
    if source is None:
        return None, problems
    table = source.table(problems)
    check_api(table)
    manifest = Manifest(
        title=table.local("title"),
        sectors=table.texts("sectors", ()),
        hooks=table.text("hooks", ""),
    )
    table.finish()
    return (None if problems else manifest), problems


def check_api(table: TomlTable) -> None:
    """Report a file made for another version of the declarations."""
    if (found := table.integer("api")) != API and "api" in table:
        table.report("declaration.api", "api", found=found, known=API)
