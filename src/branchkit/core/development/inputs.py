"""What has to be written down with a step, and how it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from branchkit.core.rulepacks.stages import Step
from branchkit.core.values import frozen


class InputKind(StrEnum):
    """What a value is."""

    PEOPLE = "people"
    """Ids of full members."""
    COUNT = "count"
    """A whole number, as decimal text."""
    NUMBER = "number"
    """Decimal text."""
    DAY = "day"
    TEXT = "text"


@frozen
class Input:
    """One value; its label is ``case.field.<key>``."""

    key: str
    kind: InputKind


_INPUTS: Mapping[str, tuple[Input, ...]] = {
    "contacts": (Input("contacts", InputKind.PEOPLE),),
    "introducers": (Input("introducers", InputKind.PEOPLE),),
    "talks": (Input("talks", InputKind.COUNT),),
    "days": (Input("days", InputKind.NUMBER),),
    "hours": (Input("hours", InputKind.NUMBER),),
    "notice_until": (Input("notice_until", InputKind.DAY),),
    "votes": (
        Input("entitled", InputKind.COUNT),
        Input("present", InputKind.COUNT),
        Input("in_favour", InputKind.COUNT),
    ),
}
"""A step's field → what is asked for."""


def inputs_of(step: Step) -> tuple[Input, ...]:
    """What a step asks for; a field that is not known here is a text, since a county may want something of its own."""
    return tuple(
        part for name in step.fields for part in _INPUTS.get(name, (Input(name, InputKind.TEXT),))
    )


def inputs_by_key(steps: tuple[Step, ...]) -> dict[str, Input]:
    """Everything that some steps ask for."""
    return {part.key: part for step in steps for part in inputs_of(step)}
