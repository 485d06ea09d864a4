"""Tries a plugin's kinds of columns out: whatever is typed is answered, and what is shown is read as the same value again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from branchkit.core.registers.own_kinds import KindFaultError, NotOfKind, OwnKind
from branchkit.plugin.authored import AuthoredPlugin
from branchkit.plugin.contributions import Contributions
from branchkit.testing.conformance.finding import Finding

TYPED = ("1", "12.50", "0", "A-001", "甲", "２０２６年11月3日", "2026-11-03", "是", "?", "a" * 300)
"""What somebody may type into any column."""


def check_column_kinds(plugin: AuthoredPlugin, contributions: Contributions) -> Iterable[Finding]:
    """What a plugin's own code does wrong stands among the failures."""
    for kind in contributions.column_kinds.values():
        if contributions.owners["column_kinds", kind.id] == plugin.id:
            yield from _tried(plugin, kind)


def _tried(plugin: AuthoredPlugin, kind: OwnKind) -> Iterator[Finding]:
    for typed in TYPED:
        try:
            value = kind.read(typed)
            if isinstance(value, NotOfKind):
                continue
            shown = kind.show(value)
            kind.sort_key(value)
            if kind.check(value) is None and kind.read(shown) != value:
                params = {"id": kind.id, "typed": typed, "shown": shown}
                yield Finding("kind_not_read_again", plugin.hooks, params)
        except KindFaultError:
            return
