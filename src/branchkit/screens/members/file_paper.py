"""A person's file as a paper to be read."""

from __future__ import annotations

from collections.abc import Sequence

from branchkit.core.text_width import cell_width, pad, wrap
from branchkit.services.members.file import FileLine, FileSection
from branchkit.widgets.paper_view import PaperLine
from branchkit.widgets.tones import Tone

WIDTH = 76
_GAP = 2
_HALF = 36
"""Cells of one of two short lines that stand side by side."""


def file_paper(sections: Sequence[FileSection]) -> list[str | PaperLine]:
    """Each section under its heading; short lines stand in two columns."""
    lines: list[str | PaperLine] = []
    for section in sections:
        if lines:
            lines.append("")
        lines.append(PaperLine(section.title, Tone.HEAD))
        lines += _body(section)
    return lines


def _body(section: FileSection) -> list[str]:
    label_width = max((cell_width(line.label) for line in section.lines), default=0)
    if label_width == 0:
        return [f"  {part}" for line in section.lines for part in wrap(line.text, WIDTH - 2)]
    lines: list[str] = []
    waiting = ""
    for line in section.lines:
        text = _labelled(line, label_width)
        if cell_width(text) > _HALF:
            lines += [waiting] if waiting else []
            lines += _hanging(line, label_width)
            waiting = ""
        elif waiting:
            lines.append(pad(waiting, _HALF + _GAP) + text)
            waiting = ""
        else:
            waiting = text
    return [f"  {line}" for line in [*lines, *([waiting] if waiting else [])]]


def _labelled(line: FileLine, label_width: int) -> str:
    return pad(line.label, label_width + _GAP) + line.text


def _hanging(line: FileLine, label_width: int) -> list[str]:
    """A long text, its further lines under its beginning."""
    room = WIDTH - 2 - label_width - _GAP
    first, *rest = wrap(line.text, room)
    margin = " " * (label_width + _GAP)
    return [_labelled(FileLine(line.label, first), label_width), *(margin + part for part in rest)]
