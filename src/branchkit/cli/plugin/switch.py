"""``branchkit plugin on|off``: whether a plugin is loaded for this user."""

from __future__ import annotations

import argparse

from branchkit.cli.exit_codes import OK
from branchkit.cli.shell import Shell
from branchkit.services.plugins.catalog import switched
from branchkit.settings import write_user_settings


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Write it into the user's settings; open sessions see it when they open their workspace anew."""
    on = args.command == "on"
    directory = shell.workspace_directory
    settings = switched(shell.user_settings, args.plugin, on, directory)
    write_user_settings(shell.user_settings_path, settings)
    shell.say("cli.plugin.switched_on" if on else "cli.plugin.switched_off", plugin=args.plugin)
    return OK
