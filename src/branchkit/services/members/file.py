"""A person's whole file on one page: what is known of the person, and every row of the registers that belong to the file.

Rows that were made before a move within the workspace are read where they were made. Personal data are masked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime

from branchkit.core.fields import shown_names
from branchkit.core.members.member import Category, Member, age_on, party_age_on, probation_end
from branchkit.core.ports import Reader
from branchkit.core.registers.register import (
    Column,
    ColumnKind,
    Record,
    RecordsFrom,
    Register,
    Shelf,
)
from branchkit.core.values import frozen
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import Contributions
from branchkit.services.dues.records import ROLL, DuesRecords
from branchkit.services.members.texts import MemberTexts
from branchkit.services.members.transfers import identities
from branchkit.services.registers.people import case_rows
from branchkit.services.registers.reading import RecordRef, RegisterRecords
from branchkit.services.registers.texts import RecordTexts
from branchkit.services.registers.writing import kind_of
from branchkit.services.roster import branch_name

MEMBER_COLUMN = "member"
"""The column by which a row belongs to a member's file."""
_SHELVES = (Shelf.MEMBER, Shelf.CARD)

_PERSON = (
    "sex",
    "birth",
    "ethnicity",
    "native_place",
    "education",
    "citizen_id",
    "phone",
    "address",
    "work_unit",
    "household_star",
)
_PARTY = (
    "category",
    "joined",
    "full_since",
    "probation_until",
    "group",
    "post",
    "member_class",
    "own_traits",
)
_STATES = (
    ("standing", "standing_since", "standing_reason"),
    ("mobility", "away_since", ""),
    ("contact", "lost_since", ""),
)
_STAGES = ("applied_on", "activist_since", "prospect_since", "admitted_on", "full_since")


@frozen
class FileScene:
    """What a file is put together from."""

    reader: Reader
    contributions: Contributions
    catalog: Catalog
    at: datetime
    unmasked: frozenset[str] = frozenset()
    """Personal fields of members, and personal columns ``register/column``, that were asked for; that is on record."""

    @property
    def today(self) -> date:
        """The day on which ages are counted."""
        return self.at.date()


@frozen
class FileLine:
    """One line; ``label`` is empty where the text speaks for itself."""

    label: str
    text: str


@frozen
class FileSection:
    """A heading with its lines. ``id`` is a register's, or one of ``person``, ``party``, ``dues``, ``cases``, ``moves``."""

    id: str
    title: str
    lines: tuple[FileLine, ...]


@frozen
class FileRecords:
    """The rows of one register that belong to somebody's file, by date."""

    register: Register
    records: tuple[Record, ...]


def member_file(scene: FileScene, member: Member) -> list[FileSection]:
    """The file, section by section; one without a line is left out."""

    def section(id: str, lines: Callable[[FileScene, Member], Iterator[FileLine]]) -> FileSection:
        title = scene.catalog.text(f"member.file.{id}")
        return FileSection(id, title, tuple(lines(scene, member)))

    sections = [
        section("person", _person),
        section("party", _party),
        *(_rows_section(scene, rows) for rows in file_rows(scene, member)),
        section("dues", _dues),
        section("cases", _cases),
        section("moves", _moves),
    ]
    return [section for section in sections if section.lines]


def file_rows(scene: FileScene, member: Member) -> Iterator[FileRecords]:
    """The register rows of the file, register by register in the order of their shelves."""
    kept_as = identities(scene.reader, member.org, member.id)
    for register in file_registers(scene.contributions):
        refs = [ref for org, id in kept_as for ref in _refs(scene.reader, register, org, id)]
        if refs:
            orgs = [org for org, _id in kept_as]
            rows = RegisterRecords(scene.reader, scene.contributions, register, orgs, scene.today)
            dated = sorted(
                rows.records(refs),
                key=lambda record: str(record.values.get(register.dated_by, "")),
            )
            yield FileRecords(register, tuple(dated))


def file_registers(contributions: Contributions) -> list[Register]:
    """The registers whose rows belong to members' files."""
    registers = (register for register in contributions.registers.values() if _is_part(register))
    return sorted(registers, key=lambda r: (_SHELVES.index(r.shelf), r.position, r.id))


def _is_part(register: Register) -> bool:
    return (
        register.shelf in _SHELVES
        and register.rows is RecordsFrom.RECORDS
        and register.has(MEMBER_COLUMN, ColumnKind.MEMBER)
    )


def _refs(reader: Reader, register: Register, org: str, id: str) -> Iterator[RecordRef]:
    for document in reader.scan(org, kind_of(register.id)):
        values = document.body["values"]
        if values.get(MEMBER_COLUMN) == id and not document.body.get("removed"):
            yield RecordRef(org, document.id)


# -- the person -----------------------------------------------------------------------------------


def _person(scene: FileScene, member: Member) -> Iterator[FileLine]:
    texts = MemberTexts(scene.catalog, scene.unmasked)
    age = age_on(member.birth, scene.today)
    for field in _PERSON:
        text = texts.shown(member, field)
        if text and field == "birth" and age is not None:
            text = scene.catalog.text("member.file.birth", birth=text, age=age)
        if text:
            yield FileLine(scene.catalog.text(f"member.field.{field}"), text)


def _party(scene: FileScene, member: Member) -> Iterator[FileLine]:
    catalog, texts = scene.catalog, MemberTexts(scene.catalog)
    years = party_age_on(member.full_since, scene.today)
    for field in _PARTY:
        text = texts.shown(member, field)
        if text and field == "full_since" and years is not None:
            text = catalog.text("member.file.full_since", since=text, years=years)
        if text:
            yield FileLine(catalog.text(f"member.field.{field}"), text)
    if member.category is Category.PROBATIONARY and not member.probation_until:
        ends = probation_end(member.joined)
        if ends is not None:
            yield FileLine(catalog.text("member.file.probation_ends"), ends.isoformat())
    for field, since, reason in _STATES:
        parts = (texts.shown(member, field), texts.shown(member, since))
        text = " ".join(part for part in parts if part)
        if reason and getattr(member, reason):
            text = catalog.text("member.file.reason", state=text, reason=getattr(member, reason))
        yield FileLine(catalog.text(f"member.field.{field}"), text)
    if member.unknown:
        # By their names only: nobody here knows whether what they hold is personal.
        yield FileLine("", catalog.text("member.file.unknown", names=shown_names(member.unknown)))


# -- what other parts keep ------------------------------------------------------------------------


def _rows_section(scene: FileScene, rows: FileRecords) -> FileSection:
    register = rows.register
    orgs = list(dict.fromkeys(record.org for record in rows.records))
    unmasked = {
        column.id
        for column in register.columns
        if f"{register.id}/{column.id}" in scene.unmasked or column.id in scene.unmasked
    }
    texts = RecordTexts(scene.reader, scene.catalog, register, orgs, unmasked)
    columns = [
        c for c in register.columns if c.id not in (MEMBER_COLUMN, *_of_member(register.columns))
    ]
    lines = []
    texts.read_ahead(rows.records)
    for record in rows.records:
        shown = ((column, texts.shown(column, record)) for column in columns)
        told = (_told(scene.catalog, column, text) for column, text in shown if text)
        lines.append(FileLine("", "  ".join(told)))
    return FileSection(register.id, scene.catalog.local(register.title), tuple(lines))


def _of_member(columns: Iterable[Column]) -> frozenset[str]:
    """Columns that repeat what stands above already."""
    return frozenset(
        c.id for c in columns if c.formula is not None and c.formula.columns == (MEMBER_COLUMN,)
    )


def _told(catalog: Catalog, column: Column, text: str) -> str:
    if column.kind in (ColumnKind.TEXT, ColumnKind.CHOICE):
        return text
    return catalog.text("member.file.value", title=column.title, value=text)


def _dues(scene: FileScene, member: Member) -> Iterator[FileLine]:
    if next(scene.reader.project(member.org, kind_of(ROLL), "", ()), None) is None:
        return
    records = DuesRecords(scene.reader, scene.contributions.rule_packs, member.org)
    paid = [month for month, dues in records.months(member.id).items() if dues.paid]
    if paid:
        yield FileLine(scene.catalog.text("member.file.paid_until"), str(max(paid)))
    arrears = records.arrears(member.id, scene.today)
    if arrears.months:
        yield FileLine(
            scene.catalog.text("member.file.arrears"),
            scene.catalog.text(
                "member.file.arrears_of", months=len(arrears.months), total=str(arrears.total)
            ),
        )


def _cases(scene: FileScene, member: Member) -> Iterator[FileLine]:
    text = scene.catalog.text
    for org, id in identities(scene.reader, member.org, member.id):
        for _case, row in case_rows(scene.reader, org):
            if row.get("member") == id:
                reached = [
                    text(f"member.file.stage.{stage}", on=row[stage])
                    for stage in _STAGES
                    if row.get(stage)
                ]
                yield FileLine("", "  ".join(reached))


def _moves(scene: FileScene, member: Member) -> Iterator[FileLine]:
    text = scene.catalog.text
    for kept_at, key in (
        (member.moved_from, "member.file.moved_from"),
        (member.moved_to, "member.file.moved_to"),
    ):
        if kept_at:
            org = kept_at.partition("/")[0]
            yield FileLine("", text(key, organization=branch_name(scene.reader, org)))
    if member.removed:
        yield FileLine("", text("member.file.removed", on=member.removed_on, reason=member.removed))
