"""The way from the command line into the full-screen app."""

from __future__ import annotations

import codecs
import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from branchkit.cli import exit_codes

if TYPE_CHECKING:
    from branchkit.app import BranchkitApp
    from branchkit.cli.shell import Shell


def open_app(
    shell: Shell,
    *,
    or_demo: bool = False,
    at: str | None = None,
    make_app: Callable[..., BranchkitApp] | None = None,
) -> int:
    """Open the app on the shell's workspace, or its welcome when there is none.

    ``make_app`` makes the app of what it is given, and imports it only then. ``at`` is the place to begin at, the user's own choice when it is not named. With ``or_demo`` the demo takes the place of a missing workspace, and its notice that of a missing terminal.
    """
    if not _at_terminal():
        return _without_terminal(shell, or_demo=or_demo)
    encoding = sys.stdout.encoding
    if not _has_chinese(encoding):
        shell.say("cli.no_chinese", encoding=encoding)
        return exit_codes.USAGE
    notice = ""
    if codecs.lookup(encoding).name != "utf-8":
        notice = shell.catalog.text("cli.not_utf8", encoding=encoding)
        shell.tell(notice)
    if or_demo and shell.workspace_directory is None:
        from branchkit.cli import demo

        shell.workspace_directory = demo.default_directory(shell)
        demo.ensure_demo_aloud(shell.workspace_directory, shell)
    from branchkit.terminal.guardian import guarded_terminal

    with guarded_terminal(sys.stdin.fileno(), sys.stdout.fileno()) as begin_guard:
        return _run(shell, at or shell.user_settings.start, notice, make_app, begin_guard)


def _run(
    shell: Shell,
    start: str,
    notice: str,
    make_app: Callable[..., BranchkitApp] | None,
    begin_guard: Callable[[], None],
) -> int:
    # Nothing that start-up makes is garbage; looking for it costs a tenth of the way to the first frame. The app
    # turns it on again when that stands.
    gc.disable()
    # Textual reads its environment when it is imported.
    from branchkit.terminal.left_out import import_textual, import_without_openssl
    from branchkit.terminal.tty import has_mouse, prepare_environment

    import_without_openssl()
    prepare_environment(os.environ)
    import_textual()
    workspace = shell.workspace() if shell.workspace_directory else None
    if make_app is None:
        from branchkit.app import BranchkitApp

        make_app = BranchkitApp
    app = make_app(
        workspace,
        open_workspace=shell.open_workspace,
        catalog=shell.catalog,
        user_settings=shell.user_settings,
        user_settings_path=shell.user_settings_path,
        actor=shell.actor,
        clock=shell.clock,
        make_demo=lambda county: _demo(shell, county=county),
        start=start,
        notice=notice,
        environment=shell.environment,
        started=begin_guard,
        strict=shell.strict,
    )
    mouse = has_mouse(shell.user_settings.mouse, os.environ.get("TERM", ""))
    app.run(mouse=mouse)
    if app.failure is not None:
        raise app.failure
    return app.return_code or exit_codes.OK


def _at_terminal() -> bool:
    """A stream that the caller has closed is None."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def _demo(shell: Shell, *, county: bool) -> Path:
    """For the welcome screen, which owns the terminal while this runs: nothing is said."""
    from branchkit.cli import demo

    wanted = demo.A_COUNTY if county else demo.A_VILLAGE
    directory = demo.default_directory(shell, wanted)
    demo.ensure_demo(directory, shell, wanted)
    return directory


def _has_chinese(encoding: str) -> bool:
    try:
        "党".encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _without_terminal(shell: Shell, *, or_demo: bool) -> int:
    if not or_demo:
        shell.say("cli.no_terminal")
        return exit_codes.USAGE
    from branchkit.cli import demo

    directory = demo.default_directory(shell)
    demo.ensure_demo_aloud(directory, shell)
    return demo.print_notice(directory, shell)
