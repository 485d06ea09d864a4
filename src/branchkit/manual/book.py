"""Which chapters there are, and their texts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from branchkit.core.values import frozen

FOLDER = Path(__file__).parent
CONTENTS = "contents"
"""The chapter that leads to the others."""
SCREENS = (
    *("home", "scoring", "members", "registers", "meetings", "roll-call", "dues", "development"),
    *("review", "rating", "rectification", "rollup", "reports", "organizations", "import"),
    *("plugins", "sector", "undoing", "settings"),
)
"""A chapter for each screen; most are called as the screen's place is."""
TASKS = (
    *("start", "first-month", "hand-up", "dues-month", "meeting", "visits", "applicant"),
    *("year-end", "backup", "remote"),
)
"""A chapter for each piece of work."""
CHAPTERS = (CONTENTS, "keys", *TASKS, *SCREENS)
"""In the order in which they are read; English has some of them."""


@frozen
class Chapter:
    """One chapter in one language."""

    id: str
    title: str
    text: str
    """Markdown with keys in braces, from its heading on."""


def chapters(language: str) -> Iterator[Chapter]:
    """All of a language, Chinese where it has none."""
    return (found for id in CHAPTERS if (found := _read(_folder(language), id)))


def chapter(id: str, language: str) -> Chapter:
    """One by its id; that with the contents where there is no such one."""
    folder = _folder(language)
    found = _read(folder, id) or _read(folder, CONTENTS)
    assert found is not None
    return found


def named(name: str, language: str) -> Chapter | None:
    """One by its id, its title or a part of its title."""
    known = list(chapters(language))
    wanted = name.strip().casefold()
    same = [found for found in known if wanted in (found.id, found.title.casefold())]
    like = [found for found in known if wanted and wanted in found.title.casefold()]
    return next(iter([*same, *like]), None)


def _folder(language: str) -> Path:
    return FOLDER / ("en" if language == "en" else "zh_CN")


def _read(folder: Path, id: str) -> Chapter | None:
    try:
        text = (folder / f"{id}.md").read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    heading, _, _ = text.partition("\n")
    return Chapter(id, heading.removeprefix("# "), text)
