"""A plugin's sub-commands as they are declared: what is taken, what is refused and named."""

from __future__ import annotations

from decimal import Decimal

import pytest

from branchkit.core.texts import LocalText
from branchkit.plugin.commands import ArgumentKind, CommandArgument, CommandSpec, fault_of

from .trials import MakePlugin, codes, hooks, load

TITLE = LocalText("说", "Say")


def spec(*arguments: CommandArgument, id: str = "c.say") -> CommandSpec:
    return CommandSpec(id, TITLE, "trial_c.work:say", arguments)


def argument(name: str, **options: object) -> CommandArgument:
    return CommandArgument(name, TITLE, **options)  # type: ignore[arg-type]


def test_what_can_be_typed_has_no_fault() -> None:
    sound = spec(
        argument("word"),
        argument("often", kind=ArgumentKind.NUMBER, default=Decimal(1)),
        argument("at-least", option=True),
        argument("how", kind=ArgumentKind.CHOICE, choices={"a": TITLE}, default="a"),
        argument("loud", kind=ArgumentKind.FLAG),
    )
    assert fault_of(sound) == ""


@pytest.mark.parametrize(
    "broken",
    [
        spec(id="c.Say"),
        spec(id="c.say it"),
        spec(argument("at_least")),
        spec(argument("-x")),
        spec(argument("org")),
        spec(argument("format", option=True)),
        spec(argument("word"), argument("word", option=True)),
        spec(argument("how", kind=ArgumentKind.CHOICE)),
        spec(argument("first", default="a"), argument("second")),
    ],
)
def test_what_cannot_be_typed_is_refused(broken: CommandSpec) -> None:
    assert broken.id in fault_of(broken)


def test_commands_are_named_not_imported_and_a_broken_one_costs_itself(
    make_plugin: MakePlugin,
) -> None:
    body = (
        "title = LocalText('说', 'Say')\n"
        "@hookimpl\n"
        "def branchkit_commands():\n"
        "    return [\n"
        "        CommandSpec('c.say', title, 'trial_c.nowhere:say'),\n"
        "        CommandSpec('c.Shout', title, 'trial_c.nowhere:shout'),\n"
        "        CommandSpec('c.whisper', title, 'nowhere'),\n"
        "        CommandSpec('d.say', title, 'trial_c.nowhere:say'),\n"
        "    ]\n"
    )
    contributions = load(make_plugin("c", **hooks("c", body)))
    assert list(contributions.commands) == ["c.say"]
    assert contributions.owners["commands", "c.say"] == "c"
    found = sorted(codes(contributions))
    assert found == [("c", "command_form"), ("c", "foreign"), ("c", "target_form")]
