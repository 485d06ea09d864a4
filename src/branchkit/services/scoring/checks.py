"""What plugins have to say of a sheet before it is handed up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from branchkit.core.ports import Reader
from branchkit.core.scoring.schemes import Scheme
from branchkit.core.scoring.sheets import SheetKey
from branchkit.core.texts import LocalText
from branchkit.core.values import frozen
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.checks import ERROR, Finding, SheetScene
from branchkit.plugin.contributions import Contributions
from branchkit.services.scoring.workspace_view import StoreView


@frozen
class SheetFinding:
    """Something that a check found, or that it failed."""

    check: LocalText
    finding: Finding | None
    plugin: str = ""
    """Of a check that failed: whose it is."""

    @property
    def refuses(self) -> bool:
        """Whether the sheet must not be handed up."""
        return self.finding is not None and self.finding.severity == ERROR


def sheet_findings(
    reader: Reader, contributions: Contributions, key: SheetKey, today: date
) -> Iterator[SheetFinding]:
    """What the checks of the scheme find, errors and warnings as they come; the sheet is read when there is a check."""
    checkers = [c for c in contributions.checks.values() if c.spec.scheme == key.scheme]
    if not checkers:
        return
    view = StoreView(reader, contributions, node=key.org, today=today)
    results = view.results(key.scheme, key.org, key.period)
    if results is None:
        return
    for checker in checkers:
        found = checker.of_sheet(SheetScene(view, results))
        if found is None:
            owner = contributions.owners["checks", checker.spec.id]
            yield SheetFinding(checker.spec.title, None, owner)
            continue
        yield from (SheetFinding(checker.spec.title, finding) for finding in found)


def finding_text(
    found: SheetFinding, scheme: Scheme, names: Mapping[str, str], catalog: Catalog
) -> str:
    """In words: whose row, which criterion, what; ``names`` are those on the sheet, by id."""
    check = catalog.local(found.check)
    if found.finding is None:
        return catalog.text("sheet.check_failed", check=check, plugin=found.plugin)
    finding = found.finding
    at = next((c.title for c in scheme.criteria if c.id == finding.at), None)
    where = (names.get(finding.subject, ""), catalog.local(at) if at else "")
    shown = " ".join(part for part in where if part)
    said = catalog.text("sheet.check_found", check=check, said=catalog.local(finding.text))
    return f"{shown} {said}" if shown else said
