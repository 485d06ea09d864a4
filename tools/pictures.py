"""Works through the manual and writes what comes of it: docs/pictures, and docs/manual with the keys filled in.

``./run pictures`` calls it. The program is driven as it is installed, on demos, with its clock stopped: the same program gives
the same bytes.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from branchkit.manual.blocks import page
from branchkit.manual.book import CONTENTS, chapter, chapters
from branchkit.screens.keymap import labels_of
from branchkit.testing.manual import Demos, Reader

DOCS = Path(__file__).parents[1] / "docs"
LANGUAGES = ("zh_CN", "en")
_AT_ONCE = 2 * (os.cpu_count() or 1)
"""Most of the time is spent waiting for screens to come to rest."""
FROM_PAGES = "../pictures/"


def pages() -> dict[str, str]:
    """File in docs/manual → its text: a page for each chapter in Chinese, one for all of the English ones."""
    usual = labels_of({})
    made = {
        f"{'README' if found.id == CONTENTS else found.id}.md": page(
            found.text, usual, "zh_CN", FROM_PAGES
        )
        for found in chapters("zh_CN")
    }
    english = (page(found.text, usual, "en", FROM_PAGES) for found in chapters("en"))
    return {**made, "en.md": "\n".join(english)}


def pictures(id: str, language: str, demos: Path) -> dict[str, str]:
    """File → SVG, of one chapter by its id. ``demos`` is a folder in which demos are kept."""
    taken: dict[str, str] = {}

    def take(name: str, drawn: Callable[[], str]) -> None:
        taken[name] = drawn()

    with (
        tempfile.TemporaryDirectory() as home,
        Reader(Path(home), Demos(demos), take, language) as reader,
    ):
        reader.read(chapter(id, language))
    return taken


def main() -> int:
    """Write all; 1 when the program does not do what a chapter says."""
    _write(DOCS / "manual", pages())
    taken: dict[str, str] = {}
    failed = 0
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(_AT_ONCE) as pool:
        demos = Path(folder)
        running = [
            pool.submit(pictures, found.id, language, demos)
            for language in LANGUAGES
            for found in chapters(language)
        ]
        for done in running:
            try:
                taken.update(done.result())
            except AssertionError as error:
                failed += 1
                print(error, file=sys.stderr)
    if not failed:
        _write(DOCS / "pictures", taken)
    return 1 if failed else 0


def _write(folder: Path, files: dict[str, str]) -> None:
    folder.mkdir(exist_ok=True)
    for there in folder.iterdir():
        if there.name not in files:
            there.unlink()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
