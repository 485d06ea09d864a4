"""The rows of a sheet: read with whom they are about, added up, and written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from branchkit.core.members.member import Member
from branchkit.core.ports import Document, Key, Reader, UnitOfWork
from branchkit.core.scoring.results import RowInput
from branchkit.core.scoring.schemes import Scheme, SubjectKind
from branchkit.core.scoring.sheets import Row, SheetKey, row_id
from branchkit.core.scoring.tally import tally
from branchkit.core.values import frozen
from branchkit.services.pages import in_pages
from branchkit.services.roster import MEMBER

ROW = "row"

ROWS_AT_ONCE = 128
"""Rows that are read with one statement, each with whom it is about."""


@frozen
class SubjectRow:
    """A subject's row as it is kept, empty while nothing has been scored.

    ``member`` is None on a sheet of organisations, and for somebody of whom there is no document any more; ``traits`` decide
    which criteria apply.
    """

    row: Row
    member: Member | None
    traits: frozenset[str]


def read_row(reader: Reader, key: SheetKey, subject: str) -> Row:
    """A subject's row, empty when nothing has been scored."""
    document = reader.get(key.org, ROW, row_id(key, subject))
    return Row(subject) if document is None else Row.from_body(document.body)


def rows_of(reader: Reader, key: SheetKey) -> Iterator[Row]:
    """All rows that have been scored, in the order of their ids."""
    for document in reader.scan(key.org, ROW, f"{key}/"):
        yield Row.from_body(document.body)


def read_rows(
    reader: Reader, scheme: Scheme, key: SheetKey, subjects: Iterable[str]
) -> Iterator[SubjectRow]:
    """The rows of subjects with whom they are about, in their order; a statement for every page of them."""
    for page in in_pages(subjects, ROWS_AT_ONCE):
        found = reader.get_many(row_keys(scheme, key, page))
        own = _own_traits(scheme, found.get(_whose(key)))
        for subject in page:
            row, about = found.get(_row(key, subject)), found.get(_about(scheme, key, subject))
            member = None
            if about is not None and scheme.subject is SubjectKind.MEMBER:
                member = Member.from_body(subject, key.org, about.body)
            kept = Row(subject) if row is None else Row.from_body(row.body)
            if member is not None:
                traits = own | member.traits | scheme.traits_among(member.own_words)
            else:
                traits = own | _traits(about)
            yield SubjectRow(kept, member, traits)


def row_keys(scheme: Scheme, key: SheetKey, subjects: Iterable[str]) -> list[Key]:
    """The documents that :func:`read_rows` looks at: for each subject the row, then the subject; at last whose they are."""
    keys: list[Key] = []
    for subject in subjects:
        keys += [_row(key, subject), _about(scheme, key, subject)]
    return [*keys, _whose(key)] if scheme.traits else keys


def _whose(key: SheetKey) -> Key:
    """The document of the organisation whose sheet it is."""
    return "", "organization", key.org


def _own_traits(scheme: Scheme, organization: Document | None) -> frozenset[str]:
    """Of the traits that the scheme declares those of the organisation, which its members share."""
    if organization is None or not scheme.traits:
        return frozenset()
    return scheme.traits_among(organization.body.get("traits", ()))


def own_traits(reader: Reader, scheme: Scheme, org: str) -> frozenset[str]:
    """The traits that the scheme declares, as an organisation has them."""
    if not scheme.traits:
        return frozenset()
    return _own_traits(scheme, reader.get("", "organization", org))


def _row(key: SheetKey, subject: str) -> Key:
    return key.org, ROW, row_id(key, subject)


def _about(scheme: Scheme, key: SheetKey, subject: str) -> Key:
    if scheme.subject is SubjectKind.ORGANIZATION:
        return "", "organization", subject
    return key.org, MEMBER, subject


def _traits(organization: Document | None) -> frozenset[str]:
    if organization is None:
        return frozenset()
    return frozenset({organization.body["kind"], organization.body["sector"]})


def traits_of(reader: Reader, scheme: Scheme, key: SheetKey, subject: str) -> frozenset[str]:
    """What decides which criteria apply to a subject."""
    return next(read_rows(reader, scheme, key, [subject])).traits


def row_input(row: Row, traits: frozenset[str]) -> RowInput:
    """What the scheme engine looks at in a row: the points that stand."""
    standing = {id: (cell.stands, cell.note) for id, cell in row.cells.items()}
    return RowInput(
        points={id: points for id, (points, _note) in standing.items() if points is not None},
        excused=frozenset(id for id, (points, note) in standing.items() if points is None and note),
        extras=tuple((event.item, event.points) for event in row.extras),
        vetoes=tuple(row.vetoes),
        traits=traits,
        excluded=row.excluded,
    )


def store_row(
    uow: UnitOfWork, scheme: Scheme, key: SheetKey, row: Row, traits: frozenset[str]
) -> Row:
    """Add a row up and write it, total and all."""
    row = added_up(scheme, row, traits)
    uow.put(key.org, ROW, row_id(key, row.subject), row.to_body())
    return row


def added_up(scheme: Scheme, row: Row, traits: frozenset[str]) -> Row:
    """The row with its total, and the branch's own beside it where somebody above has given other points; a row without
    any score has none."""
    result = tally(scheme, row_input(row, traits))
    total = result.total if is_scored(row) and not row.excluded else None
    own = None
    if total is not None and any(cell.is_judged for cell in row.cells.values()):
        own_cells = {id: cell.own() for id, cell in row.cells.items()}
        own = tally(scheme, row_input(replace(row, cells=own_cells), traits)).total
    return replace(
        row,
        total=total,
        own_total=None if own == total else own,
        complete=result.complete,
        ceiling=result.ceiling,
    )


def is_scored(row: Row) -> bool:
    """Whether anything stands in a row."""
    return bool(row.cells or row.extras or row.vetoes)
