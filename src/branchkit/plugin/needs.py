"""Which of the plugins that were found can be used, by what their manifests ask of the program and of each other.

A plugin whose needs are not met is left out whole: half of it, over registers that are not there, would be a hundred
consequences of one cause. What is needed comes before what needs it, so that an extension finds the register it extends. Plugins that need
each other are used together or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from branchkit.core.errors import Problem
from branchkit.core.values import frozen
from branchkit.plugin.manifests import MANIFEST, Manifest
from branchkit.toml.source import TomlSource

PROGRAM = "branchkit"
"""What the program itself is called among needs."""


@frozen
class Candidate:
    """A plugin that was found. ``version`` is empty where nobody knows it."""

    id: str
    version: str
    manifest: Manifest | None = None
    directory: Path | None = None

    @property
    def needs(self) -> Mapping[str, str]:
        """Plugin → which version of it; a plugin without a manifest needs nothing."""
        return self.manifest.needs if self.manifest else {}

    @property
    def known_version(self) -> str:
        """The distribution's, else what the manifest says of a folder."""
        return self.version or (self.manifest.version if self.manifest else "")


def in_order_of_needs(candidates: Sequence[Candidate]) -> list[str]:
    """Their ids, the needed ones first and otherwise as they come."""
    by_id = {candidate.id: candidate for candidate in candidates}
    order: dict[str, None] = {}

    def put(id: str, waiting: frozenset[str]) -> None:
        if id in order or id in waiting or id not in by_id:
            return
        for needed in by_id[id].needs:
            put(needed, waiting | {id})
        order[id] = None

    for candidate in candidates:
        put(candidate.id, frozenset())
    return list(order)


def unmet_needs(candidates: Sequence[Candidate], program: str) -> dict[str, Problem]:
    """Plugin → what it lacks, with the line that asks for it; ``program`` is this program's version."""
    usable = {candidate.id: candidate for candidate in candidates}
    unmet: dict[str, Problem] = {}
    while found := {
        id: problem
        for id, candidate in usable.items()
        if (problem := next(_lacking(candidate, usable, unmet, program), None))
    }:
        unmet |= found
        usable = {id: candidate for id, candidate in usable.items() if id not in found}
    return unmet


def _lacking(
    candidate: Candidate,
    usable: Mapping[str, Candidate],
    unmet: Mapping[str, Problem],
    program: str,
) -> Iterator[Problem]:
    for needed, wanted in candidate.needs.items():
        from branchkit.core.versions import read_demand

        demand = read_demand(wanted)
        if demand is None:
            continue  # The manifest's own fault, which reading it has told.
        if needed == PROGRAM:
            version, code = program, "needs.program"
        elif needed in usable:
            version, code = usable[needed].known_version, "needs.version"
        else:
            code = "needs.unusable" if needed in unmet else "needs.missing"
            yield _problem(candidate, code, needed=needed, wanted=wanted)
            continue
        if not demand.is_met_by(version):
            code = code if version else "needs.no_version"
            yield _problem(candidate, code, needed=needed, wanted=wanted, found=version)


def _problem(
    candidate: Candidate, code: str, *, needed: str, wanted: str, found: str = ""
) -> Problem:
    assert candidate.directory is not None  # a manifest has been read there
    source, problems = TomlSource.load(candidate.directory / MANIFEST)
    if source is None:
        return problems[0]
    return source.problem(code, "needs", needed, needed=needed, wanted=wanted, found=found)
