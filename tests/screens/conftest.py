"""A workspace in memory with six members and one sheet."""

from __future__ import annotations

from pathlib import Path

import pytest

from branchkit.bootstrap import Workspace
from branchkit.core.actors import Actor
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import Contributions
from branchkit.settings import Settings, UserSettings, WorkspaceSettings
from branchkit.testing.builders import ORG, a_criterion, a_scheme, a_sheet, fixed_clock
from branchkit.testing.memory_store import MemoryStore

CRITERIA = [
    a_criterion("meeting", 10, short="大会"),
    a_criterion("lesson", 10, short="党课"),
    a_criterion("dues", 10, short="党费"),
]


class SharedStore(MemoryStore):
    """A store on which other sessions are said to have committed ``others`` times."""

    others = 0

    def version(self) -> int:
        return self.others


@pytest.fixture
def village(tmp_path: Path, catalog: Catalog) -> Workspace:
    from dataclasses import replace

    scheme = replace(a_scheme(CRITERIA), id="base/member-month")
    actor = Actor("李书记")
    store = SharedStore(fixed_clock())
    a_sheet(store, scheme, actor)
    return Workspace(
        directory=tmp_path,
        settings=Settings(UserSettings(), WorkspaceSettings("高沟村党支部", ORG, "rural")),
        store=store,
        contributions=Contributions(schemes={scheme.id: scheme}),
        catalog=catalog,
        actor=actor,
        clock=fixed_clock(),
    )
