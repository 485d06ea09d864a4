"""The way from the application to full membership, as a rule pack states it."""

from __future__ import annotations

from branchkit.core.rulepacks.basis import Basis
from branchkit.core.texts import LocalText
from branchkit.core.values import frozen


@frozen
class Wait:
    """A span of calendar months or days from another step."""

    after: str
    """The step it counts from."""
    months: int = 0
    days: int = 0
    working_days: int = 0


@frozen
class Step:
    """One step. ``earliest`` are the waits before it may be done, ``within`` by when it has to be."""

    id: str
    title: LocalText
    earliest: tuple[Wait, ...] = ()
    within: tuple[Wait, ...] = ()
    papers: tuple[LocalText, ...] = ()
    """What the file must hold when it is done."""
    fields: tuple[str, ...] = ()
    """What has to be written down with it: ``contacts``, ``talks``, ``hours``, ``days``, ``notice_until``, ``votes``,
    ``introducers``; anything else is a text."""
    makes: str = ""
    """``probationary`` or ``full``: what the person becomes by it."""
    dated_by: str = ""
    """The step whose day counts where this one ``makes`` somebody something: approved in March, admitted by January's vote."""
    every_months: int = 0
    """It is repeated that often while its stage lasts: the half-yearly look at an activist."""
    article: str = ""
    basis: Basis = Basis.FOUND


@frozen
class Stage:
    """A stage with its steps, in order."""

    id: str
    """applicant, activist, prospect, probationary, full"""
    title: LocalText
    steps: tuple[Step, ...]
