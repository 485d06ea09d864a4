"""The steps of an edition in their order, and what can be asked about that order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import chain

from branchkit.core.rulepacks import Edition, RulePack
from branchkit.core.rulepacks.basis import Citation
from branchkit.core.rulepacks.stages import Stage, Step
from branchkit.core.values import frozen


@frozen
class Route:
    """The way that one edition lays out."""

    edition: Edition
    steps: tuple[Step, ...]
    numbers: Mapping[str, int]
    """Step id → its number, from 1."""
    stage_of: Mapping[str, int]
    """Step id → the number of its stage, from 0."""
    earlier: tuple[tuple[str, ...], ...]
    """For each stage the steps of those before it."""

    @classmethod
    def of(cls, edition: Edition) -> Route:
        """From an edition of the pack."""
        stages = [tuple(step.id for step in stage.steps) for stage in edition.stages]
        steps = tuple(step for stage in edition.stages for step in stage.steps)
        return cls(
            edition,
            steps,
            {step.id: number for number, step in enumerate(steps, start=1)},
            {step: place for place, stage in enumerate(stages) for step in stage},
            tuple(tuple(chain(*stages[:place])) for place in range(len(stages))),
        )

    def step(self, id: str) -> Step | None:
        """The step with this id, if the edition has it."""
        number = self.numbers.get(id)
        return None if number is None else self.steps[number - 1]

    def stage(self, id: str) -> Stage:
        """The stage of one of the edition's steps."""
        return self.edition.stages[self.stage_of[id]]

    def before(self, id: str) -> tuple[Step, ...]:
        """The steps ahead of one; all of them for an unknown id."""
        return self.steps[: self.numbers.get(id, len(self.steps) + 1) - 1]

    def in_earlier_stages(self, id: str) -> tuple[str, ...]:
        """The steps of the stages before a step's own."""
        return self.earlier[self.stage_of[id]]

    def making(self, what: str) -> Step | None:
        """The step that makes somebody ``probationary`` or ``full``."""
        return next((step for step in self.steps if step.makes == what), None)

    @property
    def probation_begins(self) -> str:
        """The step from whose day the probation counts; empty where no step makes anybody probationary."""
        maker = self.making("probationary")
        return (maker.dated_by or maker.id) if maker else ""

    def is_in_probation(self, id: str) -> bool:
        """Whether a step comes after the one that makes somebody probationary."""
        maker = self.making("probationary")
        return maker is not None and self.numbers.get(id, 0) > self.numbers[maker.id]

    def cite(self, step: Step) -> Citation:
        """Where a step comes from."""
        return Citation(self.edition.title, step.article, step.basis)


class Routes:
    """The routes of all editions of a pack, each laid out once."""

    def __init__(self, pack: RulePack) -> None:
        self.pack = pack
        self._made: dict[str, Route] = {}

    def on(self, day: date) -> Route:
        """The route of the edition in force on a day."""
        edition = self.pack.on(day)
        if edition.id not in self._made:
            self._made[edition.id] = Route.of(edition)
        return self._made[edition.id]
