"""Demo records: a branch in a machine works that does not exist."""

from __future__ import annotations

from branchkit.api.hooks import DemoRecord, DemoScene
from branchkit_enterprise.demo import areas, people, projects, work


def demo_records(scene: DemoScene) -> list[DemoRecord]:
    """Everything for one branch; the same scene makes the same records."""
    records = [*projects.records(scene), *areas.records(scene)]
    for month in scene.months:
        records += work.monthly(scene, month)
        records += people.monthly(scene, month)
    return [*records, *people.quarterly(scene)]
