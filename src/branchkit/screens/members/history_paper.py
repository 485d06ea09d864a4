"""Who changed what about a member, newest first; personal values masked."""

from __future__ import annotations

from branchkit.core.ports import Entry, Store
from branchkit.core.text_width import wrap
from branchkit.i18n.catalog import Catalog
from branchkit.services.ledger.changes import ChangedField, changed_fields
from branchkit.services.roster import MEMBER
from branchkit.widgets.paper_view import PaperLine
from branchkit.widgets.tones import Tone

WIDTH = 76
LISTED = 400
"""Lines before the list is cut short."""


def history_paper(store: Store, org: str, id: str, catalog: Catalog) -> list[str | PaperLine]:
    """The changes, grouped by the operation that made them."""

    def concerns(entry: Entry) -> bool:
        return entry.kind == MEMBER and entry.id == id

    lines: list[str | PaperLine] = []
    operation = None
    for change in changed_fields(store, org, concerns, registers={}):
        if change.operation != operation:
            operation = change.operation
            lines += [*([""] if lines else []), _head(change, catalog)]
        lines += [f"  {part}" for part in wrap(_told(change, catalog), WIDTH)]
        if len(lines) > LISTED:
            break
    return lines


def _head(change: ChangedField, catalog: Catalog) -> PaperLine:
    undone = catalog.text("screen.members.was_undone") if change.undone else ""
    parts = (f"{change.at:%Y-%m-%d %H:%M}", change.actor, change.reason, undone)
    return PaperLine("  ".join(part for part in parts if part), Tone.HEAD)


def _told(change: ChangedField, catalog: Catalog) -> str:
    field = change.path.removeprefix("/")
    before, after = (_shown(catalog, field, value) for value in (change.before, change.after))
    return catalog.text("screen.members.change", field=field, before=before, after=after)


def _shown(catalog: Catalog, field: str, value: object) -> str:
    if value is None:
        return catalog.text("screen.members.nothing_there")
    key = f"member.{field}.{value}"
    return catalog.text(key) if catalog.has(key) else str(value)
