"""``branchkit review``: the queue, one sheet beside its proposals, points, remarks, agreeing to many, samples."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from branchkit.cli.parser import worded
from branchkit.cli.shell import FORMATS, Shell

if TYPE_CHECKING:
    from branchkit.i18n.catalog import Catalog

PARTS = (
    *("late", "missing", "complete", "on-time"),
    *("returned", "reviewed", "confirmed", "sampled"),
)


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``review queue|show|adjust|remark|looked|return|agree|sample``."""
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def text(key: str) -> str:
        return catalog.text(f"cli.review.{key}")

    def command(name: str, *, one: bool = True) -> argparse.ArgumentParser:
        """``one``: it is about one sheet, else about those below an organisation."""
        made: argparse.ArgumentParser = commands.add_parser(
            name, help=text(name), description=text(name)
        )
        made.add_argument("period", metavar="PERIOD", help=catalog.text("cli.sheet.period"))
        made.add_argument(
            "--scheme",
            default="",
            help=catalog.text("cli.sheet.scheme") if one else text("scheme"),
        )
        made.add_argument("--org", default="", required=one, help=text("whose" if one else "org"))
        made.add_argument(
            "--format", choices=FORMATS, default="text", help=catalog.text("cli.format")
        )
        return made

    parts = {part: catalog.text(f"review.part.{part}") for part in PARTS}
    queue = command("queue", one=False)
    queue.add_argument("--show", default="", help=text("part"), **worded(catalog, parts))
    queue.add_argument("--ids", action="store_true", help=catalog.text("cli.ids"))
    command("show").add_argument("--ids", action="store_true", help=catalog.text("cli.ids"))
    adjusting = command("adjust")
    adjusting.add_argument("criterion", help=catalog.text("cli.sheet.criterion"))
    adjusting.add_argument("subject", nargs="*", help=text("subjects"))
    how = adjusting.add_mutually_exclusive_group(required=True)
    how.add_argument("--to", metavar="POINTS", help=text("to"))
    how.add_argument("--by", metavar="POINTS", help=text("by"))
    how.add_argument("--proposed", action="store_true", help=text("proposed"))
    how.add_argument("--own", action="store_true", help=text("own"))
    adjusting.add_argument("--reason", default="", help=catalog.text("cli.sheet.reason"))
    remarking = command("remark")
    for making in (remarking, command("looked")):
        making.add_argument("subject", help=catalog.text("cli.sheet.subject"))
        making.add_argument("criterion", help=catalog.text("cli.sheet.criterion"))
    remarking.add_argument("text", nargs="?", default="", help=text("text"))
    returning = command("return")
    returning.add_argument("--reason", required=True, help=catalog.text("cli.sheet.reason"))
    returning.add_argument(
        "--remark",
        nargs=3,
        action="append",
        default=[],
        metavar=("SUBJECT", "CRITERION", "TEXT"),
        help=text("with_remark"),
    )
    agreeing = command("agree", one=False)
    agreeing.add_argument("organization", nargs="*", metavar="ORGANIZATION", help=text("which"))
    agreeing.add_argument("--all", action="store_true", help=text("all"))
    agreeing.add_argument("--confirm", action="store_true", help=text("confirm"))
    agreeing.add_argument("--reason", default="", help=catalog.text("cli.sheet.reason"))
    sampling = command("sample", one=False)
    sampling.add_argument("--size", type=int, default=0, metavar="N", help=text("size"))
    sampling.add_argument("--seed", default="", help=text("seed"))
    sampling.add_argument("--cells", action="store_true", help=text("cells"))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Carry out one review command; what it needs is imported when it is called."""
    command: Callable[[argparse.Namespace, Shell], int]
    match args.command:
        case "queue" | "agree" | "sample":
            from branchkit.cli.review.many import run_many as command
        case _:
            from branchkit.cli.review.one import run_one as command
    return command(args, shell)
