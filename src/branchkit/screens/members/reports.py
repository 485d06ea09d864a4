"""What is read or printed of the roster: a person's file, who changed what, the present view or one member's form.

Personal values are masked unless they were asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from branchkit.core.ports import Entry, Store
from branchkit.core.text_width import cell_width, pad, wrap
from branchkit.i18n.catalog import Catalog
from branchkit.screens.parts import ReportSaving
from branchkit.services.ledger.changes import ChangedField, changed_fields
from branchkit.services.members.file import FileLine, FileSection
from branchkit.services.registers.reading import RecordRef
from branchkit.services.reports.registers import Extract, ReportScene, register_report
from branchkit.services.roster import MEMBER
from branchkit.widgets.report_view import ReportLine
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.core.registers.register import Register
    from branchkit.screens.members.screen import MembersScreen

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


ROLL, FORM, _TEMPLATE = "roll.members", "form.member", "@template"


def choose_report(screen: MembersScreen) -> None:
    """Ask what is printed: the view as a roll, or the form of the member under the cursor."""
    text, line = screen.catalog.text, screen.here()
    options = [(ROLL, text("screen.members.print.roll"))]
    if line is not None:
        options.append((FORM, text("screen.members.print.form", name=line.name)))
        options.append((_TEMPLATE, text("screen.fill.own")))

    def chosen(id: str) -> None:
        if id == _TEMPLATE:
            _fill_template(screen)
        else:
            _save(screen, id)

    screen.choose(text("screen.members.print.what"), options, chosen)


def _fill_template(screen: MembersScreen) -> None:
    """A template of one's own for those who are marked, or whoever the cursor stands on."""
    from branchkit.screens.filling import TemplateFilling
    from branchkit.services.reports.filling import MEMBERS

    register = screen.context.here.contributions.registers[MEMBERS]
    lines = [screen.board.shown[place] for place in screen.marked_or_here()]
    extract = Extract(
        register,
        screen.board.orgs,
        unmasked=_unmasked(screen, register),
        refs=tuple(RecordRef(line.org, line.id) for line in lines),
    )
    TemplateFilling(screen, extract).choose()


def _unmasked(screen: MembersScreen, register: Register) -> frozenset[str]:
    return frozenset(c.id for c in register.columns if c.field in screen.unmasked)


def _save(screen: MembersScreen, id: str) -> None:
    workspace, line = screen.context.here, screen.here()
    register = workspace.contributions.registers[id]
    title, lines = screen.catalog.local(register.title), screen.board.shown
    if id == FORM and line is not None:
        title, lines = f"{title}-{line.name}", [line]
    extract = Extract(
        register,
        screen.board.orgs,
        unmasked=_unmasked(screen, register),
        refs=tuple(RecordRef(line.org, line.id) for line in lines),
    )
    scene = ReportScene(
        workspace.store, workspace.contributions, screen.catalog, screen.context.clock()
    )
    ReportSaving(
        screen,
        lambda suffix: f"{title}-{screen.today:%Y%m%d}.{suffix}",
        lambda format: register_report(scene, extract, format),
        private=bool(extract.unmasked),
    ).choose_format()
