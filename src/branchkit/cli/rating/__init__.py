"""``branchkit rating``: the children of one organisation rated beside each other, from drawing in to the seal."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from branchkit.cli.rating import changing, showing
from branchkit.cli.rating.context import RatingContext
from branchkit.cli.shell import FORMATS, Shell
from branchkit.i18n.catalog import Catalog

_STEPS: dict[str, Callable[[RatingContext], int]] = {
    "show": showing.show,
    "open": changing.open_it,
    "propose": changing.propose_bands,
    "decide": changing.decide_bands,
    "notice": changing.make_known,
    "object": changing.object_to_one,
    "answer": changing.answer_one,
    "seal": changing.seal_it,
    "reopen": changing.reopen_it,
}


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``rating list|history|open|show|propose|decide|notice|object|answer|seal|reopen``."""
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def words(key: str) -> str:
        return catalog.text(f"cli.rating.{key}")

    def command(name: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = commands.add_parser(name, help=words(name))
        made.add_argument("--org", default="", metavar="ID", help=words("org"))
        made.add_argument(
            "--format", choices=FORMATS, default="text", help=catalog.text("cli.format")
        )
        return made

    command("list")
    command("history").add_argument("name", metavar="NAME", help=words("name"))
    made = {name: command(name) for name in _STEPS}
    for one in made.values():
        one.add_argument("period", metavar="PERIOD", help=words("period"))
        one.add_argument("--scheme", default="", metavar="ID", help=words("scheme"))
    made["show"].add_argument("--why", metavar="NAME", help=words("why"))
    made["show"].add_argument("--objections", action="store_true", help=words("objections"))
    made["show"].add_argument("--ids", action="store_true", help=catalog.text("cli.ids"))
    for option in ("without", "honour", "before"):
        made["open"].add_argument(
            f"--{option}", action="append", default=[], metavar="NAME=TEXT", help=words(option)
        )
    made["decide"].add_argument("name", nargs="?", default="", metavar="NAME", help=words("whom"))
    made["decide"].add_argument("band", nargs="?", default="", metavar="BAND", help=words("band"))
    made["decide"].add_argument("--reason", default="", help=words("reason"))
    made["object"].add_argument("name", metavar="NAME", help=words("name"))
    made["object"].add_argument("text", metavar="TEXT", help=words("text"))
    made["object"].add_argument("--by", default="", metavar="WHO", help=words("by"))
    made["answer"].add_argument("number", type=int, metavar="NUMBER", help=words("number"))
    made["answer"].add_argument("text", metavar="TEXT", help=words("answer_text"))
    made["reopen"].add_argument("--reason", default="", help=words("reopen_reason"))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Carry out one command."""
    if args.command == "list":
        return showing.list_them(args, shell)
    if args.command == "history":
        return showing.history(args, shell)
    return _STEPS[args.command](RatingContext(args, shell))
