"""``branchkit plugin``: what there is, switched on and off, and the kit for whoever writes one."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from branchkit.cli.shell import FORMATS, Shell

if TYPE_CHECKING:
    from branchkit.i18n.catalog import Catalog

_COMMANDS = {
    "list": "listing:run",
    "on": "listing:switch",
    "off": "listing:switch",
    "show": "settings:show",
    "set": "settings:change",
    "add": "adding:run",
    "new": "check:write_new",
    "check": "check:run",
    "dev": "dev:run",
}
"""Command → module of this package and its function."""


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``plugin list|on|off|show|set|add|new|check|dev``."""
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def text(key: str) -> str:
        return catalog.text(f"cli.plugin.{key}")

    def command(name: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = commands.add_parser(
            name, help=text(name), description=text(name)
        )
        return made

    listing = command("list")
    listing.add_argument("--ids", action="store_true", help=catalog.text("cli.plugins.ids"))
    listing.add_argument("--run", action="store_true", help=catalog.text("cli.plugins.run"))
    for name in ("on", "off"):
        command(name).add_argument("plugin", metavar="ID", help=text("id"))
    showing = command("show")
    showing.add_argument("plugin", metavar="ID", help=text("id"))
    setting = command("set")
    setting.add_argument("plugin", metavar="ID", help=text("id"))
    setting.add_argument("key", metavar="KEY", help=text("key"))
    setting.add_argument("value", metavar="VALUE", nargs="?", help=text("value"))
    adding = command("add")
    adding.add_argument("directory", metavar="DIR", type=Path, help=text("directory"))
    adding.add_argument("--replace", action="store_true", help=text("replace"))
    making = command("new")
    making.add_argument("name", metavar="NAME", help=text("name"))
    making.add_argument("--declarative", action="store_true", help=text("declarative"))
    making.add_argument("--path", metavar="DIR", type=Path, help=text("path"))
    making.add_argument("--title", metavar="TEXT", default="", help=text("title"))
    making.add_argument("--title-en", metavar="TEXT", default="", help=text("title_en"))
    making.add_argument("--sector", metavar="ID", default="", help=text("sector"))
    checking, trying = command("check"), command("dev")
    for reading in (checking, trying):
        reading.add_argument("directory", metavar="DIR", type=Path, help=text("directory"))
    for shown in (listing, showing, checking):
        shown.add_argument("--format", choices=FORMATS, default="text", help=text("format"))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Carry out one command; its module alone is imported."""
    module, _, function = _COMMANDS[args.command].partition(":")
    code: int = getattr(import_module(f"{__name__}.{module}"), function)(args, shell)
    return code
