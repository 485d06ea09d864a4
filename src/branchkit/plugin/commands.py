"""What a plugin's sub-commands are declared with, and what they are given when somebody calls one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from branchkit.core.texts import NO_TEXT, LocalText
from branchkit.core.values import frozen

if TYPE_CHECKING:
    from branchkit.plugin.workspace_view import WorkspaceActions, WorkspaceView


class ArgumentKind(StrEnum):
    """What is typed for an argument, and what the command is given of it."""

    TEXT = "text"
    """Given as str, without control characters."""
    NUMBER = "number"
    """Given as Decimal: ``2``, ``-1.5``."""
    DATE = "date"
    """Given as date: ``2026-11-20``."""
    PERIOD = "period"
    """Given as Period: ``2026-11``, ``2026-Q4``, ``2026``."""
    ORGANIZATION = "organization"
    """Given as the organisation's id; typed as its id or its name."""
    CHOICE = "choice"
    """Given as the choice's id; typed as its id or its title in either language."""
    FLAG = "flag"
    """Given as bool; it is there or not, so it is always an option."""


@frozen
class CommandArgument:
    """One argument. A positional one without a default must be given; an option never must."""

    name: str
    """Small letters, digits and single hyphens (``since``, ``at-least``); its key in ``CommandScene.arguments``. ``org``, ``format`` and the
    program's own options (``workspace``, ``lang`` …) are taken."""
    title: LocalText
    """What ``--help`` says of it."""
    kind: ArgumentKind = ArgumentKind.TEXT
    """How it is read and checked."""
    option: bool = False
    """Whether it is typed as ``--name VALUE``; else by its place, in the order of the declaration."""
    default: object = None
    """What the command is given when it is left out, in the type of its kind."""
    choices: Mapping[str, LocalText] | None = None
    """For ``CHOICE``: id → title."""


@frozen
class CommandSpec:
    """A sub-command: ``county.stretches`` is called as ``branchkit county stretches``."""

    id: str
    """The plugin's id, a dot, and the command's name in small letters, digits and single hyphens."""
    title: LocalText
    """One line in the list of the plugin's commands, and the head of its own ``--help``."""
    target: str
    """``pkg.module:function``, imported when the command is called. It takes a :class:`CommandScene` and returns an
    :class:`~branchkit.plugin.answers.Answer` or one of its parts."""
    arguments: tuple[CommandArgument, ...] = ()
    """In their order."""
    help: LocalText = NO_TEXT
    """What there is to say beside the title."""


@frozen
class CommandScene:
    """For what a command runs."""

    workspace: WorkspaceView
    """Personal data is masked."""
    actions: WorkspaceActions
    """Each change is one transaction in the user's name."""
    org: str
    """The organisation it is about: ``--org``, else the workspace's own."""
    arguments: Mapping[str, object]
    """Name → value in the type of the argument's kind; every declared one is there."""
    language: str
    """``zh_CN`` or ``en``."""


_NAME = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
TAKEN = ("org", "format", "help", "workspace", "lang", "safe-mode", "strict")
"""Options that every command has."""


def fault_of(spec: CommandSpec) -> str:
    """Why a command could not be typed as it is declared; empty where it can."""
    if not re.fullmatch(_NAME, spec.id.partition(".")[2]):
        return spec.id
    seen: set[str] = set(TAKEN)
    may_end = False
    for argument in spec.arguments:
        said = f"{spec.id}, {argument.name!r}"
        if not re.fullmatch(_NAME, argument.name) or argument.name in seen:
            return said
        seen.add(argument.name)
        if argument.kind is ArgumentKind.CHOICE and not argument.choices:
            return f"{said}: choices"
        if not argument.option and argument.kind is not ArgumentKind.FLAG:
            if may_end and argument.default is None:
                return f"{said}: default"
            may_end = argument.default is not None
    return ""
