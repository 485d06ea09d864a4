"""Runs a plugin's sub-command on a workspace: its arguments read by their kinds, its answer checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

from branchkit.core.actors import Actor
from branchkit.core.errors import BranchkitError
from branchkit.core.numbers import is_workable
from branchkit.core.ports import Store
from branchkit.core.typed_days import typed_day, typed_period
from branchkit.core.typed_numbers import typed_number
from branchkit.plugin.answers import Answer
from branchkit.plugin.commands import ArgumentKind, CommandArgument, CommandScene, CommandSpec
from branchkit.plugin.contributions import Contributions
from branchkit.services.organizations.organizations import read_tree, the_organization
from branchkit.services.plugins.answers import answer_of
from branchkit.services.plugins.workspace_changes import StoreActions
from branchkit.services.scoring.workspace_view import StoreView


def commands_of(contributions: Contributions, plugin: str) -> list[CommandSpec]:
    """The sub-commands that a plugin brings, in its order."""
    owners = contributions.owners
    return [c for c in contributions.commands.values() if owners.get(("commands", c.id)) == plugin]


def read_argument(argument: CommandArgument, text: str, today: date) -> object:
    """What was typed, in the type of the argument's kind; an organisation stays a text, for :func:`run_command` to look up.

    Raises ValueError where it is not of that kind.
    """
    match argument.kind:
        case ArgumentKind.NUMBER:
            return _number(text)
        case ArgumentKind.DATE:
            if (day := typed_day(text, today)) is not None:
                return day
            raise ValueError(text)
        case ArgumentKind.PERIOD:
            try:
                return typed_period(text, today)
            except BranchkitError:
                raise ValueError(text) from None
        case ArgumentKind.CHOICE:
            for id, title in (argument.choices or {}).items():
                if text.strip().casefold() in (id, title.zh_CN.casefold(), title.en.casefold()):
                    return id
            raise ValueError(text)
    return text


def _number(text: str) -> Decimal:
    number = typed_number(text)
    if number is None or not is_workable(number):
        raise ValueError(text)
    return number


def run_command(
    store: Store,
    contributions: Contributions,
    spec: CommandSpec,
    arguments: Mapping[str, object],
    *,
    org: str,
    actor: Actor,
    clock: Callable[[], datetime],
    language: str,
) -> Answer:
    """The answer to ``arguments`` as they were read; ``org`` and organisations among them by id or name.

    Raises :class:`OrganizationError` ``unknown`` and ``several``, :class:`PluginError` ``target`` and ``answer``, and what the command refuses.
    """
    tree = read_tree(store)
    at = the_organization(tree, org).id
    read = {}
    for argument in spec.arguments:
        value = arguments.get(argument.name, argument.default)
        if argument.kind is ArgumentKind.FLAG:
            value = bool(value)
        if argument.kind is ArgumentKind.ORGANIZATION and isinstance(value, str):
            value = the_organization(tree, value).id
        read[argument.name] = value
    view = StoreView(store, contributions, node=at, today=clock().date())
    changes = StoreActions(store, contributions, actor, clock)
    scene = CommandScene(view, changes, at, read, language)
    return answer_of(contributions, "commands", spec, scene)
