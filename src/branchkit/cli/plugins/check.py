"""The author's kit: ``plugin new`` writes a plugin that works, ``plugin check`` says what is wrong with one.

The checks run in a process of their own: there the plugin's code is imported, and whatever it does to the interpreter is done
to that one.
"""

from __future__ import annotations

import argparse
import json
import re
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from branchkit.cli.exit_codes import OK, PROBLEMS
from branchkit.cli.shell import Shell
from branchkit.core.errors import PluginError
from branchkit.core.organizations.organization import KNOWN_SECTORS
from branchkit.core.tables import Table, TableColumn
from branchkit.plugin.discovery import known_sectors
from branchkit.plugin.new_plugin import NewPlugin, titled, write_plugin

MOST_SECONDS = 120
"""That the kit may take; what Python does not end is ended long before, and found."""
_KIT = "branchkit.testing.conformance"
_KEYS = ("code", "place", "finding", "advice")


def run(args: argparse.Namespace, shell: Shell) -> int:
    """The findings on stdout; 1 when there are any."""
    found = _findings(args, shell)
    if args.format == "text":
        for number, finding in enumerate(found, start=1):
            _print(number, finding, shell)
    else:
        shell.emit(_table(found, shell), args.format)
    if found:
        shell.say("cli.plugin.findings", count=len(found))
        return PROBLEMS
    shell.say("cli.plugin.sound", directory=args.directory)
    return OK


def _findings(args: argparse.Namespace, shell: Shell) -> list[dict[str, str]]:
    # -P: what lies in the author's folder must not stand in for a module of the kit.
    command = [
        sys.executable,
        "-P",
        "-m",
        _KIT,
        str(args.directory),
        "--lang",
        shell.catalog.language,
    ]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as kit:
        try:
            out, said = kit.communicate(timeout=MOST_SECONDS)
        except subprocess.TimeoutExpired:
            kit.send_signal(signal.SIGABRT)
            place = _place_in(kit.communicate()[1], args.directory)
            raise PluginError(
                "check_endless", directory=args.directory, place=place, seconds=MOST_SECONDS
            ) from None
    if kit.returncode:
        lines = said.strip().splitlines()
        raise PluginError(
            "not_checked", directory=args.directory, detail=lines[-1] if lines else ""
        )
    found: list[dict[str, str]] = json.loads(out.splitlines()[-1])
    return found


def _place_in(traceback: str, directory: Path) -> str:
    """The innermost line of the author's own, as "file:line", in what ``faulthandler`` has said; most recent calls come first."""
    own = str(directory.expanduser().resolve())
    for file, line in re.findall(r'File "([^"]+)", line (\d+)', traceback):
        if file.startswith(own):
            return f"{Path(file).relative_to(own)}:{line}"
    return str(directory)


def _print(number: int, finding: Mapping[str, str], shell: Shell) -> None:
    lead = f"{number}. "
    print(f"{lead}{finding['finding']}", file=shell.stdout)
    for line in (finding["place"], finding["advice"]):
        if line and line not in finding["finding"]:
            print(f"{' ' * len(lead)}{line}", file=shell.stdout)


def _table(found: Sequence[Mapping[str, str]], shell: Shell) -> Table:
    columns = tuple(TableColumn(key, shell.catalog.text(f"cli.plugin.head.{key}")) for key in _KEYS)
    return Table(columns, tuple(tuple(finding[key] for key in _KEYS) for finding in found))


def write_new(args: argparse.Namespace, shell: Shell) -> int:
    """Write the files and list them on stdout."""
    title = titled(args.name, args.title, args.title_en)
    sectors = (args.sector,) if args.sector else ()
    is_new = bool(args.sector) and args.sector not in {*KNOWN_SECTORS, *known_sectors()}
    plugin = NewPlugin(args.name, title, sectors, args.declarative, is_new)
    directory = (args.path or Path(plugin.distribution)).expanduser()
    for path in write_plugin(plugin, directory):
        print(directory / path, file=shell.stdout)
    shell.say("cli.plugin.written", plugin=plugin.id, directory=directory)
    return OK
