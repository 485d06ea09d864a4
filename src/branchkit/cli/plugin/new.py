"""``branchkit plugin new``: a plugin that works, to be changed into the one that is wanted."""

from __future__ import annotations

import argparse
from pathlib import Path

from branchkit.cli.exit_codes import OK
from branchkit.cli.shell import Shell
from branchkit.core.texts import LocalText
from branchkit.plugin.new_plugin import NewPlugin, write_plugin


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Write the files and list them on stdout."""
    title = LocalText(args.title or args.name, args.title or args.name)
    sectors = (args.sector,) if args.sector else ()
    plugin = NewPlugin(args.name, title, sectors, args.declarative)
    directory = (args.path or Path(plugin.distribution)).expanduser()
    for path in write_plugin(plugin, directory):
        print(directory / path, file=shell.stdout)
    shell.say("cli.plugin.written", plugin=plugin.id, directory=directory)
    return OK
