"""A real workspace with a plugin in it, for tests that open its screens; what only reads is tested with a ``FakeView``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from branchkit.bootstrap import Workspace, create_workspace, open_workspace
from branchkit.core.actors import Actor
from branchkit.core.members.member import Member
from branchkit.core.registers.register import Record
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.discovery import InstalledPlugin
from branchkit.services.plugins.workspace_changes import StoreActions
from branchkit.settings import UserSettings
from branchkit.testing.builders import fixed_clock

BRANCH = "v1"
"""The id of the organisation that the workspace is of."""


def a_workspace(
    directory: Path,
    *plugins: InstalledPlugin,
    members: Sequence[Member] = (),
    records: Sequence[Record] = (),
    sector: str = "rural",
    language: str = "zh_CN",
) -> Workspace:
    """A new workspace of a branch ``v1`` in an empty or missing folder, with these plugins and no others; whoever calls closes it.

    ``members`` are its roll, ``records`` are kept as the program keeps them, in their order, and get ids of their own. A fault
    of a plugin's declarations or hooks is raised. The day is that of :func:`~branchkit.testing.builders.fixed_clock`.
    """
    clock, actor = fixed_clock(), Actor("测试员")
    create_workspace(
        directory, name="高沟村党支部", sector=sector, clock=clock, actor=actor, organization=BRANCH
    )
    workspace = open_workspace(
        directory,
        settings=UserSettings(),
        catalog=Catalog.load(language),
        actor=actor,
        clock=clock,
        strict=True,
        installed=lambda: plugins,
    )
    with workspace.store.begin(actor, "member.add") as uow:
        for member in members:
            uow.put(member.org, "member", member.id, member.to_body())
        uow.commit()
    actions = StoreActions(workspace.store, workspace.contributions, actor, clock)
    for record in records:
        actions.add_record(record.register, record.org, record.values)
    return workspace
