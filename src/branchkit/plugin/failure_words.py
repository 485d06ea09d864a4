"""A plugin's failure in words, for the command line and the plugins screen: what broke, where, and what helps."""

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


def remedy_of(failure: PluginFailure, catalog: Catalog) -> str:
    """What to do about it."""
    return catalog.text(f"plugin.remedy.{failure.code}", plugin=failure.plugin)


def lines_of(failure: PluginFailure, catalog: Catalog, width: int) -> list[str]:
    """What went wrong and what to do about it, folded by cells."""
    from branchkit.core.text_width import wrap

    said = wrap(words_of(failure, catalog), width)
    return [*said, *wrap(remedy_of(failure, catalog), width)]
