"""What all demo records are made with."""

from __future__ import annotations

from branchkit.api.hooks import DemoRecord, DemoScene, Period
from branchkit.api.workspace import Contact, Member, Mobility


def row(register: str, **values: object) -> DemoRecord:
    """A record; columns without a value are left out."""
    filled = {key: value for key, value in values.items() if value not in (None, "", [])}
    return DemoRecord(register, filled)


def day_in(scene: DemoScene, month: Period, day: int) -> str:
    """A day of a month that has come, as a document keeps it."""
    return scene.day_in(month, day).isoformat()


def at_work(scene: DemoScene) -> list[Member]:
    """Those who are neither away nor lost."""
    return [
        member
        for member in scene.members
        if member.mobility is not Mobility.OUT and member.contact is not Contact.LOST
    ]


def nth(scene: DemoScene, number: int) -> str:
    """The id of somebody who is at work, counted round the roll."""
    here = at_work(scene) or list(scene.members)
    return here[number % len(here)].id
