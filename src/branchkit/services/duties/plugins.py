"""Duties out of plugins' Python, checked to be something that home can show and open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from branchkit.core.dates import Period
from branchkit.core.duties import PLACES, Duty, Opening
from branchkit.core.errors import BranchkitError, PluginError
from branchkit.core.rulepacks import Citation
from branchkit.core.texts import LocalText
from branchkit.plugin.contributions import Contributions, PluginFailure
from branchkit.plugin.duties import DutySpec, DutyView
from branchkit.plugin.isolation import FailureLog, load_target
from branchkit.services.duties.scene import DutyScene
from branchkit.services.scoring.sheets import read_organization
from branchkit.services.scoring.workspace_view import StoreView


def duty_sources(scene: DutyScene) -> Iterator[tuple[str, DutySpec]]:
    """Whose source it is, and the source: those of the plugins that serve the organisation's sector."""
    contributions = scene.contributions
    if not contributions.duties:
        return
    sector = read_organization(scene.reader, scene.org).sector
    for spec in contributions.duties.values():
        plugin = owner_of(spec, contributions)
        loaded = contributions.plugin(plugin)
        if loaded is None or loaded.serves(sector):
            yield plugin, spec


def owner_of(spec: DutySpec, contributions: Contributions) -> str:
    """The plugin that brings a source."""
    return contributions.owners.get(("duties", spec.id), spec.id)


def plugin_duties(spec: DutySpec, scene: DutyScene) -> list[Duty]:
    """The duties of one source.

    Raises :class:`PluginError` ``target``, ``duties`` and ``duties_deadline``, and whatever refusal the plugin's function raises.
    """
    contributions = scene.contributions
    plugin = owner_of(spec, contributions)
    function: Any = load_target(contributions, "duties", spec)
    view = StoreView(scene.reader, contributions, node=scene.org, today=scene.today)
    log = FailureLog.of(contributions)
    duties: list[Any] = []
    with log.guarded(plugin, "raised", spec.id, passing=(BranchkitError,)) as watched:
        duties = list(function(DutyView(view, scene.org, scene.today)))
    if (failure := watched.failure) is not None:
        if failure.is_end:
            raise ended(failure, spec.title)
        # The last line of a screen has no room for a whole path, which the plugins screen tells.
        place = "/".join(Path(failure.place).parts[-2:])
        raise PluginError("duties", title=spec.title, place=place, message=failure.message)
    for number, duty in enumerate(duties, start=1):
        if message := next(_faults(scene, plugin, duty), ""):
            message = f"{number}: {message}"
            log.note(PluginFailure(plugin, "result", spec.id, spec.target, message))
            raise PluginError("duties", title=spec.title, place=spec.target, message=message)
    return duties


def ended(failure: PluginFailure, title: LocalText) -> PluginError:
    """What is said where a source was ended: ``duties_deadline``, ``duties_stuck``, ``duties_ended``."""
    return PluginError(
        f"duties_{failure.code}",
        plugin=failure.plugin,
        title=title,
        seconds=failure.message,
        place=Path(failure.place).name,
    )


def _faults(scene: DutyScene, plugin: str, duty: object) -> Iterator[str]:
    """Why a duty could not be shown, or not be opened."""
    if not isinstance(duty, Duty):
        yield f"{type(duty).__name__}, {Duty.__name__}"
        return
    if not (isinstance(duty.text, LocalText) and (duty.text.zh_CN or duty.text.en)):
        yield f"text: {duty.text!r}"
    if not duty.code.startswith(f"{plugin}."):
        yield f"code: {duty.code!r}, {plugin}.…"
    if duty.org != scene.org:
        yield f"org: {duty.org!r} ≠ {scene.org!r}"
    if duty.due_on is not None and type(duty.due_on) is not date:
        kind = datetime if isinstance(duty.due_on, datetime) else type(duty.due_on)
        yield f"due_on: {kind.__name__}, {date.__name__}"
    if not isinstance(duty.rule, Citation):
        yield f"rule: {type(duty.rule).__name__}, {Citation.__name__}"
    if not isinstance(duty.opens, Opening):
        yield f"opens: {type(duty.opens).__name__}, {Opening.__name__}"
        return
    yield from _unknown(scene, duty.opens)


def _unknown(scene: DutyScene, opens: Opening) -> Iterator[str]:
    there = scene.contributions
    if opens.place not in PLACES and opens.place not in there.screens:
        yield f"opens.place: {opens.place!r}, {', '.join(PLACES)}"
    if opens.register and opens.register not in there.registers:
        yield f"opens.register: {opens.register!r}"
    if opens.place == "register" and not opens.register:
        yield "opens.register: ''"
    if opens.scheme and opens.scheme not in there.schemes:
        yield f"opens.scheme: {opens.scheme!r}"
    if opens.period:
        scheme = there.schemes.get(opens.scheme)
        try:
            period = Period.parse(opens.period)
        except BranchkitError:
            yield f"opens.period: {opens.period!r}"
        else:
            if scheme is not None and scheme.period is not period.kind:
                yield f"opens.period: {opens.period!r}, {scheme.period}"
