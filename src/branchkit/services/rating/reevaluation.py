"""复评: an item beside what its criterion got in a later period of the same sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from branchkit.core.dates import Period
from branchkit.core.ports import Key, Reader, UnitOfWork
from branchkit.core.rating.rectification import (
    LOW_SHARE,
    Ground,
    Result,
    result_of,
)
from branchkit.core.registers.register import Register
from branchkit.core.scoring.schemes import Criterion, Scheme, SubjectKind
from branchkit.core.scoring.sheets import EDITABLE, Row, Sheet, SheetKey, row_id
from branchkit.core.values import frozen
from branchkit.plugin.contributions import Contributions
from branchkit.services.rating.rectification import Item
from branchkit.services.rating.shortcomings import ballots_in, line_of_ballots
from branchkit.services.registers.writing import edit_record
from branchkit.services.scoring.rows import ROW
from branchkit.services.scoring.sheets import read_sheets, scheme_of


@frozen
class Reevaluation:
    """What a period says of an item, or, as ``why_not``, why it says nothing: ``no_source`` (the item comes of no sheet),
    ``by_hand`` (an inspection's is for whoever inspects), ``no_scheme``, ``no_criterion`` (not found by the words of the item),
    ``no_sheet``, ``not_handed_up``, ``not_scored``, ``no_ballot``."""

    item: Item
    period: Period | None = None
    before: Decimal | None = None
    after: Decimal | None = None
    maximum: Decimal | None = None
    result: Result | None = None
    why_not: str = ""


@frozen
class _Meant:
    """The later sheets that an item's words may mean; ``why_not``: it means none."""

    item: Item
    period: Period | None = None
    schemes: tuple[Scheme, ...] = ()
    why_not: str = ""

    def sheet_keys(self) -> list[SheetKey]:
        if self.period is None:
            return []
        return [SheetKey(scheme.id, self.item.org, self.period) for scheme in self.schemes]


@frozen
class _Chosen:
    """The later sheet, and which row is the item's."""

    sheet: Sheet
    scheme: Scheme
    row: Key


def reevaluations(
    reader: Reader,
    contributions: Contributions,
    items: Iterable[Item],
    period: Period | None = None,
    share: Decimal = LOW_SHARE,
) -> list[Reevaluation]:
    """Each item beside a period's sheet, or that of the period after its own; sheets and rows of all items are read at once."""
    meant = [_meant(contributions, item, period) for item in items]
    sheets = read_sheets(reader, (key for one in meant for key in one.sheet_keys()))
    chosen = [_chosen(one, sheets, contributions) for one in meant]
    rows = reader.get_many(found.row for found in chosen if found is not None)
    results = []
    for one, found in zip(meant, chosen, strict=True):
        if one.why_not or one.item.text("ground") == Ground.BALLOT:
            results.append(_of_ballots(reader, contributions, one))
        elif found is None:
            why = "no_sheet" if one.schemes else "no_scheme"
            results.append(Reevaluation(one.item, one.period, why_not=why))
        else:
            document = rows.get(found.row)
            row = Row.from_body(document.body) if document is not None else None
            results.append(_judged(one.item, found.sheet, found.scheme, row, share))
    return results


def _meant(contributions: Contributions, item: Item, period: Period | None) -> _Meant:
    if item.text("ground") == Ground.INSPECTION:
        return _Meant(item, why_not="by_hand")
    if item.period is None or not item.text("sheet"):
        return _Meant(item, why_not="no_source")
    later = period if period is not None else item.period.shifted(1)
    schemes = tuple(
        scheme
        for scheme in contributions.schemes.values()
        if scheme.period is later.kind
        and item.text("sheet") in (scheme.id, scheme.title.zh_CN, scheme.title.en)
    )
    return _Meant(item, later, schemes)


def _chosen(
    meant: _Meant, sheets: Mapping[SheetKey, Sheet], contributions: Contributions
) -> _Chosen | None:
    """Schemes of different sectors may be called alike; an organisation has a sheet of one of them."""
    sheet = next((sheets[key] for key in meant.sheet_keys() if key in sheets), None)
    if sheet is None:
        return None
    scheme = scheme_of(sheet, contributions.schemes)
    of_organization = scheme.subject is SubjectKind.ORGANIZATION
    subject = meant.item.org if of_organization else meant.item.text("owner")
    return _Chosen(sheet, scheme, (sheet.key.org, ROW, row_id(sheet.key, subject)))


def _of_ballots(reader: Reader, contributions: Contributions, meant: _Meant) -> Reevaluation:
    """The last ballot on the same question in the later period, beside the line of the scheme; without one better is better."""
    item, period = meant.item, meant.period
    if meant.why_not or period is None:
        return Reevaluation(item, why_not=meant.why_not)
    asked = item.text("criterion")
    votes = ballots_in(reader, contributions, item.org, period)
    found = [satisfied for title, satisfied in votes if asked in (title.zh_CN, title.en)]
    before = item.points("points")
    if not found:
        return Reevaluation(item, period, before, why_not="no_ballot")
    lines = [line for scheme in meant.schemes if (line := line_of_ballots(scheme)) is not None]
    after, line = found[-1], lines[0] if lines else None
    then = before if before is not None else after
    if line is not None and after >= line:
        result = Result.MET
    else:
        result = Result.SAME if after == then else _moved(then, after)
    return Reevaluation(item, period, before, after, line, result)


def _judged(
    item: Item, sheet: Sheet, scheme: Scheme, row: Row | None, share: Decimal
) -> Reevaluation:
    period = sheet.key.period
    if sheet.state in EDITABLE:
        return Reevaluation(item, period, why_not="not_handed_up")
    if item.text("ground") == Ground.VETO:
        return _veto(item, period, scheme, row)
    criterion = _criterion(scheme, item.text("criterion"))
    if criterion is None:
        return Reevaluation(item, period, why_not="no_criterion")
    cell = row.cells.get(criterion.id) if row is not None else None
    after = cell.stands if cell is not None else None
    before = item.points("points")
    if after is None:
        return Reevaluation(item, period, before, why_not="not_scored")
    result = result_of(criterion, before if before is not None else after, after, share)
    return Reevaluation(item, period, before, after, criterion.base or criterion.maximum, result)


def _veto(item: Item, period: Period, scheme: Scheme, row: Row | None) -> Reevaluation:
    """A veto that does not strike again is mended."""
    named = item.text("criterion")
    veto = next((v for v in scheme.vetoes if named in (v.id, v.title.zh_CN, v.title.en)), None)
    if veto is None or row is None:
        why = "no_criterion" if veto is None else "not_scored"
        return Reevaluation(item, period, why_not=why)
    struck = veto.id in row.vetoes
    return Reevaluation(item, period, result=Result.SAME if struck else Result.MET)


def _moved(before: Decimal, after: Decimal) -> Result:
    return Result.BETTER if after > before else Result.WORSE


def _criterion(scheme: Scheme, named: str) -> Criterion | None:
    for criterion in scheme.criteria:
        titles = (criterion.title, criterion.short)
        if named == criterion.id or any(named in (t.zh_CN, t.en) for t in titles):
            return criterion
    return None


def keep_results(
    uow: UnitOfWork, register: Register, found: Iterable[Reevaluation]
) -> Iterator[Reevaluation]:
    """Write down what the later period says of items, those of which it says nothing left as they are; what was written.

    Raises what :func:`~branchkit.services.registers.writing.edit_record` raises.
    """
    for one in found:
        if one.result is None or one.period is None:
            continue
        values = one.item.record.values
        changes: dict[str, object] = {
            "checked_in": str(one.period),
            "points_after": None if one.after is None else f"{one.after.normalize():f}",
            "result": str(one.result),
        }
        if all((values.get(column) or None) == value for column, value in changes.items()):
            continue
        edit_record(uow, register, one.item.org, one.item.record.id, changes, values)
        yield one
