"""A person's file as a paper to be read.

Who changed what about a member, newest first; personal values masked.

The present view on paper, or one member's form, in the format that a file's name asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from branchkit.core.errors import BranchkitError
from branchkit.core.ports import Entry, Store
from branchkit.core.text_width import cell_width, pad, wrap
from branchkit.exchange.writers import FORMATS, format_of, write
from branchkit.i18n.catalog import Catalog
from branchkit.screens.members.view import MembersView
from branchkit.screens.modes import Question
from branchkit.services.ledger.changes import ChangedField, changed_fields
from branchkit.services.members.file import FileLine, FileSection
from branchkit.services.registers.reading import RecordRef
from branchkit.services.reports.registers import Extract, ReportScene, register_report
from branchkit.services.roster import MEMBER
from branchkit.widgets.report_view import ReportLine
from branchkit.widgets.theme import Tone

WIDTH = 76
_GAP = 2
_HALF = 36
"""Cells of one of two short lines that stand side by side."""


def file_report(sections: Sequence[FileSection]) -> list[str | ReportLine]:
    """Each section under its heading; short lines stand in two columns."""
    lines: list[str | ReportLine] = []
    for section in sections:
        if lines:
            lines.append("")
        lines.append(ReportLine(section.title, Tone.HEAD))
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


LISTED = 400
"""Lines before the list is cut short."""


def history_report(store: Store, org: str, id: str, catalog: Catalog) -> list[str | ReportLine]:
    """The changes, grouped by the operation that made them."""

    def concerns(entry: Entry) -> bool:
        return entry.kind == MEMBER and entry.id == id

    lines: list[str | ReportLine] = []
    operation = None
    for change in changed_fields(store, org, concerns, registers={}):
        if change.operation != operation:
            operation = change.operation
            lines += [*([""] if lines else []), _head(change, catalog)]
        lines += [f"  {part}" for part in wrap(_told(change, catalog), WIDTH)]
        if len(lines) > LISTED:
            break
    return lines


def _head(change: ChangedField, catalog: Catalog) -> ReportLine:
    undone = catalog.text("screen.members.was_undone") if change.undone else ""
    parts = (f"{change.at:%Y-%m-%d %H:%M}", change.actor, change.reason, undone)
    return ReportLine("  ".join(part for part in parts if part), Tone.HEAD)


def _told(change: ChangedField, catalog: Catalog) -> str:
    field = change.path.removeprefix("/")
    before, after = (_shown(catalog, field, value) for value in (change.before, change.after))
    return catalog.text("screen.members.change", field=field, before=before, after=after)


def _shown(catalog: Catalog, field: str, value: object) -> str:
    if value is None:
        return catalog.text("screen.members.nothing_there")
    key = f"member.{field}.{value}"
    return catalog.text(key) if catalog.has(key) else str(value)


ROLL, FORM = "roll.members", "form.member"
SUFFIXES = ("docx", "xlsx", "html", "csv", "txt")


class Printing:
    """The questions before a file is written."""

    def __init__(self, screen: MembersView) -> None:
        self._screen = screen
        self._text = screen.catalog.text
        self._register = screen.context.here.contributions.registers[ROLL]
        self._refs: list[RecordRef] = []

    def choose(self) -> None:
        """The view as a roll, or the form of the member under the cursor."""
        line = self._screen.here()
        options = [(ROLL, self._text("screen.members.print.roll"))]
        if line is not None:
            options.append((FORM, self._text("screen.members.print.form", name=line.name)))
        self._screen.choose(self._text("screen.members.print.what"), options, self._chosen)

    def _chosen(self, register: str) -> None:
        screen = self._screen
        line = screen.here()
        if register == FORM and line is not None:
            self._refs = [RecordRef(line.org, line.id)]
        else:
            self._refs = [RecordRef(shown.org, shown.id) for shown in screen.board.shown]
        self._register = screen.context.here.contributions.registers[register]
        options = [(suffix, self._text(f"screen.reports.as.{suffix}")) for suffix in SUFFIXES]
        screen.choose(self._text("screen.reports.format"), options, self._ask_file)

    def _ask_file(self, suffix: str) -> None:
        screen = self._screen
        title = screen.catalog.local(self._register.title)
        if self._register.id == FORM and (line := screen.here()) is not None:
            title = f"{title}-{line.name}"
        name = f"{title}-{screen.today:%Y%m%d}.{suffix}"

        def done(text: str | None) -> None:
            screen.back_to_idle()
            if text and text.strip():
                self._save(Path(text.strip()).expanduser())

        proposed = str(screen.context.here.directory / "exports" / name)
        Question(
            screen.modes, screen.prompt, self._text("screen.reports.file"), done, text=proposed
        )

    def _save(self, target: Path) -> None:
        screen = self._screen
        workspace = screen.context.here
        format = format_of(target)
        if format is None:
            known = screen.catalog.listed(FORMATS)
            screen.speak(self._text("screen.reports.no_format", known=known), Tone.ERROR)
            return
        scene = ReportScene(
            workspace.store, workspace.contributions, screen.catalog, screen.context.clock()
        )
        unmasked = frozenset(c.id for c in self._register.columns if c.field in screen.unmasked)
        extract = Extract(
            self._register, screen.board.orgs, unmasked=unmasked, refs=tuple(self._refs)
        )
        try:
            write(register_report(scene, extract, format), format, target)
        except BranchkitError as error:
            screen.speak(screen.catalog.error(error), Tone.ERROR)
            return
        screen.speak(self._text("screen.reports.saved", file=target))
