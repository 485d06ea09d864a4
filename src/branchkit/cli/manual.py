"""``branchkit manual [CHAPTER]``: a chapter of the manual as text, with the keys that are bound; without one which there are."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import OK, REFUSED
from branchkit.cli.shell import Shell

if TYPE_CHECKING:
    from branchkit.i18n.catalog import Catalog

WIDEST = 80
"""Cells of a line, however wide the terminal is: longer ones are hard to read."""


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``manual [CHAPTER]``."""
    parser.add_argument(
        "chapter", nargs="?", metavar="CHAPTER", help=catalog.text("cli.manual.chapter")
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Print the chapter, or the titles of all."""
    from branchkit.manual.book import chapters, named

    language = shell.catalog.language
    titles = [found.title for found in chapters(language)]
    if args.chapter is None:
        print("\n".join(titles), file=shell.stdout)
        return OK
    chapter = named(args.chapter, language)
    if chapter is None:
        between = ", " if language == "en" else "、"
        shell.say("cli.manual.none", name=args.chapter, chapters=between.join(titles))
        return REFUSED
    import shutil

    from branchkit.manual.blocks import screen_lines
    from branchkit.screens.keymap import labels_of

    width = min(shutil.get_terminal_size().columns, WIDEST)
    labels = labels_of(shell.user_settings.keys)
    for line, _ in screen_lines(chapter.text, width, labels, language):
        print(line, file=shell.stdout)
    return OK
