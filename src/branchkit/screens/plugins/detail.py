"""A plugin in words: the lines under the list, and the page with everything.

Files of the workspace are named as they lie in it (``home``): the way to it would fill the line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from branchkit.core.text_width import wrap
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.failure_words import lines_of, words_of
from branchkit.services.plugins.catalog import Contribution, PluginEntry
from branchkit.widgets.lines import Line
from branchkit.widgets.paper_view import PaperLine
from branchkit.widgets.tones import Tone

_INDENT = "  "


def detail_lines(
    entry: PluginEntry, catalog: Catalog, home: Path, width: int, height: int
) -> list[Line]:
    """Where it is from and whom it serves, then what of it fails first, as far as there is room."""
    said = [Line("-" * width, Tone.MUTED), Line(f" {_whence(entry, catalog, home)}")]
    room = height - len(said)
    if not entry.on:
        return [*said, Line(f" {catalog.text('screen.plugins.off')}")]
    if not entry.failures:
        return [*said, Line(f" {catalog.text('screen.plugins.sound')}")]
    first = entry.failures[0]
    tone = Tone.NORMAL if first.is_warning else Tone.ERROR
    lines = wrap(_short(words_of(first, catalog), home), width - 2)
    return [*said, *(Line(f" {line}", tone) for line in lines[:room])]


def plugin_paper(
    entry: PluginEntry,
    contributed: Mapping[str, Sequence[Contribution]],
    catalog: Catalog,
    home: Path,
    width: int,
) -> list[PaperLine]:
    """Everything: what fails with what to do about it, then what it brings, by kind."""
    lines = [PaperLine(""), PaperLine(f"{_INDENT}{_whence(entry, catalog, home)}"), PaperLine("")]
    lines += _failures(entry, catalog, width - len(_INDENT) * 2)
    for kind, brought in contributed.items():
        if brought:
            title = catalog.text(f"cli.plugins.head.{kind}")
            lines.append(PaperLine(f"{_INDENT}{title} {len(brought)}", Tone.HEAD))
            lines += (
                PaperLine(f"{_INDENT * 2}{catalog.local(part.title)}  {part.id}")
                for part in brought
            )
            lines.append(PaperLine(""))
    return lines


def _failures(entry: PluginEntry, catalog: Catalog, width: int) -> Iterator[PaperLine]:
    for failure in entry.failures:
        tone = Tone.NORMAL if failure.is_warning else Tone.ERROR
        for line in lines_of(failure, catalog, width):
            yield PaperLine(f"{_INDENT}{line}", tone)
            tone = Tone.NORMAL
        yield PaperLine("")


def _short(text: str, home: Path) -> str:
    return text.replace(f"{home}/", "")


def _whence(entry: PluginEntry, catalog: Catalog, home: Path) -> str:
    sectors = [
        catalog.text(f"sector.{sector}") if catalog.has(f"sector.{sector}") else sector
        for sector in entry.sectors
    ]
    return catalog.text(
        "screen.plugins.whence",
        title=entry.title,
        source=_short(entry.source, home),
        sectors=sectors or catalog.text("screen.plugins.all_sectors"),
    )
