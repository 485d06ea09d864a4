"""The pack's hook implementations: demo records for its own registers."""

from __future__ import annotations

from collections.abc import Sequence

from branchkit.plugin import DemoRecord, DemoScene, hookimpl


@hookimpl
def branchkit_demo(scene: DemoScene) -> Sequence[DemoRecord]:
    """Meetings, activities and dues of an ordinary branch."""
    from branchkit.pack.demo_records import demo_records

    return demo_records(scene)
