"""Asks plugins' sources of duties in the worker, where there is one, and makes of the replies what our own sources give."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial

from branchkit.core.errors import PluginError
from branchkit.plugin.process import PluginProcess
from branchkit.plugin.questions import Asked, Question, Reply
from branchkit.services.duties.collect import Collected, collect
from branchkit.services.duties.plugins import duty_sources, ended, plugin_duties
from branchkit.services.duties.scene import DutyScene


def ask_duties(
    process: PluginProcess | None, scene: DutyScene, *, only: Collection[str] | None = None
) -> Iterator[Reply]:
    """Have what an organisation owes by its plugins worked out, of the sources ``only`` where they are given.

    :func:`duties_of` each reply, when it is there.
    """
    for plugin, spec in duty_sources(scene):
        if only is not None and spec.id not in only:
            continue
        question = Question(
            Asked.DUTIES, plugin, spec.id, scene.org, title=spec.title, today=scene.today
        )
        # Whoever writes a plugin wants to see what it raises, where it raises it.
        if process is None or scene.contributions.strict:
            yield Reply.to_give_here(question)
        else:
            yield process.ask(question)


def duties_of(reply: Reply, scene: DutyScene) -> Collected:
    """What a source has said, asked here where there was no worker; or why there is nothing of it.

    The failure is that of :func:`~branchkit.services.duties.plugins.plugin_duties`, or :class:`PluginError` ``duties_given_up``,
    ``duties_stuck``, ``duties_ended``, ``duties``.
    """
    question = reply.question
    if reply.here:
        return collect(scene, partial(plugin_duties, scene.contributions.duties[question.id]))
    if reply.given_up:
        error = PluginError("duties_given_up", plugin=question.plugin, title=question.title)
        return Collected(failure=error)
    if reply.failure is not None and reply.failure.is_end:
        return Collected(failure=ended(reply.failure, question.title))
    if reply.refused is not None:
        return Collected(failure=reply.refused)
    if isinstance(reply.value, list):
        return Collected(tuple(reply.value))
    message = reply.failure.message if reply.failure else type(reply.value).__name__
    return Collected(failure=PluginError("duties", title=question.title, place="", message=message))
