"""``branchkit <plugin> NAME …``: the sub-commands that a plugin brings, with its own words in ``--help``.

A plugin is looked for only when the word is no group of ours, so that no plugin can take one over and no command of ours pays for it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import OK, PROBLEMS
from branchkit.cli.parser import Parser, plain_text
from branchkit.cli.shell import FORMATS, Shell
from branchkit.core.tables import Report, Table, TableColumn
from branchkit.core.texts import LocalText
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.commands import ArgumentKind, CommandArgument, CommandSpec
from branchkit.services.plugins.commands import commands_of, read_argument, run_command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branchkit.plugin.contributions import Contributions

_SPEC = "command_spec"
_METAVARS = {ArgumentKind.ORGANIZATION: "ORG"}
"""As the program's own commands have them, in English; else the name of the kind."""


def run_plugin(words: list[str], shell: Shell, parents: Parser, unknown: Callable[[], None]) -> int:
    """Read and run ``words``, of which the first names a plugin; ``unknown`` tells that there is no such group.

    ``parents`` has the options that may stand anywhere.
    """
    plugin, contributions = words[0], shell.contributions()
    specs = commands_of(contributions, plugin)
    if not specs:
        _tell_failures(plugin, contributions, shell)
        unknown()
    options = _parser(plugin, specs, contributions, shell, parents).parse_args(words[1:])
    spec: CommandSpec = getattr(options, _SPEC)
    workspace = shell.workspace()
    try:
        answer = run_command(
            workspace.store,
            contributions,
            spec,
            {a.name: getattr(options, _dest(a)) for a in spec.arguments},
            org=options.org or workspace.organization,
            actor=workspace.actor,
            clock=workspace.clock,
            language=shell.catalog.language,
        )
    finally:
        _tell_failures(plugin, contributions, shell, of=spec.id)
    if answer.shown is not None:
        _show(answer.shown, options.format, shell)
    if answer.said:
        shell.tell(answer.said)
    return PROBLEMS if answer.problems else OK


def _tell_failures(plugin: str, contributions: Contributions, shell: Shell, of: str = "") -> None:
    """What is wrong with the plugin, or what was noted about one command of it beside its refusal."""
    from branchkit.plugin.isolation import words_of

    for failure in contributions.failures:
        if failure.plugin == plugin and (failure.is_warning and failure.hook == of if of else True):
            text = words_of(failure, shell.catalog)
            shell.say("cli.plugins.failure", plugin=plugin, text=text)


def _show(shown: Report | Table | Mapping[str, object], format: str, shell: Shell) -> None:
    match shown:
        case Report():
            from branchkit.exchange.writers import write_stream

            write_stream(shown, format, shell.stdout)
        case Table():
            shell.emit(shown, format)
        case _ if format == "csv":
            columns = tuple(TableColumn(key, key) for key in shown)
            cells = tuple(shell.catalog.shown(value) for value in shown.values())
            shell.emit(Table(columns, (cells,)), format)
        case _:
            shell.emit_object(shown, format)


def plugin_parser(plugin: str, shell: Shell, parents: Parser) -> Parser | None:
    """The parser of a plugin's commands, for what looks at it only; None where it has none."""
    contributions = contributions_for_help(shell)
    specs = commands_of(contributions, plugin)
    return _parser(plugin, specs, contributions, shell, parents) if specs else None


def _parser(
    plugin: str,
    specs: list[CommandSpec],
    contributions: Contributions,
    shell: Shell,
    parents: Parser,
) -> Parser:
    catalog = shell.catalog
    parser = Parser(
        prog=f"branchkit {plugin}",
        description=_title(plugin, contributions, catalog),
        parents=[parents],
    )
    commands = parser.add_subparsers(
        metavar="COMMAND", title=catalog.text("cli.groups"), required=True, parser_class=Parser
    )
    for spec in specs:
        title, more = catalog.local(spec.title), catalog.local(spec.help)
        command = commands.add_parser(
            spec.id.partition(".")[2],
            help=_escaped(title),
            description=f"{title}\n\n{more}" if more else title,
        )
        for argument in spec.arguments:
            _add(command, argument, shell)
        command.add_argument("--org", default="", metavar="ID", help=catalog.text("cli.plugin.org"))
        command.add_argument(
            "--format", choices=FORMATS, default="text", help=catalog.text("cli.plugins.format")
        )
        command.set_defaults(**{_SPEC: spec})
    return parser


def _title(plugin: str, contributions: Contributions, catalog: Catalog) -> str:
    loaded = contributions.plugin(plugin)
    return catalog.local(loaded.title) if loaded else plugin


def _escaped(text: str) -> str:
    """argparse fills placeholders into what it is told as help."""
    return text.replace("%", "%%")


def _add(command: Parser, argument: CommandArgument, shell: Shell) -> None:
    told = _escaped(_help(argument, shell.catalog))
    if argument.kind is ArgumentKind.FLAG:
        command.add_argument(
            f"--{argument.name}", action="store_true", help=told, dest=_dest(argument)
        )
        return
    read = _reader(argument, shell)
    metavar = _METAVARS.get(argument.kind, argument.kind.upper())
    if argument.option:
        command.add_argument(
            f"--{argument.name}",
            dest=_dest(argument),
            type=read,
            default=argument.default,
            metavar=metavar,
            help=told,
        )
    elif argument.default is None:
        command.add_argument(_dest(argument), type=read, metavar=argument.name, help=told)
    else:
        command.add_argument(
            _dest(argument),
            nargs="?",
            type=read,
            default=argument.default,
            metavar=argument.name,
            help=told,
        )


def _dest(argument: CommandArgument) -> str:
    """Apart from what the parser itself keeps."""
    return f"given_{argument.name}"


def _help(argument: CommandArgument, catalog: Catalog) -> str:
    """The title; what may be typed, where these are choices; what it is when it is left out."""
    parts = [catalog.local(argument.title)]
    if argument.choices:
        named = [_choice(id, title, catalog) for id, title in argument.choices.items()]
        parts.append(catalog.text("plugin.argument.choices", choices=named))
    if argument.default not in (None, "", False):
        default = argument.default
        if argument.choices and isinstance(default, str) and default in argument.choices:
            default = catalog.local(argument.choices[default])
        parts.append(catalog.text("plugin.argument.default", value=catalog.shown(default)))
    return "".join(parts)


def _choice(id: str, title: LocalText, catalog: Catalog) -> str:
    text = catalog.local(title)
    return f"{id}={text}" if text != id else id


def _reader(argument: CommandArgument, shell: Shell) -> Callable[[str], object]:
    def read(text: str) -> object:
        typed = plain_text(text)
        try:
            return read_argument(argument, typed, shell.clock().date())
        except ValueError:
            kind = shell.catalog.text(f"plugin.argument.{argument.kind}")
            told = shell.catalog.text("plugin.argument.unreadable", text=typed, kind=kind)
            if argument.choices:
                named = [_choice(*choice, shell.catalog) for choice in argument.choices.items()]
                told += shell.catalog.text("plugin.argument.choices", choices=named)
            raise argparse.ArgumentTypeError(told) from None

    return read


def plugin_groups(shell: Shell) -> Iterator[tuple[str, str]]:
    """Id and title of the plugins of the workspace that have commands, for ``branchkit --help``."""
    contributions = contributions_for_help(shell)
    with_commands = dict.fromkeys(
        owner for (kind, _id), owner in contributions.owners.items() if kind == "commands"
    )
    for plugin in with_commands:
        yield plugin, _title(plugin, contributions, shell.catalog)


def plugin_reports(shell: Shell) -> Iterator[tuple[str, str]]:
    """Id and title of the reports of the workspace's plugins, for ``branchkit report --help``."""
    for spec in contributions_for_help(shell).reports.values():
        yield spec.id, shell.catalog.local(spec.title)


def contributions_for_help(shell: Shell) -> Contributions:
    """What the workspace and its plugins bring. The database stays closed, and what fails is left out: help has to come."""
    from branchkit.plugin.discovery import installed_plugins
    from branchkit.plugin.manager import load_contributions

    return load_contributions(
        shell.workspace_directory,
        disabled=shell.user_settings.disabled_plugins,
        safe_mode=shell.safe_mode,
        installed=shell.installed or installed_plugins,
    )
