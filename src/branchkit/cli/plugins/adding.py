"""``plugin add``: a plugin without Python goes into the workspace's own folder, without pip and without any index."""

from __future__ import annotations

import argparse

from branchkit.cli.exit_codes import OK
from branchkit.cli.shell import Shell
from branchkit.plugin.authored import find_plugin
from branchkit.services.plugins.adding import add_plugin


def run(args: argparse.Namespace, shell: Shell) -> int:
    """The folder it stands in on stdout; open sessions see it when they open their workspace anew."""
    plugin = find_plugin(args.directory.expanduser())
    target = add_plugin(shell.workspace().directory, plugin, replace=args.replace)
    print(target, file=shell.stdout)
    shell.say("cli.plugin.added", plugin=plugin.id)
    return OK
