"""Demo records: a community with nine units around it, one of which forgets what it promised and one whose hall stands empty.

Everybody in it is made up. The same scene always gives the same records.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from branchkit.api.hooks import DemoRecord, DemoScene
from branchkit_community.demo import community, people, region


def demo_records(scene: DemoScene) -> Sequence[DemoRecord]:
    """What the community keeps over the months of the scene, and what stood before them."""
    return list(_records(scene))


def _records(scene: DemoScene) -> Iterator[DemoRecord]:
    yield from region.records(scene)
    yield from people.records(scene)
    yield from community.records(scene)
