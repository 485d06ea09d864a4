"""The command ``branchkit``: with a group it runs that group, without one it opens the app.

Start-up is what a user waits for, so nothing here imports Textual, a plugin or a group that was not called.
"""

from __future__ import annotations

import argparse
import codecs
import errno
import io
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NoReturn, TextIO, cast

from branchkit import __version__
from branchkit.cli import exit_codes
from branchkit.cli.groups import GROUPS
from branchkit.cli.languages import Languages, load_language
from branchkit.cli.parser import GroupParser, Parser, speak
from branchkit.cli.shell import Shell, guarded_streams, silence
from branchkit.core.errors import BranchkitError, SettingsError
from branchkit.core.texts import is_other_language
from branchkit.i18n.catalog import Catalog
from branchkit.settings import (
    START_PLACES,
    UserSettings,
    actor_of,
    read_user_settings,
    user_settings_path,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; the exit code (see :mod:`branchkit.cli.exit_codes`)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    _prepare_streams()
    with guarded_streams() as (stdout, stderr):
        try:
            return _run(words, os.environ, stdout, stderr)
        except KeyboardInterrupt:
            return exit_codes.INTERRUPTED
        except BrokenPipeError:
            # Whoever read us has left; the interpreter must not complain about it when it flushes.
            silence(sys.stdout)
            return exit_codes.OK


class _Closed(io.TextIOBase):
    """Stands for a stdout that the caller has closed: what is written to it is not there."""

    def write(self, text: str) -> NoReturn:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))


def _prepare_streams() -> None:
    if sys.stdout is None:
        sys.stdout = cast(TextIO, _Closed())
    if sys.stderr is None:
        # Not stdout, where print() would put it.
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A rare character in a GBK terminal must not end the program; it comes out as its number.
            stream.reconfigure(errors="backslashreplace")


def _run(words: list[str], environment: Mapping[str, str], stdout: TextIO, stderr: TextIO) -> int:
    settings_path = user_settings_path(environment)
    settings, settings_error = _user_settings(settings_path)
    language = environment.get("BRANCHKIT_LANG") or settings.language
    speak(language)
    # The global options may stand anywhere; they are taken out first, so no group can have one of their names.
    chosen, rest = global_options().parse_known_args(words)
    wanted = chosen.lang or ("en" if _is_ascii(sys.stderr.encoding) else language)
    catalog, wrong_texts = load_language(wanted, settings.disabled_plugins)
    speak(catalog.language)
    clock, settings_error = _clock(environment, settings_error)
    shell = Shell(
        catalog=catalog,
        stdout=stdout,
        stderr=stderr,
        clock=clock,
        actor=actor_of(environment, settings),
        user_settings=settings,
        user_settings_path=settings_path,
        environment=environment,
        workspace_directory=_directory(chosen.workspace, environment, settings),
        safe_mode=chosen.safe_mode,
        strict=chosen.strict,
        settings_error=settings_error,
    )
    if catalog.language != wanted and is_other_language(wanted):
        shell.say("cli.no_language", language=wanted)
    shell.problems(wrong_texts)
    if _is_ascii(sys.getfilesystemencoding()) and not "".join(words).isascii():
        shell.say("cli.ascii_locale")
        return exit_codes.USAGE
    try:
        try:
            return _guarded(rest, shell)
        finally:
            shell.stdout.flush()  # argparse leaves with what it has printed still to be written
    except BrokenPipeError:
        raise
    except OSError as error:
        silence(shell.stdout)
        return _hindered(shell, error)


def _is_ascii(encoding: str | None) -> bool:
    return encoding is not None and codecs.lookup(encoding).name == "ascii"


def _guarded(words: list[str], shell: Shell) -> int:
    if _names_plugin(words, shell):
        return _run_plugin(words, shell)
    options = build_parser(shell.catalog, _named_in_help(words, shell)).parse_args(words)
    # The doctor is whom one calls when the settings are broken.
    if shell.settings_error and options.group != "doctor":
        return _refuse(shell, shell.settings_error)
    from branchkit.logs import logging_to_file

    with logging_to_file():
        return _logged(_called, options, shell)


def _called(options: argparse.Namespace, shell: Shell) -> int:
    """Carry out the command. Whatever organisation is meant by ``--org``, by name or id, stands there as an id."""
    if getattr(options, "org", ""):
        options.org = shell.organization_meant(options.org)
    run: Callable[[argparse.Namespace, Shell], int] = getattr(options, "run_group", _open_app)
    return run(options, shell)


def _names_plugin(words: Sequence[str], shell: Shell) -> bool:
    """Whether the first word is none of our groups, and one of an installed plugin with Python; nothing of it is imported."""
    word = words[0] if words else ""
    if not word or word.startswith("-") or shell.settings_error or shell.safe_mode:
        return False
    if any(group.name == word for group in GROUPS):
        return False
    from branchkit.plugin.discovery import installed_plugins

    return any(plugin.id == word for plugin in (shell.installed or installed_plugins)())


def _named_in_help(words: Sequence[str], shell: Shell) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Id and title of what the workspace's plugins bring, under the group that has it, "" for commands: only where its help is asked
    for they are loaded."""
    asked = words[0] if words else ""
    if shell.workspace_directory is None or not {"-h", "--help"}.intersection(words):
        return {}
    if asked not in ("-h", "--help", "report"):
        return {}
    from branchkit.cli.plugins.commands import plugin_groups, plugin_reports

    ours = {group.name for group in GROUPS}
    with suppress(BranchkitError, OSError):
        if asked == "report":
            return {asked: list(plugin_reports(shell))}
        return {"": [found for found in plugin_groups(shell) if found[0] not in ours]}
    return {}


def _run_plugin(words: list[str], shell: Shell) -> int:
    from branchkit.cli.plugins.commands import run_plugin
    from branchkit.logs import logging_to_file

    def unknown() -> NoReturn:
        build_parser(shell.catalog).parse_args(words)
        raise AssertionError(words)

    def run(_options: argparse.Namespace, shell: Shell) -> int:
        return run_plugin(words, shell, global_options(shell.catalog), unknown)

    with logging_to_file():
        return _logged(run, argparse.Namespace(), shell)


def _logged(
    run: Callable[[argparse.Namespace, Shell], int], options: argparse.Namespace, shell: Shell
) -> int:
    try:
        code = run(options, shell)
        shell.stdout.flush()
        return code
    except BranchkitError as error:
        return _refuse(shell, error)
    except (KeyboardInterrupt, SystemExit, BrokenPipeError):
        raise
    except OSError as error:
        if error.errno not in _HINDRANCES:
            return _crashed(shell, error)
        raise
    except BaseException as error:  # some libraries' panics are no Exception
        return _crashed(shell, error)
    finally:
        shell.close()


def _crashed(shell: Shell, error: BaseException) -> int:
    """A defect: its traceback goes to the log, and to the author who asked for it, never to a user."""
    if shell.strict:
        raise error
    import logging

    from branchkit.logs import log_path, place_of

    logging.getLogger(__name__).error("crash", exc_info=error)
    if count := _damages(shell):
        # What is damaged and still JSON can end anywhere.
        shell.say("cli.crash_damaged", count=count, log=log_path())
        return exit_codes.DAMAGED
    # Not the error's own words: they repeat values, and a value may be anybody's identity number.
    shell.say("cli.crash", kind=type(error).__name__, place=place_of(error), log=log_path())
    return exit_codes.CRASH


def _damages(shell: Shell) -> int:
    """How much of what the workspace keeps is not what was written into it."""
    with suppress(Exception):
        return len(shell.workspace().store.verify()) if shell.has_workspace else 0
    return 0


_FULL = (errno.ENOSPC, errno.EDQUOT)
_HINDRANCES = (
    *_FULL,
    *(errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.EBADF, errno.ENXIO, errno.ENODEV),
)
"""What the system refuses by no fault of ours."""


def _hindered(shell: Shell, error: OSError) -> int:
    where = error.filename or shell.catalog.text("cli.system.output")
    key = "cli.system.full" if error.errno in _FULL else "cli.system.refused"
    shell.say(key, where=where, detail=error.strerror or type(error).__name__)
    return exit_codes.REFUSED


def _refuse(shell: Shell, error: BranchkitError) -> int:
    try:
        shell.stdout.flush()
    finally:
        shell.tell(shell.catalog.error(error))
    return exit_codes.REFUSED


def _open_app(options: argparse.Namespace, shell: Shell) -> int:
    from branchkit.cli.open_app import open_app

    return open_app(shell, or_demo=options.or_demo, at=options.at)


def _user_settings(path: Path) -> tuple[UserSettings, SettingsError | None]:
    try:
        return read_user_settings(path), None
    except SettingsError as error:
        return UserSettings(), error


def global_options(catalog: Catalog | None = None) -> Parser:
    """The options that may stand anywhere on the command line, before the group or behind it."""

    def text(key: str) -> str | None:
        return catalog.text(key) if catalog else None

    parser = Parser(add_help=False)
    parser.add_argument("--workspace", metavar="DIR", type=Path, help=text("cli.option.workspace"))
    parser.add_argument("--lang", choices=Languages(), metavar="LANG", help=text("cli.option.lang"))
    parser.add_argument("--safe-mode", action="store_true", help=text("cli.option.safe_mode"))
    parser.add_argument("--strict", action="store_true", help=text("cli.option.strict"))
    return parser


def build_parser(
    catalog: Catalog, named: Mapping[str, Sequence[tuple[str, str]]] | None = None
) -> Parser:
    """The whole command line; groups know their arguments only once they are called. What plugins bring is ``named`` in its help."""
    parser = Parser(
        prog="branchkit",
        description=catalog.text("cli.description"),
        epilog=catalog.text("cli.epilog"),
        parents=[global_options(catalog)],
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"branchkit {__version__}",
        help=catalog.text("cli.option.version"),
    )
    parser.add_argument("--or-demo", action="store_true", help=catalog.text("cli.option.or_demo"))
    parser.add_argument(
        "--at",
        choices=START_PLACES,
        metavar="PLACE",
        help=catalog.text("cli.option.at", places=", ".join(START_PLACES)),
    )
    groups = parser.add_subparsers(
        dest="group", metavar="COMMAND", title=catalog.text("cli.groups"), parser_class=GroupParser
    )
    parsers = {"": parser}
    for group in GROUPS:
        text = catalog.text(group.help_key)
        parsers[group.name] = groups.add_parser(
            group.name, help=text, description=text, group=group, catalog=catalog
        )
    for group_name, brought in (named or {}).items():
        if brought:
            listed = "\n".join(f"{id}  {title}" for id, title in brought)
            key = "cli.plugin_reports" if group_name else "cli.plugin_groups"
            parsers[group_name].add_argument_group(catalog.text(key), listed)
    return parser


def _directory(
    named: Path | None, environment: Mapping[str, str], settings: UserSettings
) -> Path | None:
    if named:
        return named
    if by_environment := environment.get("BRANCHKIT_WORKSPACE"):
        return Path(by_environment)
    return settings.default_workspace


def clock_of(environment: Mapping[str, str]) -> Callable[[], datetime]:
    """The local time with its offset; ``BRANCHKIT_NOW`` stops the clock at an ISO time, else ``settings.no_moment``."""
    if stopped := environment.get("BRANCHKIT_NOW"):
        try:
            moment = datetime.fromisoformat(stopped).astimezone()
        except (ValueError, OverflowError):
            raise SettingsError("no_moment", found=stopped) from None
        if moment.year not in _YEARS:
            raise SettingsError("no_moment", found=stopped)
        return lambda: moment
    return lambda: datetime.now().astimezone()


_YEARS = range(1900, 2200)
"""Around the ends of the calendar nothing can be reckoned from a day."""


def _clock(
    environment: Mapping[str, str], settings_error: SettingsError | None
) -> tuple[Callable[[], datetime], SettingsError | None]:
    try:
        return clock_of(environment), settings_error
    except SettingsError as error:
        return clock_of({}), settings_error or error
