"""Demo records for the built-in registers: what a village branch keeps over a few months, by what it is about.

Everything follows from the scene, so that one seed always makes the same branch. Who is not on the roll is made up
from lists of names and belongs to nobody.
"""

from __future__ import annotations

from collections.abc import Sequence

from branchkit.pack.demo import betterment, branch, files, meetings, people
from branchkit.plugin.demos import DemoRecord, DemoScene


def demo_records(scene: DemoScene) -> Sequence[DemoRecord]:
    """The records of all months of the scene, and what stood before them."""
    records: list[DemoRecord] = []
    for month in scene.months:
        records += meetings.monthly(scene, month)
        records += meetings.activities(scene, month)
        records += files.monthly(scene, month)
    for month in scene.months:
        records += people.monthly(scene, month)
        records += betterment.monthly(scene, month)
    for standing in (
        files.dues,
        people.standing,
        betterment.prosperity,
        branch.standing,
        files.standing,
        betterment.standing,
        people.honours,
    ):
        records += standing(scene)
    return records
