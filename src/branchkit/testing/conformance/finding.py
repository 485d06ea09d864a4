"""One thing that is wrong with a plugin, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from branchkit.core.values import frozen
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import PluginFailure
from branchkit.plugin.isolation import words_of


@frozen
class Finding:
    """``code`` is looked up as ``plugin.check.<code>``, and as ``plugin.advice.<code>`` for what to do."""

    code: str
    place: str = ""
    """A file, or "file:line"; empty for the plugin as a whole."""
    params: Mapping[str, object] = field(default_factory=dict)
    """What its words have places for."""
    failure: PluginFailure | None = None
    """For ``failure``: what the program itself says of the plugin."""


@frozen
class Words:
    """A finding as people read it."""

    what: str
    advice: str


def words(finding: Finding, catalog: Catalog) -> Words:
    """What is wrong and what to do."""
    if (failure := finding.failure) is not None:
        # The remedies are for users; whoever asks here has written it.
        advice = catalog.text(f"plugin.author.{failure.code}", plugin=failure.plugin)
        return Words(words_of(failure, catalog), advice)
    what = catalog.text(f"plugin.check.{finding.code}", **finding.params)
    return Words(what, catalog.text(f"plugin.advice.{finding.code}", **finding.params))
