"""Opening a sheet and reading it whole; ``steps`` take it through its life.

A sheet is three kinds of document: the sheet itself (state and passages), its roll (who is on it, in the
order of the roster) and one row per subject that has been scored. Keeping the roll apart keeps the document
that every score looks at small.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise

from branchkit.core.access.asking import may
from branchkit.core.access.roles import Operation
from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.errors import SchemeError, SheetError
from branchkit.core.members.member import Member
from branchkit.core.organizations.organization import Organization
from branchkit.core.ports import Document, Key, Reader, Store, UnitOfWork
from branchkit.core.scoring.results import RowResult
from branchkit.core.scoring.schemes import Applies, Band, Scheme, SubjectKind
from branchkit.core.scoring.sheets import (
    EDITABLE,
    Row,
    Sheet,
    SheetKey,
    SheetState,
)
from branchkit.core.scoring.tally import tally
from branchkit.core.values import frozen
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.holdings import BUILT_IN_ID, LOCAL
from branchkit.plugin.scheme_files import read_scheme
from branchkit.services.roster import MEMBER, members_of
from branchkit.services.scoring.placing import place_of, placed, rated_row
from branchkit.services.scoring.rows import (
    ROW,
    is_scored,
    own_traits,
    read_rows,
    row_input,
    store_row,
)
from branchkit.toml.source import TomlSource

SHEET = "sheet"
ROLL = "roll"


@frozen
class ScoredRow:
    """One subject's row with everything that follows from it; ``member`` is None for an organisation, ``traits`` decide what applies."""

    subject: str
    name: str
    number: int
    row: Row
    result: RowResult
    rank: int | None
    band: Band | None
    member: Member | None
    traits: frozenset[str]
    waiting: str = ""
    """Why an organisation has no band yet (:class:`~branchkit.services.scoring.placing.Waiting`)."""


@frozen
class ScoredSheet:
    """A whole sheet, evaluated: what reports are made from."""

    sheet: Sheet
    scheme: Scheme
    organization: Organization
    rows: tuple[ScoredRow, ...]


def default_scheme_id(contributions: Contributions, sector: str, kind: str = "member-month") -> str:
    """The scheme of a kind, at first of the monthly session: the workspace's own, else the sector's, else the base pack's.

    The sector's is that of the plugin called like it, or of the first other one made for it: who asks reads one file.
    """
    made_for_it = (plugin.id for plugin in contributions.plugins if sector in plugin.sectors)
    for owner in (LOCAL, sector, *made_for_it):
        if f"{owner}/{kind}" in contributions.schemes:
            return f"{owner}/{kind}"
    return f"{BUILT_IN_ID}/{kind}"


def sheet_key(
    schemes: Mapping[str, Scheme],
    scheme_id: str,
    org: str,
    period: Period,
    kept_in: Reader | None = None,
) -> SheetKey:
    """The key of a sheet, checked.

    A scheme that is no longer declared will do where ``kept_in`` has the sheet with the scheme's text. Raises
    :class:`SchemeError` ``unknown`` and :class:`SheetError` ``period_kind`` when a yearly scheme is asked for a month.
    """
    if scheme_id not in schemes:
        key = SheetKey(scheme_id, org, period)
        sheet = read_sheet(kept_in, key) if kept_in is not None else None
        if sheet is not None and sheet.scheme_text:
            return key
        raise SchemeError("unknown", scheme=scheme_id, known=", ".join(sorted(schemes)))
    wanted = schemes[scheme_id].period
    if period.kind is not wanted:
        raise SheetError("period_kind", scheme=scheme_id, period=str(period), wanted=str(wanted))
    return SheetKey(scheme_id, org, period)


def read_sheet(reader: Reader, key: SheetKey) -> Sheet | None:
    """The sheet without rows, None when nobody has opened it."""
    document = reader.get(key.org, SHEET, str(key))
    return None if document is None else Sheet.from_body(key.org, document.body)


def read_sheets(reader: Reader, keys: Iterable[SheetKey]) -> dict[SheetKey, Sheet]:
    """Those of the sheets that somebody has opened."""
    wanted = {(key.org, SHEET, str(key)): key for key in keys}
    found = reader.get_many(wanted)
    return {wanted[k]: Sheet.from_body(k[0], document.body) for k, document in found.items()}


def read_head(reader: Reader, key: SheetKey) -> tuple[Sheet, tuple[str, ...], Organization]:
    """A sheet, who is on it, and whose it is, with one look into the store.

    Raises :class:`SheetError` ``not_opened``, ``unknown_organization``.
    """
    sheet, roll = sheet_keys(key)
    organization = "", "organization", key.org
    found = reader.get_many([sheet, roll, organization])
    return (
        _sheet(key, found.get(sheet)),
        _roll(found.get(roll)),
        _organization(key.org, found.get(organization)),
    )


def sheet_keys(key: SheetKey) -> list[Key]:
    """The documents that say of a sheet how it stands and who is on it."""
    return [(key.org, SHEET, str(key)), (key.org, ROLL, str(key))]


def existing_sheet(reader: Reader, key: SheetKey) -> Sheet:
    """The sheet; raises :class:`SheetError` ``not_opened``."""
    return _sheet(key, reader.get(key.org, SHEET, str(key)))


def _sheet(key: SheetKey, document: Document | None) -> Sheet:
    if document is None:
        raise SheetError("not_opened", scheme=key.scheme, period=str(key.period))
    return Sheet.from_body(key.org, document.body)


def read_roll(reader: Reader, key: SheetKey) -> tuple[str, ...]:
    """The subjects on the sheet, in the order of the roster."""
    return _roll(reader.get(key.org, ROLL, str(key)))


def _roll(document: Document | None) -> tuple[str, ...]:
    return () if document is None else tuple(document.body["subjects"])


def scheme_of(sheet: Sheet, schemes: Mapping[str, Scheme]) -> Scheme:
    """The scheme a sheet is scored by: as it was when the sheet was handed up, before that as it is now.

    Figures of regulations are those in force on the last day of the period.
    """
    return scheme_as_kept(sheet.key, sheet.scheme_text, schemes)


def scheme_as_kept(key: SheetKey, text: str, schemes: Mapping[str, Scheme]) -> Scheme:
    """The scheme of a text that was kept; where there is none, as it is now. Raises :class:`SchemeError` ``unknown``."""
    current = schemes.get(key.scheme)
    if current is not None:
        current = current.on(key.period.last_day)
    # Reading a text costs milliseconds, and a county has hundreds of sheets whose scheme has not changed since.
    if current is not None and current.declaration == text:
        return current
    if text:
        source, _problems = TomlSource.read_text(text, key.scheme)
        if source is not None:
            scheme, _problems = read_scheme(source, key.scheme)
            if scheme is not None:
                return scheme
    if current is None:
        raise SchemeError("unknown", scheme=key.scheme, known=", ".join(sorted(schemes)))
    return current


def open_sheet(uow: UnitOfWork, scheme: Scheme, key: SheetKey) -> Sheet:
    """The sheet of ``key``; made, with everybody on the roster whom the scheme is for, when there is none.

    A sheet still in the branch's hands follows the roster: who joined is added, who left without a score goes; and it
    follows the scheme: rows scored by an older version are added up anew.
    """
    scheme = scheme.on(key.period.last_day)
    sheet = read_sheet(uow, key)
    if sheet is None:
        sheet = Sheet(key, SheetState.DRAFT, scheme.digest)
        uow.put(key.org, SHEET, str(key), sheet.to_body())
    if sheet.state in EDITABLE:
        _follow_roster(uow, scheme, key)
        if sheet.scheme_digest != scheme.digest:
            sheet = replace(sheet, scheme_digest=scheme.digest)
            uow.put(key.org, SHEET, str(key), sheet.to_body())
            _add_up_anew(uow, scheme, key)
    return sheet


def follow_roster(store: Store, actor: Actor, scheme: Scheme, key: SheetKey) -> bool:
    """Bring an open sheet up to the roster and the scheme of today; writes only when something differs.

    Returns whether the roll changed. Whoever only looks leaves it as it is.
    """
    if not may(store, Operation.SCORE, key.org):
        return False
    sheet, roll, _whose = read_head(store, key)
    same_roll = roll == _wanted_roll(store, scheme, key, roll)
    if same_roll and sheet.scheme_digest == scheme.digest:
        return False
    with store.begin(actor, "sheet.follow") as uow:
        open_sheet(uow, scheme, key)
        uow.commit()
    return True


def _wanted_roll(
    reader: Reader, scheme: Scheme, key: SheetKey, roll: tuple[str, ...]
) -> tuple[str, ...]:
    if scheme.subject is SubjectKind.ORGANIZATION:
        return (key.org,)
    present = tuple(_present(reader, scheme, key.org))
    if roll == present:
        return roll
    wanted = set(present)
    gone = [subject for subject in roll if subject not in wanted]
    scored = (line.row for line in read_rows(reader, scheme, key, gone) if is_scored(line.row))
    return (*present, *(row.subject for row in scored))


def _present(reader: Reader, scheme: Scheme, org: str) -> list[str]:
    """The members whom the scheme is for, in the order of the roll; who they are is looked at only where it matters."""
    if scheme.applies != Applies():
        own = own_traits(reader, scheme, org)
        return [
            m.id
            for m in members_of(reader, org)
            if scheme.applies.covers(m.traits | own | scheme.traits_among(m.own_words))
        ]
    ids: list[str] = []
    numbers: list[int] = []
    for id, number, removed in reader.project(org, MEMBER, "", ("number", "removed")):
        if not removed:
            ids.append(id)
            numbers.append(number or 0)
    if all(before <= after for before, after in pairwise(numbers)):
        return ids
    return [ids[place] for place in sorted(range(len(ids)), key=numbers.__getitem__)]


def _follow_roster(uow: UnitOfWork, scheme: Scheme, key: SheetKey) -> None:
    wanted = _wanted_roll(uow, scheme, key, read_roll(uow, key))
    uow.put(key.org, ROLL, str(key), {"subjects": list(wanted)})


def _add_up_anew(uow: UnitOfWork, scheme: Scheme, key: SheetKey) -> None:
    subjects = [id.rpartition("/")[2] for (id,) in uow.project(key.org, ROW, f"{key}/", ())]
    for line in read_rows(uow, scheme, key, subjects):
        store_row(uow, scheme, key, line.row, line.traits)


def load_sheet(reader: Reader, schemes: Mapping[str, Scheme], key: SheetKey) -> ScoredSheet:
    """The whole sheet with names, results, ranks and bands; raises :class:`SheetError` ``not_opened``."""
    sheet, roll, organization = read_head(reader, key)
    scheme = scheme_of(sheet, schemes)
    lines = list(read_rows(reader, scheme, key, roll))
    rated = rated_row(reader, scheme, key, organization)
    places = placed(scheme, organization, [line.row for line in lines], rated)
    scored = [
        ScoredRow(
            subject=line.row.subject,
            name=line.member.name if line.member else organization.name,
            number=line.member.number if line.member else place,
            row=line.row,
            result=tally(scheme, row_input(line.row, line.traits)),
            rank=stands.rank,
            band=stands.band,
            member=line.member,
            traits=line.traits,
            waiting=stands.waiting,
        )
        for place, line in enumerate(lines, start=1)
        for stands in [place_of(places, line.row.subject)]
    ]
    return ScoredSheet(sheet, scheme, organization, tuple(scored))


def read_organization(reader: Reader, org: str) -> Organization:
    """An organisation of the workspace; raises :class:`SheetError` ``unknown_organization``."""
    return _organization(org, reader.get("", "organization", org))


def _organization(org: str, document: Document | None) -> Organization:
    if document is None:
        raise SheetError("unknown_organization", org=org)
    return Organization.from_body(org, document.body)
