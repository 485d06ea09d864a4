"""A plugin's failure as a sentence, for the command line and the plugins screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchkit.plugin.contributions import PluginFailure

if TYPE_CHECKING:
    from branchkit.i18n.catalog import Catalog


def words_of(failure: PluginFailure, catalog: Catalog) -> str:
    """What went wrong; a declaration's fault says itself where it stands."""
    if failure.problem is not None:
        return catalog.problem(failure.problem)
    return catalog.text(
        f"plugin.failure.{failure.code}",
        plugin=failure.plugin,
        hook=failure.hook,
        place=failure.place,
        message=failure.message,
    )
