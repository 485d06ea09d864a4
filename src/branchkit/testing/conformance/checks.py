"""Every check there is, in the order in which an author wants to hear of things."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from branchkit.plugin.authored import AuthoredPlugin
from branchkit.plugin.contributions import Contributions
from branchkit.testing.conformance.code import check_imports, check_names, check_screens
from branchkit.testing.conformance.finding import Finding
from branchkit.testing.conformance.scheme_checks import check_schemes, check_worked_months
from branchkit.testing.conformance.text_checks import check_declared_texts, check_own_texts
from branchkit.testing.conformance.trial import check_on_a_branch

Check = Callable[[AuthoredPlugin, Contributions], Iterable[Finding]]


def check_failures(plugin: AuthoredPlugin, contributions: Contributions) -> Iterable[Finding]:
    """What the program itself says of the plugin: files, manifest, imports, hooks."""
    for failure in contributions.failures:
        if failure.plugin == plugin.id:
            yield Finding("failure", failure.place, failure=failure)


def check_something(plugin: AuthoredPlugin, contributions: Contributions) -> Iterable[Finding]:
    """A plugin that brings nothing was put together wrongly."""
    loaded = contributions.plugin(plugin.id)
    declared = sum(loaded.contributes.values()) if loaded else 0
    if not declared and plugin.id not in contributions.owners.values():
        yield Finding("nothing", plugin.place())


ALL_CHECKS: tuple[Check, ...] = (
    check_something,
    check_declared_texts,
    check_own_texts,
    check_schemes,
    check_worked_months,
    check_names,
    check_imports,
    check_screens,
    check_on_a_branch,
    # Last: what is tried out fails as the program says it.
    check_failures,
)
