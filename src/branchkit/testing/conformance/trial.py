"""Tries a plugin out on a made-up branch in memory: its demo records are kept, its metrics measured, its reports made.

What goes wrong is kept among the contributions' failures, as it would be for a user.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date

from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.errors import BranchkitError
from branchkit.core.organizations.organization import Organization
from branchkit.plugin.authored import AuthoredPlugin
from branchkit.plugin.contributions import Contributions
from branchkit.services.demo.branch import fill_demo
from branchkit.services.reports.plugins import make_plugin_report
from branchkit.services.scoring.workspace_view import StoreView
from branchkit.testing.conformance.finding import Finding
from branchkit.testing.memory_store import MemoryStore

ORG, TODAY = "trial", date(2026, 11, 20)
DEFAULT_SECTOR = "rural"


def check_on_a_branch(plugin: AuthoredPlugin, contributions: Contributions) -> Iterable[Finding]:
    """Nothing of its own to find: see the failures."""
    store = a_branch(plugin, contributions)
    view = StoreView(store, contributions, node=ORG, today=TODAY)
    for id in contributions.computed:
        if contributions.owners.get(("computed", id)) == plugin.id:
            view.measure(id, ORG, Period.containing(TODAY))
    for spec in contributions.reports.values():
        if contributions.owners.get(("reports", spec.id)) != plugin.id:
            continue
        # What a report refuses in words it may refuse; what breaks it stands in the failures.
        with suppress(BranchkitError):
            make_plugin_report(
                store,
                contributions,
                spec,
                org=ORG,
                period=Period.containing(TODAY, spec.period),
                language="zh_CN",
                today=TODAY,
            )
    return ()


def a_branch(plugin: AuthoredPlugin, contributions: Contributions) -> MemoryStore:
    """A branch of the plugin's sector with three months of records and scores."""
    store = MemoryStore()
    sector = next(iter(plugin.sectors), DEFAULT_SECTOR)
    with store.begin(Actor("kit"), "kit.build") as uow:
        organization = Organization(ORG, "高沟村党支部", sector=sector)
        uow.put("", "organization", ORG, organization.to_body())
        uow.commit()
    fill_demo(store, contributions, ORG, TODAY)
    return store
