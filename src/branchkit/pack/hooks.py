"""The pack's hook implementations: demo records for its own registers."""

from __future__ import annotations

from collections.abc import Sequence

from branchkit.plugin.demos import DemoRecord, DemoScene
from branchkit.plugin.hookspecs import hookimpl


@hookimpl
def branchkit_demo(scene: DemoScene) -> Sequence[DemoRecord]:
    """What an ordinary village branch keeps."""
    from branchkit.pack.demo import demo_records

    return demo_records(scene)
